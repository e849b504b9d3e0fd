"""Files changed in the ways in which they get damaged or forged, for tests and bench."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from practice_desk.domain.errors import BackupDamaged, BackupTooNew, ExpectedError, NotABackup
from practice_desk.exchange.backup_archive import read_header
from practice_desk.services import backups, restores, start_up
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.clinic import Clinic
from practice_desk.services.verification import verify_clinic
from practice_desk.storage.rows import metadata
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient

_REFUSALS = (BackupDamaged, NotABackup, BackupTooNew)
_EVERY_RESTORE = 10
Content = dict[str, list[tuple[object, ...]]]


@dataclass
class MutationFigures:
    """How many mutants were tried, how each was named, and what went wrong as sentences."""

    tried: int = 0
    harmless: int = 0
    named: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def name(self, what: str) -> None:
        """Count a mutant that was found out."""
        self.named[what] = self.named.get(what, 0) + 1

    def __str__(self) -> str:
        """The line at the end of a test run."""
        names = ", ".join(f"{name} {count}" for name, count in sorted(self.named.items()))
        same = f", {self.harmless} without effect" if self.harmless else ""
        return f"{self.tried}, {len(self.wrong)} accepted{same} ({names})"


def _flipped(data: bytes, chance: random.Random, limit: int) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(limit)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def mutated(data: bytes, header_bytes: int, chance: random.Random) -> bytes:
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


def with_checksum(data: bytes) -> bytes:
    """Repair the closing hash, as a forger would."""
    return data[:-32] + hashlib.sha256(data[:-32]).digest()


def try_backups(backup: Path, secret: ByPassphrase, folder: Path, count: int) -> MutationFigures:
    """Verify *count* mutants of *backup*, and restore every tenth into *folder*."""
    chance = random.Random(2)  # the same mutations in every run
    original = backup.read_bytes()
    header_bytes = read_header(backup).start
    mutant, target = folder / "mutant.pdbackup", folder / "restored"
    found = MutationFigures()
    for number in range(count):
        changed = mutated(original, header_bytes, chance)
        if chance.random() < 0.5:
            changed = with_checksum(changed)
        if changed == original:
            changed = original + b"\0"
        mutant.write_bytes(changed)
        found.tried += 1
        try:
            backups.verify_backup(mutant, secret)
            found.wrong.append(f"mutant {number} was accepted")
        except _REFUSALS as refusal:
            found.name(type(refusal).__name__)
            if not (refusal.sentence.endswith(".") and refusal.next_step.endswith(".")):
                found.wrong.append(f"mutant {number} was refused without a sentence")
        if number % _EVERY_RESTORE == 0 and _is_restored(mutant, secret, target):
            found.wrong.append(f"mutant {number} was restored")
    return found


def _is_restored(mutant: Path, secret: ByPassphrase, target: Path) -> bool:
    try:
        restores.restore_backup(mutant, secret, target)
    except ExpectedError:
        return target.exists()
    return True


def killed_clinic(made: MadeClinic, folder: Path) -> Path:
    """Return a copy of an open clinic as a kill leaves it: the newest charts are in its WAL."""
    for number in range(12):
        a_medication(made.clinic, a_patient(made.clinic, family_name=f"Early {number}"))
    made.clinic.store.engine.dispose()  # folds the WAL into the database
    for number in range(6):
        a_medication(made.clinic, a_patient(made.clinic, family_name=f"Late {number}"))
    # Another process copies: opening and closing the files here would drop SQLite's locks.
    subprocess.run(["cp", "-r", str(made.root), str(folder)], check=True)
    return folder


def try_clinic_files(clinic: Path, work: Path, count: int) -> MutationFigures:
    """Open and verify copies of *clinic*, *count* of them, each with one changed file."""
    chance = random.Random(3)
    whole = _content(_opened(_copied(clinic, work)))
    names = ("clinic.db", "clinic.db-wal", "keyslots.json", "audit.head")
    found = MutationFigures()
    for number in range(count):
        name = names[number % len(names)]
        copy = _copied(clinic, work)
        (path,) = copy.rglob(name)
        original = path.read_bytes()
        changed = mutated(original, min(len(original), 4096), chance)
        if changed == original:
            continue
        path.write_bytes(changed)
        found.tried += 1
        what = _found_out(copy, whole, found)
        if what:
            found.name(f"{name}: {what}")
        elif what is None:
            found.wrong.append(f"mutant {number} of {name} was accepted with other content")
    return found


def _copied(clinic: Path, work: Path) -> Path:
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(clinic, work)
    return work


def _opened(root: Path) -> Clinic:
    return start_up.open_clinic(root, USER, PASSPHRASE)


def _found_out(
    root: Path, whole: dict[str, list[tuple[object, ...]]], found: MutationFigures
) -> str | None:
    """Return how the change was named; nothing where it changed nothing, None where it passed."""
    try:
        clinic = _opened(root)
    except ExpectedError as refusal:
        return type(refusal).__name__
    if clinic.doubts:
        clinic.close()
        return "doubt at open"
    report = verify_clinic(clinic)
    if not report.sound:
        clinic.close()
        return "found by verify"
    if _content(clinic) == whole:
        found.harmless += 1
        return ""
    return None


def _content(clinic: Clinic) -> Content:
    """Return every row of every table that opening a clinic does not write to, and close it."""
    found = {}
    with clinic.store.read() as work:
        for name in sorted(set(metadata.tables) - {"audit_event", "setting"}):
            rows = work.connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY rowid")
            found[name] = [tuple(row) for row in rows]
    clinic.close()
    return found
