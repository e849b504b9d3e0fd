"""The clinical pack in the settings: read, reviewed, corrected, added to, exchanged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit

from practice_desk.assets import asset
from practice_desk.domain.account import Role
from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.medication import Horizon, Medication
from practice_desk.domain.safety import ChangeAction
from practice_desk.gui.dialogs.entry_dialogs import EntryCorrectionDialog, EntryReviewDialog
from practice_desk.gui.dialogs.live_check import LiveCheck
from practice_desk.gui.dialogs.own_entry_dialogs import OwnInteractionDialog, OwnMedicationDialog
from practice_desk.gui.dialogs.own_rule_dialogs import (
    OwnAllergyRuleDialog,
    OwnCheckDialog,
    OwnPatientRuleDialog,
)
from practice_desk.gui.models.knowledge_view import StateChoice
from practice_desk.gui.pages.pack_lines import pack_lines
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.pages.settings_tabs import KNOWLEDGE
from practice_desk.gui.widgets.pill import Pill
from practice_desk.gui.widgets.safety_panel import SafetyPanel
from practice_desk.knowledge.pack_file import read_pack_file, write_pack_file
from practice_desk.services import charts
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.health import save_allergy
from practice_desk.services.patients import find_patients
from practice_desk.services.safety import check_medication_change
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.terms import Term, find_laboratory_tests
from tests.factories import a_dosage, a_medication, a_patient, make_clinic
from tests.ui.contexts import inline_context
from tests.ui.look import squeezed

SERTRALINE = EntryKey(EntryKind.MEDICATION, "sertraline")
SSRI = "Selective serotonin reuptake inhibitors (SSRI)"


@pytest.fixture
def section(qtbot, clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, concept_id="sertraline")
    return opened(qtbot, clinic)


def opened(qtbot, clinic):
    page = SettingsPage(inline_context(clinic))
    qtbot.addWidget(page)
    page.resize(1186, 708)
    page.refresh()
    page.show_tab(KNOWLEDGE)
    page.show()
    return page.knowledge


def dialog_of(section, kind: type[QDialog]):
    """Return the dialog that is open over the section."""
    found = [each for each in section.window().findChildren(kind) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def sheet_text(section) -> str:
    for _ in range(3):  # a first layout can ask for a second
        QApplication.processEvents()
    labels = section.form.sheet.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if not label.isHidden())


def find(qtbot, section, text: str) -> None:
    section.form.search.clear()
    qtbot.keyClicks(section.form.search, text)


def test_that_an_entry_is_found_read_and_accepted_with_its_source(qtbot, section):
    form = section.form
    assert "draft that no clinician has reviewed" in form.state_of_pack.text
    assert "0 of 1 medication" in form.share.text()
    form.kind.setCurrentIndex(form.kind.findData(EntryKind.MEDICATION))
    find(qtbot, section, "sertraline")
    assert section.detail.line.key == SERTRALINE
    text = sheet_text(section)
    assert "50 to 200 mg a day" in text
    assert "FDA label" in text
    assert "Draft: no clinician has reviewed it." in text
    form.accept.click()
    dialog = dialog_of(section, EntryReviewDialog)
    dialog.form.source.setText("FDA label, Zoloft, 2026")
    dialog.form.reviewer.setText("Pat Roe, PharmD")
    dialog.form.save_button.click()
    assert "Reviewed by Pat Roe, PharmD" in sheet_text(section)
    assert "1 of 1 medication" in form.share.text()
    assert not squeezed(section)


def test_that_a_rejected_entry_needs_a_source_and_can_be_taken_back(qtbot, section):
    form = section.form
    section.show_entry(EntryKey(EntryKind.INTERACTION, "int_maoi_ssri"))
    form.reject.click()
    dialog = dialog_of(section, EntryReviewDialog)
    dialog.form.save_button.click()
    assert dialog.isVisible()
    assert "source" in dialog.problems.sentence("source")
    dialog.form.source.setText("Our pharmacist")
    dialog.form.save_button.click()
    assert "it is not used" in sheet_text(section)
    form.state.setCurrentIndex(form.state.findData(StateChoice.REJECTED))
    assert section.model.rowCount() == 1
    form.take_back.click()
    dialog_of(section, EntryReviewDialog).form.save_button.click()
    assert section.model.rowCount() == 0


def test_that_a_dose_range_is_corrected_field_by_field(qtbot, section):
    section.show_entry(SERTRALINE)
    section.form.correct.click()
    dialog = dialog_of(section, EntryCorrectionDialog)
    field = dialog.findChild(QLineEdit, "adult_dose_label_max")
    field.setText("much")
    dialog.form.save_button.click()
    assert "number" in dialog.problems.sentence("adult_dose_label_max")
    field.setText("250")
    dialog.form.source.setText("FDA label, 2026")
    dialog.form.save_button.click()
    assert "at most 250 mg" in sheet_text(section)
    assert "Corrected by this clinic." in sheet_text(section)


def test_that_an_own_medication_and_an_own_interaction_are_written_and_marked(qtbot, section):
    section.add_own(OwnMedicationDialog)
    dialog = dialog_of(section, OwnMedicationDialog)
    form = dialog.form
    qtbot.keyClicks(form.generic_name, "inventine")
    form.strengths_1.setText("10, 20")
    dialog.add_class(Term(SSRI, SSRI, pack_id="ssri", topic="class"))
    form.usual_min.setText("10")
    form.usual_max.setText("20")
    form.save_button.click()
    assert "source" in dialog.problems.sentence("source")
    form.source.setText("FDA label, Inventa, 2026")
    qtbot.keyClick(form.source, Qt.Key.Key_Return)
    assert "This clinic's own entry." in sheet_text(section)
    section.add_own(OwnInteractionDialog)
    dialog = dialog_of(section, OwnInteractionDialog)
    dialog.choose(dialog.form.a, Term("inventine", "inventine", "", "own_inventine", "medication"))
    qtbot.keyClicks(dialog.form.b, "nothing known")
    dialog.form.save_button.click()
    assert "list" in dialog.problems.sentence("b")
    dialog.choose(dialog.form.b, Term("lithium", "lithium", "", "lithium", "medication"))
    dialog.form.effect.setText("Tremor")
    dialog.form.management.setText("Watch for it.")
    dialog.form.source.setText("Case report")
    dialog.form.save_button.click()
    section.form.state.setCurrentIndex(section.form.state.findData(StateChoice.OURS))
    assert section.model.rowCount() == 2
    assert not squeezed(section)


def test_that_a_newer_pack_is_compared_and_used(qtbot, section, tmp_path):
    names, safety = (
        asset("resources", "knowledge", name).read_bytes()
        for name in ("compiled.json", "safety.json")
    )
    pack = read_pack_file(write_pack_file(names, safety))
    rules = tuple(rule for rule in pack.safety.interactions if rule.id != "int_maoi_ssri")
    about = msgspec.structs.replace(pack.names.pack, version="0.2.0")
    newer = msgspec.structs.replace(
        pack,
        names=msgspec.structs.replace(pack.names, pack=about),
        safety=msgspec.structs.replace(pack.safety, version="0.2.0", interactions=rules),
    )
    path = tmp_path / "newer.pdpack"
    path.write_bytes(msgspec.json.encode(newer))
    dialog = section.examine(path)
    assert "1 gone" in dialog.form.summary.text()
    assert "Gone: Interaction" in dialog.form.changes.toPlainText()
    assert not squeezed(dialog)
    dialog.form.save_button.click()
    assert "0.2.0" in section.form.state_of_pack.text
    (tmp_path / "other.pdpack").write_bytes(b"{}")
    refused = section.examine(tmp_path / "other.pdpack")
    assert "no clinical pack" in refused.form.problem.text()
    assert not refused.form.save_button.isEnabled()
    refused.close()


def test_that_a_therapist_reads_and_is_offered_nothing_else(qtbot, clinic):
    clinic.session = replace(clinic.session, roles=frozenset({Role.THERAPIST}))
    form = opened(qtbot, clinic).form
    offered = (form.accept, form.reject, form.correct, form.add_own, form.load_pack)
    assert not any(button.isVisible() for button in offered)
    assert form.entries.model().rowCount() > 1000


def test_that_past_its_review_date_everything_reads_not_checked(qtbot, tmp_path):
    made = make_clinic(tmp_path, clock=lambda: datetime(2027, 11, 24, 18, tzinfo=UTC))
    section = opened(qtbot, made.clinic)
    assert "Not checked: it was to be reviewed by Nov 23, 2027" in section.form.state_of_pack.text
    (line,) = pack_lines(made.clinic, made.clinic.now())
    assert "nothing counts as checked" in line.sentence
    panel = checking(qtbot, made.clinic, "sertraline")
    assert "Not checked" in {pill.text() for pill in panel.findChildren(Pill)}
    told = shown(panel)
    assert "Not checked against current facts: looked up in the clinical pack 0.1.0" in told
    assert "Checked with" not in told
    made.clinic.close()


def test_that_what_is_unknown_to_the_pack_reads_not_checked(qtbot, clinic):
    panel = checking(qtbot, clinic, "unobtainium")
    assert "Not checked" in {pill.text() for pill in panel.findChildren(Pill)}
    assert "not from the coded list" in shown(panel)
    assert pack_lines(clinic, clinic.now()) == []


def test_that_a_pack_to_be_reviewed_soon_is_told_on_today(qtbot, tmp_path):
    made = make_clinic(tmp_path, clock=lambda: datetime(2027, 11, 3, 18, tzinfo=UTC))
    (line,) = pack_lines(made.clinic, made.clinic.now())
    assert "has to be reviewed by Nov 23, 2027" in line.sentence
    made.clinic.close()


def checking(qtbot, clinic, name: str) -> SafetyPanel:
    """Compose the start of a medication, and return what the checks show."""
    patient = charts.open_chart(clinic, a_patient(clinic)).patient
    concept = knowledge_of(clinic).pack.medications.by_id(name)
    concept_id = "" if concept is None else concept.id
    medication = Medication(patient.id, name, Horizon.LONG_TERM, concept_id=concept_id)
    change = PlannedChange(ChangeAction.START, medication, clinic.today(), a_dosage())
    parent = QObject()
    live = LiveCheck(inline_context(clinic), patient.id, lambda: change, parent)
    qtbot.addWidget(live.panel)
    live.ask()
    return live.panel


def shown(panel: SafetyPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel))


def saved_rule(section, dialog):
    dialog.form.source.setText("Our standard, 2026")
    dialog.form.save_button.click()
    return section.detail.entry


def test_that_an_own_patient_rule_is_found_in_the_plan_of_whom_it_fits(qtbot, section, clinic):
    dialog = section.add_own(OwnPatientRuleDialog)
    form = dialog.form
    form.save_button.click()
    assert "from the list" in dialog.problems.sentence("applies_to")
    assert "age, pregnancy or condition" in dialog.problems.sentence("state")
    form.applies_to.add(Term("sertraline", "sertraline", pack_id="sertraline"))
    form.age_min.setText("70")
    form.message.setText("Check sodium first.")
    assert not squeezed(dialog)
    entry = saved_rule(section, dialog)
    assert entry.when.age_min == 70
    assert "This clinic's own entry." in sheet_text(section)
    patient_id = a_patient(clinic, birth_date=date(1940, 3, 1))
    alerts = check_medication_change(clinic, patient_id, starting(clinic, patient_id)).alerts
    mine = next(each for each in alerts if each.ref == entry.id)
    assert mine.message == "Check sodium first."
    assert mine.standing.is_own


def test_that_an_own_check_becomes_due_with_its_limits(qtbot, section, clinic):
    dialog = section.add_own(OwnCheckDialog)
    form = dialog.form
    form.applies_to.add(Term("sertraline", "sertraline", pack_id="sertraline"))
    dialog.choose_lab(find_laboratory_tests("sodium")[0])
    form.baseline.setChecked(True)
    form.every.setText("sometimes")
    form.low.setText("133")
    form.save_button.click()
    assert "beyond the limit" in dialog.problems.sentence("action")
    form.action.setText("Call the patient.")
    form.source.setText("Our standard, 2026")
    form.save_button.click()
    assert "3 months" in dialog.problems.sentence("every")
    form.every.setText("6 months")
    assert not squeezed(dialog)
    entry = saved_rule(section, dialog)
    (patient,) = find_patients(clinic, "")
    items = charts.open_chart(clinic, patient).monitoring.items
    (mine,) = [item for item in items if entry.id in item.ids]
    assert mine.due_on is not None
    assert "Our standard, 2026" in mine.sources


def test_that_an_own_cross_reaction_is_found_where_the_allergy_is_recorded(qtbot, section, clinic):
    dialog = section.add_own(OwnAllergyRuleDialog)
    form = dialog.form
    dialog.choose_allergen(Term("Latex", "Latex", pack_id="latex"))
    form.applies_to.add(Term("sertraline", "sertraline", pack_id="sertraline"))
    form.message.setText("The liquid comes with a rubber dropper.")
    assert not squeezed(dialog)
    entry = saved_rule(section, dialog)
    patient_id = a_patient(clinic)
    save_allergy(clinic, AllergyIntolerance(patient_id, "Latex", substance_id="latex"))
    alerts = check_medication_change(clinic, patient_id, starting(clinic, patient_id)).alerts
    assert entry.id in {each.ref for each in alerts}


def starting(clinic, patient_id) -> PlannedChange:
    medication = Medication(patient_id, "sertraline", Horizon.LONG_TERM, concept_id="sertraline")
    return PlannedChange(ChangeAction.START, medication, clinic.today(), a_dosage("50"))
