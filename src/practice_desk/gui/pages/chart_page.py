"""The base of a chart's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from practice_desk.domain.draft import Draft
    from practice_desk.domain.record_key import RecordKey
    from practice_desk.gui.context import AppContext
    from practice_desk.services.charts import Chart
    from practice_desk.services.demographics import Demographics


class ChartPage(QWidget):
    """One tab of the chart. A subclass fills in `show_chart`.

    Its title and who is offered it stand in the registry.

    The chart view reads the chart again after every change of its patient's records and calls
    `show_chart` anew; a page never fetches what is in the chart.
    """

    can_write_letters: ClassVar[bool] = False
    can_state_allergies: ClassVar[bool] = False
    draft_kinds: ClassVar[frozenset[str]] = frozenset()
    """The kinds of draft whose forms open from this page."""

    page_wanted = Signal(str)
    """Asks the chart view to show the page with this title."""
    record_wanted = Signal(object)
    """Asks the chart view to show the record that a `RecordKey` names, on its page."""

    wanted = Signal(str, object)
    """Asks the chart view to show the page with this title, and hands it what to open."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._awaited: RecordKey | None = None

    def show_chart(self, chart: Chart) -> None:
        """Show *chart*, perhaps another patient's: drop all state of the one before."""
        raise NotImplementedError

    def show_person(self, person: Demographics) -> None:
        """Show *person* to somebody who may not see the chart, where the page needs no more."""
        raise NotImplementedError

    def show_record(self, key: RecordKey) -> None:
        """Select the record that *key* names, now or once this page has read it."""
        self._awaited = key
        self.find_awaited()

    def find_awaited(self) -> None:
        """Select the record that was asked for, if it is there; called when tables are filled."""
        from practice_desk.gui.models.record_places import stands_for
        from practice_desk.gui.widgets.record_table import RecordTable

        key = self._awaited
        if key is None:
            return
        tables = self.findChildren(RecordTable)
        if any(table.choose(lambda record: stands_for(record, key)) for table in tables):
            self._awaited = None

    def open_wanted(self, wanted: object) -> None:
        """Open what another page asked for by `wanted`, where this page knows it."""

    def flush(self) -> bool:
        """Keep or ask about what was typed and not saved; return whether the page may be left."""
        return True

    @property
    def holds_work(self) -> bool:
        """Whether something under way or just done would be lost with the page at a lock."""
        return False

    def let_go(self) -> None:
        """Drop what is shown of the chart; called at a lock, where the page `holds_work`."""

    def take_focus(self) -> None:
        """Lead the keyboard to where the page's own keys work, after its tab was chosen."""

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft*, one of `draft_kinds`, was typed into.

        Return False where what it was about is no longer there.
        """
        raise NotImplementedError

    def write_letter(self) -> None:
        """Begin a letter for the open chart; only where `can_write_letters` is set."""

    def state_allergies(self) -> None:
        """Lead to recording allergies; only where `can_state_allergies` is set."""
