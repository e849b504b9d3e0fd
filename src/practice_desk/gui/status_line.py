"""The line at the foot of the window: when it last saved, which clinic, the last backup."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStatusBar, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.changes import Changes
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.wording import write_time
from practice_desk.services.backup_history import LastBackup, last_backup

if TYPE_CHECKING:
    from practice_desk.gui.news import News
    from practice_desk.gui.pages.today_line import TodayLine


class StatusLine(QStatusBar):
    """Calm facts; nothing here asks for anything."""

    def __init__(
        self, context: AppContext, clinic_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._saved = ""
        self._who = f"{clinic_name} · {context.clinic.session.display_name}".strip(" ·")
        self._backup = ""
        self._going_on = ""
        self.text = plain_label("", "small")
        self.text.setContentsMargins(12, 4, 12, 6)
        self.setSizeGripEnabled(False)
        self.addWidget(self.text, 1)
        self._news: News | None = None
        context.events.store_changed.connect(self._changed)
        self._show()
        self.refresh()

    def refresh(self) -> None:
        """Look up when the clinic was backed up last."""
        context = self._context
        if not context.may(Operation.BACK_UP):
            return
        context.tasks.run(lambda: last_backup(context.clinic), done=self._show_backup, parent=self)

    @property
    def news(self) -> News:
        """What newly needs the person at the keyboard, at the right; made once there is some."""
        if self._news is None:
            from practice_desk.gui.news import News

            self._news = News(self._context, self)
            self.addPermanentWidget(self._news)
        return self._news

    def tell_news(self, lines: Sequence[TodayLine]) -> None:
        """Tell what newly needs the person at the keyboard."""
        self.news.tell(lines)

    def keep_news(self, names: Collection[str]) -> None:
        """Take away the news of what needs nobody any more."""
        if self._news is not None:
            self._news.keep(names)

    def forget(self) -> None:
        """Take the news away: they name patients."""
        if self._news is not None:
            self._news.forget()

    def tell(self, going_on: str) -> None:
        """Say what goes on in the background; nothing when that is over."""
        self._going_on = going_on
        self._show()

    def _changed(self, changes: Changes) -> None:
        self._saved = f"Saved {write_time(datetime.now(UTC))}"
        self._show()
        if "backup" in changes.nouns or not changes.nouns:
            self.refresh()

    def _show_backup(self, backup: LastBackup | None) -> None:
        self._backup = backup_text(backup, datetime.now(UTC))
        self._show()

    def _show(self) -> None:
        parts = (self._saved, self._who, self._going_on or self._backup)
        self.text.setText("  ·  ".join(part for part in parts if part))


def backup_text(backup: LastBackup | None, now: datetime) -> str:
    """Return "Last backup today 8:00 AM", or that there is none."""
    if backup is None:
        return "Not backed up yet"
    made, today = backup.made_at.astimezone().date(), now.astimezone().date()
    if made == today:
        return f"Last backup today {write_time(backup.made_at)}"
    if (today - made).days == 1:
        return f"Last backup yesterday {write_time(backup.made_at)}"
    return f"Last backup {write_date(made)}"
