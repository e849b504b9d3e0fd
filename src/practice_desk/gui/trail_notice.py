"""A line above every page while the audit trail is in doubt, and the walk that looks for doubts."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.audit_trail import TrailDoubt
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_pixmap
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.tasks import Task
from practice_desk.services.clinic import Clinic
from practice_desk.services.trail import Walk, walk_trail

WALK_AFTER = 4_000  # milliseconds: when the window has come to rest


class TrailNotice(QWidget):
    """Says what is wrong and what to do. An administrator takes note of it from here."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._walked: Walk | None = None
        self._task: Task | None = None
        self._line = QFrame()
        self._icon = QLabel()
        self.text = plain_label("", wrap=True, selectable=True)
        self.note_button = QPushButton("Take n&ote…")
        self.note_button.clicked.connect(self._take_note)
        column = QVBoxLayout(self)  # its margins go with it when it is hidden
        column.setContentsMargins(16, 8, 16, 0)
        column.addWidget(self._line)
        row = QHBoxLayout(self._line)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.note_button)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(WALK_AFTER)
        self._later.timeout.connect(self.walk)
        context.events.store_changed.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the doubts there are, and look for more when the window has come to rest."""
        self._show()
        self._later.start()

    def forget(self) -> None:
        """Stop looking, for the lock."""
        self._later.stop()
        if self._task is not None:
            self._task.cancel()

    def walk(self) -> None:
        """Check the entries that this window has not checked yet, beside everything else."""
        context, walked = self._context, self._walked
        if not context.is_open:
            return
        clinic = context.clinic

        def work(progress: Progress) -> Walk:
            found = walk_trail(clinic.store, progress, walked)
            clinic.report_doubts(found.doubts)
            return found

        self._task = context.long_work.run(
            work,
            done=lambda found: self._walk_ended(clinic, found),
            failed=self._walk_stopped,
            parent=self,
        )

    def _walk_ended(self, clinic: Clinic, found: Walk) -> None:
        self._task, self._walked = None, found
        if self._context.is_open and self._context.clinic is clinic:
            self._show()

    def _walk_stopped(self, _error: ExpectedError) -> None:
        """Say nothing: the next unlock goes on where this walk began."""
        self._task = None

    def _show(self) -> None:
        context = self._context
        doubts = context.clinic.doubts if context.is_open else ()
        self.setVisible(bool(doubts))
        if doubts:
            self._say(doubts)

    def _say(self, doubts: tuple[TrailDoubt, ...]) -> None:
        tone = "danger" if any(doubt.holds_writing for doubt in doubts) else "caution"
        theme.style(self._line, banner=tone)
        set_pixmap(self._icon, "circle-alert" if tone == "danger" else "triangle-alert", 20, tone)
        steps = list(dict.fromkeys(doubt.next_step for doubt in doubts))
        text = " ".join([*(doubt.sentence for doubt in doubts), *steps])
        self.text.setText(text)
        self._line.setAccessibleName(text)
        self.note_button.setVisible(self._context.may(Operation.TAKE_NOTE_OF_TRAIL))

    def _take_note(self) -> None:
        from practice_desk.gui.dialogs.trail_note_dialog import TrailNoteDialog  # when it is opened

        TrailNoteDialog(self._context, self._context.clinic.doubts, self.window()).open()

    def _changed(self, changes: Changes) -> None:
        if "audit_trail" in changes.nouns:
            self._show()
