"""The Notes page: what was written about visits, sessions and calls, to read and to add to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from practice_desk.domain.note import Note, NoteKind, NoteState, addendum_to, amendment_of
from practice_desk.domain.note_section import NoteSection
from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.note_reading import NOTE_HEADERS, note_rows, thread_of
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.health_drafts import target_of
from practice_desk.gui.widgets.label_control import LabelControl
from practice_desk.gui.widgets.message_button import MessageButton
from practice_desk.gui.widgets.note_card import NoteCard
from practice_desk.gui.widgets.record_section import RecordSection
from practice_desk.services.charts import Chart
from practice_desk.services.notes import cosign

_LEAST_ROWS = 4
"""What a low window shows of the list under a header with banners."""


class NotesPage(ChartPage):
    """The list on the left, the selected note on the right."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self.only_unsigned = QCheckBox("Only what is not si&gned")
        self.show_retracted = QCheckBox("Show what was &entered in error")
        self.notes = RecordSection(
            "Notes",
            NOTE_HEADERS,
            "No note is written yet. A note is a draft until it is signed; later words go into an "
            "addendum.",
            add="Write…",
            change="Addendum…",
            widest=1,
        )
        self.notes.table.least_rows = _LEAST_ROWS
        self.reading = NoteCard()
        self.label = LabelControl(context, self).follow(self.notes.table)
        self.reading.add_action(self.label)
        self.message = MessageButton(context, self, self._message_about)
        self.reading.add_action(self.message)
        self._lay_out()
        self.show_retracted.toggled.connect(self._fill)
        self.only_unsigned.toggled.connect(self._fill)
        self.notes.add_wanted.connect(self._write)
        self.notes.change_wanted.connect(self._go_on_or_add)
        self.notes.retract_wanted.connect(self._retract)
        self.notes.table.itemSelectionChanged.connect(self._show_selected)
        self.reading.go_on.clicked.connect(lambda: self._with_selected(self._open))
        self.reading.amend.clicked.connect(lambda: self._with_selected(self._amend))
        self.reading.close_unsigned.clicked.connect(self._close)
        self.reading.cosign.clicked.connect(lambda: self._with_selected(self._cosign))

    def show_chart(self, chart: Chart) -> None:
        """Show the notes of *chart*, the newest selected."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self.show_retracted.setChecked(False)
            self.only_unsigned.setChecked(False)
        self._chart = chart
        self.label.show_chart(chart)
        self._fill()

    def show_record(self, key: RecordKey) -> None:
        """Select the note that *key* names, for an earlier version the one that took its place."""
        self.only_unsigned.setChecked(False)
        notes = () if self._chart is None else self._chart.notes
        note = next((each for each in notes if each.id == key.id), None)
        if note is not None and note in (thread := thread_of(note, notes)).earlier:
            key = RecordKey(key.noun, thread.current.id or 0)
        super().show_record(key)

    def _fill(self) -> None:
        chart = self._chart
        if chart is None:
            return
        rows = note_rows(chart.notes, chart.people, only_unsigned=self.only_unsigned.isChecked())
        self.notes.show_rows(rows, with_retracted=self.show_retracted.isChecked())
        self.notes.offer_changes(self.context.may(Operation.WRITE_NOTE, chart.patient.id))
        if self.notes.table.chosen is None and self.notes.table.rowCount():
            self.notes.table.selectRow(0)
        self._show_selected()

    def _show_selected(self) -> None:
        note, chart = self._selected(), self._chart
        self.reading.setVisible(note is not None)
        if note is None or chart is None:
            self.reading.forget()
            return
        me, may = self.context.user_name, self.context.may
        mine = note.author == me and may(Operation.WRITE_NOTE, note.patient_id)
        standing = not note.retracted_reason
        thread = thread_of(note, chart.notes)
        self.reading.show_thread(
            note, thread, chart.note_signatures, chart.people, _waits_for(note, chart)
        )
        amendable = note is thread.current and thread.pending is None
        self.reading.go_on.setVisible(mine and note.is_draft)
        self.reading.amend.setVisible(mine and standing and amendable and not note.is_draft)
        waits = note.state is NoteState.AWAITING_COSIGN and standing
        waits = waits and chart.cosigners.get(note.author) == me
        self.reading.cosign.setVisible(waits and may(Operation.COSIGN_NOTE, note.patient_id))
        self.notes.change.setEnabled(standing and not note.is_draft)
        self.notes.retract.setEnabled(standing and not note.is_draft)
        left = note.is_draft and standing and note.author not in chart.owners
        self.reading.close_unsigned.setVisible(left and may(Operation.WRITE_NOTE, note.patient_id))

    def _selected(self) -> Note | None:
        row = self.notes.table.chosen
        return row.record if row is not None and isinstance(row.record, Note) else None

    def _message_about(self) -> tuple[int, RecordKey] | None:
        note = self._selected()
        return None if note is None else (note.patient_id, RecordKey("note", note.id or 0))

    def _with_selected(self, call: Callable[[Note], None]) -> None:
        if (note := self._selected()) is not None:
            call(note)

    def _write(self) -> None:
        chart = self._chart
        if chart is None or chart.patient.id is None:
            return
        kind = (
            NoteKind.MEDICATION if self.context.may(Operation.CHANGE_PLAN) else NoteKind.INDIVIDUAL
        )
        blank = Note(
            chart.patient.id, kind, self.context.today(), (), self.context.user_name,
            self.context.clinic.now(),
        )  # fmt: skip
        self._open(blank)

    def _go_on_or_add(self, record: object) -> None:
        if not isinstance(record, Note) or self._chart is None:
            return
        if record.is_draft:
            if record.author == self.context.user_name:
                self._open(record)
            return
        own = record
        if record.addendum_to_id is not None:
            own = next(each for each in self._chart.notes if each.id == record.addendum_to_id)
        empty = (NoteSection("note", "Addendum"),)
        now = self.context.clinic.now()
        self._open(addendum_to(own, empty, self.context.user_name, now))

    def _amend(self, note: Note) -> None:
        draft = amendment_of(note, self.context.user_name, self.context.clinic.now())
        self._open(replace(draft, begun_at=None))

    def _open(self, note: Note) -> None:
        """Open the editor once what it needs was read."""
        from practice_desk.gui.dialogs.note_editor import note_tools, open_note_editor

        chart, context = self._chart, self.context
        if chart is None:
            return
        context.tasks.run(
            lambda: note_tools(context.clinic),
            done=partial(open_note_editor, context, chart, note, self),
            parent=self,
        )

    def _cosign(self, note: Note) -> None:
        context = self.context
        context.tasks.run(
            lambda: cosign(context.clinic, note.patient_id, note.id or 0),
            done=lambda saved: context.events.store_changed.emit(saved.changes),
            failed=context.messages.show_error,
            parent=self,
        )

    def _retract(self, row: RecordRow) -> None:
        note, chart = row.record, self._chart
        if chart is None or not isinstance(note, Note):
            return
        words = " · ".join(cell for cell in row.cells if cell)
        retract, about = retraction_of(note.patient_id, note), target_of(note, words)
        RetractDialog(
            self.context, chart.patient, words, retract, self, about=about, closes=note.is_draft
        ).open()

    def _close(self) -> None:
        """Close the draft of somebody who left: nobody can sign it any more."""
        if (row := self.notes.table.chosen) is not None:
            self._retract(row)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self.only_unsigned)
        top.addWidget(self.show_retracted)
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


def _waits_for(note: Note, chart: Chart) -> str:
    """Return the name of who is to co-sign *note*, empty where nobody is named."""
    supervisor = chart.cosigners.get(note.author, "")
    return chart.people.get(supervisor, supervisor)
