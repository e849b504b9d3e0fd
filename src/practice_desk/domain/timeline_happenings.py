"""Life events, hospital stays, visits, therapy sessions, milestones and homework over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.display_list import Box, Pattern, Rect, Sign
from practice_desk.domain.timeline import Happening, HappeningKind
from practice_desk.domain.timeline_lane import SMALL, Item, LaneDraft

HEIGHT: Final = 48.0
_K = HappeningKind
_SIGNS: Final = {
    _K.LIFE_EVENT: (Sign.FLAG, 4.5),
    _K.VISIT: (Sign.TICK, 4.0),
    _K.SESSION: (Sign.TICK, 5.0),
    _K.MILESTONE: (Sign.DIAMOND, 4.5),
    _K.HOMEWORK: (Sign.BOX, 4.0),
    _K.HOSPITAL_STAY: (Sign.SQUARE, 4.0),
}
_COLOURS: Final = {
    _K.LIFE_EVENT: "event",
    _K.VISIT: "dim",
    _K.SESSION: "therapy",
    _K.MILESTONE: "accent",
    _K.HOMEWORK: "therapy",
    _K.HOSPITAL_STAY: "stay",
}
_BAR: Final = 11.0
_NAMED: Final = frozenset({_K.LIFE_EVENT, _K.HOSPITAL_STAY, _K.MILESTONE, _K.HOMEWORK})
"""What has its words written beside it; sessions and visits are only marks."""
_REACH: Final = 5.0


def draw_happenings(
    lane: LaneDraft, happenings: Sequence[Happening], below: str, today: date
) -> list[float]:
    """Draw what happened; return where single life events lie that are in view."""
    lane.name(lane.title, [below])
    flagged: list[float] = []
    seen: list[tuple[Happening, Box]] = []
    begin, end = lane.axis.left, lane.axis.right
    for each in happenings:
        left, right = _ends(lane, each, today)
        if right < begin or left > end:
            continue
        if right - left > 3 or each.lasts:
            seen.append((each, _draw_bar(lane, each, left, right)))
            continue
        x = (left + right) / 2
        if begin <= x <= end:
            seen.append((each, _draw_mark(lane, each, x)))
        if each.kind is _K.LIFE_EVENT and begin < x < end:
            flagged.append(x)
    lane.making.append(
        lambda: (Item(each.on, box, in_words(each), each.record) for each, box in seen)
    )
    return flagged


def _ends(lane: LaneDraft, each: Happening, today: date) -> tuple[float, float]:
    axis = lane.axis
    if not each.lasts and each.end is None:
        middle = axis.x(each.on.toordinal() + 0.5)
        return middle, middle
    end = max(each.end or today, each.on)
    return axis.x(each.on.toordinal()), axis.x(end.toordinal() + 1)


def _draw_bar(lane: LaneDraft, each: Happening, left: float, right: float) -> Box:
    axis, colour = lane.axis, _COLOURS[each.kind]
    left = min(max(axis.left, left), axis.right - 2)
    right = max(min(axis.right, right), left + 2)
    top = lane.bottom - _BAR - 4
    pattern = Pattern.CROSSED if each.kind is _K.HOSPITAL_STAY else Pattern.PLAIN
    lane.rect(Rect(left, top, right - left, _BAR, colour, 0.25, pattern, colour))
    _write(lane, each, left)
    return Box(left, top, right, lane.bottom - 4)


def _draw_mark(lane: LaneDraft, each: Happening, x: float) -> Box:
    sign, size = _SIGNS[each.kind]
    y = lane.bottom - 9
    lane.mark(x, y, size, sign, _COLOURS[each.kind])
    if each.kind in _NAMED:
        _write(lane, each, x)
    left, right = max(x - _REACH, lane.axis.left), min(x + _REACH, lane.axis.right)
    return Box(left, y - 6, right, y + 6)


def _write(lane: LaneDraft, each: Happening, x: float) -> None:
    """Write the words above, in the first row that has the room, right of *x* or left of it."""
    text = lane.fitting(each.words, 150, SMALL, False)
    width = lane.measure(text, SMALL, False)
    for baseline in (lane.bottom - 19, lane.bottom - 29, lane.bottom - 39):
        for at in (x, x - width):
            inside = lane.axis.left <= at and at + width <= lane.axis.right
            if inside and lane.write(at, baseline, text, "text", SMALL):
                return


def in_words(each: Happening) -> str:
    """Return all of it as a sentence."""
    if each.lasts and each.end is None:
        days = f"since {write_date(each.on)}"
    elif each.end is None or each.end == each.on:
        days = write_date(each.on)
    else:
        days = f"{write_date(each.on)} to {write_date(each.end)}"
    kind = str(each.kind)
    told = f"{kind[:1].upper()}{kind[1:]}, {days}"
    if each.words.casefold() != kind:
        told = f"{told}: {each.words}"
    return f"{told}. {each.detail}" if each.detail else told
