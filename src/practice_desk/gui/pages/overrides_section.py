"""How often each rule of the safety checks is overridden, in the settings."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.entry_link import show_entries
from practice_desk.gui.models import override_view
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.services.signing import override_report


class OverridesSection(QWidget):
    """A table of rules, the most frequent first; it names no patient."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.rules = ListCard(
            "Overridden safety findings", override_view.HEADERS, override_view.EMPTY, widest=1
        )
        self.rules.body.addWidget(plain_label(override_view.EXPLANATION, "dim", wrap=True))
        self.source = self.rules.add_button(
            "Source…", self._show_source, lambda row: override_view.entry_of(row) is not None
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.rules)

    def load(self) -> None:
        """Count anew."""
        context = self._context
        if context.may(Operation.VIEW_OVERRIDES):
            context.tasks.run(
                lambda: override_report(context.clinic),
                done=lambda found: self.rules.show_rows(override_view.override_rows(found)),
                parent=self,
            )

    def _show_source(self, row: RecordRow) -> None:
        if (key := override_view.entry_of(row)) is not None:
            show_entries(self._context, (key,), self)
