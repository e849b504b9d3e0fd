"""An older key slots file put back is noticed, named and recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice_desk.domain.errors import KeySlotsOutdated, WrongPassphrase
from practice_desk.services import accounts, start_up
from practice_desk.services.clinic import Clinic
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic

NEW = "ten brown jugs on a wall"


@pytest.fixture
def older(made: MadeClinic) -> bytes:
    """The key slots file from before the passphrase was changed; the clinic is closed."""
    content = made.clinic.folder.key_slots.read_bytes()
    accounts.change_passphrase(made.clinic, PASSPHRASE, NEW, profile=CHEAP)
    made.clinic.close()
    return content


def _put_back(root: Path, content: bytes) -> None:
    (root / "keyslots.json").write_bytes(content)


def _unlocks(clinic: Clinic) -> list[tuple[str, str]]:
    with clinic.store.read() as work:
        rows = work.connection.exec_driver_sql(
            "SELECT outcome, detail FROM audit_event WHERE operation = 'unlock' ORDER BY id"
        )
        return [(row[0], row[1]) for row in rows]


def test_that_an_older_file_does_not_open_the_clinic(made: MadeClinic, older: bytes) -> None:
    newest = (made.root / "keyslots.json").read_bytes()
    _put_back(made.root, older)
    with pytest.raises(KeySlotsOutdated) as refused:
        start_up.open_clinic(made.root, USER, PASSPHRASE)
    assert "older copy" in refused.value.sentence
    assert "recovery code" in refused.value.next_step
    _put_back(made.root, newest)
    with pytest.raises(WrongPassphrase):
        start_up.open_clinic(made.root, USER, PASSPHRASE)
    clinic = start_up.open_clinic(made.root, USER, NEW)
    assert _unlocks(clinic) == [
        ("failed", "key slots file 1 is older than 2"),
        ("failed", "wrong passphrase, number 1 in a row"),
        ("done", ""),
    ]
    clinic.close()


def test_that_the_recovery_code_takes_an_older_file_up_again(
    made: MadeClinic, older: bytes
) -> None:
    _put_back(made.root, older)
    clinic = start_up.open_with_recovery_code(made.root, USER, made.recovery_code)
    assert _unlocks(clinic) == [("done", "key slots file 1, older than 2, taken up again")]
    clinic.close()
    start_up.open_clinic(made.root, USER, PASSPHRASE).close()


def test_that_a_change_that_was_cut_off_behind_the_file_is_no_older_file(
    made: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(Clinic, "slots_changed", lambda *_: None)
        accounts.change_passphrase(made.clinic, PASSPHRASE, NEW, profile=CHEAP)
    made.clinic.close()
    start_up.open_clinic(made.root, USER, NEW).close()
