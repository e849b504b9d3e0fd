"""The tree of what an import kept aside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from practice_desk.domain.import_report import KeptAside
from practice_desk.gui.models.import_view import ReasonGroup
from practice_desk.gui.models.kept_aside_tree import KeptAsideTree


@pytest.fixture
def tree(qapp):
    tree = KeptAsideTree()
    tester = QAbstractItemModelTester(
        tree, QAbstractItemModelTester.FailureReportingMode.Fatal, tree
    )
    listed = tuple(
        KeptAside("a.json", number, "Claim", f"x{number}", "no claims") for number in (1, 2)
    )
    tree.show_groups(
        [
            ReasonGroup("no claims", "Claim", 1200, listed),
            ReasonGroup("in error", "Observation", 3, ()),
        ]
    )
    yield tree
    del tester


def reasons(tree: KeptAsideTree) -> list[str]:
    return [tree.index(row, 0).data() for row in range(tree.rowCount())]


def test_that_resources_stand_under_their_reason(tree):
    first = tree.index(0, 0)
    assert tree.rowCount(first) == 2
    assert tree.index(1, 0, first).data() == "a.json, entry 2"
    assert tree.index(1, 2, first).data() == "x2"
    assert tree.rowCount(tree.index(1, 0)) == 0
    assert tree.index(0, 3).data() == "1,200"


def test_that_counts_sort_as_numbers_and_reasons_as_words(tree):
    tree.sort(3, Qt.SortOrder.AscendingOrder)
    assert reasons(tree) == ["in error", "no claims"]
    tree.sort(3, Qt.SortOrder.DescendingOrder)
    assert reasons(tree) == ["no claims", "in error"]
    tree.sort(0, Qt.SortOrder.AscendingOrder)
    assert reasons(tree) == ["in error", "no claims"]
