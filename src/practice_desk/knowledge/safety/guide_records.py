"""Facts of the clinical pack that are looked up rather than checked: reviewed like all others."""

from __future__ import annotations

from typing import Literal

import msgspec

from practice_desk.knowledge.safety.record import Record

Level = Literal["none", "same_day", "emergency"]


class ConditionFacts(Record, frozen=True):
    """A condition with its ICD-10-CM codes and the medications that are labelled for it."""

    id: str
    name: str
    kind: Literal["mental_health", "medical_or_risk"]
    icd10cm: tuple[str, ...]
    topics: tuple[str, ...]
    labelled_medications: tuple[str, ...]
    sources: tuple[str, ...]


class RedFlag(Record, frozen=True):
    """Whether a side effect needs action, how soon, and what the patient does then."""

    is_flag: bool = msgspec.field(name="is")
    level: Level = "none"
    do: str = ""


class SideEffectFacts(Record, frozen=True):
    """A side effect: how patients are asked about it, what causes it, what clinicians do."""

    id: str
    clinical_term: str
    meddra_pt: str
    body_system: str
    plain_words: str
    red_flag: RedFlag
    typical_onset: str
    related_classes: tuple[str, ...]
    management: tuple[str, ...]
    caused_by: tuple[str, ...]
    sources: tuple[str, ...]


class Licence(Record, frozen=True):
    """On what ground the wording of a measure may be used."""

    status: str
    evidence: str
    attribution: str
    evidence_basis: str


class AnswerOption(Record, frozen=True):
    """One answer; `value` is None where it does not count."""

    label: str
    value: int | None = None


class InstrumentItem(Record, frozen=True):
    """One question of a measure; `options` are its own answers."""

    id: str
    text: str
    options: tuple[AnswerOption, ...] = ()
    scored: bool = True
    group: str = ""
    ask_only_if: str = ""


class Scoring(Record, frozen=True):
    """How a total comes about, and its range."""

    method: Literal["sum", "single", "rule", "none"]
    range: tuple[int, int]
    items: tuple[str, ...] = ()
    missing: str = ""
    subscales: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    gate: str = ""
    reverse: tuple[str, ...] = ()
    note: str = ""


class Band(Record, frozen=True):
    """What a total means: between two totals, or by a rule in words."""

    label: str
    min: int | None = None
    max: int | None = None
    rule: str = ""


class Difference(Record, frozen=True):
    """The change of a total that a patient notices."""

    points: int | None = None
    direction: str = ""
    reliable_change: int | None = None
    note: str = ""


class SafetyTrigger(Record, frozen=True):
    """An answer that asks for action at once."""

    item: str
    min_value: int
    action: str


class InstrumentLoinc(Record, frozen=True):
    """LOINC codes of the whole measure and of its total."""

    total: str
    panel: str = ""


class InstrumentFacts(Record, frozen=True):
    """A measure: its wording as its owner lets it be used, and what its total means."""

    id: str
    name: str
    licence: Licence
    population: str
    rater: str
    recall: str
    stem: str
    items: tuple[InstrumentItem, ...]
    scoring: Scoring
    safety_triggers: tuple[SafetyTrigger, ...]
    sources: tuple[str, ...]
    response_options: tuple[AnswerOption, ...] = ()
    bands: tuple[Band, ...] = ()
    mcid: Difference | None = None
    response: str = ""
    remission: str = ""
    loinc: InstrumentLoinc | None = None
    positive_rule: str = ""
    note: str = ""
