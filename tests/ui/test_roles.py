"""What each role is offered in the real window, and that nothing offered is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.audit_event import Outcome
from practice_desk.gui.dialogs.document_dialogs import FilingDialog
from practice_desk.gui.dialogs.patient_dialog import PatientDialog
from practice_desk.gui.dialogs.start_medication_dialog import StartMedicationDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.page_stack import PATIENTS
from practice_desk.gui.pages.person_page import PersonPage
from practice_desk.gui.pages.registry import APP_PAGES, CHART_PAGES
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.services import documents
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import get_patient
from practice_desk.storage.record_rows import AUDIT_EVENT
from tests.factories import MadeClinic
from tests.stage import CLINICAL_WORDS, Stage, set_the_stage
from tests.ui.shell import open_window

CHARTS = [
    "Summary", "Plan", "Side effects", "Measures", "Notes", "Psychotherapy", "Goals", "Health",
    "Monitoring", "Documents", "Letters", "Reconcile", "Supply", "History", "Education",
    "Consents", "Person",
]  # fmt: skip
TABS = {
    Role.PRESCRIBER: CHARTS,
    Role.THERAPIST: CHARTS,
    Role.FRONT_DESK: ["Person"],
    Role.ADMINISTRATOR: ["Person"],
    Role.PHARMACIST: [],
}
RAIL = {
    Role.PRESCRIBER: [
        "Today",
        "Inbox",
        "Schedule",
        "Letters",
        "Effects",
        "Overdue",
        "Reports",
        "Directory",
        "Import",
        "Backup",
        "Settings",
    ],
    Role.THERAPIST: [
        "Today",
        "Inbox",
        "Schedule",
        "Letters",
        "Effects",
        "Overdue",
        "Reports",
        "Directory",
        "Backup",
        "Settings",
    ],
    Role.FRONT_DESK: [
        "Today",
        "Inbox",
        "Schedule",
        "Letters",
        "Reports",
        "Directory",
        "Backup",
        "Settings",
    ],
    Role.ADMINISTRATOR: ["Today", "Inbox", "Reports", "Directory", "Import", "Backup", "Settings"],
    Role.PHARMACIST: ["Today", "Settings"],
}


@pytest.fixture
def stage(made: MadeClinic) -> Stage:
    return set_the_stage(made)


def enter(qtbot: QtBot, stage: Stage, *roles: Role) -> MainWindow:
    """Open the window as somebody in *roles*, with the chart open."""
    stage.clinic.session = replace(stage.clinic.session, roles=frozenset(roles))
    window = open_window(qtbot, stage.clinic)
    window.open_patient(stage.patient_id)
    return window


def tabs(window: MainWindow) -> list[str]:
    """Return the titles of the chart's pages that are offered."""
    bar = window.chart.tabs
    return [bar.tabText(place) for place in range(bar.count()) if bar.isTabVisible(place)]


def shown(widget: QWidget) -> str:
    """Return every text that can be seen or heard on *widget*."""
    texts = [
        child.text()
        for kind in (QLabel, QAbstractButton, QLineEdit)
        for child in widget.findChildren(kind)
    ]
    for child in widget.findChildren(QWidget):
        texts += [child.toolTip(), child.accessibleName(), child.accessibleDescription()]
    for table in widget.findChildren(QTableView):
        model = table.model()
        columns = range(table.horizontalHeader().count())
        rows = range(table.verticalHeader().count())
        texts += [str(model.index(row, column).data()) for row in rows for column in columns]
    return "\n".join(texts)


def refusals(clinic: Clinic) -> int:
    """Return how often somebody was refused."""
    with clinic.store.read() as work:
        where = AUDIT_EVENT.select().where(AUDIT_EVENT.c.outcome == Outcome.REFUSED.value)
        return len(work.connection.execute(where).all())


@pytest.mark.parametrize("role", Role)
def test_that_a_role_is_offered_its_pages_and_nothing_that_is_refused(
    qtbot: QtBot, stage: Stage, role: Role
) -> None:
    window = enter(qtbot, stage, role)
    assert tabs(window) == TABS[role]
    for number in range(len(TABS[role])):
        held = Qt.KeyboardModifier.ControlModifier
        if number >= 10:
            held |= Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + (number + 1) % 10), held)
        bar = window.chart.tabs
        assert bar.tabText(bar.currentIndex()) == TABS[role][number]
    pages = [*(page.title.replace("&", "") for page in APP_PAGES), "Visit"]
    assert [
        title
        for title, button in zip(pages, window.rail.pages()[1:], strict=True)
        if button.isVisible()
    ] == RAIL[role]
    for button in window.rail.pages():
        if button.isVisible():
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert refusals(stage.clinic) == 0
    assert window.messages.isHidden()


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.ADMINISTRATOR])
def test_that_who_is_no_clinician_sees_no_clinical_word(
    qtbot: QtBot, stage: Stage, role: Role
) -> None:
    window = enter(qtbot, stage, role)
    texts = shown(window)
    assert "Łukasz Dąbrowski" in texts
    assert "(503) 555-0142" in texts
    assert not [word for word in CLINICAL_WORDS if word in texts]
    assert not window.chart.header.allergies.isVisible()
    assert window.chart.chart is None


def test_that_a_pharmacist_begins_with_the_pack_and_reaches_no_patient(
    qtbot: QtBot, stage: Stage
) -> None:
    window = enter(qtbot, stage, Role.PHARMACIST)
    settings = window.pages[window.page]
    assert isinstance(settings, SettingsPage)
    assert settings.tabs.currentWidget() is settings.knowledge
    assert settings.knowledge.form.accept.isVisible()
    assert not settings.knowledge.form.load_pack.isVisible()
    for key in (Qt.Key.Key_F, Qt.Key.Key_N, Qt.Key.Key_1):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.pages[window.page] is settings
    assert window.findChild(PatientDialog) is None
    assert window.chart.patient_id is None
    assert "Dąbrowski" not in shown(window)
    assert refusals(stage.clinic) == 0


def test_that_front_desk_edits_the_person_and_leaves_the_alert_alone(
    qtbot: QtBot, stage: Stage
) -> None:
    window = enter(qtbot, stage, Role.FRONT_DESK)
    window.chart.header.edit.click()
    dialog = window.findChild(PatientDialog)
    assert dialog is not None
    assert dialog.form.alert.isHidden()
    assert dialog.form.alert.text() == ""
    dialog.form.phone.setText("(971) 555-0199")
    dialog.form.save_button.click()
    assert refusals(stage.clinic) == 0
    stage.clinic.session = replace(stage.clinic.session, roles=frozenset({Role.PRESCRIBER}))
    stored = get_patient(stage.clinic, stage.patient_id)
    assert (stored.phone, stored.alert) == ("(971) 555-0199", "Overdose in 2019")


def test_that_front_desk_files_scans_without_seeing_what_the_chart_holds(
    qtbot: QtBot, stage: Stage, tmp_path: Path
) -> None:
    documents.keep_document(stage.clinic, stage.patient_id, "secret_title.txt", b"Known before")
    for name, content in (("scan.txt", b"Referral"), ("again.txt", b"Known before")):
        (tmp_path / name).write_bytes(content)
    window = enter(qtbot, stage, Role.FRONT_DESK)
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PersonPage)
    QTest.mouseClick(page.scan, Qt.MouseButton.LeftButton)
    chooser = page.findChild(QFileDialog)
    assert chooser is not None
    chooser.filesSelected.emit([str(tmp_path / "scan.txt"), str(tmp_path / "again.txt")])
    chooser.reject()
    asked = next(each for each in page.findChildren(FilingDialog) if each.isVisible())
    QTest.keyClick(asked, Qt.Key.Key_Return)
    told = shown(page)
    assert "1 document was filed in General. 1 was in the chart before." in told
    assert "secret" not in told
    assert page.holds_work
    assert refusals(stage.clinic) == 0
    stage.clinic.session = replace(stage.clinic.session, roles=frozenset({Role.PRESCRIBER}))
    filed = documents.chart_documents(stage.clinic, stage.patient_id).documents
    assert {each.title for each in filed if each.waits_for_review} >= {"scan"}


def test_that_an_administrator_adds_and_edits_no_patient(qtbot: QtBot, stage: Stage) -> None:
    window = enter(qtbot, stage, Role.ADMINISTRATOR)
    assert not window.patients.new.isVisible()
    assert not window.chart.header.edit.isVisible()
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.findChild(PatientDialog) is None


@pytest.mark.parametrize("key", ["C", "H", "S", "L"])
def test_that_a_therapist_reaches_no_step_of_the_plan_by_key(
    qtbot: QtBot, stage: Stage, key: str
) -> None:
    window = enter(qtbot, stage, Role.THERAPIST)
    window.chart.show_page("Plan")
    page = window.chart.tabs.currentWidget()
    page.form.plan_list.setFocus()
    QTest.keyClicks(page.form.plan_list, key)
    assert page.dialog is None


def test_that_a_therapist_records_a_medication_only_as_told(qtbot: QtBot, stage: Stage) -> None:
    window = enter(qtbot, stage, Role.THERAPIST)
    window.chart.show_page("Plan")
    page = window.chart.tabs.currentWidget()
    page.form.plan_list.setFocus()
    QTest.keyClicks(page.form.plan_list, "N")
    dialog = page.dialog
    assert isinstance(dialog, StartMedicationDialog)
    offered = [dialog.form.origin.itemText(place) for place in range(dialog.form.origin.count())]
    assert offered == ["Prescribed outside", "Patient's own (over the counter)"]
    assert not dialog.form.save_and_write.isVisible()


@pytest.mark.parametrize("role", Role)
def test_that_files_are_taken_only_from_who_may_import(
    qtbot: QtBot, stage: Stage, role: Role
) -> None:
    window = enter(qtbot, stage, role)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/bundle.json")])
    event = QDragEnterEvent(
        QPoint(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dragEnterEvent(event)
    assert event.isAccepted() == (role in (Role.PRESCRIBER, Role.ADMINISTRATOR))


def test_that_a_page_that_is_not_offered_does_not_come_by_its_number(
    qtbot: QtBot, stage: Stage
) -> None:
    window = enter(qtbot, stage, Role.FRONT_DESK)
    titles = [page.title for page in APP_PAGES]
    window.show_page(titles.index("&Import") + 1)
    assert window.page == PATIENTS
    window.chart.show_page("Plan")
    assert tabs(window) == ["Person"]
    assert len(window.chart.pages) == 1
    assert len(CHART_PAGES) > 1
