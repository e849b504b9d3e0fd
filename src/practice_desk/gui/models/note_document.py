"""A section's parts as a text document, and back: bold, lists, and where each line comes from.

A line remembers the part that it came in and how it read there. A line that still reads so keeps
its origin; one that somebody changed is theirs, or stays copied and edited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextList,
    QTextListFormat,
)

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.note_markup import Line, LineKind, Run, joined, read_line, write_line
from practice_desk.domain.note_section import NotePart, Origin

_PART = QTextFormat.Property.UserProperty.value + 1
_READ = QTextFormat.Property.UserProperty.value + 2
_STYLES = {
    LineKind.BULLET: QTextListFormat.Style.ListDisc,
    LineKind.NUMBER: QTextListFormat.Style.ListDecimal,
}


def put_parts(document: QTextDocument, parts: Sequence[NotePart]) -> None:
    """Fill *document* with *parts*, in whose place among them its lines remember them."""
    document.setUndoRedoEnabled(False)
    document.clear()
    cursor, first = QTextCursor(document), True
    for place, part in enumerate(parts):
        for text in part.text.split("\n"):
            if not first:
                cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            first = False
            _put_line(cursor, read_line(text), place, text)
    document.setUndoRedoEnabled(True)
    document.setModified(False)


def parts_of(document: QTextDocument, given: Sequence[NotePart]) -> tuple[NotePart, ...]:
    """Return what *document* holds, which was filled with the parts *given*."""
    lines = [_line_part(block, given) for block in _blocks(document)]
    while lines and not lines[-1].text.strip():
        lines.pop()
    made: list[NotePart] = []
    for line in lines:
        if made and replace(made[-1], text="") == replace(line, text=""):
            made[-1] = replace(line, text=f"{made[-1].text}\n{line.text}")
        else:
            made.append(line)
    return tuple(made)


def origin_of(block: QTextBlock, given: Sequence[NotePart]) -> NotePart:
    """Return the part that a line would be on its own."""
    return _line_part(block, given)


def forget_origin(block: QTextBlock) -> None:
    """Take a line as typed: it was begun beside one of another origin."""
    cursor = QTextCursor(block)
    kept = block.blockFormat()
    kept.clearProperty(_PART)
    kept.clearProperty(_READ)
    cursor.setBlockFormat(kept)


def is_as_it_came(block: QTextBlock) -> bool:
    """Return whether a line reads as it did when it was put."""
    read = block.blockFormat().property(_READ)
    return isinstance(read, str) and read == write_line(_line(block))


def origins_line(parts: Sequence[NotePart]) -> str:
    """Return what the foot of a section says of words that nobody typed, empty for none."""
    return " · ".join(dict.fromkeys(filter(None, map(origin_words, parts))))


def origin_words(part: NotePart) -> str:
    """Return where the words of *part* come from: "Copied from note by Ana Berg, Nov 3, 2026"."""
    if part.origin is Origin.TYPED or not part.text.strip():
        return ""
    said = "Generated from" if part.origin is Origin.GENERATED else "Copied from"
    day = f", {write_date(part.of)}" if part.of is not None else ""
    edited = ", then edited" if part.edited else ""
    return f"{said} {part.source or 'the chart'}{day}{edited}"


def _put_line(cursor: QTextCursor, line: Line, place: int, text: str) -> None:
    block_format = QTextBlockFormat()
    block_format.setProperty(_PART, place)
    block_format.setProperty(_READ, text)
    cursor.setBlockFormat(block_format)
    style = _STYLES.get(line.kind)
    above = cursor.block().previous()
    before = list_of(above) if above.isValid() else None
    if style is not None and before is not None and before.format().style() == style:
        before.add(cursor.block())
    elif style is not None:
        listed = QTextListFormat()
        listed.setStyle(style)
        listed.setStart(line.number or 1)
        cursor.createList(listed)
    for run in line.runs:
        cursor.insertText(run.text, bold_format(bold=run.bold))


def bold_format(*, bold: bool) -> QTextCharFormat:
    """Return the look of bold words, or of the others."""
    made = QTextCharFormat()
    made.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return made


def list_of(block: QTextBlock) -> QTextList | None:
    """Return the list that a line is an item of, if it is one."""
    return cast("QTextList | None", block.textList())  # the stubs say that there always is one


def _line_part(block: QTextBlock, given: Sequence[NotePart]) -> NotePart:
    text, kept = write_line(_line(block)), block.blockFormat()
    place, read = kept.property(_PART), kept.property(_READ)
    if not isinstance(place, int) or not isinstance(read, str) or place >= len(given):
        return NotePart(text)
    return replace(given[place], text=read).with_text(text)


def _line(block: QTextBlock) -> Line:
    runs, listed = joined(_fragments(block)), list_of(block)
    if listed is None:
        return Line(LineKind.PLAIN, runs)
    if listed.format().style() == QTextListFormat.Style.ListDecimal:
        number = listed.itemNumber(block) + (listed.format().start() or 1)
        return Line(LineKind.NUMBER, runs, number)
    return Line(LineKind.BULLET, runs)


def _fragments(block: QTextBlock) -> Iterator[Run]:
    places = block.begin()
    while not places.atEnd():
        fragment = places.fragment()
        if fragment.isValid():
            text = fragment.text().replace("\u2028", " ").replace("\u00a0", " ")
            yield Run(text, fragment.charFormat().fontWeight() > QFont.Weight.Medium)
        places += 1


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()
