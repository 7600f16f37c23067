"""What the API does, without HTTP: conversations of clinics, held by the assistant."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.feedback import Feedback
from bot.channels.limits import InFlight, Rate
from bot.channels.problems import Problem
from bot.channels.received import AGREE, EXPLAIN, chosen, consent, taken_in
from bot.channels.settings import Settings
from bot.channels.tokens import Bearer, TokenInvalid, Tokens
from bot.clinics.model import Clinic, Clinics, UnknownClinic
from bot.clinics.portal_token import PortalTokenRefused, PortalTokens
from bot.labs.intervals import row_as_json
from bot.language.danger.help import help_in, numbers_of
from bot.replies import Reply
from bot.runtime.assistant import Assistant, Context
from bot.runtime.conversation import Conversation
from bot.runtime.records import RecordsFull
from bot.runtime.store import ConversationGone

AT_ONCE = 8
"""Messages of one conversation that may wait for an answer at a time."""

ANYWHERE = "ANY"
"""The country of a clinic that names none."""

REFUSED = {"replayed": "utter_problem_portal_token_used", "busy": "utter_problem_full"}
"""Why a portal's token is refused, where that is not a mistake in the token."""

Answer = dict[str, Any]
Turn = Callable[[Assistant, Conversation], Awaitable[list[Reply]]]


class Service:
    """Begins conversations, answers in them, erases them. ``assistant`` is None until it is loaded."""

    def __init__(self, clinics: Clinics, settings: Settings, wall_clock: Callable[[], float] = time.time) -> None:
        self.clinics = clinics
        self.tokens = Tokens(settings.secret)
        self.portal_tokens = PortalTokens(clinics, settings.audience)
        self.wall_clock = wall_clock
        self.rate = Rate(settings.rate_conversation)
        self.in_line = InFlight(AT_ONCE, "utter_problem_too_many")
        self.feedback = Feedback()
        self.assistant: Assistant | None = None
        self._contexts = {clinic.id: context_of(clinic) for clinic in clinics}

    def ready(self) -> Assistant:
        """Return the assistant.

        Raises:
            Problem: it is not loaded yet.
        """
        if self.assistant is None:
            raise Problem("utter_problem_not_ready", wait=2)
        return self.assistant

    def clinic(self, clinic_id: str | None) -> Clinic:
        """Return the clinic of that id, the default one for None.

        Raises:
            Problem: there is none.
        """
        try:
            return self.clinics.default if clinic_id is None else self.clinics.get(clinic_id)
        except UnknownClinic:
            raise Problem("utter_problem_clinic") from None

    def clinic_of_portal(self, token: str, clinic_id: str | None = None) -> Clinic:
        """Return the clinic whose portal has signed ``token``; it is used up then.

        Raises:
            Problem: it is refused.
        """
        try:
            return self.portal_tokens.accept(token, self.wall_clock(), clinic_id)
        except PortalTokenRefused as refused:
            name = REFUSED.get(refused.reason, "utter_problem_portal_token")
            raise Problem(name, wait=60, reason=refused.reason) from None

    def bearer(self, token: str) -> tuple[Bearer, Clinic]:
        """Return whose request it is.

        Raises:
            Problem: the token was not issued here, or its clinic is not there any more.
        """
        try:
            bearer = self.tokens.read(token)
            return bearer, self.clinics.get(bearer.clinic)
        except (TokenInvalid, UnknownClinic):
            raise Problem("utter_problem_no_token") from None

    async def begin(self, clinic: Clinic, fhir: Any = None) -> Answer:
        """Begin a conversation, with results that wait for consent or without.

        Raises:
            Problem: not ready, no room, or the results cannot be read.
        """
        assistant = self.ready()
        name, seconds = self.tokens.new_conversation(), clinic.retention_minutes * 60
        conversation = Conversation(name, clinic.id, seconds, waiting=None if fhir is None else taken_in(fhir))
        try:
            await assistant.store.begin(conversation)
        except RecordsFull:
            raise Problem("utter_problem_full", wait=60) from None
        token = self.tokens.issue(Bearer(name, clinic.id), self.wall_clock())
        welcome = assistant.wording("utter_welcome", emergency=shown(clinic)["emergency_number"])
        began = {"token": token, "expires_in": seconds, "clinic": shown(clinic)}
        return {**began, "replies": self._signed(name, [welcome]), **self._waiting(assistant, conversation, clinic)}

    async def message(self, bearer: Bearer, clinic: Clinic, sent: dict[str, Any]) -> Answer:
        """Answer a text or a choice, once for each message_id.

        Raises:
            Problem: the conversation is over, too much is asked, or the choice is not one of this conversation.
        """

        async def turn(assistant: Assistant, held: Conversation) -> list[Reply]:
            if "text" in sent:
                return await assistant.answer(held, sent["text"], self._contexts[clinic.id])
            return await self._choose(assistant, held, sent["choice"], self._contexts[clinic.id])

        return await self._once(bearer, sent["message_id"], turn)

    async def results(self, bearer: Bearer, clinic: Clinic, sent: dict[str, Any]) -> Answer:
        """Take results in and ask whether to explain them; they replace those that wait.

        Raises:
            Problem: the conversation is over, too much is asked, or the results cannot be read.
        """

        async def turn(assistant: Assistant, held: Conversation) -> list[Reply]:
            waiting = taken_in(sent["fhir"])
            held.waiting = waiting if waiting["session"]["measurements"] else None
            return [consent(assistant, waiting, _sender(clinic))]

        return await self._once(bearer, sent["message_id"], turn)

    async def current(self, bearer: Bearer, clinic: Clinic) -> Answer:
        """Return how long the conversation is kept, and what waits in it.

        Raises:
            Problem: it is over.
        """
        assistant = self.ready()
        try:
            conversation, left = await assistant.store.look(bearer.conversation)
        except ConversationGone:
            raise Problem("utter_problem_no_token") from None
        about = {"expires_in": int(left), "clinic": shown(clinic), "turns": conversation.turns}
        return {**about, **self._waiting(assistant, conversation, clinic)}

    async def erase(self, bearer: Bearer) -> None:
        """Forget the conversation; its token is of no use afterwards."""
        await self.ready().store.erase(bearer.conversation)
        self.rate.forget(bearer.conversation)

    async def rate_answer(self, bearer: Bearer, sent: dict[str, Any]) -> None:
        """Count a rating of the replies to a message.

        Raises:
            Problem: the conversation is over, or has no such message.
        """
        self.rate.take(bearer.conversation)
        try:
            async with self.ready().store.open(bearer.conversation) as held:
                message = sent["message_id"]
                if message not in held.about:
                    raise Problem("utter_problem_no_such_message")
                before = held.rated.get(message)
                held.rated[message] = [held.about[message], sent["rating"], sent.get("reason") or ""]
                now = (held.about[message], sent["rating"], sent.get("reason") or "")
                self.feedback.count(now, (before[0], before[1], before[2]) if before else None)
        except ConversationGone:
            raise Problem("utter_problem_no_token") from None

    async def _once(self, bearer: Bearer, message: str, turn: Turn) -> Answer:
        """Hold a turn, or repeat its replies where that message was answered before."""
        assistant, name = self.ready(), bearer.conversation
        self.rate.take(name)
        try:
            with self.in_line.counted(name):
                replies = await self._held(assistant, name, message, turn)
        except ConversationGone:
            raise Problem("utter_problem_no_token") from None
        except RecordsFull:
            raise Problem("utter_problem_full", wait=60) from None
        return {"message_id": message, "replies": self._signed(name, replies)}

    async def _held(self, assistant: Assistant, name: str, message: str, turn: Turn) -> list[Reply]:
        async with assistant.store.open(name) as held:
            replies: list[Reply] | None = held.answered.get(message)
            if replies is None:
                replies = await turn(assistant, held)
                if replies[-1]["custom"]["kind"] != "error":  # what failed can be tried again
                    held.remember(message, replies)
            return replies

    async def _choose(self, assistant: Assistant, held: Conversation, signed: str, context: Context) -> list[Reply]:
        try:
            payload = self.tokens.read_choice(held.id, signed)
        except TokenInvalid:
            raise Problem("utter_problem_choice") from None
        answer = chosen(payload, held.waiting)
        if answer is None:
            return await assistant.take_choice(held, payload, context)
        waiting, held.waiting = held.waiting, None
        if answer != AGREE or waiting is None:
            return [assistant.wording("utter_results_discarded")]
        replies = await assistant.take_choice(held, EXPLAIN, {**context, "received": waiting["session"]})
        if replies[-1]["custom"]["kind"] == "error":
            held.waiting = waiting
        return replies

    def _waiting(self, assistant: Assistant, conversation: Conversation, clinic: Clinic) -> Answer:
        if conversation.waiting is None:
            return {}
        reply = consent(assistant, conversation.waiting, _sender(clinic))
        return {"waiting": self._signed(conversation.id, [reply])[0]}

    def _signed(self, conversation: str, replies: list[Reply]) -> list[Reply]:
        """Return replies whose buttons can be sent back by nobody else."""

        def signed(button: dict[str, str]) -> dict[str, str]:
            return {**button, "payload": self.tokens.sign_choice(conversation, button["payload"])}

        return [{**reply, "buttons": [signed(button) for button in reply["buttons"]]} for reply in replies]


def context_of(clinic: Clinic) -> Context:
    """Return what the actions must know of a clinic: whom to call, the intervals of its laboratory."""
    return {"clinic": {"numbers": numbers_for(clinic), "intervals": [row_as_json(row) for row in clinic.intervals]}}


def numbers_for(clinic: Clinic) -> dict[str, str]:
    """Return whom to call: as the clinic says; where it names no country, as the operator has set."""
    if clinic.country == ANYWHERE:
        return help_in()
    return {**numbers_of(clinic.country), "emergency": clinic.emergency_number}


def shown(clinic: Clinic) -> Answer:
    """Return what a page may know of a clinic."""
    return {**clinic.shown(), "emergency_number": numbers_for(clinic)["emergency"]}


def _sender(clinic: Clinic) -> str | None:
    """Return who has sent results: a clinic with a portal by its name, else nobody in particular."""
    return clinic.name if clinic.portal_keys else None
