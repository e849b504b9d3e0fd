"""Appointments on paper: reminder slips, the phone list of a day, day sheets. Nothing clinical.

A paper is looked at first; that it was printed or saved is recorded for each patient on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.appointment import (
    EXPECTED,
    MOVABLE,
    Appointment,
    AppointmentStatus,
    day_bounds,
)
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.consent import Language
from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.services.appointments import ScheduleEntry, entries_of
from practice_desk.services.clinic import Clinic
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.services.directory import read_profile
from practice_desk.storage import people, registry, schedule
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.appointment_slip import Slip, SlipPaper
    from practice_desk.letters.rendering import RenderedLetter
    from practice_desk.letters.schedule_lists import DayList, ListLine

PURPOSE = "Given to the patient: reminder of appointments"
WHAT = "Name; days and times of appointments and with whom"
_MOST = 3
_ON_DAY_SHEET = EXPECTED | {AppointmentStatus.FULFILLED}


class DeskPaper(StrEnum):
    """What is printed."""

    SLIPS = "reminder slips"
    PHONE_LIST = "phone list"
    DAY_SHEET = "day sheets"


@dataclass(frozen=True, slots=True)
class PaperWish:
    """Which paper of which day; of one clinician, or of one patient alone, where that is given.

    `several` puts six slips on a sheet, to be cut apart.
    """

    paper: DeskPaper
    day: date
    practitioner_id: int | None = None
    patient_id: int | None = None
    several: bool = True


@dataclass(frozen=True, slots=True)
class DeskPaperDraft:
    """A paper that was gathered: its content and the patients who are on it."""

    wish: PaperWish
    content: SlipPaper | DayList
    patient_ids: tuple[int, ...]


def desk_paper_draft(clinic: Clinic, wish: PaperWish) -> DeskPaperDraft:
    """Gather a paper. Nothing is written. Raises NotFound or NotPermitted."""
    with clinic.viewing(Operation.PRINT_SCHEDULE, wish.patient_id) as work:
        work.detail = f"{wish.paper} of {wish.day.isoformat()}"
        entries = _entries(work, wish)
        make = _slips if wish.paper is DeskPaper.SLIPS else _list
        content = make(clinic, work, wish, entries)
    ids = dict.fromkeys(each.appointment.patient_id for each in entries)
    return DeskPaperDraft(wish, content, tuple(ids))


def render_desk_paper(draft: DeskPaperDraft) -> RenderedLetter:
    """Return the finished pages. Writes nothing."""
    from practice_desk.letters.appointment_slip import SlipPaper, render_slips
    from practice_desk.letters.schedule_lists import render_day_sheet, render_phone_list

    if isinstance(draft.content, SlipPaper):
        return render_slips(draft.content)
    is_phone_list = draft.wish.paper is DeskPaper.PHONE_LIST
    return (render_phone_list if is_phone_list else render_day_sheet)(draft.content)


def record_desk_paper(
    clinic: Clinic, draft: DeskPaperDraft, rendered: RenderedLetter, save_to: Path | None = None
) -> Changes:
    """Record that the pages left the application: an audit row for each patient.

    Slips are given to patients, which is a disclosure to them; the others stay in the clinic. With
    *save_to* the pages are written there, all or nothing, in clear. Raises DiskFull,
    FolderReadOnly or StorageFailed.
    """
    kind = AuditKind.PRINT if save_to is None else AuditKind.EXPORT
    with (
        undone_on_failure() as undo,
        clinic.writing(Operation.PRINT_SCHEDULE, kind=kind) as work,
    ):
        if draft.wish.paper is DeskPaper.SLIPS:
            for patient_id in draft.patient_ids:
                registry.disclosures.add(work.connection, _disclosure(clinic, work, patient_id))
        work.detail = f"{draft.wish.paper} of {draft.wish.day.isoformat()}"
        work.patient_ids = frozenset(draft.patient_ids)
        if save_to is not None:
            write_copy(save_to, rendered.pdf, undo)
    return Changes(frozenset(draft.patient_ids), frozenset({"disclosure"}))


def _disclosure(clinic: Clinic, work: UnitOfWork, patient_id: int) -> Disclosure:
    name = people.patients.get(work.connection, patient_id).legal_name
    return Disclosure(
        patient_id=patient_id,
        disclosed_at=clinic.now(),
        disclosed_by=clinic.session.user_name,
        recipient=f"{name} (patient)",
        purpose=PURPOSE,
        what=WHAT,
        basis=DisclosureBasis.PATIENT,
    )


def _entries(work: UnitOfWork, wish: PaperWish) -> list[ScheduleEntry]:
    """Return the appointments that decide who is on the paper, in the order of time."""
    begin, end = day_bounds(wish.day)
    wanted = _ON_DAY_SHEET if wish.paper is DeskPaper.DAY_SHEET else MOVABLE
    if wish.patient_id is not None:
        found = schedule.appointments.for_patient(work.connection, wish.patient_id)
        found = [each for each in found if each.starts_at >= begin]
    else:
        found = schedule.appointments.starting(work.connection, begin, end)
    return entries_of(
        work,
        [
            each
            for each in found
            if each.status in wanted and wish.practitioner_id in (None, each.practitioner_id)
        ],
    )


def _slips(
    clinic: Clinic, work: UnitOfWork, wish: PaperWish, entries: Sequence[ScheduleEntry]
) -> SlipPaper:
    from practice_desk.letters.appointment_slip import SlipPaper  # imports the big ReportLab

    profile = read_profile(work)
    ids = dict.fromkeys(each.appointment.patient_id for each in entries)
    return SlipPaper(
        profile.name,
        profile.address,
        profile.phone,
        tuple(_slip(work, number, wish.day) for number in ids),
        clinic.now(),
        wish.several,
        profile.look.a4,
    )


def _slip(work: UnitOfWork, patient_id: int, since: date) -> Slip:
    from practice_desk.letters.appointment_slip import Slip, SlipAppointment

    patient = people.patients.get(work.connection, patient_id)
    coming = [
        each
        for each in schedule.appointments.for_patient(work.connection, patient_id)
        if each.starts_at >= day_bounds(since)[0] and each.status in MOVABLE
    ]
    names = _names(work, coming)
    return Slip(
        patient.legal_name,
        tuple(
            SlipAppointment(each.starts_at.astimezone(), names[each.practitioner_id])
            for each in coming[:_MOST]
        ),
        _language(patient),
    )


def _list(
    clinic: Clinic, work: UnitOfWork, wish: PaperWish, entries: Sequence[ScheduleEntry]
) -> DayList:
    from practice_desk.letters.schedule_lists import DayList, ListPart

    profile = read_profile(work)
    lines: dict[str, list[ListLine]] = {}
    for each in entries:
        by_person = wish.paper is DeskPaper.DAY_SHEET
        lines.setdefault(each.practitioner if by_person else "", []).append(_line(work, each))
    parts = tuple(ListPart(who, tuple(own)) for who, own in sorted(lines.items()))
    return DayList(
        profile.name,
        wish.day,
        parts or (ListPart("", ()),),
        clinic.now(),
        clinic.session.display_name,
        profile.look.a4,
    )


def _line(work: UnitOfWork, entry: ScheduleEntry) -> ListLine:
    from practice_desk.letters.schedule_lists import ListLine

    value = entry.appointment
    patient = people.patients.get(work.connection, value.patient_id)
    return ListLine(
        value.starts_at.astimezone(),
        value.minutes,
        entry.patient.display_name,
        patient.birth_date,
        patient.phone_mobile or patient.phone,
        entry.practitioner,
        entry.room,
        value.comment,
    )


def _names(work: UnitOfWork, found: Iterable[Appointment]) -> dict[int | None, str]:
    names: dict[int | None, str] = {None: ""}
    for each in found:
        number = each.practitioner_id
        if number is not None and number not in names:
            names[number] = people.practitioners.get(work.connection, number).display_name
    return names


def _language(patient: Patient) -> Language:
    from practice_desk.services.check_in_wording import languages_for

    is_spanish = languages_for(patient.language)[0] == Language.SPANISH
    return Language.SPANISH if is_spanish else Language.ENGLISH
