"""The use cases around the schedule: the waiting list and recalls."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from practice_desk.domain.appointment_policy import AppointmentPolicy
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.permission import Operation
from practice_desk.domain.recall import DueVisit, Recall, RecallState
from practice_desk.domain.waiting_list import FreeSlot, WaitingEntry
from practice_desk.services import (
    calendar_export,
    missed_appointments,
    patient_papers,
    recall_count,
    recalls,
    schedule_papers,
    waiting_list,
)
from practice_desk.services.calendar_export import CalendarChoice
from practice_desk.services.schedule_papers import DeskPaper, PaperWish
from tests.factories import an_appointment
from tests.stage import Call, Stage, UseCases

_OP = Operation


def _slot(stage: Stage) -> FreeSlot:
    return FreeSlot(stage.clinic.now() + timedelta(days=3), 30)


def a_wait(stage: Stage) -> WaitingEntry:
    """Put the patient on the waiting list, with the appointment of an earlier entry."""
    clinic, now = stage.clinic, stage.clinic.now()
    wanted = WaitingEntry(stage.patient_id, now, "", comment="calls back")
    number = waiting_list.save_waiting(clinic, wanted).id
    return next(each.entry for each in waiting_list.waiting_list(clinic) if each.entry.id == number)


def _ended(stage: Stage) -> Call:
    entry, booked = a_wait(stage), an_appointment(stage.clinic, stage.patient_id)
    return partial(waiting_list.end_waiting, stage.clinic, entry, booked.id or 0)


def _recall(stage: Stage) -> Recall:
    due = stage.clinic.today() + timedelta(days=20)
    value = Recall(stage.patient_id, due, stage.clinic.now(), "", comment="call after 3 PM")
    number = recalls.save_recall(stage.clinic, value).id
    lines = recalls.patient_recalls(stage.clinic, stage.patient_id)
    by_hand = (each.due.by_hand for each in lines)
    return next(each for each in by_hand if each is not None and each.id == number)


def _decide(stage: Stage) -> Call:
    value = _recall(stage)
    due = DueVisit(stage.patient_id, value.visit, value.due_by, by_hand=value)
    return partial(recalls.decide_recall, stage.clinic, due, RecallState.DONE, "seen elsewhere")


def _choice(stage: Stage) -> CalendarChoice:
    today = stage.clinic.today()
    return CalendarChoice(today, today, "America/New_York")


def _export(stage: Stage) -> Call:
    an_appointment(stage.clinic, stage.patient_id)
    path = stage.made.root.parent / "appointments.ics"
    return partial(calendar_export.export_calendar, stage.clinic, _choice(stage), path)


def _wish(stage: Stage) -> PaperWish:
    an_appointment(stage.clinic, stage.patient_id)
    return PaperWish(DeskPaper.SLIPS, stage.clinic.today())


def _version(stage: Stage) -> int | None:
    return missed_appointments.appointment_policy(stage.clinic).version


def _record(stage: Stage) -> Call:
    draft = schedule_papers.desk_paper_draft(stage.clinic, _wish(stage))
    rendered = schedule_papers.render_desk_paper(draft)
    return partial(schedule_papers.record_desk_paper, stage.clinic, draft, rendered)


def _notice(stage: Stage) -> Call:
    missed = an_appointment(stage.clinic, stage.patient_id)
    draft = missed_appointments.missed_notice_draft(stage.clinic, missed)
    rendered = patient_papers.render_paper_for_patient(draft)
    printed = LetterDelivery.PRINTED
    return partial(patient_papers.give_paper, stage.clinic, draft, rendered, printed)


DESK: UseCases = {
    "calendar_export.count_to_export": (
        _OP.EXPORT_SCHEDULE,
        lambda s: partial(calendar_export.count_to_export, s.clinic, _choice(s)),
    ),
    "calendar_export.export_calendar": (_OP.EXPORT_SCHEDULE, _export),
    "schedule_papers.desk_paper_draft": (
        _OP.PRINT_SCHEDULE,
        lambda s: partial(schedule_papers.desk_paper_draft, s.clinic, _wish(s)),
    ),
    "schedule_papers.record_desk_paper": (_OP.PRINT_SCHEDULE, _record),
    "missed_appointments.missed_notice_draft": (
        _OP.PRINT_SCHEDULE,
        lambda s: partial(
            missed_appointments.missed_notice_draft,
            s.clinic,
            an_appointment(s.clinic, s.patient_id),
        ),
    ),
    "patient_papers.give_paper, about a missed appointment": (_OP.PRINT_SCHEDULE, _notice),
    "missed_appointments.missed_facts": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(
            missed_appointments.missed_facts, s.clinic, an_appointment(s.clinic, s.patient_id)
        ),
    ),
    "missed_appointments.appointment_policy": (
        _OP.VIEW_CLINIC,
        lambda s: partial(missed_appointments.appointment_policy, s.clinic),
    ),
    "missed_appointments.save_appointment_policy": (
        _OP.SET_UP_SCHEDULE,
        lambda s: partial(
            missed_appointments.save_appointment_policy,
            s.clinic,
            replace(AppointmentPolicy(), version=_version(s)),
        ),
    ),
    "waiting_list.waiting_list": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(waiting_list.waiting_list, s.clinic),
    ),
    "waiting_list.patient_waits": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(waiting_list.patient_waits, s.clinic, s.patient_id),
    ),
    "waiting_list.who_fits": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(waiting_list.who_fits, s.clinic, _slot(s)),
    ),
    "waiting_list.saved_waiting": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(waiting_list.saved_waiting, s.clinic, a_wait(s)),
    ),
    "waiting_list.save_waiting": (
        _OP.EDIT_SCHEDULE,
        lambda s: partial(
            waiting_list.save_waiting, s.clinic, WaitingEntry(s.patient_id, s.clinic.now(), "")
        ),
    ),
    "waiting_list.close_waiting": (
        _OP.EDIT_SCHEDULE,
        lambda s: partial(waiting_list.close_waiting, s.clinic, a_wait(s), "went elsewhere"),
    ),
    "waiting_list.book_waiting": (
        _OP.EDIT_SCHEDULE,
        lambda s: partial(waiting_list.book_waiting, s.clinic, a_wait(s), _slot(s)),
    ),
    "waiting_list.end_waiting": (_OP.EDIT_SCHEDULE, _ended),
    "recalls.recall_list": (
        _OP.LIST_RECALLS,
        lambda s: partial(recalls.recall_list, s.clinic),
    ),
    "recalls.recalls_again": (
        _OP.LIST_RECALLS,
        lambda s: partial(
            recalls.recalls_again, s.clinic, recalls.recall_list(s.clinic), {s.patient_id}
        ),
    ),
    "recalls.patient_recalls": (
        _OP.LIST_RECALLS,
        lambda s: partial(recalls.patient_recalls, s.clinic, s.patient_id),
    ),
    "recalls.saved_recall": (
        _OP.LIST_RECALLS,
        lambda s: partial(recalls.saved_recall, s.clinic, _recall(s)),
    ),
    "recalls.save_recall": (
        _OP.KEEP_RECALL,
        lambda s: partial(
            recalls.save_recall,
            s.clinic,
            Recall(s.patient_id, s.clinic.today(), s.clinic.now(), ""),
        ),
    ),
    "recalls.decide_recall": (_OP.KEEP_RECALL, _decide),
    "recall_count.recalls_due": (
        _OP.LIST_RECALLS,
        lambda s: partial(recall_count.recalls_due, s.clinic),
    ),
}
