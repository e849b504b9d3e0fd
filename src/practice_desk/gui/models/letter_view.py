"""What the letter composer and the letters page say, worked out without widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directions import short_directions
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter import Letter, LetterDelivery
from practice_desk.domain.letter_case import LetterCase
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.gui.models.letter_words import STATUS
from practice_desk.gui.wording import write_moment
from practice_desk.services.letter_events import LetterEvent

LATELY = timedelta(days=30)

_NEXT_STEPS = {
    "birth_date": "Add it with Edit in the chart's header.",
    "clinic_name": "Add it in Settings, Clinic.",
    "callback": "Add it in Settings, Clinic.",
}
_MOST_SAID = 3
"""How much of what is missing is said at once: more would push the choices away."""
_NOTHING_TO_TELL = (
    "There is nothing to tell: the chart has nothing of ours that this letter could be about."
)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One sent letter as the table shows it."""

    letter: Letter
    cells: tuple[str, ...]


COLUMNS = ("Made", "About", "Stands", "Number")

_DELIVERIES = {LetterDelivery.PRINTED: "Printed", LetterDelivery.SAVED: "Saved as PDF"}


def suggested_events(
    unsent: Iterable[LetterEvent], today: date, medication_id: int | None
) -> tuple[int, ...]:
    """Return what a new letter is about unless told otherwise: what happened lately.

    With nothing within a month it is the newest untold event, of the selected medication if any.
    """
    listed = [told for told in unsent if told.event.id is not None]
    lately = [told for told in listed if told.event.effective_on >= today - LATELY]
    own = [told for told in listed if told.event.medication_id == medication_id]
    chosen = lately or own[-1:] or listed[-1:]
    return tuple(told.event.id for told in chosen if told.event.id is not None)


def event_line(told: LetterEvent, *, told_before: bool = False) -> str:
    """Return an event as the composer lists it, in two lines: what, then when and how."""
    words, dosage = told.words, told.event.dosage
    facts = (
        write_date(told.event.effective_on),
        "" if dosage is None else short_directions(dosage),
        "told before" if told_before else "",
    )
    return f"{words[:1].upper()}{words[1:]}\n{' · '.join(fact for fact in facts if fact)}"


def cancellation_line(asked: Cancellation) -> str:
    """Return a line of the pharmacy's list as the composer lists it, in two lines."""
    return (
        f"Not prescribed by us, please cancel: {asked.medication}\n"
        f"Pharmacy’s list of {write_date(asked.listed_on)} · decided {write_date(asked.decided_on)}"
    )


def missing_text(missing: Sequence[Problem], *, nothing_to_tell: bool = False) -> str:
    """Return what keeps the letter from being sent, with the next step of each.

    *nothing_to_tell* says that the chart has nothing that the letter could be about.
    """
    lines = (
        _NOTHING_TO_TELL
        if nothing_to_tell and problem.field == "items"
        else f"{problem.sentence} {_NEXT_STEPS.get(problem.field, '')}".strip()
        for problem in missing
    )
    said = list(lines)
    more = len(said) - _MOST_SAID
    return "\n".join([*said[:_MOST_SAID], *([f"And {more} more."] if more > 0 else [])])


def letter_rows(cases: Iterable[LetterCase], today: date) -> tuple[LetterRow, ...]:
    """Return the sent letters with where they stand, the newest first."""
    newest = sorted(
        cases, key=lambda case: (case.letter.made_at, case.letter.id or 0), reverse=True
    )
    return tuple(LetterRow(case.letter, _cells(case, today)) for case in newest)


def letter_facts(letter: Letter, people: Mapping[str, str]) -> str:
    """Return how, when and by whom a letter was sent, to whom, and its fingerprint.

    *people* gives names for user names.
    """
    recipient = next(iter(letter.recipient.splitlines()), "")
    by = people.get(letter.made_by, letter.made_by)
    sent = f"{_DELIVERIES[letter.delivery]} {write_moment(letter.made_at)} by {by}"
    return f"{sent} · {recipient} · fingerprint {letter.sha256[:12]}"


def _cells(case: LetterCase, today: date) -> tuple[str, ...]:
    letter = case.letter
    stands = "Overdue" if case.is_overdue(today) else STATUS[case.status]
    made_on = write_date(letter.made_at.astimezone().date())
    return (made_on, letter.title, stands, letter.code)
