"""The object that stands for any attribute of a package that is left out."""

import inspect
import sys
from collections.abc import Iterator
from typing import Any

FIXES: dict[str, str] = {}
"""What to do about a package, by its name as ``leave_out`` was given it."""


class PackageLeftOut(RuntimeError):
    """Raised when code really uses a package that was left out; the message names the fix."""

    def __init__(self, name: str) -> None:
        parts = name.split(".")
        fix = next((fix for count in range(len(parts)) if (fix := FIXES.get(".".join(parts[: count + 1])))), "")
        super().__init__(f"{name} was used, but its package is left out here. {fix}".strip())


class NeedsThePackage:
    """What a class that derives from a stand-in gets as its base: it cannot be created."""

    _absent_name = "a class"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise PackageLeftOut(self._absent_name)


class StandIn:
    """A type, a base class, a decorator or a submodule; never a value."""

    def __init__(self, name: str) -> None:
        self.__name__ = self.__qualname__ = name

    def __getattr__(self, attribute: str) -> "StandIn":
        return attribute_of(self.__name__, attribute)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (type(self.__name__, (NeedsThePackage,), {"_absent_name": self.__name__}),)

    def __instancecheck__(self, instance: Any) -> bool:
        return False

    def __subclasscheck__(self, subclass: Any) -> bool:
        return False

    def __getitem__(self, item: Any) -> "StandIn":
        return self

    def __iter__(self) -> Iterator[Any]:
        raise PackageLeftOut(self.__name__)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Be a decorator or a definition while a module or class is made; refuse any real use."""
        if len(args) == 1 and not kwargs and (inspect.isfunction(args[0]) or inspect.isclass(args[0])):
            return args[0]
        if not sys._getframe(1).f_code.co_flags & inspect.CO_OPTIMIZED:
            return self
        raise PackageLeftOut(self.__name__)

    def __repr__(self) -> str:
        return f"<left out: {self.__name__}>"


def attribute_of(parent: str, attribute: str) -> StandIn:
    """Return the stand-in for ``parent.attribute``.

    Raises:
        AttributeError: for dunder names, so that Python's own probing stays truthful.
    """
    if attribute.startswith("__"):
        raise AttributeError(f"module {parent!r} has no attribute {attribute!r}")
    return StandIn(f"{parent}.{attribute}")
