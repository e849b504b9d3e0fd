"""Who may do what: the one table of role × operation. Deny by default."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import StrEnum

from practice_desk.domain.account import Role
from practice_desk.domain.errors import NotPermitted


class Operation(StrEnum):
    """Everything the services can do. A new operation needs a row in `TABLE`."""

    UNLOCK = "unlock"
    LIST_PATIENTS = "list patients"
    VIEW_CHART = "view chart"
    EDIT_PATIENT = "edit patient"
    EDIT_HEALTH_RECORD = "edit health record"
    CHANGE_PLAN = "change plan"
    RECORD_OUTSIDE_MEDICATION = "record outside medication"
    SEND_LETTER = "send letter"
    VIEW_DIRECTORY = "view directory"
    EDIT_DIRECTORY = "edit directory"
    IMPORT_RECORDS = "import records"
    BACK_UP = "back up"
    VERIFY_CLINIC = "verify clinic"
    EDIT_CLINIC = "edit clinic"
    EDIT_OWN_ACCOUNT = "edit own account"


_P, _T, _F, _A = Role.PRESCRIBER, Role.THERAPIST, Role.FRONT_DESK, Role.ADMINISTRATOR
_EVERYBODY = frozenset(Role)

TABLE: dict[Operation, frozenset[Role]] = {
    Operation.UNLOCK: _EVERYBODY,
    Operation.LIST_PATIENTS: _EVERYBODY,
    Operation.VIEW_CHART: frozenset({_P, _T}),
    Operation.EDIT_PATIENT: frozenset({_P, _T, _F}),
    Operation.EDIT_HEALTH_RECORD: frozenset({_P, _T}),
    Operation.CHANGE_PLAN: frozenset({_P}),
    Operation.RECORD_OUTSIDE_MEDICATION: frozenset({_P, _T}),
    Operation.SEND_LETTER: frozenset({_P}),
    Operation.VIEW_DIRECTORY: _EVERYBODY,
    Operation.EDIT_DIRECTORY: _EVERYBODY,
    Operation.IMPORT_RECORDS: frozenset({_P, _A}),
    Operation.BACK_UP: _EVERYBODY,
    Operation.VERIFY_CLINIC: _EVERYBODY,
    Operation.EDIT_CLINIC: frozenset({_A}),
    Operation.EDIT_OWN_ACCOUNT: _EVERYBODY,
}


def is_permitted(roles: AbstractSet[Role], operation: Operation) -> bool:
    """Return True when one of *roles* may do *operation*."""
    return bool(TABLE.get(operation, frozenset()) & roles)


def require(roles: AbstractSet[Role], operation: Operation) -> None:
    """Raise NotPermitted unless one of *roles* may do *operation*."""
    if not is_permitted(roles, operation):
        raise NotPermitted(f"Your role may not {operation.value}.")
