"""Doses and side effects as bars over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.display_list import Box, Line, Pattern, Rect, Shape, Sign
from practice_desk.domain.timeline import (
    DoseSpell,
    DoseState,
    EffectSpell,
    MedicationTrack,
    Severity,
)
from practice_desk.domain.timeline_lane import SMALL, Item, LaneDraft

DOSE_HEIGHT: Final = 36.0
_FLAT: Final = 0.6
"""The height of a dose that is not known, as a share of the highest."""
_LOWEST: Final = 4.0
_FAINT, _STRONG = 0.16, 0.34
_LOW: Final = 12.0
"""Words have no room in a bar that is lower."""
_AHEAD: Final = 0.4
"""How much of its fill a dose keeps that is only planned."""
_BUSY: Final = (Pattern.HATCHED, Pattern.CROSSED)
_ROW: Final = 17.0
_BAR: Final = 12.0
_PAD: Final = 5.0
_APART: Final = timedelta(days=120)
"""Side effects nearer to each other than this never share a row, so that both have their names."""
_STYLES: Final = {
    Severity.UNKNOWN: ("unknown", 0.0, Pattern.EMPTY),
    Severity.MILD: ("mild", 0.22, Pattern.PLAIN),
    Severity.MODERATE: ("moderate", 0.30, Pattern.HATCHED),
    Severity.SEVERE: ("severe", 0.42, Pattern.CROSSED),
}


def draw_doses(lane: LaneDraft, track: MedicationTrack, today: date, colour: str) -> None:
    """Draw the dose steps of one medication to scale; what is planned ahead is fainter."""
    most = max((spell.amount or 0.0 for spell in track.spells), default=0.0)
    lane.name(track.name, [_now(track, today)])
    base = lane.bottom - 4
    lane.shapes.append(Line(lane.axis.left, base, lane.axis.right, base, "line", 0.8))
    lines: list[Shape] = []
    labels: list[tuple[str, float, float, float]] = []
    seen: list[tuple[DoseSpell, Box]] = []
    tomorrow = today + timedelta(days=1)
    for spell in track.spells:
        left, right = _ends(lane, spell.start, spell.end)
        if left >= right:
            continue
        parts = _parts(spell, tomorrow)
        for start, end, ahead in parts:
            bar = (left, right) if len(parts) == 1 else _ends(lane, start, end)
            if bar[0] < bar[1]:
                line = _draw_dose(lane, spell, bar, _share(spell, most), colour, ahead)
                lines.append(line)
                label = "" if ahead and start != spell.start else spell.text
                low = base - line.y1 < _LOW  # its words stand above it then
                labels.append((label, *bar, line.y1 - 3 if low else base - 3))
        seen.append((spell, Box(left, lane.top + 2, right, base)))
    lane.making.append(
        lambda: (Item(s.start, box, _spell_words(track.name, s), track.record) for s, box in seen)
    )
    lane.shapes += lines  # after all areas: what is alike is drawn at once
    for each in labels:
        _label(lane, *each)


def _now(track: MedicationTrack, today: date) -> str:
    found = next((spell for spell in track.spells if spell.covers(today)), None)
    if found is not None:
        return found.text
    return "planned" if track.spells and track.spells[0].start > today else "not taken now"


def _share(spell: DoseSpell, most: float) -> float:
    return _FLAT if spell.amount is None or not most else spell.amount / most


def _parts(spell: DoseSpell, tomorrow: date) -> list[tuple[date, date | None, bool]]:
    """Split a spell where tomorrow begins into what was taken and what is ahead."""
    if spell.start >= tomorrow:
        return [(spell.start, spell.end, True)]
    if spell.end is not None and spell.end <= tomorrow:
        return [(spell.start, spell.end, False)]
    return [(spell.start, tomorrow, False), (tomorrow, spell.end, True)]


def _ends(lane: LaneDraft, start: date, end: date | None) -> tuple[float, float]:
    axis = lane.axis
    left = axis.clipped(start.toordinal())
    return left, axis.right if end is None else axis.clipped(end.toordinal())


def _draw_dose(
    lane: LaneDraft,
    spell: DoseSpell,
    bar: tuple[float, float],
    share: float,
    colour: str,
    ahead: bool,
) -> Line:
    """Draw the area of a dose, and return the line on top of it."""
    left, right = bar
    base = lane.bottom - 4
    if spell.state is DoseState.HELD:
        return Line(left, base - 8, right, base - 8, "dim", 1.0, True)
    height = max(_LOWEST, (lane.height - 8) * share)
    alpha = (_FAINT + (_STRONG - _FAINT) * share) * (_AHEAD if ahead else 1.0)
    pattern = Pattern.HATCHED if spell.state is DoseState.AS_NEEDED else Pattern.PLAIN
    if spell.amount is None and spell.state is DoseState.TAKEN:
        pattern = Pattern.EMPTY
    gap = min(1.0, (right - left) / 4)
    lane.rect(Rect(left, base - height, right - left - gap, height, colour, alpha, pattern))
    return Line(left, base - height, right - gap, base - height, colour, 1.8, ahead)


def _label(lane: LaneDraft, text: str, left: float, right: float, baseline: float) -> None:
    """Write a dose into its bar: all of it, else only its amount, else nothing."""
    amount = text.partition(" ")[0] if text[:1].isdigit() else ""
    for each in (text, text.removesuffix(" a day"), amount):
        if each and lane.measure(each, SMALL, False) + 7 <= right - left:
            lane.write(left + 4, baseline, each, "text", SMALL)
            return


def rows_of(effects: Sequence[EffectSpell], today: date) -> tuple[int, ...]:
    """Return the row of each side effect, from 0, so that those of a row lie well apart."""
    ends: list[date] = []
    rows: dict[int, int] = {}
    for number in sorted(range(len(effects)), key=lambda n: (effects[n].start, n)):
        effect = effects[number]
        row = next((n for n, end in enumerate(ends) if end + _APART < effect.start), len(ends))
        end = max(effect.end or max(today, effect.start), effect.start)
        if row == len(ends):
            ends.append(end)
        ends[row] = end
        rows[number] = row
    return tuple(rows[number] for number in range(len(effects)))


def effects_height(rows: Iterable[int]) -> float:
    """Return how high the lane of side effects is."""
    return max(34.0, 2 * _PAD + _ROW * (max(rows, default=0) + 1))


def draw_effects(
    lane: LaneDraft, effects: Sequence[EffectSpell], rows: Sequence[int], today: date
) -> list[tuple[EffectSpell, float, float]]:
    """Draw the side effects as bars; return each whose beginning is in view, with where it is."""
    lane.name("Side effects", [_open_count(effects)])
    begun = []
    for effect, row in zip(effects, rows, strict=True):
        top = lane.top + _PAD + _ROW * row
        left, right, begins = _effect_ends(lane, effect, today)
        if right <= left:
            continue
        _draw_effect(lane, effect, Box(left, top, right, top + _BAR), begins)
        if begins:
            begun.append((effect, left, top))
    return begun


def _open_count(effects: Sequence[EffectSpell]) -> str:
    count = sum(effect.end is None for effect in effects)
    return f"{count} open" if count else "none open"


def _effect_ends(lane: LaneDraft, effect: EffectSpell, today: date) -> tuple[float, float, bool]:
    """Return where a bar begins and ends, and whether its beginning is in view.

    One of a day or two is still wide enough to be seen.
    """
    axis = lane.axis
    end = max(effect.end or max(today, effect.start), effect.start)
    left, right = axis.x(effect.start.toordinal()), axis.x(end.toordinal() + 1)
    begins = axis.left <= left < axis.right
    right = max(right, left + 5)
    return max(left, axis.left), min(right, axis.right), begins


def _draw_effect(lane: LaneDraft, effect: EffectSpell, box: Box, begins: bool) -> None:
    colour, alpha, pattern = _STYLES[effect.severity]
    left, top, right, bottom = box
    lane.rect(Rect(left, top, right - left, _BAR, colour, alpha, pattern, colour))
    if begins and effect.start_is_onset:
        lane.shapes.append(Line(left, top, left, bottom, colour, 3.0))
    if effect.end is None and right + 8 <= lane.axis.right:
        lane.mark(right + 5, (top + bottom) / 2, 3.0, Sign.FLAG, colour)
    told = f"{effect.name} · {effect.severity}"
    if effect.end is None:
        told += ", goes on"
    for text in (told, effect.name):
        width = lane.measure(text, SMALL, False)
        after = right + (12 if effect.end is None else 5)
        inside = width + 8 <= right - left
        x = left + 5 if inside else after
        if lane.write(x, bottom - 3, text, "text", SMALL):
            if inside and pattern in _BUSY:  # a plate, which paper in black and white needs most
                lane.shapes.insert(-1, Rect(x - 2, top + 1, width + 4, _BAR - 2, "panel"))
            break
    lane.item(effect.start, box, partial(_effect_words, effect), effect.record)


def _spell_words(name: str, spell: DoseSpell) -> str:
    return f"{name}: {spell.text}, {_from_to(spell.start, spell.end)}"


def _effect_words(effect: EffectSpell) -> str:
    words = [f"{effect.name}, {effect.severity}", _effect_days(effect)]
    if effect.suspect_name:
        words.append(f"{effect.suspect_name} is suspected")
    words += [effect.detail] if effect.detail else []
    return ", ".join(words)


def _effect_days(effect: EffectSpell) -> str:
    word = "since" if effect.end is None else "from"
    began = f"{word} {write_date(effect.start)}"
    if not effect.start_is_onset:
        began = f"told {write_date(effect.start)}, onset not known"
    return f"{began}, goes on" if effect.end is None else f"{began} to {write_date(effect.end)}"


def _from_to(start: date, end: date | None) -> str:
    if end is None:
        return f"from {write_date(start)} on"
    return f"{write_date(start)} to {write_date(end - timedelta(days=1))}"
