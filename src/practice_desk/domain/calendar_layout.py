"""Where visits of a calendar stand: side by side while they overlap, in columns wide enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from practice_desk.domain.office_hours import Span


@dataclass(frozen=True, slots=True)
class Lane:
    """The place of a visit among those that overlap: the number of its lane, of so many."""

    number: int
    of: int


def lanes(spans: Sequence[Span]) -> list[Lane]:
    """Return the lane of each of *spans*, which may come in any order.

    Visits that overlap, also through a third one, share the width; no two in a lane overlap, and
    nobody is narrower than the visits at the busiest moment need.
    """
    order = sorted(range(len(spans)), key=lambda place: (spans[place][0], -spans[place][1], place))
    found: dict[int, Lane] = {}
    group: list[tuple[int, int]] = []
    ends: list[int] = []
    for place in order:
        begin, end = spans[place]
        if ends and begin >= max(ends):
            found |= {each: Lane(number, len(ends)) for each, number in group}
            group, ends = [], []
        number = next((n for n, until in enumerate(ends) if until <= begin), len(ends))
        ends[number : number + 1] = [end]
        group.append((place, number))
    found |= {each: Lane(number, len(ends)) for each, number in group}
    return [found[place] for place in range(len(spans))]


def column_widths(needed: Sequence[float], room: float) -> list[float]:
    """Return the width of each column: the *room* shared evenly, but never less than is *needed*.

    Together they are wider than *room* where they need more than that.
    """
    widths, left, even = list(needed), room, list(range(len(needed)))
    while even:
        share = left / len(even)
        wide = [place for place in even if needed[place] > share]
        if not wide:
            for place in even:
                widths[place] = share
            break
        left -= sum(needed[place] for place in wide)
        even = [place for place in even if place not in wide]
    return widths
