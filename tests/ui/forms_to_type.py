"""Every form of the application that keeps what is typed: how to open it, and typing into it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QPlainTextEdit, QWidget

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.care_plan import Goal, PlanProblem
from practice_desk.domain.condition import Condition, ConditionCategory
from practice_desk.domain.consent import (
    Consent,
    ConsentCategory,
    Relation,
    Signature,
    SignedHow,
    TreatmentConsent,
)
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.measure_series import series_of
from practice_desk.domain.medication import Origin
from practice_desk.domain.message_owner import person
from practice_desk.domain.observation import SubstanceUse, SubstanceUseStatus
from practice_desk.domain.reconciliation import ListSource
from practice_desk.domain.supply import Agreement, SupplyEntry, SupplyKind
from practice_desk.gui.dialogs.baseline_dialog import BaselineDialog
from practice_desk.gui.dialogs.own_entry_dialogs import OwnInteractionDialog, OwnMedicationDialog
from practice_desk.gui.dialogs.own_rule_dialogs import (
    OwnAllergyRuleDialog,
    OwnCheckDialog,
    OwnPatientRuleDialog,
)
from practice_desk.gui.dialogs.plan_step_dialog import PlanStepDialog
from practice_desk.gui.drafting import Drafting
from practice_desk.gui.form_state import State, _fields, read_state
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.letter_step import LetterStep
from practice_desk.gui.page_stack import PATIENTS
from practice_desk.gui.pages.consents_page import ConsentsPage
from practice_desk.gui.pages.directory_page import DirectoryPage
from practice_desk.gui.pages.documents_page import DocumentsPage
from practice_desk.gui.pages.education_page import EducationPage
from practice_desk.gui.pages.goals_page import GoalsPage
from practice_desk.gui.pages.health_page import HealthPage
from practice_desk.gui.pages.history_page import HistoryPage
from practice_desk.gui.pages.knowledge_section import KnowledgeSection, OwnDialog
from practice_desk.gui.pages.letters_page import LettersPage
from practice_desk.gui.pages.measures_page import MeasuresPage
from practice_desk.gui.pages.monitoring_page import MonitoringPage
from practice_desk.gui.pages.person_page import PersonPage
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.gui.pages.reconcile_page import ReconcilePage
from practice_desk.gui.pages.registry import APP_PAGES, DIRECTORY, SCHEDULE, SETTINGS
from practice_desk.gui.pages.schedule_page import SchedulePage
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.pages.settings_tabs import KNOWLEDGE, SCHEDULE_SETUP
from practice_desk.gui.pages.side_effects_page import SideEffectsPage
from practice_desk.gui.pages.supply_page import SupplyPage
from practice_desk.gui.widgets.letter_panel import LetterPanel
from practice_desk.gui.widgets.reply_field import ReplyField
from practice_desk.services import (
    care_plans,
    consents,
    documents,
    health,
    letters,
    messages,
    side_effects,
    supply,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import measures, save_total
from tests.factories import (
    a_medication,
    a_note,
    a_patient,
    a_pharmacy,
    a_practitioner,
    an_appointment,
)
from tests.ui.inbox_forms import hand_a_message_on, pass_a_call_on, reply
from tests.ui.request_forms import a_request, answer_request, record_request
from tests.ui.today_forms import put_off_a_line

CANARY = "CANARY"
FAMILY_NAME = "Canarias"
SEVERAL = "sign several changes"
"""The one in which nothing is typed: it holds what was composed in others, kept at once."""


def a_full_chart(clinic: Clinic) -> int:
    """Make a patient whose chart holds a record of every kind; return the id."""
    pharmacy = a_pharmacy(clinic)
    patient_id = a_patient(
        clinic,
        family_name=FAMILY_NAME,
        alert=f"{CANARY} alert",
        preferred_pharmacy_id=pharmacy,
    )
    health.save_condition(clinic, Condition(patient_id, "Panic", ConditionCategory.PROBLEM))
    health.save_allergy(clinic, AllergyIntolerance(patient_id, "Latex"))
    use = SubstanceUse(patient_id, "Tobacco", SubstanceUseStatus.CURRENT, date(2026, 1, 5))
    health.save_substance_use(clinic, use)
    today = clinic.today()
    side_effects.report_side_effect(clinic, AdverseEvent(patient_id, "Tremor", today))
    for total in ("20", "9"):
        save_total(clinic, patient_id, measures()[0], total)
    a_note(clinic, patient_id, f"{CANARY} note")
    told = a_medication(clinic, patient_id)
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [told.event_id])
    letters.send_letter(clinic, draft, letters.render_draft(draft), LetterDelivery.PRINTED)
    a_medication(clinic, patient_id, name="lithium carbonate", concept_id="lithium")
    a_medication(clinic, patient_id, name="ibuprofen", origin=Origin.OWN)
    signed = SupplyEntry(patient_id, clinic.today(), Agreement(), clinic.now(), "")
    supply.record_supply(clinic, signed)
    documents.keep_document(clinic, patient_id, "scan.txt", b"Slept badly.")
    agreed = Consent(patient_id, TreatmentConsent(f"{CANARY} visits"), clinic.now(), "")
    by = (Signature(FAMILY_NAME, Relation.PATIENT, clinic.now()),)
    consents.record_agreed(clinic, agreed, by, SignedHow.SPOKEN)
    consents.draw_up_consent(clinic, agreed)
    below = (Goal(0, f"{CANARY} goal"), (), ())
    care_plans.add_problem(clinic, patient_id, PlanProblem("Low mood"), [below])
    a_request(clinic, patient_id)
    a_practitioner(clinic)
    me = person(clinic.session.user_name)
    new = messages.NewMessage(patient_id, f"{CANARY} asks", f"{CANARY} words", me, today)
    messages.send_message(clinic, new)
    an_appointment(clinic, patient_id)
    return patient_id


def health_page(window: MainWindow) -> HealthPage:
    """Bring the Health page forward."""
    window.chart.show_page("Health")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, HealthPage)
    return page


def side_effects_page(window: MainWindow) -> SideEffectsPage:
    """Bring the Side effects page forward."""
    window.chart.show_page("Side effects")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, SideEffectsPage)
    return page


def monitoring_page(window: MainWindow) -> MonitoringPage:
    """Bring the Monitoring page forward, with the first check selected."""
    window.chart.show_page("Monitoring")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, MonitoringPage)
    return page


def plan_page(window: MainWindow) -> PlanPage:
    """Bring the Plan page forward, with the first medication selected."""
    window.show_page(PATIENTS)
    window.chart.show_page("Plan")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PlanPage)
    page.select(1)
    return page


def letters_page(window: MainWindow) -> LettersPage:
    """Bring the Letters page forward."""
    window.show_page(PATIENTS)
    window.chart.show_page("Letters")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, LettersPage)
    return page


def schedule_page(window: MainWindow) -> SchedulePage:
    """Bring the schedule forward, with the first appointment selected."""
    number = APP_PAGES.index(SCHEDULE) + PATIENTS + 1
    window.show_page(number)
    page = window.pages[number]
    assert isinstance(page, SchedulePage)
    return page


def measures_page(window: MainWindow) -> MeasuresPage:
    """Bring the Measures page forward."""
    window.chart.show_page("Measures")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, MeasuresPage)
    return page


def person_page(window: MainWindow) -> PersonPage:
    """Bring the Person page forward."""
    window.chart.show_page("Person")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PersonPage)
    return page


def reconcile_page(window: MainWindow) -> ReconcilePage:
    """Bring the Reconcile page forward."""
    window.chart.show_page("Reconcile")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, ReconcilePage)
    return page


def supply_page(window: MainWindow) -> SupplyPage:
    """Bring the Supply page forward."""
    window.chart.show_page("Supply")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, SupplyPage)
    return page


def consents_page(window: MainWindow) -> ConsentsPage:
    """Bring the Consents page forward."""
    window.chart.show_page("Consents")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, ConsentsPage)
    return page


def _consent(window: MainWindow, button: str, row: int = 0) -> None:
    page = consents_page(window)
    page.consents.table.selectRow(row)
    page.consents.button(button).click()


def _retract_supply(window: MainWindow) -> None:
    page = supply_page(window)
    page.entries.table.selectRow(0)
    page.entries.button("Entered in error…").click()


def directory_page(window: MainWindow, *, organizations: bool = True) -> DirectoryPage:
    """Bring the directory forward."""
    number = APP_PAGES.index(DIRECTORY) + PATIENTS + 1
    window.show_page(number)
    page = window.pages[number]
    assert isinstance(page, DirectoryPage)
    (page.organizations_chip if organizations else page.clinicians_chip).click()
    return page


def _change(window: MainWindow, name: str) -> None:
    section = getattr(health_page(window), name)
    section.table.selectRow(0)
    section.change.click()


def history_page(window: MainWindow) -> HistoryPage:
    """Bring the History page forward."""
    window.chart.show_page("History")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, HistoryPage)
    return page


def _choose_baseline(window: MainWindow) -> None:
    page, chart = measures_page(window), window.chart.chart
    assert chart is not None
    (series,) = series_of(chart.scores, (), measures())
    BaselineDialog(page.context, chart.patient, series, page).open()


def _goals(window: MainWindow) -> GoalsPage:
    """Bring the Goals page forward."""
    window.chart.show_page("Goals")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, GoalsPage)
    return page


def _goal_part(window: MainWindow, what: str) -> None:
    page, chart = _goals(window), window.chart.chart
    assert chart is not None
    (problem,) = chart.care_plan.problems
    part = problem.problem if what == "goal" else problem.goals[0].goal
    page.open_part(what, part)


def _education(window: MainWindow) -> EducationPage:
    """Bring the Education page forward, with the first handout selected."""
    window.chart.show_page("Education")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, EducationPage)
    return page


def _document(window: MainWindow) -> DocumentsPage:
    """Bring the Documents page forward, with the first document selected."""
    window.chart.show_page("Documents")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, DocumentsPage)
    return page


def _letter(window: MainWindow) -> LetterPanel:
    """Bring the Letters page forward, with the newest letter selected."""
    window.chart.show_page("Letters")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, LettersPage)
    return page.panel


def _judge(window: MainWindow) -> None:
    section = history_page(window).trials
    section.table.selectRow(0)
    section.change.click()


def _plan_steps(window: MainWindow) -> None:
    page = plan_page(window)
    assert page.selected is not None
    page.dialogs.plan_steps(page.selected.item)


def _switch(window: MainWindow) -> None:
    page = plan_page(window)
    assert page.selected is not None
    page.dialogs.switch(page.selected.item)


def _sign_several(window: MainWindow) -> None:
    page = plan_page(window)
    page.form.stop.click()
    dialog = page.dialog
    assert isinstance(dialog, PlanStepDialog)
    dialog.form.reason_code.setCurrentIndex(1)
    dialog.form.comment.setPlainText(CANARY)
    dialog.foot.another.click()


def _own(window: MainWindow, kind: type[OwnDialog]) -> OwnDialog:
    """Open the form of an entry of the clinic's own."""
    return knowledge_section(window).add_own(kind)


def knowledge_section(window: MainWindow) -> KnowledgeSection:
    """Bring the settings' tab with the clinical pack forward, with an entry chosen."""
    number = APP_PAGES.index(SETTINGS) + PATIENTS + 1
    window.show_page(number)
    page = window.pages[number]
    assert isinstance(page, SettingsPage)
    page.show_tab(KNOWLEDGE)
    return page.knowledge


def _retract(window: MainWindow, name: str) -> None:
    section = getattr(health_page(window), name)
    section.table.selectRow(0)
    section.retract.click()


FORMS: dict[str, Callable[[MainWindow], object]] = {
    "new patient": lambda w: w.new_patient(),
    "edit patient": lambda w: w.edit_patient(w.chart.person),  # type: ignore[arg-type]
    "add a condition": lambda w: health_page(w).conditions.add.click(),
    "add history": lambda w: health_page(w).history.add.click(),
    "change a condition": lambda w: _change(w, "conditions"),
    "add an allergy": lambda w: health_page(w).allergies.add.click(),
    "change an allergy": lambda w: _change(w, "allergies"),
    "add vitals": lambda w: health_page(w).vitals.add.click(),
    "report a side effect": lambda w: side_effects_page(w).side_effects.add.click(),
    "review a side effect": lambda w: side_effects_page(w).side_effects.change.click(),
    "tell a side effect again": lambda w: side_effects_page(w).told.click(),
    "hand a side effect over": lambda w: side_effects_page(w).hand_over.click(),
    "write about a side effect": lambda w: side_effects_page(w).write.click(),
    "put off what waits for a clinician": put_off_a_line,
    "take down a call": lambda w: person_page(w).call.click(),
    "record a score": lambda w: measures_page(w).entries.add.click(),
    "fill in a measure": lambda w: measures_page(w).fill_in.click(),
    "set when a measure is due": lambda w: measures_page(w).schedule.click(),
    "choose a baseline": _choose_baseline,
    "assess suicide risk": lambda w: measures_page(w).assess(),
    "write a safety plan": lambda w: measures_page(w).write_plan(),
    "record facts for the checks": lambda w: health_page(w).facts.add.click(),
    "enter results": lambda w: monitoring_page(w).enter.click(),
    "decide about a check": lambda w: monitoring_page(w).not_needed.click(),
    "add a past trial": lambda w: history_page(w).trials.add.click(),
    "add an event": lambda w: history_page(w).events.add.click(),
    "record a teach-back": lambda w: _education(w).teach_back.click(),
    "the clinic's words on a handout": lambda w: _education(w).own_words.click(),
    "change a document": lambda w: _document(w).change(),
    "a document entered in error": lambda w: _document(w).retract(),
    "judge a trial": lambda w: _judge(w),
    "add substance use": lambda w: health_page(w).substances.add.click(),
    "change substance use": lambda w: _change(w, "substances"),
    "a condition entered in error": lambda w: _retract(w, "conditions"),
    "substance use entered in error": lambda w: _retract(w, "substances"),
    "start a medication": lambda w: plan_page(w).form.new_medication.click(),
    "change a dose": lambda w: plan_page(w).form.change.click(),
    "plan steps": lambda w: _plan_steps(w),
    "switch a medication": lambda w: _switch(w),
    SEVERAL: lambda w: _sign_several(w),
    "hold a medication": lambda w: plan_page(w).form.hold.click(),
    "stop a medication": lambda w: plan_page(w).form.stop.click(),
    "new appointment": lambda w: schedule_page(w).new_button.click(),
    "change an appointment": lambda w: schedule_page(w).visit.change.click(),
    "write a letter": lambda w: letters_page(w).write_letter(),
    "enter a paper check-in": lambda w: _enter_paper(w),
    "book from a chart": lambda w: person_page(w).appointments.book_button.click(),
    "write a recall": lambda w: person_page(w).appointments.recall.trigger(),
    "put on the waiting list": lambda w: person_page(w).appointments.wait.trigger(),
    "change the policy": lambda w: _settings(w).schedule.policy.click(),
    "type a list": lambda w: reconcile_page(w).type_list(ListSource.PHARMACY),
    "record a fill": lambda w: supply_page(w).open_form(SupplyKind.FILL),
    "record a PDMP check": lambda w: supply_page(w).open_form(SupplyKind.PDMP),
    "supply entered in error": _retract_supply,
    "record a reply to a letter": lambda w: _letter(w).take_step(LetterStep.REPLY),
    "record a request": record_request,
    "answer a request": answer_request,
    "add a treatment problem": lambda w: _goals(w).new.click(),
    "add a goal": lambda w: _goal_part(w, "goal"),
    "add an objective": lambda w: _goal_part(w, "objective"),
    "add therapy for a goal": lambda w: _goal_part(w, "intervention"),
    "take a goal out": lambda w: _goal_part(w, "remove"),
    "sign a treatment plan": lambda w: _goals(w).sign.click(),
    "draw up a consent": lambda w: consents_page(w).draw_up(ConsentCategory.RELEASE),
    "a consent signed on paper": lambda w: _consent(w, "Signed on paper…"),
    "revoke a consent": lambda w: _consent(w, "Revoke…", 1),
    "a consent entered in error": lambda w: _consent(w, "Entered in error…"),
    "write a message": lambda w: w.context.events.message_wanted.emit(w.chart.patient_id, None),
    "pass a call on": pass_a_call_on,
    "reply in a thread": reply,
    "hand a message on": hand_a_message_on,
    "new organization": lambda w: directory_page(w).new_button.click(),
    "change an organization": lambda w: _edit_first(directory_page(w)),
    "new clinician": lambda w: directory_page(w, organizations=False).new_button.click(),
    "change a clinician": lambda w: _edit_first(directory_page(w, organizations=False)),
    "add a medication to the pack": lambda w: _own(w, OwnMedicationDialog),
    "add an interaction to the pack": lambda w: _own(w, OwnInteractionDialog),
    "add a patient rule to the pack": lambda w: _own(w, OwnPatientRuleDialog),
    "add a check to the pack": lambda w: _own(w, OwnCheckDialog),
    "add an allergy rule to the pack": lambda w: _own(w, OwnAllergyRuleDialog),
    "correct an entry of the pack": lambda w: knowledge_section(w).correct(),
}
"""By what a person would call it."""


def _settings(window: MainWindow) -> SettingsPage:
    window.show_page_of(SETTINGS)
    page = window.pages[window.page]
    assert isinstance(page, SettingsPage)
    page.show_tab(SCHEDULE_SETUP)
    return page


def _enter_paper(window: MainWindow) -> None:
    page = schedule_page(window)
    assert page.row is not None
    page.visit.enter_answers(page.row.appointment)


def _edit_first(page: DirectoryPage) -> None:
    page.edit_entry(page.model.index(0, 0))


def open_form(window: MainWindow, name: str) -> QDialog:
    """Open the form called *name* and return it."""
    before = set(open_forms(window))
    made = FORMS[name](window)
    if isinstance(made, ReplyField):
        return made  # which is there before somebody types into it
    (opened,) = set(open_forms(window)) - before
    return opened


def open_forms(window: MainWindow) -> list[QDialog]:
    """Return the forms on the screen that keep what is typed, and those begun within a page."""
    found = window.findChildren(QDialog)
    forms = (each for each in found if each.isVisible() and isinstance(each, Drafting))
    return [each for each in forms if each.isWindow() or each.is_begun]


def type_everywhere(form: QWidget) -> State:
    """Type a canary into every text field and change every choice; return what stands there."""
    for number, (name, field) in enumerate(list(_fields(form))):
        if isinstance(field, QLineEdit):
            field.setText(f"{CANARY} {number}"[: field.maxLength()])
        elif isinstance(field, QPlainTextEdit):
            field.setPlainText(f"{CANARY} {number}\n“two lines” of {name}")
        elif isinstance(field, QComboBox) and field.isEditable():
            field.setEditText(f"{CANARY} {number}")
        elif isinstance(field, QComboBox) and field.count() > 1:
            last = field.count() - 1
            field.setCurrentIndex(last if field.currentIndex() != last else last - 1)
            field.activated.emit(field.currentIndex())
    return read_state(form)
