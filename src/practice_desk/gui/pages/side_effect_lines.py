"""Today's lines about side effects that wait for a decision or a recheck."""

from __future__ import annotations

from datetime import datetime

from practice_desk.domain.adverse_event import Urgency as Wanted
from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.side_effect_case import CaseStatus
from practice_desk.gui.models.side_effect_words import URGENCIES, grade_words
from practice_desk.gui.pages.registry import SIDE_EFFECT_BOARD
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.side_effect_board import count_answered
from practice_desk.services.side_effects import OpenSideEffect, open_side_effects

MOST_LETTERS = 60
"""Of words that nobody has coded yet."""
MOST_LINES = 6
"""So many patients are named; of the rest the number is told."""


def side_effect_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of what waits for the person at the keyboard or for anybody, the most urgent first."""
    mine = {"", clinic.session.user_name}
    waiting = [
        each
        for each in open_side_effects(clinic)
        if each.status is not CaseStatus.REVIEWED and each.owner in mine
    ]
    lines = [_line(each) for each in waiting[:MOST_LINES]]
    if len(waiting) > MOST_LINES:
        rest = write_count(len(waiting) - MOST_LINES, "more waits", "more wait")
        sentence = f"Side effects: {rest} for a review."
        lines.append(TodayLine(Urgency.CAUTION, sentence, "", "Show all", SIDE_EFFECT_BOARD))
    return lines + _answers(clinic)


def _answers(clinic: Clinic) -> list[TodayLine]:
    """Tell what others decided or wrote about what the person at the keyboard reported."""
    count = count_answered(clinic)
    if not count:
        return []
    what = write_count(count, "side effect", "side effects")
    sentence = f"{what} that you reported {'was' if count == 1 else 'were'} answered."
    return [TodayLine(Urgency.NOTICE, sentence, "", "Read", SIDE_EFFECT_BOARD)]


def _line(waiting: OpenSideEffect) -> TodayLine:
    sentence = f"{waiting.patient_name}: {_what(waiting)}"
    if waiting.status is CaseStatus.RECHECK_DUE and waiting.recheck_on is not None:
        sentence += f", to be looked at again since {write_date(waiting.recheck_on)}."
        return TodayLine(Urgency.CAUTION, sentence, "", "Open", waiting.patient_id)
    age = write_count(waiting.age_days, "day") + " ago" if waiting.age_days else "today"
    bad = "" if waiting.severity is None else f" {grade_words('severity', waiting.severity)},"
    urgent = waiting.urgency.rank >= Wanted.TODAY.rank
    detail = f"To be reviewed: {URGENCIES[waiting.urgency].casefold()}." if urgent else ""
    urgency = Urgency.DANGER if urgent else Urgency.CAUTION
    return TodayLine(
        urgency, f"{sentence},{bad} told {age}, waits for a review.", detail, "Open",
        waiting.patient_id,
    )  # fmt: skip


def _what(waiting: OpenSideEffect) -> str:
    """Return the coded term, else the beginning of the words, as words."""
    if waiting.case.report.effect or waiting.case.review is not None:
        return waiting.effect
    words = waiting.effect
    return f"“{words}”" if len(words) <= MOST_LETTERS else f"“{words[:MOST_LETTERS].rstrip()}…”"
