"""Builds ONNX graphs: collects nodes and constants, and makes a model of them. For building only; needs ``onnx``."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

OPERATOR_SET = 17
IR_VERSION = 8


class Graph:
    """Collects the nodes and constants of an ONNX graph."""

    def __init__(self, constants: dict[str, Any] | None = None) -> None:
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = dict(constants or {})
        self.numbers = itertools.count()

    def add(self, operator: str, *inputs: Any, **attributes: Any) -> str:
        """Add a node; numbers and arrays among the inputs become constants. Returns its output's name."""
        return self.add_several(operator, 1, *inputs, **attributes)[0]

    def add_several(self, operator: str, count: int, *inputs: Any, **attributes: Any) -> list[str]:
        """Add a node with ``count`` outputs; returns their names."""
        from onnx import helper

        names = [item if isinstance(item, str) else self.constant(item) for item in inputs]
        outputs = [f"{operator}_{len(self.nodes)}_{number}" for number in range(count)]
        self.nodes.append(helper.make_node(operator, names, outputs, **attributes))
        return outputs

    def constant(self, value: Any) -> str:
        """Add a constant (float32 unless it is an array) and return its name."""
        name = f"constant_{next(self.numbers)}"
        self.constants[name] = value if isinstance(value, np.ndarray) else np.array(value, dtype=np.float32)
        return name

    def model(self, name: str, given: tuple[str, int, Sequence[Any]], result: tuple[str, int, Sequence[Any]]) -> Any:
        """Return the ONNX model; ``given`` and ``result`` are (name, onnx.TensorProto type, shape)."""
        from onnx import helper, numpy_helper

        used = {item for node in self.nodes for item in node.input}
        constants = [numpy_helper.from_array(value, key) for key, value in self.constants.items() if key in used]
        ends = [[helper.make_tensor_value_info(*one)] for one in (given, result)]
        body = helper.make_graph(self.nodes, name, *ends, constants)
        return helper.make_model(body, opset_imports=[helper.make_opsetid("", OPERATOR_SET)], ir_version=IR_VERSION)
