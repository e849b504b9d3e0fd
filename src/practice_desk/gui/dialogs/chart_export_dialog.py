"""Exporting a chart: for whom, what of it, its pages to look at, then files, PDF or paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.chart_export import (
    BASES,
    ExportChoice,
    ExportPart,
    ExportRecipient,
)
from practice_desk.domain.directory import Organization, OrganizationKind
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import ExpectedError, Invalid
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.domain.patient_request import Asker, RequestCase, RequestKind
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterDialog, LetterForm, ReadyPages
from practice_desk.gui.icons import set_icon
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.disclosure_view import GROUNDS
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.gui.widgets.save_file import ZIP, ask_where_to_save
from practice_desk.gui.wording import write_count
from practice_desk.services.chart_exports import (
    ExportDraft,
    give_export,
    prepare_export,
    render_export,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.directory import list_organizations
from practice_desk.services.export_parts import PART_NAMES
from practice_desk.services.kept_letters import SentLetter

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

_RECIPIENTS = {
    ExportRecipient.PATIENT: "The patient",
    ExportRecipient.REPRESENTATIVE: "A personal representative",
    ExportRecipient.CLINIC: "Another clinic",
    ExportRecipient.OTHER: "Somebody else",
}
_UNTOLD = "Choose for whom and what, then make the pages: you see them before anything is given."
_NOT_ENCRYPTED = "What you save is not encrypted: hand it over in a safe way."


class ChartExportForm(LetterForm):
    """``ui/chart_export_dialog.ui``."""

    ui = "chart_export_dialog.ui"
    title: QLabel
    recipient: QComboBox
    basis: QComboBox
    clinic: QComboBox
    clinic_label: QLabel
    recipient_name: QLineEdit
    recipient_name_label: QLabel
    purpose: QLineEdit
    since: DateField
    until: DateField
    parts: QListWidget
    all_parts: QPushButton
    no_parts: QPushButton
    strip: ProgressStrip
    told: QLabel
    make: QPushButton
    save_files: QPushButton


class ChartExportDialog(LetterDialog):
    """Exports one chart; with *case* for the request that it answers."""

    noun: ClassVar[str] = "export"
    title: ClassVar[str] = "Chart export"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        case: RequestCase | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = ChartExportForm()
        super().__init__(context, patient, form, parent)
        self._case = case if case and case.request.kind is RequestKind.ACCESS else None
        self._made: tuple[ExportDraft, RenderedLetter] | None = None
        self._code = ""
        self._suggested = frozenset(ExportPart)
        self.work = LongWork(form.strip, self)
        set_icon(form.print, "printer")  # not the first button of this window: Make the pages is
        self._fill()
        self._connect()
        self._follow_recipient()
        self._forget_pages()
        clinic = context.clinic
        context.tasks.run(lambda: list_organizations(clinic), done=self._offer_clinics, parent=self)
        self.resize(1180, 720)

    @property
    def choice(self) -> ExportChoice:
        """What is chosen."""
        form, recipient = self.form, self._recipient
        is_clinic = recipient is ExportRecipient.CLINIC
        number = form.clinic.currentData() if is_clinic else None
        name = form.clinic.currentText() if number is not None else form.recipient_name.text()
        return ExportChoice(
            frozenset(each for each, item in self._items() if item.checkState() == _CHECKED),
            recipient,
            DisclosureBasis(form.basis.currentData()),
            "" if recipient is ExportRecipient.PATIENT else name.strip(),
            number,
            form.purpose.text().strip(),
            form.since.value(),
            form.until.value(),
            None if self._case is None else self._case.request.id,
        )

    @property
    def _recipient(self) -> ExportRecipient:
        return ExportRecipient(self.form.recipient.currentData())

    def make_pages(self) -> None:
        """Make the pages of what is chosen, to be looked at."""
        unreadable = [each for each in (self.form.since, self.form.until) if not each.check()]
        if unreadable or self.work.is_running:
            return
        clinic, patient_id, choice = self.context.clinic, self.patient_id, self.choice
        code = self._code

        def work(progress: Progress) -> tuple[ExportDraft, RenderedLetter]:
            draft = prepare_export(clinic, patient_id, choice, code)
            return draft, render_export(draft, progress)

        self._forget_pages()
        self._run(work, "Making the pages", self._show_made)

    def ready_pages(self) -> ReadyPages | None:
        """Return the pages as they are shown, None before they are made."""
        if self._made is None:
            return None
        draft, pages = self._made

        def give(clinic: Clinic, delivery: LetterDelivery, path: Path | None) -> SentLetter:
            return give_export(clinic, draft, pages, delivery, path, no_progress)

        return ReadyPages(pages.pdf, draft.code, give)

    def save_files_to(self, path: Path) -> None:
        """Write the ZIP to *path* and record that it was given."""
        if self._made is None or self.work.is_running:
            return
        draft, pages = self._made
        clinic = self.context.clinic
        if path.suffix != ".zip":
            path = path.with_name(f"{path.name}.zip")

        def work(progress: Progress) -> SentLetter:
            return give_export(clinic, draft, pages, LetterDelivery.SAVED, path, progress)

        self._run(work, "Writing the files", self._given)

    def show_offered(self) -> None:
        """Offer to print and to save what is ready."""
        super().show_offered()
        self.form.save_files.setEnabled(self.form.save.isEnabled())
        self.form.make.setEnabled(not self.work.is_running)

    def show_busy(self, busy: bool) -> None:
        """Let nothing be chosen while pages are under way, nor after they were printed."""
        for each in self._choices():
            each.setEnabled(not busy and not self.is_printed)

    def reject(self) -> None:
        """Close, unless something is being made: that is cancelled first."""
        if self.work.is_running:
            self.work.cancel()
            return
        super().reject()

    def _fill(self) -> None:
        form = self.form
        for recipient, text in _RECIPIENTS.items():
            form.recipient.addItem(text, recipient)
        for part in ExportPart:
            item = QListWidgetItem(PART_NAMES[part], form.parts)
            item.setData(_PART, part)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_CHECKED)
        form.clinic.addItem("Not in the directory", None)
        if self._case is not None and self._case.request.asker is Asker.REPRESENTATIVE:
            form.recipient.setCurrentIndex(1)
            form.recipient_name.setText(self._case.request.asked_by)

    def _connect(self) -> None:
        form = self.form
        form.recipient.currentIndexChanged.connect(self._follow_recipient)
        form.clinic.currentIndexChanged.connect(self._follow_clinic)
        form.make.clicked.connect(self.make_pages)
        form.save_files.clicked.connect(self._ask_zip)
        form.all_parts.clicked.connect(lambda: self._check_all(_CHECKED))
        form.no_parts.clicked.connect(lambda: self._check_all(_UNCHECKED))
        form.parts.itemChanged.connect(self._forget_pages)
        for box in (form.recipient, form.basis, form.clinic):
            box.currentIndexChanged.connect(self._forget_pages)
        for line in (form.recipient_name, form.purpose):
            line.textEdited.connect(self._forget_pages)
        for day in (form.since, form.until):
            day.value_changed.connect(self._forget_pages)

    def _choices(self) -> tuple[QWidget, ...]:
        form = self.form
        return (
            form.recipient, form.basis, form.clinic, form.recipient_name, form.purpose,
            form.since, form.until, form.parts, form.all_parts, form.no_parts,
        )  # fmt: skip

    def _items(self) -> list[tuple[ExportPart, QListWidgetItem]]:
        rows = self.form.parts
        items = [rows.item(place) for place in range(rows.count())]
        return [(ExportPart(item.data(_PART)), item) for item in items]

    def _check_all(self, state: Qt.CheckState) -> None:
        for _part, item in self._items():
            item.setCheckState(state)

    def _follow_recipient(self) -> None:
        form, recipient = self.form, self._recipient
        form.basis.clear()
        for basis in BASES[recipient]:
            form.basis.addItem(GROUNDS[basis], basis)
        for part, item in self._items():
            if (part in recipient.suggested) is not (part in self._suggested):
                item.setCheckState(_CHECKED if part in recipient.suggested else _UNCHECKED)
        self._suggested = recipient.suggested
        is_clinic = recipient is ExportRecipient.CLINIC
        form.clinic.setVisible(is_clinic)
        form.clinic_label.setVisible(is_clinic)
        self._follow_clinic()

    def _follow_clinic(self) -> None:
        form = self.form
        recipient = self._recipient
        known = recipient is ExportRecipient.CLINIC and form.clinic.currentData() is not None
        named = recipient is not ExportRecipient.PATIENT and not known
        form.recipient_name.setVisible(named)
        form.recipient_name_label.setVisible(named)

    def _offer_clinics(self, found: list[Organization]) -> None:
        for each in found:
            if each.active and each.kind is not OrganizationKind.PHARMACY:
                self.form.clinic.addItem(each.name, each.id)

    def _forget_pages(self) -> None:
        """What is chosen is not what is shown any more."""
        self._made = None
        self.say("")
        self.form.told.setText(_UNTOLD)
        self.form.preview.show_message("The pages appear here once they are made.")
        self.show_offered()

    def _show_made(self, made: tuple[ExportDraft, RenderedLetter]) -> None:
        draft, pages = made
        self._made, self._code = made, draft.code
        self.form.preview.show_pdf(pages.pdf)
        self.form.told.setText(_told(draft, pages.pages, self._case))
        self.show_offered()
        self.form.save_files.setFocus()

    def _run(
        self,
        work: Callable[[Progress], object],
        text: str,
        done: Callable[..., None],
    ) -> None:
        def end(result: object) -> None:
            self._set_busy(False)
            done(result)

        self._set_busy(True)
        self.work.run(self.context.tasks, work, text, done=end, failed=self._not_made)
        self.show_offered()

    def _not_made(self, error: ExpectedError) -> None:
        self._set_busy(False)
        self.form.make.setFocus()  # it was off while it worked, and lost the keyboard
        if isinstance(error, Invalid):
            self.say(" ".join(problem.sentence for problem in error.problems))
        else:
            self.show_failed(error)

    def _given(self, sent: SentLetter) -> None:
        self._recorded(sent, LetterDelivery.SAVED)

    def _ask_zip(self) -> None:
        if self._made is None:
            return
        name = f"chart-export-{self._made[0].code}.zip"
        title = "Save the export as files, not encrypted"
        ask_where_to_save(self, title, ZIP, name, self.save_files_to)


_PART = Qt.ItemDataRole.UserRole
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


def _told(draft: ExportDraft, pages: int, case: RequestCase | None) -> str:
    """Return what is about to be given, and what is not, for whoever gives it."""
    told = [f"{write_count(pages, 'page')}."]
    if draft.files:
        kinds = "document, letter or consent", "documents, letters and consents"
        told = [
            f"{write_count(pages, 'page')}, {write_count(len(draft.files), *kinds)} beside them."
        ]
    if case is not None and draft.choice.basis is DisclosureBasis.PATIENT:
        told.append(f"Answers the request of {write_date(case.request.received_on)}.")
    if draft.withheld:
        count = write_count(draft.withheld, "entry", "entries")
        told.append(f"{count} left out: no consent covers this recipient.")
    if draft.unsigned:
        told.append(f"{write_count(draft.unsigned, 'unsigned note')} left out.")
    return " ".join([*told, _NOT_ENCRYPTED])
