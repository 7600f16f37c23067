"""Takes a FHIR resource apart: every resource in it, references between them, versions, reports."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.labs.fhir_json import record, records, text


@dataclass(frozen=True, eq=False)
class Entry:
    """A resource, its address in the Bundle, and the resource that contains it."""

    resource: dict[str, Any]
    url: str = ""
    holder: "Entry | None" = None

    @property
    def kind(self) -> str:
        """Return the type of the resource."""
        return text(self.resource.get("resourceType"))

    @property
    def id(self) -> str:
        """Return the id of the resource, "" without one."""
        return text(self.resource.get("id"))

    @property
    def key(self) -> object:
        """Return what tells this resource from others: ids count within their container, else the address."""
        if self.id:
            return id(self.holder) if self.holder else None, f"{self.kind}/{self.id}"
        return self.url or id(self)


def gather(resource: dict[str, Any], url: str = "", holder: Entry | None = None) -> Iterator[Entry]:
    """Yield every resource in a resource: a Bundle's entries, itself, and what it contains."""
    if text(resource.get("resourceType")) == "Bundle":
        for item in records(resource.get("entry")):
            yield from gather(record(item.get("resource")), text(item.get("fullUrl")))
        return
    entry = Entry(resource, url, holder)
    yield entry
    for contained in records(resource.get("contained")):
        yield from gather(contained, "", holder or entry)


def tail(reference: str) -> str:
    """Return "Type/id" of a reference with an address or a version; other references as they are."""
    parts = reference.split("/")
    if len(parts) > 2 and parts[-2] == "_history":
        parts = parts[:-2]
    return "/".join(parts[-2:]) if len(parts) > 1 and parts[-2][:1].isupper() else reference


class Index:
    """Finds the resource that a reference means."""

    def __init__(self, entries: list[Entry]) -> None:
        self._known: dict[object, Entry] = {}
        for entry in entries:
            if entry.holder is not None:
                self._known[(id(entry.holder), f"#{entry.id}")] = entry
            elif entry.id:
                self._known[f"{entry.kind}/{entry.id}"] = entry
            if entry.url:
                self._known[entry.url] = entry

    def find(self, reference: str, source: Entry) -> Entry | None:
        """Return the resource that ``reference`` in ``source`` means; None where it was not sent."""
        if reference.startswith("#"):
            return self._known.get((id(source.holder or source), reference))
        return self._known.get(reference) or self._known.get(tail(reference))


def newest_versions(entries: list[Entry]) -> Iterator[tuple[Entry, bool]]:
    """Yield each resource once, and whether it is in doubt: sent in versions of which none is known as the newest."""
    groups: dict[object, dict[str, Entry]] = {}
    for entry in entries:
        content = json.dumps(entry.resource, sort_keys=True, default=str)
        groups.setdefault(entry.key, {}).setdefault(content, entry)
    for group in groups.values():
        versions = list(group.values())
        updated = [_updated(entry) for entry in versions]
        times = [time for time in updated if time is not None]
        if len(versions) == 1:
            yield versions[0], False
        elif len(times) == len(versions) and times.count(max(times)) == 1:
            yield versions[times.index(max(times))], False
        else:
            yield versions[0], True


def _updated(entry: Entry) -> datetime | None:
    stated = text(record(entry.resource.get("meta")).get("lastUpdated"))
    try:
        time = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", stated))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def parents_of(entries: list[Entry], index: Index) -> dict[object, list[Entry]]:
    """Return, by ``Entry.key``, what an Observation belongs to: reports that refer to it, and what contains it."""
    found: dict[object, list[Entry]] = {}
    for report in entries:
        if report.kind == "DiagnosticReport":
            for reference in records(report.resource.get("result")):
                meant = index.find(text(reference.get("reference")), report)
                if meant is not None and meant.holder is not report:
                    found.setdefault(meant.key, []).append(report)
    for entry in entries:
        if entry.holder is not None:
            found.setdefault(entry.key, []).append(entry.holder)
    return found
