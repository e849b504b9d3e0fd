"""The one small control that shows and changes the labels of a record, where the record is."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from practice_desk.domain.permission import Operation
from practice_desk.domain.release import Record
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.record_labels import record_key, short_text
from practice_desk.gui.plain_text import set_tip
from practice_desk.gui.widgets.record_table import RecordTable
from practice_desk.services.charts import Chart

_NONE = "Part 2 and other sensitive records stay in the clinic until a consent covers them"
_SOME = "Leaves the clinic only with the patient’s consent: {labels}"


class LabelControl(QPushButton):
    """A button that reads "Label…", or the labels that the record carries.

    It shows one record (`show_record`), or follows the selected row of a table, whose rows then say
    their labels too (`follow`). Whoever may not label sees only labels that are there.
    """

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)  # shown without a parent it would be a window, and take the keyboard
        self._context, self._page = context, page
        self._chart: Chart | None = None
        self._key: Record | None = None
        self._words = ""
        self._table: RecordTable | None = None
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_labels)
        self._show()

    def follow(self, table: RecordTable) -> LabelControl:
        """Be about the selected row of *table* from now on; return itself."""
        self._table = table
        table.itemSelectionChanged.connect(self._follow_selected)
        for changed in (table.model().rowsInserted, table.model().rowsRemoved):
            changed.connect(self._follow_selected)
        return self

    def show_chart(self, chart: Chart) -> None:
        """Take the labels of *chart*; called before the table that is followed is filled."""
        self._chart = chart
        if self._table is not None:
            self._table.labels = chart.labels
            self._follow_selected()

    def show_record(self, chart: Chart, key: Record | None, words: str) -> None:
        """Be about the record *key* of *chart*, which *words* name; None for no record."""
        self._chart, self._key, self._words = chart, key, words
        self._show()

    def open_labels(self) -> None:
        """Open the labels of the record, to be changed."""
        from practice_desk.gui.dialogs.label_dialog import LabelDialog
        from practice_desk.gui.models.consent_view import LabelledRecord, labels_of

        chart, key = self._chart, self._key
        if chart is None or key is None or not self._may:
            return
        record = LabelledRecord(*key, self._words, labels_of(chart.labels, *key))
        LabelDialog(self._context, chart, self._page, record, alone=True).open()

    @property
    def _may(self) -> bool:
        chart = self._chart
        return chart is not None and self._context.may(Operation.LABEL_RECORD, chart.patient.id)

    def _follow_selected(self) -> None:
        row = None if self._table is None else self._table.chosen
        self._key = None if row is None else record_key(row.record)
        self._words = "" if row is None else " · ".join(filter(None, row.cells[:2]))
        self._show()

    def _show(self) -> None:
        labels = {} if self._chart is None else self._chart.labels
        held = labels.get(self._key) if self._key is not None else None
        text = short_text(held or ())
        self.setText(text or "Label…")
        self.setAccessibleName(f"Labels: {text or 'none'}" if self._key else "Label")
        set_tip(self, _SOME.format(labels=text) if text else _NONE)
        set_icon(self, "lock" if text else "eye-off", "caution" if text else "text")
        theme.style(self, kind="label" if text else "quiet")
        self.setEnabled(self._key is not None and self._may)
        has_rows = self._table is not None and self._table.rowCount() > 0
        self.setVisible(bool(text) or (self._may and (has_rows or self._key is not None)))
