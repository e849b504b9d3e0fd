"""The installed command in the roles of others: one clear sentence, exit code 1, nothing done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from practice_desk.app.command_line import DONE, FAILED
from practice_desk.domain.account import Role
from tests.factories import COLLEAGUES_PASSPHRASE, MadeClinic, a_colleague
from tests.fhir_samples import everything, write

BO = "bo.lind"
MAY_IMPORT = {Role.PRESCRIBER, Role.ADMINISTRATOR}


def run(closed: MadeClinic, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command as the colleague."""
    options = ["--passphrase-stdin", "--clinic", closed.root, "--user", BO]
    command = [sys.executable, "-m", "practice_desk", *map(str, (*options, *words))]
    given = f"{COLLEAGUES_PASSPHRASE}\n"
    result = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert "Traceback" not in result.stderr
    return result


def sealed(closed: MadeClinic) -> list[Path]:
    """Return the documents that the clinic keeps."""
    return sorted(closed.root.rglob("*.sealed"))


@pytest.mark.parametrize("role", Role)
def test_that_only_who_may_import_imports(made: MadeClinic, tmp_path: Path, role: Role) -> None:
    a_colleague(made.clinic, role)
    made.clinic.close()
    done = run(made, "import", write(tmp_path / "records.json", everything()))
    if role in MAY_IMPORT:
        assert done.returncode == DONE
        assert len(sealed(made)) == 1
    else:
        assert done.returncode == FAILED
        assert done.stderr.startswith("practice-desk: Your role may not import records.")
        assert len(done.stderr.splitlines()) == 1
        assert sealed(made) == []


def test_that_everybody_backs_up(made: MadeClinic, tmp_path: Path) -> None:
    a_colleague(made.clinic, Role.FRONT_DESK)
    made.clinic.close()
    assert run(made, "backup", "create", tmp_path / "clinic.pdbackup").returncode == DONE


def test_that_a_one_time_passphrase_does_no_job(made: MadeClinic, tmp_path: Path) -> None:
    a_colleague(made.clinic, *Role, one_time=True)
    made.clinic.close()
    done = run(made, "backup", "create", tmp_path / "clinic.pdbackup")
    assert done.returncode == FAILED
    assert "given to you for the first unlock only" in done.stderr
    assert "choose your own" in done.stderr
    assert list(tmp_path.glob("*.pdbackup")) == []
