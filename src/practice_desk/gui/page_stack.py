"""The pages of the main window: who is offered which, which is shown, and how one is left."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.registry import APP_PAGES, AppEntry, button_of
from practice_desk.gui.visit.host import VisitHost

PATIENTS = 0
"""The number of the patients' page; the others follow in the order of the registry."""
VISIT = len(APP_PAGES) + 1
"""The number of the visit that is in progress; it is offered while there is one."""


class PageStack(QStackedWidget):
    """The patients, the pages of the registry, and a visit. A page is made when it is first shown.

    `wire` is called once with every page that is made.
    """

    turned = Signal(int)
    """Emits the page whose button in the rail stands for the page that is shown now."""

    def __init__(self, context: AppContext, wire: Callable[[AppPage], None]) -> None:
        super().__init__()
        self.pages: dict[int, AppPage] = {}
        self.number = PATIENTS
        self.visits = VisitHost(context, self)
        self._context, self._wire = context, wire

    def take_home(self, home: QWidget) -> None:
        """Take the page of the patients, before any other."""
        self.insertWidget(0, home)

    def is_offered(self, number: int) -> bool:
        """Whether the person at the keyboard may see a page, and there is one."""
        if number == PATIENTS:
            return self._context.may(Operation.LIST_PATIENTS)
        if number == VISIT:
            return self.visits.is_open
        needs = APP_PAGES[number - PATIENTS - 1].needs
        return needs is None or self._context.may(needs)

    def show_page(self, number: int) -> None:
        """Bring a page forward, where it is offered and the present one may be left."""
        if not self.is_offered(number):
            return
        present = self.pages.get(self.number)
        if number != self.number and present is not None and not present.flush():
            self.turned.emit(button_of(self.number))
            return
        self.number = number
        self.turned.emit(button_of(number))
        if number == PATIENTS:
            self.setCurrentIndex(0)
        elif number == VISIT and self.visits.screen is not None:
            self.setCurrentWidget(self.visits.screen)
        else:
            self._come_forward()

    def show_page_of(self, entry: AppEntry, tab: str = "") -> None:
        """Bring a page forward, with one of its tabs where that is named."""
        number = number_of(entry)
        self.show_page(number)
        if tab and self.number == number:
            self.page(number).show_tab(tab)

    def refresh(self) -> None:
        """Read again the page that is shown; the patients and a visit do so themselves."""
        if self.number not in (PATIENTS, VISIT):
            self._come_forward()

    def page(self, number: int) -> AppPage:
        """Return a page of the registry, made now where it is not yet there."""
        page = self.pages.get(number)
        if page is None:
            page = APP_PAGES[number - PATIENTS - 1].make(self._context)
            self._wire(page)
            self.pages[number] = page
            self.addWidget(page)
        return page

    def taking_files(self) -> int | None:
        """Return the page that takes dropped files, if it is offered."""
        for number, entry in enumerate(APP_PAGES, PATIENTS + 1):
            if entry.takes_files and self.is_offered(number):
                return number
        return None

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into, where it belongs to one of these pages."""
        for number, entry in enumerate(APP_PAGES, PATIENTS + 1):
            if self.is_offered(number) and draft.kind in entry.load().draft_kinds:
                self.show_page(number)
                if self.page(number).go_on(draft):
                    return True
        return False

    def forget(self, forms: Collection[QDialog]) -> None:
        """Drop the pages, for the lock; one with work, or one of the open *forms*, stays."""
        for number, page in list(self.pages.items()):
            if not page.holds_work and set(forms).isdisjoint(page.findChildren(QDialog)):
                self.removeWidget(self.pages.pop(number))
                page.deleteLater()

    def _come_forward(self) -> None:
        page = self.page(self.number)
        self.setCurrentWidget(page)
        page.refresh()


def number_of(entry: AppEntry) -> int:
    """Return the number of a page of the registry."""
    return APP_PAGES.index(entry) + PATIENTS + 1
