"""What is wrong with a form stands at the fields until they are edited."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpacerItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)

from practice_desk.domain.errors import Problem
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.field_problems import FieldProblems


@pytest.fixture
def form(qtbot):
    root = QWidget()
    qtbot.addWidget(root)
    tabs = QTabWidget()
    rows = QVBoxLayout(root)
    rows.addWidget(tabs)
    for title, layout_type in (("A", QFormLayout), ("B", QGridLayout), ("C", QVBoxLayout)):
        page = QWidget()
        layout = layout_type(page)
        edit = QLineEdit()
        edit.setObjectName(f"field_{title}")
        layout.addRow("Name", edit) if title == "A" else layout.addWidget(edit)
        tabs.addTab(page, title)
    birth_date = DateField()
    birth_date.setObjectName("birth_date")
    rows.addWidget(birth_date)
    row = QHBoxLayout()
    kind = QComboBox()
    kind.setObjectName("kind")
    kind.addItems(["one", "two"])
    row.addWidget(kind)
    row.addWidget(QPushButton("Choose"))
    rows.addLayout(row)
    root.show()
    return root


def test_that_each_problem_stands_at_its_field_and_the_first_is_brought_up(form):
    problems = FieldProblems(form)
    left = problems.show(
        [
            Problem("field_B", "Type a name."),
            Problem("field_A", "Too long."),
            Problem("field_A", "And odd."),
            Problem("field_C", "Missing."),
            Problem("kind", "Choose one."),
            Problem("birth_date", "It is in the future."),
        ]
    )
    assert left == ()
    assert form.findChild(QTabWidget).currentIndex() == 1
    assert form.findChild(QLineEdit, "field_B").hasFocus()
    assert problems.sentence("field_A") == "Too long. And odd."
    assert problems.sentence("kind") == "Choose one."
    assert form.findChild(DateField).problem.text() == "It is in the future."
    for name in ("field_A", "field_B", "field_C", "kind"):
        widget = form.findChild(QWidget, name)
        assert widget.property("invalid") is True
        assert widget.accessibleDescription() == problems.sentence(name)


def test_that_editing_a_field_takes_its_problem_away_and_no_other(form):
    problems = FieldProblems(form)
    problems.show([Problem("field_A", "Type a name."), Problem("kind", "Choose one.")])
    form.findChild(QLineEdit, "field_A").setText("Łukasz")
    assert problems.sentence("field_A") == ""
    assert problems.sentence("kind") == "Choose one."
    form.findChild(QComboBox, "kind").setCurrentIndex(1)
    assert problems.sentence("kind") == ""


def test_that_problems_of_no_field_stand_in_one_line_as_plain_text(form):
    rest = QLabel(form)
    left = FieldProblems(form, rest).show([Problem("nowhere", "<b>No</b>."), Problem("", "Nor.")])
    assert rest.text() == "<b>No</b>. Nor."
    assert not rest.isHidden()
    assert len(left) == 2


def test_that_showing_again_replaces_what_was_shown(form):
    problems = FieldProblems(form)
    problems.show([Problem("field_A", "Type a name."), Problem("birth_date", "No.")])
    problems.show([Problem("field_C", "Missing.")])
    assert problems.sentence("field_A") == ""
    assert problems.sentence("birth_date") == ""
    assert problems.sentence("field_C") == "Missing."


def test_that_no_item_of_a_layout_stays_known_once_its_form_is_gone(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    grid = QGridLayout(host)
    for place, name in enumerate(("first", "second", "third")):
        field = QLineEdit()
        field.setObjectName(name)
        grid.addWidget(field, 0, place)
    before = _known_items()
    FieldProblems(host).show([Problem("second", "This is wrong.")])
    assert _known_items() == before  # PySide would take them for whatever comes next


def _known_items() -> int:
    """Return how many items of layouts PySide knows."""
    known = shiboken6.getAllValidWrappers()
    return sum(isinstance(each, QWidgetItem | QSpacerItem) for each in known)
