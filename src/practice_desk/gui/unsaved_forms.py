"""Offers what its author typed and did not save: after a crash, or when somebody else came between.

The form opens in the chart in which it was typed, and can be saved to no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_pixmap
from practice_desk.gui.messages import Level
from practice_desk.gui.models.draft_view import NEEDS, draft_line, next_of
from practice_desk.gui.plain_text import plain_label
from practice_desk.services.clinic import Clinic
from practice_desk.services.drafts import discard_draft, keep_draft, own_drafts
from practice_desk.services.patients import patient_summaries

GoOn = Callable[[Draft, Callable[[], None]], None]
"""Opens the form of a draft; calls the second argument where that cannot be done."""


class UnsavedStrip(QFrame):
    """One line with two buttons; hidden when there is nothing to offer."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("unsaved_strip")
        self.setProperty("banner", "info")
        icon = QLabel()
        set_pixmap(icon, "pencil", 20, "info")
        self.text = plain_label(wrap=True)
        self.go_on = QPushButton("Go on with it")
        self.discard = QPushButton("Discard")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.discard)
        row.addWidget(self.go_on)
        self.hide()


class UnsavedForms(QObject):
    """The drafts of the person at the keyboard that are open in no form."""

    def __init__(self, context: AppContext, go_on: GoOn, parent: QWidget) -> None:
        super().__init__(parent)
        self.strip = UnsavedStrip()
        self._context = context
        self._open_form = go_on
        self._drafts: list[Draft] = []
        self._names: dict[int, str] = {}
        self._patient_id: int | None = None
        self._offered: Draft | None = None
        self.strip.go_on.clicked.connect(self._go_on)
        self.strip.discard.clicked.connect(self._discard)

    def refresh(self, open_ids: frozenset[int]) -> None:
        """Read what is kept, but for the forms that are open with these numbers."""
        context = self._context

        def show(found: tuple[list[Draft], dict[int, str]]) -> None:
            self._drafts = [draft for draft in found[0] if draft.id not in open_ids]
            self._names = found[1]
            self._show()

        context.tasks.run(lambda: _read(context.clinic), done=show, parent=self)

    def follow(self, patient_id: int | None) -> None:
        """Offer what belongs to the chart that is open now before anything else."""
        self._patient_id = patient_id
        self._show()

    def forget(self) -> None:
        """Drop everything, for the lock."""
        self._drafts, self._names, self._patient_id = [], {}, None
        self._show()

    def _show(self) -> None:
        self._offered = draft = next_of(self._drafts, self._patient_id)
        self.strip.setVisible(draft is not None)
        if draft is None:
            self.strip.text.clear()
            return
        name = self._names.get(draft.patient_id or 0, "")
        line = draft_line(draft, name, datetime.now(UTC), len(self._drafts) - 1)
        self.strip.text.setText(line)
        self.strip.setAccessibleName(line)
        needed = NEEDS.get(draft.kind)
        may = needed is not None and self._context.may(needed, draft.patient_id)
        self.strip.go_on.setVisible(may)

    @Slot()
    def _go_on(self) -> None:
        draft = self._take()
        if draft is not None:
            self._open_form(draft, lambda: self._give_back(draft))

    @Slot()
    def _discard(self) -> None:
        draft, context = self._take(), self._context
        if draft is None:
            return

        def failed(error: ExpectedError) -> None:
            context.messages.show_error(error)
            self._put(draft)

        context.tasks.run(
            lambda: discard_draft(context.clinic, draft),
            done=lambda _none: context.messages.show_message(
                Level.INFO,
                f"“{draft.title}” was discarded.",
                action="Undo",
                on_action=lambda: self._undo(draft),
            ),
            failed=failed,
            parent=self,
        )

    def _undo(self, draft: Draft) -> None:
        context, again = self._context, replace(draft, id=None)
        context.tasks.run(
            lambda: keep_draft(context.clinic, again),
            done=lambda number: self._put(replace(draft, id=number)),
            parent=self,
        )

    def _give_back(self, draft: Draft) -> None:
        self._put(draft)
        self._context.messages.caution(
            "This form can't be opened any more: what it was about is gone, or closed to you.",
            "Discard it when you no longer need it.",
        )

    def _take(self) -> Draft | None:
        draft = self._offered
        self._drafts = [each for each in self._drafts if each is not draft]
        self._show()
        return draft

    def _put(self, draft: Draft) -> None:
        self._drafts.append(draft)
        self._show()


def _read(clinic: Clinic) -> tuple[list[Draft], dict[int, str]]:
    drafts = own_drafts(clinic)
    numbers = sorted({draft.patient_id for draft in drafts if draft.patient_id is not None})
    people = patient_summaries(clinic, numbers) if numbers else []
    return drafts, {person.id: person.display_name for person in people}
