"""For whom a message waits: a person, everybody of a role, or a queue of the clinic's own.

FHIR: Task.owner (Practitioner, PractitionerRole, CareTeam). **An open message is always in
somebody's list**: where its owner is nobody any more, as after an account was closed or a queue
taken away, it falls to those who may see the chart, and to the administrators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.account import Account, Role
from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem
from practice_desk.domain.permission import Operation, is_permitted


class OwnerKind(StrEnum):
    """What kind of owner a message has."""

    PERSON = "person"
    TEAM = "team"
    """Everybody of a role."""
    QUEUE = "queue"


TEAMS = (Role.PRESCRIBER, Role.THERAPIST, Role.FRONT_DESK, Role.ADMINISTRATOR)
"""The roles whose people have a queue without anybody making one."""


@dataclass(frozen=True, slots=True)
class Owner:
    """`name` is a user name, a role, or the number of a queue."""

    kind: OwnerKind
    name: str

    def __str__(self) -> str:
        """The owner as one word, such as "team:prescriber"; `read_owner` reads it back."""
        return f"{self.kind}:{self.name}"


def read_owner(text: str) -> Owner:
    """Return the owner that *text* stands for. Raises ValueError."""
    kind, _, name = text.partition(":")
    return Owner(OwnerKind(kind), name)


def person(user_name: str) -> Owner:
    """Return one person as the owner."""
    return Owner(OwnerKind.PERSON, user_name)


def team(role: Role) -> Owner:
    """Return everybody of a role as the owner."""
    return Owner(OwnerKind.TEAM, role.value)


@dataclass(frozen=True, slots=True)
class MessageQueue:
    """A queue of the clinic's own, such as "Refills"; `members` are user names.

    A queue that is no longer used stays, with `active` off, as messages speak of it.
    """

    name: str
    members: tuple[str, ...] = ()
    active: bool = True
    id: int | None = None
    version: int | None = None

    @property
    def owner(self) -> Owner:
        """This queue as the owner of a message."""
        return Owner(OwnerKind.QUEUE, str(self.id or 0))


def check_queue(queue: MessageQueue, others: Sequence[MessageQueue]) -> tuple[Problem, ...]:
    """Return what is wrong with *queue*, which is none of *others*."""
    problems = [
        *check_required(queue, name="Enter a name, such as Refills."),
        *check_lengths(queue, {"name": 60}),
    ]
    taken = {each.name.strip().casefold() for each in others if each.active}
    if queue.active and queue.name.strip().casefold() in taken:
        problems.append(Problem("name", "There is a queue with this name already."))
    if queue.active and not queue.members:
        problems.append(Problem("members", "Choose who sees to it: at least one person."))
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who there is: every account and every queue, the closed ones too."""

    accounts: tuple[Account, ...]
    queues: tuple[MessageQueue, ...] = ()

    @property
    def people(self) -> frozenset[str]:
        """The user names of those who have an inbox."""
        return frozenset(each.user_name for each in self.accounts if has_inbox(each))

    def members(self, owner: Owner) -> frozenset[str]:
        """Return who sees to what *owner* has: nobody, where that is over."""
        if owner.kind is OwnerKind.PERSON:
            return self.people & {owner.name}
        if owner.kind is OwnerKind.TEAM:
            return frozenset(
                each.user_name
                for each in self.accounts
                if has_inbox(each) and owner.name in each.roles
            )
        queue = next((q for q in self.queues if str(q.id) == owner.name and q.active), None)
        return frozenset() if queue is None else self.people & frozenset(queue.members)

    def sees_no_charts(self, owner: Owner) -> bool:
        """Return whether nobody behind *owner* sees charts, as at the front desk."""
        return self.members(owner).isdisjoint(e.user_name for e in self.accounts if reads_charts(e))


def has_inbox(account: Account) -> bool:
    """Return whether messages reach this person."""
    return account.active and is_permitted(account.roles, Operation.READ_INBOX)


def reads_charts(account: Account) -> bool:
    """Return whether this person may see charts, but for restricted ones."""
    return account.active and is_permitted(account.roles, Operation.VIEW_CHART)


@dataclass(frozen=True, slots=True)
class Holders:
    """In whose lists an open message is. `owned` is False where its owner is nobody any more."""

    people: frozenset[str]
    owned: bool


def holders(owner: Owner, staff: Staff, circle: frozenset[str] | None) -> Holders:
    """Return in whose lists a message of *owner* is.

    *circle* are the user names to whom a restricted chart is open, None where all charts' readers
    may see it. Nobody is left out in silence: without an owner who may see it, it is before every
    clinician who may, and before the administrators, who can hand it on without reading it.
    """
    own = staff.members(owner)
    if circle is not None:
        own &= circle
    if own:
        return Holders(own, owned=True)
    clinicians = frozenset(each.user_name for each in staff.accounts if each.treats_patients)
    if circle is not None:
        clinicians &= circle
    administrators = staff.members(team(Role.ADMINISTRATOR))
    return Holders((clinicians & staff.people) | administrators, owned=False)
