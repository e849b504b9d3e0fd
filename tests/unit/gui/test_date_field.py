"""A date is typed in any common form; what was understood is shown before it is taken."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from practice_desk.gui.widgets.date_field import DateField

TODAY = date(2026, 11, 23)


@pytest.fixture
def field(qtbot):
    field = DateField(today=lambda: TODAY)
    qtbot.addWidget(field)
    field.resize(400, 60)
    field.show()
    return field


@pytest.mark.parametrize("typed", ["3/14/85", "03-14-1985", "mar 14 1985", "14 March 1985"])
def test_that_any_common_form_is_understood_and_written_out_on_leaving(field, qtbot, typed):
    qtbot.keyClicks(field.edit, typed)
    assert field.value() == date(1985, 3, 14)
    assert field.edit.hint() == "Mar 14, 1985"
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.text() == "Mar 14, 1985"
    assert field.edit.hint() == ""


def test_that_an_empty_field_is_valid_and_means_no_date(field, qtbot):
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.value() is None
    assert field.is_valid()
    assert field.problem.isHidden()


def test_that_text_that_is_no_date_stays_as_typed_with_a_sentence(field, qtbot):
    qtbot.keyClicks(field.edit, "2/30/2026")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.text() == "2/30/2026"
    assert not field.is_valid()
    assert field.value() is None
    assert "no date" in field.problem.text()
    assert field.edit.property("invalid") is True


def test_that_typing_on_takes_the_problem_away(field, qtbot):
    field.show_problem("The birth date is in the future.")
    qtbot.keyClicks(field.edit, "1")
    assert field.problem.isHidden()
    assert field.edit.property("invalid") is False


def test_that_a_change_of_meaning_is_told_once(field, qtbot):
    told = []
    field.value_changed.connect(told.append)
    field.set_value(date(2026, 1, 2))
    field.set_value(date(2026, 1, 2))
    field.set_value(None)
    assert told == [date(2026, 1, 2), None]


def test_that_its_label_leads_into_it_and_names_it(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    field, label = DateField(page), QLabel("&Birth date", page)
    label.setBuddy(field)
    layout = QFormLayout(page)
    layout.addRow(label, field)
    page.show()
    assert field.focusProxy() is field.edit
    assert field.edit.accessibleName() == "Birth date"
