"""Measures that clinicians and patients fill in, as data. FHIR: Questionnaire.

An instrument whose licence does not let its wording be printed has no items: only its total is
recorded. Scoring is in `domain.scoring`, what was answered in `domain.questionnaire_response`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.observation import Observation, ObservationCategory

SCORE = "{score}"
"""UCUM's annotation for a bare score."""
ANY_ITEM, TOTAL = "any", "total"
"""What a safety trigger may watch beside one item: any scored item, or the total."""


class ScoringMethod(StrEnum):
    """How answers become a result; one scored by RULE has a finding and no total."""

    SUM = "sum"
    SINGLE = "single"
    RULE = "rule"
    TOTAL_ONLY = "total only"


class Rater(StrEnum):
    """Who chooses the answers; PATIENT's can be filled in at check-in."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


class TriggerKind(StrEnum):
    """What a safety trigger calls for: an assessment of suicide risk, or another action now."""

    SELF_HARM = "self-harm"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    value: int
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its answers.

    `between` says that whole numbers between the values of `options` may be chosen too. `only_if`
    names items of which one must be answered above 0 for this one to be asked. An `optional` one
    may stay open and then counts 0. `code` is a LOINC code or empty.
    """

    id: str
    text: str
    options: tuple[Option, ...]
    group: str = ""
    between: bool = False
    only_if: tuple[str, ...] = ()
    optional: bool = False
    code: str = ""

    def allows(self, value: int) -> bool:
        """Whether *value* is one of its answers."""
        values = [option.value for option in self.options]
        return value in values or (self.between and min(values) <= value <= max(values))

    def label(self, value: int) -> str:
        """Return the words of an answer; the number alone for one between two anchors."""
        return next((each.label for each in self.options if each.value == value), str(value))


@dataclass(frozen=True, slots=True)
class Subscale:
    """A part of the items with a sum of its own."""

    name: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What totals from `lowest` to `highest` mean."""

    lowest: int
    highest: int
    label: str


@dataclass(frozen=True, slots=True)
class CountRule:
    """A finding that holds where `how_many` of `items` are answered `at_least` so high.

    Where `open_counts`, a question that was asked and not answered counts as well.
    """

    label: str
    items: tuple[str, ...]
    at_least: int
    how_many: int = 1
    open_counts: bool = False


@dataclass(frozen=True, slots=True)
class SafetyTrigger:
    """From which value of an item, of any item or of the total something has to be done now."""

    item: str
    at_least: int
    action: str
    kind: TriggerKind = TriggerKind.URGENT


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """Which change of the total counts; what is None is not defined for the instrument.

    `counts` is the smallest change that patients notice (MCID), `reliable` one beyond measurement
    error, both in points. Response is a drop of `response_percent` from the baseline, or a value of
    at most `response_at_most`; remission a total under `remission_below`. A baseline that is better
    than `response_from` says nothing of a response. `ours` are the sources of what the authors of
    the pack do not say; empty where all of it is the pack's.
    """

    counts: int | None = None
    reliable: int | None = None
    response_percent: int | None = None
    response_at_most: int | None = None
    remission_below: int | None = None
    lower_is_better: bool = True
    response_from: int | None = None
    ours: tuple[str, ...] = ()

    @property
    def has_goal(self) -> bool:
        """Whether it says what response or remission is."""
        goals = (self.response_percent, self.response_at_most, self.remission_below)
        return any(goal is not None for goal in goals)

    @property
    def in_words(self) -> str:
        """What response, remission and a change that counts are, with the sources that are ours."""
        goals = []
        if self.response_percent is not None:
            begin = self.response_from
            least = "" if begin is None else f", from a baseline of {begin} on"
            goals.append(f"Response: {self.response_percent} % better or more{least}.")
        elif self.response_at_most is not None:
            goals.append(f"Response: {self.response_at_most} or less.")
        if self.remission_below is not None:
            goals.append(f"Remission: under {self.remission_below}.")
        if self.counts is not None:
            goals.append(f"A change of {self.counts} or more counts.")
        if self.ours:
            goals.append(f"Added to the pack: {'; '.join(self.ours)}.")
        return " ".join(goals)

    def judges_from(self, baseline: Decimal) -> bool:
        """Whether there is a rule for a response, and *baseline* was bad enough for one."""
        if self.response_at_most is not None and self.response_percent is None:
            return True
        if self.response_percent is None or baseline <= 0:
            return False
        return self.response_from is None or baseline >= self.response_from


@dataclass(frozen=True, slots=True)
class Licence:
    """Why the wording may be shown and printed, and the line that then has to stand under it."""

    status: str = ""
    evidence: str = ""
    attribution: str = ""


NO_CHANGE_RULE = ChangeRule()
NO_LICENCE = Licence()


@dataclass(frozen=True, slots=True)
class Instrument:
    """One measure with the range of its total; `total_code` is a LOINC code or empty.

    `scored` names the items that count, `reverse` those of them that count from the other end.
    Up to `missing_allowed` of the scored items may stay open: the total is then scaled up. An
    answer of 0 to the item `gate` makes the total 0 without the others. `findings` are tried in
    order, and `otherwise` holds where none does. `youngest` is the least age in whole years. One
    about substances or suicide is `sensitive`: paper to take home leaves it out unless asked for.
    """

    id: str
    name: str
    lowest: int
    highest: int
    total_code: str = ""
    version: str = ""
    method: ScoringMethod = ScoringMethod.TOTAL_ONLY
    stem: str = ""
    recall: str = ""
    rater: Rater = Rater.PATIENT
    population: str = ""
    youngest: int | None = None
    oldest: int | None = None
    languages: tuple[str, ...] = ("en",)
    items: tuple[Item, ...] = ()
    scored: tuple[str, ...] = ()
    reverse: tuple[str, ...] = ()
    missing_allowed: int = 0
    gate: str = ""
    subscales: tuple[Subscale, ...] = ()
    bands: tuple[Band, ...] = ()
    findings: tuple[CountRule, ...] = ()
    otherwise: str = ""
    change: ChangeRule = NO_CHANGE_RULE
    safety: tuple[SafetyTrigger, ...] = ()
    licence: Licence = NO_LICENCE
    note: str = ""
    sources: tuple[str, ...] = ()
    is_own: bool = False
    sensitive: bool = False

    @property
    def short_name(self) -> str:
        """The name without what it is for: "PHQ-9"."""
        return self.name.split(" (", maxsplit=1)[0]

    @property
    def total_name(self) -> str:
        """What its total is called in charts: "PHQ-9 total score"."""
        return f"{self.short_name} total score"

    @property
    def code(self) -> str:
        """Its code among observations: LOINC's for the total, else its own id."""
        return self.total_code or self.id

    @property
    def has_items(self) -> bool:
        """Whether it can be filled in here; else only its total is recorded."""
        return bool(self.items)

    def item(self, item_id: str) -> Item | None:
        """Return one of its items, or None."""
        return next((each for each in self.items if each.id == item_id), None)

    def band_of(self, total: Decimal | int) -> Band | None:
        """Return the band that *total* is in, or None where there is none."""
        return next((each for each in self.bands if each.lowest <= total <= each.highest), None)

    def observation(
        self, patient_id: int, typed: str, observed_at: datetime, note: str = ""
    ) -> Observation:
        """Return the total *typed* as an observation. Raises Invalid."""
        sentence = f"Enter a whole number from {self.lowest} to {self.highest}."
        if not typed.isascii() or not typed.isdecimal() or len(typed) > len(str(self.highest)):
            raise Invalid((Problem("total", sentence),))
        total = Decimal(int(typed))
        if not self.lowest <= total <= self.highest:
            raise Invalid((Problem("total", sentence),))
        category = ObservationCategory.SURVEY
        return Observation(
            patient_id, category, self.total_name, observed_at, self.code, total, SCORE, note=note
        )

    def answered_in(self, code: str) -> Item | None:
        """Return the item whose single answers have the LOINC code *code*, or None."""
        return next((each for each in self.items if code and each.code == code), None)

    def measures(self, observation: Observation) -> bool:
        """Whether *observation* is its total, recorded here or imported.

        Some sources send totals as laboratory results: there only the LOINC code counts.
        """
        if observation.category is ObservationCategory.LABORATORY:
            return bool(self.total_code) and observation.code == self.total_code
        if observation.category is not ObservationCategory.SURVEY:
            return False
        return observation.code == self.code or observation.display == self.total_name
