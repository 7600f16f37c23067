"""Stands where TensorFlow would be, so that Rasa can be imported without it.

Rasa 3.6 imports TensorFlow whether or not any component of the pipeline uses it. This package
gives those imports something to find (see the package ``absent``). Really using it raises
:class:`absent.PackageLeftOut`, which names the fix.

``tensorflow.experimental`` is the one name that stays missing: thinc (under spaCy) looks for it to
see whether TensorFlow is there, and takes only ImportError for a no.
"""

import sys

from absent import leave_out, serve

FIX = (
    "IgM Guide runs Rasa without TensorFlow. Take the component that needs it out of config.yml "
    "(DIETClassifier, ResponseSelector, TEDPolicy, UnexpecTEDIntentPolicy, ConveRTFeaturizer or "
    "LanguageModelFeaturizer), or run it in an environment of its own with `pip install rasa==3.6.21`. "
    "See docs/decisions/0001-rasa-without-tensorflow.md."
)
PACKAGES = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")

leave_out(PACKAGES, FIX, missing=["tensorflow.experimental"])
serve(sys.modules[__name__])
