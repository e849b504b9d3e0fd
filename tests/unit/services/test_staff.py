"""The people who may unlock the clinic: who comes in, with what, and who never can be missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from practice_desk.domain.account import Account, Role
from practice_desk.domain.directory import PractitionerKind
from practice_desk.domain.errors import (
    DiskFull,
    Invalid,
    NotPermitted,
    StaleRecord,
    WrongPassphrase,
)
from practice_desk.domain.permission import BEFORE_OWN_PASSPHRASE, Operation
from practice_desk.services import accounts, staff, start_up
from practice_desk.services.clinic import Clinic
from practice_desk.services.directory import clinic_profile, list_practitioners
from practice_desk.services.own_account import own_account
from practice_desk.services.patients import find_patients
from practice_desk.services.staff import FirstPassphrase
from practice_desk.storage.unit_of_work import UnitOfWork
from tests.factories import (
    CHEAP,
    COLLEAGUES_PASSPHRASE,
    PASSPHRASE,
    USER,
    MadeClinic,
    a_colleague,
    stored_account,
)

OTHER = FirstPassphrase("ten copper spoons ring", one_time=False)
ONE_TIME = FirstPassphrase("ten copper spoons ring", one_time=True)
BO = "bo.lind"


def unlock(made: MadeClinic, user: str = BO, passphrase: str = COLLEAGUES_PASSPHRASE) -> Clinic:
    """Unlock the clinic as somebody else, beside the one that is open."""
    return start_up.open_clinic(made.root, user, passphrase, beside=True)


def test_that_a_new_person_unlocks_with_the_passphrase_they_typed(made: MadeClinic) -> None:
    a_colleague(made.clinic, Role.FRONT_DESK)
    opened = unlock(made)
    assert opened.session.roles == {Role.FRONT_DESK}
    assert opened.session.display_name == "Bo Lind"
    assert not find_patients(opened, "")
    opened.close()


def test_that_a_one_time_passphrase_lets_a_person_do_nothing_but_replace_it(
    made: MadeClinic,
) -> None:
    a_colleague(made.clinic, *Role, one_time=True)
    opened = unlock(made)
    may = {operation for operation in Operation if opened.session.may(operation)}
    assert may == BEFORE_OWN_PASSPHRASE
    assert clinic_profile(opened).name
    with pytest.raises(NotPermitted, match="first unlock only"):
        find_patients(opened, "")
    with pytest.raises(Invalid):
        accounts.change_passphrase(
            opened, COLLEAGUES_PASSPHRASE, COLLEAGUES_PASSPHRASE, profile=CHEAP
        )
    accounts.change_passphrase(opened, COLLEAGUES_PASSPHRASE, OTHER.text, profile=CHEAP)
    assert not find_patients(opened, "")
    opened.close()
    again = unlock(made, passphrase=OTHER.text)
    assert not again.session.must_change_passphrase
    again.close()


def test_that_a_closed_account_opens_nothing_until_it_is_reopened(made: MadeClinic) -> None:
    bo = a_colleague(made.clinic)
    staff.close_account(made.clinic, bo, reason="left in May")
    with pytest.raises(WrongPassphrase):
        unlock(made)
    assert BO not in start_up.clinic_users(made.root)
    with pytest.raises(NotPermitted, match="closed"):
        start_up.open_with_recovery_code(made.root, BO, made.recovery_code, beside=True)
    staff.reopen_account(made.clinic, stored_account(made.clinic, BO), OTHER, profile=CHEAP)
    with pytest.raises(WrongPassphrase):
        unlock(made)
    unlock(made, passphrase=OTHER.text).close()


def test_that_a_forgotten_passphrase_is_replaced_for_one_unlock(made: MadeClinic) -> None:
    bo = a_colleague(made.clinic)
    staff.replace_passphrase(made.clinic, bo, ONE_TIME, profile=CHEAP)
    with pytest.raises(WrongPassphrase):
        unlock(made)
    opened = unlock(made, passphrase=ONE_TIME.text)
    assert opened.session.must_change_passphrase
    opened.close()


def test_that_the_list_tells_who_can_come_in_the_closed_accounts_last(made: MadeClinic) -> None:
    clinic = made.clinic
    a_colleague(clinic, user="al.arden", family_name="Arden", one_time=True)
    staff.close_account(clinic, stored_account(clinic, "al.arden"))
    a_colleague(clinic)
    listed = [
        (m.account.user_name, m.account.active, m.can_unlock) for m in staff.list_staff(clinic)
    ]
    assert listed == [(USER, True, True), (BO, True, True), ("al.arden", False, False)]


def test_that_one_person_holds_several_roles_and_may_what_any_of_them_may(clinic: Clinic) -> None:
    bo = a_colleague(clinic, Role.FRONT_DESK)
    staff.save_account(clinic, replace(bo, roles=frozenset({Role.FRONT_DESK, Role.THERAPIST})))
    assert stored_account(clinic, BO).roles == {Role.FRONT_DESK, Role.THERAPIST}


REFUSED: dict[str, tuple[str, Callable[[Account], Account]]] = {
    "no role": ("roles", lambda a: replace(a, roles=frozenset())),
    "no name": ("family_name", lambda a: replace(a, family_name=" ")),
    "a wrong NPI": ("npi", lambda a: replace(a, npi="1234567890")),
    "a wrong DEA number": ("dea_number", lambda a: replace(a, dea_number="BL1234567")),
}


@pytest.mark.parametrize("what", REFUSED)
def test_that_an_account_is_refused_with(clinic: Clinic, what: str) -> None:
    field, spoil = REFUSED[what]
    bo = a_colleague(clinic)
    new = replace(bo, user_name="cy.moss", id=None, version=None)
    for call in (
        lambda: staff.save_account(clinic, spoil(bo)),
        lambda: staff.add_account(clinic, spoil(new), OTHER, profile=CHEAP),
    ):
        with pytest.raises(Invalid) as refused:
            call()
        assert [problem.field for problem in refused.value.problems] == [field]


def test_that_a_taken_user_name_and_a_short_passphrase_are_named_at_their_fields(
    clinic: Clinic,
) -> None:
    bo = a_colleague(clinic)
    staff.close_account(clinic, bo)  # a name stays taken: the audit trail knows the person by it
    for account, passphrase, field in (
        (replace(bo, id=None), OTHER, "user_name"),
        (replace(bo, id=None, user_name="Bo Lind"), OTHER, "user_name"),
        (replace(bo, id=None, user_name="cy.moss"), FirstPassphrase("short", True), "passphrase"),
    ):
        with pytest.raises(Invalid) as refused:
            staff.add_account(clinic, account, passphrase, profile=CHEAP)
        assert {problem.field for problem in refused.value.problems} == {field}


def test_that_the_last_administrator_keeps_the_role(clinic: Clinic) -> None:
    own = own_account(clinic)
    less = replace(own, roles=frozenset({Role.PRESCRIBER}))
    a_colleague(clinic, Role.ADMINISTRATOR, one_time=True)  # may never be used
    with pytest.raises(Invalid, match="without an administrator"):
        staff.save_account(clinic, less)
    assert own_account(clinic).roles == own.roles
    a_colleague(clinic, Role.ADMINISTRATOR, user="cy.moss")
    staff.save_account(clinic, less)
    assert clinic.session.roles == {Role.PRESCRIBER}
    with pytest.raises(NotPermitted):
        staff.list_staff(clinic)


def test_that_nobody_closes_their_own_account_or_replaces_their_own_passphrase(
    clinic: Clinic,
) -> None:
    a_colleague(clinic, Role.ADMINISTRATOR)
    own = own_account(clinic)
    with pytest.raises(Invalid, match="your own account"):
        staff.close_account(clinic, own)
    with pytest.raises(Invalid, match="your own passphrase"):
        staff.replace_passphrase(clinic, own, OTHER, profile=CHEAP)


def test_that_an_account_changed_meanwhile_is_not_overwritten(clinic: Clinic) -> None:
    bo = a_colleague(clinic)
    staff.save_account(clinic, replace(bo, given_name="Bob"))
    for call in (
        lambda: staff.save_account(clinic, replace(bo, given_name="Bobby")),
        lambda: staff.close_account(clinic, bo),
        lambda: staff.replace_passphrase(clinic, bo, OTHER, profile=CHEAP),
    ):
        with pytest.raises(StaleRecord):
            call()
    assert stored_account(clinic, BO).given_name == "Bob"


def test_that_the_directory_follows_the_accounts_of_clinicians(clinic: Clinic) -> None:
    bo = a_colleague(clinic, Role.THERAPIST, credentials="LCSW", npi="1234567893")
    (entry,) = [each for each in list_practitioners(clinic) if each.user_name == BO]
    assert (entry.display_name, entry.kind) == ("Bo Lind, LCSW", PractitionerKind.THERAPIST)
    assert (entry.npi, entry.phone) == ("1234567893", clinic_profile(clinic).phone)
    staff.save_account(clinic, replace(bo, roles=frozenset({Role.FRONT_DESK})))
    assert BO not in [each.user_name for each in list_practitioners(clinic)]
    bo = stored_account(clinic, BO)
    changes = {"roles": frozenset({Role.PRESCRIBER}), "dea_number": "BL1234563"}
    staff.save_account(clinic, replace(bo, **changes))
    (entry,) = [each for each in list_practitioners(clinic) if each.user_name == BO]
    assert (entry.kind, entry.dea_number) == (PractitionerKind.PRESCRIBER, "BL1234563")
    staff.close_account(clinic, stored_account(clinic, BO))
    assert BO not in [each.user_name for each in list_practitioners(clinic)]


def test_that_front_desk_is_not_listed_as_a_clinician(clinic: Clinic) -> None:
    a_colleague(clinic, Role.FRONT_DESK, Role.ADMINISTRATOR)
    listed = list_practitioners(clinic, with_inactive=True)
    assert [each.user_name for each in listed] == [USER]


def test_that_a_person_whose_account_could_not_be_saved_stays_out_and_can_be_added_again(
    made: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_work: UnitOfWork) -> None:
        raise DiskFull("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "commit", full)
        with pytest.raises(DiskFull):
            a_colleague(made.clinic)
    with pytest.raises(NotPermitted):
        unlock(made)
    a_colleague(made.clinic, passphrase=OTHER.text)
    unlock(made, passphrase=OTHER.text).close()


def test_that_passphrases_stay_out_of_traces() -> None:
    assert "copper" not in repr(OTHER)


def test_that_the_first_person_is_an_administrator(made: MadeClinic) -> None:
    unlock(made, USER, PASSPHRASE).close()
    request = start_up.NewClinic(
        clinic_profile(made.clinic),
        USER,
        "Ana",
        "Berg",
        PASSPHRASE,
        roles=frozenset({Role.PRESCRIBER}),
    )
    assert [problem.field for problem in start_up.check_new_clinic(request)] == ["roles"]
