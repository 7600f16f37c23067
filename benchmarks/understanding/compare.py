"""``make compare``: Rasa's default pipeline and this one, on the same data, side by side.

The default pipeline needs TensorFlow; it gets an environment of its own in build/default-env (about 2 GB),
made at the first run.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from sklearn.metrics import f1_score, roc_auc_score

from benchmarks.default_environment import default_python
from benchmarks.understanding.held_out import questions, sets
from bot import paths

RUN = Path(__file__).with_name("one_pipeline.py")
DEFAULT = Path(__file__).with_name("default_config.yml")


def sample(target: Path, per_intent: int, topics: frozenset[str]) -> None:
    """Write at most ``per_intent`` examples of each learned intent to ``target`` as one file."""
    chosen = random.Random(0)  # noqa: S311 - a repeatable sample, no secret
    entries = []
    for path in sorted((paths.DATA / "nlu").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = entry["examples"].strip().splitlines()
            share = per_intent if entry["intent"] in topics else 4 * per_intent
            kept = lines if per_intent == 0 else chosen.sample(lines, min(len(lines), share))
            if entry["intent"] != "clarify":
                entries.append({"intent": entry["intent"], "examples": "\n".join(kept) + "\n"})
    target.write_text(yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True), encoding="utf-8")


def measure(python: Path, config: Path, data: Path, texts: Path) -> dict[str, Any]:
    """Run one pipeline in its own process; return its figures."""
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT), "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([python, RUN, config, data, texts], env=environment, stdout=subprocess.PIPE, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def summary(figures: dict[str, Any], inside: list[set[str]], topics: frozenset[str]) -> dict[str, float]:
    """Return the figures of one pipeline; the first texts are questions on topics, the rest lie outside."""
    rankings = figures["rankings"]
    best = [next((name for name, _ in ranking if name in topics), "none") for ranking in rankings]
    asks = [sum(confidence for name, confidence in ranking if name in topics) for ranking in rankings]
    predicted = best[: len(inside)]
    truth = [guess if guess in good else sorted(good)[0] for guess, good in zip(predicted, inside, strict=True)]
    took = sorted(figures["milliseconds"])
    return {
        "topic accuracy": sum(g == t for g, t in zip(predicted, truth, strict=True)) / len(inside),
        "macro F1": f1_score(truth, predicted, average="macro"),
        "out-of-scope AUROC": roc_auc_score([1] * len(inside) + [0] * (len(asks) - len(inside)), asks),
        "ms a message (median)": statistics.median(took),
        "ms a message (95 %)": took[int(len(took) * 0.95)],
        "resident MB": figures["memory_mb"],
        "training s": figures["train_seconds"],
        "loading s": figures["load_seconds"],
    }


def main() -> None:
    """Print both pipelines side by side."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--per-intent", type=int, default=0, help="train on this many examples a topic (0: all)")
    per_intent = arguments.parse_args().per_intent
    topics = frozenset(t["id"] for t in yaml.safe_load((paths.KNOWLEDGE / "topics.yml").read_text("utf-8"))["topics"])
    asked = [entry for name in sets() for entry in questions(f"topics_{name}")]
    outside = [e for name in sets() for e in questions(f"out_of_scope_{name}") if e["kind"] == "out_of_scope"]
    inside = [{*entry["topics"], *entry["second"]} for entry in asked]
    with tempfile.TemporaryDirectory() as folder:
        texts, data = Path(folder) / "texts.json", Path(folder) / "nlu.yml"
        texts.write_text(json.dumps([entry["text"] for entry in (*asked, *outside)]), encoding="utf-8")
        sample(data, per_intent, topics)
        ours = measure(Path(sys.executable), paths.ROOT / "config.yml", data, texts)
        theirs = measure(default_python(), DEFAULT, data, texts)
    columns = summary(ours, inside, topics), summary(theirs, inside, topics)
    print(f"{len(asked)} questions, {len(outside)} out of scope\n{'':24}{'IgM Guide':>12}{'Rasa default':>14}")
    for name in columns[0]:
        print(f"{name:24}{columns[0][name]:12.3f}{columns[1][name]:14.3f}")


if __name__ == "__main__":
    main()
