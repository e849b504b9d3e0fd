"""Damaged, missing and locked clinics: each a clear sentence and a next step, never a guess."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from practice_desk.domain.errors import (
    ClinicBusy,
    ClinicDamaged,
    ClinicMissing,
    ExpectedError,
    KeySlotsDamaged,
    KeySlotsMissing,
    WrongPassphrase,
    WrongRecoveryCode,
)
from practice_desk.services import charts, start_up
from practice_desk.services.verification import verify_clinic
from practice_desk.storage.layout import ClinicFolder
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient

PAGE = 4096


@pytest.fixture
def closed(made: MadeClinic) -> MadeClinic:
    """A closed clinic with thirty charts."""
    for number in range(30):
        a_medication(made.clinic, a_patient(made.clinic, family_name=f"Family {number}"))
    made.clinic.close()
    return made


def _database(made: MadeClinic) -> Path:
    return made.clinic.store.database


def _flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 0x10
    path.write_bytes(content)


def _truncate(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


DAMAGES: dict[str, tuple[Callable[[MadeClinic], object], type[ExpectedError]]] = {
    "database gone": (lambda m: _database(m).unlink(), ClinicDamaged),
    "database empty": (lambda m: _truncate(_database(m), 0), ClinicDamaged),
    "database cut in its first page": (lambda m: _truncate(_database(m), 1000), ClinicDamaged),
    "salt flipped": (lambda m: _flip(_database(m), 3), ClinicDamaged),
    "header flipped": (lambda m: _flip(_database(m), 40), ClinicDamaged),
    "database of zeros": (
        lambda m: _database(m).write_bytes(bytes(_database(m).stat().st_size)),
        ClinicDamaged,
    ),
    "CURRENT gone": (lambda m: ClinicFolder(m.root).current.unlink(), ClinicMissing),
    "CURRENT empty": (lambda m: ClinicFolder(m.root).current.write_text(""), ClinicDamaged),
    "CURRENT climbing": (
        lambda m: ClinicFolder(m.root).current.write_text("../../elsewhere"),
        ClinicDamaged,
    ),
    "CURRENT binary": (
        lambda m: ClinicFolder(m.root).current.write_bytes(b"\xff\x00\x80"),
        ClinicDamaged,
    ),
    "generation gone": (
        lambda m: shutil.rmtree(ClinicFolder(m.root).generations),
        ClinicDamaged,
    ),
    "key slots gone": (lambda m: ClinicFolder(m.root).key_slots.unlink(), KeySlotsMissing),
    "key slots empty": (lambda m: _truncate(ClinicFolder(m.root).key_slots, 0), KeySlotsDamaged),
    "key slots cut": (lambda m: _truncate(ClinicFolder(m.root).key_slots, 700), KeySlotsDamaged),
    "key slots flipped": (lambda m: _flip(ClinicFolder(m.root).key_slots, 400), KeySlotsDamaged),
    "everything gone": (lambda m: shutil.rmtree(m.root), ClinicMissing),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_that_damage_is_named_with_a_next_step_and_nothing_is_made_worse(
    closed: MadeClinic, damage: str
) -> None:
    cause, expected = DAMAGES[damage]
    cause(closed)
    before = _files(closed.root)
    with pytest.raises(expected) as refused:
        start_up.open_clinic(closed.root, USER, PASSPHRASE)
    assert refused.value.sentence.endswith(".")
    assert refused.value.next_step.endswith(".")
    assert _files(closed.root) == before


def _files(root: Path) -> dict[str, bytes]:
    """Return everything that belongs to the clinic, without locks and scratch."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith("clinic.lock")
    }


def test_that_a_wrong_passphrase_is_not_mistaken_for_damage(closed: MadeClinic) -> None:
    with pytest.raises(WrongPassphrase):
        start_up.open_clinic(closed.root, USER, "wrong passphrase here")
    with pytest.raises(WrongPassphrase):
        start_up.open_clinic(closed.root, "nobody", PASSPHRASE)
    with pytest.raises(WrongRecoveryCode):
        start_up.open_with_recovery_code(closed.root, USER, "ABCD-EFGH")


def test_that_damage_is_not_mistaken_for_a_wrong_passphrase(closed: MadeClinic) -> None:
    _flip(_database(closed), 40)
    with pytest.raises(ClinicDamaged):
        start_up.open_clinic(closed.root, USER, PASSPHRASE)


def test_that_every_flipped_page_is_found(closed: MadeClinic) -> None:
    original = _database(closed).read_bytes()
    for page in range(1, len(original) // PAGE):
        _database(closed).write_bytes(original)
        _flip(_database(closed), page * PAGE + 77)
        assert _is_found(closed), f"page {page + 1}"


def test_that_every_cut_database_is_found(closed: MadeClinic) -> None:
    original = _database(closed).read_bytes()
    pages = len(original) // PAGE
    for size in (PAGE, 3 * PAGE, pages // 2 * PAGE, len(original) - PAGE, len(original) - 1):
        _database(closed).write_bytes(original[:size])
        assert _is_found(closed), f"cut to {size} of {len(original)}"


def _is_found(made: MadeClinic) -> bool:
    """Tell whether opening refuses or verifying finds the damage."""
    try:
        clinic = start_up.open_clinic(made.root, USER, PASSPHRASE)
    except ClinicDamaged:
        return True
    try:
        return not verify_clinic(clinic).sound
    finally:
        clinic.close()


def test_that_reading_a_chart_off_a_damaged_page_is_a_clear_sentence(closed: MadeClinic) -> None:
    content = bytearray(_database(closed).read_bytes())
    for page in range(4, len(content) // PAGE):
        content[page * PAGE + 50] ^= 1
    _database(closed).write_bytes(content)
    with pytest.raises(ClinicDamaged) as refused:
        _read_chart(closed)
    assert "damaged" in refused.value.sentence
    assert "backup" in refused.value.next_step


def _read_chart(made: MadeClinic) -> None:
    clinic = start_up.open_clinic(made.root, USER, PASSPHRASE)
    charts.open_chart(clinic, 1)


def test_that_a_second_program_is_refused_and_told_which_one_has_the_clinic(
    made: MadeClinic,
) -> None:
    with pytest.raises(ClinicBusy) as refused:
        start_up.open_clinic(made.root, USER, PASSPHRASE)
    holder = json.loads((made.root / "clinic.lock.json").read_text())["pid"]
    assert f"process {holder}" in refused.value.sentence
    a_patient(made.clinic)


def test_that_another_process_is_refused_while_the_clinic_is_open(made: MadeClinic) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from practice_desk.domain.errors import ClinicBusy\n"
        "from practice_desk.services import start_up\n"
        "try:\n"
        "    start_up.open_clinic(Path(sys.argv[1]), sys.argv[2], sys.argv[3])\n"
        "except ClinicBusy as busy:\n"
        "    print(busy)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script, str(made.root), USER, PASSPHRASE],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "already open in another Practice Desk" in found.stdout
    assert "Traceback" not in found.stderr


def test_that_a_folder_without_a_clinic_says_so(tmp_path: Path) -> None:
    with pytest.raises(ClinicMissing):
        start_up.open_clinic(tmp_path, USER, PASSPHRASE)
    with pytest.raises(ClinicMissing):
        start_up.open_clinic(tmp_path / "nothing", USER, PASSPHRASE)
    assert list(tmp_path.iterdir()) == []
