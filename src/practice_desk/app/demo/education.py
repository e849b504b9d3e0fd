"""What was explained to the demo's patients, and what they made of it; the rest is still due.

The clinic has words of its own on one handout.
"""

from __future__ import annotations

from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.domain.education import EducationGiven, HandoutKind, TeachBack, Topic
from practice_desk.domain.letter import LetterDelivery
from practice_desk.knowledge.education import class_of
from practice_desk.services import handouts
from practice_desk.services.clinic import Clinic
from practice_desk.services.education import Offer, education_state, record_education
from practice_desk.services.handout_words import own_words, save_own_words
from practice_desk.services.kept_letters import LeavingPages
from practice_desk.services.patients import find_patients

_T = TeachBack
_DAYS = 3
_OWN_WORDS = {
    "en": "Ask at the front desk for our sleep diary. Bring it to your next visit.",
    "es": "Pida en la recepción nuestro diario de sueño. Tráigalo a su próxima cita.",
}
_Told = tuple[TeachBack, str, str]
"""The result, the patient's own words, and to whom where not to the patient."""
_SAID: dict[str, tuple[_Told, ...]] = {
    "Dąbrowski": (
        (_T.UNDERSTOOD, "I take it every day, and I call before I stop.", ""),
        (_T.NEEDS_MORE, "I am not sure what to do when I forget one.", ""),
    ),
    "Sánchez Villalobos": ((_T.UNDERSTOOD, "La tomo todos los días y no la dejo sin llamar.", ""),),
    "Reyes": ((_T.NEEDS_MORE, "No sé qué hacer si se me olvida una.", "madre"),),
    "Whitaker": ((_T.UNDERSTOOD, "If I get a rash or a fever I call the same day.", ""),),
    "Okonkwo": ((_T.DECLINED, "", ""),),
}


def give_education(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Explain some medications, and print a skill for one patient whose teach-back is open."""
    clock.now = max(clock.now, office_time(today - timedelta(days=_DAYS), time(13, 0)))
    for name, said in _SAID.items():
        patient_id = next(iter(find_patients(clinic, name, active_only=True)))
        state = education_state(clinic, patient_id)
        ours = (each for each in state.offers if class_of(each.topic.id) is not None)
        for offer, told in zip(ours, said, strict=False):
            clock.now += timedelta(minutes=6)
            record_education(clinic, _entry(clinic, patient_id, offer, state.language, told))
    _print_one(clinic, next(iter(find_patients(clinic, next(iter(_SAID))))))


def _entry(
    clinic: Clinic, patient_id: int, offer: Offer, language: str, told: _Told
) -> EducationGiven:
    result, words, learner = told
    return EducationGiven(
        patient_id,
        offer.topic.kind,
        offer.topic.id,
        handouts.title_of(offer.topic, language, offer.name),
        language,
        clinic.today(),
        "",
        clinic.now(),
        result,
        words,
        learner,
        medication_id=offer.medication_id,
    )


def _print_one(clinic: Clinic, patient_id: int) -> None:
    topic, options = Topic(HandoutKind.SKILL, "sleep_habits"), handouts.HandoutOptions()
    save_own_words(clinic, own_words(clinic, topic), _OWN_WORDS)
    draft = handouts.handout_draft(clinic, patient_id, topic, options)
    pages = LeavingPages(handouts.render_handout(draft), LetterDelivery.PRINTED)
    handouts.give_handout(clinic, draft, pages, handouts.Taught(_T.NOT_ASKED))
