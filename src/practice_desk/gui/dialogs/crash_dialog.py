"""What is shown for a bug: a calm sentence and a report that holds no patient's data."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.gui.crash_report import crash_report
from practice_desk.gui.icons import set_icon, set_pixmap

_WIDTH, _HEIGHT = 620, 420


class CrashDialog(QDialog):
    """Shows bugs, the newest first, until it is closed. One is enough for the whole program."""

    quit_requested = Signal()
    """Emitted when the user would rather stop than go on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Practice Desk has a problem")
        self.resize(_WIDTH, _HEIGHT)
        icon = QLabel()
        set_pixmap(icon, "circle-alert", 32, "danger")
        title = _label("Something went wrong", "title")
        sentence = _label(
            "This is a mistake in the program, not yours. What was saved before is safe. Your last "
            "action may not have been carried out: look before you repeat it.",
            "dim",
        )
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setTabChangesFocus(True)
        report_label = _label("&Report: where it happened, no patient’s data", "field")
        report_label.setBuddy(self.report)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(title)
        words.addWidget(sentence)
        heading = QHBoxLayout()
        heading.setSpacing(14)
        heading.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        heading.addLayout(words, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(32, 28, 32, 24)
        rows.setSpacing(8)
        rows.addLayout(heading)
        rows.addSpacing(8)
        rows.addWidget(report_label)
        rows.addWidget(self.report, 1)
        rows.addSpacing(4)
        rows.addLayout(self._buttons())

    def show_crash(self, error: BaseException) -> None:
        """Show *error* above those shown already, without stopping the program."""
        older = self.report.toPlainText() if self.isVisible() else ""
        newest = crash_report(error)
        self.report.setPlainText(f"{newest}\n\n{older}" if older else newest)
        if not self.isVisible():
            self.open()
            self.close_button.setFocus()

    def _buttons(self) -> QHBoxLayout:
        self.copy_button = QPushButton("&Copy the report")
        self.copy_button.setAutoDefault(False)
        set_icon(self.copy_button, "copy")
        self.copy_button.clicked.connect(self._copy)
        self.quit_button = QPushButton("&Quit Practice Desk")
        self.quit_button.setProperty("kind", "quiet")
        self.quit_button.setAutoDefault(False)
        self.quit_button.clicked.connect(self._quit)
        self.close_button = QPushButton("Go on")
        self.close_button.setProperty("kind", "primary")
        self.close_button.setMinimumWidth(120)
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(self.quit_button)
        row.addWidget(self.close_button)
        return row

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy_button.setText("Copied")

    def _quit(self) -> None:
        self.accept()
        self.quit_requested.emit()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label
