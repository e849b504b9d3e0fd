"""What the bar of messages tells to who can't see it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from pytestqt.qtbot import QtBot

from practice_desk.domain.errors import DiskFull
from practice_desk.gui.messages import MessageBar


def test_that_a_screen_reader_reads_messages_and_interrupts_for_errors_alone(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, bool]] = []

    def read_out(event: QAccessibleAnnouncementEvent) -> None:
        urgent = event.politeness() is QAccessible.AnnouncementPoliteness.Assertive
        told.append((event.message(), urgent))

    monkeypatch.setattr(QAccessible, "updateAccessibility", read_out)
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.success("The note is signed.")
    bar.show_error(DiskFull("The disk is full."))
    (first, calmly), (second, at_once) = told
    assert first.endswith("The note is signed.")
    assert "The disk is full." in second
    assert (calmly, at_once) == (False, True)
