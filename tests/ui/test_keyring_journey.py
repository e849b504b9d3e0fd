"""An account tied to this computer's keyring, and a keyring that is changed, wiped or not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest

from practice_desk.credentials import key_slots, workstation
from practice_desk.credentials.data_key import DataKey
from practice_desk.domain.errors import WorkstationSecretMissing, WrongPassphrase
from practice_desk.gui.dialogs.new_passphrase_dialog import NewPassphraseDialog
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.services import accounts
from practice_desk.services.start_up import open_clinic, workstation_secret_for
from practice_desk.services.workstation import bind_to_workstation
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic, make_clinic
from tests.memory_keyring import MemoryKeyring
from tests.ui.flows import started, unlock, window_of

NEW = "seven quiet lamps glow"


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    """This computer's keyring."""
    before = keyring.get_keyring()
    ring = MemoryKeyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def bound(tmp_path: Path, ring: MemoryKeyring) -> MadeClinic:
    """A closed clinic whose account is tied to the keyring."""
    made = make_clinic(tmp_path)
    bind_to_workstation(made.clinic, PASSPHRASE, profile=CHEAP)
    made.clinic.close()
    return made


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive the new passphrase's key cheaply."""
    monkeypatch.setattr(accounts.reset_passphrase, "__kwdefaults__", {"profile": CHEAP})


def wipe(ring: MemoryKeyring) -> None:
    ring.entries.clear()


def change(ring: MemoryKeyring) -> None:
    (place,) = ring.entries
    ring.entries.clear()
    workstation.store(place[1])


def garble(ring: MemoryKeyring) -> None:
    ring.entries = dict.fromkeys(ring.entries, "not a secret of ours")


def take_away(_ring: MemoryKeyring) -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())


def forget_everything(_ring: MemoryKeyring) -> None:
    keyring.set_keyring(keyring.backends.null.Keyring())


Loss = Callable[[MemoryKeyring], None]
LOSSES: list[Loss] = [wipe, change, garble, take_away, forget_everything]


@pytest.mark.parametrize("lose", LOSSES)
def test_that_a_lost_secret_leads_through_the_recovery_code_to_a_new_passphrase(
    bound: MadeClinic, ring: MemoryKeyring, lose: Loss
):
    lose(ring)
    with started(bound.root) as flow:
        unlock(flow)
        assert flow.unlock is not None
        form = flow.unlock.form
        assert "keyring" in form.problem.text()
        assert "recovery code" in form.problem.text()

        form.switch_button.click()
        unlock(flow, secret=bound.recovery_code.lower().replace("-", " "))
        window = window_of(flow)
        dialog = window.findChild(NewPassphraseDialog)
        assert dialog is not None
        dialog.form.passphrase.setText(NEW)
        dialog.form.passphrase_again.setText(NEW)
        dialog.form.save_button.click()
        assert "new passphrase is set. Your account is no longer tied" in window.messages.text

        window.lock_wanted.emit()
        unlock(flow, secret=NEW)
        assert window_of(flow).isVisible()


def test_that_no_lost_secret_is_counted_as_a_wrong_passphrase(
    bound: MadeClinic, ring: MemoryKeyring
):
    wipe(ring)
    for _ in range(6):
        with pytest.raises(WorkstationSecretMissing):
            open_clinic(bound.root, USER, PASSPHRASE)
    assert "failures" in (bound.root / "attempts.json").read_text()
    assert USER not in (bound.root / "attempts.json").read_text()


def test_that_the_secret_alone_opens_nothing(bound: MadeClinic):
    secret = workstation_secret_for(bound.root, USER)
    assert secret is not None
    for passphrase in ("", "not the passphrase", secret.hex()):
        with pytest.raises(WrongPassphrase):
            open_clinic(bound.root, USER, passphrase, workstation_secret=secret)
    slots = bound.root / "keyslots.json"
    assert not key_slots.opens_to(slots.read_bytes(), DataKey(secret))
    data_key = key_slots.unlock(slots, USER, PASSPHRASE, workstation_secret=secret).data_key
    assert data_key.raw != secret


def test_that_the_keyring_holds_one_small_entry_and_the_clinic_none_of_it(
    bound: MadeClinic, ring: MemoryKeyring
):
    ((service, name), entry) = next(iter(ring.entries.items()))
    assert (service, len(ring.entries)) == (workstation.SERVICE, 1)
    assert name == key_slots.clinic_id(bound.root / "keyslots.json")
    assert len(entry) < 64
    assert PASSPHRASE not in entry
    secret = workstation_secret_for(bound.root, USER)
    assert secret is not None
    for file in (path for path in bound.root.rglob("*") if path.is_file()):
        assert secret not in file.read_bytes()
        assert entry.encode() not in file.read_bytes()


@pytest.mark.parametrize("lose", [take_away, forget_everything])
def test_that_a_computer_without_a_keyring_says_so_and_works(
    made: MadeClinic, ring: MemoryKeyring, lose: Loss
):
    made.clinic.close()
    lose(ring)
    with started(made.root) as flow:
        unlock(flow)
        window = window_of(flow)
        window.try_emergency_sheet()
        page = window.pages[window.page]
        assert isinstance(page, SettingsPage)
        form = page.computer.form
        assert "has no keyring that keeps secrets" in form.workstation_sentence.text()
        assert not form.workstation_controls.isVisibleTo(page)
