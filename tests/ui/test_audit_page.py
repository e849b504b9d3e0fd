"""The administrator reads the audit trail, narrows it and exports it, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QCompleter, QFileDialog
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.audit_event import AuditKind
from practice_desk.gui.pages.audit_section import AuditSection
from practice_desk.gui.pages.registry import APP_PAGES, SETTINGS
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.services import charts
from practice_desk.services.audit_reader import PAGE
from practice_desk.services.clinic import Clinic
from tests.audit_rows import audit_rows
from tests.factories import a_patient
from tests.ui.shell import open_window
from tests.unit.gui.test_audit_view import fill

NUMBER = APP_PAGES.index(SETTINGS) + 1


def forward(qtbot: QtBot, clinic: Clinic) -> AuditSection:
    """Open the settings of a real window and bring the audit trail forward."""
    window = open_window(qtbot, clinic)
    window.show_page(NUMBER)
    page = window.pages[NUMBER]
    assert isinstance(page, SettingsPage)
    page.tabs.setCurrentWidget(page.audit)
    return page.audit


def shown(section: AuditSection, column: int) -> list[str]:
    return [row.cells[column] for row in section.model.rows]


def test_that_the_trail_opens_with_the_newest_entry_selected(qtbot: QtBot, clinic: Clinic) -> None:
    charts.open_chart(clinic, a_patient(clinic))
    section = forward(qtbot, clinic)
    assert "Viewed chart" in shown(section, 2)
    assert section.form.entries.currentIndex().row() == 0
    qtbot.keyClick(section.form.entries, Qt.Key.Key_Down)
    number = section.model.rows[1].line.event.id
    assert section.form.facts.text().startswith(f"Entry {number} ·")


def test_that_the_trail_is_narrowed_by_typing_a_patients_name(qtbot: QtBot, clinic: Clinic) -> None:
    for name in ("Garcia", "Okafor"):
        charts.open_chart(clinic, a_patient(clinic, family_name=name))
    section = forward(qtbot, clinic)
    form = section.form
    form.patient.setFocus()
    qtbot.keyClicks(form.patient, "garc")
    _choose_first(qtbot, section)
    assert {text.partition(" ·")[0] for text in shown(section, 3)} == {"Łukasz Garcia"}
    qtbot.keyClick(form.patient, Qt.Key.Key_Backspace)
    assert len({*shown(section, 3)}) > 1


def _choose_first(qtbot: QtBot, section: AuditSection) -> None:
    """Take the first patient offered, with the arrow and Enter."""
    (completer,) = (
        each for each in section.form.patient.findChildren(QCompleter) if each.popup().isVisible()
    )
    popup = completer.popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)


def test_that_the_trail_is_narrowed_by_person_kind_and_days(qtbot: QtBot, clinic: Clinic) -> None:
    charts.open_chart(clinic, a_patient(clinic))
    section = forward(qtbot, clinic)
    form = section.form
    form.kind.setCurrentText("Added")
    assert set(shown(section, 2)) == {"Added person and contacts", "Added clinic"}
    form.user_name.setCurrentIndex(form.user_name.findData("ana.berg"))
    assert section.model.rows
    form.until.edit.setText("1/1/2001")
    assert form.stack.currentWidget() is form.empty_page
    assert not form.export_button.isEnabled()
    form.show_all.click()
    assert form.stack.currentWidget() is form.list_page
    assert "Viewed chart" in shown(section, 2)


def test_that_a_day_that_is_none_changes_nothing(qtbot: QtBot, clinic: Clinic) -> None:
    section = forward(qtbot, clinic)
    before = shown(section, 0)
    section.form.since.edit.setText("soon")
    assert shown(section, 0) == before


def test_that_scrolling_down_reaches_the_oldest_entry(qtbot: QtBot, clinic: Clinic) -> None:
    fill(clinic, 2 * PAGE)
    section = forward(qtbot, clinic)
    assert section.form.count.text() == f"the newest {PAGE} of more"
    for _ in range(5):
        section.form.entries.scrollToBottom()
        if section.model.canFetchMore(QModelIndex()):
            section.model.fetchMore(QModelIndex())
    assert section.model.rows[-1].line.event.id == 1
    assert section.form.count.text().endswith("entries")


def test_that_an_export_is_written_and_recorded(
    qtbot: QtBot, clinic: Clinic, tmp_path: Path
) -> None:
    charts.open_chart(clinic, a_patient(clinic))
    section = forward(qtbot, clinic)
    section.form.kind.setCurrentText("Viewed")
    section.form.export_button.click()
    (dialog,) = section.findChildren(QFileDialog)
    path = tmp_path / "trail.csv"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    assert "Maria" not in path.name
    assert "view chart" in path.read_text(encoding="utf-8-sig")
    assert audit_rows(clinic)[-1].kind is AuditKind.EXPORT


def test_that_looking_at_the_settings_is_no_look_at_the_trail(qtbot: QtBot, clinic: Clinic) -> None:
    window = open_window(qtbot, clinic)
    window.show_page(NUMBER)
    assert "view audit trail" not in {row.operation for row in audit_rows(clinic)}


@pytest.mark.parametrize("role", [Role.PRESCRIBER, Role.THERAPIST, Role.FRONT_DESK])
def test_that_who_is_no_administrator_is_not_offered_the_trail(
    qtbot: QtBot, clinic: Clinic, role: Role
) -> None:
    session = clinic.session
    clinic.session = type(session)(
        session.user_name, session.display_name, frozenset({role}), "test"
    )
    window = open_window(qtbot, clinic)
    window.show_page(NUMBER)
    page = window.pages[NUMBER]
    assert isinstance(page, SettingsPage)
    assert not page.tabs.isTabVisible(page.tabs.indexOf(page.audit))
