"""What is noticed when a clinic opens, and how an administrator takes note of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.audit_event import AuditKind, Outcome
from practice_desk.domain.audit_trail import DoubtKind
from practice_desk.domain.errors import Invalid, NotPermitted, RecordsMissing
from practice_desk.services import charts, start_up, trail
from practice_desk.services.backups import create_backup
from practice_desk.services.clinic import Clinic
from practice_desk.services.verification import AUDIT_TRAIL, verify_clinic
from tests.audit_rows import audit_rows
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient, make_clinic
from tests.rolled_back import ANCHOR, DATABASE, LATER, SLOTS, grow, put_back, reopened, tamper


def kinds(clinic: Clinic) -> list[DoubtKind]:
    """Return what is in doubt."""
    return [doubt.kind for doubt in clinic.doubts]


@pytest.fixture
def grown(made: MadeClinic, tmp_path: Path) -> tuple[MadeClinic, Path]:
    """A closed clinic, and a copy of its folder from before the last charts."""
    return made, grow(made, tmp_path)


def test_that_an_undisturbed_clinic_raises_no_doubt(grown: tuple[MadeClinic, Path]) -> None:
    clinic = reopened(grown[0])
    assert clinic.doubts == ()
    assert verify_clinic(clinic).findings == ()
    clinic.close()


@pytest.mark.parametrize(
    "files", [(DATABASE,), (DATABASE, ANCHOR), (DATABASE, SLOTS)], ids=lambda f: " and ".join(f)
)
def test_that_an_older_database_put_back_is_noticed_and_named(
    grown: tuple[MadeClinic, Path], files: tuple[str, ...]
) -> None:
    made, older = grown
    put_back(made, older, *files)
    clinic = reopened(made)
    (doubt,) = clinic.doubts
    assert doubt.kind is DoubtKind.ENTRIES_MISSING
    assert f"{LATER + 1} later entries had been saved" in doubt.sentence
    assert "restore the newest backup" in doubt.next_step
    found = [finding for finding in verify_clinic(clinic).findings if finding.serious]
    assert {finding.kind for finding in found} == {AUDIT_TRAIL}
    clinic.close()


def test_that_a_whole_folder_put_back_is_noticed_by_a_newer_backup_alone(
    grown: tuple[MadeClinic, Path], tmp_path: Path
) -> None:
    made, older = grown
    clinic = reopened(made)
    backup = create_backup(clinic, tmp_path / "newer.pdbackup").path
    assert verify_clinic(clinic, backup=backup).sound
    clinic.close()
    put_back(made, older, DATABASE, ANCHOR, SLOTS)
    clinic = reopened(made)
    assert clinic.doubts == ()
    assert verify_clinic(clinic).sound
    report = verify_clinic(clinic, backup=backup)
    assert not report.sound
    assert "is behind its backup" in report.findings[0].sentence
    for _ in range(LATER + 5):
        charts.open_chart(clinic, 1)
    report = verify_clinic(clinic, backup=backup)
    assert "used since" in report.findings[0].sentence
    clinic.close()


def test_that_a_backup_of_another_clinic_says_so(clinic: Clinic, tmp_path: Path) -> None:
    other = make_clinic(tmp_path, name="other").clinic
    backup = create_backup(other, tmp_path / "other.pdbackup").path
    other.close()
    report = verify_clinic(clinic, backup=backup)
    assert "another clinic's" in report.findings[0].sentence


def test_that_an_older_database_is_still_noticed_after_people_worked_with_it(
    grown: tuple[MadeClinic, Path],
) -> None:
    made, older = grown
    put_back(made, older, DATABASE)
    for _ in range(LATER + 5):
        reopened(made).close()
    clinic = reopened(made)
    assert kinds(clinic) == [DoubtKind.ENTRIES_EXCHANGED]
    clinic.close()


def test_that_a_lost_wal_is_noticed(made: MadeClinic, tmp_path: Path) -> None:
    patient = a_patient(made.clinic)
    made.clinic.close()
    clinic = reopened(made)
    charts.open_chart(clinic, patient)
    killed = tmp_path / "killed"
    shutil.copytree(made.root, killed, ignore=shutil.ignore_patterns("*-wal", "*-shm", "*.lock*"))
    clinic.close()
    found = start_up.open_clinic(killed, USER, PASSPHRASE)
    assert kinds(found) == [DoubtKind.ENTRIES_MISSING]
    found.close()


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (lambda path: path.unlink(), DoubtKind.WITNESS_MISSING),
        (lambda path: path.write_bytes(b""), DoubtKind.WITNESS_DAMAGED),
        (lambda path: path.write_bytes(path.read_bytes()[:600]), DoubtKind.WITNESS_DAMAGED),
        (lambda path: path.write_bytes(bytes(1024)), DoubtKind.WITNESS_DAMAGED),
    ],
    ids=["missing", "empty", "cut", "zeros"],
)
def test_that_a_missing_or_damaged_anchor_is_named_and_work_goes_on(
    grown: tuple[MadeClinic, Path], damage: Callable[[Path], object], kind: DoubtKind
) -> None:
    made, _ = grown
    damage(made.root / ANCHOR)
    clinic = reopened(made)
    assert kinds(clinic) == [kind]
    assert "audit.head" in clinic.doubts[0].sentence
    a_patient(clinic)
    clinic.close()
    clinic = reopened(made)
    assert kinds(clinic) == [kind], "it stays until somebody takes note"
    trail.take_note(clinic, "The disk was cleaned.")
    clinic.close()
    clinic = reopened(made)
    assert clinic.doubts == ()
    clinic.close()


def test_that_every_flipped_bit_of_the_anchor_is_noticed(grown: tuple[MadeClinic, Path]) -> None:
    made, _ = grown
    path = made.root / ANCHOR
    whole = path.read_bytes()
    for offset in [*range(0, 94, 7), *range(512, 606, 7)]:
        changed = bytearray(whole)
        changed[offset] ^= 1
        path.write_bytes(changed)
        assert made.clinic.store.anchor.kept().kept is None, offset


def test_that_an_anchor_of_another_generation_does_not_count(
    grown: tuple[MadeClinic, Path],
) -> None:
    made, _ = grown
    generations = made.root / "generations"
    (generations / "000001").rename(generations / "000002")
    (made.root / "CURRENT").write_text("000002\n")
    clinic = reopened(made)
    assert kinds(clinic) == [DoubtKind.WITNESS_DAMAGED]
    clinic.close()


def test_that_an_edited_recent_entry_is_noticed_at_open(grown: tuple[MadeClinic, Path]) -> None:
    made, _ = grown
    tamper(made, "UPDATE audit_event SET user_name = 'somebody' WHERE id = 4")
    clinic = reopened(made)
    (doubt,) = clinic.doubts
    assert doubt.kind is DoubtKind.ENTRIES_CHANGED
    assert "entry 4 does not fit" in doubt.sentence
    a_patient(clinic)
    clinic.close()


def test_that_an_old_edited_entry_is_found_by_the_walk(
    made: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "_CHECKED_AT_OPEN", 3)
    monkeypatch.setattr(trail, "_CHUNK", 4)
    for _ in range(20):
        a_patient(made.clinic)
    made.clinic.close()
    tamper(
        made,
        "UPDATE audit_event SET user_name = 'somebody' WHERE id = 4",
        "DELETE FROM audit_event WHERE id = 9",
    )
    clinic = reopened(made)
    assert clinic.doubts == ()
    walk = trail.walk_trail(clinic.store)
    assert walk.broken == (4, 9)
    clinic.report_doubts(walk.doubts)
    clinic.report_doubts(walk.doubts)
    assert "entries 4, 9 do not fit" in clinic.doubts[0].sentence
    assert [row.outcome for row in audit_rows(clinic)[-2:]] == [Outcome.DONE, Outcome.FAILED]
    trail.take_note(clinic, "A technician repaired the database by hand.")
    assert trail.walk_trail(clinic.store).doubts == ()
    report = verify_clinic(clinic)
    assert [finding.sentence for finding in report.findings if finding.kind == AUDIT_TRAIL] == [
        "Entries of the audit trail do not fit and were taken note of: 4, 9."
    ]
    clinic.close()


def test_that_a_walk_goes_on_where_the_last_one_ended(clinic: Clinic) -> None:
    a_patient(clinic)
    first = trail.walk_trail(clinic.store)
    a_patient(clinic)
    seen: list[int] = []
    second = trail.walk_trail(clinic.store, lambda done, _total, _what: seen.append(done), first)
    assert second.head.count == first.head.count + 1
    assert min(seen) == first.head.count


@pytest.fixture
def lacking(grown: tuple[MadeClinic, Path]) -> Clinic:
    """An open clinic whose database was put back."""
    made, older = grown
    put_back(made, older, DATABASE)
    return reopened(made)


def test_that_nothing_is_changed_until_it_was_taken_note_of_but_charts_can_be_read(
    lacking: Clinic,
) -> None:
    chart = charts.open_chart(lacking, 1)
    assert chart.patient.id == 1
    with pytest.raises(RecordsMissing) as refused:
        a_medication(lacking, 1)
    assert "no administrator has taken note" in refused.value.sentence
    assert "backup" in refused.value.next_step
    trail.take_note(lacking, "The disk was replaced from an image of Monday.")
    a_medication(lacking, 1)
    lacking.close()


def test_that_taking_note_is_an_entry_that_says_what_was_missing_and_why(lacking: Clinic) -> None:
    end = lacking.doubts[0].facts
    trail.take_note(lacking, "  The disk was replaced.  ")
    row = audit_rows(lacking)[-1]
    assert (row.kind, row.detail) == (AuditKind.ACKNOWLEDGE, end)
    assert row.reason == "The disk was replaced."
    assert lacking.doubts == ()
    lacking.close()
    clinic = start_up.open_clinic(lacking.folder.root, USER, PASSPHRASE)
    assert clinic.doubts == ()
    assert verify_clinic(clinic).findings == ()
    clinic.close()


def test_that_opening_in_doubt_says_so_in_its_entry(lacking: Clinic) -> None:
    row = audit_rows(lacking)[-1]
    assert row.operation == "unlock"
    assert row.detail == lacking.doubts[0].facts
    lacking.close()


def test_that_only_an_administrator_takes_note_and_says_why(
    lacking: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid):
        trail.take_note(lacking, "   ")
    roles = frozenset({Role.PRESCRIBER, Role.THERAPIST, Role.FRONT_DESK})
    lacking.session = type(lacking.session)(USER, "Ana Berg", roles, "test")
    with pytest.raises(NotPermitted):
        trail.take_note(lacking, "It was me.")
    assert lacking.doubts
    lacking.close()
