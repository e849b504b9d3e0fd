"""Lines of the page Today about worklists that were kept."""

from __future__ import annotations

from practice_desk.domain.backup_plan import Urgency
from practice_desk.gui.pages.registry import REPORTS
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.pages.worklists_section import tab_of
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.worklists import KeptCount, count_kept


def worklist_lines(clinic: Clinic) -> list[TodayLine]:
    """Tell how many are on each list that has somebody on it."""
    return [_line(each) for each in count_kept(clinic) if each.count]


def _line(found: KeptCount) -> TodayLine:
    kept = found.kept
    who = write_count(found.count, "patient is", "patients are")
    return TodayLine(
        Urgency.NOTICE,
        f"{who} on the list “{kept.title}”.",
        "",
        "Open",
        REPORTS,
        tab_of(kept),
        group="Worklists",
        key=f"worklist:{kept.id}",
        weight=found.count,
        owners=frozenset({kept.owner}) if kept.owner else frozenset(),
    )
