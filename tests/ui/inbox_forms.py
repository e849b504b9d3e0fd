"""Opens the forms of the page Inbox."""

from __future__ import annotations

from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.models.message_step import MessageStep
from practice_desk.gui.pages.inbox_page import InboxPage
from practice_desk.gui.pages.registry import INBOX
from practice_desk.gui.widgets.reply_field import ReplyField


def pass_a_call_on(window: MainWindow) -> None:
    """Begin to pass a call on."""
    _inbox(window).pass_on()


def hand_a_message_on(window: MainWindow) -> None:
    """Ask to whom the first message goes."""
    _inbox(window).panel.take_step(MessageStep.HAND_ON)


def reply(window: MainWindow) -> ReplyField:
    """Lead the keyboard into the reply to the first message."""
    panel = _inbox(window).panel
    panel.write_reply()
    assert panel.reply is not None
    return panel.reply


def _inbox(window: MainWindow) -> InboxPage:
    window.show_page_of(INBOX)
    page = window.pages[window.page]
    assert isinstance(page, InboxPage)
    return page
