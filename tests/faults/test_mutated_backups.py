"""Backups changed in any way are refused, also by somebody who repairs the public checksum."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from practice_desk.domain.errors import BackupDamaged
from practice_desk.exchange.backup_archive import read_header
from practice_desk.services import backups
from practice_desk.services.backups import ByPassphrase
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient, make_clinic
from tests.faults.mutations import try_backups, with_checksum

MUTATIONS = 300
SECRET = ByPassphrase(USER, PASSPHRASE)


@pytest.fixture
def backup(made: MadeClinic, tmp_path: Path) -> Path:
    """A backup of a clinic with a chart."""
    a_medication(made.clinic, a_patient(made.clinic))
    return backups.create_backup(made.clinic, tmp_path / "good.pdbackup").path


def test_that_no_mutated_backup_is_accepted(
    backup: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    found = try_backups(backup, SECRET, tmp_path, MUTATIONS)
    record_property("figures", f"mutated backups: {found}")
    assert not found.wrong, "\n".join(found.wrong)


def _rewritten(data: bytes, start: int, **changes: object) -> bytes:
    """Change fields of the public header and make length and checksum right again."""
    header = msgspec.json.decode(data[12:start])
    encoded = msgspec.json.encode(header | changes)
    return with_checksum(data[:8] + len(encoded).to_bytes(4, "big") + encoded + data[start:])


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
