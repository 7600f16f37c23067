"""Opens ONNX graphs: on one thread, because a server runs one process a core."""

from pathlib import Path
from typing import Any


def open_graph(graph: Path | bytes) -> Any:
    """Return the onnxruntime session of a graph; its errors share no public base class.

    Raises:
        Exception: the graph is missing or damaged.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    source = graph if isinstance(graph, bytes) else str(graph)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
