"""Fixtures that every layer's tests share."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from practice_desk.credentials import strength
from practice_desk.letters import system_fonts
from practice_desk.services.clinic import Clinic
from practice_desk.storage import engine, store
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


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Let all databases of this process share what SQLAlchemy compiles, which each would anew.

    The program does not: what is compiled keeps the values that it was first run with, and those
    of a clinic must be gone at the lock.
    """
    shared: list[Engine] = []
    original = engine.create_engine

    def sharing(*given: Any, **named: Any) -> Engine:
        made = original(*given, query_cache_size=10_000, **named)
        if not shared:
            shared.append(made)
        made.dialect, made._compiled_cache = shared[0].dialect, shared[0]._compiled_cache
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", sharing)
        yield


@pytest.fixture(scope="session", autouse=True)
def each_passphrase_once() -> Iterator[None]:
    """Estimate each passphrase once: nearly every test makes a clinic with the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strength, "strength_of", cache(strength.strength_of))
        yield


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
