"""The clinic's own queues for messages, and whom a message can be given to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.account import Role
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.message import AboutNoun
from practice_desk.domain.message_lists import owner_line
from practice_desk.domain.message_owner import (
    TEAMS,
    MessageQueue,
    Owner,
    Staff,
    check_queue,
    has_inbox,
    person,
    reads_charts,
    team,
)
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.message_about import record_line, require_in_chart
from practice_desk.services.message_reading import circle_of, read_staff
from practice_desk.services.patients import Saved
from practice_desk.storage import patient_search, people
from practice_desk.storage.message import all_queues, message_queues
from practice_desk.storage.unit_of_work import UnitOfWork

QUEUE_NOUN = "message_queue"


@dataclass(frozen=True, slots=True)
class OwnerChoice:
    """Somebody to whom a message can be given. `sees_charts` is whether anybody behind it does."""

    owner: Owner
    name: str
    sees_charts: bool


@dataclass(frozen=True, slots=True)
class Addressing:
    """To whom a message about a patient can go, and to whom it goes unless somebody chooses.

    `about` says what it is about, empty for no one thing.
    """

    patient: PatientSummary | None
    choices: tuple[OwnerChoice, ...]
    suggested: Owner | None
    about: str = ""


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """The queues in use, and who can be a member: user names with names."""

    queues: tuple[MessageQueue, ...]
    people: dict[str, str]


def addressing(
    clinic: Clinic, patient_id: int | None, about_noun: str = "", about_id: int = 0
) -> Addressing:
    """Return to whom a message can go. Raises NotFound for a record of another chart."""
    with clinic.viewing(Operation.SEND_MESSAGE, patient_id) as work:
        work.detail = "whom a message can go to"
        staff = read_staff(work)
        circle = circle_of(clinic, work, patient_id, staff)
        require_in_chart(work, about_noun, about_id, patient_id)
        about = ""
        if about_noun and clinic.sees_chart(work, patient_id):
            about = record_line(work, AboutNoun(about_noun), about_id)
        found = patient_search.summaries(
            work.connection, [] if patient_id is None else [patient_id]
        )
        patient = found[0] if found else None
        choices = _choices(staff, circle, clinic.session.user_name)
        team_of_chart = [] if patient_id is None else _care_team(work, patient_id, staff)
        suggested = _suggested(clinic, patient_id, team_of_chart, choices)
        return Addressing(patient, choices, suggested, about)


def queue_settings(clinic: Clinic) -> QueueSettings:
    """Return the clinic's own queues."""
    with clinic.viewing(Operation.EDIT_QUEUES) as work:
        work.detail = "queues for messages"
        staff = read_staff(work)
        people_by_name = {e.user_name: e.display_name for e in staff.accounts if has_inbox(e)}
        return QueueSettings(tuple(q for q in staff.queues if q.active), people_by_name)


def save_queue(clinic: Clinic, queue: MessageQueue) -> Saved:
    """Make a queue, or change its name and members. Raises Invalid or StaleRecord."""
    queue = replace(queue, name=" ".join(queue.name.split()), active=True)
    kind = AuditKind.CREATE if queue.id is None else AuditKind.CHANGE
    with clinic.writing(Operation.EDIT_QUEUES, kind=kind) as work:
        others = [each for each in all_queues(work.connection) if each.id != queue.id]
        problems = check_queue(queue, others)
        if not set(queue.members) <= read_staff(work).people:
            problems = (*problems, Problem("members", "Choose people who have an account."))
        if problems:
            raise Invalid(problems)
        number = message_queues.put(work.connection, queue)
        work.detail = f"queue {number}"
    return Saved(number, Changes.of(None, QUEUE_NOUN))


def remove_queue(clinic: Clinic, queue_id: int, version: int) -> Saved:
    """Take a queue out of use. What waits there falls to the clinicians and administrators.

    Raises StaleRecord or NotFound.
    """
    with clinic.writing(Operation.EDIT_QUEUES) as work:
        queue = message_queues.get(work.connection, queue_id)
        message_queues.save(work.connection, replace(queue, active=False, version=version))
        work.detail = f"queue {queue_id} taken out of use"
    return Saved(queue_id, Changes.of(None, QUEUE_NOUN))


def _choices(staff: Staff, circle: frozenset[str] | None, me: str) -> tuple[OwnerChoice, ...]:
    """Return teams, queues and people, without those who could see nothing; oneself last."""
    able = {each.user_name for each in staff.accounts if reads_charts(each)}
    named = sorted(staff.accounts, key=lambda each: (each.user_name == me, each.display_name))
    owners = [
        *(team(role) for role in TEAMS),
        *(queue.owner for queue in staff.queues if queue.active),
        *(person(each.user_name) for each in named if has_inbox(each)),
    ]
    found = []
    for owner in owners:
        members = staff.members(owner)
        members = members if circle is None else members & circle
        if members:
            sees = not members.isdisjoint(able)
            found.append(OwnerChoice(owner, owner_line(owner, staff), sees))
    return tuple(found)


def _suggested(
    clinic: Clinic,
    patient_id: int | None,
    wanted: list[Owner],
    choices: tuple[OwnerChoice, ...],
) -> Owner | None:
    """Return the patient's prescriber, for the prescriber their therapist, else the team."""
    offered = {choice.owner for choice in choices}
    me = person(clinic.session.user_name)
    wanted = [each for each in wanted if each != me]
    if patient_id is not None:
        wanted.append(team(Role.PRESCRIBER))
    return next((each for each in wanted if each in offered), None)


def _care_team(work: UnitOfWork, patient_id: int, staff: Staff) -> list[Owner]:
    patient = people.patients.get(work.connection, patient_id)
    accounts = {
        each.practitioner_id: each.user_name
        for each in staff.accounts
        if each.active and each.practitioner_id is not None
    }
    ids = (patient.prescriber_id, patient.therapist_id)
    return [person(accounts[number]) for number in ids if number in accounts]
