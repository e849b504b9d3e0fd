"""What an import brought: counts, charts, and everything kept aside with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.import_report import ImportReport
from practice_desk.domain.patient import PatientSummary
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.import_view import figures, headline, note, unreadable_lines
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.kept_aside_card import KeptAsideCard

MOST_CHARTS = 200
"""Charts named one by one; the others are found in the patient list."""

_ROW_HEIGHT = 28
_ID = Qt.ItemDataRole.UserRole


class ImportResult(QWidget):
    """Hidden until `show_report`."""

    patient_wanted = Signal(int)
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result = Card("Result")
        self.headline = plain_label("", "strong", wrap=True, selectable=True)
        self._figures = QHBoxLayout()
        self._figures.setSpacing(40)
        self.note = Banner()
        self.unreadable = Banner()
        for widget in (self.headline, self.note, self.unreadable):
            self.result.body.addWidget(widget)
        self.result.body.insertLayout(1, self._figures)
        self.charts_card = Card("Charts with new records")
        self.charts, self.chart_model = _chart_list()
        self.open_button = QPushButton("Ope&n patient")
        self.charts_card.add_header_widget(self.open_button)
        self.charts_card.body.addWidget(self.charts)
        self.kept_card = KeptAsideCard("Kept aside")
        self.kept_model = self.kept_card.model
        self.save_button = QPushButton("Save &report…")
        set_icon(self.save_button, "download")
        self.kept_card.add_header_widget(self.save_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(16)
        for card in (self.result, self.charts_card, self.kept_card):
            rows.addWidget(card)
        self._connect()
        self.hide()

    def show_report(self, report: ImportReport, charts: Sequence[PatientSummary]) -> None:
        """Show *report* and its *charts*, which are at most `MOST_CHARTS` of them."""
        self.headline.setText(headline(report))
        self._show_figures(report)
        self.note.say(note(report), "caution")
        self.unreadable.say("\n".join(unreadable_lines(report)), "danger")
        self._show_charts(report, charts)
        self.kept_card.show_kept(report.kept, report.reasons)
        self.kept_card.setVisible(report.kept_aside > 0)
        self.show()

    def _show_figures(self, report: ImportReport) -> None:
        while (item := self._figures.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for name, count in figures(report):
            self._figures.addWidget(_figure(name, count))
        self._figures.addStretch(1)

    def _show_charts(self, report: ImportReport, charts: Sequence[PatientSummary]) -> None:
        self.chart_model.clear()
        for summary in charts:
            born = f", born {write_date(summary.birth_date)}" if summary.birth_date else ""
            item = QStandardItem(f"{summary.display_name}{born} · {summary.chart_number}")
            item.setData(summary.id, _ID)
            item.setEditable(False)
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            self.chart_model.appendRow(item)
        count = len(report.patient_ids)
        text = f"Charts with new records ({count:,})"
        shortened = len(charts) < count
        self.charts_card.set_title(f"{text}, the first {len(charts):,}" if shortened else text)
        self.charts_card.setVisible(bool(charts))
        self.charts.setFixedHeight(min(8, max(1, len(charts))) * _ROW_HEIGHT + 4)
        self.charts.setCurrentIndex(self.chart_model.index(0, 0))

    def _open_current(self) -> None:
        self._open(self.charts.currentIndex())

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.patient_wanted.emit(index.data(_ID))

    def _connect(self) -> None:
        self.open_button.clicked.connect(self._open_current)
        self.save_button.clicked.connect(self.save_wanted)
        self.charts.doubleClicked.connect(self._open)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(key), self.charts)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self._open_current)


def _figure(name: str, count: int) -> QWidget:
    holder = QWidget()
    rows = QVBoxLayout(holder)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    rows.addWidget(plain_label(f"{count:,}", "title"))
    rows.addWidget(plain_label(name, "dim"))
    holder.setAccessibleName(f"{name}: {count:,}")
    return holder


def _chart_list() -> tuple[QListView, QStandardItemModel]:
    view = QListView()
    model = QStandardItemModel(view)
    view.setModel(model)
    view.setAccessibleName("Charts with new records")
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setUniformItemSizes(True)
    return view, model
