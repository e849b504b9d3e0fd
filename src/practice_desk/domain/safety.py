"""What a safety check is asked and what it answers; pure values.

What is absent is unknown, never normal. Doses are `Decimal` per day, or per injection for
medications given that way, in the unit of the clinical pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.knowledge import EntryKey, EntryKind, Standing
from practice_desk.domain.quantity import Quantity, Strength


class AlertSeverity(StrEnum):
    """How bad, the worst first. Only the first three interrupt."""

    EMERGENCY = "emergency"
    CONTRAINDICATED = "contraindicated"
    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"
    INFORMATION = "information"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]

    @property
    def interrupts(self) -> bool:
        """Whether it needs a change of plan or a reason before signing."""
        return self.rank <= AlertSeverity.MAJOR.rank


_RANKS = {severity: rank for rank, severity in enumerate(AlertSeverity)}


class AlertKind(StrEnum):
    """What was found."""

    NOT_CHECKED = "not_checked"
    INTERACTION = "interaction"
    DOSE_ABOVE_MAX = "dose_above_max"
    DOSE_AVOID = "dose_avoid"
    DOSE_NOTE = "dose_note"
    STRENGTH_MISSING = "strength_missing"
    TITRATION = "titration"
    AGE_BELOW_LABEL = "age_below_label"
    DUPLICATE_CLASS = "duplicate_class"
    ALLERGY = "allergy"
    PATIENT_RULE = "patient_rule"
    COUNT_RULE = "count_rule"
    CONTROLLED = "controlled"
    WASHOUT = "washout"
    TAPER = "taper"
    MONITORING_BASELINE = "monitoring_baseline"
    MONITORING_DUE = "monitoring_due"
    LAB = "lab"
    BOXED_WARNING = "boxed_warning"
    QUANTITY_LIMIT = "quantity_limit"
    NALOXONE_OFFER = "naloxone_offer"


@dataclass(frozen=True, slots=True)
class SafetyAlert:
    """One thing found; `ref` is the rule's, medication's or class's id in the pack.

    `management` is what clinicians do about it, `sources` the public documents that say so.
    `standing` says whether the entry it comes from was reviewed here, and whether it is our own;
    None where it comes from no entry of the pack, such as what could not be looked up.
    """

    kind: AlertKind
    ref: str
    severity: AlertSeverity
    message: str
    medications: tuple[str, ...] = ()
    management: str = ""
    sources: tuple[str, ...] = ()
    standing: Standing | None = None

    @property
    def entry(self) -> EntryKey | None:
        """The entry of the pack that says so, to be shown with its source and its review."""
        return entry_key(self.kind, self.ref)


_ENTRY_KINDS = {
    AlertKind.INTERACTION: EntryKind.INTERACTION,
    AlertKind.DOSE_ABOVE_MAX: EntryKind.MEDICATION,
    AlertKind.DOSE_AVOID: EntryKind.MEDICATION,
    AlertKind.BOXED_WARNING: EntryKind.MEDICATION,
    AlertKind.DOSE_NOTE: EntryKind.MEDICATION,
    AlertKind.STRENGTH_MISSING: EntryKind.MEDICATION,
    AlertKind.TITRATION: EntryKind.MEDICATION,
    AlertKind.AGE_BELOW_LABEL: EntryKind.MEDICATION,
    AlertKind.ALLERGY: EntryKind.ALLERGY_RULE,
    AlertKind.PATIENT_RULE: EntryKind.PATIENT_RULE,
    AlertKind.COUNT_RULE: EntryKind.COUNT_RULE,
    AlertKind.CONTROLLED: EntryKind.CONTROLLED_RULE,
    AlertKind.DUPLICATE_CLASS: EntryKind.CLASS,
    AlertKind.WASHOUT: EntryKind.MEDICATION,
    AlertKind.TAPER: EntryKind.MEDICATION,
    AlertKind.MONITORING_BASELINE: EntryKind.MONITORING,
    AlertKind.MONITORING_DUE: EntryKind.MONITORING,
    AlertKind.LAB: EntryKind.MONITORING,
}


def entry_key(kind: AlertKind, ref: str) -> EntryKey | None:
    """Return the entry that a finding of this kind comes from; None where it comes from none."""
    found = _ENTRY_KINDS.get(kind)
    return None if found is None else EntryKey(found, ref)


@dataclass(frozen=True, slots=True)
class KnownAllergy:
    """An allergy by the pack's id of the medication, class or substance; `severe` None: unknown."""

    allergen: str
    severe: bool | None = None


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """What is known of the patient. `conditions` and `exposures` are ids of the pack.

    `self_harm_screen` is the newest answer about thoughts of self-harm: True if there were any.
    """

    age: int | None = None
    sex: str = ""
    conditions: frozenset[str] = frozenset()
    allergies: tuple[KnownAllergy, ...] = ()
    pregnant: bool | None = None
    trimester: int | None = None
    lactating: bool | None = None
    childbearing_potential: bool | None = None
    contraception: bool | None = None
    exposures: frozenset[str] = frozenset()
    ancestry: str = ""
    hepatic: str = ""
    egfr: Decimal | None = None
    weight_kg: Decimal | None = None
    metabolizers: frozenset[str] = frozenset()
    symptoms: frozenset[str] = frozenset()
    self_harm_screen: bool | None = None


@dataclass(frozen=True, slots=True)
class TakenMedication:
    """A line of the plan, by the pack's id of the medication.

    `dose` is the highest while the change runs. `is_leaving` says that it is being stepped down
    to its end, as in a cross-taper. `interval_days` lie between two injections.
    `days_supply` is what is handed out at a time, `limit_days` the most that may be, where known.
    """

    med: str
    dose: Decimal | None = None
    form: str = ""
    is_leaving: bool = False
    interval_days: int | None = None
    days_supply: int | None = None
    limit_days: int | None = None


@dataclass(frozen=True, slots=True)
class DoseStep:
    """A dose of a plan in steps, and the week of the treatment, from 1, in which it begins.

    `day` is the day of the treatment, from 0, where that is known more closely.
    """

    week: int
    dose: Decimal
    day: int | None = None

    @property
    def first_day(self) -> int:
        """The day, from 0, on which it begins."""
        return (self.week - 1) * 7 if self.day is None else self.day


@dataclass(frozen=True, slots=True)
class StepProduct:
    """What one step is taken as: its dose, form and interval, and a strength that it is made of.

    `strength` is an amount in mg where nothing but that is told. `at_once` are the doses that are
    taken at one time, where nobody has said yet what pieces make them; `may_be_halved` is the
    clinician's word that its tablets can be divided.
    """

    dose: Decimal | None = None
    form: str = ""
    strength: Decimal | Strength | None = None
    interval_days: int | None = None
    at_once: tuple[Quantity, ...] = ()
    may_be_halved: bool = False


@dataclass(frozen=True, slots=True)
class PastDose:
    """A daily dose that was taken before a change; it began so many days before it."""

    days_ago: int
    dose: Decimal


@dataclass(frozen=True, slots=True)
class LaterStart:
    """What begins, or begins again, so many days after the changed medication ends."""

    med: str
    days: int


class ChangeAction(StrEnum):
    """What is about to happen to the plan."""

    START = "start"
    CHANGE = "change"
    STOP = "stop"
    SWITCH = "switch"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PlanChangeFacts:
    """The change that is checked; a switch stops `from_med` and starts `med` after `gap_days`.

    `dose` is the highest of `steps`, where there are any. `ends_high` says that the steps end
    without having been stepped down. `limit_days` is the quantity limit recorded for the
    medication, in days at a time, `filled_days` what was handed out last. `products` are what each
    step is taken as; without them it is `form`, `strength` and `interval_days`. `past` are the
    doses taken without a break until the change, the oldest first; empty where not known.
    """

    action: ChangeAction = ChangeAction.NONE
    med: str = ""
    from_med: str = ""
    dose: Decimal | None = None
    form: str = ""
    strength: Decimal | None = None
    refills: int | None = None
    days_supply: int | None = None
    months_after_issue: int | None = None
    interval_days: int | None = None
    indication: str = ""
    gap_days: int | None = None
    tapering: bool = False
    first_visit: str = ""
    setting: str = ""
    steps: tuple[DoseStep, ...] = ()
    ends_high: bool = False
    limit_days: int | None = None
    filled_days: int | None = None
    products: tuple[StepProduct, ...] = ()
    past: tuple[PastDose, ...] = ()


def highest(doses: Iterable[Decimal | None]) -> Decimal | None:
    """Return the highest of *doses*; None if one is not known, or there is none."""
    found = list(doses)
    known = [dose for dose in found if dose is not None]
    return max(known) if found and len(known) == len(found) else None


@dataclass(frozen=True, slots=True)
class RecentStop:
    """A medication that was stopped so many days ago."""

    med: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class LabResult:
    """A result entered today, in the unit that the pack's thresholds have; text for qualitative.

    `upper_limit` is the laboratory's own upper limit, `baseline` the value before the treatment
    (for a pressure: the one lying down), both in the same unit. `comparator` is "<" or ">" where
    the laboratory gave only a bound. `is_unreadable` says that `value` is text for the eye: its
    unit is missing or leads to none that the thresholds have.
    """

    loinc: str
    value: Decimal | str
    phase: str = ""
    upper_limit: Decimal | None = None
    baseline: Decimal | None = None
    comparator: str = ""
    is_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Baseline:
    """The value of a test, in its usual unit, before the treatment with one medication."""

    med: str
    loinc: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long a medication has been taken, and how many weeks ago each monitoring was done."""

    med: str
    weeks_on: int
    last: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyQuestion:
    """Everything one check looks at, on the day `on`.

    A medication may be in `current` more than once, one line each; a change replaces the first.
    `measured` are the LOINC codes of what was measured lately: no baseline asks for it again.
    `later_starts` are what begins after the changed medication has ended.
    """

    patient: PatientFacts = PatientFacts()
    current: tuple[TakenMedication, ...] = ()
    change: PlanChangeFacts = PlanChangeFacts()
    recent_stops: tuple[RecentStop, ...] = ()
    new_exposures: frozenset[str] = frozenset()
    labs: tuple[LabResult, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    on: date | None = None
    measured: frozenset[str] = frozenset()
    later_starts: tuple[LaterStart, ...] = ()
    baselines: tuple[Baseline, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyFindings:
    """The answer for a window: what was found and what was not checked, the worst first.

    `names` gives the name to show for each of the alerts' medications. `is_draft` says that no
    clinician has reviewed the pack. `past_review` is the day by which it should have been reviewed
    where that has passed: then what was found still counts, and nothing counts as checked. `doses`
    are the highest of each medication while the change runs, all its lines together; `begun` is
    what the change starts anew.
    """

    alerts: tuple[SafetyAlert, ...]
    names: tuple[tuple[str, str], ...]
    pack_version: str
    pack_date: date
    is_draft: bool
    past_review: date | None = None
    doses: tuple[tuple[str, Decimal | None], ...] = ()
    begun: frozenset[str] = frozenset()
