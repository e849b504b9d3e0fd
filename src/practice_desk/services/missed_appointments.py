"""Appointments that were missed or cancelled late: the clinic's policy, how often, and the notice.

Nothing clinical passes through here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from practice_desk.domain.appointment import Appointment, AppointmentStatus
from practice_desk.domain.appointment_policy import (
    AppointmentPolicy,
    Missed,
    check_policy,
    is_late,
    missed,
)
from practice_desk.domain.changes import Changes
from practice_desk.domain.consent import Language
from practice_desk.domain.errors import Invalid, LetterRefused, StaleRecord
from practice_desk.domain.permission import Operation
from practice_desk.letters.kinds.missed_notice import CODE, MissedNoticeContent
from practice_desk.letters.parties import Letterhead, LetterPatient
from practice_desk.services.check_in_wording import languages_for
from practice_desk.services.clinic import Clinic
from practice_desk.services.patient_papers import PaperDraft, paper_draft, paper_frame
from practice_desk.storage import registry, schedule
from practice_desk.storage.unit_of_work import UnitOfWork

SETTING = "appointment_policy"
_TITLE = "Notice about a missed appointment"


@dataclass(frozen=True, slots=True)
class MissedFacts:
    """What is to be known beside one appointment that does not take place.

    `is_late` tells whether cancelling it now is late; `before` counts the others of a year.
    """

    policy: AppointmentPolicy
    is_late: bool
    before: Missed


def appointment_policy(clinic: Clinic) -> AppointmentPolicy:
    """Return what the clinic says of missed appointments."""
    with clinic.viewing(Operation.VIEW_CLINIC) as work:
        work.detail = "appointment policy"
        return read_policy(work)


def save_appointment_policy(clinic: Clinic, value: AppointmentPolicy) -> Changes:
    """Change the policy. Raises Invalid or StaleRecord."""
    if problems := check_policy(value):
        raise Invalid(problems)
    with clinic.writing(Operation.SET_UP_SCHEDULE) as work:
        plain = asdict(value)
        version = plain.pop("version") or 0
        if read_policy(work).version != version:
            raise StaleRecord("policy")
        registry.put_setting(work.connection, SETTING, plain, version)
        work.detail = "appointment policy"
    return Changes.of(None, SETTING)


def read_policy(work: UnitOfWork) -> AppointmentPolicy:
    """Return the policy inside a running unit of work; what is offered where none was written."""
    plain, version = registry.setting(work.connection, SETTING)
    return AppointmentPolicy(**(plain or {}), version=version)


def missed_facts(clinic: Clinic, value: Appointment) -> MissedFacts:
    """Return policy, lateness and count for one appointment."""
    with clinic.viewing(Operation.VIEW_SCHEDULE, value.patient_id) as work:
        now, policy = clinic.now(), read_policy(work)
        others = [
            each
            for each in schedule.appointments.for_patient(work.connection, value.patient_id)
            if each.id != value.id
        ]
        return MissedFacts(policy, is_late(policy, value.starts_at, now), missed(others, now))


def missed_notice_draft(clinic: Clinic, appointment: Appointment) -> PaperDraft:
    """Gather the notice about *appointment*, in the patient's language. Nothing is written.

    Raises NotFound or NotPermitted.
    """
    patient_id, needs = appointment.patient_id, Operation.PRINT_SCHEDULE
    with clinic.viewing(needs, patient_id) as work:
        frame = paper_frame(clinic, work, patient_id, needs)
        policy = read_policy(work)
    spanish = languages_for(frame.facts.patient.language)[0] == Language.SPANISH
    language = Language.SPANISH if spanish else Language.ENGLISH

    def content(letterhead: Letterhead, patient: LetterPatient) -> MissedNoticeContent:
        return MissedNoticeContent(
            frame.code,
            frame.today,
            letterhead,
            patient,
            appointment.starts_at.astimezone(),
            appointment.status is AppointmentStatus.CANCELLED,
            (policy.text_es if spanish else "") or policy.text,
            (policy.fee_es if spanish else "") or policy.fee,
            language,
        )

    def check(work: UnitOfWork) -> None:
        stored = schedule.appointments.get(work.connection, appointment.id or 0)
        if stored.status is not appointment.status or stored.starts_at != appointment.starts_at:
            raise LetterRefused(
                "The appointment was changed while its notice was open.", "Make the notice again."
            )

    return paper_draft(frame, CODE, _TITLE, content, check)
