"""The pattern table against an independent reading of it, on every combination of flags."""

from itertools import product

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


def test_the_table_has_every_row_of_the_contract_once() -> None:
    assert len(patterns()) == 17
