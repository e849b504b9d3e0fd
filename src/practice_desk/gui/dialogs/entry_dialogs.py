"""Reviewing, correcting and taking back what the clinic says of one entry of the pack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.knowledge import RevisionKind
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.knowledge.editable import correction, editable_facts
from practice_desk.knowledge.editable_fact import EditableFact
from practice_desk.services.knowledge_entries import (
    EntryDetail,
    Said,
    correct_entry,
    review_entry,
    withdraw_entry,
)
from practice_desk.services.patients import Saved

_WIDE = 340


@dataclass(frozen=True, slots=True)
class JudgementWords:
    """How a judgement is spoken of."""

    title: str
    explanation: str
    tone: str
    save: str
    kind: RevisionKind


class Judgement(Enum):
    """What can be said of an entry as a whole."""

    ACCEPT = JudgementWords(
        "Accept this entry",
        "You have compared every fact of it with a current source. It then counts as reviewed, "
        "until its facts change.",
        "info",
        "&Accept",
        RevisionKind.ACCEPT,
    )
    REJECT = JudgementWords(
        "Reject this entry",
        "It is not used any more. Where it would have said something, the checks say “not checked” "
        "with your name and your reason.",
        "caution",
        "&Reject",
        RevisionKind.REJECT,
    )
    TAKE_BACK = JudgementWords(
        "Take back what was said of this entry",
        "Reviews, corrections and own entries are taken back; the pack’s facts count again. What "
        "was said stays in the history.",
        "caution",
        "Take &back",
        RevisionKind.WITHDRAW,
    )


class EntryReviewForm(Form):
    """``ui/entry_review_dialog.ui``."""

    ui = "entry_review_dialog.ui"
    heading: QLabel
    entry: QLabel
    explanation: Banner
    source_label: QLabel
    source: QLineEdit
    reviewer_label: QLabel
    reviewer: QLineEdit
    note: NoteEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class EntryReviewDialog(RecordDialog):
    """Takes one judgement about one entry as it was read."""

    def __init__(
        self,
        context: AppContext,
        judgement: Judgement,
        detail: EntryDetail,
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = EntryReviewForm()
        words = judgement.value
        super().__init__(context, form, words.title, parent)
        self._detail, self._kind = detail, words.kind
        form.entry.setText(detail.line.title)
        form.explanation.say(words.explanation, words.tone)
        form.save_button.setText(words.save)
        if judgement is not Judgement.ACCEPT:
            theme.style(form.save_button, kind="danger")
        form.problem.hide()
        if judgement is Judgement.TAKE_BACK:
            for widget in (form.source_label, form.source, form.reviewer_label, form.reviewer):
                widget.hide()
            form.note.setFocus()
        else:
            form.source.setFocus()

    def work(self) -> Callable[[], Saved]:
        """Return the call that records the judgement."""
        context, detail, kind = self.context, self._detail, self._kind
        form, key = self.form, self._detail.line.key
        note = form.note.toPlainText().strip()
        said = Said(form.source.text().strip(), note, form.reviewer.text().strip())
        if kind is RevisionKind.WITHDRAW:
            return lambda: Saved(0, withdraw_entry(context.clinic, key, note))
        return lambda: Saved(0, review_entry(context.clinic, key, kind, said, detail.fingerprint))


class EntryCorrectionForm(Form):
    """``ui/entry_correction_dialog.ui``."""

    ui = "entry_correction_dialog.ui"
    heading: QLabel
    entry: QLabel
    facts: QWidget
    source: QLineEdit
    note: NoteEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class EntryCorrectionDialog(RecordDialog):
    """One field for each fact that can be corrected; only what was changed is recorded."""

    draft_kind: ClassVar[str] = "entry correction"

    def __init__(
        self, context: AppContext, detail: EntryDetail, parent: QWidget | None = None
    ) -> None:
        self.form = form = EntryCorrectionForm()
        super().__init__(context, form, "Correct this entry", parent)
        self._detail = detail
        self.fields: dict[EditableFact, QLineEdit | QComboBox] = {}
        form.entry.setText(detail.line.title)
        form.problem.hide()
        grid = form.facts.layout()
        assert isinstance(grid, QGridLayout)  # as the form has it
        for row, fact in enumerate(editable_facts(detail.entry)):
            self._add_field(grid, row, fact)
        grid.setRowStretch(grid.rowCount(), 1)
        order = [*self.fields.values(), form.source]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        order[0].setFocus()
        self.keep_drafts(context, f"Correct {detail.line.title}"[:300], None)

    def draft_target(self) -> Target:
        """Return which entry this is about."""
        key = self._detail.line.key
        return {"kind": str(key.kind), "entry": key.id}

    def save(self) -> None:
        """Save, unless something typed is no number."""
        _, problems = self._read()
        if problems:
            self._failed(Invalid(problems))
            return
        super().save()

    def work(self) -> Callable[[], Saved]:
        """Return the call that records the corrections."""
        context, key = self.context, self._detail.line.key
        body, _ = self._read()
        said = Said(self.form.source.text().strip(), self.form.note.toPlainText().strip())
        return lambda: Saved(0, correct_entry(context.clinic, key, body, said))

    def _read(self) -> tuple[dict[str, object], tuple[Problem, ...]]:
        texts = {
            fact.path: field.currentText() if isinstance(field, QComboBox) else field.text()
            for fact, field in self.fields.items()
        }
        return correction(self._detail.entry, texts)

    def _add_field(self, grid: QGridLayout, row: int, fact: EditableFact) -> None:
        field: QLineEdit | QComboBox
        if fact.choices:
            field = QComboBox()
            field.addItems(fact.choices)
            field.setCurrentText(fact.text)
        else:
            field = QLineEdit(fact.text)
            field.setCursorPosition(0)
            field.setMinimumWidth(_WIDE)
        field.setObjectName(fact.name)
        field.setAccessibleName(fact.label)
        label = plain_label(fact.label, "field", wrap=True)
        label.setBuddy(field)
        grid.addWidget(label, row, 0)
        grid.addWidget(field, row, 1)
        self.fields[fact] = field
