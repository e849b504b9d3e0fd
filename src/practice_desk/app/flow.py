"""Which window is up: welcome, unlock, main window, and the way between them.

What the first window does without is imported where it is used.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from practice_desk.app import paths
from practice_desk.app.demo.access import demo_passphrase
from practice_desk.app.unlock_hint import user_names_quickly
from practice_desk.gui.dialogs.unlock_dialog import UnlockDialog
from practice_desk.gui.tasks import Tasks

if TYPE_CHECKING:
    from practice_desk.app.opening import Opened
    from practice_desk.app.set_up import SetUp
    from practice_desk.credentials.kdf import KdfProfile
    from practice_desk.domain.errors import ExpectedError
    from practice_desk.gui.main_window import MainWindow

_AFTER_FIRST_PAINT_MS = 50
_WHEN_SETTLED_MS = 3_000


class Flow(QObject):
    """Leads from the first window to the main window, locks it, and closes everything in order.

    `tasks` is the one database worker for the whole run, `beside` the one for long work.
    """

    def __init__(
        self, tasks: Tasks, beside: Tasks | None = None, *, profile: KdfProfile | None = None
    ) -> None:
        super().__init__()
        self.tasks = tasks
        self.beside = beside
        self.profile = profile
        self.unlock: UnlockDialog | None = None
        self.set_up: SetUp | None = None
        self.window: MainWindow | None = None
        self._folder: Path | None = None
        self._hidden: list[QWidget] = []
        self._closing = False
        self._warned = False
        self._waiting: Callable[[], None] | None = None

    def start(self, folder: Path | None) -> None:
        """Ask for the passphrase of the clinic in *folder*, or welcome somebody new."""
        if folder is None:
            self.welcome()
        else:
            self.ask_passphrase(folder)
        # Painting comes first: the imports behind it would take the interpreter away.
        QTimer.singleShot(_AFTER_FIRST_PAINT_MS, self, self._warm_up)

    def _warm_up(self) -> None:
        from practice_desk.app import opening

        self.tasks.run(opening.warm_up)

    def welcome(self) -> None:
        """Offer to create, open, restore, or look at the demo."""
        from practice_desk.app.set_up import SetUp

        self._drop_unlock()
        self.set_up = SetUp(self)
        self.set_up.show()

    def ask_passphrase(self, folder: Path, user: str | None = None) -> None:
        """Show the unlock window for the clinic in *folder*."""
        self._drop_unlock()
        self._folder = folder
        self.unlock = dialog = UnlockDialog()
        dialog.show_clinic(folder.name, folder, user_names_quickly(folder), user)
        if known := demo_passphrase(folder):
            dialog.offer(known, "Fictional patients. The passphrase is filled in.")
        dialog.unlock_requested.connect(self._unlock)
        dialog.other_clinic_requested.connect(self.welcome)
        dialog.rejected.connect(self._given_up)
        dialog.show()
        QTimer.singleShot(
            _AFTER_FIRST_PAINT_MS, dialog, lambda: self._ask_who_waits(dialog, folder)
        )

    def _ask_who_waits(self, dialog: UnlockDialog, folder: Path) -> None:
        from practice_desk.app import opening

        self.tasks.run(
            lambda: opening.waits(folder), done=dialog.show_waits, failed=_say_later, parent=dialog
        )

    def choose_folder(self, parent: QWidget) -> None:
        """Ask for a clinic's folder and show its unlock window."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(parent, "Open a clinic folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.open_folder(Path(name)))
        dialog.open()

    def open_folder(self, folder: Path) -> None:
        """Show the unlock window for *folder* if it holds a clinic, else say why not."""
        from practice_desk.app import opening

        def failed(error: ExpectedError) -> None:
            if self.set_up is not None:
                self.set_up.show_error(error)

        def found(_users: tuple[str, ...]) -> None:
            self._drop_set_up()
            self.ask_passphrase(folder)

        self.tasks.run(lambda: opening.users(folder), done=found, failed=failed, parent=self)

    def enter(self, made: Opened) -> None:
        """Show the main window of an open clinic."""
        from practice_desk.gui.main_window import MainWindow

        paths.remember_clinic(made.folder)
        self._folder = made.folder
        self.window = window = MainWindow(made.clinic, made.name, self.tasks, self.beside)
        window.lock_wanted.connect(self.lock)
        window.clinic_wanted.connect(self._other_clinic)
        window.closed.connect(self._closed)
        window.show()
        self._drop_unlock()
        self._drop_set_up()
        # What is loaded by now stays: collections, which stop every thread, need not look at it.
        QTimer.singleShot(_AFTER_FIRST_PAINT_MS, gc.freeze)
        if self.beside is not None:
            QTimer.singleShot(_WHEN_SETTLED_MS, self, self._warm_letters)

    def _warm_letters(self) -> None:
        from practice_desk.app import opening

        if self.beside is not None and self.window is not None:
            self.beside.run(opening.warm_letters)

    def lock(self) -> None:
        """Hide every window, close the clinic, and ask for the passphrase."""
        window = self.window
        if window is None or self.unlock is not None or self._folder is None:
            return
        clinic = window.context.clinic
        self._warned = False
        self._hidden = [w for w in QApplication.topLevelWidgets() if _is_ours(w)]
        self.ask_passphrase(self._folder, clinic.session.user_name)
        for widget in self._hidden:
            widget.hide()
        window.context.lock()
        self._closing = True
        self._after_long_work(
            lambda: self.tasks.run(clinic.close, done=self._clinic_closed, parent=self)
        )

    def shut_down(self) -> None:
        """End all work and close the clinic. The last thing before the program ends."""
        if self.beside is not None:
            self.beside.shut_down()
        if self.window is not None and self.window.context.is_open:
            clinic = self.window.context.clinic
            self.window.context.lock()
            self.tasks.shut_down()
            clinic.close()
        else:
            self.tasks.shut_down()

    def _unlock(self, user: str, secret: str, is_recovery: bool) -> None:
        from practice_desk.app import opening

        dialog, folder = self.unlock, self._folder
        if dialog is None or folder is None:
            return
        dialog.set_busy(True)
        if self._closing:  # the clinic is still being closed behind this window
            self._waiting = lambda: self._unlock(user, secret, is_recovery)
            return
        self.tasks.run(
            lambda: opening.unlock(folder, user, secret, is_recovery=is_recovery),
            done=lambda made: self._unlocked(made, secret if is_recovery else ""),
            failed=dialog.show_error,
            parent=dialog,
        )

    def _unlocked(self, made: Opened, recovery_code: str) -> None:
        if self.window is None:
            self.enter(made)
        elif self.window.context.user_name == made.clinic.session.user_name:
            self._resume(made)
        elif not self._may_discard():
            self._refuse_other_person(made)
            return
        else:
            self.window.deleteLater()
            self.window = None
            self._hidden = []
            self.enter(made)
        if self.window is not None:
            from practice_desk.gui.unlock_notice import tell_of_failures

            tell_of_failures(self.window.context, self.window)
        if recovery_code and self.window is not None:
            from practice_desk.gui.dialogs.new_passphrase_dialog import NewPassphraseDialog

            NewPassphraseDialog(self.window.context, recovery_code, self.window).open()

    def _resume(self, made: Opened) -> None:
        assert self.window is not None  # the caller has looked
        self.window.resume(made.clinic)
        for widget in self._hidden:
            if isinstance(widget, QDialog):
                widget.open()
            else:
                widget.show()
        self._hidden = []
        self._drop_unlock()

    def _may_discard(self) -> bool:
        """Return whether nobody's unsaved typing is hidden behind the lock."""
        return not any(isinstance(widget, QDialog) for widget in self._hidden)

    def _refuse_other_person(self, made: Opened) -> None:
        assert self.window is not None  # the caller has looked
        assert self.unlock is not None  # it asked for the passphrase
        from practice_desk.domain.errors import ExpectedError

        error = ExpectedError(
            f"{self.window.context.user_name} has a form open here that is not saved.",
            "Unlock as that person and save it, or close Practice Desk.",
        )
        self._closing = True
        self.tasks.run(made.clinic.close, done=self._clinic_closed, parent=self)
        self.unlock.show_error(error)

    def _clinic_closed(self, _none: None) -> None:
        self._closing = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def _after_long_work(self, call: Callable[[], object]) -> None:
        if self.beside is None:
            call()
        else:  # the worker for long work runs one job after another: this one comes last
            self.beside.run(_nothing, done=lambda _none: call(), parent=self)

    def _other_clinic(self, folder: Path) -> None:
        window, self.window = self.window, None
        if window is None:
            return
        clinic = window.context.clinic
        window.context.lock()
        window.hide()
        window.deleteLater()
        self._closing = True
        self.ask_passphrase(folder)
        self._after_long_work(
            lambda: self.tasks.run(clinic.close, done=self._clinic_closed, parent=self)
        )

    def _closed(self) -> None:
        self.shut_down()
        QApplication.quit()

    def _given_up(self) -> None:
        if not self._may_discard() and not self._warned and self.unlock is not None:
            from practice_desk.domain.errors import ExpectedError

            self._warned = True  # closing once more is then a decision
            self.unlock.show()
            self.unlock.show_error(
                ExpectedError(
                    "A form is open behind the lock that is not saved.",
                    "Unlock to save it, or close this window again to discard it.",
                )
            )
            return
        self.shut_down()
        QApplication.quit()

    def _drop_unlock(self) -> None:
        if self.unlock is not None:
            dialog, self.unlock = self.unlock, None
            dialog.rejected.disconnect(self._given_up)
            dialog.done(QDialog.DialogCode.Accepted)
            dialog.deleteLater()

    def _drop_set_up(self) -> None:
        if self.set_up is not None:
            self.set_up.close()
            self.set_up = None


def _is_ours(widget: QWidget) -> bool:
    return widget.isVisible() and (widget.isWindow() and not isinstance(widget, UnlockDialog))


def _say_later(_error: ExpectedError) -> None:
    """Say nothing yet: what is wrong with the folder is said when somebody unlocks it."""


def _nothing() -> None:
    """Do nothing, after everything before it."""
