"""Keeps what is typed into an open form, encrypted in the clinic, until it is saved or closed.

A crash, a kill or a power cut then costs the last few seconds. The draft belongs to its author and
to the chart in which it was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar, cast

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from practice_desk.domain.draft import Draft, Json
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.context import AppContext
from practice_desk.gui.form_state import State, put_state, read_state, typed_texts
from practice_desk.services.clinic import Clinic
from practice_desk.services.drafts import finish_draft, keep_draft

KEEP_AFTER_MILLISECONDS = 2_000
"""How much typing a kill can cost at most, but for the time that one write takes."""

Target = dict[str, Json]
"""Which record a form is about, for opening it again."""


class Drafting:
    """What a dialog gives whose typing is kept. Mixed in; `keep_drafts` begins it."""

    draft_kind: ClassVar[str] = ""
    """Which form this is; without it nothing is kept."""
    drafts: DraftKeeper | None = None

    @property
    def is_begun(self) -> bool:
        """Whether somebody is at it, so that the lock keeps the window part that it is."""
        return True

    def draft_target(self) -> Target:
        """Return what the page that opened this form needs to open it again."""
        return {}

    def draft_extra(self) -> Target:
        """Return what was chosen or entered and stands in no field."""
        return {}

    def take_extra(self, extra: Target) -> None:
        """Take what `draft_extra` returned; the fields are put afterwards."""

    def touched_again(self) -> None:
        """Count the form as typed into: its draft was put back."""

    def tell_of_draft(self, sentence: str) -> None:
        """Show a sentence about the draft that was put back."""

    def keep_drafts(self, context: AppContext, title: str, patient_id: int | None) -> None:
        """Keep what is typed from now on. Call when the form is filled in."""
        if self.draft_kind:
            self.drafts = DraftKeeper(self, context, title, patient_id)

    def put_draft(self, draft: Draft) -> None:
        """Go on with *draft*, once the form is ready for it."""
        if self.drafts is not None:
            self.drafts.go_on(draft)


class DraftKeeper(QObject):
    """Keeps one open form. Reads it on the GUI thread, writes on the worker."""

    def __init__(
        self, form: Drafting, context: AppContext, title: str, patient_id: int | None
    ) -> None:
        dialog = cast("QDialog", form)
        super().__init__(dialog)
        self.failed = False
        """Whether what stands in the form could not be kept."""
        self._form = form
        self._dialog = dialog
        self._context = context
        self._draft = Draft(form.draft_kind, title, {}, "", datetime.now(UTC), patient_id)
        self._id: int | None = None  # read and written on the worker alone, but for `go_on`
        self._over = False
        self._is_aside = False
        self._chosen = False
        self._kept: dict[str, Json] = {}
        self._blank = typed_texts(dialog)
        self._opened = read_state(dialog)
        self.timer = QTimer(self, interval=KEEP_AFTER_MILLISECONDS, singleShot=True)
        self.timer.timeout.connect(self.keep)
        self.watch(dialog)
        dialog.finished.connect(self._finish)

    @property
    def id(self) -> int | None:
        """The number under which the form is kept, None before the first time."""
        return self._id

    @property
    def is_over(self) -> bool:
        """Whether the form was closed, and only waits to be deleted."""
        return self._over

    @property
    def is_typed(self) -> bool:
        """Whether somebody typed or chose anything."""
        return self._chosen or typed_texts(self._dialog) != self._blank

    @property
    def is_safe(self) -> bool:
        """Whether nothing would be lost with the form as it stands."""
        return not self.failed and (not self.is_typed or self.body() == self._kept)

    def watch(self, root: QWidget) -> None:
        """Follow the fields below *root*, which may be a form within this one."""
        for edit in root.findChildren(QLineEdit):
            edit.textChanged.connect(self._changed)
        for text in root.findChildren(QPlainTextEdit):
            text.textChanged.connect(self._changed)
        for combo in root.findChildren(QComboBox):
            combo.activated.connect(self.choose)
        for button in root.findChildren(QAbstractButton):
            if button.isCheckable():
                button.clicked.connect(self.choose)
        for spin_box in root.findChildren(QSpinBox):
            spin_box.valueChanged.connect(self.choose)
        for listing in root.findChildren(QListWidget):
            listing.itemChanged.connect(self._changed)

    def settle(self) -> None:
        """The form has filled in more by itself: what it shows now is what nobody has typed."""
        if not self._chosen:
            self._blank = typed_texts(self._dialog)
            self._opened = read_state(self._dialog)

    def go_on(self, draft: Draft) -> None:
        """Put *draft* into the form and keep on under its number."""
        self._id = draft.id
        state, opened = _part(draft, "state"), _part(draft, "opened")
        newer = False
        if _part(draft, "target").get("id") is not None:  # a saved record: what was changed counts
            state = {name: kept for name, kept in state.items() if opened.get(name) != kept}
            newer = any(opened.get(name) != self._opened.get(name) for name in opened)
        self._form.take_extra(_part(draft, "extra"))
        lost = put_state(self._dialog, state)
        self._chosen = True
        self._kept = self.body()
        self._form.touched_again()
        self._form.tell_of_draft(_sentence(lost, newer=newer))

    @Slot()
    def keep(self) -> None:
        """Keep the form as it stands, unless nothing was typed or it is kept already."""
        self.timer.stop()
        body = self.body()
        if self._over or not self.is_typed or body == self._kept:
            return
        draft, context = replace(self._draft, body=body), self._context
        self._kept = body
        context.tasks.run(lambda: self._write(context.clinic, draft), failed=self._not_kept)

    def set_aside(self, then: Callable[[], None]) -> None:
        """Keep the form as it stands, then call: it may close, and its author goes on later."""
        self.timer.stop()
        draft, context = replace(self._draft, body=self.body()), self._context

        def kept(_none: None) -> None:
            self._is_aside = True
            then()

        def failed(error: ExpectedError) -> None:
            self._not_kept(error)
            context.messages.show_error(error)

        context.tasks.run(
            lambda: self._write(context.clinic, draft), done=kept, failed=failed, parent=self
        )

    @Slot()
    def choose(self) -> None:
        """Somebody chose something: that counts as much as typing."""
        self._chosen = True
        self._changed()

    @Slot()
    def _changed(self) -> None:
        if not self._over and not self.timer.isActive():  # not put off by typing on
            self.timer.start()

    def body(self) -> dict[str, Json]:
        """Return the form as it stands, for a draft."""
        return {
            "target": self._form.draft_target(),
            "opened": self._opened,
            "state": read_state(self._dialog),
            "extra": self._form.draft_extra(),
        }

    def _write(self, clinic: Clinic, draft: Draft) -> None:
        self._id = keep_draft(clinic, replace(draft, id=self._id))
        self.failed = False

    def _not_kept(self, _error: ExpectedError) -> None:
        self.failed, self._kept = True, {}  # the next change tries again

    @Slot()
    def _finish(self) -> None:
        """The form was saved, or its author closed it."""
        self._over = True
        self.timer.stop()
        if self._is_aside:
            return
        context = self._context
        context.tasks.run(lambda: self._remove(context.clinic), failed=_offered_once_more)

    def _remove(self, clinic: Clinic) -> None:
        if self._id is not None:
            finish_draft(clinic, self._id)


def _part(draft: Draft, name: str) -> State:
    part = draft.body.get(name)
    return part if isinstance(part, dict) else {}


def _sentence(lost: list[str], *, newer: bool) -> str:
    parts = ["This is what you had typed. It is not saved yet."]
    if newer:
        parts.append("The record was changed since: compare it before you save.")
    if lost:
        parts.append(f"No place in the form was found for: {'; '.join(lost)}.")
    return " ".join(parts)


def _offered_once_more(_error: ExpectedError) -> None:
    """Leave the draft where it is: its author will be asked about it once more than needed."""
