"""The bootstrap's judgement of `.venv`, on folders that only look like one."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

INSTALLER = Path(__file__).resolve().parents[3] / "installer"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, INSTALLER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


environment = _load("environment")
qt_libraries = _load("qt_libraries")
undocumented = _load("undocumented")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose `.venv` was finished in development mode and holds one package."""
    (tmp_path / "installer").mkdir()
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / "installer" / name).write_text(name)
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / "hatch_build.py").write_text("")
    folder = tmp_path / ".venv"
    packages = (
        folder / "Lib/site-packages" if os.name == "nt" else folder / "lib/python3.11/site-packages"
    )
    (packages / "PySide6").mkdir(parents=True)
    program = environment.python(tmp_path)
    program.parent.mkdir(parents=True)
    program.touch()
    stamp = {
        "mode": "dev",
        "fingerprint": environment.fingerprint(tmp_path, "dev"),
        "root": str(tmp_path),
        "entries": ["PySide6"],
    }
    (folder / environment.STAMP).write_text(json.dumps(stamp))
    return tmp_path


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record making and installing in place of doing it."""
    steps: list[str] = []

    def make(folder: Path) -> None:
        steps.append("make")
        folder.mkdir(exist_ok=True)
        environment._site_packages(folder).mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(environment, "_make", make)
    monkeypatch.setattr(environment, "_install", lambda root, mode: steps.append(f"install {mode}"))
    return steps


@pytest.mark.parametrize("mode", ["runtime", "dev"])
def test_that_a_finished_environment_is_used_as_it_is(checkout: Path, made: list[str], mode: str):
    environment.ensure(checkout, mode)
    assert made == []


def test_that_a_second_run_finds_the_environment_finished(checkout: Path, made: list[str]):
    (checkout / "pyproject.toml").write_text("[project] # changed")
    environment.ensure(checkout, "runtime")
    environment.ensure(checkout, "runtime")
    assert made == ["install dev"]


@pytest.mark.parametrize("file", ["installer/requirements-dev.lock", "pyproject.toml"])
def test_that_a_changed_lock_or_project_updates_the_environment_in_place(
    checkout: Path, made: list[str], file: str
):
    (checkout / file).write_text("changed")
    environment.ensure(checkout, "dev")
    assert made == ["install dev"]


def test_that_a_missing_environment_is_made(checkout: Path, made: list[str]):
    (checkout / ".venv").rename(checkout / "elsewhere")
    environment.ensure(checkout, "runtime")
    assert made == ["make", "install runtime"]


@pytest.mark.parametrize("damage", ["interrupted", "no stamp", "bad stamp", "no python", "lost"])
def test_that_a_half_made_environment_is_made_again(checkout: Path, made: list[str], damage: str):
    folder = checkout / ".venv"
    if damage == "interrupted":
        (folder / environment.UNFINISHED).touch()
    elif damage == "no stamp":
        (folder / environment.STAMP).unlink()
    elif damage == "bad stamp":
        (folder / environment.STAMP).write_text("{")
    elif damage == "no python":
        environment.python(checkout).unlink()
    else:
        next(folder.rglob("PySide6")).rmdir()
    environment.ensure(checkout, "dev")
    assert made == ["make", "install dev"]


def test_that_a_moved_checkout_gets_a_new_environment(
    checkout: Path, made: list[str], tmp_path_factory: pytest.TempPathFactory
):
    moved = checkout.rename(tmp_path_factory.mktemp("elsewhere") / "checkout")
    environment.ensure(moved, "runtime")
    assert made == ["make", "install dev"]


def test_that_children_may_write_bytecode(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in environment.child_variables()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a library")
def test_that_a_missing_library_is_named_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(qt_libraries, "OFFSCREEN", {"libno-such-thing.so.9": "libno-such-thing9"})
    monkeypatch.setattr(qt_libraries.shutil, "which", lambda name: "/usr/bin/" + name)
    monkeypatch.setattr(qt_libraries.os, "geteuid", lambda: 1000)
    with pytest.raises(qt_libraries.LibrariesMissing, match=r"sudo apt-get .* libno-such-thing9"):
        qt_libraries.ensure(screen=False)


def test_that_a_package_is_compiled_without_its_documentation(tmp_path: Path):
    (tmp_path / "told.py").write_text('"""Told."""\ndef f():\n    """Told too."""\n    return 3\n')
    undocumented.compile_without_documentation(tmp_path)
    program = "import told; print(told.__doc__, told.f.__doc__, told.f())"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["None", "None", "3"]
