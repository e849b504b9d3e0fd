"""In which list of an inbox a message is."""

from __future__ import annotations

from enum import StrEnum

from practice_desk.domain.message_case import MessageCase
from practice_desk.domain.message_entry import HandedOn, Returned
from practice_desk.domain.message_owner import Holders, Owner, OwnerKind, Staff, person


class InboxList(StrEnum):
    """The lists of an inbox."""

    MINE = "Mine"
    TEAMS = "My teams’"
    WAITING = "Waiting for others"
    DONE = "Done"


def lists_of(
    case: MessageCase, held: Holders, staff: Staff, user_name: str
) -> frozenset[InboxList]:
    """Return the lists of *user_name* that hold a message; none where it is not theirs.

    What was read counts for nothing here. An open message is among one's own, or one's teams',
    for each of its holders.
    """
    if not case.is_open:
        took_part = user_name in case.authors | staff.members(case.owner)
        return frozenset({InboxList.DONE}) if took_part else frozenset()
    found = set()
    mine = held.owned and case.owner == person(user_name)
    if user_name in held.people:
        found.add(InboxList.MINE if mine else InboxList.TEAMS)
    if not mine and user_name in _senders(case):
        found.add(InboxList.WAITING)
    return frozenset(found)


def _senders(case: MessageCase) -> frozenset[str]:
    passing = (e.recorded_by for e in case.entries if isinstance(e.details, HandedOn | Returned))
    return frozenset({case.message.created_by, *passing})


def is_reached(case: MessageCase, held: Holders, staff: Staff, user_name: str) -> bool:
    """Return whether a message is *user_name*'s to be shown: it waits for them, they took part in
    it, or it was theirs when it ended."""
    return user_name in held.people | case.authors | staff.members(case.owner)


def owner_line(owner: Owner, staff: Staff) -> str:
    """Return what an owner is called: a name, "Prescribers", or the name of a queue."""
    if owner.kind is OwnerKind.PERSON:
        names = {each.user_name: each.display_name for each in staff.accounts}
        return names.get(owner.name, owner.name)
    if owner.kind is OwnerKind.TEAM:
        return TEAM_WORDS.get(owner.name, owner.name)
    queues = {str(each.id): each.name for each in staff.queues}
    return queues.get(owner.name, "A queue")


TEAM_WORDS = {
    "prescriber": "Prescribers",
    "therapist": "Therapists",
    "front_desk": "Front desk",
    "administrator": "Administrators",
}
"""What the queue of a role is called."""
