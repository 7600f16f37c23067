"""The pattern table against an independent reading of it, on every combination of flags."""

from itertools import product

import pytest

from bot.labs.patterns import pattern_of, patterns

FLAGS = ("low", "normal", "high", "undetermined", None)


def by_hand(igm: str | None, igg: str | None, iga: str | None, ige: str | None, igg2: str | None) -> str:
    subclass_low, any_high = igg2 == "low", "high" in (igg, iga)
    if igm == "low":
        if igg == "low":
            return "low_igm_low_igg_low_iga" if iga == "low" else "low_igm_low_igg"
        if any_high:
            return "low_igm_high_igg_or_iga"
        if iga == "low":
            return "low_igm_low_iga"
        if igg == iga == "normal":
            return "low_igm_low_igg_subclass" if subclass_low else "isolated_low_igm"
        return "low_igm_others_unknown"
    if igg == iga == "low":
        return "low_igg_low_iga_normal_or_high_igm" if igm in ("normal", "high") else "low_igg_low_iga_igm_unknown"
    if igg == "low":
        return "low_igg"
    if iga == "low":
        return "low_iga"
    if subclass_low:
        return "low_igg_subclass"
    if igm == "high":
        return "high_igm"
    if any_high:
        return "high_igg_or_iga"
    if ige == "high":
        return "high_ige"
    if "undetermined" in (igm, igg, iga, ige, igg2):
        return "undetermined"
    return "no_low_result"


def test_every_combination() -> None:
    others = product(FLAGS, FLAGS, FLAGS, (None, "normal", "high", "undetermined"), (None, "low", "normal", "high"))
    for igm, igg, iga, ige, igg2 in others:
        named = {"IgM": igm, "IgG": igg, "IgA": iga, "IgE": ige, "IgG2": igg2}
        flags = {analyte: flag for analyte, flag in named.items() if flag is not None}
        assert pattern_of(flags) == by_hand(igm, igg, iga, ige, igg2), flags


ROWS = (
    "low_igm_low_igg_low_iga",
    "low_igm_low_igg",
    "low_igm_high_igg_or_iga",
    "low_igm_low_iga",
    "low_igm_low_igg_subclass",
    "isolated_low_igm",
    "low_igm_others_unknown",
    "low_igg_low_iga_normal_or_high_igm",
    "low_igg_low_iga_igm_unknown",
    "low_igg",
    "low_iga",
    "low_igg_subclass",
    "high_igm",
    "high_igg_or_iga",
    "high_ige",
    "undetermined",
    "no_low_result",
)


def test_the_table_has_every_row_of_the_contract_once() -> None:
    assert tuple(patterns()) == ROWS


def test_every_row_can_be_reached() -> None:
    reached = {
        pattern_of({a: flag for a, flag in zip(("IgM", "IgG", "IgA", "IgE", "IgG2"), flags, strict=True) if flag})
        for flags in product(FLAGS, FLAGS, FLAGS, (None, "high"), (None, "low"))
    }
    assert reached == set(ROWS)


@pytest.mark.parametrize("subclass", ["IgG1", "IgG2", "IgG3", "IgG4"])
def test_every_subclass_counts(subclass: str) -> None:
    others = dict.fromkeys(("IgG1", "IgG2", "IgG3", "IgG4"), "normal")
    main = {"IgM": "low", "IgG": "normal", "IgA": "normal"}
    assert pattern_of({**main, **others}) == "isolated_low_igm"
    assert pattern_of({**main, **others, subclass: "low"}) == "low_igm_low_igg_subclass"
    assert pattern_of({subclass: "low"}) == "low_igg_subclass"
    assert pattern_of({subclass: "undetermined"}) == "undetermined"


@pytest.mark.parametrize("ige", ["normal", "high", "undetermined"])
def test_ige_never_changes_a_pattern_of_the_others(ige: str) -> None:
    for igm, igg, iga in product(FLAGS, FLAGS, FLAGS):
        flags = {a: flag for a, flag in (("IgM", igm), ("IgG", igg), ("IgA", iga)) if flag is not None}
        without = pattern_of(flags)
        if without not in ("undetermined", "no_low_result"):
            assert pattern_of({**flags, "IgE": ige}) == without
