"""PySide reads the source of no module that the program imports after it."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import linecache
from practice_desk.gui import plain_imports
plain_imports.restore()
linecache.clearcache()
import calendar, practice_desk.gui.tokens
print(sorted(linecache.cache))
"""


def test_that_importing_a_module_keeps_none_of_its_source():
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"
