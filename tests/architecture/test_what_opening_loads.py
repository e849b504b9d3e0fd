"""What an unlocked clinic with its list has not imported: pages, dialogs and heavy libraries.

docs/decisions/0017 says why, and what each of them costs.
"""

from __future__ import annotations

import hashlib
import hmac
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
        "_hashlib",  # the system's OpenSSL
        "alembic",
        "argon2",
        "asyncio.base_events",
        "cryptography",
        "email",
        "fhir",
        "html.parser",
        "http",
        "ijson",
        "keyring",
        "locale",
        "pickle",
        "pydantic",
        "pypdfium2",
        "queue",
        "rapidfuzz",
        "reportlab",
        "socket",
        "sqlalchemy.dialects.sqlite.aiosqlite",
        "sqlalchemy.orm",
        "ssl",
        "urllib.request",
        "xml",
        "yaml",
        "zxcvbn",
    }
)
"""Libraries that only some task needs; it imports them when it begins."""
OF_A_RARE_STEP = frozenset(
    {
        "practice_desk.domain.timeline",
        "practice_desk.gui.curtain",
        "practice_desk.gui.models.chart_header",
        "practice_desk.gui.widgets.chart_tabs",
        "practice_desk.gui.widgets.lock_notice",
        "practice_desk.storage.purge",
        "practice_desk.storage.removal",
    }
)
"""Our own modules that only a chart, a lock or a rare step needs, with all that they bring."""
OF_A_CHART = frozenset(
    {
        "practice_desk.knowledge.medications",
        "practice_desk.storage.health_rows",
        "practice_desk.storage.plan_rows",
    }
)
"""What a chart needs, and the count of overdue checks, which a small clinic makes once open."""

OPENED_LATER = ("practice_desk.gui.dialogs", "practice_desk.gui.pages", "practice_desk.letters")
ALWAYS = frozenset(
    {
        "practice_desk.gui.dialogs.unlock_dialog",
        "practice_desk.gui.dialogs.unlock_form",
        "practice_desk.gui.pages.app_page",
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
warm = set(sys.modules)
room = opening.KeyRoom(apart=True)
flow.enter(opening.unlock(Path(sys.argv[1]), opening.Key(sys.argv[2], sys.argv[3]), room))
room.leave()
flow.window.settle()
while tasks.is_busy or beside.is_busy:
    application.processEvents()
assert not flow.window.patients.model.is_searching
stand_ins = unused_imports.StandIn
print(*(name for name, each in sys.modules.items() if not isinstance(each, stand_ins)))
print(*warm)
"""


@pytest.fixture
def modules(made: MadeClinic, tmp_path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """What a process holds that has opened a clinic and shows its list, and what before that."""
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
    loaded, warm = (frozenset(line.split()) for line in run.stdout.splitlines())
    return loaded, warm


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


def test_that_opening_a_clinic_loads_nothing_that_only_a_later_task_needs(
    modules: tuple[frozenset[str], frozenset[str]],
):
    loaded, warm = modules
    assert sorted((HEAVY | OF_A_RARE_STEP) & loaded) == []
    assert sorted(OF_A_CHART & warm) == []
    early = {name for name in loaded if name.rpartition(".")[0] in OPENED_LATER}
    assert sorted(name for name in early - ALWAYS if not name.endswith("_lines")) == []


def test_that_hashes_without_openssl_are_the_same_and_openssl_can_still_be_had():
    program = """
import sys
from practice_desk.gui import unused_imports
unused_imports.put_off()
import hashlib, hmac
print(hashlib.sha256(b"a").hexdigest(), hmac.digest(b"k", b"m", "sha256").hex())
assert "_hashlib" not in sys.modules
from practice_desk.domain.bulk_hash import bulk_sha256
print(bulk_sha256(b"a").hexdigest(), type(bulk_sha256()).__module__)
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    short, authentic, bulk, module = run.stdout.split()
    assert short == bulk == hashlib.sha256(b"a").hexdigest()
    assert authentic == hmac.digest(b"k", b"m", "sha256").hex()
    assert module == "_hashlib"
