"""The table of role × operation."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.permission import TABLE, WORDS, Operation, in_words, is_permitted

SETS_OF_ROLES = [
    frozenset(roles)
    for roles in chain.from_iterable(combinations(Role, size) for size in range(len(Role) + 1))
]


@pytest.mark.parametrize("operation", Operation)
def test_that_a_person_may_what_one_of_the_roles_may(operation: Operation) -> None:
    for roles in SETS_OF_ROLES:
        assert is_permitted(roles, operation) == any(role in TABLE[operation] for role in roles)


def test_that_nobody_may_what_no_row_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLE, Operation.UNLOCK)
    assert not is_permitted(frozenset(Role), Operation.UNLOCK)


def test_that_every_operation_has_its_words_once() -> None:
    worded = [operation for group in WORDS.values() for operation in group]
    assert sorted(worded) == sorted(Operation)
    assert len({in_words(operation) for operation in Operation}) == len(Operation)


def test_that_only_prescribers_change_the_plan_and_write_letters() -> None:
    for operation in (Operation.CHANGE_PLAN, Operation.SEND_LETTER):
        assert TABLE[operation] == {Role.PRESCRIBER}


def test_that_only_clinicians_see_charts() -> None:
    assert TABLE[Operation.VIEW_CHART] == {Role.PRESCRIBER, Role.THERAPIST}
