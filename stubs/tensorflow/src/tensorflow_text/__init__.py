"""Stands where tensorflow_text would be; see the package tensorflow beside it."""

import sys

import tensorflow  # noqa: F401 - sets up the import hook
from absent import serve

serve(sys.modules[__name__])
