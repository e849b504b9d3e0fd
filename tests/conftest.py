"""Fixtures that every layer's tests share."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from practice_desk.letters import system_fonts
from practice_desk.services.clinic import Clinic
from practice_desk.storage import store
from tests.factories import MadeClinic, make_clinic
from tests.fresh_schema import FreshSchema

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_IN_MEMORY = Path("/dev/shm")
_ENOUGH = 4 * 1024**3  # bytes; what passes is removed, so a run holds far less at a time
if os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > _ENOUGH:
    # Every new clinic and every saved record waits for the disk. What tests try is what the program
    # does about a kill or an error, not how a disk keeps its promise.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes minutes begin first: at the end all workers but one would wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("begins_first") is None)


def pytest_collection_finish() -> None:
    """Leave what is loaded out of collections: with thousands of tests they would take half a
    second each."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def fresh_schema() -> Iterator[FreshSchema]:
    """Let this process run the migrations for its first new clinic only."""
    schema = FreshSchema()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "upgrade", schema.upgrade)
        yield schema


@pytest.fixture(autouse=True, scope="session")
def no_fonts_of_this_computer() -> Iterator[None]:
    """Let letters print what the shipped fonts hold, whatever is installed here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(system_fonts, "font_folders", tuple)
        yield


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeClinic]:
    """A new clinic, open, with what unlocks it."""
    result = make_clinic(tmp_path)
    yield result
    result.clinic.close()


@pytest.fixture
def clinic(made: MadeClinic) -> Clinic:
    """A new clinic, open."""
    return made.clinic


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded with `record_property("figures", …)`."""
    reports = [r for found in terminalreporter.stats.values() for r in found]
    figures = [
        value
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == "figures"
    ]
    if figures:
        terminalreporter.section("figures")
    for line in sorted(map(str, figures)):
        terminalreporter.line(line)
