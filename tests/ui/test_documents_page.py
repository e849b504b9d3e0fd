"""The Documents page in the real window, with the real process that looks into files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.dialogs.document_dialogs import (
    DocumentDialog,
    DocumentExportDialog,
    DocumentRetractDialog,
    FilingDialog,
)
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.document_view import IN_ERROR, TO_REVIEW
from practice_desk.gui.pages.document_topics_section import DocumentTopicsSection
from practice_desk.gui.pages.documents_page import DocumentsPage
from practice_desk.services import charts, documents
from practice_desk.services.clinic import Clinic
from practice_desk.services.document_viewer import DocumentViewer
from tests.factories import a_patient
from tests.ui.contexts import inline_context
from tests.ui.shell import open_window

D = TypeVar("D", bound=QDialog)


def a_folder(place: Path) -> Path:
    """Return a folder with a PDF of two pages, a text and an archive that is called a PDF."""
    folder = place / "scans"
    folder.mkdir()
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for words in ("Sleep study", "Insomnia with early waking"):
        canvas.drawString(72, 700, words)
        canvas.showPage()
    canvas.save()
    (folder / "sleep_study.pdf").write_bytes(buffer.getvalue())
    (folder / "archive.pdf").write_bytes(b"PK\x03\x04 and more")
    (folder / "note.txt").write_bytes(b"Called about sleep.")
    return folder


def drop(page: DocumentsPage, path: Path) -> None:
    """Drop *path* on the page, as from a file manager."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none, middle = Qt.KeyboardModifier.NoModifier, page.rect().center()
    QApplication.sendEvent(page, QDragEnterEvent(middle, copy, data, left, none))
    QApplication.sendEvent(page, QDropEvent(QPointF(middle), copy, data, left, none))


def form(page: DocumentsPage, kind: type[D]) -> D:
    """Return the form of *kind* that is open."""
    return next(each for each in page.findChildren(kind) if each.isVisible())


def folder(page: DocumentsPage, key: str) -> str:
    """Choose a folder; return its text."""
    listed = page.layout_.folders
    for place in range(listed.count()):
        if listed.item(place).data(Qt.ItemDataRole.UserRole) == key:
            listed.setCurrentRow(place)
            return listed.item(place).text()
    return ""


def titles(page: DocumentsPage) -> list[str]:
    """Return the titles in the list."""
    return [row.title for row in page.model.rows]


@pytest.fixture
def page(qtbot: QtBot, clinic: Clinic) -> tuple[MainWindow, DocumentsPage]:
    """Return a window on a chart without documents, its Documents page forward."""
    window = open_window(qtbot, clinic)
    window.open_patient(a_patient(clinic))
    window.chart.show_page("Documents")
    found = window.chart.tabs.currentWidget()
    assert isinstance(found, DocumentsPage)
    return window, found


def test_that_dropped_files_are_filed_found_read_reviewed_and_put_right(
    qtbot: QtBot, clinic: Clinic, page: tuple[MainWindow, DocumentsPage], tmp_path: Path
) -> None:
    window, desk = page
    ui = desk.layout_
    assert ui.empty.isVisible()
    drop(desk, a_folder(tmp_path))
    asked = form(desk, FilingDialog)
    asked.form.topic.setCurrentIndex(asked.form.topic.findData("sleep"))
    asked.form.source.setText("Sleep laboratory")
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert "2 documents were filed in Sleep. 1 file was not filed." in ui.account.title.text()
    assert ui.account.table.item(0, 0).text() == "archive.pdf"
    assert sorted(titles(desk)) == ["note", "sleep study"]
    window.resize(1366, 768)
    refused = [RecordRow(("a.gif", "The file is none of the formats.", "Ask for it."), None)] * 15
    ui.account.show_account("15 files were not filed.", refused)
    assert window.minimumSizeHint().height() <= 768
    assert folder(desk, "sleep") == "Sleep (2)"

    QTest.keyClicks(ui.search, "insomn")
    qtbot.waitUntil(lambda: titles(desk) == ["sleep study"])
    assert desk.model.rows[0].third.startswith("Page 2: ")
    qtbot.waitUntil(lambda: ui.preview.count.text() == "Page 2 of 2", timeout=20_000)
    assert desk.model.picture(desk.model.rows[0].document.id or 0) is not None

    ui.review.click()
    assert not ui.review.isVisible()
    ui.search.clear()
    qtbot.waitUntil(lambda: len(titles(desk)) == 2)
    qtbot.waitUntil(lambda: ui.preview.count.text() == "Page 1 of 2")
    study = next(row.document for row in desk.model.rows if row.title == "sleep study")
    window.open_record(study.patient_id, RecordKey("filed_document", study.id or 0, 2))
    qtbot.waitUntil(lambda: ui.preview.count.text() == "Page 2 of 2", timeout=20_000)
    assert folder(desk, TO_REVIEW) == "To review (1)"
    assert titles(desk) == ["note"]

    ui.change.click()
    changing = form(desk, DocumentDialog)
    changing.form.title.setText("Call about sleep")
    changing.form.topic.setCurrentIndex(changing.form.topic.findData("trauma"))
    changing.form.save_button.click()
    assert folder(desk, "trauma") == "Trauma (1)"
    assert titles(desk) == ["Call about sleep"]

    desk.retract()
    error = form(desk, DocumentRetractDialog)
    error.form.retracted_reason.setText("another patient's")
    error.form.save_button.click()
    assert folder(desk, "trauma") == "Trauma"
    assert folder(desk, IN_ERROR) == "Entered in error (1)"
    assert "another patient's" in desk.model.rows[0].third
    assert not ui.change.isVisible()


def test_that_a_document_leaves_with_its_disclosure_and_the_viewer_ends_with_the_page(
    qtbot: QtBot,
    clinic: Clinic,
    page: tuple[MainWindow, DocumentsPage],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window, desk = page
    patient_id = window.chart.patient_id or 0
    documents.keep_document(clinic, patient_id, "note.txt", b"Slept badly.")
    window.chart.reload()
    with qtbot.waitSignal(desk.layout_.preview.opened, timeout=20_000):
        desk.layout_.documents.setFocus()
    assert desk.layout_.preview.text.toPlainText() == "Slept badly."
    desk.export()
    asked = form(desk, DocumentExportDialog)
    asked.form.save_button.click()
    assert asked.form.recipient.property("invalid")
    asked.form.recipient.setText("Dr. Okafor")
    asked.form.purpose.setText("second opinion")
    place = list(DisclosureBasis).index(DisclosureBasis.TREATMENT)
    asked.form.basis.setCurrentIndex(place + 1)
    asked.save_to(tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_bytes() == b"Slept badly."
    assert len(charts.reload_chart(clinic, patient_id).disclosures) == 1
    (tmp_path / "bad.pdf").write_bytes(b"PK\x03\x04")
    drop(desk, tmp_path / "bad.pdf")
    form(desk, FilingDialog).form.save_button.click()
    window.forget(())  # as a lock does
    assert titles(desk) == []
    assert window.holds_work(())
    window.chart.come_back()
    assert titles(desk) == ["note"]
    assert desk.layout_.account.isVisible()
    desk.layout_.account.close_button.click()
    assert not window.holds_work(())
    monkeypatch.setattr(LongWork, "is_running", True)
    assert not window.open_patient(a_patient(clinic))  # its account is read where it belongs
    monkeypatch.setattr(LongWork, "is_running", False)
    ended: list[bool] = []
    monkeypatch.setattr(DocumentViewer, "close", lambda _: ended.append(True))
    window.chart.show_page("Plan")
    assert ended


def test_that_the_clinic_names_its_own_folders(qtbot: QtBot, clinic: Clinic) -> None:
    context = inline_context(clinic)
    assert context.may(Operation.EDIT_CLINIC)
    section = DocumentTopicsSection(context)
    qtbot.addWidget(section.root)
    section.load()
    assert not section.is_changed()
    section.add()
    section.labels.currentItem().setText("Court papers")
    section.move(-1)
    section.labels.setCurrentRow(0)
    section.remove()
    assert section.is_changed()
    section.save()
    assert not section.is_changed()
    found = documents.chart_documents(clinic, a_patient(clinic)).topics
    shown = [topic.label for topic in found if not topic.hidden]
    assert shown[-2:] == ["Court papers", "General"]
    assert "Depression" not in shown
    section.labels.item(0).setText("general")
    section.save()
    assert "Two folders are called" in section.problem.text()
    section.discard()
    assert not section.is_changed()
