"""Side effects as the rows of a table. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from practice_desk.domain.adverse_event import ReportSource, Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.side_effect_case import CaseStatus, SideEffectCase
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.side_effect_words import (
    COURSES,
    SOURCES,
    TOLD_BY,
    grade_words,
    suspect_choices,
)
from practice_desk.gui.wording import write_count

HEADERS = ("Side effect", "Stands", "How bad", "Now", "Suspected", "Began", "Told")
MOST_LETTERS = 60
"""Of a name in a heading."""
MOST_QUOTED = 240
"""Letters of somebody's words above a form; all of them are on the page and in the tip."""

_SHORT = {
    ReportSource.CHECK_IN: " · check-in",
    ReportSource.CALL: " · call",
    ReportSource.PAPER: " · paper",
    ReportSource.THERAPIST: " · therapist",
}
_TONES = {CaseStatus.OPEN: "danger", CaseStatus.RECHECK_DUE: "danger", CaseStatus.REVIEWED: "text"}


def case_rows(
    found: Iterable[SideEffectCase], plan: Iterable[PlanItem], people: Mapping[str, str]
) -> list[RecordRow]:
    """Return the side effects as they stand, in their order."""
    names = {each.medication_id: each.text for each in suspect_choices(plan)}
    return [
        RecordRow(
            (
                case.effect,
                stands(case),
                grade_words("severity", case.told.severity),
                COURSES[case.told.course],
                suspected(case, names),
                write_date(case.onset_on) if case.onset_on else "",
                f"{write_date(case.report.told_on)}{_SHORT.get(case.report.source, '')}",
            ),
            case,
            case.retracted_reason,
            ("", _TONES.get(case.status, "dim")),
        )
        for case in found
    ]


def header_words(found: Iterable[SideEffectCase]) -> tuple[str, bool]:
    """Return what the chart's header says of side effects that wait, and whether they can't."""
    waiting = [case for case in found if case.is_open and case.status is not CaseStatus.REVIEWED]
    if waiting:
        urgent = any(
            case.status is CaseStatus.RECHECK_DUE or case.urgency.rank >= Urgency.TODAY.rank
            for case in waiting
        )
        return write_count(len(waiting), "side effect", "side effects") + " to review", urgent
    return "", False


def stands(case: SideEffectCase) -> str:
    """Return where it stands, in a few words."""
    if case.status is CaseStatus.OPEN:
        return "Waits for a review"
    if case.status is CaseStatus.CLOSED:
        return "Closed"
    if case.status is CaseStatus.RETRACTED:
        return "Entered in error"
    day = write_date(case.recheck_on) if case.recheck_on else ""
    due = case.status is CaseStatus.RECHECK_DUE
    return f"Recheck due since {day}" if due else f"Recheck on {day}"


def suspected(case: SideEffectCase, names: Mapping[int, str]) -> str:
    """Return the medications that are suspected, as a review or the report has it."""
    if case.suspects:
        return ", ".join(suspect.name for suspect in case.suspects)
    return names.get(case.report.suspected_medication_id or 0, "Not known")


def named(case: SideEffectCase) -> str:
    """Return what it is called in a heading: the coded term, else the beginning of the words."""
    name = case.effect
    return name if len(name) <= MOST_LETTERS else f"{name[:MOST_LETTERS].rstrip()}…"


def quoted(words: str) -> str:
    """Return the beginning of somebody's words on one line, in quotes."""
    line = " ".join(words.split())
    return f"“{line}”" if len(line) <= MOST_QUOTED else f"“{line[:MOST_QUOTED].rstrip()}…”"


def told_line(case: SideEffectCase, people: Mapping[str, str]) -> str:
    """Return when it was told, by whom, how, and who took it down."""
    report = case.report
    by = people.get(report.reported_by, report.reported_by)
    parts = (write_date(report.told_on), TOLD_BY[report.told_by].casefold(), SOURCES[report.source])
    return " · ".join(part for part in (*parts, by) if part)
