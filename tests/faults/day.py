"""A scripted day in the real windows with a canary typed everywhere; run by a test.

`day.py CLINIC EXPORTS CANARY`. Every page is visited, every button that opens a form is pressed,
every field of the form gets the canary (a date, a time or a number where no words are taken), and
the form is saved. Then the clinic is backed up, an import brings canaries from outside, a bug
carries one into the crash hook, the window is locked and unlocked with a wrong and with the right
passphrase, and forms are left open. Prints "typed N" and kills itself, so that nothing is tidied
up.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from reportlab.pdfgen.canvas import Canvas

from practice_desk.app import core_dumps, paths
from practice_desk.app.crash import CrashHook
from practice_desk.app.demo.screen_here import ScreenHere
from practice_desk.app.logging import start_logging
from practice_desk.domain.filed_document import Filing
from practice_desk.domain.patient import RelatedPerson, RelatedPersonRole
from practice_desk.gui import theme
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.page_stack import PATIENTS
from practice_desk.gui.pages.registry import APP_PAGES, SCHEDULE
from practice_desk.gui.pages.schedule_page import SchedulePage
from practice_desk.gui.preferences import preferences
from practice_desk.gui.tasks import InlineTasks
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.services import backups, document_import, documents, imports, patients
from practice_desk.services.clinic import Clinic
from tests.check_ins import recognize, screen_of
from tests.factories import (
    a_colleague,
    a_medication,
    a_patient,
    a_pharmacy,
    an_appointment,
    make_clinic,
)
from tests.ui.flows import CHEAP, Flow, unlock, window_of

_LEFT_ALONE = ("Print", "Lock", "Other", "Browse", "Choose", "Save as", "Restore", "Make a new")
"""Beginnings of what opens the system's own dialogs, ends the session or changes the secrets."""

DAY = "3/14/2025"
"""Goes into every field for a date."""
NO_WORDS = ("30", "120", "3", "2:30 PM", "F33.1", "")
"""What is tried, one after another, in a field that takes no canary."""


class Day:
    """Types and counts."""

    def __init__(self, canary: str) -> None:
        self.canary = canary
        self.typed = 0

    def fill(self, root: QWidget) -> None:
        """Type the canary into every field that takes text."""
        for field in root.findChildren(QLineEdit):
            if field.isVisible() and field.isEnabled() and not field.isReadOnly():
                is_date = isinstance(field.parent(), DateField)
                text = DAY if is_date else f"{self.canary} {self.typed}"[: field.maxLength()]
                field.setText(text)
                self.typed += 1
        for note in root.findChildren(QPlainTextEdit):
            if note.isVisible() and not note.isReadOnly():
                note.setPlainText(f"{self.canary} {self.typed}\nand more of it")
                self.typed += 1
        for combo in root.findChildren(QComboBox):
            if combo.isVisible() and combo.count() > 1 and combo.currentIndex() < 1:
                combo.setCurrentIndex(1)

    def save(self, dialog: QDialog) -> None:
        """Fill a form and save it; what takes no words gets a number, a time or a code instead."""
        self.fill(dialog)
        for button in dialog.findChildren(QPushButton):
            if button.objectName() in ("save_button", "save", "start_button"):
                button.click()
                settle()
                for text in NO_WORDS:
                    if not shiboken6.isValid(dialog) or not _replaced(dialog, text):
                        return
                    button.click()
                    settle()
                return

    def press_everything(self, page: QWidget) -> None:
        """Press each button of *page*, and fill what opens."""
        for button in page.findChildren(QAbstractButton):
            if (
                not shiboken6.isValid(button)
                or not (button.isVisible() and button.isEnabled())
                or _is_left_alone(button)
            ):
                continue
            before = set(dialogs())
            button.click()
            settle()
            for dialog in [each for each in dialogs() if each not in before]:
                if not isinstance(dialog, QFileDialog | QMessageBox):
                    self.save(dialog)
                close(dialog)


def _replaced(dialog: QDialog, text: str) -> bool:
    """Type *text* into the fields that were refused; return whether there is one."""
    refused = [edit for edit in dialog.findChildren(QLineEdit) if edit.property("invalid")]
    for edit in refused:
        edit.setText(text)
    return bool(refused)


def dialogs() -> list[QDialog]:
    """Return the dialogs on the screen."""
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def close(dialog: QDialog) -> None:
    """Close a dialog, at the second Esc where it holds something typed."""
    for _ in range(2):
        if shiboken6.isValid(dialog) and dialog.isVisible():
            dialog.reject()
            settle()


def settle() -> None:
    """Let the windows do what waits."""
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _is_left_alone(button: QAbstractButton) -> bool:
    text = button.text().replace("&", "")
    opens_menu = isinstance(button, QPushButton | QToolButton) and button.menu() is not None
    return opens_menu or text.startswith(_LEFT_ALONE)


def prepared(root: Path, canary: str) -> None:
    """Make a clinic whose every kind of record holds the canary."""
    made = make_clinic(root.parent, name=root.name)
    pharmacy = a_pharmacy(made.clinic, name=f"Pharmacy {canary}", note=canary)
    for number in range(2):
        patient_id = a_patient(
            made.clinic,
            family_name=f"{canary}{number}",
            given_name=canary,
            alert=canary,
            email=f"{canary}@example.org",
            preferred_pharmacy_id=pharmacy,
        )
        a_medication(made.clinic, patient_id, indication=canary)
        friend = RelatedPerson(patient_id, RelatedPersonRole.SUPPORT, canary)
        patients.save_related_person(made.clinic, friend)
        an_appointment(made.clinic, patient_id, comment=canary)
    a_colleague(made.clinic)
    made.clinic.close()


def walk(day: Day, window: MainWindow) -> None:
    """Visit every page of the chart and of the application."""
    window.open_patient(1)
    settle()
    day.press_everything(window.chart.header)
    window.open_patient(1)  # a visit was started, which is a page of its own
    settle()
    for place in range(window.chart.tabs.count()):
        window.chart.tabs.setCurrentIndex(place)
        settle()
        day.press_everything(window.chart.tabs.currentWidget())
    for number in range(len(APP_PAGES)):
        window.show_page(PATIENTS + 1 + number)
        settle()
        page = window.pages.get(window.page)
        if page is not None and window.page == PATIENTS + 1 + number:
            day.fill(page)
            for button in page.findChildren(QPushButton):
                if button.text() in ("Discard", "&Discard") and button.isVisible():
                    button.click()
            page.flush()
    window.show_page(PATIENTS)
    window.patients.search.setText(day.canary)
    settle()


def check_in(day: Day, flow: Flow) -> None:
    """Let a patient type canaries at the check-in screen, and come back."""
    window = window_of(flow)
    window.show_page_of(SCHEDULE)
    settle()
    page = window.pages[window.page]
    assert isinstance(page, SchedulePage)
    flow.start_screen = ScreenHere
    page.visit.check_in.click()
    screen = screen_of(flow)
    recognize(screen)
    while not screen.is_over:
        day.fill(screen)
        screen.next.click()
    settle()
    screen.notice.button.click()
    unlock(flow)
    settle()


def file_scans(clinic: Clinic, exports: Path, canary: str) -> None:
    """File a text and a PDF with canaries in a chart: another process looks into them."""
    text, pdf = exports / f"{canary}.txt", exports / "scan.pdf"
    text.write_text(f"{canary} slept badly")
    canvas = Canvas(str(pdf), pageCompression=0)
    canvas.drawString(72, 700, f"{canary} on paper")
    canvas.save()
    said = Filing(source=canary)
    account = document_import.import_documents(clinic, 1, [text, pdf], said)
    assert len(account.filed) == 2
    found = documents.find_in_documents(clinic, 1, canary)
    assert [(hit.record_id, hit.place) for hit in found] == [(2, 1), (1, 1)]  # on their pages
    text.unlink()  # they came from outside
    pdf.unlink()


def main() -> None:
    """Live through the day."""
    root, exports, canary = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    core_dumps.forbid_core_files()
    app = QApplication(["day", "-style", "fusion"])
    preferences.install(paths.read_settings(), paths.write_setting)
    theme.install(app, dark=False, styled=True)
    start_logging(paths.log_folder())
    hook = CrashHook()
    prepared(root, canary)
    day = Day(canary)
    flow = Flow(InlineTasks(), None, profile=CHEAP)
    flow.start(root)
    unlock(flow, secret=f"wrong {canary} passphrase")
    unlock(flow)
    check_in(day, flow)
    walk(day, window_of(flow))
    clinic = window_of(flow).context.clinic
    person = {"resourceType": "Patient", "id": canary, "name": [{"family": canary}]}
    strange = {"resourceType": "Invoice", "id": "x", "note": canary}
    entries = [{"resource": person}, {"resource": strange}]
    bundle = exports / "bundle.json"
    bundle.write_text(json.dumps({"resourceType": "Bundle", "entry": entries}))
    imports.import_files(clinic, [bundle])
    file_scans(clinic, exports, canary)
    backups.create_backup(clinic, exports)
    try:
        raise ValueError(canary)
    except ValueError as bug:
        hook.report(bug)
    settle()
    for dialog in dialogs():
        close(dialog)
    window_of(flow).new_patient()
    settle()
    for dialog in dialogs():
        day.fill(dialog)
    flow.lock()
    settle()
    sys.stdout.write(f"typed {day.typed}\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
