"""Closing the papers of a visit while one is at the printer leaves none of them untold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from practice_desk.domain.appointment import VisitKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.visit import RiskAnswer, Visit, VisitPaper
from practice_desk.gui.models.visit_papers_making import ReadyPaper
from practice_desk.gui.tasks import Task, Tasks
from practice_desk.gui.visit.papers_dialog import VisitPapersDialog
from practice_desk.letters.rendering import RenderedLetter
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import SentLetter
from practice_desk.services.patients import get_patient
from tests.factories import a_patient
from tests.ui.shell import open_window

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
VISIT = Visit(1, VisitKind.MEDICATION, NOON.date(), NOON, NOON, "moss", 1, RiskAnswer.DENIED)
PAGES = RenderedLetter(b"", 1, "")
SENT = SentLetter(1, "PD-1", Changes())


class HeldTasks(Tasks):
    """Begins nothing: the test says how each piece of work ends."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[tuple[Callable[[Any], object], Callable[[ExpectedError], object]]] = []

    def run(
        self, work: Any, *, done: Any = None, failed: Any = None, parent: Any = None, **_: Any
    ) -> Task:
        if isinstance(parent, VisitPapersDialog):
            self.held.append((done, failed))
        return Task(work, self)


@pytest.fixture
def tasks() -> HeldTasks:
    """What the test lets end."""
    return HeldTasks()


@pytest.fixture
def dialog(
    qtbot: QtBot, clinic: Clinic, tasks: HeldTasks, monkeypatch: pytest.MonkeyPatch
) -> VisitPapersDialog:
    """Both papers, of which the first is at the printer."""
    monkeypatch.setattr(VisitPapersDialog, "ask_printer", lambda _self: None)
    window = open_window(qtbot, clinic)
    papers, patient = tuple(VisitPaper), get_patient(clinic, a_patient(clinic))
    monkeypatch.setattr(window.context, "tasks", tasks)
    dialog = VisitPapersDialog(window.context, patient, VISIT, papers, window)
    monkeypatch.setattr(dialog.form.preview, "show_pdf", lambda _pdf: None)
    dialog.open()
    ready = [ReadyPaper(each, "", "PD-1", PAGES, (), lambda *_: SENT) for each in papers]
    tasks.held.pop()[0](ready)
    dialog.print_on(QPrinter())
    return dialog


def test_that_closing_waits_until_what_is_printed_is_in_the_chart(
    dialog: VisitPapersDialog, tasks: HeldTasks
) -> None:
    dialog.reject()
    assert dialog.isVisible()
    assert "closes once it is in the chart" in dialog.form.problem.text()
    tasks.held.pop()[0](None)  # printed
    dialog.reject()
    assert dialog.isVisible()
    tasks.held.pop()[0](SENT)  # in the chart
    assert not dialog.isVisible()
    assert tasks.held == [], "the other paper waits on Today"


def test_that_a_printed_paper_that_is_not_in_the_chart_keeps_the_dialog_open_and_says_so(
    dialog: VisitPapersDialog, tasks: HeldTasks
) -> None:
    dialog.reject()
    tasks.held.pop()[0](None)
    tasks.held.pop()[1](ExpectedError("The clinic is locked.", "Unlock it."))
    assert dialog.isVisible()
    assert "The clinic is locked." in dialog.form.problem.text()
    assert tasks.held == []
    dialog.reject()
    assert not dialog.isVisible()
