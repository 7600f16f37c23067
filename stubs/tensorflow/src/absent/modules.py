"""The import hook that serves stand-ins for whole packages."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Collection
from types import ModuleType
from typing import Any

from absent.objects import FIXES, attribute_of

VERSION = "0+left.out"


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds an empty module for every name below the packages that are left out."""

    def __init__(self) -> None:
        self.packages: set[str] = set()
        self.missing: set[str] = set()

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """Return a spec where ``fullname`` is left out.

        Raises:
            ModuleNotFoundError: for a name that must stay missing.
        """
        if fullname in self.missing:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        if not self.is_left_out(fullname):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def is_left_out(self, fullname: str) -> bool:
        """Tell whether a package that is left out is ``fullname`` or holds it."""
        names = fullname.split(".")
        return any(".".join(names[:count]) in self.packages for count in range(1, len(names) + 1))

    def create_module(self, spec: Any) -> None:
        """Leave it to the import system to make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Make every attribute of the new module a stand-in."""
        serve(module)


def serve(module: ModuleType) -> None:
    """Give ``module`` a stand-in for every attribute and submodule that it does not have."""
    missing = FINDER.missing
    FINDER.packages.add(module.__name__)

    def attribute(name: str) -> Any:
        if f"{module.__name__}.{name}" in missing:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        return attribute_of(module.__name__, name)

    module.__getattr__ = attribute  # type: ignore[method-assign]
    module.__version__ = VERSION  # type: ignore[attr-defined]


def leave_out(packages: Collection[str], fix: str, missing: Collection[str] = ()) -> None:
    """Serve stand-ins for ``packages`` that are not imported yet.

    Args:
        packages: names such as ``"tensorflow"`` or ``"spacy.cli"``; one that is imported already stays real.
        fix: the sentence that the error shows when one of them is really used.
        missing: dotted names that must raise ImportError because somebody probes them.
    """
    FINDER.packages.update(name for name in packages if name not in sys.modules)
    FINDER.missing.update(missing)
    FIXES.update(dict.fromkeys(packages, fix))
    if FINDER not in sys.meta_path:
        sys.meta_path.insert(0, FINDER)


FINDER = Finder()
