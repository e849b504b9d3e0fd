"""Another clinical pack, with what it would change, before it is used."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models import pack_view
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.knowledge_packs import (
    PackProposal,
    PackSource,
    choose_pack,
    examine_pack,
)


class PackForm(Form):
    """``ui/pack_dialog.ui``."""

    ui = "pack_dialog.ui"
    heading: QLabel
    summary: QLabel
    warning: Banner
    strip: ProgressStrip
    parts: QTabWidget
    effects: QPlainTextEdit
    changes: QPlainTextEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class PackDialog(QDialog):
    """Compares a pack with the one in use, shows the differences, and asks."""

    chosen = Signal()
    """The pack is in use now."""

    def __init__(
        self, context: AppContext, source: PackSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Clinical pack")
        self.form = form = PackForm()
        self._context = context
        self._proposal: PackProposal | None = None
        self.work = LongWork(form.strip, self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        form.heading.setText("Use another clinical pack")
        form.problem.hide()
        form.parts.hide()
        form.save_button.setEnabled(False)
        form.save_button.clicked.connect(self.use)
        form.cancel_button.clicked.connect(self.reject)
        self.resize(900, 640)
        self._examine(source)

    def use(self) -> None:
        """Use the pack from now on."""
        context, proposal = self._context, self._proposal
        if proposal is None:
            return
        self.form.save_button.setEnabled(False)
        context.tasks.run(
            lambda: choose_pack(context.clinic, proposal),
            done=self._used,
            failed=self._failed,
            parent=self,
        )

    def reject(self) -> None:
        """Stop comparing, and close."""
        self.work.cancel()
        super().reject()

    def _examine(self, source: PackSource) -> None:
        context = self._context
        self.form.summary.setText("Comparing it with the pack in use…")
        self.work.run(
            context.long_work,
            lambda progress: examine_pack(context.clinic, source, progress),
            "Comparing the packs…",
            done=self._show,
            failed=self._failed,
        )

    def _show(self, proposal: PackProposal) -> None:
        form = self.form
        self._proposal = proposal
        form.summary.setText(pack_view.summary(proposal))
        form.warning.say(pack_view.warning(proposal), "caution")
        form.effects.setPlainText(pack_view.as_text(pack_view.effect_lines(proposal)))
        form.changes.setPlainText(pack_view.as_text(pack_view.change_lines(proposal)))
        form.parts.show()
        form.save_button.setEnabled(True)
        form.effects.setFocus()

    def _used(self, changes: Changes) -> None:
        self._context.events.store_changed.emit(changes)
        self.chosen.emit()
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        self.form.summary.clear()
        self.form.problem.setText(str(error))
        self.form.problem.show()
