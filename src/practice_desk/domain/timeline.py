"""One patient's course on one axis of dates: doses, measures, side effects, results, life.

The values say what there is and in which words; `timeline_layout` says where it is drawn. Each
names the record that it comes from, so that a click can open it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.record_key import RecordKey


class LaneKind(StrEnum):
    """What stands in a lane. Lanes of one kind stand together, in this order."""

    LIFE = "life"
    MEASURE = "measure"
    MEDICATION = "medication"
    SIDE_EFFECT = "side effect"
    LABORATORY = "laboratory"
    THERAPY = "therapy"


class DoseState(StrEnum):
    """How a dose is taken."""

    TAKEN = "taken"
    AS_NEEDED = "as needed"
    HELD = "on hold"


@dataclass(frozen=True, slots=True)
class DoseSpell:
    """From *start* until the day before *end* (None: it goes on) one dose.

    *amount* is the mean dose a day in the track's unit, None where it is not known. *text* is it in
    words, "100 mg a day".
    """

    start: date
    end: date | None
    amount: float | None
    text: str
    state: DoseState = DoseState.TAKEN

    def covers(self, day: date) -> bool:
        """Return whether *day* lies in it."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class MedicationTrack:
    """The doses of one medication in the order of their days."""

    name: str
    unit: str
    spells: tuple[DoseSpell, ...]
    record: RecordKey

    def told_on(self, day: date) -> str:
        """Return what was taken on *day*, empty for nothing: "sertraline 100 mg a day"."""
        found = next((spell for spell in self.spells if spell.covers(day)), None)
        return "" if found is None else f"{self.name} {found.text}"


class Reached(StrEnum):
    """What a reading has reached of what was aimed at."""

    NOTHING = ""
    RESPONSE = "response"
    REMISSION = "remission"


@dataclass(frozen=True, slots=True)
class Reading:
    """One score or result. *text* is the value in words, *flag* what stands out: "too high"."""

    on: date
    value: float
    text: str
    record: RecordKey
    flag: str = ""
    reached: Reached = Reached.NOTHING


@dataclass(frozen=True, slots=True)
class Band:
    """The values from *low* up to *high* with what they are called: "moderate"."""

    low: float
    high: float
    name: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A value that a line marks: a threshold, or what counts as response or remission."""

    value: float
    name: str
    is_goal: bool = False


@dataclass(frozen=True, slots=True)
class SeriesTrack:
    """One measure or laboratory test over time, its readings in the order of their days.

    *lowest* and *highest* are the ends of its scale; None for what the readings need. A *quiet*
    one, in which nothing stands out, is shown only when somebody asks for it. A *sensitive* one is
    left out of paper unless somebody asks for it.
    """

    name: str
    kind: LaneKind
    readings: tuple[Reading, ...]
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    bands: tuple[Band, ...] = ()
    bounds: tuple[Bound, ...] = ()
    quiet: bool = False
    sensitive: bool = False

    def last_by(self, day: date) -> Reading | None:
        """Return the newest reading of *day* or before."""
        return next((each for each in reversed(self.readings) if each.on <= day), None)


class Severity(StrEnum):
    """How bad a side effect is, as far as the picture tells it apart."""

    UNKNOWN = "severity not known"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


@dataclass(frozen=True, slots=True)
class EffectSpell:
    """A side effect from *start* to *end*, the last day of it; None while it goes on.

    *start_is_onset* is False where only the day on which it was told is known. *suspect* is the
    plan item that is suspected. *grade* is the severity as told, 0 to 6, None where nobody asked.
    """

    name: str
    start: date
    end: date | None
    severity: Severity
    record: RecordKey
    suspect: RecordKey | None = None
    suspect_name: str = ""
    detail: str = ""
    start_is_onset: bool = True
    grade: int | None = None

    def covers(self, day: date) -> bool:
        """Return whether it was there on *day*."""
        return self.start <= day and (self.end is None or day <= self.end)


class HappeningKind(StrEnum):
    """What happened; `TIME_KINDS` last for days."""

    LIFE_EVENT = "life event"
    HOSPITAL_STAY = "hospital stay"
    VISIT = "visit"
    SESSION = "therapy session"
    MILESTONE = "milestone"
    HOMEWORK = "homework"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on *on*, or lasted until *end*; both count.

    *lasts* with no *end* goes on.
    """

    kind: HappeningKind
    on: date
    words: str
    record: RecordKey
    end: date | None = None
    lasts: bool = False
    detail: str = ""

    def covers(self, day: date) -> bool:
        """Return whether *day* is its day, or one of them."""
        if self.lasts and self.end is None:
            return self.on <= day
        return self.on <= day <= (self.end or self.on)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All of it. `life` and `therapy` are in the order of their days."""

    today: date
    medications: tuple[MedicationTrack, ...] = ()
    measures: tuple[SeriesTrack, ...] = ()
    laboratory: tuple[SeriesTrack, ...] = ()
    effects: tuple[EffectSpell, ...] = ()
    life: tuple[Happening, ...] = ()
    therapy: tuple[Happening, ...] = ()

    @property
    def first_day(self) -> date:
        """The earliest day on which something happened; today where nothing did."""
        return min(self._days(), default=self.today)

    @property
    def last_day(self) -> date:
        """The latest day that something reaches, or today."""
        return max((*self._days(), self.today))

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to draw."""
        return next(self._days(), None) is None

    def told_on(self, day: date) -> list[str]:
        """Return what is known of *day*: doses, the newest scores, side effects, what happened."""
        told = [text for track in self.medications if (text := track.told_on(day))]
        for series in self.measures:
            reading = series.last_by(day)
            if reading is not None:
                when = "" if reading.on == day else f", {write_date(reading.on)}"
                told.append(f"{series.name} {reading.text}{when}")
        told += [f"{each.name}, {each.severity}" for each in self.effects if each.covers(day)]
        told += [each.words for each in (*self.life, *self.therapy) if each.covers(day)]
        return told

    def _days(self) -> Iterator[date]:
        for track in self.medications:
            for spell in track.spells:
                yield spell.start
                if spell.end is not None:
                    yield spell.end - timedelta(days=1)
        for series in (*self.measures, *self.laboratory):
            if series.readings:
                yield series.readings[0].on
                yield series.readings[-1].on
        for effect in self.effects:
            yield effect.start
            yield effect.end or effect.start
        for each in (*self.life, *self.therapy):
            yield each.on
            yield each.end or each.on
