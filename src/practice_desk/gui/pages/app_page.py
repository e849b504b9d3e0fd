"""The base of the pages in the rail that belong to no chart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from practice_desk.domain.draft import Draft
from practice_desk.gui.context import AppContext


class AppPage(QWidget):
    """A page reached from the rail, such as the directory.

    A subclass fills in `refresh`. Its title, its icon and who is offered it stand in the registry.
    """

    draft_kinds: ClassVar[frozenset[str]] = frozenset()
    """The kinds of draft whose forms open from this page."""

    patient_wanted = Signal(int)
    """Asks the window to open the chart with this patient id."""

    record_wanted = Signal(int, object)
    """Asks the window to open a chart by its patient id, at the record of a `RecordKey`."""

    clinic_wanted = Signal(object)
    """Asks the window to close this clinic and unlock the one in this folder (a Path)."""

    page_wanted = Signal(object, str)
    """Asks the window to bring the page of this `AppEntry` forward, with the tab of this title."""

    visit_wanted = Signal(int, int)
    """Asks the window to open a visit: the patient's id and that of the appointment, 0 for none."""

    papers_wanted = Signal(object, object, object)
    """Asks the window to print papers of a signed visit: a `Patient`, the `Visit`, its papers."""

    hand_over_wanted = Signal(object)
    """Asks the application to hand the screen over to a patient (a `HandedOver`)."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def refresh(self) -> None:
        """Show the present state; called every time the page comes forward."""

    def show_tab(self, title: str) -> None:
        """Bring a tab forward, where the page has tabs."""

    def flush(self) -> bool:
        """Keep or ask about what was typed and not saved; return whether the page may be left."""
        return True

    @property
    def holds_typing(self) -> bool:
        """Whether something was typed into the page that is not saved."""
        return False

    @property
    def holds_work(self) -> bool:
        """Whether something typed, under way or just done would be lost with the page."""
        return self.holds_typing

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft*, one of `draft_kinds`, was typed into.

        Return False where what it was about is no longer there.
        """
        raise NotImplementedError

    def take_files(self, paths: Sequence[Path]) -> None:
        """Begin the import of dropped files and folders; only where the entry takes files."""
