"""What every reply must keep, whatever it says."""

from bot.replies import EMPTY_CUSTOM, KINDS, Reply


def keeps_the_contract(reply: Reply) -> None:
    assert set(reply) == {"text", "buttons", "custom"}
    assert reply["text"].strip()
    assert "{" not in reply["text"]
    assert set(reply["custom"]) - {"page"} == set(EMPTY_CUSTOM)
    assert reply["custom"]["kind"] in KINDS
    assert ("page" in reply["custom"]) <= (reply["custom"]["kind"] == "meta")
    for source in reply["custom"]["sources"]:
        assert set(source) == {"id", "label", "section", "pmid", "url"}
    if reply["custom"]["kind"] == "answer":
        assert reply["custom"]["sources"]
        assert reply["custom"]["reviewed_on"]
    if reply["custom"]["kind"] == "lab_report":
        assert reply["custom"]["report"]["results"]
        assert reply["custom"]["sources"]
    for button in reply["buttons"]:
        assert set(button) == {"title", "payload"}
