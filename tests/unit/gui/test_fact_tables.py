"""Facts in cards: what belongs together stands together, and all of it shows."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel

from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.observation_text import value_text
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.chart_header import Pill
from practice_desk.gui.models.summary import Fact
from practice_desk.gui.widgets.fact_list import FactList
from practice_desk.gui.widgets.record_table import RecordTable

NAME = "Bipolar I disorder, current episode manic, moderate"


def a_table(qtbot, width):
    table = RecordTable("Conditions", ("Condition", "Code", "Note"))
    qtbot.addWidget(table)
    table.resize(width, 200)
    table.show_rows([RecordRow(("Asthma", "J45", ""), None), RecordRow((NAME, "F31.12", ""), None)])
    table.show()
    return table


def test_that_a_wide_table_keeps_names_and_values_together(qtbot):
    table = a_table(qtbot, 1600)
    assert table.columnViewportPosition(1) < 500
    assert table.columnWidth(2) > 900


def test_that_a_narrow_table_shows_every_column(qtbot):
    table = a_table(qtbot, 320)
    last = table.columnViewportPosition(2) + table.columnWidth(2)
    assert last <= table.viewport().width()


def test_that_a_pill_stands_behind_its_name_and_a_long_name_wraps(qtbot):
    pill = Pill("In remission", "success")
    facts = FactList([Fact("Asthma", "J45", pill), Fact(NAME, "F31.12", pill)], "", strong=True)
    qtbot.addWidget(facts)
    facts.resize(380, 200)
    facts.show()
    labels = {label.text(): label for label in facts.findChildren(QLabel)}
    behind = [label for label in facts.findChildren(QLabel) if label.text() == "In remission"]
    for name, its_pill in zip(("Asthma", NAME), behind, strict=True):
        label = labels[name]
        end = label.mapTo(facts, QPoint(label.width(), 0)).x()
        assert 0 <= its_pill.mapTo(facts, QPoint()).x() - end <= 12
        assert label.height() >= label.heightForWidth(label.width())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("175.982417111298", "176 cm"),
        ("86.68597333457", "86.69 cm"),
        ("0.0635027416", "0.0635 cm"),
        ("123456.7891", "123,457 cm"),
        ("98.25", "98.25 cm"),
        ("0.000", "0 cm"),
    ],
)
def test_that_a_machines_digits_are_shown_as_far_as_they_mean_something(value, shown):
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    vital, number = ObservationCategory.VITAL_SIGNS, Decimal(value)
    observation = Observation(1, vital, "Height", moment, "8302-2", number, "cm")
    assert value_text(observation) == shown
