"""`practice-desk pack build`: YAML in, one file out, or nothing and the reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from practice_desk.app.command_line import DONE, USAGE, main
from practice_desk.assets import asset_path
from practice_desk.knowledge.pack_file import read_pack_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The YAML of the delivered pack, as somebody else would keep it."""
    with asset_path("resources", "knowledge") as delivered:
        for path in Path(delivered).glob("*.yaml"):
            shutil.copy(path, tmp_path)
    (tmp_path / "common_allergens.yaml").unlink()
    return tmp_path


def test_that_yaml_becomes_one_file_that_can_be_loaded(folder, capsys):
    file = folder / "pack.pdpack"
    assert main(["pack", "build", str(folder), str(file), "--json"]) == DONE
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == "0.1.0"
    assert told["bytes"] == file.stat().st_size
    assert len(read_pack_file(file.read_bytes()).safety.medications) == 250


@pytest.mark.parametrize(
    ("old", "new"),
    [("severity: contraindicated", "severity: grave"), ("sources:", "surces:"), ("id: ", "id: [")],
)
def test_that_yaml_with_a_slip_leaves_no_file(folder, capsys, old, new):
    path = folder / "interactions.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    file = folder / "pack.pdpack"
    assert main(["pack", "build", str(folder), str(file)]) == USAGE
    assert "No pack can be made" in capsys.readouterr().err
    assert not file.exists()
