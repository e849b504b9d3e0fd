"""One line of the page Today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from practice_desk.domain.backup_plan import Urgency
from practice_desk.gui.pages.registry import AppEntry

if TYPE_CHECKING:
    from practice_desk.domain.timeline import RecordKey

Opens = AppEntry | int


@dataclass(frozen=True, slots=True)
class TodayLine:
    """One thing to know today. *action* names the button that opens it, on its *tab*.

    A chart opens at its *record*, where one is named.
    """

    urgency: Urgency
    sentence: str
    detail: str = ""
    action: str = ""
    opens: Opens | None = None
    tab: str = ""
    record: RecordKey | None = None
