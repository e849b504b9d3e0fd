"""The small safe format of a note's text: lines of plain words, bold words, and lists.

It is a strict subset of Markdown, so that it reads well anywhere: ``**bold**``, ``- item`` and
``1. item``. A backslash takes the meaning from a character after it. There are no links, no
pictures and no markup language: whatever else stands in a text is only text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_ESCAPED = "\\*-."
_ITEM = re.compile(r"- |(\d{1,3})\. ")
_LITERAL_ITEM = re.compile(r"-(?= )|\d{1,3}(?=\. )")


class LineKind(StrEnum):
    """What a line is."""

    PLAIN = "plain"
    BULLET = "bullet"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one line that look alike."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its marks. `number` is of a numbered item."""

    kind: LineKind
    runs: tuple[Run, ...]
    number: int = 0

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


def read_line(text: str) -> Line:
    """Return what one line of the format means; every text means something."""
    kind, number = LineKind.PLAIN, 0
    if item := _ITEM.match(text):
        kind = LineKind.NUMBER if item[1] else LineKind.BULLET
        number, text = int(item[1] or 0), text[item.end() :]
    return Line(kind, tuple(_runs(text)), number)


def read_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a text."""
    return tuple(map(read_line, text.split("\n"))) if text else ()


def write_line(line: Line) -> str:
    """Return *line* in the format; `read_line` gives it back."""
    text = "".join(_marked(run) for run in joined(line.runs))
    if line.kind is LineKind.BULLET:
        return f"- {text}"
    if line.kind is LineKind.NUMBER:
        return f"{line.number}. {text}"
    item = _LITERAL_ITEM.match(text)
    if item is None:
        return text
    return f"\\{text}" if item[0] == "-" else f"{item[0]}\\{text[item.end() :]}"


def plain_text(text: str) -> str:
    """Return *text* without bold and escapes, lists with their marks: for where none is drawn."""
    marks = {LineKind.PLAIN: "", LineKind.BULLET: "- "}
    return "\n".join(
        marks.get(line.kind, f"{line.number}. ") + line.text for line in read_lines(text)
    )


def escaped(text: str) -> str:
    """Return plain *text*, such as what a program made, so that nothing of it reads as markup."""
    return "\n".join(write_line(Line(LineKind.PLAIN, (Run(line),))) for line in text.split("\n"))


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return *runs* with neighbors of one look made one, and empty ones left out."""
    made: list[Run] = []
    for run in runs:
        if made and made[-1].bold == run.bold:
            made[-1] = Run(made[-1].text + run.text, run.bold)
        elif run.text:
            made.append(run)
    return tuple(made)


def _runs(text: str) -> tuple[Run, ...]:
    found: list[Run] = []
    bold, letters, place = False, "", 0
    closing = _last_mark(text)
    while place < len(text):
        if text[place] == "\\" and text[place + 1 : place + 2] in (*_ESCAPED,):
            letters += text[place + 1]
            place += 2
        elif text.startswith("**", place) and (bold or place < closing):
            found.append(Run(letters, bold))
            letters, bold = "", not bold
            place += 2
        else:
            letters += text[place]
            place += 1
    found.append(Run(letters, bold))
    return joined(found)


def _last_mark(text: str) -> int:
    """Return where the last pair of stars is that can close a bold run, -1 without one."""
    place, last = 0, -1
    while place < len(text):
        if text[place] == "\\":
            place += 2
        elif text.startswith("**", place):
            last = place
            place += 2
        else:
            place += 1
    return last


def _marked(run: Run) -> str:
    text = run.text.replace("\\", "\\\\").replace("*", "\\*")
    return f"**{text}**" if run.bold else text
