"""Bringing in records by dropping them on the window."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from practice_desk.domain.errors import Cancelled
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.import_view import RECONCILE_NOTE
from practice_desk.gui.pages.import_page import ImportPage
from practice_desk.gui.tasks import InlineTasks, Tasks
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from tests import fhir_samples
from tests.ui.contexts import announced, inline_context


@pytest.fixture
def page(qtbot, clinic):
    page = ImportPage(inline_context(clinic))
    qtbot.addWidget(page)
    page.show()
    return page


def a_bundle(tmp_path: Path) -> Path:
    claim = {"resourceType": "Claim", "id": "x1"}
    content = fhir_samples.bundle(fhir_samples.patient(), fhir_samples.medication_request(), claim)
    return fhir_samples.write(tmp_path / "ramón.json", content)


def test_that_records_dropped_on_the_window_become_charts(qtbot, clinic, tmp_path):
    window = MainWindow(clinic, "Harbor Street Clinic", InlineTasks())
    qtbot.addWidget(window)
    window.show()
    drop(window, a_bundle(tmp_path))
    (page,) = [page for page in window.pages.values() if isinstance(page, ImportPage)]
    assert page.isVisible()
    assert page.report.imported == 2
    assert window.patients.model.rowCount() == 1
    page.result.open_button.click()
    assert window.chart.isVisible()
    assert window.chart.patient_id is not None


def test_that_the_account_is_complete_and_says_what_is_not_reconciled(page, tmp_path):
    changes = announced(page.context)
    page.take_files([a_bundle(tmp_path)])
    result = page.result
    assert result.headline.text() == "2 records imported from 1 file, with 1 new chart."
    assert result.note.text == RECONCILE_NOTE
    assert "Ramón José Gálvez" in result.chart_model.item(0).text()
    reason = result.kept_model.index(0, 0)
    assert "Claim" in reason.data()
    resource = result.kept_model.index(0, 0, reason)
    assert "ramón.json, entry" in resource.data()
    assert resource.parent() == reason
    assert changes[0].patient_ids == frozenset(page.report.patient_ids)


def test_that_what_was_kept_aside_can_be_looked_at_later(page, clinic, tmp_path):
    page.earlier_button.click()
    assert page.context.messages.text == "Nothing is kept aside."
    page.take_files([a_bundle(tmp_path)])

    later = ImportPage(page.context)
    later.earlier_button.click()
    assert not later.earlier.isHidden()
    reason = later.earlier.model.index(0, 0)
    assert "Claim" in reason.data()
    assert reason.siblingAtColumn(3).data() == "1"
    assert later.earlier.model.index(0, 0, reason).data() == "ramón.json"


def test_that_importing_again_adds_nothing_and_says_so(page, tmp_path):
    bundle = fhir_samples.write(tmp_path / "a.json", fhir_samples.everything())
    page.take_files([bundle])
    changes = announced(page.context)
    page.take_files([bundle])
    assert page.result.headline.text() == "Everything was here already: nothing was added."
    assert not page.result.charts_card.isVisible()
    assert not changes


def test_that_the_report_is_saved_where_the_user_wants_it(page, tmp_path):
    page.take_files([a_bundle(tmp_path)])
    page.save_report(tmp_path / "report.csv")
    text = (tmp_path / "report.csv").read_text("utf-8-sig")
    assert '"imported","all","2"' in text
    assert "Claim" in text
    assert "report.csv" in page.context.messages.text


def test_that_a_file_of_another_kind_is_refused_with_a_sentence(page, tmp_path):
    page.take_files([tmp_path / "letter.pdf"])
    assert "nothing that can be imported" in page.context.messages.text
    assert page.report is None


def test_that_a_broken_file_is_named(page, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text('{"resourceType": "Bundle", "entry": [{"resou', encoding="utf-8")
    page.take_files([broken])
    assert page.result.unreadable.text.startswith("broken.json: ")


def test_that_stopped_work_that_returns_is_shown_with_what_it_kept(qtbot):
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    tasks, work = Tasks(), LongWork(strip, strip)
    started, stopped = threading.Event(), threading.Event()
    outcome: list[str] = []

    def keeps_half(progress):
        started.set()
        stopped.wait(10)
        try:
            progress(1, 2, "second half")
        except Cancelled:
            return "half"
        return "whole"

    work.run(tasks, keeps_half, "Working…", done=outcome.append, failed=outcome.append)
    assert started.wait(10)
    strip.cancel_button.click()
    stopped.set()
    qtbot.waitUntil(lambda: outcome == ["half"])
    assert not work.is_running


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(700, 400), *how, keys))
    QApplication.sendEvent(window, QDropEvent(QPoint(700, 400), *how, keys))
