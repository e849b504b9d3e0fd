"""The Notes page: what was written about visits, sessions and calls, to read and to add to."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.draft import Draft
from practice_desk.domain.note import Note, NoteKind
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.note_dialog import NoteDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.follow_up_facts import NOTE_HEADERS, note_rows, signed_line
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.health_drafts import target_of
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.record_section import RecordSection
from practice_desk.services.charts import Chart


class NotesPage(ChartPage):
    """The list on the left, the selected note on the right."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset({NoteDialog.draft_kind})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self.show_retracted = QCheckBox("Show what was &entered in error")
        self.notes = RecordSection(
            "Notes",
            NOTE_HEADERS,
            "No note is written yet. Notes are signed when saved; later words go into an addendum.",
            add="Write…",
            change="Addendum…",
            widest=1,
        )
        self.reading = Card("")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("The selected note")
        self.signed = plain_label("", "dim", wrap=True)
        self._lay_out()
        self.show_retracted.toggled.connect(self._fill)
        self.notes.add_wanted.connect(self._write)
        self.notes.change_wanted.connect(self._add_to)
        self.notes.retract_wanted.connect(self._retract)
        self.notes.table.itemSelectionChanged.connect(self._show_selected)

    def show_chart(self, chart: Chart) -> None:
        """Show the notes of *chart*, the newest selected."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self.show_retracted.setChecked(False)
        self._chart = chart
        self._fill()

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        target = draft.body.get("target")
        wanted = target.get("addendum_to") if isinstance(target, dict) else None
        own = self._find(wanted) if isinstance(wanted, int) else None
        if self._chart is None or (wanted is not None and own is None):
            return False
        dialog = self._dialog(own)
        dialog.open()
        dialog.put_draft(draft)
        return True

    def _fill(self) -> None:
        chart = self._chart
        if chart is None:
            return
        rows = note_rows(chart.notes, chart.people)
        self.notes.show_rows(rows, with_retracted=self.show_retracted.isChecked())
        self.notes.offer_changes(self.context.may(Operation.WRITE_NOTE, chart.patient.id))
        if self.notes.table.chosen is None and self.notes.table.rowCount():
            self.notes.table.selectRow(0)
        self._show_selected()

    def _show_selected(self) -> None:
        row, chart = self.notes.table.chosen, self._chart
        self.reading.setVisible(row is not None)
        if row is None or chart is None:
            self.text.clear()
            return
        assert isinstance(row.record, Note)  # nothing else is listed
        self.reading.set_title(_heading(row))
        self.text.setPlainText(row.record.text)
        self.signed.setText(signed_line(row.record, chart.people))

    def _write(self) -> None:
        if self._chart is not None:
            self._dialog(None).open()

    def _add_to(self, record: object) -> None:
        if self._chart is None or not isinstance(record, Note):
            return
        own = record if record.addendum_to_id is None else self._find(record.addendum_to_id)
        self._dialog(own).open()

    def _dialog(self, own: Note | None) -> NoteDialog:
        assert self._chart is not None  # nothing can be pressed without a chart
        patient, context = self._chart.patient, self.context
        assert patient.id is not None  # it was saved
        kind = _usual_kind(context) if own is None else own.kind
        blank = Note(
            patient.id, kind, context.today(), (), context.user_name,
            context.clinic.now(), addendum_to_id=None if own is None else own.id,
        )  # fmt: skip
        return NoteDialog(context, patient, blank, self)

    def _retract(self, row: RecordRow) -> None:
        note, chart = row.record, self._chart
        if chart is None or not isinstance(note, Note):
            return
        words = " · ".join(cell for cell in row.cells if cell)
        retract, about = retraction_of(note.patient_id, note), target_of(note, words)
        RetractDialog(self.context, chart.patient, words, retract, self, about=about).open()

    def _find(self, note_id: int) -> Note | None:
        notes = () if self._chart is None else self._chart.notes
        return next((note for note in notes if note.id == note_id), None)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self.show_retracted)
        self.reading.body.addWidget(self.text, 1)
        self.reading.body.addWidget(self.signed)
        left = QVBoxLayout()
        left.addWidget(self.notes)
        left.addStretch(1)
        beside = QHBoxLayout()
        beside.setSpacing(14)
        beside.addLayout(left, 4)
        beside.addWidget(self.reading, 5)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 12, 6, 16)
        rows.setSpacing(14)
        rows.addLayout(top)
        rows.addLayout(beside, 1)


def _heading(row: RecordRow) -> str:
    seen, about, _ = row.cells
    return f"{about}, {seen}" if seen else about.removeprefix("↳ ")


def _usual_kind(context: AppContext) -> NoteKind:
    """Return what whoever is unlocked mostly writes about."""
    may_prescribe = context.may(Operation.CHANGE_PLAN)
    return NoteKind.MEDICATION if may_prescribe else NoteKind.INDIVIDUAL
