"""What the API does, without HTTP: conversations of clinics, held by the assistant."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.bodies import message_named, parsed
from bot.channels.clinics import context_of, sender_of, shown
from bot.channels.feedback import Feedback
from bot.channels.limits import InFlight, Rate
from bot.channels.line import Line
from bot.channels.problems import Problem
from bot.channels.readiness import Readiness
from bot.channels.received import AGREE, EXPLAIN, chosen, consent, take_in
from bot.channels.settings import Settings
from bot.channels.store_problems import store_problems
from bot.channels.tokens import Bearer, TokenInvalid, Tokens
from bot.clinics.model import Clinic, Clinics, UnknownClinic
from bot.clinics.portal_token import PortalTokenRefused, PortalTokens
from bot.clinics.seen import seen_where
from bot.replies import Reply
from bot.runtime.assistant import Assistant, Context
from bot.runtime.conversation import Conversation

AT_ONCE = 8
"""Messages of one conversation that may wait for an answer at a time."""

TURNS_AT_ONCE = 3
"""Turns at a time: one is read while another is answered, and a third is ready to be read."""

TURNS_WITH_ACTION_SERVER = 5
"""Turns at a time where they also wait for an action server."""

REFUSED = {"replayed": "utter_problem_portal_token_used", "busy": "utter_problem_full"}
"""Why a portal's token is refused, where that is not a mistake in the token."""

Answer = dict[str, Any]
Turn = Callable[[Assistant, Conversation], Awaitable[list[Reply]]]


class Service:
    """Begins conversations, answers in them, erases them. ``assistant`` is None until it is loaded."""

    def __init__(self, clinics: Clinics, settings: Settings, wall_clock: Callable[[], float] = time.time) -> None:
        self.clinics = clinics
        self.tokens = Tokens(settings.secret)
        self.portal_tokens = PortalTokens(clinics, settings.audience, seen_where(settings.redis))
        self.wall_clock = wall_clock
        self.rate = Rate(settings.rate_conversation)
        self.in_line = InFlight(AT_ONCE, "utter_problem_too_many")
        self.line = Line(TURNS_WITH_ACTION_SERVER if settings.actions else TURNS_AT_ONCE)
        self.feedback = Feedback()
        self.assistant: Assistant | None = None
        self.stopping = False
        self.readiness = Readiness(self)
        self._contexts = {clinic.id: context_of(clinic) for clinic in clinics}

    def ready(self) -> Assistant:
        """Return the assistant.

        Raises:
            Problem: it is not loaded yet.
        """
        if self.assistant is None:
            raise Problem("utter_problem_not_ready", wait=2)
        return self.assistant

    async def reasons_not_ready(self) -> list[str]:
        """Return why nothing can be answered now, in single words; nothing where all is well."""
        return await self.readiness.reasons()

    def takes_new(self) -> None:
        """Refuse what begins now where it could not be answered soon.

        Raises:
            Problem: the server is stopping, or too many messages wait already.
        """
        if self.stopping:
            raise Problem("utter_problem_not_ready", wait=2, reason="stopping")
        self.line.check()

    @asynccontextmanager
    async def admitted(self, bearer: Bearer, content: bytes) -> AsyncIterator[None]:
        """Hold a place in the line for a message, ``content`` being the request's body, not yet looked at.

        A message that was answered before needs no place.

        Raises:
            Problem: as ``takes_new``.
        """
        if not self.stopping and self.line.is_full() and await self._was_answered(bearer, content):
            yield
            return
        self.takes_new()
        with self.line.place():
            await asyncio.sleep(0)  # so that whoever has arrived too is counted before a turn begins
            yield

    async def _was_answered(self, bearer: Bearer, content: bytes) -> bool:
        message = message_named(content)
        if message is None:
            return False
        with store_problems():
            record = await self.ready().store.records.get(bearer.conversation)
        # Most are new, and a flood of them must cost little: the record is not even parsed for them.
        if record is None or message.encode() not in record:
            return False
        if message not in Conversation.from_bytes(record).answered:
            return False
        sent = parsed(content)
        return isinstance(sent, dict) and sent.get("message_id") == message

    def clinic(self, clinic_id: str | None) -> Clinic:
        """Return the clinic of that id, the default one for None.

        Raises:
            Problem: there is none.
        """
        try:
            return self.clinics.default if clinic_id is None else self.clinics.get(clinic_id)
        except UnknownClinic:
            raise Problem("utter_problem_clinic") from None

    async def clinic_of_portal(self, token: str, clinic_id: str | None = None) -> Clinic:
        """Return the clinic whose portal has signed ``token``; it is used up then.

        Raises:
            Problem: it is refused, or it cannot be told whether it was used before.
        """
        accept = self.portal_tokens.accept
        try:
            with store_problems():
                # In a thread: the memory of used tokens may be on another machine.
                return await asyncio.to_thread(accept, token, self.wall_clock(), clinic_id)
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
        conversation = Conversation(name, clinic.id, seconds, waiting=None if fhir is None else await take_in(fhir))
        with store_problems():
            await assistant.store.begin(conversation)
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

        return await self._once(bearer, sent["message_id"], self._in_line(turn))

    async def results(self, bearer: Bearer, clinic: Clinic, sent: dict[str, Any]) -> Answer:
        """Take results in and ask whether to explain them; they replace those that wait.

        Raises:
            Problem: the conversation is over, too much is asked, or the results cannot be read.
        """

        async def turn(assistant: Assistant, held: Conversation) -> list[Reply]:
            waiting = await take_in(sent["fhir"])
            held.waiting = waiting if waiting["session"]["measurements"] else None
            return [consent(assistant, waiting, sender_of(clinic))]

        return await self._once(bearer, sent["message_id"], turn)

    async def current(self, bearer: Bearer, clinic: Clinic) -> Answer:
        """Return how long the conversation is kept, and what waits in it.

        Raises:
            Problem: it is over.
        """
        assistant = self.ready()
        with store_problems():
            conversation, left = await assistant.store.look(bearer.conversation)
        about = {"expires_in": int(left), "clinic": shown(clinic), "turns": conversation.turns}
        return {**about, **self._waiting(assistant, conversation, clinic)}

    async def erase(self, bearer: Bearer) -> None:
        """Forget the conversation; its token is of no use afterwards.

        Raises:
            Problem: it cannot be reached now.
        """
        with store_problems():
            await self.ready().store.erase(bearer.conversation)
        self.rate.forget(bearer.conversation)

    async def rate_answer(self, bearer: Bearer, sent: dict[str, Any]) -> None:
        """Count a rating of the replies to a message.

        Raises:
            Problem: the conversation is over, or has no such message.
        """
        self.rate.take(bearer.conversation)
        with store_problems():
            async with self.ready().store.open(bearer.conversation) as held:
                message = sent["message_id"]
                if message not in held.about:
                    raise Problem("utter_problem_no_such_message")
                before = held.rated.get(message)
                now = (held.about[message], sent["rating"], sent.get("reason") or "")
                held.rated[message] = list(now)
        self.feedback.count(now, (before[0], before[1], before[2]) if before else None)

    def _in_line(self, turn: Turn) -> Turn:
        """Return a turn that waits for those of other conversations that came before."""

        async def waiting(assistant: Assistant, held: Conversation) -> list[Reply]:
            async with self.line.turn():
                return await turn(assistant, held)

        return waiting

    async def _once(self, bearer: Bearer, message: str, turn: Turn) -> Answer:
        """Hold a turn, or repeat its replies where that message was answered before."""
        assistant, name = self.ready(), bearer.conversation
        self.rate.take(name)
        with store_problems(), self.in_line.counted(name):
            replies = await self._held(assistant, name, message, turn)
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
        reply = consent(assistant, conversation.waiting, sender_of(clinic))
        return {"waiting": self._signed(conversation.id, [reply])[0]}

    def _signed(self, conversation: str, replies: list[Reply]) -> list[Reply]:
        """Return replies whose buttons can be sent back by nobody else."""

        def signed(button: dict[str, str]) -> dict[str, str]:
            return {**button, "payload": self.tokens.sign_choice(conversation, button["payload"])}

        return [{**reply, "buttons": [signed(button) for button in reply["buttons"]]} for reply in replies]
