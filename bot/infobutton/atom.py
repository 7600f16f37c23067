"""Writes a feed as Atom (RFC 4287) in the shape of MedlinePlus Connect."""

from xml.etree.ElementTree import Element, SubElement, tostring

from bot.infobutton.feed import Entry, Feed

ATOM = "http://www.w3.org/2005/Atom"
XML = "{http://www.w3.org/XML/1998/namespace}"


def as_atom(feed: Feed) -> bytes:
    """Return the feed as an XML document in UTF-8; ElementTree escapes every text."""
    root = Element("feed", {"xmlns": ATOM, f"{XML}base": feed.base, f"{XML}lang": feed.language})
    _text(root, "title", feed.title, "text")
    _text(root, "updated", feed.updated)
    _text(root, "id", feed.id)
    author = SubElement(root, "author")
    _text(author, "name", feed.author)
    _text(author, "uri", feed.base)
    _text(root, "subtitle", feed.subtitle, "text")
    for scheme, term in feed.categories:
        SubElement(root, "category", {"scheme": scheme, "term": term})
    for entry in feed.entries:
        _entry(root, entry, feed.language)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: Element, entry: Entry, language: str) -> None:
    one = SubElement(root, "entry", {f"{XML}lang": language})
    _text(one, "title", entry.title, "text")
    SubElement(one, "link", {"href": entry.href, "rel": "alternate", "type": "text/html", "title": entry.title})
    _text(one, "id", entry.href)
    _text(one, "summary", entry.summary, "html")
    _text(one, "updated", entry.updated)


def _text(parent: Element, name: str, value: str, kind: str | None = None) -> None:
    SubElement(parent, name, {"type": kind} if kind else {}).text = value
