"""What is being written in one window: its forms, its pages, its charts and the visit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog

from practice_desk.domain.draft import Draft
from practice_desk.gui.drafting import Drafting, DraftKeeper
from practice_desk.gui.models.draft_view import PATIENT
from practice_desk.gui.unsaved_forms import UnsavedForms
from practice_desk.services.visits_today import DRAFT_KIND

if TYPE_CHECKING:
    from practice_desk.gui.main_window import MainWindow
    from practice_desk.services.demographics import Demographics


class OpenWork(QObject):
    """Keeps what is typed, says what would be lost, and opens again what was not saved."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.unsaved = UnsavedForms(window.context, self.go_on, window)

    def offer_unsaved(self) -> None:
        """Offer what was typed and not saved, but for what is open."""
        open_ids = (keeper.id for keeper in self._keepers() if not keeper.is_over)
        self.unsaved.refresh(frozenset(number for number in open_ids if number is not None))

    def go_on(self, draft: Draft, failed: Callable[[], None]) -> None:
        """Open the form that *draft* was typed into, in its own chart; else call *failed*."""
        window = self._window
        if draft.kind == DRAFT_KIND:
            window.visits.go_on(draft)
        elif draft.patient_id is not None:
            window.open_patient(draft.patient_id)
            window.chart.once_shown(
                draft.patient_id, lambda person: self._go_on_with(person, draft, failed), failed
            )
        elif draft.kind == PATIENT:
            form = window.new_patient()
            if form is not None:
                form.put_draft(draft)
        elif not window.stack.go_on(draft):
            failed()

    def keep_drafts(self) -> None:
        """Keep at once what stands in every open form."""
        for keeper in self._keepers():
            keeper.keep()

    def holds_work(self, forms: Collection[QDialog]) -> bool:
        """Whether one of the open *forms* is this window's, or a page holds work."""
        window = self._window
        mine = not set(forms).isdisjoint(self._forms())
        pages = any(page.holds_work for page in window.pages.values())
        return mine or pages or window.chart.holds_work or window.visits.is_open

    def would_lose(self, forms: Collection[QDialog]) -> bool:
        """Whether something typed would be lost at the end of the program: no draft holds it."""
        window = self._window
        mine = set(forms) & set(self._forms())
        safe = {keeper.parent() for keeper in self._keepers() if keeper.is_safe}
        typed = any(page.holds_typing for page in window.pages.values())
        return typed or not window.visits.is_safe or not mine <= safe

    def flush(self) -> bool:
        """Ask every page to keep what was typed; return whether the window may close."""
        for dialog in self._forms():
            # The end of the session does not stop at modal windows; pages answer for their parts.
            if dialog.isVisible() and dialog.isWindow():
                dialog.activateWindow()
                return False
        window = self._window
        return window.chart.flush() and all(page.flush() for page in window.pages.values())

    def sets_visit_aside(self) -> bool:
        """Keep a visit that would be lost, and close the window then; return whether there is one.

        It comes back to its author.
        """
        window = self._window
        screen = window.visits.screen
        if window.visits.is_safe or screen is None:
            return False
        screen.set_aside(lambda: QTimer.singleShot(0, window, window.close))
        return True

    def _go_on_with(self, person: Demographics, draft: Draft, failed: Callable[[], None]) -> None:
        window = self._window
        if draft.kind == PATIENT:
            window.open_form(person).put_draft(draft)
        elif not window.chart.go_on(draft) and not window.stack.go_on(draft):
            failed()

    def _forms(self) -> list[QDialog]:
        return self._window.findChildren(QDialog)

    def _keepers(self) -> Iterator[DraftKeeper]:
        for dialog in self._forms():
            if isinstance(dialog, Drafting) and dialog.drafts is not None:
                yield dialog.drafts
