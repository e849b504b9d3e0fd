"""A report's picture as shapes: bars, stacked bars, a funnel, a distribution.

Every bar has its number beside it, and the parts of a bar differ by pattern, so that nothing is
told by colour alone. A number that is hidden has its sign in the place of a bar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from practice_desk.domain.display_list import Line, Pattern, Rect, Shape, Text
from practice_desk.domain.report import (
    Bars,
    Cell,
    CellKind,
    Distribution,
    Funnel,
    Picture,
    ReportTable,
    StackedBars,
    number_of,
)
from practice_desk.domain.report_words import cell_text

Measure = Callable[[str, float, bool], float]
"""Returns how wide a text is: what it says, its size, and whether it is bold."""

MOST_BARS = 16
"""More are left to the table."""
_LOOKS = (
    ("series_1", Pattern.PLAIN),
    ("series_2", Pattern.HATCHED),
    ("series_3", Pattern.CROSSED),
    ("series_4", Pattern.EMPTY),
    ("series_5", Pattern.HATCHED),
)
_SIZE, _SMALL = 10.0, 9.0
_BAR, _PITCH = 13.0, 20.0
_GAP = 8.0
_LABEL_SHARE = 0.34
_DISTRIBUTION_HEIGHT = 96.0
_ALPHA = 0.85
_WIDEST_STEP = 124.0
"""Within this “15–19, moderately severe” is not cut."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Shapes, and how high they are."""

    shapes: tuple[Shape, ...]
    height: float


def draw_picture(picture: Picture, table: ReportTable, width: float, measure: Measure) -> Drawn:
    """Return *picture* of the numbers in *table*, *width* wide, without its title."""
    pen = _Pen(width, measure)
    if isinstance(picture, Funnel):
        return pen.funnel(_stages(table, picture))
    if isinstance(picture, StackedBars):
        titles = tuple(table.columns[table.place(name)].title for name in picture.values)
        rows = _labelled(table, picture.label, picture.values)
        return pen.bars(rows, titles, in_time=picture.in_time)
    bars = _labelled(table, picture.label, (picture.value,))
    if isinstance(picture, Bars):
        return pen.bars(bars, ())
    kind = table.columns[table.place(picture.value)].kind
    return pen.distribution([(label, values[0]) for label, values in bars], kind)


def picture_text(picture: Picture, table: ReportTable) -> str:
    """Return what *picture* shows in words, for who can't see it."""
    if isinstance(picture, Funnel):
        return _told_in_words(
            picture.title, [(label, (cell,)) for label, cell in _stages(table, picture)], ()
        )
    names = picture.values if isinstance(picture, StackedBars) else (picture.value,)
    titles = tuple(table.columns[table.place(name)].title for name in names)
    rows: Sequence[_Bar] = _labelled(table, picture.label, names)
    if not isinstance(picture, Distribution):
        rows = _in_sight(rows, in_time=isinstance(picture, StackedBars) and picture.in_time)
    return _told_in_words(picture.title, rows, titles)


def _in_sight(rows: Sequence[_Bar], *, in_time: bool) -> Sequence[_Bar]:
    """Return the bars that a picture has room for."""
    return rows[-MOST_BARS:] if in_time else rows[:MOST_BARS]


def _told_in_words(title: str, rows: Sequence[_Bar], titles: tuple[str, ...]) -> str:
    told = []
    for label, values in rows:
        numbers = [cell_text(value, _kind(value)) for value in values]
        if len(titles) > 1:
            numbers = [f"{name} {number}" for name, number in zip(titles, numbers, strict=True)]
        told.append(f"{label}: {', '.join(numbers)}.")
    return " ".join((f"{title}.", *told))


_Bar = tuple[str, tuple[Cell, ...]]


def _labelled(table: ReportTable, label: str, values: Sequence[str]) -> list[_Bar]:
    place, places = table.place(label), [table.place(name) for name in values]
    kind = table.columns[place].kind
    return [
        (cell_text(row[place], kind), tuple(row[each] for each in places)) for row in table.rows
    ]


def _stages(table: ReportTable, picture: Funnel) -> list[tuple[str, Cell]]:
    row = table.total if table.total is not None else next(iter(table.rows), None)
    if row is None:
        return []
    places = [table.place(name) for name in picture.values]
    return [(table.columns[place].title, row[place]) for place in places]


class _Pen:
    def __init__(self, width: float, measure: Measure) -> None:
        self.width, self.measure = width, measure

    def bars(
        self, rows: Sequence[_Bar], titles: tuple[str, ...], *, in_time: bool = False
    ) -> Drawn:
        """Draw lying bars under one another, the numbers of a stacked one at its end."""
        shown = _in_sight(rows, in_time=in_time)
        shapes = list(self._legend(titles))
        top = _PITCH if titles else 0.0
        left = self._label_width([label for label, _ in shown]) + _GAP
        room = self.width - left - self._end_width(shown) - _GAP
        largest = max((sum(map(_value, values)) for _, values in shown), default=0.0) or 1.0
        for label, values in shown:
            shapes += self._label(label, left - _GAP, top)
            x = left
            for number, cell in enumerate(values):
                length = room * _value(cell) / largest
                shapes += self._bar(x, top, length, number)
                x += length
            shapes.append(self._text(x + _GAP / 2, top, _told(values)))
            top += _PITCH
        shapes.append(Line(left, 0.0 if not titles else _PITCH - 4, left, top - 4, "line"))
        if len(rows) > len(shown):
            which = "earlier" if in_time else "more"
            more = f"{len(rows) - len(shown)} {which} rows stand in the table."
            shapes.append(self._text(left, top, more, "dim"))
            top += _PITCH
        return Drawn(tuple(shapes), top)

    def funnel(self, stages: Sequence[tuple[str, Cell]]) -> Drawn:
        """Draw bars in the middle, each as wide as its share of the first, which is told."""
        first = _value(stages[0][1]) if stages else 0.0
        left = self._label_width([label for label, _ in stages]) + _GAP
        room = self.width - left - self.measure("100,000 (100%)", _SIZE, True) - 2 * _GAP
        shapes: list[Shape] = []
        top = 0.0
        for label, cell in stages:
            length = room * _value(cell) / first if first else 0.0
            shapes += self._label(label, left - _GAP, top)
            shapes += self._bar(left + (room - length) / 2, top, length, 0)
            told = cell_text(cell, CellKind.COUNT)
            if first and number_of(cell) is not None and cell is not stages[0][1]:
                told = f"{told} ({100 * _value(cell) / first:.0f}%)"
            shapes.append(self._text(left + room + _GAP, top, told))
            top += _PITCH
        return Drawn(tuple(shapes), top)

    def distribution(self, rows: Sequence[tuple[str, Cell]], kind: CellKind) -> Drawn:
        """Draw standing bars side by side, each with its number above and its label below."""
        if not rows:
            return Drawn((), 0.0)
        largest = max((_value(cell) for _, cell in rows), default=0.0) or 1.0
        step = min(self.width / len(rows), _WIDEST_STEP)
        floor = _PITCH + _DISTRIBUTION_HEIGHT
        shapes: list[Shape] = [Line(0.0, floor, step * len(rows), floor, "line")]
        for number, (label, cell) in enumerate(rows):
            x, high = number * step, _DISTRIBUTION_HEIGHT * _value(cell) / largest
            if high:
                bar = (x + step * 0.15, floor - high, step * 0.7, high)
                shapes.append(Rect(*bar, "series_1", _ALPHA, border="series_1"))
            told = cell_text(cell, kind)
            shapes.append(self._centred(x, step, floor - high - 5, told, "text"))
            shapes.append(self._centred(x, step, floor + _SMALL + 6, label, "dim"))
        return Drawn(tuple(shapes), floor + _PITCH)

    def _legend(self, titles: tuple[str, ...]) -> Iterator[Shape]:
        x = 0.0
        for number, title in enumerate(titles):
            yield from self._bar(x, 0.0, 22.0, number)
            yield (text := self._text(x + 22.0 + _GAP, 0.0, title, "dim"))
            x = text.x + text.width + 2 * _GAP

    def _bar(self, x: float, top: float, length: float, number: int) -> Iterator[Shape]:
        if length > 0:
            fill, pattern = _LOOKS[number % len(_LOOKS)]
            yield Rect(x, top, length, _BAR, fill, _ALPHA if not number else 0.45, pattern, fill)

    def _label(self, label: str, width: float, top: float) -> Iterator[Shape]:
        text = self._fitting(label, width, _SIZE)
        yield self._text(width - self.measure(text, _SIZE, False), top, text)

    def _text(self, x: float, top: float, text: str, colour: str = "text") -> Text:
        size = _SIZE if colour == "text" else _SMALL
        return Text(x, top + _BAR - 3, text, colour, size, self.measure(text, size, False))

    def _centred(self, x: float, step: float, y: float, text: str, colour: str) -> Text:
        text = self._fitting(text, step - 2, _SMALL)
        width = self.measure(text, _SMALL, False)
        return Text(x + (step - width) / 2, y, text, colour, _SMALL, width)

    def _label_width(self, labels: Sequence[str]) -> float:
        widest = max((self.measure(each, _SIZE, False) for each in labels), default=0.0)
        return min(widest, self.width * _LABEL_SHARE)

    def _end_width(self, rows: Sequence[_Bar]) -> float:
        told = [self.measure(_told(values), _SIZE, False) for _, values in rows]
        return max(told, default=0.0)

    def _fitting(self, text: str, width: float, size: float) -> str:
        if self.measure(text, size, False) <= width:
            return text
        while text and self.measure(f"{text}…", size, False) > width:
            text = text[:-1]
        return f"{text.rstrip()}…"


def _value(cell: Cell) -> float:
    number = number_of(cell)
    return 0.0 if number is None else max(0.0, float(number))


def _told(values: Sequence[Cell]) -> str:
    return " + ".join(cell_text(value, _kind(value)) for value in values)


def _kind(value: Cell) -> CellKind:
    return CellKind.DAYS if isinstance(value, Decimal) else CellKind.COUNT
