"""Results that a portal hands over are listed, and explained only when the person agrees."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot import paths
from tests.channels.client import Client, problem
from tests.channels.test_origins import portal_token

PANEL = json.loads((paths.ROOT / "tests/unit/fhir/panel.json").read_text(encoding="utf-8"))
LOINC = {"IgM": "2472-9", "IgG": "2465-3", "IgA": "2458-8"}


def observation(analyte: str, value: float, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": LOINC[analyte]}], "text": analyte},
        "valueQuantity": {"value": value, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"},
        "effectiveDateTime": "2026-01-15",
        **more,
    }


def bundle(*observations: dict[str, Any], born: str = "1980-05-01") -> dict[str, Any]:
    patient = {"resourceType": "Patient", "birthDate": born, "gender": "female"}
    entries = [{"resource": one} for one in (patient, *observations)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def ranged(analyte: str, value: float, low: float, high: float) -> dict[str, Any]:
    limits = {name: {"value": limit, "unit": "mg/dL"} for name, limit in (("low", low), ("high", high))}
    return observation(analyte, value, referenceRange=[limits])


WHOLE = bundle(ranged("IgM", 25, 40, 230), ranged("IgG", 900, 700, 1600), ranged("IgA", 150, 70, 400))


def kinds(replies: list[dict[str, Any]]) -> list[str]:
    return [reply["custom"]["kind"] for reply in replies]


def test_what_was_received_is_listed_and_not_explained(client: Client) -> None:
    (asked,) = client.begin().hand_over(WHOLE)
    assert asked["custom"]["kind"] == "meta"
    assert asked["custom"]["report"] is None
    for part in ("IgM 25 mg/dL", "IgG 900 mg/dL", "2026-01-15", "40-230", "45.7 years", "female"):
        assert part in asked["text"]
    assert [button["title"] for button in asked["buttons"]] == ["Explain my results", "Discard them"]
    assert client.current().json()["waiting"] == asked
    assert client.current().json()["turns"] == 0


def test_agreeing_gives_the_report(client: Client) -> None:
    (asked,) = client.begin().hand_over(WHOLE)
    (report,) = client.choose(asked["buttons"][0])
    assert report["custom"]["kind"] == "lab_report"
    assert report["custom"]["report"]["pattern"] == "isolated_low_igm"
    assert report["custom"]["report"]["age_months"] == 548
    assert report["custom"]["report"]["results"][0]["interval"]["origin"] == "own_laboratory"
    assert "waiting" not in client.current().json()
    problem(client.send(choice=asked["buttons"][0]["payload"]), 410, "choice-over")
    assert "25 mg/dL" in client.say("make a page for my doctor")[-1]["custom"]["page"]


def test_what_is_missing_is_asked_for(client: Client) -> None:
    (asked,) = client.begin().hand_over(observation("IgM", 25))
    (question,) = client.choose(asked["buttons"][0])
    assert question["custom"]["kind"] == "lab_question"
    assert "How old" in question["text"]
    said = client.say("40 years")
    assert kinds(said) == ["lab_question"]


def test_declining_discards(client: Client, server: Any) -> None:
    (asked,) = client.begin().hand_over(WHOLE)
    (discarded,) = client.choose(asked["buttons"][1])
    assert "deleted" in discarded["text"]
    assert "waiting" not in client.current().json()
    problem(client.send(choice=asked["buttons"][0]["payload"]), 410, "choice-over")
    name = server.service.tokens.read(client.token).conversation
    kept = json.loads(server.service.assistant.store.records._kept[name][1])
    assert (kept["waiting"], kept["events"]) == (None, [])
    assert kinds(client.say("make a page for my doctor")) == ["meta"]
    assert "no results" in client.say("make a page for my doctor")[-1]["text"]


def test_it_works_in_the_middle_of_a_form(client: Client) -> None:
    client.begin()
    assert kinds(client.say("my IgG is 300 mg/dL")) == ["lab_question"]
    (asked,) = client.hand_over(WHOLE)
    assert kinds([asked]) == ["meta"]
    (report,) = client.choose(asked["buttons"][0])
    assert report["custom"]["kind"] == "lab_report"
    assert {result["value"] for result in report["custom"]["report"]["results"]} == {25, 900, 150}


def test_in_the_middle_of_a_form_declining_keeps_the_form(client: Client) -> None:
    client.begin().say("my IgM is 32 mg/dL")
    (asked,) = client.hand_over(WHOLE)
    client.choose(asked["buttons"][1])
    (question,) = client.say("40 years")
    assert "range" in question["text"]


def test_the_latest_results_replace_those_that_wait(client: Client) -> None:
    (first,) = client.begin().hand_over(bundle(observation("IgM", 99)))
    (second,) = client.hand_over(WHOLE)
    problem(client.send(choice=first["buttons"][0]["payload"]), 410, "choice-over")
    (report,) = client.choose(second["buttons"][0])
    assert 99 not in {result["value"] for result in report["custom"]["report"]["results"]}


def test_what_holds_nothing_to_explain_is_told(client: Client) -> None:
    (told,) = client.begin().hand_over({**observation("IgM", 25), "status": "preliminary"})
    assert told["buttons"] == []
    assert "not final" in told["text"]
    assert "waiting" not in client.current().json()


@pytest.mark.parametrize(
    "fhir", [{}, {"resourceType": "Patient"}, {"resourceType": 5}, {"resourceType": "Bundle" * 10}]
)
def test_what_is_no_fhir_is_a_problem(client: Client, fhir: Any) -> None:
    client.begin()
    answer = client.post("/api/v1/results", {"message_id": "12345678", "fhir": fhir})
    problem(answer, 422, "not-fhir")


def test_a_portals_server_hands_results_over(client: Client) -> None:
    client.token = portal_token("north")
    answer = client.post("/api/v1/portal/conversations", {"fhir": WHOLE})
    assert answer.status_code == 201
    waiting = answer.json()["waiting"]
    assert waiting["text"].startswith("North sent these results")
    client.token = answer.json()["token"]
    assert client.current().json()["waiting"] == waiting
    (report,) = client.choose(waiting["buttons"][0])
    assert report["custom"]["kind"] == "lab_report"


def test_a_portals_results_that_cannot_be_read_begin_nothing(client: Client, server: Any) -> None:
    client.token = portal_token("north")
    before = len(server.service.assistant.store.records)
    problem(client.post("/api/v1/portal/conversations", {"fhir": {"resourceType": "Patient"}}), 422, "not-fhir")
    assert len(server.service.assistant.store.records) == before
    problem(client.post("/api/v1/portal/conversations", {"fhir": WHOLE}), 409, "portal-token-used")


def test_the_clinics_own_interval_is_used_where_none_is_printed(client: Client) -> None:
    flags = {}
    for clinic in (None, "north"):
        own = Client(client.address).begin(**({"clinic": clinic} if clinic else {}))
        (asked,) = own.hand_over(bundle(observation("IgM", 25), observation("IgG", 900), observation("IgA", 150)))
        replies = own.choose(asked["buttons"][0])
        while replies[-1]["custom"]["kind"] == "lab_question":
            replies = own.say("no range is printed")
        (igm,) = [r for r in replies[-1]["custom"]["report"]["results"] if r["analyte"] == "IgM"]
        flags[clinic] = (igm["flag"], igm["interval"]["low"], igm["interval"]["origin"])
    assert flags == {None: ("low", 37, "default"), "north": ("normal", 20, "own_laboratory")}


def test_the_clinics_numbers_are_given_in_an_emergency(client: Client) -> None:
    client.begin(clinic="north")
    assert "112" in client.began["replies"][0]["text"]
    for text in ("I cannot breathe and my lips are blue", "I want to kill myself"):
        said = client.say(text)[0]["text"]
        assert "112" in said
        assert "911" not in said
        assert "988" not in said


def files() -> set[Path]:
    folders = [path for path in paths.ROOT.iterdir() if path.is_dir() and path.name not in (".venv", ".git")]
    found = {path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts}
    return found | set(paths.ROOT.iterdir())


def test_results_stand_in_no_file(client: Client) -> None:
    before = files()
    (asked,) = client.begin().hand_over(WHOLE)
    client.choose(asked["buttons"][0])
    assert files() - before == set()
