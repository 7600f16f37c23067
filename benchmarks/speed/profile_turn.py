"""Where the time of a turn goes: ``python -m benchmarks.speed.profile_turn``.

Named functions are timed from inside the process, without what they call of each other (own time, of the processor);
mean per turn over distinct questions, each in a conversation of its own. Also the time of embedding ten tokens.
``--json`` for programs.
"""

import argparse
import asyncio
import inspect
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any

from bot import paths

PARTS = {
    "embedding": ("bot.language.embedding:SentenceEmbedding.embed",),
    "scoring": ("bot.language.example_model:ExampleModel.scores",),
    "spelling": ("bot.language.spelling:Speller.corrected",),
    "danger": ("bot.components.danger:DangerDetector.process",),
    "laboratory values": ("bot.components.lab_values:LabValues.process",),
    "other reading": (
        "bot.components.sentence_embedding:SentenceEmbeddingFeaturizer.process",
        "bot.components.intent_evidence:IntentEvidenceClassifier.process",
        "bot.components.decide:Decide.process",
    ),
    "Rasa: running the pipeline": ("rasa.core.processor:MessageProcessor.parse_message",),
    "Rasa: tracker": (
        "bot.runtime.store:ConversationStore.save",
        "bot.runtime.store:ConversationStore.retrieve",
        "rasa.core.processor:MessageProcessor.fetch_tracker_and_update_session",
        "rasa.core.processor:MessageProcessor.run_action_extract_slots",
    ),
    "Rasa: policies": ("rasa.core.processor:MessageProcessor.predict_next_with_tracker_if_should",),
    "Rasa: actions": ("rasa.core.processor:MessageProcessor._run_action",),
    "actions": ("bot.runtime.in_process:InProcessActions.request",),
    "knowledge base": (
        "bot.kb.query:KnowledgeBase.statement",
        "bot.kb.query:KnowledgeBase.cited",
        "bot.kb.query:KnowledgeBase.find_terms",
        "bot.kb.query:KnowledgeBase.search",
    ),
    "rest": ("bot.runtime.assistant:Assistant.say",),
}
"""Part -> the functions whose own time it is. The last one is the whole turn."""

TURNS = 100
WARM_UP = 10
REPEATS = 500
TEN_TOKENS = "what does a low antibody level mean today"
"""Ten tokens with the marks for beginning and end; the number is printed with the time."""


class Clock:
    """Adds up the own processor time of each part, in seconds."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inner: list[float] = [0.0]

    @contextmanager
    def timing(self, part: str) -> Iterator[None]:
        """Time a block; what is timed inside it is not counted again."""
        self._inner.append(0.0)
        started = time.process_time()
        try:
            yield
        finally:
            took = time.process_time() - started
            self.spent[part] += took - self._inner.pop()
            self._inner[-1] += took

    def timed(self, function: Callable[..., Any], part: str) -> Callable[..., Any]:
        """Return the function (or coroutine function), timed."""
        if inspect.iscoroutinefunction(function):

            @wraps(function)
            async def awaited(*arguments: Any, **named: Any) -> Any:
                with self.timing(part):
                    return await function(*arguments, **named)

            return awaited

        @wraps(function)
        def called(*arguments: Any, **named: Any) -> Any:
            with self.timing(part):
                return function(*arguments, **named)

        return called


@contextmanager
def watched(clock: Clock) -> Iterator[None]:
    """Time the functions of all parts inside the block.

    Raises:
        AttributeError: one of them is not there any more.
    """
    before = []
    for part, names in PARTS.items():
        for name in names:
            module, _, place = name.partition(":")
            owner_name, _, attribute = place.partition(".")
            owner = getattr(import_module(module), owner_name)
            before.append((owner, attribute, vars(owner)[attribute]))
            setattr(owner, attribute, clock.timed(vars(owner)[attribute], part))
    try:
        yield
    finally:
        for owner, attribute, function in before:
            setattr(owner, attribute, function)


async def ask(assistant: Any, questions: list[str]) -> None:
    """Ask each question in a conversation of its own."""
    for number, question in enumerate(questions):
        await assistant.say(f"profile {number}", question)
        await assistant.forget(f"profile {number}")


def profile() -> dict[str, float]:
    """Return the mean milliseconds of each part of a turn."""
    from benchmarks.bench.texts import guide_texts
    from bot.runtime.assistant import Assistant

    clock, questions = Clock(), guide_texts()
    with watched(clock):  # Rasa takes hold of the functions of its components when it loads them
        assistant = Assistant.load(server=True)
        asyncio.run(ask(assistant, questions[-WARM_UP:]))
        clock.spent.clear()
        asyncio.run(ask(assistant, questions[:TURNS]))
    return {part: clock.spent[part] * 1000 / TURNS for part in PARTS}


def embedding_times() -> dict[str, float]:
    """Return the number of tokens and the milliseconds to embed them, on one thread: median and 95 %."""
    from bot.language.embedding import SentenceEmbedding

    embedding, took = SentenceEmbedding(paths.EMBEDDING), []
    for _ in range(REPEATS):
        started = time.perf_counter()
        embedding.embed(TEN_TOKENS)
        took.append((time.perf_counter() - started) * 1000)
    tokens = len(embedding._tokenizer.encode(TEN_TOKENS).ids)
    return {"tokens": tokens, "p50_ms": statistics.median(took), "p95_ms": statistics.quantiles(took, n=20)[-1]}


def main() -> None:
    """Print the parts of a turn, the largest first, and the time of the embedding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    as_json = parser.parse_args().json
    parts, embedding = profile(), embedding_times()
    if as_json:
        print(json.dumps({"parts_ms": parts, "embedding": embedding}))
        return
    whole = sum(parts.values())
    for part, spent in sorted(parts.items(), key=lambda pair: -pair[1]):
        print(f"{part:28}{spent:8.2f} ms{spent / whole:8.1%}")
    print(f"{'the whole turn':28}{whole:8.2f} ms  (mean of {TURNS})")
    print(f"embedding {embedding['tokens']} tokens: {embedding['p50_ms']:.2f} ms, 95 % {embedding['p95_ms']:.2f} ms")


if __name__ == "__main__":
    main()
