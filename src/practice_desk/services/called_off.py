"""Appointments that do not take place: cancelled or missed, with the later ones and the call.

Nothing clinical passes through here.
"""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.appointment import Appointment, AppointmentStatus, CancelledBy
from practice_desk.domain.changes import Changes
from practice_desk.domain.permission import Operation
from practice_desk.domain.recall import Recall
from practice_desk.services.appointment_series import following
from practice_desk.services.appointments import DONE, NOUN, mark_in
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.services.recalls import NOUN as RECALL
from practice_desk.services.recalls import put_recall
from practice_desk.storage import schedule


@dataclass(frozen=True, slots=True)
class CalledOff:
    """How an appointment comes not to take place; *status* is cancelled or a no-show.

    `late` tells of this one alone, also where all later visits of its series are cancelled too.
    `call` is written with it: the patient is to be called.
    """

    status: AppointmentStatus
    reason: str = ""
    cancelled_by: CancelledBy = CancelledBy.NOT_TOLD
    late: bool = False
    with_following: bool = False
    call: Recall | None = None


def call_off(clinic: Clinic, value: Appointment, how: CalledOff) -> Saved:
    """Mark *value*, all that goes with it, and write the call, all or nothing.

    Raises Invalid, StaleRecord or NotFound.
    """
    reason, nouns = " ".join(how.reason.split()), [NOUN]
    with clinic.writing(Operation.EDIT_SCHEDULE, value.patient_id, reason=reason) as work:
        several = [value]
        if how.with_following and value.series_id is not None:
            stored = schedule.appointments.of_series(work.connection, value.series_id)
            several += following(value, stored)
        for each in several:
            mark_in(
                work,
                each,
                how.status,
                clinic.now(),
                reason,
                cancelled_by=how.cancelled_by,
                late=how.late and each is value,
            )
        more = f" and {len(several) - 1} more" if len(several) > 1 else ""
        work.detail = f"{NOUN} {value.id}{more} {DONE[how.status]}"
        if how.call is not None:
            work.detail += f", {RECALL} {put_recall(clinic, work, how.call)}"
            nouns.append(RECALL)
    return Saved(value.id or 0, Changes.of(value.patient_id, *nouns))
