"""The settings' section on the clinic's key: when it was changed, why, and changing it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Cancelled, DocumentsDamaged, ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models import key_view
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.gui.widgets.wait_cover import WaitCover
from practice_desk.services.key_status import KeyStatus, key_status
from practice_desk.services.rotation import RECORDS, KeyChanged, rotate_data_key

KEY_CHANGED = Changes.of(None, "key")


class KeySection(Card):
    """For administrators. The work goes on beside everybody's; the window is covered at its end."""

    backup_wanted = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("The clinic's key", parent)
        self._context = context
        self._cover: WaitCover | None = None
        self.status = plain_label("", "strong", wrap=True, selectable=True)
        self.left = Banner()
        self.earlier = QCheckBox()
        self.earlier.hide()
        self.change_button = QPushButton("Chan&ge the key")
        self.change_button.setProperty("kind", "primary")
        set_icon(self.change_button, "key-round", "on_accent")
        self.without_button = QPushButton("Go on &without them")
        self.backup_button = QPushButton("Ba&ck up…")
        self.strip = ProgressStrip()
        self.work = LongWork(self.strip, self)
        self.result = Banner()
        self._lay_out()
        self.change_button.clicked.connect(self.change)
        self.without_button.clicked.connect(lambda: self.change(without_damaged=True))
        self.backup_button.clicked.connect(self.backup_wanted)
        self.strip.reported.connect(self._reported)
        context.events.store_changed.connect(self._changed)

    def load(self) -> None:
        """Read again when the key was changed and who has left since."""
        context = self._context
        if context.may(Operation.CHANGE_KEY):
            context.tasks.run(lambda: key_status(context.clinic), done=self._show, parent=self)

    def change(self, *, without_damaged: bool = False) -> None:
        """Change the clinic's key, unless that is under way."""
        if self.work.is_running or not self._context.may(Operation.CHANGE_KEY):
            return
        self.result.say("")
        self.without_button.hide()
        self.backup_button.hide()
        self.change_button.setEnabled(False)
        self.earlier.setEnabled(False)
        context, remove = self._context, self.earlier.isChecked()
        self.work.run(
            context.long_work,
            lambda progress: rotate_data_key(
                context.clinic, progress, remove_earlier=remove, without_damaged=without_damaged
            ),
            "Changing the clinic's key…",
            done=self._done,
            failed=self._failed,
        )

    def _show(self, status: KeyStatus) -> None:
        self.status.setText(key_view.status_sentence(status))
        self.left.say(key_view.reason_sentence(status), "caution")
        self.earlier.setText(key_view.earlier_sentence(status.earlier))
        self.earlier.setVisible(bool(status.earlier))

    def _reported(self, _done: int, _total: int, what: str) -> None:
        """Cover the window while everybody has to wait."""
        if what == RECORDS and self._cover is None:
            self._cover = WaitCover(key_view.WAIT_TITLE, key_view.WAIT, self.strip, self.window())
            self._cover.begin()
        elif what != RECORDS:
            self._uncover()

    def _uncover(self) -> None:
        cover, self._cover = self._cover, None
        if cover is not None:
            cover.end()
            cover.deleteLater()

    def _done(self, changed: KeyChanged) -> None:
        self._ended()
        tone = "success" if changed.complete and not changed.under_old_key else "caution"
        self.result.say(f"{key_view.done_sentence(changed)} {key_view.AFTERWARDS}", tone)
        self.backup_button.show()
        self._context.events.store_changed.emit(KEY_CHANGED)

    def _failed(self, error: ExpectedError) -> None:
        self._ended()
        self.result.say(str(error), "info" if isinstance(error, Cancelled) else "danger")
        self.without_button.setVisible(isinstance(error, DocumentsDamaged))

    def _ended(self) -> None:
        self._uncover()
        self.change_button.setEnabled(True)
        self.earlier.setEnabled(True)
        self.earlier.setChecked(False)

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & {"key", "account"}:
            self.load()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.change_button, self.without_button, self.backup_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.without_button.hide()
        self.backup_button.hide()
        for widget in (
            self.status,
            self.left,
            plain_label(key_view.WHY, "dim", wrap=True),
            plain_label(key_view.HOW, "dim", wrap=True),
            plain_label(key_view.LIMITS, "dim", wrap=True),
            self.earlier,
        ):
            self.body.addWidget(widget)
        self.body.addLayout(buttons)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.result)
