"""The context of pages in tests: a real clinic, work done at once, and what was announced."""

from __future__ import annotations

from practice_desk.domain.changes import Changes
from practice_desk.gui.context import AppContext, StoreEvents
from practice_desk.gui.messages import MessageBar
from practice_desk.gui.tasks import InlineTasks
from practice_desk.services.clinic import Clinic


def inline_context(clinic: Clinic) -> AppContext:
    """Return a context whose work is done before `run` returns."""
    messages = MessageBar()
    tasks = InlineTasks()
    tasks.on_failed = messages.show_error
    return AppContext(clinic, tasks, StoreEvents(), messages)


def announced(context: AppContext) -> list[Changes]:
    """Return a list that collects every change announced from now on."""
    found: list[Changes] = []
    context.events.store_changed.connect(found.append)
    return found
