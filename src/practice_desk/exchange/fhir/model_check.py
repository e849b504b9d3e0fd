"""Whether a resource keeps FHIR R4's rules, by the R4B models of `fhir.resources`.

R4B reads R4. Building the models and checking with them holds the interpreter for up to 100 ms, so
both belong in the reading process. Each model is loaded with the first resource of its kind.
Checking costs about 0.3 ms a resource, 3 s for the 9,086 in our 26 example files.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from practice_desk.exchange.fhir.json_stream import Json

if TYPE_CHECKING:
    from pydantic import BaseModel

_MODULES = {
    "Patient": "patient",
    "Condition": "condition",
    "AllergyIntolerance": "allergyintolerance",
    "MedicationRequest": "medicationrequest",
    "MedicationStatement": "medicationstatement",
    "Observation": "observation",
    "Encounter": "encounter",
}


@cache
def _model(resource_type: str) -> type[BaseModel]:
    module = importlib.import_module(f"fhir.resources.R4B.{_MODULES[resource_type]}")
    model: type[BaseModel] = getattr(module, resource_type)
    return model


def fault(resource_type: str, resource: Mapping[str, Json]) -> str:
    """Return where *resource* breaks FHIR's rules, as "valueQuantity.value"; empty when nowhere.

    Elements that R4 does not know are no fault: a source may send more than we read. The place
    never shows what stands there.
    """
    from pydantic import ValidationError

    try:
        _model(resource_type).model_validate(dict(resource))
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False, include_context=False):
            if problem["type"] != "extra_forbidden":
                return ".".join(str(part) for part in problem["loc"])[:80] or "the whole"
    except (ValueError, ArithmeticError, TypeError, AttributeError, RecursionError):
        return "the whole"  # a model that stumbles over a value instead of naming it
    return ""
