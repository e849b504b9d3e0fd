"""Psychotherapy notes: their author reads them, and nobody and nothing else does."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from practice_desk.credentials import author_key
from practice_desk.credentials.data_key import DataKey
from practice_desk.domain.account import Role
from practice_desk.domain.approval import Approval, ApprovalKind, ApprovalState
from practice_desk.domain.attempts import MustWait
from practice_desk.domain.audit_event import AuditFilter
from practice_desk.domain.errors import (
    ChartRestricted,
    Damaged,
    ExpectedError,
    NotFound,
    StaleRecord,
    WrongPassphrase,
    WrongRecoveryCode,
)
from practice_desk.domain.lock_cause import LockCause
from practice_desk.domain.psychotherapy_note import (
    NoteOrigin,
    NotesMustWait,
    NotesSealed,
    NotesState,
    PsychotherapyNote,
)
from practice_desk.services import (
    accounts,
    audit_reader,
    backups,
    chart_access,
    charts,
    documents,
    drafts,
    emergency_paper,
    patients,
    restores,
    rotation,
    salvage,
    start_up,
    texts,
    timeline,
)
from practice_desk.services import psychotherapy_keys as keys
from practice_desk.services import psychotherapy_notes as notes
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.clinic import Clinic, Clock, system_clock
from practice_desk.services.locking import record_lock
from practice_desk.storage import access, purge
from practice_desk.storage.psychotherapy_note import author_keys, sealed_notes
from tests.factories import (
    CHEAP,
    COLLEAGUES_PASSPHRASE,
    PASSPHRASE,
    USER,
    MadeClinic,
    a_colleague,
    a_medication,
    a_patient,
)

CANARY = "Zqxcanary"
NEW_PASSPHRASE = "four copper ladders lean"


def written(
    clinic: Clinic, patient_id: int, text: str = f"{CANARY} in a dream"
) -> PsychotherapyNote:
    """Keep a note, with a key made for it where there is none."""
    if keys.notes_state(clinic) is NotesState.NONE:
        keys.begin_notes(clinic, PASSPHRASE, profile=CHEAP)
    return notes.keep_note(clinic, PsychotherapyNote(patient_id, clinic.today(), text))


def read(clinic: Clinic, patient_id: int) -> list[str]:
    """Return what the person at the keyboard reads in a chart."""
    return [note.text for note in notes.own_notes(clinic, patient_id).notes]


@contextmanager
def opened(
    root: Path, user: str = USER, passphrase: str = PASSPHRASE, clock: Clock = system_clock
) -> Iterator[Clinic]:
    """Give the closed clinic to somebody."""
    clinic = start_up.open_clinic(root, user, passphrase, clock=clock)
    try:
        yield clinic
    finally:
        clinic.close()


def everything_in(clinic: Clinic) -> str:
    """Return every value of every table, as who has the database key finds it."""
    with clinic.store.read() as work:
        run = work.connection.exec_driver_sql
        names = run("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars().all()
        return "".join(repr(tuple(row)) for name in names for row in run(f'SELECT * FROM "{name}"'))


def test_that_nothing_but_its_author_finds_the_canary_of_a_note(
    made: MadeClinic, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    clinic, root = made.clinic, made.root
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id)
    note = written(clinic, patient_id)
    notes.sign_own_note(clinic, notes.keep_note(clinic, note, goes_on=True))
    assert read(clinic, patient_id) == [f"{CANARY} in a dream"]
    a_colleague(clinic, Role.THERAPIST)

    found = [everything_in(clinic), repr(note)]
    chart = charts.open_chart(clinic, patient_id)
    found += [repr(chart), repr(timeline.read_timeline(clinic, chart))]
    found += [repr(documents.find_in_documents(clinic, patient_id, CANARY))]
    found += [repr(texts.find_texts(clinic, CANARY)), repr(texts.find_texts(clinic, "dream"))]
    found += [repr(patients.find_patients(clinic, CANARY)), repr(drafts.own_drafts(clinic))]
    found += [repr(audit_reader.read_trail(clinic, AuditFilter()))]
    audit_reader.export_trail(clinic, AuditFilter(), tmp_path / "trail.csv")
    scope = emergency_paper.chosen_charts([chart.patient.chart_number])
    draft = emergency_paper.paper_draft(clinic, scope)
    found += [repr(draft), str(emergency_paper.render_paper(draft).pdf)]
    report = backups.create_backup(clinic, tmp_path / "a.pdbackup")
    restores.restore_backup(report.path, ByPassphrase(USER, PASSPHRASE), tmp_path / "restored")
    rotation.rotate_data_key(clinic)
    found += [everything_in(clinic)]
    clinic.close()
    salvage.salvage_clinic(root, USER, PASSPHRASE, tmp_path / "saved")
    for folder in (root, tmp_path / "restored", tmp_path / "saved"):
        with opened(folder) as again:
            found += [everything_in(again)]
            with pytest.raises(NotesSealed):
                notes.own_notes(again, patient_id)
            keys.open_notes(again, PASSPHRASE)
            assert read(again, patient_id) == [f"{CANARY} in a dream"]
    found += [caplog.text]
    assert not [text for text in found if CANARY in text]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if CANARY.encode() in path.read_bytes()]
    assert len(files) > 10


def test_that_a_colleague_and_an_administrator_read_nothing_even_in_an_emergency(
    made: MadeClinic,
):
    patient_id = a_patient(made.clinic)
    written(made.clinic, patient_id)
    a_colleague(made.clinic, Role.THERAPIST, Role.ADMINISTRATOR)
    chart_access.restrict_chart(made.clinic, patient_id, "a relative works here")
    made.clinic.close()
    with opened(made.root, "bo.lind", COLLEAGUES_PASSPHRASE) as other:
        assert keys.notes_state(other) is NotesState.NONE
        with pytest.raises(ChartRestricted):
            notes.own_notes(other, patient_id)
        chart_access.break_glass(other, patient_id, "called from the hospital")
        keys.begin_notes(other, COLLEAGUES_PASSPHRASE, profile=CHEAP)
        assert notes.own_notes(other, patient_id).notes == ()
        assert CANARY not in repr(charts.open_chart(other, patient_id))
        with other.store.read() as work:
            (row,) = sealed_notes.for_patient(work.connection, patient_id)
        stolen = replace(row, author="bo.lind", key_id=2)
        with other.store.write() as work:
            sealed_notes.add(work.connection, stolen)
            work.commit()
        found = notes.own_notes(other, patient_id)
        assert (found.notes, found.damaged) == ((), 1)


def test_that_a_new_passphrase_of_ones_own_takes_the_notes_along(made: MadeClinic):
    patient_id = a_patient(made.clinic)
    written(made.clinic, patient_id)
    accounts.change_passphrase(made.clinic, PASSPHRASE, NEW_PASSPHRASE, profile=CHEAP)
    record_lock(made.clinic, LockCause.BY_HAND)
    with pytest.raises(WrongPassphrase):
        keys.open_notes(made.clinic, PASSPHRASE)
    keys.open_notes(made.clinic, NEW_PASSPHRASE)
    assert read(made.clinic, patient_id)


def test_that_a_passphrase_from_an_administrator_or_the_clinics_code_opens_no_note(
    made: MadeClinic,
):
    clinic = made.clinic
    patient_id = a_patient(clinic)
    code = keys.begin_notes(clinic, PASSPHRASE, profile=CHEAP)
    written(clinic, patient_id)
    accounts.reset_passphrase(clinic, made.recovery_code, NEW_PASSPHRASE, profile=CHEAP)
    clinic.author_key.forget()
    with pytest.raises(WrongPassphrase):
        keys.open_notes(clinic, NEW_PASSPHRASE)
    with pytest.raises(WrongRecoveryCode):
        keys.reopen_notes(clinic, made.recovery_code, NEW_PASSPHRASE, profile=CHEAP)
    with pytest.raises(WrongPassphrase):  # the earlier one alone would open it for anybody's gain
        keys.reopen_notes(clinic, PASSPHRASE, PASSPHRASE, profile=CHEAP)
    assert keys.notes_state(clinic) is NotesState.SEALED
    keys.reopen_notes(clinic, code, NEW_PASSPHRASE, profile=CHEAP)
    assert read(clinic, patient_id)
    clinic.author_key.forget()
    keys.open_notes(clinic, NEW_PASSPHRASE)
    newer = keys.renew_own_code(clinic, profile=CHEAP)
    with pytest.raises(WrongRecoveryCode):
        keys.reopen_notes(clinic, code, NEW_PASSPHRASE, profile=CHEAP)
    keys.reopen_notes(clinic, newer, NEW_PASSPHRASE, profile=CHEAP)


def test_that_who_lost_both_ways_begins_anew_and_a_secret_found_later_opens_the_old_notes(
    made: MadeClinic,
):
    patient_id = a_patient(made.clinic)
    code = keys.begin_notes(made.clinic, PASSPHRASE, profile=CHEAP)
    note = notes.sign_own_note(made.clinic, written(made.clinic, patient_id))
    accounts.reset_passphrase(made.clinic, made.recovery_code, NEW_PASSPHRASE, profile=CHEAP)
    made.clinic.author_key.forget()
    with pytest.raises(ExpectedError, match="already"):
        keys.begin_notes(made.clinic, NEW_PASSPHRASE, profile=CHEAP)
    keys.begin_notes(made.clinic, NEW_PASSPHRASE, anew=True, profile=CHEAP)
    written(made.clinic, patient_id, "Begun anew")
    own = notes.own_notes(made.clinic, patient_id)
    assert ([each.text for each in own.notes], own.older) == (["Begun anew"], 1)
    for secret in (NEW_PASSPHRASE, made.recovery_code):
        with pytest.raises((WrongPassphrase, WrongRecoveryCode)):
            keys.recover_notes(made.clinic, secret)
    assert keys.recover_notes(made.clinic, code) == 1
    with pytest.raises(NotFound):
        keys.recover_notes(made.clinic, code)
    record_lock(made.clinic, LockCause.BY_HAND)
    with pytest.raises(NotesSealed):
        keys.recover_notes(made.clinic, code)
    keys.open_notes(made.clinic, NEW_PASSPHRASE)
    own = notes.own_notes(made.clinic, patient_id)
    assert ([each.text for each in own.notes], own.older) == (["Begun anew", note.text], 0)
    assert own.notes[1].signed_at == note.signed_at


def test_that_the_key_goes_with_the_lock_and_with_who_sits_there(made: MadeClinic):
    patient_id = a_patient(made.clinic)
    written(made.clinic, patient_id)
    key = made.clinic.author_key.key
    record_lock(made.clinic, LockCause.BY_HAND)
    assert keys.notes_state(made.clinic) is NotesState.SEALED
    assert key is not None
    with pytest.raises(ValueError, match="wiped"):
        assert key.raw
    keys.open_notes(made.clinic, PASSPHRASE)
    made.clinic.session = replace(made.clinic.session, user_name="bo.lind")
    assert made.clinic.author_key.key is None


def test_that_a_signed_note_stands_and_a_deleted_one_is_gone(clinic: Clinic):
    patient_id = a_patient(clinic)
    note = written(clinic, patient_id, "First")
    newer = notes.keep_note(clinic, replace(note, text="Second"), goes_on=True)
    with pytest.raises(StaleRecord):
        notes.keep_note(clinic, replace(note, text="Third"))
    signed = notes.sign_own_note(clinic, newer)
    with pytest.raises(ExpectedError, match="signed"):
        notes.keep_note(clinic, replace(signed, text="Third"))
    assert read(clinic, patient_id) == ["Second"]
    notes.delete_note(clinic, signed)
    assert read(clinic, patient_id) == []
    with pytest.raises(NotFound):
        notes.delete_note(clinic, signed)


def test_that_a_merge_takes_notes_along_marked_and_a_purge_removes_them(clinic: Clinic):
    first, second = a_patient(clinic), a_patient(clinic, family_name="Berg")
    written(clinic, first)
    with clinic.store.write() as work:
        purge.move_records(work.connection, first, second)
        work.commit()
    (moved,) = notes.own_notes(clinic, second).notes
    assert moved.origin is NoteOrigin.ELSEWHERE, "no merge of the two charts is known"
    kind, done = ApprovalKind.MERGE_CHARTS, ApprovalState.DONE
    asked = Approval(kind, "twice", USER, clinic.now(), first, second, state=done)
    with clinic.store.write() as work:
        access.approvals.add(work.connection, asked)
        work.commit()
    (moved,) = notes.own_notes(clinic, second).notes
    assert moved.origin is NoteOrigin.CAME_OVER
    with clinic.store.write() as work:
        purge.purge_chart(work.connection, second)
        work.commit()
        assert sealed_notes.for_patient(work.connection, second) == []


def test_that_the_trail_tells_of_notes_by_their_numbers_alone(clinic: Clinic):
    patient_id = a_patient(clinic)
    note = written(clinic, patient_id)
    notes.keep_note(clinic, replace(note, text="More"), goes_on=True)
    notes.own_notes(clinic, patient_id)
    rows = [line.event for line in audit_reader.read_trail(clinic, AuditFilter()).lines]
    told = [row.detail for row in rows if row.operation == "keep psychotherapy notes"]
    assert sorted(told) == ["own key 1 made", "own note 1", "own notes: 1"]


def test_that_neither_the_trail_nor_a_colleague_is_told_whose_chart_has_a_note(clinic: Clinic):
    patient_id = a_patient(clinic)
    note = written(clinic, patient_id)
    notes.own_notes(clinic, patient_id)
    notes.delete_note(clinic, notes.sign_own_note(clinic, note))
    clinic.author_key.forget()
    with pytest.raises(NotesSealed):  # which the trail tells as a failure
        notes.keep_note(clinic, PsychotherapyNote(patient_id, clinic.today(), "More"))
    trail = audit_reader.read_trail(clinic, AuditFilter()).lines
    own = [line.event for line in trail if line.event.operation == "keep psychotherapy notes"]
    assert len(own) == 6
    assert {event.patient_id for event in own} == {None}
    seen = audit_reader.chart_access(clinic, patient_id).lines
    assert seen
    assert "psychotherapy" not in repr(seen)


def test_that_guesses_at_notes_are_counted_by_their_key_and_no_unlock_ends_the_wait(
    made: MadeClinic, monkeypatch: pytest.MonkeyPatch
):
    now = [datetime.now(UTC)]
    patient_id = a_patient(made.clinic)
    code = keys.begin_notes(made.clinic, PASSPHRASE, profile=CHEAP)
    written(made.clinic, patient_id)
    accounts.reset_passphrase(made.clinic, made.recovery_code, NEW_PASSPHRASE, profile=CHEAP)
    made.clinic.close()
    for guess in range(4):
        with (
            opened(made.root, USER, NEW_PASSPHRASE, lambda: now[0]) as clinic,
            pytest.raises(WrongPassphrase),
        ):
            keys.open_notes(clinic, f"guess {guess}")
    with opened(made.root, USER, NEW_PASSPHRASE, lambda: now[0]) as clinic:
        with pytest.raises(NotesMustWait):
            keys.reopen_notes(clinic, "the fifth guess", NEW_PASSPHRASE, profile=CHEAP)
        with pytest.raises(NotesMustWait, match="own recovery code"):
            keys.open_notes(clinic, PASSPHRASE)
        keys.begin_notes(clinic, NEW_PASSPHRASE, anew=True, profile=CHEAP)
        with pytest.raises(NotesMustWait):
            keys.recover_notes(clinic, PASSPHRASE)
        now[0] -= timedelta(days=400)
        with pytest.raises(NotesMustWait):
            keys.recover_notes(clinic, PASSPHRASE)
        now[0] += timedelta(minutes=1)
        assert keys.recover_notes(clinic, PASSPHRASE) == 1
        clinic.author_key.forget()
        tried = []
        unwrap = keys.author_key.unwrap
        monkeypatch.setattr(
            keys.author_key, "unwrap", lambda *given: tried.append(given) or unwrap(*given)
        )
        for guess in range(6):
            with contextlib.suppress(WrongPassphrase, MustWait):
                accounts.change_passphrase(clinic, f"a guess {guess}", PASSPHRASE, profile=CHEAP)
        assert not tried, "a wrong passphrase is refused before it meets a copy of the key"
    assert code


def test_that_the_author_is_told_how_often_somebody_guessed(made: MadeClinic):
    written(made.clinic, a_patient(made.clinic))
    record_lock(made.clinic, LockCause.BY_HAND)
    for guess in range(3):
        with pytest.raises(WrongPassphrase):
            keys.open_notes(made.clinic, f"guess {guess}")
    assert keys.open_notes(made.clinic, PASSPHRASE) == 3
    assert keys.open_notes(made.clinic, PASSPHRASE) == 0


def test_that_a_note_opens_in_its_own_row_alone(clinic: Clinic):
    patient_id = a_patient(clinic)
    first, second = written(clinic, patient_id, "First"), written(clinic, patient_id, "Second")
    with clinic.store.write() as work:
        rows = sealed_notes.for_patient(work.connection, patient_id)
        sealed = {row.id: row.sealed for row in rows}
        for row, other in zip(rows, reversed(rows), strict=True):
            sealed_notes.save(work.connection, replace(row, sealed=sealed[other.id]))
        work.commit()
    found = notes.own_notes(clinic, patient_id)
    assert (found.notes, found.damaged) == ((), 2)
    third = written(clinic, patient_id, "Third")
    assert notes.own_notes(clinic, patient_id).notes == (third,), "the others hide no note"
    assert first != second


def test_that_notes_of_before_are_sealed_for_their_rows_when_their_author_opens_them(
    made: MadeClinic,
):
    clinic, patient_id = made.clinic, a_patient(made.clinic)
    note = notes.sign_own_note(clinic, written(clinic, patient_id))
    key = clinic.author_key.key
    assert key is not None
    with clinic.store.write() as work:  # as the first schema of them had it
        (row,) = sealed_notes.for_patient(work.connection, patient_id)
        unbound = _sealed_for_no_row(key, author_key.open_sealed(key, USER, row.id, row.sealed))
        sealed_notes.save(work.connection, replace(row, sealed=unbound))
        copies = author_keys.of(work.connection, USER)
        assert copies is not None
        author_keys.save(work.connection, replace(copies, is_bound=False))
        work.commit()
    assert notes.own_notes(clinic, patient_id).damaged == 1
    keys.open_notes(clinic, PASSPHRASE)
    (found,) = notes.own_notes(clinic, patient_id).notes
    assert (found.text, found.signed_at) == (note.text, note.signed_at)
    with clinic.store.write() as work:  # an older copy of the row is put back
        (row,) = sealed_notes.for_patient(work.connection, patient_id)
        sealed_notes.save(work.connection, replace(row, sealed=unbound))
        work.commit()
    keys.open_notes(clinic, PASSPHRASE)
    assert notes.own_notes(clinic, patient_id).damaged == 1


def test_that_exchanged_or_forged_copies_of_keys_open_nothing(made: MadeClinic):
    patient_id = a_patient(made.clinic)
    written(made.clinic, patient_id)
    a_colleague(made.clinic, Role.THERAPIST, Role.ADMINISTRATOR)
    made.clinic.close()
    with opened(made.root, "bo.lind", COLLEAGUES_PASSPHRASE) as other:
        keys.begin_notes(other, COLLEAGUES_PASSPHRASE, profile=CHEAP)
        other.author_key.forget()
        with other.store.read() as work:
            theirs = author_keys.of(work.connection, USER)
        assert theirs is not None
        costly = msgspec.msgpack.decode(theirs.by_passphrase)
        costly["memory_kib"] = 1 << 30
        for copy, error in (
            (theirs.by_passphrase, WrongPassphrase),
            (b"", Damaged),
            (msgspec.msgpack.encode(costly), Damaged),
        ):
            with other.store.write() as work:
                own = author_keys.of(work.connection, "bo.lind")
                assert own is not None
                author_keys.save(work.connection, replace(own, by_passphrase=copy, failures=0))
                work.commit()
            with pytest.raises(error):
                keys.open_notes(other, COLLEAGUES_PASSPHRASE)


def _sealed_for_no_row(key: DataKey, plain: bytes) -> bytes:
    bound = b"practice-desk author text v1: " + USER.encode()
    nonce = bytes(12)
    return nonce + AESGCM(key.derive("psychotherapy notes")).encrypt(nonce, plain, bound)
