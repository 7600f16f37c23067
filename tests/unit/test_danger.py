"""Danger in what people write: every flag, what is not meant, fevers, spelling, levels, numbers to call."""

from pathlib import Path

import pytest
import yaml

from bot import paths
from bot.kb.release import check_signatures
from bot.language.danger.fever import temperatures
from bot.language.danger.find import crises, read, red_flags, rules
from bot.language.danger.help import UnknownCountry, numbers_of
from bot.language.danger.judge import judge, read_limits
from bot.language.danger.model import KINDS, SAFE, Scores, examples
from bot.language.danger.patterns import fold
from bot.language.danger.status import clauses

SAID = yaml.safe_load((Path(__file__).parent / "danger_said.yml").read_text(encoding="utf-8"))
NOTHING = [("", Scores())]
LIMITS = read_limits(paths.SETTINGS)


def meant(text: str) -> set[str]:
    return {danger.flag for danger in red_flags(text) if danger.meant}


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag, texts in SAID["flags"].items() for text in texts])
def test_a_red_flag_is_found(flag: str, text: str) -> None:
    assert flag in meant(text)


@pytest.mark.parametrize("text", SAID["not_meant"])
def test_what_is_denied_past_supposed_or_a_figure_of_speech_is_not_meant(text: str) -> None:
    assert meant(text) == set()


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag, texts in SAID["crisis"].items() for text in texts])
def test_thoughts_of_self_harm_are_found(flag: str, text: str) -> None:
    assert flag in {danger.flag for danger in crises(text) if danger.meant}


@pytest.mark.parametrize("text", SAID["no_crisis"])
def test_figures_of_speech_are_no_crisis(text: str) -> None:
    assert not any(danger.meant for danger in crises(text))


@pytest.mark.parametrize("name", ["red_flags", "crisis"])
def test_every_flag_has_a_test(name: str) -> None:
    tested = set(SAID["flags"]) | set(SAID["crisis"])
    assert {flag["id"] for flag in read(name)["flags"]} <= tested


def test_every_phrase_is_used_by_an_example() -> None:
    """A phrase that no example of data/danger/ and no test uses is dead."""
    flags, crisis, _, speller = rules()
    said = [text for texts in (*SAID["flags"].values(), *SAID["crisis"].values()) for text in texts]
    texts = [text for kind, text in examples(paths.DATA / "danger") if kind != SAFE] + said
    parts = [clause.text for text in texts for clause in clauses(speller.corrected(fold(text)))]
    unused = [
        phrase.pattern[:80]
        for one in (flags, crisis)
        for phrases in one.phrases.values()
        for phrase, _ in phrases
        if not any(phrase.search(part) for part in parts)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("text", "celsius"),
    [
        ("39.5", 39.5),
        ("she has 39,1 today", 39.1),
        ("temp 103 f", 39.44),
        ("fever of 101", 38.33),
        ("he's 39 flat", 39.0),
        ("a hundred and three", 39.0),
    ],
)
def test_temperatures_are_read(text: str, celsius: float) -> None:
    assert [temperature.celsius for temperature in temperatures(text)] == [pytest.approx(celsius, abs=0.01)]


@pytest.mark.parametrize(
    "text", ["my igm is 39.5", "i am 39", "mum is 101 years old", "igg 38 mg/dl", "at 41 i was told", "40 minutes"]
)
def test_other_numbers_are_no_temperatures(text: str) -> None:
    assert temperatures(text) == []


def test_a_fever_at_risk_is_an_emergency_across_sentences() -> None:
    assert judge("My son is on chemo. He has 38.5 today.", NOTHING, LIMITS).urgent == "emergency"
    assert judge("He has 38.5 today, low IgM.", NOTHING, LIMITS).urgent == "today"


def test_an_overdose_is_urgent_and_a_crisis() -> None:
    judged = judge("I took 30 paracetamol an hour ago", NOTHING, LIMITS)
    assert [act["kind"] for act in judged.acts()] == ["urgent", "crisis"]


@pytest.mark.parametrize(
    ("text", "scores", "urgent"),
    [
        ("something is very wrong with gran", Scores(emergency=0.5), "emergency"),
        ("something is very wrong with gran", Scores(today=0.5), "today"),
        ("something is very wrong with gran", Scores(emergency=0.1), None),
        ("she does not have chest pain", Scores(emergency=0.4), None),
        ("my igm is 39.5", Scores(today=0.5), None),
    ],
)
def test_the_model_alone_is_enough_where_it_is_sure(text: str, scores: Scores, urgent: str | None) -> None:
    assert judge(text, [(text, scores)], LIMITS).urgent == urgent


def test_the_model_finds_a_crisis_in_other_words() -> None:
    assert judge("my time is up", [("my time is up", Scores(crisis=0.6))], LIMITS).crisis


@pytest.mark.parametrize(("typed", "read_as"), [("cnat braethe", "breathe"), ("unconcious", "unconscious")])
def test_misspelt_words_are_put_right(typed: str, read_as: str) -> None:
    assert read_as in rules()[3].corrected(typed)


def test_words_that_are_spelt_right_stay() -> None:
    text = "she hasnt been feeding well, having a great day"
    assert rules()[3].corrected(text) == text


def test_numbers_to_call() -> None:
    assert numbers_of("gb")["emergency"] == "999"
    assert all(number in numbers_of("")["emergency"] for number in ("911", "112", "999"))
    with pytest.raises(UnknownCountry):
        numbers_of("XX")


def test_every_number_has_a_source() -> None:
    for entry in read("numbers")["numbers"]:
        assert entry["source"].startswith("https://")
        assert entry["emergency"]
        assert entry["crisis"]


def test_nothing_is_released_without_a_signature() -> None:
    problems = check_signatures(paths.KNOWLEDGE)
    assert any("red_flags.yml breathing" in problem for problem in problems)
    assert any("crisis.yml suicide" in problem for problem in problems)
    assert any("numbers.yml" in problem for problem in problems)


def test_examples_have_known_kinds() -> None:
    kinds = {kind for kind, _ in examples(paths.DATA / "danger")}
    assert kinds == KINDS | {SAFE}
