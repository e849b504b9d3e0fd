"""The workstation secret is only relied on where the keyring really keeps it."""

from __future__ import annotations

import base64

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from practice_desk.credentials import workstation
from practice_desk.domain.errors import KeyringUnavailable

CLINIC = "0123456789abcdef0123456789abcdef"


class DictKeyring(KeyringBackend):
    """A keyring in memory."""

    # Backends register themselves when defined; this one must never be chosen by itself.
    priority = -1

    def __init__(self):
        super().__init__()
        self.entries = {}

    def get_password(self, service, username):
        return self.entries.get((service, username))

    def set_password(self, service, username, password):
        self.entries[service, username] = password

    def delete_password(self, service, username):
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("no such entry")


class ForgetfulKeyring(DictKeyring):
    """Accepts every write and keeps nothing, without saying so."""

    def set_password(self, service, username, password):
        pass


class LockedKeyring(DictKeyring):
    """The user dismissed the system's prompt."""

    def get_password(self, service, username):
        raise KeyringLocked("dismissed")

    set_password = get_password


class BrokenKeyring(DictKeyring):
    """Raises a type of its own, as D-Bus backends do."""

    class BusError(Exception):
        pass

    def get_password(self, service, username):
        raise self.BusError


@pytest.fixture
def use():
    before = keyring.get_keyring()

    def install(backend):
        keyring.set_keyring(backend)
        return backend

    yield install
    keyring.set_keyring(before)


UNUSABLE = [
    keyring.backends.fail.Keyring,
    keyring.backends.null.Keyring,
    ForgetfulKeyring,
    LockedKeyring,
    BrokenKeyring,
]


def test_that_a_working_keyring_is_available_and_left_as_it_was(use):
    backend = use(DictKeyring())
    assert workstation.available()
    assert backend.entries == {}


@pytest.mark.parametrize("backend", UNUSABLE)
def test_that_a_keyring_that_keeps_nothing_counts_as_none(use, backend):
    use(backend())
    assert not workstation.available()
    assert workstation.load(CLINIC) is None
    with pytest.raises(KeyringUnavailable) as caught:
        workstation.store(CLINIC)
    assert caught.value.next_step


def test_that_the_secret_is_kept_per_clinic_as_base64_of_32_bytes(use):
    backend = use(DictKeyring())
    secret = workstation.store(CLINIC)
    assert len(secret) == 32
    assert workstation.load(CLINIC) == secret
    assert workstation.load("f" * 32) is None
    assert [base64.b64decode(entry) for entry in backend.entries.values()] == [secret]


def test_that_storing_again_keeps_the_secret_other_accounts_are_bound_to(use):
    use(DictKeyring())
    assert workstation.store(CLINIC) == workstation.store(CLINIC)


@pytest.mark.parametrize("entry", ["", "not base64", base64.b64encode(bytes(31)).decode(), "é"])
def test_that_a_foreign_entry_counts_as_missing_and_is_replaced(use, entry):
    backend = use(DictKeyring())
    backend.set_password(workstation.SERVICE, CLINIC, entry)
    assert workstation.load(CLINIC) is None
    assert workstation.load(CLINIC) != workstation.store(CLINIC)


def test_that_a_forgotten_secret_is_gone_and_forgetting_twice_is_harmless(use):
    use(DictKeyring())
    workstation.store(CLINIC)
    workstation.forget(CLINIC)
    workstation.forget(CLINIC)
    assert workstation.load(CLINIC) is None
