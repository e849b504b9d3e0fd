"""What the list of people says, worked out without widgets."""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.settings_view import roles_text
from practice_desk.services.staff import StaffMember

HEADERS = ("Name", "User name", "Roles", "Credentials", "Account")


def staff_rows(members: Iterable[StaffMember]) -> list[RecordRow]:
    """Return one row for each person, in the order given."""
    return [
        RecordRow(
            (
                member.account.display_name,
                member.account.user_name,
                roles_text(member.account.roles),
                member.account.credentials,
                standing(member),
            ),
            member,
        )
        for member in members
    ]


def standing(member: StaffMember) -> str:
    """Return in a few words whether and how the person can unlock the clinic."""
    if not member.account.active:
        return "Closed"
    if not member.can_unlock:
        return "Needs a passphrase"
    if member.account.must_change_passphrase:
        return "One-time passphrase"
    return "Open"
