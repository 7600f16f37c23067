"""Sentence embedding: a text becomes 384 numbers; texts of like meaning lie close together."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.language.embedding_graph import TOKENIZER_SHA256, verified
from bot.language.onnx_session import open_graph

MAX_TOKENS = 128
Vector = npt.NDArray[np.float32]


class EmbeddingUnavailable(RuntimeError):
    """The embedding has not been built, or its file is damaged."""


class SentenceEmbedding:
    """The int8 graph at ``path`` and its tokenizer; loaded at first use, one thread."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _session(self) -> Any:
        if not self.path.is_file():
            raise EmbeddingUnavailable(f"{self.path.name} has not been built; run `make setup`")
        try:
            return open_graph(self.path)
        except Exception as error:  # onnxruntime's own errors share no public base class
            raise EmbeddingUnavailable(f"{self.path.name} is damaged; run `make setup`") from error

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(os.fspath(verified("tokenizer.json", TOKENIZER_SHA256)))
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        return tokenizer

    def embed_all(self, texts: Iterable[str]) -> list[Vector]:
        """Return the embeddings of many texts, worked out on all cores; each is the one that ``embed`` returns.

        Raises:
            EmbeddingUnavailable, WeightsRefused: as ``embed``.
        """
        self.embed("")  # opens all files before several threads ask for them
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return list(threads.map(self.embed, texts))

    def embed(self, text: str) -> Vector:
        """Return the embedding (384 numbers, length 1) of one text; what follows token 128 is not read.

        Raises:
            EmbeddingUnavailable: the graph is missing or damaged.
            WeightsRefused: the tokenizer is missing or not the published one.
        """
        tokens = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        vector: Vector = self._session.run(["embedding"], {"tokens": tokens})[0][0]
        return vector
