"""The settings' card on failed attempts to unlock."""

from __future__ import annotations

from practice_desk.gui.context import AppContext
from practice_desk.gui.models.failures_view import failures_line
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.services.attempts import FailuresSince, failures_since


class UnlockingCard(Card):
    """How often unlocking failed since the person's last time; for an administrator, anybody's."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("Unlocking")
        self._context = context
        self.line = plain_label("", wrap=True, selectable=True)
        self.body.addWidget(self.line)
        self.body.addWidget(
            plain_label(
                "After five wrong passphrases in a row the next one waits, at most a quarter of "
                "an hour. The recovery code is taken at once.",
                "dim",
                wrap=True,
            )
        )

    def load(self) -> None:
        """Read the failures again."""
        context = self._context
        context.tasks.run(lambda: failures_since(context.clinic), done=self._show, parent=self)

    def _show(self, found: FailuresSince) -> None:
        self.line.setText(failures_line(found, self._context.user_name))
