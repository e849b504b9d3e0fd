"""Backups changed in any way are refused, also by somebody who repairs the public checksum."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from practice_desk.domain.errors import BackupDamaged, BackupTooNew, ExpectedError, NotABackup
from practice_desk.exchange.backup_archive import read_header
from practice_desk.services import backups, restores
from practice_desk.services.backups import ByPassphrase
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient, make_clinic

MUTATIONS = 200
SECRET = ByPassphrase(USER, PASSPHRASE)


def _flipped(data: bytes, chance: random.Random, limit: int) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(limit)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _mutated(data: bytes, header_bytes: int, chance: random.Random) -> bytes:
    """Change *data* in one of the ways in which files get damaged or forged."""
    kind = chance.randrange(6)
    at, span = chance.randrange(len(data)), chance.randrange(1, 5000)
    if kind == 0:
        return _flipped(data, chance, len(data))
    if kind == 1:
        return _flipped(data, chance, header_bytes)
    if kind == 2:
        return data[:at]
    if kind == 3:
        return data[:at] + data[at + span :]
    if kind == 4:
        return data[:at] + data[at : at + span] + data[at:]
    return data[:at] + bytes(len(data[at : at + span])) + data[at + span :]


def _with_checksum(data: bytes) -> bytes:
    """Repair the closing hash, as a forger would."""
    return data[:-32] + hashlib.sha256(data[:-32]).digest()


@pytest.fixture
def backup(made: MadeClinic, tmp_path: Path) -> Path:
    """A backup of a clinic with a chart."""
    a_medication(made.clinic, a_patient(made.clinic))
    return backups.create_backup(made.clinic, tmp_path / "good.pdbackup").path


def test_that_no_mutated_backup_is_accepted(
    backup: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(2)  # the same mutations in every run
    original = backup.read_bytes()
    header_bytes = read_header(backup).start
    mutant, target = tmp_path / "mutant.pdbackup", tmp_path / "restored"
    refusals: dict[str, int] = {}
    for number in range(MUTATIONS):
        changed = _mutated(original, header_bytes, chance)
        if chance.random() < 0.5:
            changed = _with_checksum(changed)
        if changed == original:
            changed = original + b"\0"
        mutant.write_bytes(changed)
        with pytest.raises((BackupDamaged, NotABackup, BackupTooNew)) as refused:
            backups.verify_backup(mutant, SECRET)
        assert refused.value.sentence.endswith(".")
        assert refused.value.next_step.endswith(".")
        refusals[refused.type.__name__] = refusals.get(refused.type.__name__, 0) + 1
        if number % 10 == 0:
            with pytest.raises(ExpectedError):
                restores.restore_backup(mutant, SECRET, target)
            assert not target.exists()
    assert sum(refusals.values()) == MUTATIONS
    counts = ", ".join(f"{name} {count}" for name, count in sorted(refusals.items()))
    record_property("figures", f"mutated backups: {MUTATIONS}, 0 accepted ({counts})")


def _rewritten(data: bytes, start: int, **changes: object) -> bytes:
    """Change fields of the public header and make length and checksum right again."""
    header = msgspec.json.decode(data[12:start])
    encoded = msgspec.json.encode(header | changes)
    return _with_checksum(data[:8] + len(encoded).to_bytes(4, "big") + encoded + data[start:])


@pytest.mark.parametrize(
    "changes",
    [
        {"made_at": "2031-01-01T00:00:00+00:00"},
        {"made_at": "yesterday"},
        {"clinic_id": "0" * 32},
        {"program_version": "9.9.9"},
        {"wraps": []},
        {"wraps": [{"kind": "data key", "sealed": base64.b64encode(b"x" * 80).decode()}]},
        {"key_slots": base64.b64encode(b"{}").decode()},
        {"format": "one"},
    ],
    ids=lambda changes: ",".join(changes),
)
def test_that_a_forged_header_is_refused(
    backup: Path, tmp_path: Path, changes: dict[str, object]
) -> None:
    forged = tmp_path / "forged.pdbackup"
    forged.write_bytes(_rewritten(backup.read_bytes(), read_header(backup).start, **changes))
    with pytest.raises(BackupDamaged):
        backups.verify_backup(forged, SECRET)


def test_that_key_slots_of_another_clinic_open_nothing(
    backup: Path, tmp_path: Path, made: MadeClinic
) -> None:
    other = make_clinic(tmp_path, name="other")
    other.clinic.close()
    slots = base64.b64encode(other.clinic.folder.key_slots.read_bytes()).decode()
    forged = tmp_path / "forged.pdbackup"
    start = read_header(backup).start
    forged.write_bytes(_rewritten(backup.read_bytes(), start, key_slots=slots))
    with pytest.raises(BackupDamaged):
        backups.verify_backup(forged, SECRET)
