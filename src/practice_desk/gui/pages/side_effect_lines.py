"""Today's lines about side effects that wait for a decision or a recheck."""

from __future__ import annotations

from datetime import datetime

from practice_desk.domain.adverse_event import Urgency as Wanted
from practice_desk.domain.adverse_event_review import Handover
from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.side_effect_case import CaseStatus
from practice_desk.gui.models.side_effect_words import URGENCIES, grade_words
from practice_desk.gui.pages.today_line import OwnWay, TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.side_effect_board import answered_reports
from practice_desk.services.side_effects import OpenSideEffect, open_side_effects

GROUP = "Side effects"
MOST_LETTERS = 60
"""Of words that nobody has coded yet."""
_RANK = 10
"""A more urgent one weighs more than the worst of those less urgent."""


def side_effect_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of what waits for a decision, the most urgent first, and of answers to own reports."""
    waiting = [each for each in open_side_effects(clinic) if each.status is not CaseStatus.REVIEWED]
    return [*(_line(each) for each in waiting), *(_answer(e) for e in answered_reports(clinic))]


def _answer(each: OpenSideEffect) -> TodayLine:
    """Tell what others decided or wrote about what the person at the keyboard reported."""
    return TodayLine(
        Urgency.NOTICE,
        f"{each.patient_name}: {_what(each)}, which you reported, was answered.",
        "",
        "Read",
        each.patient_id,
        record=RecordKey("adverse_event", each.report_id),
        group=GROUP,
        key=f"side_effect_answer:{each.report_id}",
        owners=frozenset(),
        hands_on=False,
    )


def _line(waiting: OpenSideEffect) -> TodayLine:
    urgency, sentence, detail = _told(waiting)
    handed = next((e for e in reversed(waiting.case.entries) if _hands_over(e.details)), None)
    note = handed.details.note if handed and isinstance(handed.details, Handover) else ""
    by = handed.recorded_by if handed is not None else ""
    return TodayLine(
        urgency,
        sentence,
        detail,
        "Open",
        waiting.patient_id,
        record=RecordKey("adverse_event", waiting.report_id),
        group=GROUP,
        key=f"side_effect:{waiting.report_id}",
        weight=waiting.urgency.rank * _RANK + (waiting.severity or 0),
        owners=frozenset({waiting.owner}) - {""},
        own_way=OwnWay("side_effect", waiting.report_id, by, note, urgency=waiting.urgency.value),
    )


def _hands_over(details: object) -> bool:
    return isinstance(details, Handover)


def _told(waiting: OpenSideEffect) -> tuple[Urgency, str, str]:
    sentence = f"{waiting.patient_name}: {_what(waiting)}"
    if waiting.status is CaseStatus.RECHECK_DUE and waiting.recheck_on is not None:
        since = write_date(waiting.recheck_on)
        return Urgency.CAUTION, f"{sentence}, to be looked at again since {since}.", ""
    age = write_count(waiting.age_days, "day") + " ago" if waiting.age_days else "today"
    bad = "" if waiting.severity is None else f" {grade_words('severity', waiting.severity)},"
    urgent = waiting.urgency.rank >= Wanted.TODAY.rank
    detail = f"To be reviewed: {URGENCIES[waiting.urgency].casefold()}." if urgent else ""
    urgency = Urgency.DANGER if urgent else Urgency.CAUTION
    return urgency, f"{sentence},{bad} told {age}, waits for a review.", detail


def _what(waiting: OpenSideEffect) -> str:
    """Return the coded term, else the beginning of the words, as words."""
    if waiting.case.report.effect or waiting.case.review is not None:
        return waiting.effect
    words = waiting.effect
    return f"“{words}”" if len(words) <= MOST_LETTERS else f"“{words[:MOST_LETTERS].rstrip()}…”"
