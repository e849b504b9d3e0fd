"""The conversation about a letter, inside a running unit of work: begun, gone on with, read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from practice_desk.domain.errors import ChartRestricted, Invalid, NotFound, Problem
from practice_desk.domain.letter import Letter
from practice_desk.domain.letter_asking import Asks
from practice_desk.domain.letter_case import LetterCase, LetterStatus, case_of
from practice_desk.domain.letter_entry import (
    NEVER_CORRECTED,
    Correction,
    Details,
    LetterEntry,
    Opened,
    Superseded,
    check_entry,
)
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import patient_search, registry
from practice_desk.storage.letter_entry import letter_entries
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "letter"
SHOWN_FOR = timedelta(days=400)
"""How far back the clinic's list of letters goes; a chart has them all."""


@dataclass(frozen=True, slots=True)
class ListedLetter:
    """A letter as lists show it. Without the right to read charts it tells nothing clinical.

    `others` are the numbers of the letters that it replaces or is replaced by, by their ids.
    """

    case: LetterCase
    patient: PatientSummary
    is_readable: bool
    others: dict[int, str]

    @property
    def recipient(self) -> str:
        """The first line of whom it went to."""
        return recipient_of(self.case.letter)


def recipient_of(letter: Letter) -> str:
    """Return the first line of whom a letter went to."""
    return next(iter(letter.recipient.splitlines()), "")


def begin_conversation(
    clinic: Clinic, work: UnitOfWork, letter: Letter, asks: Asks, replaces: int | None = None
) -> None:
    """Record that *letter*, which has its id, left the application, and what it asks for.

    The letter that it *replaces* is marked as superseded; what the recipient asked there passes
    over to this one. Raises NotFound where that is no letter of this chart.
    """
    question = "" if replaces is None else _supersede(clinic, work, letter, replaces)
    opened = Opened(asks.expects, asks.due_on(clinic.today()), asks.urgent, question)
    _add(work, letter, replace(_entry(clinic, letter, opened), other_letter_id=replaces))


def go_on(
    clinic: Clinic,
    work: UnitOfWork,
    letter: Letter,
    details: Details,
    happened_at: datetime | None = None,
    filed_document_id: int | None = None,
) -> LetterEntry:
    """Record what happened to *letter*; return the entry. Raises Invalid."""
    entry = replace(
        _entry(clinic, letter, details, happened_at), filed_document_id=filed_document_id
    )
    if problems := check_entry(entry, clinic.today()):
        raise Invalid(problems)
    if entry.happened_at < letter.made_at - timedelta(days=1):
        sentence = "This is before the letter was written. Enter when it happened."
        raise Invalid((Problem("happened_on", sentence),))
    return _add(work, letter, entry)


def take_back(
    clinic: Clinic, work: UnitOfWork, letter: Letter, entry_id: int, reason: str
) -> LetterEntry:
    """Record that an entry was wrong. Raises Invalid for one that cannot be, or NotFound."""
    case = read_case(work, letter)
    wrong = next((entry for entry in case.standing if entry.id == entry_id), None)
    if wrong is None:
        raise NotFound("This entry does not count any more.", "Look at the letter again.")
    if isinstance(wrong.details, NEVER_CORRECTED):
        sentence = "The program recorded this itself. Close or replace the letter instead."
        raise Invalid((Problem("reason", sentence),))
    own = wrong.recorded_by == clinic.session.user_name
    if not own and not clinic.session.may(Operation.CLOSE_LETTER):
        sentence = "Somebody else recorded this. Ask them or a clinician to correct it."
        raise Invalid((Problem("reason", sentence),))
    entry = replace(_entry(clinic, letter, Correction(reason.strip())), corrects_id=entry_id)
    if problems := check_entry(entry, clinic.today()):
        raise Invalid(problems)
    return _add(work, letter, entry)


def read_case(work: UnitOfWork, letter: Letter) -> LetterCase:
    """Return where a letter stands."""
    return case_of(letter, letter_entries.of_letter(work.connection, letter.id or 0))


def read_cases(work: UnitOfWork, letters: Iterable[Letter], patient_id: int) -> list[LetterCase]:
    """Return where *letters* of one chart stand, in their order."""
    entries = letter_entries.for_patient(work.connection, patient_id)
    return cases_of(letters, entries)


def cases_of(letters: Iterable[Letter], entries: Iterable[LetterEntry]) -> list[LetterCase]:
    """Return where *letters* stand after *entries*, which may be of many."""
    own: dict[int, list[LetterEntry]] = {}
    for entry in entries:
        own.setdefault(entry.letter_id, []).append(entry)
    return [case_of(letter, own.get(letter.id or 0, ())) for letter in letters]


def letter_in(clinic: Clinic, work: UnitOfWork, patient_id: int, letter_id: int) -> Letter:
    """Return a letter of a chart that is open to who asks. Raises NotFound or ChartRestricted."""
    letter = registry.letters.get(work.connection, letter_id)
    if letter.patient_id != patient_id:
        raise NotFound("This letter is not in this chart.", "Open the chart again.")
    if not reaches(clinic, work, patient_id):
        raise ChartRestricted
    return letter


def reaches(clinic: Clinic, work: UnitOfWork, patient_id: int) -> bool:
    """Return whether the person at the keyboard is told that a letter of a chart is under way.

    A clinician is not where the chart is restricted to others; who sees no charts learns nothing
    clinical of any.
    """
    return not clinic.session.may(Operation.VIEW_CHART) or clinic.sees_chart(work, patient_id)


def listed(clinic: Clinic, work: UnitOfWork, cases: Iterable[LetterCase]) -> list[ListedLetter]:
    """Return *cases* as lists show them, those of charts left out that are closed to who asks."""
    cases = list(cases)
    ids = sorted({case.letter.patient_id for case in cases})
    patients = {each.id: each for each in patient_search.summaries(work.connection, ids)}
    seen = {number for number in patients if reaches(clinic, work, number)}
    readable = clinic.session.may(Operation.VIEW_CHART)
    codes = {case.letter.id or 0: case.letter.code for case in cases}
    found = []
    for case in cases:
        if case.letter.patient_id not in seen:
            continue
        shown = case if readable else without_content(case, clinic.session.user_name)
        linked = (case.replaces, case.superseded_by)
        others = {
            number: codes.get(number) or registry.letters.get(work.connection, number).code
            for number in linked
            if number is not None
        }
        found.append(ListedLetter(shown, patients[case.letter.patient_id], readable, others))
    return found


def without_content(case: LetterCase, user_name: str) -> LetterCase:
    """Return *case* without what is clinical: its subject, and words that others wrote down."""
    letter = replace(case.letter, title="", kind="", event_ids=())
    entries = tuple(
        entry if entry.recorded_by == user_name else replace(entry, details=_blank(entry.details))
        for entry in case.entries
    )
    is_asked = case.status is LetterStatus.QUESTION
    return replace(case, letter=letter, entries=entries, question="?" if is_asked else "")


_WORDS = frozenset({"words", "question", "said", "note", "reason", "why"})


def _blank(details: Any) -> Details:  # noqa: ANN401 - any of the kinds of entry
    texts = {
        field.name: ""
        for field in fields(details)
        if field.name in _WORDS and not isinstance(getattr(details, field.name), StrEnum)
    }
    blank: Details = replace(details, **texts)
    return blank


def _supersede(clinic: Clinic, work: UnitOfWork, letter: Letter, former_id: int) -> str:
    former = registry.letters.get(work.connection, former_id)
    if former.patient_id != letter.patient_id or former_id == letter.id:
        raise NotFound("The letter to be replaced is not in this chart.", "Open the chart again.")
    question = read_case(work, former).question
    _add(work, former, replace(_entry(clinic, former, Superseded()), other_letter_id=letter.id))
    return question


def _entry(
    clinic: Clinic, letter: Letter, details: Details, happened_at: datetime | None = None
) -> LetterEntry:
    now = clinic.now()
    return LetterEntry(
        patient_id=letter.patient_id,
        letter_id=letter.id or 0,
        details=details,
        happened_at=happened_at or now,
        recorded_at=now,
        recorded_by=clinic.session.user_name,
    )


def _add(work: UnitOfWork, letter: Letter, entry: LetterEntry) -> LetterEntry:
    number = letter_entries.add(work.connection, entry)
    waits = read_case(work, letter).is_open
    registry.letters.mark(work.connection, letter.id or 0, waits=waits)
    return replace(entry, id=number)
