"""Records what happened to a letter: sent, replied, called about, put off, handed on, closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.letter_entry import CallResult, Refills, Way
from practice_desk.gui.binding import Form, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.letter_step import SIGNED_BY_HAND, LetterStep, StepEntry, write_step
from practice_desk.gui.models.letter_words import FAILED, REFILLS, RESULTS, WAYS
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.letter_board import FollowedLetter
from practice_desk.services.patients import Saved

_TEXTS = ("to", "by", "spoke_with", "number", "why", "said", "words", "question", "note", "reason")
_SCANS = "Scans (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)"
_NO_SCAN = "or drop the scanned paper here"


class LetterStepForm(Form):
    """``ui/letter_step_dialog.ui``."""

    ui = "letter_step_dialog.ui"
    heading: QLabel
    patient: QLabel
    about: QLabel
    way_label: QLabel
    way: QComboBox
    to_label: QLabel
    to: QLineEdit
    by_label: QLabel
    by: QLineEdit
    spoke_with_label: QLabel
    spoke_with: QLineEdit
    number_label: QLabel
    number: QLineEdit
    result_label: QLabel
    result: QComboBox
    why_label: QLabel
    why: NoteEdit
    said_label: QLabel
    said: NoteEdit
    refills_label: QLabel
    refills: QComboBox
    words_label: QLabel
    words: NoteEdit
    question_label: QLabel
    question: NoteEdit
    choose_scan: QPushButton
    scan: QLabel
    owner_label: QLabel
    owner: QComboBox
    due_on_label: QLabel
    due_on: DateField
    note_label: QLabel
    note: NoteEdit
    reason_label: QLabel
    reason: NoteEdit
    happened_on_label: QLabel
    happened_on: DateField
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class LetterStepDialog(ChartDialog):
    """Takes one step of one letter. A scanned paper can be dropped on it."""

    draft_kind: ClassVar[str] = "letter step"

    def __init__(
        self,
        context: AppContext,
        step: LetterStep,
        followed: FollowedLetter,
        parent: QWidget | None = None,
        entry_id: int | None = None,
    ) -> None:
        self.form = form = LetterStepForm()
        super().__init__(context, form, step.value.title, None, parent)
        self.step, self._followed, self._entry_id = step, followed, entry_id
        self._chart_id = followed.letter.patient.id
        self.scan_path: Path | None = None
        self._fill()
        self._show_fields()
        self._connect()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which letter and step this is about."""
        letter = self._followed.letter
        return {
            "letter": letter.case.letter.id or 0,
            "patient": letter.patient.id,
            "step": self.step.name,
            "entry": self._entry_id or 0,
        }

    def draft_extra(self) -> Target:
        """Return the file that was chosen."""
        return {"scan": str(self.scan_path or "")}

    def take_extra(self, extra: Target) -> None:
        """Take the file that was chosen, if it is still there."""
        path = Path(str(extra.get("scan") or ""))
        if path.is_file():
            self.take_scan(path)

    def work(self) -> Callable[[], Saved]:
        """Return the call that records what stands in the form."""
        context, now = self.context, self.context.clinic.now()
        call = write_step(self._followed.letter, self.entry(), now)
        return lambda: call(context.clinic)

    def entry(self) -> StepEntry:
        """Return what stands in the form."""
        form = self.form
        return StepEntry(
            self.step,
            texts={name: str(value_of(getattr(form, name)) or "").strip() for name in _TEXTS},
            way=str(form.way.currentData()),
            refills=Refills(form.refills.currentData()),
            result=CallResult(form.result.currentData()),
            owner=str(form.owner.currentData() or ""),
            due_on=form.due_on.value(),
            happened_on=form.happened_on.value(),
            scan=self.scan_path,
            entry_id=self._entry_id,
        )

    def take_scan(self, path: Path) -> None:
        """Take the file with the paper that came back."""
        self.scan_path = path
        self.form.scan.setText(f"{path.name} will be filed among the documents.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if _dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped."""
        path = _dropped(event.mimeData())
        if path is not None:
            self.take_scan(path)
            event.acceptProposedAction()

    def _fill(self) -> None:
        form, listed, step = self.form, self._followed.letter, self.step.value
        letter, patient = listed.case.letter, listed.patient
        form.patient.setText(f"{patient.display_name} · letter {letter.code} to {listed.recipient}")
        form.patient.show()
        form.about.setText(step.about)
        form.save_button.setText(step.save)
        for way, words in WAYS.items():
            form.way.addItem(words, str(way))
        for way in (Way.FAXED, Way.MAILED):
            form.way.addItem(FAILED[way], f"not {way}")
        form.way.addItem("Signed by hand, not sent yet", SIGNED_BY_HAND)
        _add(form.refills, REFILLS)
        _add(form.result, RESULTS)
        form.owner.addItem("Anybody", "")
        for user_name in self._followed.owners:
            form.owner.addItem(self._followed.people.get(user_name, user_name), user_name)
        form.to.setText(listed.recipient)
        form.number_label.setText("Phone num&ber")
        if self.step is LetterStep.SENT:
            form.number_label.setText("Fax num&ber")
            form.number.setText(self._followed.fax)
        if self.step is LetterStep.SETTLE:
            form.words_label.setText("&What was told to them")
        form.happened_on.set_value(self.context.today())
        form.problem.hide()

    def _show_fields(self) -> None:
        form, shown = self.form, self.step.value.fields
        names = (*_TEXTS, "way", "refills", "result", "owner", "due_on", "happened_on")
        for name in names:
            for widget in (getattr(form, name), getattr(form, f"{name}_label")):
                widget.setVisible(name in shown)
        form.about.setVisible(bool(form.about.text()))
        form.choose_scan.setVisible("scan" in shown)
        form.scan.setVisible("scan" in shown)
        self.setAcceptDrops("scan" in shown)
        self._way_chosen()
        getattr(form, shown[0]).setFocus()

    def _way_chosen(self) -> None:
        """Ask for what the chosen way needs."""
        if self.step is not LetterStep.SENT:
            return
        form, way = self.form, str(self.form.way.currentData())
        signed = way == SIGNED_BY_HAND
        for name, wanted in (
            ("to", not signed),
            ("number", way.endswith(Way.FAXED)),
            ("why", way.startswith("not ")),
        ):
            getattr(form, name).setVisible(wanted)
            getattr(form, f"{name}_label").setVisible(wanted)
        self.adjustSize()

    def _connect(self) -> None:
        self.form.way.currentIndexChanged.connect(self._way_chosen)
        self.form.choose_scan.clicked.connect(self._choose)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "The paper that came back", "", _SCANS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.take_scan(Path(name)))
        dialog.open()


def _add(choice: QComboBox, words: Mapping[Refills, str] | Mapping[CallResult, str]) -> None:
    for value, text in words.items():
        choice.addItem(text, str(value))


def _dropped(data: QMimeData) -> Path | None:
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].is_file() else None
