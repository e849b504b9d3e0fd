"""Filing documents, correcting what is said of one, and handing one out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.disclosure import Disclosure, DisclosureBasis, check_disclosure
from practice_desk.domain.document_topic import Topic
from practice_desk.domain.errors import Invalid
from practice_desk.domain.filed_document import FiledDocument, FiledKind, Filing, plain_file_name
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.disclosure_view import GROUNDS, ground_hint
from practice_desk.gui.models.document_view import KINDS, TYPES
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.wording import write_count
from practice_desk.services.documents import (
    export_document,
    retract_document,
    save_document,
    saved_document,
)
from practice_desk.services.patients import Saved

_FIELDS = ("title", "topic", "kind", "dated_on", "source")
_OF_SEVERAL = ("topic", "kind", "dated_on", "source")
_MOST_NAMED = 3


class DocumentForm(Form):
    """``ui/document_dialog.ui``."""

    ui = "document_dialog.ui"
    heading: QLabel
    patient: QLabel
    files: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    label_title: QLabel
    title: QLineEdit
    topic: QComboBox
    kind: QComboBox
    dated_on: DateField
    source: QLineEdit


class DocumentDialog(ChartDialog):
    """Corrects what is said of one document: title, folder, kind, date and who sent it."""

    draft_kind: ClassVar[str] = "document"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        value: FiledDocument,
        topics: Sequence[Topic],
        parent: QWidget | None,
    ) -> None:
        self.form = form = DocumentForm()
        super().__init__(context, form, "Change a document", patient, parent)
        self._value = value
        form.files.hide()
        _fill_choices(form, topics, value.topic)
        for name in _FIELDS:
            set_value(getattr(form, name), getattr(value, name))
        form.title.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which document this is about."""
        return {"id": self._value.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves what the form says."""
        context = self.context
        value = replace(self._value, **values_of(self.form, _FIELDS, FiledDocument))
        return lambda: save_document(context.clinic, value)

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(lambda: saved_document(context.clinic, opened), opened, self._build_on)

    def _build_on(self, saved: FiledDocument) -> None:
        self._value = saved


class DocumentRetractDialog(RetractDialog):
    """Asks why a document was filed in error."""

    draft_kind: ClassVar[str] = "document retraction"

    def __init__(
        self, context: AppContext, patient: Patient, value: FiledDocument, parent: QWidget | None
    ) -> None:
        super().__init__(
            context,
            patient,
            value.title,
            lambda clinic, reason: retract_document(clinic, value, reason),
            parent,
            about={"id": value.id},
        )


class FilingDialog(ChartDialog):
    """Asks where *paths* are filed, and what is said of all of them; Enter files them."""

    agreed = Signal(object)
    """Emits the `Filing`."""

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        paths: Sequence[Path],
        topics: Sequence[Topic],
        topic: str,
        parent: QWidget | None,
    ) -> None:
        self.form = form = DocumentForm()
        super().__init__(context, form, "File documents", patient, parent)
        form.files.setText(_named(paths))
        form.save_button.setText("&File")
        single = len(paths) == 1 and not paths[0].is_dir()
        form.label_title.setVisible(single)
        form.title.setVisible(single)
        form.title.setPlaceholderText("Left empty, the name of the file")
        _fill_choices(form, topics, topic)
        set_value(form.topic, topic)
        set_value(form.kind, FiledKind.OTHER)
        (form.title if single else form.topic).setFocus()
        self.watch_typing()

    def save(self) -> None:
        """Hand on what was entered; the page files the documents."""
        if not self.form.dated_on.check():
            self.form.dated_on.edit.setFocus()
            return
        said = values_of(self.form, _OF_SEVERAL, Filing)
        self.agreed.emit(Filing(title=self.form.title.text().strip(), **said))
        self.accept()


_ONLY_LABEL = "Its label decides whether it may go. Its pages are not looked into: read them first."


class DocumentExportForm(Form):
    """``ui/document_export_dialog.ui``."""

    ui = "document_export_dialog.ui"
    heading: QLabel
    patient: QLabel
    document: QLabel
    recipient: QLineEdit
    purpose: QLineEdit
    basis: QComboBox
    basis_hint: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class DocumentExportDialog(ChartDialog):
    """Asks to whom a document goes and why, then where the file is written; records both."""

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        value: FiledDocument,
        parent: QWidget | None,
    ) -> None:
        self.form = form = DocumentExportForm()
        super().__init__(context, form, "Save a document as a file", patient, parent)
        self._value = value
        self._path: Path | None = None
        form.document.setText(f"{value.title}\n{_ONLY_LABEL}")
        self._grounds = tuple(GROUNDS)
        form.basis.addItem("Choose…")
        form.basis.addItems([GROUNDS[basis] for basis in self._grounds])
        form.basis.currentIndexChanged.connect(self._show_hint)
        form.basis_hint.hide()
        form.problem.hide()
        form.recipient.setFocus()
        self.watch_typing()

    def save(self) -> None:
        """Ask where the file goes, once everything is said."""
        told = replace(self._disclosure(), what=self._value.title)
        self.problems.clear()
        if problems := check_disclosure(told, told.disclosed_at):
            self._failed(Invalid(problems))
            return
        value = self._value
        ending = value.file_type.ending
        dialog = QFileDialog(self, "Save the document")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{TYPES[value.file_type]} (*{ending})")
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"document-{value.id}{ending}")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the file to *path* and record the disclosure."""
        self._path = path
        super().save()

    def work(self) -> Callable[[], Saved]:
        """Return the call that writes and records."""
        context, value, told, path = self.context, self._value, self._disclosure(), self._path
        number = value.id or 0
        assert path is not None  # `save_to` has set it

        def export() -> Saved:
            changes = export_document(context.clinic, value.patient_id, number, told, path)
            return Saved(number, changes)

        return export

    def _disclosure(self) -> Disclosure:
        form = self.form
        return Disclosure(
            self._value.patient_id,
            self.context.clinic.now(),
            "",
            recipient=form.recipient.text().strip(),
            purpose=form.purpose.text().strip(),
            what="",
            basis=self._basis(),
        )

    def _basis(self) -> DisclosureBasis | None:
        place = self.form.basis.currentIndex() - 1
        return self._grounds[place] if place >= 0 else None

    def _show_hint(self) -> None:
        basis = self._basis()
        self.form.basis_hint.setText("" if basis is None else ground_hint(basis))
        self.form.basis_hint.setVisible(basis is not None)
        self._make_room()


def _fill_choices(form: DocumentForm, topics: Sequence[Topic], topic: str) -> None:
    """Offer the folders that take documents, and the one that a document lies in already."""
    for each in topics:
        if not each.hidden or each.key == topic:
            form.topic.addItem(each.label, each.key)
    for kind, text in KINDS.items():
        form.kind.addItem(text, kind)
    form.problem.hide()


def _named(paths: Sequence[Path]) -> str:
    named = [
        f"folder “{plain_file_name(path.name)}”" if path.is_dir() else plain_file_name(path.name)
        for path in paths[:_MOST_NAMED]
    ]
    rest = len(paths) - len(named)
    named += [f"and {write_count(rest, 'more', 'more')}"] if rest else []
    return ", ".join(named)
