"""Reads all that answers need before anybody asks: nobody waits for it, and no file that is lost later matters."""

from bot.channels.bodies import validator
from bot.infobutton import codes, pages
from bot.kb.shared import knowledge_base
from bot.language.danger.help import help_in
from bot.replies import Reply
from bot.runtime.assistant import Assistant, ModelMissing

TEXTS = (
    "What is IgM deficiency?",
    "my IgM is 32 mg/dL, IgG 900 mg/dL, IgA 150 mg/dL, I am 40",
    "no range is printed",
    "make a page for my doctor",
    "I have chest pain and cannot breathe",
)
TOPIC = "overview.definition"
SCHEMAS = ("Begin", "Message", "Results", "Feedback", "PortalBegin")


async def warm(assistant: Assistant) -> None:
    """Say some things that make the assistant read all its files.

    Raises:
        ModelMissing: it cannot answer.
    """
    with assistant.store.aside() as held:
        for text in TEXTS:
            refuse_error(await assistant.answer(held, text))
    codes.systems()
    knowledge, emergency = knowledge_base(), help_in()["emergency"]
    if said := pages.answer(knowledge, TOPIC, for_child=False):
        pages.topic_page(said, knowledge, emergency)
        pages.summary(said, fuller=True)
    pages.list_page([], "", emergency)
    pages.not_found_page(emergency)
    for schema in SCHEMAS:
        validator(schema)


def refuse_error(replies: list[Reply]) -> None:
    """Refuse to serve where a question is answered with an apology.

    Raises:
        ModelMissing: it is.
    """
    if replies[-1]["custom"]["kind"] == "error":
        raise ModelMissing("the assistant cannot answer a question; `python -m bot doctor` says what is wrong")
