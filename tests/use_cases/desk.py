"""The use cases around the schedule: the waiting list and recalls."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from practice_desk.domain.permission import Operation
from practice_desk.domain.recall import DueVisit, Recall, RecallState
from practice_desk.domain.waiting_list import FreeSlot, WaitingEntry
from practice_desk.services import recall_count, recalls, waiting_list
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


DESK: UseCases = {
    "waiting_list.waiting_list": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(waiting_list.waiting_list, s.clinic),
    ),
    "waiting_list.patient_waits": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(waiting_list.patient_waits, s.clinic, s.patient_id),
    ),
    "waiting_list.count_waiting": (
        _OP.VIEW_SCHEDULE,
        lambda s: partial(waiting_list.count_waiting, s.clinic),
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
    "recall_count.count_recalls": (
        _OP.LIST_RECALLS,
        lambda s: partial(recall_count.count_recalls, s.clinic),
    ),
}
