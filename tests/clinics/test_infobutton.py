"""The Infobutton responder without HTTP: requests as they are documented, and answers of the documented shape."""

import json
import re
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, fromstring

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot import paths
from bot.infobutton import pages
from bot.infobutton.atom import as_atom
from bot.infobutton.codes import find, systems
from bot.infobutton.feed import Feed, as_json, feed_of
from bot.infobutton.request import MOST_CRITERIA, BadRequest, read_request
from bot.kb import check_codes, files
from bot.kb.query import KnowledgeBase
from bot.kb.reading import SHORT_LIMIT, reading_grade, term_pattern
from bot.labs.units import analytes

BASE = "https://igm-guide.example.org"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=timezone.utc)
DOCUMENTED = yaml.safe_load((paths.ROOT / "tests" / "clinics" / "medlineplus.yml").read_text(encoding="utf-8"))
LOINC, ICD10, ICD9, SNOMED = (f"2.16.840.1.113883.6.{number}" for number in (1, 90, 103, 96))
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase(paths.DATABASE)


def feed(kb: KnowledgeBase, query: str) -> Feed:
    return feed_of(read_request(parse_qsl(query, keep_blank_values=True)), kb, BASE, NOW)


def asking(system: str, code: str, more: str = "") -> str:
    return f"mainSearchCriteria.v.cs={system}&mainSearchCriteria.v.c={code}{more}"


def topics(made: Feed) -> list[str]:
    return [entry.href.removeprefix(f"{BASE}/topics/").partition("?")[0] for entry in made.entries]


@pytest.mark.parametrize("example", DOCUMENTED["requests"], ids=lambda example: example["asked"])
def test_documented_requests_get_answers_of_the_documented_shape(kb: KnowledgeBase, example: dict[str, Any]) -> None:
    made = feed(kb, example["query"])
    fields = DOCUMENTED["fields"]
    answered = json.loads(json.dumps(as_json(made)))["feed"]
    assert set(answered) == set(fields["feed"])
    assert all(set(answered[name]) == {"type", "_value"} for name in fields["texts"])
    assert [one["scheme"] for one in answered["category"]] == fields["categories"]
    assert answered["subtitle"]["_value"] == f"IgM Guide results for {example['asked']}"
    assert bool(answered["entry"]) == example["known"]
    for entry in answered["entry"]:
        assert set(fields["entry"]) <= set(entry) <= {*fields["entry"], *fields["older"]["entry"]}
        assert set(fields["link"]) <= set(entry["link"][0]) <= {*fields["link"], *fields["older"]["link"]}
        assert entry["summary"]["type"] == "html"
        assert entry["link"][0]["rel"] == "alternate"


@pytest.mark.parametrize("example", DOCUMENTED["requests"], ids=lambda example: example["asked"])
def test_atom_says_the_same_as_json(kb: KnowledgeBase, example: dict[str, Any]) -> None:
    made = feed(kb, example["query"])
    root, answered = fromstring(as_atom(made)), as_json(made)["feed"]
    assert root.tag == f"{ATOM}feed"
    assert [(c.get("scheme"), c.get("term")) for c in root.findall(f"{ATOM}category")] == [
        (c["scheme"], c["term"]) for c in answered["category"]
    ]
    for name in ("title", "subtitle", "id", "updated"):
        assert root.findtext(f"{ATOM}{name}") == answered[name]["_value"]
    read = [
        (text(e, "title"), text(e, "summary"), e.find(f"{ATOM}link").get("href")) for e in root.findall(f"{ATOM}entry")
    ]
    assert read == [(e["title"]["_value"], e["summary"]["_value"], e["link"][0]["href"]) for e in answered["entry"]]


def text(element: Element, name: str) -> str | None:
    return element.findtext(f"{ATOM}{name}")


def test_what_atom_asks_of_a_feed_is_there(kb: KnowledgeBase) -> None:
    """RFC 4287: id (never empty, one feed one id), title and updated for feed and entries; ids of entries differ."""
    one, other = (fromstring(as_atom(feed(kb, asking(ICD10, code)))) for code in ("D80.4", "A00"))
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", text(one, "id"))
    assert text(one, "id") != text(other, "id")
    ids = [text(entry, "id") for entry in one.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) > 3
    assert text(one, "updated") == "2026-11-25T12:00:00Z"
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", text(e, "updated")) for e in one.findall(f"{ATOM}entry"))


def test_entries_say_what_the_knowledge_base_says(kb: KnowledgeBase) -> None:
    made = feed(kb, asking(ICD10, "D80.4"))
    statement = kb.statement("overview.definition")
    assert made.entries[0].title == "What is IgM deficiency?"
    plain = made.entries[0].summary.replace("&#34;", '"').replace("&#39;", "'")
    assert statement.short in plain
    assert statement.fuller not in plain
    assert "Not yet reviewed by a clinician." in plain
    assert all(source["label"] in plain.replace("&amp;", "&") for source in statement.sources)


def test_a_provider_gets_the_fuller_answer(kb: KnowledgeBase) -> None:
    made = feed(kb, asking(ICD10, "D80.4", "&informationRecipient=PROV"))
    assert kb.statement("symptoms.common").fuller in made.entries[1].summary.replace("&#39;", "'").replace("&#34;", '"')
    assert made.categories[-1] == ("informationRecipient", "PROV")
    assert feed(kb, asking(ICD10, "D80.4", "&informationRecipient=PAYOR")).categories[-1][1] == "PAT"


def test_a_child_gets_what_is_said_for_children(kb: KnowledgeBase) -> None:
    child = feed(kb, asking(ICD10, "D80.4", "&age.v.v=3&age.v.u=a"))
    assert child.entries[0].href == f"{BASE}/topics/overview.definition?audience=child"
    assert kb.statement("overview.definition", "child").short in child.entries[0].summary.replace("&#39;", "'")
    for grown in ("age.v.v=18&age.v.u=a", "age.v.v=216&age.v.u=mo", "age.v.v=3&age.v.u=x", "age.v.v=nan", "age.v.u=a"):
        assert "audience" not in feed(kb, asking(ICD10, "D80.4", f"&{grown}")).entries[0].href
    assert "audience" in feed(kb, asking(ICD10, "D80.4", "&age.v.v=200&age.v.u=d")).entries[0].href


def test_a_high_result_is_another_matter(kb: KnowledgeBase) -> None:
    flag = "&severityObservation.interpretationCode.c="
    assert topics(feed(kb, asking(LOINC, "2472-9", f"{flag}H")))[0] == "diagnosis.high_igm"
    assert topics(feed(kb, asking(LOINC, "2472-9", f"{flag}ll")))[0] == "diagnosis.confirmation"
    usual = topics(feed(kb, asking(LOINC, "2472-9")))
    assert usual[0] == "diagnosis.blood_test"
    assert "diagnosis.high_igm" not in usual
    assert topics(feed(kb, asking(LOINC, "2472-9", f"{flag}N"))) == usual


@pytest.mark.parametrize("language", ["es", "sp", "es-MX", "de", "fr", "zz"])
def test_other_languages_get_an_empty_feed_that_says_why(kb: KnowledgeBase, language: str) -> None:
    made = feed(kb, asking(ICD10, "D80.4", f"&informationRecipient.languageCode.c={language}"))
    assert (made.entries, made.language) == ((), "en")
    assert made.subtitle.endswith("The answers are in English only so far.")


@pytest.mark.parametrize("language", ["", "en", "EN", "en-US", "en_GB"])
def test_english_in_every_spelling(kb: KnowledgeBase, language: str) -> None:
    assert feed(kb, asking(ICD10, "D80.4", f"&informationRecipient.languageCode.c={language}")).entries


@pytest.mark.parametrize(
    "query",
    [
        f"mainSearchCriteria.v.cs={LOINC}&mainSearchCriteria.v.c=2472-9&mainSearchCriteria.v.cs1={ICD10}&mainSearchCriteria.v.c1=D80.4",
        f"mainSearchCriteria.v.c0=2472-9&mainSearchCriteria.v.cs0={LOINC}&mainSearchCriteria.v.c1=D80.4&mainSearchCriteria.v.cs1={ICD10}",
        f"mainSearchCriteria.v.cs={LOINC}&mainSearchCriteria.v.c=2472-9&mainSearchCriteria.v.cs={ICD10}&mainSearchCriteria.v.c=D80.4",
        f"MAINSEARCHCRITERIA.V.CS=urn:oid:{LOINC}&mainsearchcriteria.v.c=2472-9&mainSearchCriteria.v.cs7={ICD10}&mainSearchCriteria.v.c7=d804",
    ],
)  # fmt: skip
def test_repeated_criteria_are_answered_in_order_each_topic_once(kb: KnowledgeBase, query: str) -> None:
    made = feed(kb, query)
    found = topics(made)
    assert found == list(
        dict.fromkeys(topics(feed(kb, asking(LOINC, "2472-9"))) + topics(feed(kb, asking(ICD10, "D80.4"))))
    )
    assert len(made.categories) == 7
    assert "LOINC 2472-9, ICD-10-CM " in made.subtitle


def test_one_system_may_serve_several_codes(kb: KnowledgeBase) -> None:
    made = feed(kb, f"mainSearchCriteria.v.cs={LOINC}&mainSearchCriteria.v.c=2465-3&mainSearchCriteria.v.c=2472-9")
    assert made.subtitle == "IgM Guide results for LOINC 2465-3, LOINC 2472-9"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "mainSearchCriteria.v.cs (code system) and mainSearchCriteria.v.c (code) are missing"),
        ("mainSearchCriteria.v.c=D80.4", "mainSearchCriteria.v.cs (code system) is missing"),
        (f"mainSearchCriteria.v.cs={ICD10}", "mainSearchCriteria.v.c (code) is missing"),
        (f"mainSearchCriteria.v.cs={ICD10}&mainSearchCriteria.v.c=%20", "mainSearchCriteria.v.c (code) is missing"),
        (f"mainSearchCriteria.v.cs={LOINC}&mainSearchCriteria.v.c=2472-9&mainSearchCriteria.v.c1=x", "is missing"),
        (
            asking(ICD10, "D80.4", "&knowledgeResponseType=application/javascript"),
            "knowledgeResponseType is not one of",
        ),
        (asking(ICD10, "x" * 501), "more than 500 characters"),
        ("&".join(f"a{number}=1" for number in range(101)), "more than 100 parameters"),
        ("&".join(asking(ICD10, "A00") for _ in range(MOST_CRITERIA + 1)), "more than 20"),
    ],
)
def test_what_is_missing_or_wrong_is_said(query: str, said: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read_request(parse_qsl(query, keep_blank_values=True))
    assert said in str(refused.value)
    assert "D80.4" not in str(refused.value)


@pytest.mark.parametrize(
    "code", ["<script>alert(1)</script>", "\"&'", "]]>", "\x00\x0b\ufffe", "<!DOCTYPE x>", "&lt;b&gt;"]
)
def test_what_is_echoed_is_escaped(kb: KnowledgeBase, code: str) -> None:
    request = read_request([("mainSearchCriteria.v.cs", f"x{code}"), ("mainSearchCriteria.v.c", f"a{code}")])
    made = feed_of(request, kb, BASE, NOW)
    root = fromstring(as_atom(made))
    echoed = root.find(f"{ATOM}category").get("term")
    assert echoed == "a" + re.sub("[\x00-\x1f\ufffe]", "", code)
    page = pages.list_page([], made.subtitle, "112")
    assert "<script" not in page
    assert page.count("<!DOCTYPE") == 1


ANY_TEXT = st.text(max_size=40)
MAIN = "mainSearchCriteria.v."
KNOWN_NAMES = [
    f"{MAIN}c", f"{MAIN}cs", f"{MAIN}dn", f"{MAIN}c1", f"{MAIN}cs1", "informationRecipient", "knowledgeResponseType",
    "informationRecipient.languageCode.c", "age.v.v", "age.v.u", "severityObservation.interpretationCode.c",
]  # fmt: skip
KNOWN_VALUES = [LOINC, ICD10, "2472-9", "D80.4", "PROV", "en", "3", "a", "H", "application/json", "text/html"]
NAMES, VALUES = (ANY_TEXT | st.sampled_from(known) for known in (KNOWN_NAMES, KNOWN_VALUES))


@given(st.lists(st.tuples(NAMES, VALUES), max_size=14))
def test_any_request_gets_an_answer_or_a_reason(kb: KnowledgeBase, pairs: list[tuple[str, str]]) -> None:
    try:
        request = read_request(pairs)
    except BadRequest:
        return
    made = feed_of(request, kb, BASE, NOW)
    root, answered = fromstring(as_atom(made)), json.loads(json.dumps(as_json(made), ensure_ascii=False).encode())
    assert [text(entry, "title") for entry in root.findall(f"{ATOM}entry")] == [
        entry["title"]["_value"] for entry in answered["feed"]["entry"]
    ]
    assert len(root.findall(f"{ATOM}category")) == 3 * len(request.criteria) + 1


def test_codes_are_found_in_the_spellings_of_records() -> None:
    assert find(ICD10, "d80.4") == find(ICD10, "D804") == find(ICD10, " D80.4 ")
    assert find(ICD9, "27902").code == "279.02"
    assert find(LOINC, "24729") is None
    assert find(SNOMED, "190980000").system == "SNOMED CT"
    assert find("1.2.3", "D80.4") is None
    assert systems() == {oid: name for name, (oid, _) in check_codes.SYSTEMS.items()}


def test_every_analyte_has_its_code() -> None:
    assert {one.loinc for one in analytes().values()} == {
        entry["code"] for entry in files.read_yaml(paths.KNOWLEDGE / "codes" / "loinc.yml")["codes"]
    }


def test_last_digits_are_those_of_published_codes() -> None:
    for code in ("2472-9", "19113-0", "718-7", "3187-2", "4548-4", "2160-0"):
        assert check_codes.loinc_ends_right(code)
        assert sum(check_codes.loinc_ends_right(f"{code[:-1]}{digit}") for digit in range(10)) == 1
    for code in ("190980000", "73211009", "22298006", "404684003", "41381004"):
        assert check_codes.snomed_ends_right(code)
        assert sum(check_codes.snomed_ends_right(f"{code[:-1]}{digit}") for digit in range(10)) == 1
        turned = f"{code[1]}{code[0]}{code[2:]}"
        assert code[0] == code[1] or not check_codes.snomed_ends_right(turned)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"system": "LOINK"}, "unknown code system LOINK"),
        ({"oid": "1.2.3"}, "the oid of LOINC is"),
        ({"code": "2472-8"}, "a digit is wrong"),
        ({"topics": ["overview.nothing"]}, "unknown topic overview.nothing"),
        ({"twice": True}, "stands there twice"),
    ],
)
def test_kb_check_covers_codes(tmp_path: Any, change: dict[str, Any], said: str) -> None:
    entry = {"code": "2472-9", "names": "x", "topics": ["overview.definition"], "reason": "x"}
    entry.update({name: change[name] for name in entry if name in change})
    content = {"system": "LOINC", "oid": LOINC, "checked": "x", "codes": [entry] * (2 if change.get("twice") else 1)}
    content.update({name: change[name] for name in content if name in change})
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "x.yml").write_text(yaml.safe_dump(content))
    problems = check_codes.check_codes(files.read_knowledge(paths.KNOWLEDGE), tmp_path)
    assert len(problems) == 1
    assert said in problems[0]


def test_words_are_read_with_ease(kb: KnowledgeBase) -> None:
    terms = term_pattern([{"term": t.term, "aliases": t.aliases} for t in kb.terms.values()])
    said = [pages.words()[name] for name in ("nothing", "limits", "english_only", "not_reviewed")]
    said += [pages.words()["not_found"]["text"]]
    grades = {one[:30]: reading_grade(re.sub(r"\{\w+\}", "112", one), terms) for one in said}
    assert {one: grade for one, grade in grades.items() if grade > SHORT_LIMIT} == {}
