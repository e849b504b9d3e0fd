"""A combo box shows exactly the value it was given, whatever its type, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QComboBox

from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.gui.binding import set_value, value_of, values_of
from practice_desk.gui.messages import MessageBar


class Route(StrEnum):
    ORAL = "oral"
    NASAL = "nasal"


@dataclass
class Spray:
    route: Route
    other: Route | None = None


def a_combo(*values):
    combo = QComboBox()
    for value in values:
        combo.addItem(str(value), value)
    return combo


@pytest.mark.parametrize(
    ("offered", "value"),
    [
        ((Decimal("25"), Decimal("50")), Decimal("50.0")),
        ((date(2026, 1, 2), date(2026, 3, 4)), date(2026, 3, 4)),
        ((Route.ORAL, Route.NASAL), Route.NASAL),
        (("x", None), None),
        ((1, 2), 2),
    ],
)
def test_that_an_offered_value_is_shown_and_read_back(qtbot, offered, value):
    combo = a_combo(*offered)
    qtbot.addWidget(combo)
    set_value(combo, value)
    assert combo.currentIndex() == 1
    assert value_of(combo) == value


def test_that_a_field_gets_members_of_its_enumeration(qtbot):
    form = SimpleNamespace(route=a_combo(Route.ORAL, Route.NASAL), other=a_combo(None, Route.ORAL))
    for combo in (form.route, form.other):
        qtbot.addWidget(combo)
    form.route.setCurrentIndex(1)
    found = values_of(form, ("route", "other"), Spray)
    assert found["route"] is Route.NASAL
    assert found["other"] is None
    form.other.setCurrentIndex(1)
    assert values_of(form, ("other",), Spray)["other"] is Route.ORAL


def test_that_a_value_not_offered_leaves_the_box_blank(qtbot):
    combo = a_combo("25 mg", "50 mg")
    qtbot.addWidget(combo)
    set_value(combo, "75 mg")
    assert combo.currentText() == ""
    assert value_of(combo) is None


def test_that_being_stopped_as_asked_is_a_note_and_a_failure_is_a_problem(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_error(Cancelled())
    assert bar.level == "info"
    bar.show_error(ExpectedError("The disk is full.", "Free some space."))
    assert (bar.level, bar.text) == ("danger", "The disk is full. Free some space.")
