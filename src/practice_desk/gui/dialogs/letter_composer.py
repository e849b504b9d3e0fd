"""Composes the notice to the pharmacy, with the finished pages at the side, and sends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from practice_desk.domain.directory import Organization
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.letter_choice import Urgency
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterDialog, LetterForm, ReadyPages
from practice_desk.gui.models.letter_making import (
    LetterChoices,
    MadeLetter,
    make_letter,
    read_choices,
)
from practice_desk.gui.models.letter_view import (
    FIXED_HERE,
    cancellation_line,
    event_line,
    missing_text,
    pharmacy_labels,
    pharmacy_lines,
)
from practice_desk.services import letters
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.services.letter_events import LetterEvent
from practice_desk.services.letters import Draft

_TOLD_BEFORE = Qt.ItemDataRole.UserRole + 1
_CANCELS = Qt.ItemDataRole.UserRole + 2
_EVENTS_HEIGHT = 200


class ComposerForm(LetterForm):
    """`ui/letter_composer.ui`."""

    ui = "letter_composer.ui"
    title: QLabel
    events_label: QLabel
    events: QListWidget
    show_told: QCheckBox
    pharmacy: QComboBox
    pharmacy_text: QLabel
    urgency: QComboBox
    cancel_old: QCheckBox
    missing_frame: QFrame
    missing: QLabel
    fix_it: QPushButton


class LetterComposer(LetterDialog):
    """A letter about one patient's plan events."""

    title: ClassVar[str] = "Letter to the pharmacy"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        event_ids: Sequence[int],
        parent: QWidget | None = None,
        cancelled: Sequence[int] = (),
    ) -> None:
        form = ComposerForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self._wanted, self._to_cancel = tuple(event_ids), tuple(cancelled)
        self._pharmacies: tuple[Organization, ...] = ()
        self._code = ""
        self._made: MadeLetter | None = None
        self._number = 0
        self._filling = False
        self._set_up()
        self.resize(1180, 700)
        self._load()

    @property
    def draft(self) -> Draft | None:
        """The letter as last made."""
        return self._made.draft if self._made else None

    def ready_pages(self) -> ReadyPages | None:
        """Return the letter's pages, None while something is missing."""
        made = self._made
        if made is None or made.rendered is None:
            return None
        draft, pages = made.draft, made.rendered
        return ReadyPages(
            pages.pdf,
            draft.code,
            lambda clinic, delivery, path: letters.send_letter(
                clinic, draft, pages, delivery, path
            ),
            draft.kind,
        )

    def show_busy(self, busy: bool) -> None:
        """Let nothing be chosen while pages are under way, nor after they were printed."""
        form = self.form
        for widget in (form.events, form.pharmacy, form.urgency, form.cancel_old):
            widget.setEnabled(not busy and not self.is_printed)

    def _set_up(self) -> None:
        form = self.form
        for urgency, words in ((Urgency.ROUTINE, "Routine"), (Urgency.URGENT, "Urgent: today")):
            form.urgency.addItem(words, urgency)
        form.missing_frame.hide()
        form.events.itemChanged.connect(self._make)
        form.show_told.toggled.connect(self._show_events)
        form.pharmacy.currentIndexChanged.connect(self._make)
        form.urgency.currentIndexChanged.connect(self._make)
        form.cancel_old.toggled.connect(self._make)
        form.fix_it.clicked.connect(self._fix_it)
        form.fix_it.setAutoDefault(False)
        self.show_offered()

    def _load(self) -> None:
        context, patient_id, wanted = self.context, self.patient_id, self._wanted
        context.tasks.run(
            lambda: read_choices(context.clinic, patient_id, wanted),
            done=self._show_choices,
            failed=self.show_failed,
            parent=self,
        )

    def _show_choices(self, choices: LetterChoices) -> None:
        form = self.form
        self._filling = True
        for asked in choices.cancellations:
            item = self._item(cancellation_line(asked), asked.resolution_id in self._to_cancel)
            item.setData(_CANCELS, asked.resolution_id)
        for told in reversed(choices.events):
            self._list(told, told_before=False)
        for told in reversed(choices.told):
            self._list(told, told_before=True)
        is_new = bool(choices.events or choices.cancellations)
        form.show_told.setVisible(bool(choices.told) and is_new)
        form.show_told.setChecked(not is_new)
        form.events_label.setVisible(form.events.count() > 0)
        form.events.setVisible(form.events.count() > 0)
        self._show_events()
        self._pharmacies = choices.pharmacies
        form.pharmacy.addItem("Choose a pharmacy", None)
        labels = pharmacy_labels(choices.pharmacies, choices.preferred)
        for pharmacy, label in zip(choices.pharmacies, labels, strict=True):
            form.pharmacy.addItem(label, pharmacy.id)
        form.pharmacy.setCurrentIndex(max(0, form.pharmacy.findData(choices.preferred)))
        self._filling = False
        self._make()

    def _list(self, told: LetterEvent, *, told_before: bool) -> None:
        words = event_line(told, told_before=told_before)
        item = self._item(words, told.event.id in self._wanted)
        item.setData(Qt.ItemDataRole.UserRole, told.event.id)
        item.setData(_TOLD_BEFORE, told_before)

    def _item(self, words: str, chosen: bool) -> QListWidgetItem:
        item = QListWidgetItem(words)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        self.form.events.addItem(item)
        return item

    def _show_events(self) -> None:
        """Hide what was told before unless it is asked for or chosen; show the list that high."""
        form, also = self.form, self.form.show_told.isChecked()
        height = 0
        for row in range(form.events.count()):
            item = form.events.item(row)
            chosen = item.checkState() is Qt.CheckState.Checked
            item.setHidden(bool(item.data(_TOLD_BEFORE)) and not also and not chosen)
            height += 0 if item.isHidden() else form.events.sizeHintForRow(row)
        form.events.setMaximumHeight(min(_EVENTS_HEIGHT, max(48, height + 10)))

    def _options(self) -> NoticeOptions:
        form = self.form
        return NoticeOptions(
            pharmacy_id=form.pharmacy.currentData(),
            urgency=Urgency(form.urgency.currentData()),
            cancel_old=form.cancel_old.isChecked(),
            code=self._code,
        )

    def _chosen(self, role: int) -> tuple[int, ...]:
        """Return the ids under *role* of what is ticked: plan events, or lines to be cancelled."""
        items = (self.form.events.item(row) for row in range(self.form.events.count()))
        ticked = (item for item in items if item.checkState() is Qt.CheckState.Checked)
        return tuple(n for item in ticked if (n := item.data(role)) is not None)

    def _make(self) -> None:
        if self._filling:
            return
        self._number += 1
        number, options = self._number, self._options()
        chosen, cancelled = self._chosen(Qt.ItemDataRole.UserRole), self._chosen(_CANCELS)
        self._made = None
        self.show_offered()
        chosen_pharmacy = next((p for p in self._pharmacies if p.id == options.pharmacy_id), None)
        self.form.pharmacy_text.setText(pharmacy_lines(chosen_pharmacy))
        context, patient_id = self.context, self.patient_id
        context.tasks.run(
            lambda: make_letter(context.clinic, patient_id, chosen, options, cancelled),
            done=lambda made: self._show_made(number, made),
            failed=lambda error: self._show_refused(number, error),
            parent=self,
        )

    def _show_made(self, number: int, made: MadeLetter) -> None:
        if number != self._number:
            return
        self._made, self._code = made, made.draft.code
        form, missing = self.form, made.draft.missing
        form.problem.hide()
        form.missing.setText(missing_text(missing, nothing_to_tell=not form.events.count()))
        form.missing_frame.setVisible(bool(missing))
        fixable = FIXED_HERE if form.events.count() else FIXED_HERE - {"events"}
        form.fix_it.setVisible(any(problem.field in fixable for problem in missing))
        if made.rendered is None:
            form.preview.show_message("The letter appears here once nothing is missing.")
        else:
            form.preview.show_pdf(made.rendered.pdf)
        self.show_offered()

    def _show_refused(self, number: int, error: ExpectedError) -> None:
        if number == self._number:
            self.form.missing_frame.hide()
            self.form.preview.show_message("This letter can't be printed as it is.")
            self.show_failed(error)

    def _fix_it(self) -> None:
        missing = {problem.field for problem in self.draft.missing} if self.draft else set()
        if "pharmacy" in missing:
            self.form.pharmacy.setFocus()
            self.form.pharmacy.showPopup()
        else:
            self.form.events.setFocus()
