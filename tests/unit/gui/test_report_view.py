"""A report's table on the screen: titles and texts that are read whole."""

from __future__ import annotations

from PySide6.QtCore import Qt

from practice_desk.domain.report import CellKind, ReportColumn, ReportTable
from practice_desk.gui.models.report_view import ReportModel


def test_that_no_word_of_a_title_is_broken_and_a_cut_text_is_told_as_it_is() -> None:
    columns = (
        ReportColumn("name", "Name"),
        ReportColumn("shown", "Interrupted often", CellKind.COUNT),
    )
    model = ReportModel()
    model.show_table(ReportTable(columns, (("<b>tea</b> & more", 3),)), leads=False)
    title = model.headerData(1, Qt.Orientation.Horizontal)
    assert title == "Interrupted\noften"
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert tip == "<qt>&lt;b&gt;tea&lt;/b&gt; &amp; more</qt>"
