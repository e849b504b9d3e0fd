"""Check-in: handing the screen to a patient, and filing what they say.

What the screen shows is read once, at the hand-over. What comes back is sealed, and filed beside
the chart when somebody unlocks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from practice_desk.credentials.answer_key import new_private_half, open_sealed, public_half
from practice_desk.domain.appointment import Appointment, AppointmentStatus
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.check_in import CheckIn, lines_to_decide
from practice_desk.domain.check_in_sheet import (
    ENGLISH,
    Answers,
    CheckInEnd,
    CheckInSheet,
    Page,
    Wording,
    accepted,
)
from practice_desk.domain.errors import Damaged, Invalid, Problem
from practice_desk.domain.permission import Operation
from practice_desk.exchange.check_in_messages import decode_answers, encode_sheet
from practice_desk.services.appointments import NOUN
from practice_desk.services.charts import read_chart
from practice_desk.services.check_in_filing import file_all
from practice_desk.services.check_in_sheet import wordings
from practice_desk.services.check_in_waiting import place_of
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.demographics import Demographics, read_demographics
from practice_desk.storage import people, schedule
from practice_desk.storage.faults import translated

_HERE = (AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED)
_ABOUT = b"practice-desk check-in answers v1"
NOUNS = ("check_in", "questionnaire_response", "observation", "adverse_event")
"""What filing a check-in may change."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What goes to the check-in screen: the encoded sheet, and where its sealed answers are kept.

    The sheet is for the screen's process alone.
    """

    check_in_id: int
    patient_id: int
    place: Path
    sheet: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Filed:
    """A check-in that was filed. `urgent` names measures and side effects that can't wait.

    `unreadable_since` is the moment (aware) of the hand-over where the answers could not be opened:
    then nothing was filed, and what is there stays.
    """

    patient_id: int
    patient_name: str = field(repr=False)
    changes: Changes
    urgent: tuple[str, ...] = ()
    unreadable_since: datetime | None = None


def hand_over(clinic: Clinic, value: Appointment) -> HandedOver:
    """Begin the check-in of somebody who is booked or has arrived, and mark them as arrived.

    Raises Invalid where the chart has no birth date to know them by, StaleRecord or NotFound.
    """
    with clinic.writing(Operation.CHECK_IN, value.patient_id, kind=AuditKind.CREATE) as work:
        stored = schedule.appointments.get(work.connection, value.id or 0)
        if stored.status not in _HERE:
            raise Invalid((Problem("status", "Only who is booked or here can check in."),))
        who = read_demographics(work, value.patient_id)
        if who.patient.birth_date is None:
            sentence = "The chart has no birth date by which the patient could be recognized."
            raise Invalid((Problem("birth_date", sentence),))
        arrived = replace(
            stored,
            patient_id=value.patient_id,
            version=value.version,
            status=AppointmentStatus.ARRIVED,
        )
        schedule.appointments.save(work.connection, arrived)
        chart = read_chart(clinic, work, value.patient_id)
        earlier = schedule.check_ins.for_patient(work.connection, value.patient_id)
        effects = knowledge_in(clinic, work).side_effects
        asked = wordings(who, chart, earlier, clinic.today(), effects)
        begun = CheckIn(
            value.patient_id,
            value.id or 0,
            clinic.session.user_name,
            clinic.now(),
            asked=_in_english(asked),
            private_half=new_private_half(),
        )
        number = schedule.check_ins.add(work.connection, begun)
        work.detail = f"screen handed over for {NOUN} {value.id}"
    return _handed(clinic, replace(begun, id=number), who, asked)


def _handed(
    clinic: Clinic, begun: CheckIn, who: Demographics, asked: tuple[Wording, ...]
) -> HandedOver:
    patient, half = who.patient, public_half(begun.private_half or b"")
    assert patient.birth_date is not None  # it was asked for
    name = patient.preferred_name or patient.given_name or patient.family_name
    sheet = CheckInSheet(patient.birth_date, name, asked, half, _about(begun))
    place = place_of(clinic, begun)
    return HandedOver(begun.id or 0, begun.patient_id, place, encode_sheet(sheet))


def _in_english(asked: tuple[Wording, ...]) -> tuple[Page, ...]:
    return next(each.pages for each in asked if each.language == ENGLISH)


def _about(begun: CheckIn) -> bytes:
    return _ABOUT + (begun.id or 0).to_bytes(8, "big")


def file_answers(clinic: Clinic, begun: CheckIn) -> Filed:
    """File what the screen has sealed, and let go of the file and of what opens it.

    Call it when somebody has unlocked. Answers that can't be opened are kept as they are, for a
    copy of their file that is whole. Raises NotPermitted, StaleRecord or StorageFailed.
    """
    try:
        answers, place = _opened(clinic, begun), place_of(clinic, begun)
    except Damaged:
        return _unreadable(clinic, begun)
    with clinic.writing(Operation.CHECK_IN, begun.patient_id) as work:
        kept = replace(
            begun,
            ending=answers.ending,
            ended_at=clinic.now(),
            answers=answers,
            lines=lines_to_decide(begun.asked, answers),
            private_half=None,
        )
        schedule.check_ins.save(work.connection, kept)
        urgent = file_all(clinic, work, begun, answers)
        patient = people.patients.get(work.connection, begun.patient_id)
        work.detail = _told(kept)
    with translated():
        place.unlink(missing_ok=True)
    changes = Changes.of(begun.patient_id, *NOUNS)
    return Filed(begun.patient_id, patient.display_name, changes, urgent)


def _opened(clinic: Clinic, begun: CheckIn) -> Answers:
    """Return the answers that were sealed; none where the screen ended before there were any.

    Raises Damaged.
    """
    try:
        with translated():
            sealed = place_of(clinic, begun).read_bytes()
        plain = open_sealed(begun.private_half or b"", _about(begun), sealed)
        return accepted(begun.asked, decode_answers(plain))
    except FileNotFoundError:
        return Answers()


def _unreadable(clinic: Clinic, begun: CheckIn) -> Filed:
    """Leave the file and what opens it, and note in the audit trail that it can't be opened."""
    with clinic.viewing(Operation.CHECK_IN, begun.patient_id) as work:
        patient = people.patients.get(work.connection, begun.patient_id)
        newest = schedule.check_ins.newest_filed(work.connection, begun.patient_id)
        work.detail = f"check-in {begun.id}: its answers can't be opened"
    settled = newest is not None and newest.handed_at > begun.handed_at
    since = None if settled else begun.handed_at
    return Filed(begun.patient_id, patient.display_name, Changes(), (), since)


def _told(kept: CheckIn) -> str:
    """Return how a turn ended, for the audit trail, without what was typed."""
    how = {
        CheckInEnd.ANSWERED: "answered",
        CheckInEnd.LEFT: "left before the end",
        CheckInEnd.NOT_RECOGNIZED: "not recognized by the birth date",
    }.get(kept.ending, "begun")
    count = len(kept.lines)
    lines = "line" if count == 1 else "lines"
    told = f"{count} {lines} to decide" if count else "nothing to decide"
    return f"check-in {kept.id} {how}, {told}"
