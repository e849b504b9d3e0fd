"""What an unlocked clinic with its list has not imported: pages, dialogs and heavy libraries.

docs/decisions/0017 says why, and what each of them costs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories import MadeClinic

HEAVY = frozenset(
    {
        "PIL",
        "PySide6.QtPrintSupport",
        "PySide6.QtUiTools",
        "alembic",
        "asyncio.base_events",
        "email",
        "fhir",
        "html.parser",
        "http",
        "ijson",
        "keyring",
        "pydantic",
        "pypdfium2",
        "rapidfuzz",
        "reportlab",
        "sqlalchemy.orm",
        "ssl",
        "urllib.request",
        "xml",
        "yaml",
        "zxcvbn",
    }
)
"""Libraries that only some task needs; it imports them when it begins."""

OPENED_LATER = ("practice_desk.gui.dialogs", "practice_desk.gui.pages", "practice_desk.letters")
ALWAYS = frozenset(
    {
        "practice_desk.gui.dialogs.unlock_dialog",
        "practice_desk.gui.dialogs.unlock_form",
        "practice_desk.gui.pages.app_page",
        "practice_desk.gui.pages.chart_access",
        "practice_desk.gui.pages.chart_header",
        "practice_desk.gui.pages.chart_page",
        "practice_desk.gui.pages.chart_view",
        "practice_desk.gui.pages.registry",
        "practice_desk.gui.pages.settings_tabs",
        "practice_desk.gui.pages.today_line",
    }
)
"""What stands in the main window; with the sources of Today's lines, which are counted at once."""

OPENING = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from practice_desk.gui import plain_imports, unused_imports
plain_imports.restore()
unused_imports.put_off()
from practice_desk.app import flow, opening
from practice_desk.gui.tasks import Tasks
application = QApplication([])
tasks, beside = Tasks(), Tasks()
flow = flow.Flow(tasks, beside)
opening.warm_up()
flow.enter(opening.unlock(Path(sys.argv[1]), opening.Key(sys.argv[2], sys.argv[3])))
flow.window.settle()
while tasks.is_busy or beside.is_busy:
    application.processEvents()
assert not flow.window.patients.model.is_searching
print(*sorted(sys.modules), sep="\\n")
"""


@pytest.fixture
def loaded(made: MadeClinic, tmp_path: Path) -> frozenset[str]:
    """The modules of a process that has opened a clinic and shows its list."""
    made.clinic.close()
    places = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", OPENING, str(made.root), made.user, made.passphrase],
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return frozenset(run.stdout.split())


def test_that_what_was_put_off_is_imported_once_it_is_asked_for():
    program = """
from practice_desk.gui import unused_imports
unused_imports.put_off()
import asyncio, asyncio.subprocess, importlib.metadata
waiting = asyncio.sleep(0)
assert asyncio.iscoroutine(waiting)
asyncio.run(waiting)
from importlib.metadata import version
print(version("sqlalchemy"))
"""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, check=True
    )
    assert run.stdout.startswith(b"2.")


def test_that_opening_a_clinic_loads_nothing_that_only_a_later_task_needs(loaded: frozenset[str]):
    assert sorted(HEAVY & loaded) == []
    early = {name for name in loaded if name.rpartition(".")[0] in OPENED_LATER}
    assert sorted(name for name in early - ALWAYS if not name.endswith("_lines")) == []
