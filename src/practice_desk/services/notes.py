"""Progress notes: signed when saved, read by the chart's clinicians, added to by addenda."""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.note import Note, check_note
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import retract_records, save_record
from practice_desk.services.patients import Saved
from practice_desk.storage import follow_up
from practice_desk.storage.unit_of_work import UnitOfWork


def sign_note(clinic: Clinic, value: Note) -> Saved:
    """Add a note or addendum, signed by who is unlocked, now. Raises Invalid or NotFound."""
    if value.id is not None:
        raise Invalid((Problem("text", "A signed note does not change. Add an addendum."),))
    value = replace(value, author=clinic.session.user_name, recorded_at=clinic.now())
    problems = check_note(value, clinic.today())
    return save_record(
        clinic, follow_up.notes, value, problems, operation=Operation.WRITE_NOTE, also=_check_note
    )


def retract_note(clinic: Clinic, value: Note, reason: str) -> Saved:
    """Mark one's own note as entered in error; it stays readable. Raises Invalid, StaleRecord."""
    notes, operation = follow_up.notes, Operation.WRITE_NOTE
    return retract_records(
        clinic, notes, value.patient_id, (value,), reason, operation, check=_check_author
    )


def _check_author(clinic: Clinic, stored: Note) -> None:
    if stored.author != clinic.session.user_name:
        sentence = "Only who wrote a note can mark it as entered in error. Add an addendum."
        raise Invalid((Problem("retracted_reason", sentence),))


def _check_note(clinic: Clinic, work: UnitOfWork, value: Note) -> None:
    if value.addendum_to_id is None:
        return
    own = follow_up.notes.get(work.connection, value.addendum_to_id)
    if own.patient_id != value.patient_id or own.addendum_to_id is not None:
        raise NotFound("The note to add to is not in this chart.", "Open the chart again.")
