"""The installed command as a script meets it: one line of complaint, exit codes, no traceback."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from practice_desk.app.command_line import DONE, FAILED, USAGE
from practice_desk.domain.attempts import MustWait
from practice_desk.domain.backup_plan import BackupPlan, BackupRhythm
from practice_desk.domain.errors import WrongPassphrase
from practice_desk.services.backup_plans import save_backup_plan
from practice_desk.services.restore_drills import last_drill
from practice_desk.services.start_up import open_clinic
from tests.factories import PASSPHRASE, MadeClinic, a_document, a_patient
from tests.fhir_samples import bundle, condition, everything, patient, write
from tests.rolled_back import ANCHOR, DATABASE, SLOTS, grow, put_back

Outcome = subprocess.CompletedProcess[str]


@pytest.fixture
def closed(made: MadeClinic) -> MadeClinic:
    """A clinic that no program has open."""
    made.clinic.close()
    return made


def run(*words: str | Path, given: str = PASSPHRASE + "\n", shell: str = "") -> Outcome:
    """Run the command; *shell* redirects its streams."""
    command = [sys.executable, "-m", "practice_desk", "--passphrase-stdin", *map(str, words)]
    if shell:
        command = ["sh", "-c", f'"$@" {shell}', "sh", *command]
    result = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert "Traceback" not in result.stderr
    assert "Exception ignored" not in result.stderr
    return result


def test_that_an_import_gives_one_object_and_a_second_adds_nothing(
    closed: MadeClinic, tmp_path: Path
) -> None:
    file = write(tmp_path / "names with accents é.json", everything())
    first = json.loads(run("--clinic", closed.root, "--json", "import", file).stdout)
    assert first["read"] == first["imported"] + first["already_here"] + first["kept_aside"]
    assert (first["patients"], first["already_here"]) == (1, 0)
    second = json.loads(run("--clinic", closed.root, "--json", "import", file).stdout)
    assert (second["imported"], second["already_here"]) == (0, first["imported"])


@pytest.mark.parametrize("option", ["--passphrase", "--password", "--recovery-code"])
def test_that_a_secret_given_as_an_argument_is_refused_and_not_repeated(
    closed: MadeClinic, option: str
) -> None:
    for words in ((option, "hush hush", "verify"), ("verify", option, "hush hush")):
        refused = run("--clinic", closed.root, *words)
        assert refused.returncode == USAGE
        assert "never an argument" in refused.stderr
        assert "hush" not in refused.stderr


def test_that_a_backup_is_made_while_another_program_has_the_clinic_open(
    closed: MadeClinic, tmp_path: Path
) -> None:
    write(tmp_path / "records.json", bundle(patient(), condition()))
    held = open_clinic(closed.root, closed.user, closed.passphrase)
    try:
        backup = run("--clinic", closed.root, "--json", "backup", "create", tmp_path)
        by_code = run(
            "--clinic", closed.root, "--recovery-code-stdin", "verify", given=closed.recovery_code
        )
        refused = run("--clinic", closed.root, "import", tmp_path / "records.json")
    finally:
        held.close()
    assert (backup.returncode, by_code.returncode) == (DONE, DONE)
    assert refused.returncode == FAILED
    assert "already open in another Practice Desk" in refused.stderr

    file, folder = json.loads(backup.stdout)["path"], tmp_path / "elsewhere"
    words = ("--recovery-code-stdin", "backup", "restore", file, folder)
    assert run(*words, given=closed.recovery_code).returncode == DONE
    assert run("--clinic", folder, "verify").returncode == DONE


def test_that_the_command_waits_after_wrong_passphrases_as_the_window_does(
    closed: MadeClinic,
) -> None:
    now = datetime.now(UTC)
    for days in range(12, 0, -1):  # a wait so long that a slow computer does not outlast it
        with pytest.raises((WrongPassphrase, MustWait)):
            open_clinic(
                closed.root,
                closed.user,
                "not the passphrase",
                clock=lambda days=days: now - timedelta(days=days),
            )
    words = ("--clinic", closed.root, "verify")
    for given, sentence in (
        ("not the passphrase", "That passphrase does not open this clinic. Wait 15 minutes"),
        (PASSPHRASE, "Too many wrong passphrases were typed. Wait"),
    ):
        refused = run(*words, given=given + "\n")
        assert refused.returncode == FAILED
        assert sentence in refused.stderr
    assert run("--recovery-code-stdin", *words, given=closed.recovery_code).returncode == DONE
    assert run(*words).returncode == DONE


def test_that_no_clinic_is_created_with_a_passphrase_that_everybody_knows(tmp_path: Path) -> None:
    words = ("clinic", "create", tmp_path / "new", "--name", "A", "--user", "ana")
    refused = run(*words, given="correct horse battery staple\n")
    assert refused.returncode == FAILED
    assert "Everybody knows this phrase" in refused.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--clinic", "file", "verify"], FAILED),
        (["--clinic", "gone", "verify"], FAILED),
        (["--clinic", ".", "verify"], FAILED),
        (["clinic", "create", "file/below", "--name", "A", "--user", "ana"], FAILED),
        (["clinic", "create", "x" * 300, "--name", "A", "--user", "ana"], FAILED),
        (["--clinic", "clinic", "import", "gone.json"], FAILED),
        (["--clinic", "clinic", "import", "file"], FAILED),
        (["--clinic", "clinic", "backup", "create", "file/below"], FAILED),
        (["backup", "verify", "."], FAILED),
        (["backup", "restore", "file", "new"], FAILED),
        (["nonsense"], USAGE),
        (["backup"], USAGE),
        (["--clinic", "clinic", "import"], USAGE),
    ],
)
def test_that_what_can_not_be_done_is_one_line_and_an_exit_code(
    closed: MadeClinic, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int
) -> None:
    monkeypatch.chdir(closed.root.parent)
    Path("file").write_text("no clinic, no bundle, no backup", encoding="utf-8")
    result = run(*words)
    assert result.returncode == code
    assert code == USAGE or len(result.stderr.splitlines()) == 1


@pytest.mark.skipif(os.name != "posix", reason="the shell's redirections")
@pytest.mark.parametrize(
    ("shell", "code"), [(">&-", DONE), (">/dev/full", FAILED), ("<&-", USAGE), ("2>&-", DONE)]
)
def test_that_closed_streams_are_no_crash(closed: MadeClinic, shell: str, code: int) -> None:
    if shell == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    assert run("--clinic", closed.root, "verify", shell=shell).returncode == code


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX systems")
def test_that_a_clinic_and_its_backup_are_their_users_alone(tmp_path: Path) -> None:
    root = tmp_path / "new"
    assert run("clinic", "create", root, "--name", "A", "--user", "ana").returncode == DONE
    write(tmp_path / "records.json", everything())
    run("--clinic", root, "import", tmp_path / "records.json")
    run("--clinic", root, "backup", "create", tmp_path / "one.pdbackup")
    run("backup", "restore", tmp_path / "one.pdbackup", tmp_path / "restored")
    for top in (root, tmp_path / "restored"):
        assert len(list(top.rglob("*.sealed"))) == 1
        for path in (top, *top.rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_that_a_planned_backup_runs_when_it_is_due_and_is_then_verified_with_a_date(
    closed: MadeClinic, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    clinic = open_clinic(closed.root, closed.user, closed.passphrase)
    save_backup_plan(clinic, BackupPlan(BackupRhythm.DAILY, str(stick)))
    clinic.close()
    first = json.loads(run("--clinic", closed.root, "--json", "backup", "run").stdout)
    assert (first["due"], first["verified"], first["forgotten"]) == (True, True, [])
    assert json.loads(run("--clinic", closed.root, "--json", "backup", "run").stdout) == {
        "due": False
    }
    again = run("--clinic", closed.root, "--json", "backup", "run", "--now")
    file = json.loads(again.stdout)["path"]
    drill = json.loads(run("--clinic", closed.root, "--json", "backup", "verify", file).stdout)
    assert drill["compared"]
    assert datetime.fromisoformat(drill["held_at"]) >= datetime.fromisoformat(drill["made_at"])
    clinic = open_clinic(closed.root, closed.user, closed.passphrase)
    kept = last_drill(clinic)
    clinic.close()
    assert kept is not None
    assert kept.path == file


def test_that_a_backup_is_verified_where_there_is_no_clinic(
    closed: MadeClinic, tmp_path: Path
) -> None:
    run("--clinic", closed.root, "backup", "create", tmp_path / "a.pdbackup")
    code = ("--recovery-code-stdin", "backup", "verify", tmp_path / "a.pdbackup")
    told = run(*code, given=closed.recovery_code)
    assert told.returncode == DONE
    assert "Restored on trial and compared" in told.stdout
    content = bytearray((tmp_path / "a.pdbackup").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "a.pdbackup").write_bytes(content)
    told = run(*code, given=closed.recovery_code)
    assert told.returncode == FAILED
    assert "damaged" in told.stderr


def test_that_a_run_without_a_stick_fails_with_one_clear_line(
    closed: MadeClinic, tmp_path: Path
) -> None:
    clinic = open_clinic(closed.root, closed.user, closed.passphrase)
    save_backup_plan(clinic, BackupPlan(BackupRhythm.DAILY, str(tmp_path / "gone")))
    clinic.close()
    told = run("--clinic", closed.root, "backup", "run")
    assert told.returncode == FAILED
    assert "The folder for backups is not there. Plug the stick in" in told.stderr


def test_that_the_emergency_paper_is_written_and_said_to_be_in_clear(
    closed: MadeClinic, tmp_path: Path
) -> None:
    clinic = open_clinic(closed.root, closed.user, closed.passphrase)
    a_patient(clinic)
    clinic.close()
    file = tmp_path / "paper.pdf"
    told = run("--clinic", closed.root, "--json", "paper", file)
    assert told.returncode == DONE
    assert json.loads(told.stdout) == {
        "path": str(file), "patients": 1, "pages": 1, "left_out": 0, "who": "All active patients"
    }  # fmt: skip
    assert "not encrypted" in told.stderr
    assert file.read_bytes().startswith(b"%PDF")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    nobody = run("--clinic", closed.root, "paper", "--visits", tmp_path / "none.pdf")
    assert nobody.returncode == FAILED
    assert "Nobody would be on the paper" in nobody.stderr
    assert not (tmp_path / "none.pdf").exists()


def test_that_the_key_is_changed_and_the_clinic_opens_under_it(made: MadeClinic) -> None:
    a_document(made.clinic, b"content")
    slots = made.root / "keyslots.json"
    copied = slots.read_bytes()
    made.clinic.close()
    found = json.loads(run("--clinic", made.root, "--json", "clinic", "change-key").stdout)
    assert (found["documents"], found["complete"], found["under_old_key"]) == (1, True, [])
    assert run("--clinic", made.root, "verify").returncode == DONE
    newest = slots.read_bytes()
    slots.write_bytes(copied)
    refused = run("--clinic", made.root, "verify")
    assert refused.returncode == FAILED
    assert "key was changed" in refused.stderr
    slots.write_bytes(newest)
    again = run("--clinic", made.root, "clinic", "change-key")
    assert "Backups and copies made before keep the old key." in again.stdout


def test_that_records_that_are_missing_are_said_and_keep_an_import_out(
    made: MadeClinic, tmp_path: Path
) -> None:
    put_back(made, grow(made, tmp_path))
    file = write(tmp_path / "a.json", everything())
    refused = run("--clinic", made.root, "import", file)
    assert refused.returncode == 1
    assert "6 later entries had been saved" in refused.stderr
    assert "no administrator has taken note" in refused.stderr
    checked = run("--clinic", made.root, "--json", "verify")
    assert checked.returncode == 1
    kinds = {finding["kind"] for finding in json.loads(checked.stdout)["findings"]}
    assert kinds == {"audit trail"}


def test_that_a_clinic_is_compared_with_its_backup(made: MadeClinic, tmp_path: Path) -> None:
    older = grow(made, tmp_path)
    backup = tmp_path / "newer.pdbackup"
    assert run("--clinic", made.root, "backup", "create", backup).returncode == 0
    assert run("--clinic", made.root, "verify", "--backup", backup).returncode == 0
    put_back(made, older, DATABASE, ANCHOR, SLOTS)
    behind = run("--clinic", made.root, "verify", "--backup", backup)
    assert behind.returncode == 1
    assert "is behind its backup" in behind.stderr


def test_that_an_administrator_takes_note_from_the_command_line_and_work_goes_on(
    made: MadeClinic, tmp_path: Path
) -> None:
    put_back(made, grow(made, tmp_path))
    words = ("--clinic", made.root, "verify")
    assert run(*words).returncode == FAILED
    without_reason = run(*words, "--take-note", " ")
    assert without_reason.returncode == FAILED
    assert "Say what happened" in without_reason.stderr
    noted = run(*words, "--take-note", "The disk was replaced.")
    assert noted.returncode == DONE, noted.stderr
    assert "Taken note of: " in noted.stdout
    assert run(*words).returncode == DONE
    nothing = run(*words, "--take-note", "Once more.")
    assert nothing.returncode == FAILED
    assert "nothing to take note of" in nothing.stderr
