"""What is made of a check-in's answers when they are filed, inside the running unit of work.

Measures become responses and side effects reports, as the patient gave them: nothing of a plan
changes. What somebody has to decide on is a line of the check-in (`domain.check_in`).
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.adverse_event import AdverseEvent, ReportSource, ToldBy, Urgency
from practice_desk.domain.adverse_event_review import AdverseEventReview, Told, ToldAgain
from practice_desk.domain.check_in import CheckIn
from practice_desk.domain.check_in_sheet import EFFECT, MEASURE, NO, OTHER_EFFECTS, Answers, Item
from practice_desk.domain.errors import Invalid
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.knowledge.side_effects import find_side_effect
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.measures import ResponseEntry, add_response, find_measure
from practice_desk.services.side_effect_urgency import urgency_of_told
from practice_desk.services.side_effects import add_reports, read_cases
from practice_desk.storage.adverse_event import adverse_event_reviews
from practice_desk.storage.unit_of_work import UnitOfWork

_BY_PATIENT = "Patient, at check-in"


def file_measures(clinic: Clinic, work: UnitOfWork, begun: CheckIn, answers: Answers) -> list[str]:
    """Keep the answers to measures; return the names of those that call for something now."""
    calls, known = [], knowledge_in(clinic, work)
    for instrument_id, chosen in _by_measure(answers).items():
        instrument = find_measure(instrument_id, known)
        if instrument is None:
            continue
        at = min(begun.handed_at, clinic.now())
        entry = ResponseEntry(instrument, chosen, AnswerMode.CHECK_IN, _BY_PATIENT, at)
        try:
            made = add_response(clinic, work, begun.patient_id, entry)
        except Invalid:  # the measure was changed since; the answers stay with the check-in
            continue
        if made.score.safety:
            calls.append(instrument.short_name)
    return calls


def _by_measure(answers: Answers) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for key, code in answers.given.items():
        if key.startswith(MEASURE):
            instrument_id, _, item = key.removeprefix(MEASURE).partition(":")
            found.setdefault(instrument_id, {})[item] = int(code)
    return found


def file_effects(clinic: Clinic, work: UnitOfWork, begun: CheckIn, answers: Answers) -> list[str]:
    """Report what the patient has noticed; return the terms of those that can't wait.

    A side effect that is open already is told again instead of being reported twice.
    """
    every = read_cases(clinic, work, begun.patient_id)
    known = {each.effect_id: each for each in every if each.is_open and each.effect_id}
    urgent, new = [], []
    for item, told in _noticed(begun, answers):
        effect_id = item.key.removeprefix(EFFECT)
        record = find_side_effect(effect_id)
        if record is not None and record.is_warning_sign:
            urgent.append(record.term)
        if (case := known.get(effect_id)) is not None:
            _tell_again(
                clinic, work, case, told, urgency_of_told(clinic, work, case, Told(), every)
            )
        else:
            term = "" if record is None else record.term
            new.append(_report(begun, told, term, effect_id if term else "", clinic))
    add_reports(clinic, work, new)
    return urgent


def _noticed(begun: CheckIn, answers: Answers) -> Iterator[tuple[Item, str]]:
    """Yield what was noticed, with the question and the patient's answer in words."""
    for page in begun.asked:
        for item in page.items:
            code = answers.given.get(item.key, "")
            if item.key == OTHER_EFFECTS and code:
                yield item, code
            choice = item.choice(code)
            if item.key.startswith(EFFECT) and choice is not None and code != NO:
                yield item, f"{item.words} “{choice.words}”"


def _report(begun: CheckIn, told: str, term: str, effect_id: str, clinic: Clinic) -> AdverseEvent:
    return AdverseEvent(
        begun.patient_id,
        told,
        min(begun.handed_at.astimezone().date(), clinic.today()),
        term,
        effect_id,
        ToldBy.PATIENT,
        ReportSource.CHECK_IN,
        urgency=Urgency.ROUTINE,
    )


def _tell_again(
    clinic: Clinic, work: UnitOfWork, case: SideEffectCase, told: str, urgency: Urgency
) -> None:
    entry = AdverseEventReview(
        case.report.patient_id,
        case.id or 0,
        clinic.today(),
        ToldAgain(Told(words=told), urgency),
        clinic.now(),
        clinic.session.user_name,
    )
    adverse_event_reviews.add(work.connection, entry)
