"""Typing outlives a crash: kept while it is typed, offered to its author in the same chart."""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from practice_desk.app import paths
from practice_desk.app.flow import Flow
from practice_desk.domain.account import Role
from practice_desk.domain.errors import DiskFull
from practice_desk.gui import dialogs
from practice_desk.gui.dialogs.changes_dialog import ChangesDialog
from practice_desk.gui.dialogs.health_dialogs import ConditionDialog
from practice_desk.gui.dialogs.patient_dialog import PatientDialog
from practice_desk.gui.dialogs.related_person_dialog import RelatedPersonDialog
from practice_desk.gui.drafting import Drafting
from practice_desk.gui.form_state import read_state
from practice_desk.gui.letters.composer import LetterComposer
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.draft_view import NEEDS
from practice_desk.gui.pages.registry import APP_PAGES, CHART_PAGES
from practice_desk.gui.visit.screen import VisitScreen
from practice_desk.services import drafts, health
from practice_desk.services.start_up import open_clinic
from practice_desk.storage.health import conditions
from tests.factories import (
    PASSPHRASE,
    USER,
    MadeClinic,
    a_colleague,
    a_draft,
    a_patient,
    make_clinic,
)
from tests.ui.flows import COLLEAGUE, started, unlock, unlock_colleague, window_of
from tests.ui.forms_not_kept import NOT_KEPT
from tests.ui.forms_to_type import (
    CANARY,
    FAMILY_NAME,
    FORMS,
    SEVERAL,
    a_full_chart,
    open_form,
    open_forms,
    plan_page,
    type_everywhere,
)


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this computer's settings out of the test."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)


@pytest.fixture
def closed(look: QApplication, tmp_path: Path) -> MadeClinic:
    """A clinic of two people and two patients, closed."""
    made = make_clinic(tmp_path)
    a_full_chart(made.clinic)
    a_patient(made.clinic, family_name="Berg", given_name="Nils")
    a_colleague(made.clinic, Role.PRESCRIBER, user=COLLEAGUE)
    made.clinic.close()
    return made


@pytest.fixture
def flow(closed: MadeClinic) -> Iterator[Flow]:
    """The unlocked application with the full chart open."""
    with started(closed.root) as flow:
        unlock(flow, USER)
        window_of(flow).open_patient(1)
        yield flow


def a_moment_later(form: QDialog) -> None:
    """Let the two seconds pass after which what is typed is kept."""
    assert isinstance(form, Drafting)
    assert form.drafts is not None
    timer = form.drafts.timer
    assert timer.isActive()
    assert timer.interval() <= 3_000
    timer.timeout.emit()


def crash(flow: Flow) -> None:
    """End the program as a crash would: the forms are open, and nothing is asked or kept."""
    window = window_of(flow)
    window.context.clinic.close()
    window.context.lock()
    window.hide()
    for form in open_forms(window):
        form.hide()


def strip_of(window: MainWindow) -> str:
    """Return what is offered, empty when nothing is."""
    strip = window.unsaved.strip
    return strip.text.text() if not strip.isHidden() else ""


_NOT_OF_A_PATIENT = ("organization", "clinician", "the pack", "the policy")


@pytest.mark.parametrize("name", [name for name in FORMS if name != SEVERAL])
def test_that_every_form_comes_back_after_a_crash_as_it_was_typed(
    name: str, flow: Flow, closed: MadeClinic
):
    form = open_form(window_of(flow), name)
    kind = type(form)
    about_patient = not any(word in name for word in _NOT_OF_A_PATIENT)
    typed = type_everywhere(form)
    a_moment_later(form)
    crash(flow)
    with started(closed.root) as again:
        unlock(again, USER)
        window = window_of(again)
        assert strip_of(window).startswith("Not saved: ")
        assert (FAMILY_NAME in strip_of(window)) == (
            about_patient and name not in ("new patient", "new appointment", "pass a call on")
        )
        window.unsaved.strip.go_on.click()
        (form,) = open_forms(window)
        assert type(form) is kind
        assert read_state(form) == typed
        assert strip_of(window) == ""
        if about_patient:
            form.reject()  # one Esc by accident does not throw it away
            assert form.isVisible()


def test_that_changes_that_wait_to_be_signed_come_back_after_a_crash(
    flow: Flow, closed: MadeClinic
):
    form = open_form(window_of(flow), SEVERAL)
    assert isinstance(form, ChangesDialog)
    composed = form.changes
    crash(flow)  # at once: what was composed is kept before its form closes
    with started(closed.root) as again:
        unlock(again, USER)
        window_of(again).unsaved.strip.go_on.click()
        (form,) = open_forms(window_of(again))
        assert isinstance(form, ChangesDialog)
        assert [(line.title, line.diff, line.form_body) for line in form.changes] == [
            (line.title, line.diff, line.form_body) for line in composed
        ]
        form.reject()
        assert form.isVisible()
        form.form.save.click()
        assert drafts.own_drafts(again.window.context.clinic) == []  # type: ignore[union-attr]


def test_that_a_form_nobody_typed_into_is_not_kept(flow: Flow):
    window = window_of(flow)
    for name in set(FORMS) - {SEVERAL}:
        form = open_form(window, name)
        assert isinstance(form, Drafting)
        assert form.drafts is not None
        form.drafts.keep()
        assert not form.drafts.is_typed, name
        form.done(QDialog.DialogCode.Rejected)
    assert drafts.own_drafts(window.context.clinic) == []


def test_that_typing_on_does_not_put_the_keeping_off(flow: Flow, qtbot: QtBot):
    form = open_form(window_of(flow), "add a condition")
    assert isinstance(form, ConditionDialog)
    assert form.drafts is not None
    qtbot.keyClick(form.form.display, "m")
    first = form.drafts.timer.remainingTime()
    qtbot.wait(30)
    qtbot.keyClick(form.form.display, "o")
    assert form.drafts.timer.remainingTime() < first


@pytest.mark.parametrize("how", ["save", "cancel"])
def test_that_a_form_that_is_saved_or_cancelled_leaves_no_draft(how: str, flow: Flow):
    window = window_of(flow)
    form = open_form(window, "add a condition")
    assert isinstance(form, ConditionDialog)
    form.form.display.setText("Insomnia")
    a_moment_later(form)
    assert len(drafts.own_drafts(window.context.clinic)) == 1
    (form.form.save_button if how == "save" else form.form.cancel_button).click()
    assert drafts.own_drafts(window.context.clinic) == []
    assert len(window.chart.chart.conditions) == (2 if how == "save" else 1)  # type: ignore[union-attr]


def test_that_what_comes_back_goes_on_under_the_same_draft(flow: Flow, closed: MadeClinic):
    form = open_form(window_of(flow), "add a condition")
    type_everywhere(form)
    a_moment_later(form)
    crash(flow)
    with started(closed.root) as again:
        unlock(again, USER)
        window = window_of(again)
        (kept,) = drafts.own_drafts(window.context.clinic)
        window.unsaved.strip.go_on.click()
        (form,) = open_forms(window)
        assert isinstance(form, ConditionDialog)
        form.form.display.setText("Insomnia")
        a_moment_later(form)
        (later,) = drafts.own_drafts(window.context.clinic)
        assert later.id == kept.id
        form.form.onset_on.edit.clear()
        form.form.abated_on.edit.clear()
        form.form.icd10cm.setText("G47.00")
        form.form.note.setPlainText("")
        form.form.save_button.click()
        assert not form.isVisible(), form.form.problem.text()
        assert drafts.own_drafts(window.context.clinic) == []


def test_that_a_draft_goes_to_the_chart_in_which_it_was_typed(flow: Flow, closed: MadeClinic):
    form = open_form(window_of(flow), "add an allergy")
    form.form.substance.setText("Penicillin")  # type: ignore[attr-defined]
    a_moment_later(form)
    crash(flow)
    with started(closed.root) as again:
        unlock(again, USER)
        window = window_of(again)
        window.open_patient(2)
        window.unsaved.strip.go_on.click()
        assert window.chart.patient_id == 1
        (form,) = open_forms(window)
        assert FAMILY_NAME in form.form.patient.text()  # type: ignore[attr-defined]
        form.form.save_button.click()  # type: ignore[attr-defined]
        names = {a.substance for a in window.chart.chart.allergies}  # type: ignore[union-attr]
        assert names == {"Latex", "Penicillin"}


def test_that_the_open_charts_own_draft_is_offered_first(flow: Flow, closed: MadeClinic):
    window = window_of(flow)
    clinic = window.context.clinic
    for patient_id, title in ((1, "Add vitals"), (2, "Add an allergy"), (None, "New patient")):
        drafts.keep_draft(clinic, a_draft(patient_id, title=title))
    window.unsaved.refresh(frozenset())
    assert "Add vitals" in strip_of(window)
    assert strip_of(window).endswith("(2 more)")
    window.open_patient(2)
    assert "Add an allergy" in strip_of(window)
    assert "Nils Berg" in strip_of(window)


def test_that_nobody_else_is_offered_it(flow: Flow):
    form = open_form(window_of(flow), "add a condition")
    type_everywhere(form)
    flow.lock()
    unlock_colleague(flow)
    window = window_of(flow)
    assert strip_of(window) == ""
    window.open_patient(1)
    assert strip_of(window) == ""


def test_that_an_open_form_is_not_offered_a_second_time(flow: Flow):
    form = open_form(window_of(flow), "add a condition")
    type_everywhere(form)
    flow.lock()
    unlock(flow)
    assert form.isVisible()
    assert strip_of(window_of(flow)) == ""


def test_that_the_lock_keeps_at_once_what_was_just_typed(flow: Flow, closed: MadeClinic):
    form = open_form(window_of(flow), "stop a medication")
    form.form.comment.setPlainText(CANARY)  # type: ignore[attr-defined]
    flow.lock()
    clinic = open_clinic(closed.root, USER, PASSPHRASE)
    (kept,) = drafts.own_drafts(clinic)
    clinic.close()
    assert CANARY in str(kept.body)
    assert flow.unlock is not None
    flow.unlock.reject()  # nothing would be lost, so nothing is asked
    assert not flow.unlock.isVisible()


def test_that_the_end_of_the_program_keeps_what_was_just_typed(flow: Flow, closed: MadeClinic):
    form = open_form(window_of(flow), "stop a medication")
    form.form.comment.setPlainText(CANARY)  # type: ignore[attr-defined]
    flow.shut_down()  # as the end of the desktop session does, which asks nobody
    clinic = open_clinic(closed.root, USER, PASSPHRASE)
    (kept,) = drafts.own_drafts(clinic)
    clinic.close()
    assert CANARY in str(kept.body)


def test_that_a_draft_that_could_not_be_kept_is_not_given_up(
    flow: Flow, monkeypatch: pytest.MonkeyPatch
):
    form = open_form(window_of(flow), "add a condition")
    type_everywhere(form)

    def no_room(*_: object) -> None:
        raise DiskFull("There is no room left.")

    monkeypatch.setattr("practice_desk.gui.drafting.keep_draft", no_room)
    flow.lock()
    assert flow.unlock is not None
    flow.unlock.reject()
    assert flow.unlock.isVisible()
    assert "not saved" in flow.unlock.form.problem.text()


def test_that_a_discarded_draft_can_be_brought_back(flow: Flow, closed: MadeClinic):
    form = open_form(window_of(flow), "add vitals")
    type_everywhere(form)
    a_moment_later(form)
    crash(flow)
    with started(closed.root) as again:
        unlock(again, USER)
        window = window_of(again)
        offered = strip_of(window)
        window.unsaved.strip.discard.click()
        assert strip_of(window) == ""
        assert drafts.own_drafts(window.context.clinic) == []
        window.messages._action.click()
        assert strip_of(window) == offered
        assert len(drafts.own_drafts(window.context.clinic)) == 1


def test_that_only_what_was_changed_is_laid_over_a_newer_record(flow: Flow, closed: MadeClinic):
    form = open_form(window_of(flow), "change a condition")
    assert isinstance(form, ConditionDialog)
    form.form.note.setPlainText("Typed before the crash")
    a_moment_later(form)
    crash(flow)
    clinic = open_clinic(closed.root, USER, PASSPHRASE)
    with clinic.store.read() as work:
        (stored,) = conditions.for_patient(work.connection, 1)
    health.save_condition(clinic, replace(stored, display="Panic disorder", note="Newer"))
    clinic.close()
    with started(closed.root) as again:
        unlock(again, USER)
        window = window_of(again)
        window.unsaved.strip.go_on.click()
        (form,) = open_forms(window)
        assert isinstance(form, ConditionDialog)
        assert form.form.display.text() == "Panic disorder"
        assert form.form.note.toPlainText() == "Typed before the crash"
        assert "was changed since" in form.form.problem.text()


def test_that_a_draft_about_a_record_that_is_gone_says_so(flow: Flow):
    window = window_of(flow)
    gone = a_draft(1, body={"target": {"id": 999, "category": "problem"}, "state": {}})
    drafts.keep_draft(window.context.clinic, gone)
    window.unsaved.refresh(frozenset())
    window.unsaved.strip.go_on.click()
    assert "can't be opened any more" in window.messages.text
    assert strip_of(window)


def test_that_a_role_is_not_offered_what_it_may_not_do(flow: Flow):
    window = window_of(flow)
    drafts.keep_draft(window.context.clinic, a_draft(1))
    session = window.context.clinic.session
    window.context.clinic.session = replace(session, roles=frozenset({Role.FRONT_DESK}))
    window.unsaved.refresh(frozenset())
    assert strip_of(window)
    assert window.unsaved.strip.go_on.isHidden()
    assert not window.unsaved.strip.discard.isHidden()


def test_that_people_around_a_patient_come_back_with_the_form_that_was_open(
    flow: Flow, closed: MadeClinic
):
    form = open_form(window_of(flow), "new patient")
    assert isinstance(form, PatientDialog)
    form.form.family_name.setText("Half")
    for name in ("Marta", "Olu"):
        form.form.add_person.click()
        person = form.findChildren(RelatedPersonDialog)[-1]
        person.form.name.setText(name)
        if name == "Marta":
            person.form.save_button.click()
    a_moment_later(form)
    crash(flow)
    with started(closed.root) as again:
        unlock(again, USER)
        window = window_of(again)
        window.unsaved.strip.go_on.click()
        form = next(each for each in open_forms(window) if isinstance(each, PatientDialog))
        assert [line.partition(",")[0] for line in form.people.lines()] == [
            "Emergency contact: Marta"
        ]
        (person,) = [p for p in form.findChildren(RelatedPersonDialog) if p.isVisible()]
        assert person.form.name.text() == "Olu"


def test_that_a_medication_not_chosen_yet_is_still_to_be_chosen(flow: Flow, closed: MadeClinic):
    form = open_form(window_of(flow), "start a medication")
    form.form.name.setText("sertr")  # type: ignore[attr-defined]
    form.form.name.textEdited.emit("sertr")  # type: ignore[attr-defined]
    assert not form.form.matches.isHidden()  # type: ignore[attr-defined]
    a_moment_later(form)
    crash(flow)
    with started(closed.root) as again:
        unlock(again, USER)
        window = window_of(again)
        window.unsaved.strip.go_on.click()
        (form,) = open_forms(window)
        assert form.form.name.text() == "sertr"  # type: ignore[attr-defined]
        assert not form.form.matches.isHidden()  # type: ignore[attr-defined]
        assert plan_page(window).dialog is form


def test_that_every_form_is_kept_or_says_why_not():
    found = [*_form_types(), VisitScreen, LetterComposer]
    kept = {str(getattr(kind, "draft_kind", "")) for kind in found} - {""}
    not_kept = {kind.__name__ for kind in found if not getattr(kind, "draft_kind", "")}
    assert not_kept == set(NOT_KEPT)
    pages = {kind for page in (*CHART_PAGES, *APP_PAGES) for kind in page.load().draft_kinds}
    assert kept == pages | {"patient", "visit"}  # which belong to the window itself
    assert kept == set(NEEDS)


def _form_types() -> Iterator[type[Drafting]]:
    for module in pkgutil.iter_modules(dialogs.__path__):
        name = f"{dialogs.__name__}.{module.name}"
        for found in vars(importlib.import_module(name)).values():
            if isinstance(found, type) and issubclass(found, Drafting) and found.__module__ == name:
                yield found


_TYPIST = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
app = QApplication(["typist", "-style", "fusion"])
from practice_desk.app import paths
paths.config_folder = lambda: Path(sys.argv[2])
from practice_desk.gui import theme
theme.install(app, False)
from practice_desk.gui.tasks import Tasks
from practice_desk.app.flow import Flow
from tests.ui.flows import unlock
from tests.ui.forms_to_type import open_form
flow = Flow(Tasks(), Tasks())
flow.start(Path(sys.argv[1]))
unlock(flow)
def until(ready):
    while not ready():
        QTest.qWait(20)
until(lambda: flow.window is not None)
flow.window.open_patient(1)
until(lambda: flow.window.chart.chart is not None)
form = open_form(flow.window, "stop a medication")
typed = ""
while True:
    QTest.keyClicks(form.form.comment, "CANARY ")
    typed += "CANARY "
    if form.drafts.id is not None:
        print(len(typed), flush=True)
    QTest.qWait(50)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_that_a_kill_costs_no_more_than_the_last_seconds(
    closed: MadeClinic, tmp_path: Path, record_property: Callable[[str, object], None]
):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", _TYPIST, str(closed.root), str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=Path(__file__).parents[2]
    ) as typist:
        assert typist.stdout is not None
        lines = [typist.stdout.readline() for _ in range(90)]  # some seconds of typing
        typist.send_signal(signal.SIGKILL)
        rest = typist.stdout.read().split()
    typed = max(int(line) for line in [*lines, *rest] if line.strip())
    clinic = open_clinic(closed.root, USER, PASSPHRASE)
    (kept,) = drafts.own_drafts(clinic)
    clinic.close()
    state = kept.body["state"]
    assert isinstance(state, dict)
    saved = len(str(state["comment"]))
    per_second = 7 * 20  # it types seven characters every 50 ms, at most
    assert typed - saved <= 4 * per_second
    record_property(
        "figures", f"drafts: kill -9 while typing, {saved} of {typed} characters kept; forms 20"
    )
