"""The board of side effects as rows and words. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from practice_desk.domain.adverse_event_review import (
    Action,
    AdverseEventReview,
    CaseOutcome,
    Handover,
    Noted,
    Reply,
    Retraction,
    Review,
    ToldAgain,
)
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.side_effect_case import CaseStatus
from practice_desk.gui.models.cells_table import CellsTable
from practice_desk.gui.models.side_effect_rows import stands
from practice_desk.gui.models.side_effect_words import COURSES, URGENCIES, grade_words
from practice_desk.gui.wording import write_count
from practice_desk.services.side_effect_board import SideEffectBoard
from practice_desk.services.side_effects import OpenSideEffect

ANYBODY = "Anybody who may decide"


class Whose(StrEnum):
    """Whose reports are shown; any other text is a user name."""

    ALL = "*"
    NOBODY = ""


class Order(StrEnum):
    """In which order the reports stand."""

    URGENT = "Most urgent first"
    OLDEST = "Oldest first"
    SEVERE = "Most severe first"
    OWNER = "By whom they wait for"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One report on the board."""

    cells: tuple[str, ...]
    found: OpenSideEffect


class BoardTable(CellsTable[BoardRow]):
    """The open reports."""

    headers: ClassVar[tuple[str, ...]] = (
        "How soon",
        "Patient",
        "Side effect",
        "How bad",
        "Open for",
        "Stands",
        "Waits for",
    )


def board_rows(found: Iterable[OpenSideEffect], people: Mapping[str, str]) -> list[BoardRow]:
    """Return one row for each report."""
    return [
        BoardRow(
            (
                URGENCIES[each.urgency],
                each.patient_name,
                each.effect,
                grade_words("severity", each.severity),
                write_count(each.age_days, "day", "days"),
                stands(each.case),
                people.get(each.owner, each.owner) or ANYBODY,
            ),
            each,
        )
        for each in found
    ]


def chosen(
    board: SideEffectBoard, whose: str, order: Order, *, waiting_only: bool
) -> list[OpenSideEffect]:
    """Return the reports to show, in their order."""
    found = [
        each
        for each in board.open
        if whose in (Whose.ALL, each.owner)
        and (not waiting_only or each.status is not CaseStatus.REVIEWED)
    ]
    key = _KEYS.get(order)
    if key is None:
        return found  # the board has the most urgent first
    return sorted(found, key=lambda each: key(each, board.people))


def whose_choices(board: SideEffectBoard, me: str) -> list[tuple[str, str]]:
    """Return the choices of whose reports to show, as pairs of text and value."""
    others = sorted(
        ({each.owner for each in board.open} | set(board.owners)) - {me, ""},
        key=lambda user: board.people.get(user, user).casefold(),
    )
    return [
        ("Everybody’s", Whose.ALL),
        ("Mine", me),
        ("Nobody’s yet", Whose.NOBODY),
        *((board.people.get(user, user), user) for user in others),
    ]


def counted_text(shown: Sequence[OpenSideEffect], board: SideEffectBoard) -> str:
    """Return what the board says of itself."""
    waits = sum(1 for each in board.open if each.status is not CaseStatus.REVIEWED)
    text = f"{len(board.open)} open, {waits} waiting for a decision or a recheck"
    return text if len(shown) == len(board.open) else f"{len(shown)} shown of {text}"


def answer_lines(found: OpenSideEffect, people: Mapping[str, str]) -> list[str]:
    """Return what others answered to whoever reported it, each in a line."""
    return [entry_line(entry, people) for entry in found.case.answers]


def history_lines(found: OpenSideEffect, people: Mapping[str, str]) -> list[str]:
    """Return what followed the report, the newest first."""
    shown = (each for each in found.case.entries if not isinstance(each.details, Noted))
    return [entry_line(entry, people) for entry in reversed(list(shown))]


def words_line(found: OpenSideEffect, people: Mapping[str, str]) -> str:
    """Return the patient's words with who took them down and when."""
    report = found.case.report
    by = people.get(report.reported_by, report.reported_by)
    told = " · ".join(part for part in (write_date(report.told_on), by) if part)
    return f"“{report.words.strip()}” ({told})"


def entry_line(entry: AdverseEventReview, people: Mapping[str, str]) -> str:
    """Return one entry: when, who, what."""
    who = people.get(entry.recorded_by, entry.recorded_by)
    head = " · ".join(part for part in (write_date(entry.happened_on), who) if part)
    return f"{head}: {_what(entry, people)}"


def _what(entry: AdverseEventReview, people: Mapping[str, str]) -> str:
    details = entry.details
    if isinstance(details, Review):
        return _decided(details)
    if isinstance(details, Reply):
        return details.text
    if isinstance(details, Handover):
        to = people.get(details.owner, details.owner) or ANYBODY.casefold()
        text = f"passed on to {to}, {URGENCIES[details.urgency].casefold()}"
        return f"{text}. {details.note}" if details.note else f"{text}."
    if isinstance(details, ToldAgain):
        told = details.told
        parts = [f"told again: {COURSES[told.course].casefold()}"]
        if told.severity is not None:
            parts.append(grade_words("severity", told.severity))
        text = ", ".join(parts) + "."
        return f"{text} “{told.words}”" if told.words else text
    if isinstance(details, Retraction):
        return f"entered in error. {details.reason}"
    return "read."


def _decided(review: Review) -> str:
    parts = []
    for decision in review.decisions:
        text = ACTIONS[decision.action]
        parts.append(f"{text} ({decision.comment})" if decision.comment else text)
    done = ", ".join(parts)
    if review.recheck_on is not None:
        ends = f"recheck on {write_date(review.recheck_on)}"
    else:
        ends = f"closed: {OUTCOMES[review.outcome]}" if review.outcome else "closed"
    text = f"{review.effect}: {'; '.join(part for part in (done, ends) if part)}."
    return f"{text} {review.assessment}" if review.assessment else text


ACTIONS = {
    Action.WATCH: "watch",
    Action.MANAGE: "advice",
    Action.LOWER: "lower the dose",
    Action.SPLIT: "split the dose",
    Action.MOVE: "move the dose",
    Action.SWITCH: "switch",
    Action.STOP: "stop",
    Action.ADD: "add a treatment",
    Action.INVESTIGATE: "investigate",
    Action.REFER: "refer",
}
OUTCOMES = {
    CaseOutcome.RECOVERED: "recovered",
    CaseOutcome.RECOVERING: "recovering",
    CaseOutcome.LASTING_EFFECTS: "recovered with lasting effects",
    CaseOutcome.LONG_LASTING: "long-lasting",
    CaseOutcome.OTHER_CAUSE: "another cause",
    CaseOutcome.LOST: "lost to follow-up",
    CaseOutcome.DIED: "died",
    CaseOutcome.NOT_KNOWN: "not known",
}


def days_late(found: OpenSideEffect, today: date) -> int:
    """Return by how many days the recheck is overdue; 0 where none is."""
    return max((today - found.recheck_on).days, 0) if found.recheck_on else 0


_Key = Callable[[OpenSideEffect, Mapping[str, str]], tuple[object, ...]]
_KEYS: dict[Order, _Key] = {
    Order.OLDEST: lambda each, _people: (-each.age_days,),
    Order.SEVERE: lambda each, _people: (-(each.severity or 0), -each.age_days),
    Order.OWNER: lambda each, people: (people.get(each.owner, each.owner).casefold(),),
}
