"""A soak for every new PySide6: 6.12.0 died of lost references and of walking loaded forms."""

from __future__ import annotations

import os
import subprocess
import sys

VOID_CALLS = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel()
for number in range(100_000):
    label.setEnabled(True)
    label.setText("a")
    label.update()
print("survived")
"""

WALKED_FORMS = """
from PySide6.QtCore import QBuffer, QObject
from PySide6.QtUiTools import QUiLoader
from PySide6.QtWidgets import QApplication
FORM = b'''<ui version="4.0"><class>Form</class><widget class="QWidget" name="Form">
<layout class="QVBoxLayout" name="rows"><item><widget class="QLabel" name="label"/></item>
<item><widget class="QLineEdit" name="edit"/></item>
<item><widget class="QComboBox" name="choice"/></item></layout></widget></ui>'''
application = QApplication([])
loader = QUiLoader()
for number in range(300):
    buffer = QBuffer()
    buffer.setData(FORM)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    form = loader.load(buffer)
    names = {child.objectName() for child in form.findChildren(QObject)}
    assert {"label", "edit", "choice"} <= names
print("survived")
"""


def test_that_300_000_void_qt_calls_survive():
    _run(VOID_CALLS)


def test_that_walking_loaded_forms_survives():
    _run(WALKED_FORMS)


def _run(program: str) -> None:
    """Run *program* in a process of its own, which a crash takes down alone."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", program],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "survived"), done.stderr[-2000:]
