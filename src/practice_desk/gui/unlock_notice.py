"""After unlocking: how often somebody failed to, meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QObject

from practice_desk.gui.context import AppContext
from practice_desk.gui.messages import Level
from practice_desk.gui.models.failures_view import failures_sentence, needs_care, next_step
from practice_desk.services.attempts import FailuresSince, failures_since


def tell_of_failures(context: AppContext, parent: QObject) -> None:
    """Show failed attempts since the last unlock in the message bar; one's own slips pass by."""

    def show(found: FailuresSince) -> None:
        if sentence := failures_sentence(found, context.user_name):
            care = needs_care(found, context.user_name)
            level = Level.CAUTION if care else Level.INFO
            step = next_step(found, context.user_name)
            context.messages.show_message(level, sentence, step)

    context.tasks.run(lambda: failures_since(context.clinic), done=show, parent=parent)
