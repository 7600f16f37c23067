"""Builds the graph that scores points by kernel ridge regression, with the examples' points as int8.

The points fill the memory and their products the time: as int8 both are a quarter, and a score differs by about 0.002.
"""

import numpy as np
import numpy.typing as npt

from bot.language.onnx_graph import Graph

Matrix = npt.NDArray[np.float32]

LARGEST = 63
"""Seven bits: the same result on processors without VNNI instructions, which add up pairs of products in 16 bits."""


def whole_numbers(rows: Matrix, largest: int) -> tuple[npt.NDArray[np.int8], Matrix]:
    """Return each row as whole numbers up to ``largest``, and what one of them stands for in each row."""
    step = np.maximum(np.abs(rows).max(axis=1), 1e-6) / largest
    return np.rint(rows / step[:, None]).astype(np.int8), step.astype(np.float32)


def kernel_graph(points: Matrix, duals: Matrix, gamma: float) -> bytes:
    """Return the ONNX model: ``points`` (m x width) to ``scores`` (m x columns of ``duals``).

    A score is the sum over all examples of exp(-gamma x squared distance) x dual.
    """
    from onnx import TensorProto, helper

    graph = Graph()
    small, scale = whole_numbers(points, LARGEST)
    squares = np.square(small * scale[:, None]).sum(axis=1)
    given, step, zero = graph.add_several("DynamicQuantizeLinear", 3, "points")
    whole = graph.add("MatMulInteger", given, np.ascontiguousarray(small.T), zero)
    each = graph.add("Mul", step, scale)
    products = graph.add("Mul", graph.add("Cast", whole, to=TensorProto.FLOAT), each)
    near = graph.add("Sub", graph.add("Mul", products, 2 * gamma), (gamma * squares).astype(np.float32))
    own = graph.add("Mul", graph.add("ReduceSumSquare", "points", axes=[1], keepdims=1), gamma)
    weights = graph.add("Exp", graph.add("Sub", near, own))
    dual = graph.constant(duals.astype(np.float32))
    graph.nodes.append(helper.make_node("MatMul", [weights, dual], ["scores"]))
    model = graph.model(
        "examples",
        ("points", TensorProto.FLOAT, ["m", points.shape[1]]),
        ("scores", TensorProto.FLOAT, ["m", duals.shape[1]]),
    )
    content: bytes = model.SerializeToString()
    return content
