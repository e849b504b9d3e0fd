"""Which safeguards are on. Putting one off takes two people, putting it on again one."""

from __future__ import annotations

from practice_desk.domain.changes import Changes
from practice_desk.domain.permission import Operation
from practice_desk.domain.safeguard import Safeguard
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

_SETTING = "safeguards put off"


def safeguards_on(clinic: Clinic) -> frozenset[Safeguard]:
    """Return the safeguards that are on."""
    with clinic.viewing(Operation.VIEW_CLINIC) as work:
        return frozenset(each for each in Safeguard if is_on(work, each))


def put_on(clinic: Clinic, safeguard: Safeguard) -> Changes:
    """Put a safeguard on again."""
    with clinic.writing(Operation.EDIT_CLINIC) as work:
        _write(work, _put_off_now(work) - {safeguard})
        work.detail = f"safeguard on: {safeguard.value}"
    return Changes.of(None, "safeguard")


def is_on(work: UnitOfWork, safeguard: Safeguard) -> bool:
    """Return whether *safeguard* protects the clinic, in a running unit of work."""
    return safeguard not in _put_off_now(work)


def put_off(work: UnitOfWork, safeguard: Safeguard) -> None:
    """Put a safeguard off, in the transaction of what two people decided."""
    _write(work, _put_off_now(work) | {safeguard})


def _put_off_now(work: UnitOfWork) -> frozenset[Safeguard]:
    names, _ = registry.setting(work.connection, _SETTING)
    return frozenset(each for each in Safeguard if each.value in (names or ()))


def _write(work: UnitOfWork, off: frozenset[Safeguard]) -> None:
    _, version = registry.setting(work.connection, _SETTING)
    registry.put_setting(work.connection, _SETTING, sorted(each.value for each in off), version)
