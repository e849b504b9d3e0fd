"""What is made of a check-in's answers when they are filed, inside the running unit of work.

Measures become responses and side effects reports, as the patient gave them: nothing of a plan
changes. What somebody has to decide on is a line of the check-in (`domain.check_in`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from practice_desk.domain.adverse_event import AdverseEvent, ReportSource, ToldBy, Urgency
from practice_desk.domain.adverse_event_review import AdverseEventReview, Told, ToldAgain
from practice_desk.domain.check_in import CheckIn
from practice_desk.domain.check_in_sheet import (
    EFFECT,
    MEASURE,
    NO,
    OTHER_EFFECTS,
    SPANISH,
    TAKEN_BACK,
    Answers,
    Item,
    alarming,
    answered_for_patient,
)
from practice_desk.domain.errors import Invalid
from practice_desk.domain.exposure import concepts_taken
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.knowledge.side_effects import find_side_effect
from practice_desk.knowledge.suspicion import RECENT_DAYS
from practice_desk.services.check_in_alarms import file_alarms
from practice_desk.services.check_in_words import OwnWords, own_words
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.measures import ResponseEntry, add_response, find_measure
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.side_effect_urgency import urgency_of_told
from practice_desk.services.side_effects import add_reports, read_cases
from practice_desk.storage.adverse_event import adverse_event_reviews
from practice_desk.storage.unit_of_work import UnitOfWork

_BY_PATIENT, _BY_PROXY = "Patient", "Parent or guardian"
_AT_SCREEN, _ON_PAPER = "at check-in", "on paper, at check-in"


def file_all(clinic: Clinic, work: UnitOfWork, begun: CheckIn, answers: Answers) -> tuple[str, ...]:
    """File measures, side effects, and what would leave no trace; return what can't wait."""
    words = _words(clinic, work, begun, answers)
    measured = file_measures(clinic, work, begun, answers)
    calls = [
        *(name for name in measured.values() if name),
        *file_effects(clinic, work, begun, answers, words),
        *file_alarms(clinic, work, begun, answers, words, _answered_by(answers), set(measured)),
    ]
    return tuple(dict.fromkeys(calls))


def _words(
    clinic: Clinic, work: UnitOfWork, begun: CheckIn, answers: Answers
) -> tuple[OwnWords, ...]:
    today = clinic.today()
    taken = concepts_taken(read_plan(work, begun.patient_id, today), today, RECENT_DAYS)
    groups = knowledge_in(clinic, work).rules.groups
    return tuple(own_words(begun.asked, answers, taken, groups))


def file_measures(
    clinic: Clinic, work: UnitOfWork, begun: CheckIn, answers: Answers
) -> dict[str, str]:
    """Keep the answers to measures; return the ids of those that were kept.

    With each its name where it calls for something now, else nothing. What somebody answered for
    the patient becomes no measure of theirs: it stays with the check-in.
    """
    calls: dict[str, str] = {}
    if answered_for_patient(begun.asked, answers):
        return calls
    known = knowledge_in(clinic, work)
    for instrument_id, chosen in _by_measure(answers).items():
        instrument = find_measure(instrument_id, known)
        if instrument is None:
            continue
        at = min(begun.handed_at, clinic.now())
        by = _answered_by(answers)
        mode = AnswerMode.PAPER if answers.on_paper else AnswerMode.CHECK_IN
        entry = ResponseEntry(instrument, chosen, mode, by, at)
        try:
            made = add_response(clinic, work, begun.patient_id, entry)
        except Invalid:  # the measure was changed since; the answers stay with the check-in
            continue
        calls[instrument_id] = instrument.short_name if made.score.safety else ""
    return calls


def _answered_by(answers: Answers) -> str:
    who = _BY_PROXY if answers.by_proxy else _BY_PATIENT
    return f"{who}, {_ON_PAPER if answers.on_paper else _AT_SCREEN}"


def _by_measure(answers: Answers) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for key, code in answers.given.items():
        if key.startswith(MEASURE):
            instrument_id, _, item = key.removeprefix(MEASURE).partition(":")
            found.setdefault(instrument_id, {})[item] = int(code)
    return found


def file_effects(
    clinic: Clinic, work: UnitOfWork, begun: CheckIn, answers: Answers, words: Sequence[OwnWords]
) -> list[str]:
    """Report what the patient has noticed; return the terms of those that can't wait.

    A side effect that is open already is told again instead of being reported twice. What is typed
    is reported where it was asked for, and anywhere where it names a warning sign.
    """
    every = read_cases(clinic, work, begun.patient_id)
    known = {each.effect_id: each for each in every if each.is_open and each.effect_id}
    used = knowledge_in(clinic, work).side_effects
    urgent, new = [], []
    for item, told in _noticed(begun, answers):
        effect_id = item.key.removeprefix(EFFECT)
        record = used.get(effect_id) or find_side_effect(effect_id)
        if record is not None and record.is_warning_sign:
            urgent.append(f"{record.term}, {TAKEN_BACK}" if TAKEN_BACK in told else record.term)
        if (case := known.get(effect_id)) is not None:
            _tell_again(
                clinic, work, case, told, urgency_of_told(clinic, work, case, Told(), every)
            )
        else:
            term = "" if record is None else record.term
            new.append(_report(begun, told, term, effect_id if term else "", clinic))
    for each in words:
        if each.item.key == OTHER_EFFECTS or each.signs:
            new.append(_in_own_words(begun, each, answers.language, clinic))
            urgent += [f"In own words: {sign}" for sign in each.signs]
    if answers.by_proxy:
        new = [replace(each, told_by=ToldBy.FAMILY) for each in new]
    if answers.on_paper:
        new = [replace(each, source=ReportSource.PAPER) for each in new]
    add_reports(clinic, work, new)
    return urgent


def _noticed(begun: CheckIn, answers: Answers) -> Iterator[tuple[Item, str]]:
    """Yield what was noticed, with the question and the patient's answer in words."""
    taken_back = {each.item.key: each for each in alarming(begun.asked, answers) if each.taken_back}
    for page in begun.asked:
        for item in page.items:
            code = answers.given.get(item.key, "")
            choice = item.choice(code)
            if item.key.startswith(EFFECT):
                if (back := taken_back.get(item.key)) is not None:
                    yield item, f"{item.words} “{back.choice.words}” ({TAKEN_BACK})"
                elif choice is not None and code != NO:
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


def _in_own_words(begun: CheckIn, words: OwnWords, language: str, clinic: Clinic) -> AdverseEvent:
    """Return what was typed as a report; what is typed in Spanish the rules can't read."""
    report = _report(begun, words.text, "", "", clinic)
    urgency = words.urgency
    if language == SPANISH and urgency is Urgency.ROUTINE:
        urgency = Urgency.SOON
    return replace(report, urgency=urgency)


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
