"""Messages inside a running unit of work: who there is, who sees which, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from practice_desk.domain.errors import NotFound
from practice_desk.domain.message import Message
from practice_desk.domain.message_case import (
    MessageCase,
    ShownMessage,
    Viewer,
    case_of,
    shown_to,
)
from practice_desk.domain.message_lists import InboxList, is_reached, lists_of
from practice_desk.domain.message_owner import Holders, Staff, holders, reads_charts
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic, Session
from practice_desk.storage import access, patient_search, registry
from practice_desk.storage.message import all_queues, message_entries, message_reads, messages
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "message"
"""What `Changes` call messages and their threads."""


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """A message as the person at the keyboard is shown it, with the lists of theirs that hold it.

    `reads_chart` is whether they may see its patient's chart, `owned` False where its owner is
    nobody any more. `patient` is None for what is about the office.
    """

    shown: ShownMessage
    patient: PatientSummary | None
    lists: frozenset[InboxList]
    unread: bool
    owned: bool
    holds: bool
    """Whether it waits for them."""
    reads_chart: bool
    is_shut_out: bool

    @property
    def case(self) -> MessageCase:
        """Where it stands."""
        return self.shown.case

    @property
    def id(self) -> int:
        """The number of the message."""
        return self.case.message.id or 0


@dataclass(frozen=True, slots=True)
class Reached:
    """One message, with who is who and how the person at the keyboard stands towards it."""

    case: MessageCase
    staff: Staff
    circle: frozenset[str] | None
    held: Holders
    viewer: Viewer


def read_staff(work: UnitOfWork) -> Staff:
    """Return every account and every queue."""
    connection = work.connection
    return Staff(tuple(registry.accounts.listed(connection)), tuple(all_queues(connection)))


def circle_of(
    clinic: Clinic, work: UnitOfWork, patient_id: int | None, staff: Staff
) -> frozenset[str] | None:
    """Return to whom a restricted chart is open, None for a chart that is not restricted."""
    connection = work.connection
    if patient_id is None or access.restrictions.standing(connection, patient_id) is None:
        return None
    return frozenset(
        each.user_name
        for each in staff.accounts
        if reads_charts(each)
        and not access.is_closed_to(
            connection, patient_id, each.practitioner_id, each.user_name, clinic.now()
        )
    )


def viewer_of(
    clinic: Clinic, work: UnitOfWork, patient_id: int | None, circle: frozenset[str] | None
) -> Viewer:
    """Return how the person at the keyboard stands towards messages about a patient."""
    me = clinic.session.user_name
    return Viewer(me, clinic.sees_chart(work, patient_id), circle is not None and me not in circle)


def read_message_case(work: UnitOfWork, message: Message) -> MessageCase:
    """Return where a message stands."""
    return case_of(message, message_entries.of_message(work.connection, message.id or 0))


def stand_towards(clinic: Clinic, work: UnitOfWork, case: MessageCase, staff: Staff) -> Reached:
    """Return how the person at the keyboard stands towards a message."""
    patient_id = case.message.patient_id
    circle = circle_of(clinic, work, patient_id, staff)
    held = holders(case.owner, staff, circle)
    return Reached(case, staff, circle, held, viewer_of(clinic, work, patient_id, circle))


def reach(clinic: Clinic, work: UnitOfWork, message_id: int) -> Reached:
    """Return a message that is the person's at the keyboard to be shown. Raises NotFound.

    It is where it waits for them or they took part in it, and to whoever may see its chart.
    """
    case = read_message_case(work, messages.get(work.connection, message_id))
    found = stand_towards(clinic, work, case, read_staff(work))
    me, about = clinic.session.user_name, case.message.patient_id
    in_chart = about is not None and found.viewer.reads_chart
    if not in_chart and not (
        is_reached(case, found.held, found.staff, me) and _is_told(case, found, me)
    ):
        raise NotFound("This message is not among yours.", "Look at your inbox again.")
    return found


def listed(
    clinic: Clinic, work: UnitOfWork, found: Iterable[Message], staff: Staff
) -> list[ListedMessage]:
    """Return messages as lists show them, also those that are in no list of the person's."""
    me, connection = clinic.session.user_name, work.connection
    cases = [read_message_case(work, message) for message in found]
    ids = sorted({c.message.patient_id for c in cases if c.message.patient_id is not None})
    patients = {each.id: each for each in patient_search.summaries(connection, ids)}
    marks = message_reads.marks(connection, me)
    rows = []
    for case in cases:
        at = stand_towards(clinic, work, case, staff)
        number = case.message.id or 0
        rows.append(
            ListedMessage(
                shown=shown_to(case, at.viewer),
                patient=patients.get(case.message.patient_id or 0),
                lists=lists_of(case, at.held, staff, me) if _is_told(case, at, me) else frozenset(),
                unread=case.is_unread(me, marks.get(number, 0)),
                owned=at.held.owned,
                holds=case.is_open and me in at.held.people,
                reads_chart=at.viewer.reads_chart,
                is_shut_out=at.viewer.is_shut_out,
            )
        )
    return rows


def _is_told(case: MessageCase, at: Reached, me: str) -> bool:
    """Return False for who owned a message about a chart that is closed to them since."""
    return not at.viewer.is_shut_out or me in at.held.people | case.authors


def may_see_charts(session: Session) -> bool:
    """Return whether the person at the keyboard may see charts, but for restricted ones."""
    return session.may(Operation.VIEW_CHART)
