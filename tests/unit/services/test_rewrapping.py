"""A new passphrase is put around the old key: nothing that is stored is encrypted again."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from practice_desk.credentials import key_slots
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.services import accounts
from practice_desk.services.start_up import open_clinic
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic, a_medication, a_patient

NEW = "spoon asphalt gravity"
PAGE = 4096


@pytest.fixture
def full(made: MadeClinic) -> MadeClinic:
    """A clinic with charts and a document, closed."""
    for number in range(30):
        patient_id = a_patient(made.clinic, given_name=f"Łukasz {number}")
        a_medication(made.clinic, patient_id)
    with made.clinic.store.write() as work:
        work.documents.add(io.BytesIO(b"a letter" * 1000))
        work.commit()
    made.clinic.close()
    return made


def contents(root: Path) -> dict[str, str]:
    """Return the hash of every file with data in it."""
    files = [path for path in (root / "generations").rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_that_not_one_byte_of_the_data_changes_and_the_key_is_the_same(full: MadeClinic):
    slots = full.root / "keyslots.json"
    before, key = contents(full.root), key_slots.unlock(slots, USER, PASSPHRASE).data_key
    assert len(before) >= 2
    key_slots.change_passphrase(slots, USER, PASSPHRASE, NEW, profile=CHEAP)
    assert contents(full.root) == before
    assert key_slots.unlock(slots, USER, NEW).data_key == key
    recovered = key_slots.unlock_with_recovery(slots, RecoveryCode.parse(full.recovery_code))
    key_slots.reset_passphrase(slots, recovered, USER, PASSPHRASE, profile=CHEAP)
    _, code = key_slots.renew_recovery_code(slots, recovered, profile=CHEAP)
    assert contents(full.root) == before
    assert key_slots.unlock_with_recovery(slots, code).data_key == key


def pages(root: Path) -> list[bytes]:
    """Return the pages of the closed database; each is encrypted anew whenever it is written."""
    (database,) = (root / "generations").glob("*/clinic.db")
    data = database.read_bytes()
    return [data[at : at + PAGE] for at in range(0, len(data), PAGE)]


def test_that_in_the_program_only_the_pages_of_the_audit_row_are_written(full: MadeClinic):
    open_clinic(full.root, USER, PASSPHRASE).close()
    before = pages(full.root)
    clinic = open_clinic(full.root, USER, PASSPHRASE)
    key = clinic.data_key.raw
    accounts.change_passphrase(clinic, PASSPHRASE, NEW, profile=CHEAP)
    assert clinic.data_key.raw == key
    clinic.close()
    after = pages(full.root)
    changed = [at for at, page in enumerate(after) if page not in before[at : at + 1]]
    assert len(after) > 60
    assert len(changed) < 8
