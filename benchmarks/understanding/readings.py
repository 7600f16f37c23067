"""The held-out sets of tests/heldout/ as read by the trained model, in one form for all figures."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from benchmarks.understanding.held_out import FOLDER, Reader, questions, sets, text_key, trained_texts
from bot.runtime.assistant import Assistant

DANGERS = ("urgent", "crisis")
TOPIC = "topic"


@dataclass(frozen=True)
class Reading:
    """One text: what it should be taken for and what it is taken for."""

    part: str
    text: str
    wanted: str
    """The kind: "topic", or a kind of reply."""
    topics: Sequence[str]
    """The topics that are right; none where only the kind counts."""
    got: str
    topic: str | None
    """The first topic answered."""
    certainty: float
    is_right: bool


def kind_of(reader: Reader, reading: dict[str, Any]) -> str:
    """Return the kind that a reading leads to."""
    intent: str = reading["intent"]["name"]
    return TOPIC if intent in reader.topics else intent.partition(".")[0] if "." in intent else intent


def read(reader: Reader, part: str, entries: Sequence[tuple[str, str, Sequence[str]]]) -> list[Reading]:
    """Read (text, kind wanted, topics that are right). A question is also right if answered after a warning."""
    found = []
    answers = reader.readings(text for text, _, _ in entries)
    for (text, wanted, topics), answer in zip(entries, answers, strict=True):
        got = kind_of(reader, answer)
        topic = next((act["topic"] for act in answer["acts"] if "topic" in act and got in (TOPIC, *DANGERS)), None)
        right = topic in topics if topics else got == wanted
        found.append(Reading(part, text, wanted, topics, got, topic, answer["intent"]["confidence"], right))
    return found


def topic_readings(reader: Reader) -> list[Reading]:
    """Read the questions on topics of every set."""
    found = []
    for name in sets():
        entries = [(e["text"], TOPIC, [*e["topics"], *e["second"]]) for e in questions(f"topics_{name}")]
        found += read(reader, f"topics {name}", entries)
    return found


def scope_readings(reader: Reader) -> list[Reading]:
    """Read what lies outside the topics, requests for decisions, gaps, vague, noisy, critical and compound texts."""
    found = []
    for path in sorted(FOLDER.glob("out_of_scope_*.yml")):
        for kind in ("other_condition", "out_of_scope", "not_covered"):
            mine = [(e["text"], kind, ()) for e in questions(path.stem) if e["kind"] == kind]
            found += read(reader, f"{kind} {path.stem[-1]}", mine)
    for path in sorted(FOLDER.glob("follow_ups_*.yml")):
        mine = [(e["text"], e["intent"].partition(".")[0], ()) for e in questions(path.stem)]
        found += read(reader, f"conversation {path.stem[-1]}", mine)
    for path in sorted(FOLDER.glob("scope_*.yml")):
        parts, name = yaml.safe_load(path.read_text(encoding="utf-8")), path.stem[-1]
        for part in ("personal_advice", "not_covered"):
            found += read(reader, f"{part} {name}", [(e["text"], part, ()) for e in fresh(parts[part])])
        found += read(reader, f"vague {name}", [(e["text"], "clarify", ()) for e in fresh(parts["vague"])])
        for part in ("noisy", "critical"):
            found += read(reader, f"{part} {name}", [(e["text"], TOPIC, e["topics"]) for e in fresh(parts[part])])
        found += compound(reader, f"compound {name}", fresh(parts["compound"]))
        found += contrast(reader, f"contrast {name}", parts["contrast"])
    return found


def fresh(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries without the few short ones that a writer of examples came upon as well."""
    return [entry for entry in entries if text_key(entry["text"]) not in trained_texts()]


def compound(reader: Reader, part: str, entries: list[dict[str, Any]]) -> list[Reading]:
    """Read messages with several questions; right is whoever gets an answer to each."""
    found = []
    for entry, answer in zip(entries, reader.readings(e["text"] for e in entries), strict=True):
        topics = [act["topic"] for act in answer["acts"] if "topic" in act]
        got = kind_of(reader, answer)
        right = set(entry["topics"]) <= set(topics)
        first = topics[0] if topics else None
        found.append(Reading(part, entry["text"], TOPIC, entry["topics"], got, first, 1.0, right))
    return found


def contrast(reader: Reader, part: str, entries: list[dict[str, Any]]) -> list[Reading]:
    """Read pairs of texts that look alike and mean something else."""
    flat = [(pair[side], pair[f"{side}_topic"]) for pair in entries for side in ("first", "second")]
    kinds = {"lab_report": "lab_values"}
    return read(
        reader,
        part,
        [(text, TOPIC, [want]) if want in reader.topics else (text, kinds.get(want, want), ()) for text, want in flat],
    )


def danger_readings(reader: Reader) -> list[Reading]:
    """Read the texts of danger and their look-alikes: ``urgent``, ``crisis``, or ``safe`` for no warning."""
    found = []
    for kind in DANGERS:
        for path in sorted(FOLDER.glob(f"{kind}_*.yml")):
            entries = yaml.safe_load(path.read_text(encoding="utf-8"))["texts"]
            for entry, answer in zip(entries, reader.readings(e["text"] for e in entries), strict=True):
                warnings = {act["kind"]: act.get("level") for act in answer["acts"] if act.get("kind") in DANGERS}
                wanted = entry["kind"] if entry["kind"] in DANGERS else "safe"
                got = wanted if wanted in warnings else next(iter(sorted(warnings)), "safe")
                found.append(
                    Reading(path.stem.replace("_", " "), entry["text"], wanted, (), got, None, 1.0, got == wanted)
                )
    return found


def conversations(assistant: Assistant) -> list[Reading]:
    """Say the follow-ups of every set in a conversation of their own; right is a reply on an accepted topic."""
    return asyncio.run(_conversations(assistant))


async def _conversations(assistant: Assistant) -> list[Reading]:
    found = []
    for path in sorted(FOLDER.glob("scope_*.yml")):
        for number, talk in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["context"]):
            replies = [await assistant.say(f"{path.stem} {number}", turn) for turn in talk["turns"]][-1]
            custom = replies[0]["custom"]
            right = custom["topic"] in talk["topic"]
            text = " > ".join(talk["turns"])
            part = f"follow-ups {path.stem[-1]}"
            found.append(Reading(part, text, TOPIC, talk["topic"], custom["kind"], custom["topic"], 1.0, right))
            await assistant.forget(f"{path.stem} {number}")
    return found
