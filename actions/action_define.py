"""Follow-up "what does that word mean": glossary terms named in the question or used in the last answer."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import State, state_of, statement_for
from bot import replies
from bot.kb.query import KnowledgeBase, Term
from bot.kb.shared import knowledge_base

MOST = 5


class ActionDefine(Action):
    """One reply of kind ``meta`` with the meaning of each term asked for."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_define"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the meanings; say so where the glossary has none."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        terms = knowledge.find_terms(state.text) or terms_of_last_answer(state, knowledge)
        custom = replies.custom("meta", topic=state.topic)
        if terms:
            meanings = "\n".join(f"{term.term}: {term.meaning}" for term in terms[:MOST])
            dispatcher.utter_message(response="utter_meanings", meanings=meanings, json_message=custom)
        else:
            dispatcher.utter_message(response="utter_unknown_word", json_message=custom)
        return []


def terms_of_last_answer(state: State, knowledge: KnowledgeBase) -> list[Term]:
    """Return the glossary terms of the answer given last; none before the first answer."""
    if state.topic is None:
        return []
    statement = statement_for(knowledge, state.topic, state.audience)
    return [knowledge.terms[name] for name in statement.glossary]
