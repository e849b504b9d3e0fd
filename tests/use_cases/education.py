"""The use cases of education."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.education import EducationGiven, HandoutKind, TeachBack
from practice_desk.domain.permission import Operation
from practice_desk.services import education
from tests.stage import Stage, UseCases

_OP = Operation


def _given(stage: Stage) -> EducationGiven:
    """Return what was explained, not recorded yet."""
    clinic = stage.clinic
    return EducationGiven(
        stage.patient_id,
        HandoutKind.MEDICATION,
        "sertraline",
        "Your medicine: sertraline",
        "en",
        clinic.today(),
        clinic.session.user_name,
        clinic.now(),
        TeachBack.UNDERSTOOD,
        "One tablet in the morning, and I do not stop it by myself.",
    )


def _recorded(stage: Stage) -> EducationGiven:
    education.record_education(stage.clinic, _given(stage))
    return education.education_state(stage.clinic, stage.patient_id).given[0]


EDUCATION: UseCases = {
    "education.education_state": (
        _OP.VIEW_CHART,
        lambda s: partial(education.education_state, s.clinic, s.patient_id),
    ),
    "education.record_education": (
        _OP.GIVE_EDUCATION,
        lambda s: partial(education.record_education, s.clinic, _given(s)),
    ),
    "education.retract_education": (
        _OP.GIVE_EDUCATION,
        lambda s: partial(education.retract_education, s.clinic, _recorded(s), "another patient's"),
    ),
}
"""By the function's name: the operation, and what prepares its call."""
