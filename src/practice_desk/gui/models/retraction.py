"""Which service marks a record as entered in error."""

from __future__ import annotations

from collections.abc import Callable

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.condition import Condition
from practice_desk.domain.observation import Observation, SubstanceUse
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import (
    retract_allergy,
    retract_condition,
    retract_substance_use,
)
from practice_desk.services.patients import Saved
from practice_desk.services.vitals import retract_visit


def retraction_of(patient_id: int, record: object) -> Callable[[Clinic, str], Saved]:
    """Return the call (clinic, reason) that retracts *record*, in the chart it was shown in.

    Raises TypeError for what is no record of the Health page.
    """
    if isinstance(record, Condition):
        return lambda clinic, reason: retract_condition(clinic, record, reason)
    if isinstance(record, AllergyIntolerance):
        return lambda clinic, reason: retract_allergy(clinic, record, reason)
    if isinstance(record, SubstanceUse):
        return lambda clinic, reason: retract_substance_use(clinic, record, reason)
    if isinstance(record, Observation):
        return lambda clinic, reason: retract_visit(clinic, patient_id, (record,), reason)
    if isinstance(record, tuple) and all(isinstance(each, Observation) for each in record):
        return lambda clinic, reason: retract_visit(clinic, patient_id, record, reason)
    raise TypeError(type(record).__name__)
