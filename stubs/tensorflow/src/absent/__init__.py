"""Empty stand-ins for packages that are imported by others but never used.

:func:`leave_out` names the packages. Every module and attribute below them can then be imported and
can be a base class, a decorator or a type, and does nothing. Whoever really uses one (creates
an object, calls a function) gets :class:`PackageLeftOut` with a sentence that says what to do.
"""

from absent.modules import leave_out, serve
from absent.objects import PackageLeftOut

__all__ = ["PackageLeftOut", "leave_out", "serve"]
