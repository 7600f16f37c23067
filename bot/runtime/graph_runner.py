"""Runs Rasa's graph of components by itself: the order is worked out once, not by dask at every step of a turn."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class OrderedRunner(GraphRunner):
    """A graph whose nodes are loaded, run one after the other."""

    def __init__(self, schema: GraphSchema, nodes: Mapping[str, GraphNode]) -> None:
        self.schema = schema
        self.nodes = nodes
        self._ordered = cache(self._order)

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> "OrderedRunner":
        """Create the nodes of a graph."""
        return cls.of(DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks))

    @classmethod
    def of(cls, runner: DaskGraphRunner) -> "OrderedRunner":
        """Take over the nodes that Rasa's own runner has loaded."""
        return cls(runner._graph_schema, runner._instantiated_nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Run the nodes that ``targets`` need; returns the output of each target."""
        wanted = tuple(targets or self.schema.target_names)
        found: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needed in self._ordered(wanted):
            found[name] = self.nodes[name](*[found[other] for other in needed])
        return dict(found[name] for name in wanted)

    def _order(self, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the nodes that ``targets`` need, each with what it needs, in an order in which that is there."""
        nodes = self.schema.minimal_graph_schema(list(targets)).nodes
        order: list[tuple[str, tuple[str, ...]]] = []
        done: set[str] = set()

        def visit(name: str) -> None:
            if name in done or name not in nodes:
                return  # done, or given with the message
            done.add(name)
            needed = tuple(nodes[name].needs.values())
            for other in needed:
                visit(other)
            order.append((name, needed))

        for target in targets:
            visit(target)
        return order
