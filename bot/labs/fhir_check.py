"""Holds single resources against the FHIR R4 model (fhir.resources, R4B); each class is loaded on first use."""

import warnings
from typing import Any


def is_valid(resource: dict[str, Any]) -> bool:
    """Tell whether an Observation, a DiagnosticReport or a Patient keeps to the model of its kind.

    What a DiagnosticReport contains is left out: each of its results is checked for itself.
    """
    kind = resource["resourceType"]
    own = {name: value for name, value in resource.items() if name != "contained"}
    try:
        _model(kind).parse_obj(own)
    except Exception:
        # The library has no one base class of errors, and whatever it raises about a stranger's content
        # means the same: this resource is not read.
        return False
    return True


def _model(kind: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if kind == "Observation":
            from fhir.resources.R4B.observation import Observation

            return Observation
        if kind == "DiagnosticReport":
            from fhir.resources.R4B.diagnosticreport import DiagnosticReport

            return DiagnosticReport
        from fhir.resources.R4B.patient import Patient

        return Patient
