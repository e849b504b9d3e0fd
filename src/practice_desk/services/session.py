"""Who is at the keyboard, where, and what they may do."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from practice_desk.domain.account import Account, Role
from practice_desk.domain.errors import NotPermitted
from practice_desk.domain.permission import (
    BEFORE_OWN_PASSPHRASE,
    Operation,
    in_words,
    is_permitted,
)


def this_workstation() -> str:
    """Return this computer's name, as the audit trail keeps it."""
    return platform.node()[:120] or "unknown"


@dataclass(frozen=True, slots=True)
class Session:
    """Who is at the keyboard, and where."""

    user_name: str
    display_name: str
    roles: frozenset[Role]
    workstation: str
    must_change_passphrase: bool = False
    practitioner_id: int | None = None

    @classmethod
    def of(cls, account: Account) -> Session:
        """Return the session of *account* on this computer."""
        return cls(
            account.user_name,
            account.display_name,
            account.roles,
            this_workstation(),
            account.must_change_passphrase,
            account.practitioner_id,
        )

    def may(self, operation: Operation, patient_id: int | None = None) -> bool:
        """Return whether the person may do *operation*, on that patient where it concerns one.

        By the roles alone, so that windows can ask without reading. `Clinic` asks it too, and then
        whether the chart is restricted and who has leave to open it all the same.
        """
        if self.must_change_passphrase and operation not in BEFORE_OWN_PASSPHRASE:
            return False
        return is_permitted(self.roles, operation)

    def require(self, operation: Operation, patient_id: int | None = None) -> None:
        """Raise NotPermitted unless the person may do *operation*."""
        if self.may(operation, patient_id):
            return
        if self.must_change_passphrase:
            raise NotPermitted(
                "Your passphrase was given to you for the first unlock only.",
                "Unlock the clinic in its window and choose your own.",
            )
        raise NotPermitted(f"Your role may not {in_words(operation)}.")
