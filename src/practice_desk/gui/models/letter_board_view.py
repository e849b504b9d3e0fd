"""The clinic's letters as rows, and which of them are shown. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from practice_desk.domain.letter_case import NOT_OUT, LetterStatus
from practice_desk.gui.models.cells_table import CellsTable
from practice_desk.gui.models.letter_words import STATUS, due_text
from practice_desk.gui.wording import write_count
from practice_desk.services.letter_board import LetterBoard
from practice_desk.services.letter_conversation import ListedLetter

ANY = "*"


class Which(StrEnum):
    """Which letters are shown."""

    WAITING = "Waiting"
    OVERDUE = "Overdue"
    QUESTIONS = "They ask us"
    NOT_OUT = "Not sent yet"
    DONE = "Done"
    ALL = "All of this year"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody wants to see; `mine` are those handed to *user_name* or written by them."""

    which: Which = Which.WAITING
    recipient: str = ANY
    kind: str = ANY
    mine: bool = False
    user_name: str = ""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter in the clinic's list."""

    cells: tuple[str, ...]
    listed: ListedLetter


class LetterBoardTable(CellsTable[LetterLine]):
    """The clinic's letters."""

    headers: ClassVar[tuple[str, ...]] = ("Stands", "Due", "To", "Patient", "About", "Number")


def board_rows(letters: Iterable[ListedLetter], today: date) -> tuple[LetterLine, ...]:
    """Return *letters* as rows, in their order."""
    return tuple(
        LetterLine(
            (
                STATUS[each.case.status],
                due_text(each.case, today),
                each.recipient,
                each.patient.display_name,
                each.case.letter.title,
                each.case.letter.code,
            ),
            each,
        )
        for each in letters
    )


def shown_letters(board: LetterBoard, chosen: Chosen, today: date) -> tuple[ListedLetter, ...]:
    """Return the letters that somebody wants to see, in their order."""
    return tuple(each for each in board.letters if _is_wanted(each, chosen, today))


def recipients_of(board: LetterBoard) -> tuple[str, ...]:
    """Return to whom there are letters, by name."""
    return tuple(sorted({each.recipient for each in board.letters}, key=str.casefold))


def kinds_of(board: LetterBoard) -> tuple[str, ...]:
    """Return the codes of the kinds of letters there are; none where kinds are not told."""
    return tuple(sorted({each.case.letter.kind for each in board.letters} - {""}))


def counted_text(shown: Sequence[ListedLetter], board: LetterBoard, today: date) -> str:
    """Return how many are shown, how many wait and how many of them are overdue."""
    waiting = [each for each in board.letters if each.case.is_open]
    overdue = sum(each.case.is_overdue(today) for each in waiting)
    late = f", {overdue} overdue" if overdue else ""
    return f"{write_count(len(shown), 'letter')} shown · {len(waiting)} waiting{late}"


def empty_text(board: LetterBoard) -> str:
    """Return what is said where nothing is shown."""
    if board.letters:
        return "No letter is among those chosen above."
    return "No letter was sent yet. Letters that wait for a reply will be here."


def _is_wanted(each: ListedLetter, chosen: Chosen, today: date) -> bool:
    case = each.case
    if not _WHICH[chosen.which](each, today):
        return False
    if chosen.recipient not in (ANY, each.recipient) or chosen.kind not in (ANY, case.letter.kind):
        return False
    return not chosen.mine or chosen.user_name in (case.owner or case.letter.made_by, case.owner)


_WHICH: dict[Which, Callable[[ListedLetter, date], bool]] = {
    Which.WAITING: lambda each, _today: each.case.is_open,
    Which.OVERDUE: lambda each, today: each.case.is_overdue(today),
    Which.QUESTIONS: lambda each, _today: each.case.status is LetterStatus.QUESTION,
    Which.NOT_OUT: lambda each, _today: each.case.is_open and each.case.status in NOT_OUT,
    Which.DONE: lambda each, _today: not each.case.is_open,
    Which.ALL: lambda _each, _today: True,
}
