"""No key of a page of the rail is also a key of the rail or of something else on the page."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabWidget

from practice_desk.gui.pages.registry import APP_PAGES
from tests.ui.contexts import inline_context

MNEMONIC = re.compile(r"(?<!&)&([^&\s])")
RAIL = "&Patients Loc&k " + " ".join(page.title for page in APP_PAGES)


@pytest.mark.parametrize("entry", APP_PAGES, ids=lambda entry: entry.icon)
def test_that_every_key_leads_to_one_place(qtbot, clinic, entry):
    page = entry.make(inline_context(clinic))
    qtbot.addWidget(page)
    tabs = page.findChild(QTabWidget)
    for number in range(tabs.count() if tabs is not None else 1):
        if tabs is not None:
            tabs.setCurrentIndex(number)
        texts = [
            each.text()
            for each in [*page.findChildren(QAbstractButton), *page.findChildren(QLabel)]
            if tabs is None or tabs.currentWidget().isAncestorOf(each)
        ]
        letters = Counter(
            letter.casefold() for text in [RAIL, *texts] for letter in MNEMONIC.findall(text)
        )
        assert not [letter for letter, count in letters.items() if count > 1]
