"""Which window is up: welcome, unlock, main window, and the way between them.

What the first window does without is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from practice_desk.app import paths
from practice_desk.app.demo.access import demo_note, demo_passphrase
from practice_desk.app.key_room import KeyRoom
from practice_desk.app.unlock_hint import user_names_quickly
from practice_desk.gui.dialogs.unlock_dialog import UnlockDialog
from practice_desk.gui.tasks import Tasks

if TYPE_CHECKING:
    from practice_desk.app.closing_backup import ClosingBackup
    from practice_desk.app.hand_over import HandOver, Screen
    from practice_desk.app.lock import Lock
    from practice_desk.app.opening import Key, Opened
    from practice_desk.app.set_up import SetUp
    from practice_desk.credentials.kdf import KdfProfile
    from practice_desk.domain.errors import ExpectedError
    from practice_desk.domain.lock_cause import LockCause
    from practice_desk.domain.progress import Progress
    from practice_desk.gui.dialogs.new_passphrase_dialog import OwnPassphraseDialog
    from practice_desk.gui.main_window import MainWindow
    from practice_desk.gui.tasks import Task
    from practice_desk.gui.widgets.cover import Cover
    from practice_desk.services.check_in import HandedOver

_AFTER_FIRST_PAINT_MS = 50
_WHEN_SETTLED_MS = 3_000


class Flow(QObject):
    """Leads from the first window to the main window, locks it, and closes everything in order.

    `tasks` is the one database worker for the whole run, `beside` the one for long work. `window`
    is the main window on the screen; behind the lock there is none. With *keys_apart* key slots are
    opened in a process of its own.
    """

    loaded = Signal()
    """What unlocking and the main window need is loaded; no clinic has been opened yet."""
    entered = Signal()
    """Somebody has unlocked the clinic and sees the main window."""
    left = Signal()
    """The main window is about to leave the screen: locked, closed, or for another clinic."""

    def __init__(
        self,
        tasks: Tasks,
        beside: Tasks | None = None,
        *,
        profile: KdfProfile | None = None,
        keys_apart: bool = False,
    ) -> None:
        super().__init__()
        self.tasks = tasks
        self.beside = beside
        self.profile = profile
        self.unlock: UnlockDialog | None = None
        self.set_up: SetUp | None = None
        self.window: MainWindow | None = None
        self._folder: Path | None = None
        self._lock: Lock | None = None
        self._warned = False
        self._own_passphrase: OwnPassphraseDialog | None = None
        self.closing_backup: ClosingBackup | None = None
        self.check_in: HandOver | None = None
        self.cover: Cover | None = None
        """Over everything from a hand-over on, until somebody unlocks."""
        self.start_screen: Callable[[QObject], Screen] = _start_process
        self._key_room = KeyRoom(apart=keys_apart)
        self._coming_in: Task | None = None

    @property
    def lock_up(self) -> Lock:
        """What hides, closes and keeps; made when a clinic is first opened or created."""
        if self._lock is None:
            from practice_desk.app.lock import Lock

            self._lock = Lock(self.tasks, self.beside, self)
        return self._lock

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

        self.tasks.run(opening.warm_up, done=lambda _none: self.loaded.emit(), parent=self)

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
        self.unlock = dialog = UnlockDialog(None if self.cover is None else self.cover.front)
        if self.cover is not None:
            self.cover.hold(dialog)
            dialog.form.other_button.hide()
        dialog.show_clinic(folder.name, folder, user_names_quickly(folder), user)
        if known := demo_passphrase(folder):
            dialog.offer(known, demo_note)
        dialog.unlock_requested.connect(self._unlock)
        dialog.other_clinic_requested.connect(self.welcome)
        dialog.rejected.connect(self._given_up)
        dialog.show()
        dialog.activateWindow()
        QTimer.singleShot(
            _AFTER_FIRST_PAINT_MS, dialog, lambda: self._ask_who_waits(dialog, folder)
        )

    def _ask_who_waits(self, dialog: UnlockDialog, folder: Path) -> None:
        from practice_desk.app import opening

        if self._key_room.apart:
            self.tasks.run(self._key_room.get_ready)
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
        window = MainWindow(made.clinic, made.name, self.tasks, self.beside)
        window.lock_wanted.connect(self.lock)
        window.clinic_wanted.connect(self._other_clinic)
        window.hand_over_wanted.connect(self.hand_over)
        window.closed.connect(self._closed)
        window.show()
        self._entered(window)
        QTimer.singleShot(_WHEN_SETTLED_MS, window, window.settle)

    def lock(self, cause: LockCause | None = None) -> None:
        """Take every window off the screen, ask for the passphrase, and close the clinic.

        Without a *cause* it was done by hand. What goes on in the background goes on; the clinic
        closes when that has ended.
        """
        if self.check_in is not None:
            self.check_in.leave()
            return
        window, folder = self.window, self._folder
        if window is None or folder is None or not window.context.is_open:
            return
        from practice_desk.domain.lock_cause import LockCause

        self.left.emit()
        self.window, self._warned = None, False
        self.lock_up.park(window, folder)
        self.ask_passphrase(folder, window.context.user_name)
        self.lock_up.close(window, folder, cause or LockCause.BY_HAND)

    def hand_over(self, handed: HandedOver) -> None:
        """Lock, and hand the screen to a patient: another process shows it until it is over."""
        window, folder = self.window, self._folder
        if window is None or folder is None or self.check_in is not None:
            return
        from practice_desk.app.hand_over import HandOver
        from practice_desk.domain.lock_cause import LockCause
        from practice_desk.gui.widgets.cover import Cover

        user = window.context.user_name
        self.left.emit()
        self.window, self._warned = None, False
        self.cover = Cover("Check-in", self)
        self.lock_up.park(window, folder, but=self.cover.sheets)
        self.check_in = HandOver(handed, self.start_screen, self)
        self.check_in.over.connect(lambda: self._end_check_in(folder, user))
        self.cover.close_wanted.connect(self.check_in.leave)
        self.lock_up.close(window, folder, LockCause.CHECK_IN)

    def _end_check_in(self, folder: Path, user: str) -> None:
        """Ask for the passphrase over the covered screen; only then does the patient's go."""
        check_in, self.check_in = self.check_in, None
        if check_in is not None:
            self.ask_passphrase(folder, user)
            if not check_in.came_up and self.unlock is not None:
                self.unlock.show_error(check_in.why_not_up())
            check_in.drop()
            self.lock_up.clipboard.clear()

    def shut_down(self) -> None:
        """End all work and close the clinic. The last thing before the program ends."""
        self.left.emit()
        if self._coming_in is not None:
            self._coming_in.cancel()  # bringing a large clinic up to date would keep it for minutes
        if self.check_in is not None:
            self.check_in.drop()
            self.check_in = None
        if self.cover is not None:
            self.cover.lift()
            self.cover = None
        if self._lock is not None:
            self._lock.shut_down(self.window, self._folder)
        else:
            if self.beside is not None:
                self.beside.shut_down()
            self.tasks.shut_down()
        self._key_room.leave()

    def _unlock(self, user: str, secret: str, is_recovery: bool) -> None:
        from practice_desk.app.opening import Key

        self._come_in(Key(user, secret, is_recovery))

    def _come_in(self, key: Key) -> None:
        from practice_desk.app import opening

        dialog, folder = self.unlock, self._folder
        if dialog is None or folder is None:
            return
        dialog.set_busy(True)
        if self.lock_up.when_closed(folder, lambda: self._come_in(key)):
            return
        held = self.lock_up.hold()

        def open_it(progress: Progress) -> Opened:
            if held is None:
                return opening.unlock(folder, key, self._key_room, progress)
            return opening.let_in(held, folder, key, self._key_room)

        def failed(error: ExpectedError) -> None:
            self.lock_up.release()
            self._refused(dialog, key, error)

        def done(made: Opened) -> None:
            if self._own_passphrase is not None:
                self._own_passphrase.accept()
            reset_later = key.is_recovery and not key.own
            self._unlocked(made, key.secret if reset_later else "")

        self._coming_in = self.tasks.run(
            open_it, done=done, failed=failed, progress=dialog.show_upgrade, parent=dialog
        )

    def _refused(self, dialog: UnlockDialog, key: Key, error: ExpectedError) -> None:
        """Say why not; ask for an own passphrase where the one given only asks for that."""
        from practice_desk.domain.errors import OneTimePassphrase

        if self._own_passphrase is not None:
            self._own_passphrase.show_error(error)
        elif isinstance(error, OneTimePassphrase):
            self._ask_own_passphrase(dialog, key)
        else:
            dialog.show_error(error)

    def _ask_own_passphrase(self, dialog: UnlockDialog, key: Key) -> None:
        from dataclasses import replace

        from practice_desk.gui.dialogs.new_passphrase_dialog import OwnPassphraseDialog

        def given_up(result: int) -> None:
            self._own_passphrase = None
            if result == QDialog.DialogCode.Rejected:
                dialog.set_busy(False)

        asked = OwnPassphraseDialog(
            self.tasks, key.user, lambda own: self._come_in(replace(key, own=own)), dialog
        )
        self._own_passphrase = asked
        asked.finished.connect(given_up)
        asked.open()

    def _unlocked(self, made: Opened, recovery_code: str) -> None:
        mine = self.lock_up.let_in(made.folder, made.clinic)
        if mine is None:
            self.enter(made)
        else:
            mine.window.resume(made.clinic)
            mine.curtain.lift()
            self._entered(mine.window)
        if self.window is not None:
            from practice_desk.gui.unlock_notice import tell_of_failures

            tell_of_failures(self.window.context, self.window)
        if recovery_code and self.window is not None:
            from practice_desk.gui.dialogs.new_passphrase_dialog import RecoveredPassphraseDialog

            RecoveredPassphraseDialog(self.window.context, recovery_code, self.window).open()

    def _entered(self, window: MainWindow) -> None:
        self.window = window
        self.lock_up.entered(window)
        self._drop_unlock()
        self._drop_set_up()
        if self.cover is not None:
            self.cover.lift()
            self.cover = None
        self.entered.emit()
        from practice_desk.app.filing import file_answers  # not for the first paint

        file_answers(window)

    def _other_clinic(self, folder: Path) -> None:
        window, former = self.window, self._folder
        if window is None or former is None:
            return
        from practice_desk.domain.lock_cause import LockCause

        self.left.emit()
        self.window = None
        window.hide()
        self.ask_passphrase(folder)
        self.lock_up.close(window, former, LockCause.CLOSED)
        window.deleteLater()

    def _closed(self) -> None:
        from practice_desk.app.closing_backup import ClosingBackup

        if self.window is None or self.closing_backup is not None:
            self._quit()
            return
        self.left.emit()  # nobody is at the window any more who could be locked out
        self.closing_backup = ClosingBackup(self.window.context, self)
        self.closing_backup.over.connect(self._quit)
        self.closing_backup.begin()

    def _quit(self) -> None:
        self.shut_down()
        QApplication.quit()

    def _given_up(self) -> None:
        if self.cover is not None and self.unlock is not None:
            self.unlock.show()  # a patient may be at the keyboard: only a passphrase leads on
            return
        behind = self._lock is not None and self._lock.would_lose
        if behind and not self._warned and self.unlock is not None:
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
            if self._key_room.apart:
                self.tasks.run(self._key_room.leave)
            dialog.rejected.disconnect(self._given_up)
            dialog.done(QDialog.DialogCode.Accepted)
            dialog.deleteLater()

    def _drop_set_up(self) -> None:
        if self.set_up is not None:
            self.set_up.close()
            self.set_up = None


def _start_process(parent: QObject) -> Screen:
    """Start the process that shows the check-in screen."""
    from practice_desk.app.hand_over import ScreenProcess

    return ScreenProcess(parent)


def _say_later(_error: ExpectedError) -> None:
    """Say nothing yet: what is wrong with the folder is said when somebody unlocks it."""
