import hashlib

import numpy as np
import pytest

from bot import paths
from bot.language import embedding_graph
from bot.language.embedding import EmbeddingUnavailable, SentenceEmbedding


@pytest.fixture(scope="module")
def embedding() -> SentenceEmbedding:
    return SentenceEmbedding(paths.EMBEDDING)


def test_embedding_has_length_one_and_is_repeatable(embedding: SentenceEmbedding) -> None:
    first, second = embedding.embed("how do i wash my hands"), embedding.embed("how do i wash my hands")
    assert first.shape == (384,)
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-3)
    np.testing.assert_array_equal(first, second)


def test_many_texts_are_embedded_as_each_alone(embedding: SentenceEmbedding) -> None:
    texts = [f"do i need {number} tests" for number in range(20)]
    np.testing.assert_array_equal(embedding.embed_all(texts), [embedding.embed(text) for text in texts])


def test_like_meanings_lie_close(embedding: SentenceEmbedding) -> None:
    washing, soap, stocks = map(
        embedding.embed, ["how do i wash my hands", "cleaning hands with soap", "what is the stock market doing"]
    )
    assert washing @ soap > 0.6 > 0.2 > washing @ stocks


def test_long_and_empty_texts_are_embedded(embedding: SentenceEmbedding) -> None:
    assert embedding.embed("word " * 5000).shape == (384,)
    assert embedding.embed("").shape == (384,)


def test_int8_graph_stays_close_to_the_published_float_weights(embedding: SentenceEmbedding, tmp_path) -> None:
    import onnx
    from safetensors.numpy import load_file

    weights = load_file(embedding_graph.verified("model.safetensors", embedding_graph.WEIGHTS_SHA256))
    onnx.save(embedding_graph.float_graph(weights), str(tmp_path / "float.onnx"))
    whole = SentenceEmbedding(tmp_path / "float.onnx")
    for text in ("which vaccines do i need", "my son is often ill", "igm"):
        assert float(whole.embed(text) @ embedding.embed(text)) > 0.98


def test_changed_weights_are_refused() -> None:
    with pytest.raises(embedding_graph.WeightsRefused, match="SHA-256"):
        embedding_graph.verified("model.safetensors", hashlib.sha256(b"other").hexdigest())


def test_missing_or_damaged_graph_says_what_to_do(tmp_path) -> None:
    with pytest.raises(EmbeddingUnavailable, match="make setup"):
        SentenceEmbedding(tmp_path / "none.onnx").embed("x")
    (tmp_path / "bad.onnx").write_bytes(b"nonsense")
    with pytest.raises(EmbeddingUnavailable, match="make setup"):
        SentenceEmbedding(tmp_path / "bad.onnx").embed("x")
