"""The board of side effects as rows and words. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from practice_desk.domain.adverse_event_review import Noted
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.side_effect_case import CaseStatus
from practice_desk.gui.models.cells_table import CellsTable
from practice_desk.gui.models.side_effect_rows import stands
from practice_desk.gui.models.side_effect_story import entry_text
from practice_desk.gui.models.side_effect_words import URGENCIES, grade_words
from practice_desk.gui.wording import write_count
from practice_desk.services.side_effect_board import SideEffectBoard
from practice_desk.services.side_effects import OpenSideEffect

_MANY_DAYS = 60
_MONTH = 30.4
_YEAR = 365
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
                age_text(each.age_days),
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


def age_text(days: int) -> str:
    """Return for how long it is open: "12 days", "5 months", "3 years"."""
    if days < _MANY_DAYS:
        return write_count(days, "day")
    if days < 2 * _YEAR:
        return write_count(round(days / _MONTH), "month")
    return write_count(days // _YEAR, "year")


def title_of(found: OpenSideEffect) -> str:
    """Return the heading of one report; its words stand below and are not said twice."""
    named = found.case.review is not None or bool(found.case.report.effect)
    return f"{found.effect if named else 'Not named yet'} · {found.patient_name}"


def answer_lines(found: OpenSideEffect, people: Mapping[str, str]) -> list[str]:
    """Return what others answered to whoever reported it, each in a line."""
    return [entry_text(entry, people) for entry in found.case.answers]


def history_lines(found: OpenSideEffect, people: Mapping[str, str]) -> list[str]:
    """Return what followed the report, the newest first."""
    shown = (each for each in found.case.entries if not isinstance(each.details, Noted))
    return [entry_text(entry, people) for entry in reversed(list(shown))]


def words_line(found: OpenSideEffect, people: Mapping[str, str]) -> str:
    """Return the patient's words with who took them down and when."""
    report = found.case.report
    by = people.get(report.reported_by, report.reported_by)
    told = " · ".join(part for part in (write_date(report.told_on), by) if part)
    return f"“{report.words.strip()}” ({told})"


_Key = Callable[[OpenSideEffect, Mapping[str, str]], tuple[object, ...]]
_KEYS: dict[Order, _Key] = {
    Order.OLDEST: lambda each, _people: (-each.age_days,),
    Order.SEVERE: lambda each, _people: (-(each.severity or 0), -each.age_days),
    Order.OWNER: lambda each, people: (people.get(each.owner, each.owner).casefold(),),
}
