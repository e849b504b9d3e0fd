"""The use cases of education."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.education import EducationGiven, HandoutKind, TeachBack, Topic
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.permission import Operation
from practice_desk.services import education, handout_words, handouts
from practice_desk.services.kept_letters import LeavingPages
from tests.stage import Call, Stage, UseCases

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


def _draft(stage: Stage) -> handouts.HandoutDraft:
    topic, options = Topic(HandoutKind.SKILL, "breathing"), handouts.HandoutOptions()
    return handouts.handout_draft(stage.clinic, stage.patient_id, topic, options)


def _own(stage: Stage) -> handout_words.OwnWords:
    return handout_words.own_words(stage.clinic, Topic(HandoutKind.SKILL, "breathing"))


def _add_words(stage: Stage) -> Call:
    texts = {"en": "Ask at the desk for the recording."}
    return partial(handout_words.save_own_words, stage.clinic, _own(stage), texts)


def _give(stage: Stage) -> Call:
    draft = _draft(stage)
    pages = LeavingPages(handouts.render_handout(draft), LetterDelivery.PRINTED)
    return partial(handouts.give_handout, stage.clinic, draft, pages, handouts.Taught())


EDUCATION: UseCases = {
    "handouts.handout_draft": (_OP.GIVE_EDUCATION, lambda s: partial(_draft, s)),
    "handouts.give_handout": (_OP.GIVE_EDUCATION, _give),
    "handout_words.own_words": (_OP.VIEW_CLINIC, lambda s: partial(_own, s)),
    "handout_words.save_own_words": (_OP.EDIT_HANDOUT_WORDS, _add_words),
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
