"""The windows before there is a clinic: welcome, create, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog

from practice_desk.app import opening
from practice_desk.app.opening import Opened
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.dialogs.create_clinic_dialog import CreateClinicDialog
from practice_desk.gui.dialogs.recovery_sheet_dialog import RecoverySheetDialog
from practice_desk.gui.dialogs.welcome_dialog import WelcomeDialog

if TYPE_CHECKING:
    from practice_desk.app.flow import Flow
    from practice_desk.gui.models.new_clinic import NewClinicFields


class SetUp(QObject):
    """Leads somebody without a clinic to one."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self._flow = flow
        self.dialog = WelcomeDialog()
        self.create: CreateClinicDialog | None = None
        self.sheet: RecoverySheetDialog | None = None
        dialog = self.dialog
        dialog.create_requested.connect(self.create_clinic)
        dialog.open_requested.connect(lambda: flow.choose_folder(dialog))
        dialog.restore_requested.connect(self.restore)
        dialog.demo_requested.connect(self.open_demo)
        dialog.rejected.connect(self._given_up)

    def show(self) -> None:
        """Show the welcome window."""
        self.dialog.show()

    def close(self) -> None:
        """Close what is open: there is a clinic now.

        This object stays with the flow: deleting it later, too, crashes in the event loop.
        """
        self.dialog.rejected.disconnect(self._given_up)
        self.dialog.accept()
        self.dialog.deleteLater()

    def show_error(self, error: ExpectedError) -> None:
        """Say why the choice did not work."""
        self.dialog.show_error(error)

    def create_clinic(self) -> None:
        """Ask for a new clinic."""
        _ = self._flow.lock_up  # guards the clipboard: the recovery code can be copied
        self.create = dialog = CreateClinicDialog(self._flow.tasks, self.dialog)
        dialog.create_requested.connect(self._create)
        dialog.open()

    def restore(self) -> None:
        """Ask for a backup and where to restore it."""
        from practice_desk.gui.dialogs.backup_dialogs import RestoreDialog

        dialog = RestoreDialog(self._flow.tasks, self.dialog)
        dialog.clinic_wanted.connect(self._flow.open_folder)
        dialog.open()

    def open_demo(self) -> None:
        """Open the demo clinic, which is made the first time."""
        self.dialog.set_busy(True)
        self._flow.tasks.run(
            opening.demo_folder,
            done=self._flow.open_folder,
            failed=self.dialog.show_error,
            parent=self,
        )

    def _create(self, folder: Path, fields: NewClinicFields) -> None:
        dialog = self.create
        if dialog is None:
            return
        dialog.set_busy(True)
        profile = self._flow.profile
        self._flow.tasks.run(
            lambda: opening.create(folder, fields, profile),
            done=self._created,
            failed=dialog.show_error,
            parent=self,
        )

    def _created(self, made: Opened) -> None:
        if self.create is None:
            return
        self.create.made()
        self.sheet = dialog = RecoverySheetDialog(
            made.recovery_code,
            lambda: opening.sheet(made),
            self._flow.tasks,
            self.dialog,
            step="Step 3 of 3",
        )
        dialog.left.connect(lambda tested: self._finish(made, tested))
        dialog.open()

    def _finish(self, made: Opened, tested: bool) -> None:
        if not tested:
            self._flow.enter(made)
            return
        self._flow.tasks.run(
            lambda: opening.confirm_sheet(made),
            done=lambda _none: self._flow.enter(made),
            failed=lambda _error: self._flow.enter(made),  # the reminder stays
            parent=self,
        )

    def _given_up(self) -> None:
        if self.create is not None and self.create.result() == QDialog.DialogCode.Accepted:
            return
        self._flow.shut_down()
        QApplication.quit()
