"""What happens to the demo's patients beside their treatment, and their steps in therapy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from practice_desk.domain.chart_event import ChartEvent, ChartEventKind
from practice_desk.domain.note import Note, NoteKind
from practice_desk.domain.note_section import plain_sections
from practice_desk.services import chart_events, notes
from practice_desk.services.clinic import Clinic

_K = ChartEventKind
_Told = tuple[float, ChartEventKind, str, int | None]
"""The week of the last year, or of the treatment, the kind, the words, and for how many days."""
_LIVES: tuple[tuple[_Told, ...], ...] = (
    (
        (4, _K.MILESTONE, "CBT started", None),
        (7, _K.HOMEWORK, "Mood diary", 21),
        (12, _K.LIFE_EVENT, "Father in hospital", None),
        (20, _K.LIFE_EVENT, "Back at work", None),
        (34, _K.MILESTONE, "Relapse plan written", None),
    ),
    (
        (2, _K.HOSPITAL_STAY, "Inpatient, voluntary", 6),
        (9, _K.MILESTONE, "Psychoeducation done", None),
        (16, _K.HOMEWORK, "Sleep at fixed times", 42),
        (26, _K.LIFE_EVENT, "New apartment", None),
    ),
    (
        (3, _K.LIFE_EVENT, "Lost the job", None),
        (6, _K.MILESTONE, "Exposure therapy started", None),
        (10, _K.HOMEWORK, "Bus ride every day", 28),
        (24, _K.LIFE_EVENT, "New job", None),
    ),
)
_SESSIONS = (
    "Went through the week and the homework. Agreed on one task until next time.",
    "Looked at what kept the worries going; tried out another way to answer them.",
    "Reviewed what has helped so far and what to do on a bad day.",
)
_EVERY_WEEKS = 3
_FIRST_SESSION, _LAST_SESSION = 4, 40
LIFE_WEEKS = 46
"""How many weeks before today it all begins, in a chart that is older than that."""

Act = Callable[[Clinic], None]


def life_acts(patient_id: Callable[[], int], number: int) -> list[tuple[float, Act]]:
    """Return what is recorded of a patient's life and therapy, each with its week."""
    return [
        (week + (0 if days is None else days / 7), _record(patient_id, kind, words, days))
        for week, kind, words, days in _LIVES[number // 3 % len(_LIVES)]
    ]


def session_acts(patient_id: Callable[[], int]) -> list[tuple[float, Act]]:
    """Return the notes of therapy sessions, each with its week."""
    weeks = range(_FIRST_SESSION, _LAST_SESSION, _EVERY_WEEKS)
    return [
        (float(week), _session(patient_id, _SESSIONS[place % len(_SESSIONS)]))
        for place, week in enumerate(weeks)
    ]


def _record(
    patient_id: Callable[[], int], kind: ChartEventKind, words: str, days: int | None
) -> Act:
    def record(clinic: Clinic) -> None:
        today = clinic.today()
        began = today if days is None else today - timedelta(days=days)
        ended = None if days is None else today
        event = ChartEvent(patient_id(), kind, words, began, ended)
        chart_events.save_chart_event(clinic, event)

    return record


def _session(patient_id: Callable[[], int], text: str) -> Act:
    def sign(clinic: Clinic) -> None:
        kind, words, now = NoteKind.INDIVIDUAL, plain_sections(text), clinic.now()
        notes.sign_note(clinic, Note(patient_id(), kind, clinic.today(), words, "", now))

    return sign
