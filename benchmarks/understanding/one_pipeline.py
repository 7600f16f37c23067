"""Trains one Rasa NLU pipeline and reads texts with it; prints the figures as JSON.

Runs in whichever environment is to be measured and needs nothing but Rasa there:
``python one_pipeline.py CONFIG DATA TEXTS.json``.
"""

import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def train(config: str, data: str, folder: str) -> tuple[str, float]:
    """Train; return the model's path and the seconds it took."""
    from rasa.model_training import train_nlu

    started = time.perf_counter()
    model = train_nlu(config, data, folder, fixed_model_name="measured")
    return str(model), time.perf_counter() - started


def current_memory() -> float:
    """Return the resident memory of this process in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


async def read(model: str, texts: list[str]) -> dict[str, Any]:
    """Read each text; return the rankings, the milliseconds each took, and memory and seconds of loading."""
    from rasa.core.agent import Agent

    started = time.perf_counter()
    agent = Agent.load(model)
    await agent.parse_message("warm up")
    loaded = time.perf_counter() - started
    rankings, took = [], []
    for text in texts:
        before = time.perf_counter()
        result = await agent.parse_message(text)
        took.append((time.perf_counter() - before) * 1000)
        ranked = result.get("intent_ranking") or [result["intent"]]
        rankings.append([(entry["name"], float(entry["confidence"])) for entry in ranked])
    return {"rankings": rankings, "milliseconds": took, "load_seconds": loaded, "memory_mb": current_memory()}


def main() -> None:
    """Train in a process of its own, so that the memory of reading is not that of training."""
    config, data, texts = sys.argv[1:4]
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    with tempfile.TemporaryDirectory() as folder:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            os.dup2(2, 1)
            os.write(writer, json.dumps(train(config, data, folder)).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as result:
            model, seconds = json.loads(result.read())
        os.waitpid(child, 0)
        wanted = json.loads(Path(texts).read_text(encoding="utf-8"))
        figures = asyncio.run(read(model, wanted))
    print(json.dumps({"train_seconds": seconds, **figures}))


if __name__ == "__main__":
    main()
