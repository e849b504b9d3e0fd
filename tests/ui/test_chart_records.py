"""From a chart: who has seen it, what was told to others, and the list that a patient may get."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.gui.dialogs.chart_seen_dialog import ChartSeenDialog
from practice_desk.gui.dialogs.disclosure_dialog import DisclosureDialog, RetractDisclosureDialog
from practice_desk.gui.dialogs.disclosures_dialog import DisclosuresDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.services import disclosures
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from tests.audit_rows import audit_rows
from tests.factories import a_patient
from tests.ui.shell import open_window

D = TypeVar("D", bound=QDialog)


def the_open(kind: type[D], window: QWidget) -> D:
    """Return the one dialog of this kind that is on the screen."""
    (found,) = (each for each in window.findChildren(kind) if each.isVisible())
    return found


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    return a_patient(clinic)


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic, patient_id: int) -> MainWindow:
    """A main window with the chart open."""
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    return window


def record(clinic: Clinic, patient_id: int) -> None:
    disclosures.record_disclosure(
        clinic,
        Disclosure(
            patient_id,
            clinic.now() - timedelta(days=3),
            "",
            "County Court",
            "Subpoena",
            "Dates of treatment",
            basis=DisclosureBasis.COURT,
        ),
    )


def test_that_who_has_seen_the_chart_is_shown_from_its_menu(
    window: MainWindow, clinic: Clinic, patient_id: int
) -> None:
    window.chart.access.seen.trigger()
    dialog = the_open(ChartSeenDialog, window)
    assert [row.cells[2] for row in dialog.model.rows] == [
        "Viewed chart",
        "Added person and contacts",
    ]
    assert "Dąbrowski" in dialog.form.patient.text()
    assert dialog.form.count.text() == "2 entries"
    dialog.form.close_button.click()
    row = audit_rows(clinic)[-1]
    assert (row.operation, row.patient_id, row.kind) == (
        "view chart access",
        patient_id,
        AuditKind.VIEW,
    )


def test_that_a_disclosure_is_recorded_by_keyboard(
    qtbot: QtBot, window: MainWindow, clinic: Clinic, patient_id: int
) -> None:
    window.chart.access.disclosures.trigger()
    dialog = the_open(DisclosuresDialog, window)
    assert dialog.model.rows == ()
    assert "nothing was told" in dialog.form.facts.text()
    qtbot.keyClick(dialog.form.record_button, Qt.Key.Key_Space)
    form = the_open(DisclosureDialog, window).form
    qtbot.keyClicks(form.recipient, "County Court")
    qtbot.keyClicks(form.what, "Dates of treatment")
    qtbot.keyClicks(form.purpose, "Subpoena 26-1234")
    form.basis.setFocus()
    qtbot.keyClicks(form.basis, "Court")
    assert "must tell this" in form.basis_hint.text()
    qtbot.keyClick(form.save_button, Qt.Key.Key_Space)
    (row,) = dialog.model.rows
    assert row.cells[1:] == (
        "County Court",
        "Dates of treatment",
        "Subpoena 26-1234",
        "Court or other legal proceeding",
    )
    with clinic.store.read() as work:
        (value,) = registry.disclosures.for_patient(work.connection, patient_id)
    assert value.disclosed_by == "ana.berg"


def test_that_what_is_missing_is_said_at_its_field(window: MainWindow, clinic: Clinic) -> None:
    window.chart.access.disclosures.trigger()
    the_open(DisclosuresDialog, window).form.record_button.click()
    dialog = the_open(DisclosureDialog, window)
    dialog.form.disclosed_at.set_value(None)
    dialog.form.save_button.click()
    assert dialog.isVisible()
    dialog.form.disclosed_at.set_value(window.context.today())
    dialog.form.save_button.click()
    assert dialog.isVisible()
    assert not [row for row in audit_rows(clinic) if row.operation == "record disclosure"]


def test_that_one_entered_in_error_leaves_the_list(
    window: MainWindow, clinic: Clinic, patient_id: int
) -> None:
    record(clinic, patient_id)
    window.chart.access.disclosures.trigger()
    dialog = the_open(DisclosuresDialog, window)
    assert len(dialog.model.rows) == 1
    dialog.form.retract_button.click()
    retract = the_open(RetractDisclosureDialog, window)
    retract.form.reason.setPlainText("Wrong patient")
    retract.form.save_button.click()
    assert dialog.model.rows == ()
    assert not dialog.form.retract_button.isEnabled()


def test_that_days_and_the_rule_narrow_the_list(
    window: MainWindow, clinic: Clinic, patient_id: int
) -> None:
    record(clinic, patient_id)
    window.chart.access.disclosures.trigger()
    form = (dialog := the_open(DisclosuresDialog, window)).form
    form.required_only.click()
    assert len(dialog.model.rows) == 1
    form.until.set_value(window.context.today() - timedelta(days=30))
    assert dialog.model.rows == ()


def test_that_the_list_is_saved_kept_and_recorded(
    window: MainWindow, clinic: Clinic, patient_id: int, tmp_path: Path
) -> None:
    record(clinic, patient_id)
    window.chart.access.disclosures.trigger()
    dialog = the_open(DisclosuresDialog, window)
    path = tmp_path / "list.pdf"
    dialog.save_to(path)
    assert path.read_bytes().startswith(b"%PDF")
    row = audit_rows(clinic)[-1]
    assert (row.operation, row.kind) == ("give accounting", AuditKind.EXPORT)
    assert "A copy stays in the chart" in dialog.form.facts.text()


def test_that_the_list_is_printed_kept_and_recorded(
    window: MainWindow, clinic: Clinic, patient_id: int, tmp_path: Path
) -> None:
    record(clinic, patient_id)
    window.chart.access.disclosures.trigger()
    dialog = the_open(DisclosuresDialog, window)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.print_on(printer)
    assert (tmp_path / "printed.pdf").is_file()
    assert audit_rows(clinic)[-1].kind is AuditKind.PRINT


@pytest.mark.parametrize(
    ("role", "seen", "told"),
    [
        (Role.PRESCRIBER, True, True),
        (Role.THERAPIST, True, True),
        (Role.ADMINISTRATOR, True, False),
        (Role.FRONT_DESK, False, False),
    ],
)
def test_that_only_what_a_role_may_see_is_offered(
    qtbot: QtBot, clinic: Clinic, patient_id: int, role: Role, seen: bool, told: bool
) -> None:
    session = clinic.session
    clinic.session = type(session)(
        session.user_name, session.display_name, frozenset({role}), "test"
    )
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    access = window.chart.access
    assert (access.seen.isVisible(), access.disclosures.isVisible()) == (seen, told)
