"""The table of records in a card: what a cell's colour says stays said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from practice_desk.gui import theme
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.widgets.record_table import RecordTable, TonedDelegate


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def look(request, qapp):
    assert isinstance(qapp, QApplication)
    theme.theme().use(qapp, request.param)
    yield
    theme.theme().use(qapp, False)


@pytest.mark.usefixtures("look")
def test_that_an_overdue_line_keeps_its_colour_while_it_is_selected(qtbot):
    table = RecordTable("Due", ("Stands", "Check"))
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.show_rows([RecordRow(("Overdue 30 days", "TSH"), 1, tones=("danger",))])
    table.show()
    table.selectRow(0)
    cell = table.visualItemRect(table.item(0, 0))
    picture = table.viewport().grab(cell).toImage()
    colors = {
        picture.pixelColor(x, y).rgb()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert theme.color("danger").rgb() in colors
    assert theme.color("text").rgb() not in colors


def test_that_a_long_name_has_two_lines_only_where_there_is_no_room_for_one(qtbot):
    table = RecordTable("Due", ("Stands", "Check", "Due", "Last"), 1)
    qtbot.addWidget(table)
    long = "Movement side-effect check (stiffness, restlessness, spasms)"
    table.show_rows(
        [RecordRow(("Overdue", name, "Sep 4, 2026", "Sep 4, 2025"), 1) for name in ("TSH", long)]
    )
    table.show()
    table.resize(560, table.height())
    short, tall = table.rowHeight(0), table.rowHeight(1)
    assert tall > short
    assert table.maximumHeight() > short + tall + 2
    option = QStyleOptionViewItem()
    option.rect = table.visualItemRect(table.item(1, 1))
    delegate = table.itemDelegate()
    assert isinstance(delegate, TonedDelegate)
    delegate.initStyleOption(option, table.model().index(1, 1))
    assert option.features & QStyleOptionViewItem.ViewItemFeature.WrapText
    table.resize(1100, table.height())
    assert table.rowHeight(1) == short
    assert table.height() < 560


def test_that_a_long_last_cell_is_read_in_several_lines(qtbot):
    table = RecordTable("Trials", ("Medication", "Why stopped"), 1)
    qtbot.addWidget(table)
    why = "Side effect: less interest in sex since the higher dose; asks for another medication."
    table.show_rows([RecordRow(("sertraline", text), 1) for text in ("Goes on", why)])
    table.show()
    table.resize(420, table.height())
    short, tall = table.rowHeight(0), table.rowHeight(1)
    cell = table.visualItemRect(table.item(1, 1))
    needed = table.fontMetrics().boundingRect(
        cell.adjusted(6, 0, -6, 0), Qt.TextFlag.TextWordWrap, why
    )
    assert tall > short
    assert needed.height() <= tall
    table.resize(1400, table.height())
    assert table.rowHeight(1) == short
