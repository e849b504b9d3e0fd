"""The header of a chart in a window: who it is can be read whatever else is to be said."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from practice_desk.gui.models.chart_header import HeaderText, Pill
from practice_desk.gui.pages.chart_header import ChartHeader

NAME = "Ελένη “Eleni” Παπαδοπούλου"
PILLS = tuple(
    Pill(text, "caution")
    for text in (
        "Suicide risk: not assessed", "Active", "Restricted to the care team", "Part 2 records",
        "12 side effects to review", "16 checks overdue", "Measures overdue: PHQ-9, GAD-7",
    )
)  # fmt: skip


def test_that_many_pills_go_on_in_a_second_line_and_leave_the_name_whole(qtbot):
    header = ChartHeader()
    qtbot.addWidget(header)
    header.show_text(HeaderText(NAME, "Born", PILLS))
    header.resize(942, 400)
    header.show()
    assert header.name.width() >= header.name.sizeHint().width()
    pills = [each for each in header.pills.findChildren(QLabel) if each.isVisible()]
    assert [each.text() for each in pills] == [each.text for each in PILLS]
    assert all(each.width() >= each.sizeHint().width() for each in pills)
    assert all(header.pills.rect().contains(each.geometry()) for each in pills)
    assert len({each.y() for each in pills}) > 1


def test_that_pills_of_the_chart_before_are_gone(qtbot):
    header = ChartHeader()
    qtbot.addWidget(header)
    header.show_text(HeaderText(NAME, "Born", PILLS))
    header.show_text(HeaderText("Ada Marsh", "Born", PILLS[:1]))
    header.show()
    shown = [each for each in header.pills.findChildren(QLabel) if each.isVisible()]
    assert [each.text() for each in shown] == [PILLS[0].text]
    assert header.pills.x() - header.name.geometry().right() < 20
