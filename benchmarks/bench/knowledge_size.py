"""Times a turn over a knowledge base of so many statements: ``python -m benchmarks.bench.knowledge_size 10000``.

Generated statements on generated topics are put beside the first ten real ones; the same questions, on those ten
topics, are asked whatever the size. Prints JSON: milliseconds to open the database, of a turn (median), of a search.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.bench.texts import BEFORE
from bot import paths
from bot.intact import keep_hash
from bot.kb.build import build_database
from bot.kb.files import Knowledge, read_knowledge
from bot.kb.query import KnowledgeBase

TURNS = 60
WARM_UP = 5
ASKED = 10
WORDS = ("cells", "blood", "tests", "doctors", "children", "antibodies", "results", "vaccines", "clinics", "families")


def generated(knowledge: Knowledge, size: int) -> Knowledge:
    """Return the knowledge with ``size`` statements: ten real ones, the rest generated. All topics stay."""
    real = [statement for statement in knowledge.statements if statement["audience"] == "anyone"][:ASKED]
    topics, statements = list(knowledge.topics), list(real)
    for number in range(size - len(real)):
        name, spoken = f"generated.n{number}", " ".join(WORDS[int(digit)] for digit in f"{number:05}")
        topics.append({**knowledge.topics[0], "id": name, "question": f"What about {spoken}?", "next": []})
        said = {"id": name, "topic": name, "short": f"Number {number} is about {spoken}."}
        statements.append({**real[number % len(real)], **said})
    return replace(knowledge, topics=topics, statements=statements)


def milliseconds(*took: float) -> float:
    """Return the median of seconds, in milliseconds."""
    return statistics.median(took) * 1000


def opening(database: Path) -> float:
    """Return the milliseconds to open a database and read its list of topics."""
    took = []
    for _ in range(5):
        started = time.perf_counter()
        assert KnowledgeBase(database).topics
        took.append(time.perf_counter() - started)
    return milliseconds(*took)


async def turns(questions: list[str]) -> float:
    """Return the milliseconds of a turn in this process, median."""
    from bot.runtime.assistant import Assistant

    assistant, took = Assistant.load(readings=0), []
    for number in range(WARM_UP + TURNS):
        started = time.perf_counter()
        await assistant.say(f"talk {number}", questions[number])
        took.append(time.perf_counter() - started)
    return milliseconds(*took[WARM_UP:])


def main(size: int) -> dict[str, Any]:
    """Measure over a knowledge base of ``size`` statements."""
    knowledge = generated(read_knowledge(paths.KNOWLEDGE), size)
    asked = {statement["topic"] for statement in knowledge.statements[:ASKED]}
    plain = [topic["question"] for topic in knowledge.topics if topic["id"] in asked]
    questions = [f"{before}{question}" for before in BEFORE for question in plain]
    with tempfile.TemporaryDirectory() as folder:
        paths.DATABASE = Path(folder) / "knowledge.db"
        build_database(knowledge, paths.DATABASE, "generated")
        keep_hash(paths.DATABASE)
        opened, base = opening(paths.DATABASE), KnowledgeBase(paths.DATABASE)
        started = time.perf_counter()
        for _ in range(100):
            base.search("blood tests of children")
        searched = (time.perf_counter() - started) * 10
        return {"open_ms": opened, "search_ms": searched, "turn_ms": asyncio.run(turns(questions))}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
