"""The way from anything the pack says on screen to the entry that says it: source and review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from practice_desk.domain.knowledge import EntryKey
from practice_desk.gui.context import AppContext

if TYPE_CHECKING:
    from practice_desk.gui.dialogs.entry_view_dialog import EntryViewDialog


def show_entries(context: AppContext, keys: Sequence[EntryKey], parent: QWidget) -> EntryViewDialog:
    """Open the entries of *keys*, of which there is at least one, over *parent*'s window."""
    from practice_desk.gui.dialogs.entry_view_dialog import EntryViewDialog  # when it is opened

    dialog = EntryViewDialog(context, keys, parent.window())
    dialog.setModal(True)
    dialog.open()
    return dialog
