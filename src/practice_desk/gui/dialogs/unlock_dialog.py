"""The unlock window: the first thing painted, so it imports nothing but Qt and small modules.

The enums of `Qt` take 30 ms to make: nothing here uses them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from practice_desk.gui import theme
from practice_desk.gui.dialogs.unlock_form import UnlockForm
from practice_desk.gui.icons import set_pixmap

if TYPE_CHECKING:
    from practice_desk.domain.errors import ExpectedError
    from practice_desk.gui.dialogs.unlock_waits import UnlockWaits

_WIDTH = 460


class UnlockDialog(QDialog):
    """Asks who is there and for the passphrase or the recovery code.

    Whoever connects `unlock_requested` derives the key elsewhere, meanwhile `set_busy(True)`, and
    answers with `show_error` or by accepting the dialog. The secret leaves the field when the
    dialog closes.
    """

    unlock_requested = Signal(str, str, bool)
    """Emits (user name, passphrase or recovery code, whether it is the recovery code)."""
    other_clinic_requested = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Count waits down by *now*, seconds that no setting of the clock changes."""
        super().__init__(parent)
        self._now = now
        self.is_recovery = False
        self._busy = self._is_upgrading = False
        self._waits: UnlockWaits | None = None
        self._is_counting = False
        self._note: Callable[[str], str] | None = None
        self.form = UnlockForm(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form.root)
        self.setWindowTitle(self.form.root.windowTitle())
        self.setFixedWidth(_WIDTH)
        form = self.form
        set_pixmap(form.lock_icon, "lock", 32, "accent")
        set_pixmap(form.problem_icon, "circle-alert", 20, "danger")
        policy = form.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        form.progress.setSizePolicy(policy)
        form.progress.hide()
        form.problem_frame.hide()
        form.unlock_button.setDefault(True)
        form.unlock_button.clicked.connect(self._ask)
        form.switch_button.clicked.connect(lambda: self.use_recovery_code(not self.is_recovery))
        form.other_button.clicked.connect(self.other_clinic_requested)
        form.secret.textChanged.connect(self._ready)
        form.user_name.currentTextChanged.connect(self._user_changed)
        self._ready()

    def show_clinic(
        self, name: str, folder: Path, users: tuple[str, ...], user: str | None = None
    ) -> None:
        """Show whose clinic this is and who may unlock it; *user* is chosen at first."""
        self.setWindowTitle(f"Unlock {name}")
        self.form.clinic_name.setText(name)
        label = self.form.folder_name
        label.ensurePolished()
        label.setText(_without_middle(str(folder), label.fontMetrics(), _WIDTH - 112))
        label.setAccessibleName(str(folder))
        combo = self.form.user_name
        combo.clear()
        for each in users:
            combo.addItem(each, each)
        combo.setCurrentIndex(max(0, combo.findData(user)) if users else -1)
        self.clear_error()
        self.use_recovery_code(False)

    def offer(self, passphrase: str, note: Callable[[str], str]) -> None:
        """Fill in the passphrase of a clinic that has no secrets; *note* says so of each user."""
        self.form.secret.setText(passphrase)
        self._note = note
        self._show_note()

    def use_recovery_code(self, recovery: bool) -> None:
        """Ask for the recovery code instead of the passphrase, or the other way round."""
        self.is_recovery = recovery
        form = self.form
        form.secret.forget()
        form.secret.show_text(recovery)  # read from paper, long and not secret from its holder
        form.secret_label.setText("&Recovery code" if recovery else "&Passphrase")
        form.secret.setPlaceholderText("As printed on the emergency sheet" if recovery else "")
        form.switch_button.setText("Use the &passphrase" if recovery else "Use the &recovery code")
        self.clear_error()
        self._show_wait()
        form.secret.setFocus()

    def show_waits(self, waits: dict[str, int]) -> None:
        """Count down for the users who must wait so many seconds after wrong passphrases."""
        for user, seconds in waits.items():
            self.waits.begin(user, seconds)
        if waits:
            self._show_wait()

    @property
    def waits(self) -> UnlockWaits:
        """Who must wait; made when somebody must, which is seldom."""
        if self._waits is None:
            from practice_desk.gui.dialogs.unlock_waits import UnlockWaits

            self._waits = UnlockWaits(self, self._now)
            self._waits.ticked.connect(self._show_wait)
        return self._waits

    def set_busy(self, busy: bool) -> None:
        """Show that the key is being derived and take no input meanwhile."""
        self._busy, self._is_upgrading = busy, False
        form = self.form
        for widget in (form.user_name, form.secret, form.switch_button, form.other_button):
            widget.setEnabled(not busy)
        form.progress.setVisible(busy)
        form.unlock_button.setText("Unlocking…" if busy else "Un&lock")
        self._ready()
        if not busy:
            form.secret.setFocus()

    def show_upgrade(self, done: int, total: int, _what: str = "") -> None:
        """Say that the clinic is being brought up to date, *done* of *total* steps so far."""
        sentence = (
            "This clinic is being brought up to date for the new version: step "
            f"{min(done + 1, total)} of {total}. In a large clinic this takes some minutes. "
            "Leave the computer on until it is done."
        )
        if self._is_upgrading:
            self.form.problem.setText(sentence)  # read aloud once, not at every step
        else:
            self._is_upgrading = True
            self.form.unlock_button.setText("Updating…")
            self._say(sentence, "info", "info")

    def show_error(self, error: ExpectedError) -> None:
        """Say why the clinic stays locked; what was typed stays, selected."""
        from practice_desk.domain.attempts import MustWait

        self.set_busy(False)
        if isinstance(error, MustWait):
            self.waits.begin(self.form.user_name.currentText(), error.seconds, error.sentence)
            self._show_wait()
        else:
            self._say(f"{error.sentence} {error.next_step}".strip(), "circle-alert", "danger")
        self.form.secret.selectAll()

    def clear_error(self) -> None:
        """Take the sentence away."""
        self._is_counting = False
        self.form.problem.clear()
        self.form.secret.setAccessibleDescription("")
        self.form.problem_frame.hide()
        self._fit()

    def done(self, result: int) -> None:
        """Forget the secret with the dialog."""
        self.form.secret.forget()
        super().done(result)

    def _fit(self) -> None:
        for layout in (self.form.root.layout(), self.layout()):
            if layout is not None:
                layout.activate()
        self.adjustSize()

    def _say(self, sentence: str, icon: str, tone: str) -> None:
        form = self.form
        theme.style(form.problem_frame, banner=tone)
        set_pixmap(form.problem_icon, icon, 20, tone)
        form.problem.setText(sentence)
        form.problem_frame.show()
        form.secret.setAccessibleDescription(sentence)
        self._fit()

    def _show_note(self) -> None:
        if self._note is not None:
            self.form.folder_name.setText(self._note(self.form.user_name.currentText()))
            self._fit()

    def _user_changed(self) -> None:
        self._show_note()
        self.clear_error()
        self._show_wait()

    def _show_wait(self) -> None:
        sentence = self._wait_sentence()
        if sentence and self._is_counting:
            self.form.problem.setText(sentence)  # read aloud once, not every second
        elif sentence:
            self._say(sentence, "clock", "info")
        elif self._is_counting:
            self._say("You can try again now.", "info", "info")
        self._is_counting = bool(sentence)
        self._ready()

    def _wait_sentence(self) -> str:
        if self._waits is None or self.is_recovery:
            return ""
        return self._waits.sentence(self.form.user_name.currentText())

    def _ready(self) -> None:
        typed = bool(self.form.secret.text())
        self.form.unlock_button.setEnabled(typed and not self._busy and not self._is_counting)

    def _ask(self) -> None:
        self.clear_error()
        self.unlock_requested.emit(
            self.form.user_name.currentText(), self.form.secret.secret(), self.is_recovery
        )


def _without_middle(text: str, metrics: QFontMetrics, width: int) -> str:
    """Return *text* with so much of its middle left out that it fits into *width* points."""
    kept = len(text)
    shown = text
    while kept > 2 and metrics.horizontalAdvance(shown) > width:
        kept -= 1
        shown = f"{text[: kept - kept // 2]}…{text[-(kept // 2) :]}"
    return shown
