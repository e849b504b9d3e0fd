"""Labels of sensitive records are set and seen where the record is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.note import NoteKind
from practice_desk.domain.risk import SafetyPlan
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.gui.dialogs.label_dialog import LabelDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.health_page import HealthPage
from practice_desk.gui.pages.notes_page import NotesPage
from practice_desk.gui.widgets.label_control import LabelControl
from practice_desk.services import charts, health, risk
from practice_desk.services.clinic import Clinic
from tests.factories import a_medication, a_note, a_patient
from tests.ui.shell import open_window


def labelled(qtbot: QtBot, window: MainWindow, control: LabelControl, place: int) -> None:
    """Tick the label at *place* in the dialog that *control* opens, and save it."""
    control.click()
    (dialog,) = window.findChildren(LabelDialog)
    assert dialog.form.records.isHidden()
    dialog.form.labels.item(place).setCheckState(Qt.CheckState.Checked)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.form.save_button.click()


def test_that_labels_are_set_and_seen_where_the_record_is(qtbot: QtBot, clinic: Clinic):
    patient_id = a_patient(clinic)
    pill = a_medication(clinic, patient_id).medication_id
    note = a_note(clinic, patient_id, "Came from the program.", NoteKind.TELEPHONE)
    allergy = health.save_allergy(clinic, AllergyIntolerance(patient_id, "Latex")).id
    plan = risk.write_safety_plan(clinic, patient_id, SafetyPlan("a", "b", "c", "d", "e", "f")).id
    window = open_window(qtbot, clinic)
    window.open_patient(patient_id)
    for title in ("Plan", "Notes", "Measures"):
        window.chart.show_page(title)
        page = window.chart.tabs.currentWidget()
        qtbot.waitUntil(lambda page=page: bool(_offered(page)))
        labelled(qtbot, window, _offered(page)[0], 0)
        qtbot.waitUntil(lambda page=page: "Part 2" in {c.text() for c in _offered(page)})
    window.chart.show_page("Health")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, HealthPage)
    page.allergies.table.selectRow(0)
    labelled(qtbot, window, page.labels[1], 1)
    qtbot.waitUntil(lambda: page.allergies.table.item(0, 0).text() == "Latex [HIV]")
    window.chart.show_page("Notes")
    notes = window.chart.tabs.currentWidget()
    assert isinstance(notes, NotesPage)
    assert notes.notes.table.item(0, 0).text().endswith("[Part 2]")
    part2 = frozenset({SensitivityLabel.PART2})
    assert charts.open_chart(clinic, patient_id).labels == {
        (RecordNoun.MEDICATION, pill): part2,
        (RecordNoun.NOTE, note.id): part2,
        (RecordNoun.SAFETY_PLAN, plan): part2,
        (RecordNoun.ALLERGY, allergy): frozenset({SensitivityLabel.HIV}),
    }


def _offered(page) -> list[LabelControl]:
    """Return the controls of a page that can be pressed."""
    return [each for each in page.findChildren(LabelControl) if each.isEnabled()]
