"""What of a check-in can't wait and would leave no trace otherwise, put on the risk path.

Those are answers at which the screen has said what to do and that were changed or taken back
afterwards, thoughts of suicide told as a side effect, and words of suicide typed anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from practice_desk.domain.check_in import CheckIn
from practice_desk.domain.check_in_sheet import (
    CRISIS,
    EFFECT,
    MEASURE,
    TAKEN_BACK,
    TYPED,
    Alarming,
    Answers,
    alarming,
)
from practice_desk.domain.questionnaire_response import Answer, AnswerMode, QuestionnaireResponse
from practice_desk.services.check_in_words import OwnWords
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.measures import find_measure
from practice_desk.storage import measures as stored
from practice_desk.storage.unit_of_work import UnitOfWork

INSTRUMENT = "check_in"
"""Stands in a response that is of no measure."""
_NAME, _VERSION = "Check-in", "1"
_OWN_WORDS = "words that may be about suicide"
_RISK = (
    "Talk with the patient about this now, before the visit goes on, and assess the risk of "
    "suicide. Don’t leave the patient alone until then."
)
_SEE = "Ask the patient about this now: it was answered so, and then taken back."


def file_alarms(
    clinic: Clinic,
    work: UnitOfWork,
    begun: CheckIn,
    answers: Answers,
    words: Sequence[OwnWords],
    answered_by: str,
    filed: Collection[str],
) -> list[str]:
    """Keep what opens the risk path, or calls for something; return what it is called.

    *filed* are the measures whose answers became a response.
    """
    known = knowledge_in(clinic, work)
    found = [each for each in alarming(begun.asked, answers) if _leaves_no_trace(each, filed)]
    grave = [each for each in words if each.of_suicide]
    if not found and not grave:
        return []
    calls = []
    for each in found:
        if name := _measure(each):
            instrument = find_measure(name, known)
            called = instrument.short_name if instrument else name
            calls.append(f"{called}, {TAKEN_BACK}" if each.taken_back else called)
        elif each.choice.code == TYPED:
            calls.append(f"In own words: {_OWN_WORDS}, {TAKEN_BACK}")
    calls += [f"In own words: {_OWN_WORDS}" for _ in grave[:1]]
    is_risk = bool(grave) or any(each.choice.alarm == CRISIS for each in found)
    response = QuestionnaireResponse(
        begun.patient_id,
        INSTRUMENT,
        _NAME,
        _VERSION,
        min(begun.handed_at, clinic.now()),
        AnswerMode.PAPER if answers.on_paper else AnswerMode.CHECK_IN,
        answered_by,
        clinic.session.user_name,
        tuple(_answers(found, grave)),
        meaning=_meaning(found, grave),
        safety=(_RISK if is_risk else _SEE,),
        needs_assessment=is_risk,
    )
    stored.responses.add(work.connection, response)
    return calls


def _leaves_no_trace(each: Alarming, filed: Collection[str]) -> bool:
    """Whether neither a measure nor a report opens the risk path or calls for something."""
    if each.item.key.startswith(EFFECT):
        return each.choice.alarm == CRISIS
    return each.taken_back or _measure(each) not in filed


def _measure(each: Alarming) -> str:
    """Return the id of the measure that was asked, empty for another question."""
    key = each.item.key
    return key.removeprefix(MEASURE).partition(":")[0] if key.startswith(MEASURE) else ""


def _answers(found: Iterable[Alarming], grave: Iterable[OwnWords]) -> list[Answer]:
    return [
        *(Answer(each.item.key, None, each.item.words, each.told) for each in found),
        *(Answer(each.item.key, None, each.question, f"“{each.text}”") for each in grave),
    ]


def _meaning(found: Sequence[Alarming], grave: Sequence[OwnWords]) -> str:
    said = [f"“{each.choice.words}” {TAKEN_BACK}" for each in found if each.taken_back][:2]
    said += [f"“{each.choice.words}”" for each in found if not each.taken_back][:2]
    said += [_OWN_WORDS] if grave else []
    return "; ".join(said)
