"""The person's own account and what this computer's keyring adds to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import keyring
import keyring.backends.null
import pytest

from practice_desk.domain.errors import (
    Invalid,
    KeyringUnavailable,
    StaleRecord,
    WorkstationSecretMissing,
    WrongPassphrase,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.directory import list_practitioners
from practice_desk.services.own_account import own_account, save_own_account
from practice_desk.services.start_up import open_clinic, workstation_secret_for
from practice_desk.services.workstation import (
    bind_to_workstation,
    release_from_workstation,
    workstation_status,
)
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic
from tests.memory_keyring import MemoryKeyring


@pytest.fixture
def memory_keyring() -> Iterator[MemoryKeyring]:
    backend = MemoryKeyring()
    previous = keyring.get_keyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(previous)


def test_that_a_new_name_reaches_account_session_and_directory(clinic: Clinic):
    own = own_account(clinic)
    changed = replace(
        own, given_name="Ana María", family_name="de la Cruz", credentials="MD", npi=""
    )
    save_own_account(clinic, changed)
    again = own_account(clinic)
    assert (again.given_name, again.family_name) == ("Ana María", "de la Cruz")
    assert again.signature == "Ana María de la Cruz, MD"
    assert clinic.session.display_name == "Ana María de la Cruz"
    assert [person.display_name for person in list_practitioners(clinic)] == [
        "Ana María de la Cruz, MD"
    ]


def test_that_a_wrong_npi_is_named_at_its_field(clinic: Clinic):
    own = own_account(clinic)
    with pytest.raises(Invalid) as caught:
        save_own_account(clinic, replace(own, npi="1234567890"))
    assert [problem.field for problem in caught.value.problems] == ["npi"]


def test_that_roles_cannot_be_changed_by_the_way(clinic: Clinic):
    own = own_account(clinic)
    save_own_account(clinic, replace(own, roles=frozenset(), user_name="somebody"))
    assert own_account(clinic).roles == own.roles
    assert own_account(clinic).user_name == own.user_name


def test_that_a_stale_account_is_not_overwritten(clinic: Clinic):
    own = own_account(clinic)
    save_own_account(clinic, replace(own, given_name="Anna"))
    with pytest.raises(StaleRecord):
        save_own_account(clinic, replace(own, given_name="Annika"))


@pytest.mark.usefixtures("memory_keyring")
def test_that_a_bound_account_needs_the_secret_and_a_released_one_does_not(made: MadeClinic):
    clinic = made.clinic
    assert workstation_status(clinic).available
    assert bind_to_workstation(clinic, PASSPHRASE, profile=CHEAP).bound
    clinic.close()
    with pytest.raises(WorkstationSecretMissing):
        open_clinic(made.root, USER, PASSPHRASE)
    secret = workstation_secret_for(made.root, USER)
    clinic = open_clinic(made.root, USER, PASSPHRASE, workstation_secret=secret)
    assert not release_from_workstation(clinic, PASSPHRASE, profile=CHEAP).bound
    clinic.close()
    open_clinic(made.root, USER, PASSPHRASE).close()


def test_that_releasing_the_last_account_empties_the_keyring(
    clinic: Clinic, memory_keyring: MemoryKeyring
):
    bind_to_workstation(clinic, PASSPHRASE, profile=CHEAP)
    assert memory_keyring.entries
    release_from_workstation(clinic, PASSPHRASE, profile=CHEAP)
    assert not memory_keyring.entries


@pytest.mark.usefixtures("memory_keyring")
def test_that_a_wrong_passphrase_binds_nothing(clinic: Clinic):
    with pytest.raises(WrongPassphrase):
        bind_to_workstation(clinic, "not the passphrase", profile=CHEAP)
    assert not workstation_status(clinic).bound


@pytest.fixture
def no_keyring() -> Iterator[None]:
    previous = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.null.Keyring())
    yield
    keyring.set_keyring(previous)


@pytest.mark.usefixtures("no_keyring")
def test_that_without_a_keyring_the_passphrase_goes_on_alone(made: MadeClinic):
    assert not workstation_status(made.clinic).available
    with pytest.raises(KeyringUnavailable):
        bind_to_workstation(made.clinic, PASSPHRASE, profile=CHEAP)
    made.clinic.close()
    open_clinic(made.root, USER, PASSPHRASE).close()
