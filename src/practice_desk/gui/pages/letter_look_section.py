"""The look of letters in the settings: the clinic's logo as it prints, and the sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Invalid
from practice_desk.domain.letter_look import LetterLook
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.tasks import Done, Work
from practice_desk.services.letter_look import chosen_logo, letter_look, save_letter_look

_PLACE = QSize(248, 88)  # twice its place on paper
_MARGIN = 10
_ABOUT = (
    "The logo stands beside the clinic's name at the head of every letter, in greys that a printer "
    "and a fax keep. The sheet is that of all letters, and of papers that do not ask for one."
)
_FILTER = "Pictures (*.png *.jpg *.jpeg)"


class LetterLookSection:
    """Logo and sheet with their own Save, as a part of the settings."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.root = QWidget()
        self.picture = QLabel()
        self.choose_button = QPushButton("Choose a picture…")
        self.remove_button = QPushButton("Remove logo")
        self.sheet = QComboBox()
        self.save_button = QPushButton("Save look")
        self.problem = plain_label("", "problem", wrap=True)
        self._read: LetterLook | None = None
        self._logo = b""
        self._lay_out()
        self._connect()

    def load(self) -> None:
        """Read the look again, unless something was changed and not saved."""
        if self.is_changed() or not self.context.may(Operation.EDIT_CLINIC):
            return
        context = self.context
        context.tasks.run(lambda: letter_look(context.clinic), done=self._show, parent=self.root)

    def is_changed(self) -> bool:
        """Whether something was chosen that is not saved."""
        return self._read is not None and self._chosen() != self._read

    def discard(self) -> None:
        """Show what is stored instead of what was chosen."""
        self._read = None
        self.load()

    def choose(self, path: Path) -> None:
        """Show the picture of a file as it would print."""
        self._run(lambda: chosen_logo(path), self._show_logo)

    def save(self) -> None:
        """Keep logo and sheet."""
        look, context = self._chosen(), self.context
        self._run(lambda: save_letter_look(context.clinic, look), self._saved)

    def _run(self, work: Work, done: Done) -> None:
        self.problem.hide()
        self.save_button.setEnabled(False)
        self.context.tasks.run(work, done=done, failed=self._failed, parent=self.root)

    def _chosen(self) -> LetterLook:
        read = self._read or LetterLook()
        return replace(read, logo=self._logo, a4=bool(self.sheet.currentData()))

    def _show(self, look: LetterLook) -> None:
        self._read = look
        self.problem.hide()
        self.sheet.setCurrentIndex(int(look.a4))
        self._show_logo(look.logo)

    def _show_logo(self, logo: bytes) -> None:
        self._logo = logo
        shown = QPixmap()
        if logo:
            shown.loadFromData(QByteArray(logo))
            shown = shown.scaled(
                _PLACE,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        self.picture.setPixmap(shown)
        if not logo:
            self.picture.setText("No logo")
        self._allow()

    def _saved(self, changes: Changes) -> None:
        self._read = None
        self.context.events.store_changed.emit(changes)
        self.context.messages.success("The look of letters was saved.")
        self.load()

    def _failed(self, error: ExpectedError) -> None:
        said = error.problems[0].sentence if isinstance(error, Invalid) else str(error)
        self.problem.setText(said)
        self.problem.show()
        self._allow()

    def _allow(self) -> None:
        self.remove_button.setEnabled(bool(self._logo))
        self.save_button.setEnabled(self.is_changed())

    def _ask_for_picture(self) -> None:
        dialog = QFileDialog(self.root, "Choose the logo", "", _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self._ask_for_picture)
        self.remove_button.clicked.connect(lambda: self._show_logo(b""))
        self.save_button.clicked.connect(self.save)
        self.sheet.currentIndexChanged.connect(lambda _: self._allow())

    def _lay_out(self) -> None:
        self.picture.setAccessibleName("Logo")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setFixedSize(_PLACE.width() + 2 * _MARGIN, _PLACE.height() + 2 * _MARGIN)
        self.picture.setStyleSheet("background: white; color: #475569; border: 1px solid #94a3b8;")
        self.sheet.addItem("US Letter", False)
        self.sheet.addItem("A4", True)
        label = plain_label("S&heet", "field")
        label.setBuddy(self.sheet)
        self.problem.hide()
        buttons = QVBoxLayout()
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        sheets = QVBoxLayout()
        sheets.setSpacing(4)
        sheets.addWidget(label)
        sheets.addWidget(self.sheet)
        sheets.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(buttons)
        row.addLayout(sheets)
        row.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.problem, 1)
        foot.addStretch(0)
        foot.addWidget(self.save_button)
        rows = QVBoxLayout(self.root)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(plain_label("Look of letters", "heading"))
        rows.addWidget(plain_label(_ABOUT, "dim", wrap=True))
        rows.addLayout(row)
        rows.addLayout(foot)
