"""How many contacts have a signed note, by whom and of which kind, and how long signing took.

Psychotherapy notes (45 CFR 164.501) are kept apart from the chart and are never counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.note import NoteKind, NoteState
from practice_desk.domain.report import Counted
from practice_desk.domain.report_counts import count_each
from practice_desk.domain.waiting_time import Wait, WaitSummary, summary_of

OLD_AFTER = timedelta(days=7)
"""From when on a note without a signature is late. This project's own number."""


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """One note without its text. `signed_on` is the day of its first signature, None before it.

    `adds` is whether it is an addendum, or an amendment in another note's place: no contact of its
    own.
    """

    id: int
    patient_id: int
    author: str
    kind: NoteKind
    seen_on: date
    state: NoteState
    signed_on: date | None = None
    adds: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether its author has signed it."""
        return self.state is not NoteState.DRAFT


@dataclass(frozen=True, slots=True)
class NoteFigures:
    """What a number of notes come to. `contacts` are signed; `late` of the `unsigned` are old."""

    contacts: Counted
    additions: Counted
    unsigned: Counted
    late: Counted
    to_cosign: Counted
    to_signature: WaitSummary


def note_figures(notes: Iterable[WrittenNote], today: date) -> NoteFigures:
    """Return what *notes* come to on the day *today*."""
    given = tuple(notes)
    signed = [each for each in given if each.is_signed]
    drafts = [each for each in given if not each.is_signed]
    return NoteFigures(
        contacts=_counted(each for each in signed if not each.adds),
        additions=_counted(each for each in signed if each.adds),
        unsigned=_counted(drafts),
        late=_counted(each for each in drafts if is_late(each, today)),
        to_cosign=_counted(
            each for each in signed if each.state is NoteState.AWAITING_COSIGN and not each.adds
        ),
        to_signature=summary_of(signature_wait(each, today) for each in given if not each.adds),
    )


def is_late(note: WrittenNote, today: date) -> bool:
    """Whether a note is still without a signature long after its contact."""
    return not note.is_signed and today - note.seen_on > OLD_AFTER


def signature_wait(note: WrittenNote, today: date) -> Wait:
    """Return the days from the contact to the first signature; until *today* without one."""
    signed = note.signed_on if note.is_signed else None
    if note.is_signed and signed is None:  # of before the clinic kept when
        return Wait(0, ended=False)
    return Wait(max(((signed or today) - note.seen_on).days, 0), signed is not None)


def week_of(day: date) -> date:
    """Return the Monday of the week that *day* is in."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> date:
    """Return the first day of the month that *day* is in."""
    return day.replace(day=1)


def each_week(found: Iterable[date]) -> Iterator[date]:
    """Yield every Monday from the first to the last of *found*, also those of weeks without any."""
    mondays = sorted(found)
    for day in mondays[:1]:
        while day <= mondays[-1]:
            yield day
            day += timedelta(days=7)


def each_month(found: Iterable[date]) -> Iterator[date]:
    """Yield the first of every month from the first to the last of *found*."""
    firsts = sorted(found)
    for day in firsts[:1]:
        while day <= firsts[-1]:
            yield day
            day = month_of(day + timedelta(days=31))


def _counted(notes: Iterable[WrittenNote]) -> Counted:
    return count_each(note.patient_id for note in notes)
