"""The table of records in a card: what a cell's colour says stays said."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from practice_desk.gui import theme
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.widgets.record_table import RecordTable


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
