"""The safety facts of the clinical pack as they are compiled; unknown fields are refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from practice_desk.domain.knowledge import EntryKind
from practice_desk.knowledge.safety.guide_records import (
    ConditionFacts,
    InstrumentFacts,
    SideEffectFacts,
)
from practice_desk.knowledge.safety.record import Record

RuleSeverity = Literal["emergency", "contraindicated", "major", "moderate", "minor"]


class StrengthRecord(Record, frozen=True):
    """One marketed strength; an amount such as "50/20" is of a combination."""

    amount: str
    unit: str


class FormRecord(Record, frozen=True):
    """A dose form with its strengths."""

    form: str
    route: str
    strengths: tuple[StrengthRecord, ...]


class DoseRange(Record, frozen=True):
    """The adult outpatient dose of the label."""

    basis: Literal["per_day", "per_session", "per_injection"]
    usual_min: Decimal
    usual_max: Decimal
    unit: str
    label_max: Decimal | None = None
    note: str = ""
    start_mg_per_day: Decimal | None = None
    start_per_admin: Decimal | None = None
    start_per_day: Decimal | None = None
    below_range_ok: bool = False
    interval_days: int | None = None
    min_interval_days: int | None = None
    first_max: Decimal | None = None
    max_per_kg: Decimal | None = None
    label_max_mg_per_kg: Decimal | None = None
    soft_ceiling: bool = False


class DoseCondition(Record, frozen=True):
    """When a dose limit applies: everything named has to hold, and to be known."""

    form: tuple[str, ...] = ()
    indication: tuple[str, ...] = ()
    age_min: int | None = None
    age_max: int | None = None
    sex: str = ""
    with_class: tuple[str, ...] = ()
    with_med: tuple[str, ...] = ()
    without_med: tuple[str, ...] = ()
    egfr_below: Decimal | None = None
    hepatic: tuple[str, ...] = ()
    metabolizer: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    weight_max_kg: Decimal | None = None
    interval_days_max: int | None = None


class DoseLimit(Record, frozen=True):
    """A ceiling, an avoidance or a note for some patients or forms."""

    when: DoseCondition
    max: Decimal | None = None
    avoid: bool = False
    recommended: Decimal | None = None
    start: Decimal | None = None
    raises: bool = False
    interval_days: int | None = None
    max_per_kg: Decimal | None = None
    note: str = ""


class TitrationStep(Record, frozen=True):
    """The most a day in some weeks of a start."""

    weeks: str
    max_mg_per_day: Decimal
    note: str = ""


class Titration(Record, frozen=True):
    """How a medication has to be started in one context."""

    context: str
    steps: tuple[TitrationStep, ...]


class Washout(Record, frozen=True):
    """Days between stopping this medication and starting another or a class."""

    before_starting: str
    days: int
    note: str = ""


class Taper(Record, frozen=True):
    """Whether stopping suddenly is advised against, and how urgently."""

    advised: bool
    urgency: Literal["none", "low", "standard", "high"]
    note: str = ""


class MedicationFacts(Record, frozen=True):
    """What the checks know of one medication."""

    id: str
    generic_name: str
    role: Literal["prescribed", "interaction_only"]
    classes: tuple[str, ...]
    dea_schedule: Literal["none", "CII", "CIII", "CIV", "CV"]
    sources: tuple[str, ...]
    forms: tuple[FormRecord, ...] = ()
    adult_dose: DoseRange | None = None
    dose_note: str = ""
    dose_limits: tuple[DoseLimit, ...] = ()
    titration: tuple[Titration, ...] = ()
    min_age_labelled: int | None = None
    pediatric_note: str = ""
    geriatric_note: str = ""
    boxed_warnings: tuple[str, ...] = ()
    half_life_hours: tuple[Decimal, Decimal] | None = None
    taper: Taper | None = None
    washouts: tuple[Washout, ...] = ()


class ClassFacts(Record, frozen=True):
    """A class of medications; what belongs to it belongs to its parents too."""

    id: str
    name: str
    kind: str
    duplicate_note: bool
    parent: str = ""
    sources: tuple[str, ...] = ()


class SeverityIf(Record, frozen=True):
    """A lower severity at small doses of the first or the second medication."""

    severity: RuleSeverity
    a_max_dose: Decimal | None = None
    b_max_dose: Decimal | None = None


class OnlyForms(Record, frozen=True):
    """The forms of one medication to which a rule is limited."""

    med: str
    forms: tuple[str, ...]


class InteractionRule(Record, frozen=True):
    """Two medications, classes or a medication and an exposure that do not go together."""

    id: str
    a: str
    a_type: Literal["medication", "class"]
    b: str
    b_type: Literal["medication", "class", "exposure"]
    severity: RuleSeverity
    mechanism_group: str
    mechanism: str
    effect: str
    management: str
    sources: tuple[str, ...]
    supersedes: tuple[str, ...] = ()
    severity_if: tuple[SeverityIf, ...] = ()
    exclude_meds: tuple[str, ...] = ()
    only_forms: OnlyForms | None = None


class PatientCondition(Record, frozen=True):
    """When a patient rule applies: everything named has to hold, and to be known."""

    pregnant: bool | None = None
    trimester: int | None = None
    lactating: bool | None = None
    childbearing_potential: bool | None = None
    contraception: bool | None = None
    age_min: int | None = None
    age_max: int | None = None
    condition: tuple[str, ...] = ()


class PatientRule(Record, frozen=True):
    """A medication or class that some patients should not take, or only with care."""

    id: str
    applies_to: tuple[str, ...]
    when: PatientCondition
    severity: RuleSeverity
    message: str
    sources: tuple[str, ...]
    unless_taking_class: tuple[str, ...] = ()
    exclude_meds: tuple[str, ...] = ()
    only_meds: tuple[str, ...] = ()


class CountRule(Record, frozen=True):
    """So many medications of some classes at once."""

    id: str
    when: PatientCondition
    count_classes: tuple[str, ...]
    at_least: int
    severity: RuleSeverity
    message: str
    sources: tuple[str, ...]


class AllergyRule(Record, frozen=True):
    """What an allergy to one thing means for others."""

    id: str
    allergen: str
    severity: RuleSeverity
    message: str
    applies_to: tuple[str, ...]
    sources: tuple[str, ...]
    reaction: Literal["severe"] | None = None
    forms: tuple[str, ...] = ()


class ControlledCondition(Record, frozen=True):
    """When a federal rule applies."""

    schedule: tuple[str, ...] = ()
    med: tuple[str, ...] = ()
    use: str = ""
    refills_min: int | None = None
    months_after_issue_min: int | None = None
    days_supply_min: int | None = None
    first_visit: str = ""


class ControlledRule(Record, frozen=True):
    """A federal rule about controlled substances."""

    id: str
    when: ControlledCondition
    severity: RuleSeverity
    message: str
    sources: tuple[str, ...]
    valid_until: str = ""


class MonitoringCondition(Record, frozen=True):
    """One condition of a monitoring."""

    age_min: int | None = None
    age_max: int | None = None
    condition: tuple[str, ...] = ()
    symptom: tuple[str, ...] = ()
    with_med: tuple[str, ...] = ()
    with_class: tuple[str, ...] = ()
    childbearing_potential: bool | None = None
    pregnant: bool | None = None
    sex: str = ""
    ancestry: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


class Conditions(Record, frozen=True):
    """Any or all of some conditions."""

    any: tuple[MonitoringCondition, ...] = ()
    all: tuple[MonitoringCondition, ...] = ()


class MonitoringStep(Record, frozen=True):
    """When something is due: at a time, or again and again."""

    from_: str = msgspec.field(name="from")
    at: str = ""
    every: str = ""
    until: str = ""


class MonitoringAlert(Record, frozen=True):
    """A threshold, and what to do beyond it."""

    severity: RuleSeverity
    action: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    pct_change: Decimal | None = None
    high_uln_multiple: Decimal | None = None
    systolic_drop: Decimal | None = None
    positive: bool = False
    phase: str = ""
    part: str = ""
    sex: str = ""


class Tighter(Record, frozen=True):
    """A shorter interval for some patients."""

    when: MonitoringCondition
    every: str


class RestartRule(Record, frozen=True):
    """What a gap in treatment means."""

    gap_days_min: int
    gap_days_max: int | None = None
    anc_schedule: str = ""
    dose: str = ""


class MonitoringRule(Record, frozen=True):
    """A test, measure or examination that some medications need."""

    id: str
    applies_to: tuple[str, ...]
    test: str
    kind: Literal["lab", "vital", "procedure", "clinical", "admin"]
    baseline: bool
    steps: tuple[MonitoringStep, ...]
    alerts: tuple[MonitoringAlert, ...]
    sources: tuple[str, ...]
    loinc: tuple[str, ...] = ()
    note: str = ""
    only_if: Conditions | None = None
    except_meds: tuple[str, ...] = ()
    tighter: tuple[Tighter, ...] = ()
    restart_rules: tuple[RestartRule, ...] = ()
    replaces: str = ""


class UpperLimit(Record, frozen=True):
    """The upper limit that laboratories commonly give, for results that come without one."""

    loinc: str
    high: Decimal
    unit: str
    sources: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its LOINC code, as what the entry is known by."""
        return self.loinc


class OpenQuestion(Record, frozen=True):
    """A doubt about one entry that the pack's authors ask a pharmacist about."""

    id: str
    text: str


class SafetyFacts(Record, frozen=True):
    """All of it."""

    format: int
    version: str
    medications: tuple[MedicationFacts, ...]
    classes: tuple[ClassFacts, ...]
    exposures: tuple[str, ...]
    interactions: tuple[InteractionRule, ...]
    patient_rules: tuple[PatientRule, ...]
    count_rules: tuple[CountRule, ...]
    allergy_rules: tuple[AllergyRule, ...]
    controlled_rules: tuple[ControlledRule, ...]
    monitoring: tuple[MonitoringRule, ...]
    usual_upper_limits: tuple[UpperLimit, ...] = ()
    conditions: tuple[str, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    side_effects: tuple[SideEffectFacts, ...] = ()
    condition_facts: tuple[ConditionFacts, ...] = ()
    instruments: tuple[InstrumentFacts, ...] = ()


Entry = (
    MedicationFacts
    | InteractionRule
    | PatientRule
    | CountRule
    | AllergyRule
    | ControlledRule
    | MonitoringRule
    | SideEffectFacts
    | ConditionFacts
    | InstrumentFacts
    | ClassFacts
    | UpperLimit
)
"""What can be reviewed, corrected and rejected."""
ENTRY_TYPES: dict[EntryKind, type[Entry]] = {
    EntryKind.MEDICATION: MedicationFacts,
    EntryKind.INTERACTION: InteractionRule,
    EntryKind.PATIENT_RULE: PatientRule,
    EntryKind.COUNT_RULE: CountRule,
    EntryKind.ALLERGY_RULE: AllergyRule,
    EntryKind.CONTROLLED_RULE: ControlledRule,
    EntryKind.MONITORING: MonitoringRule,
    EntryKind.SIDE_EFFECT: SideEffectFacts,
    EntryKind.CONDITION: ConditionFacts,
    EntryKind.INSTRUMENT: InstrumentFacts,
    EntryKind.CLASS: ClassFacts,
    EntryKind.UPPER_LIMIT: UpperLimit,
}
ENTRY_LISTS = {
    EntryKind.MEDICATION: "medications",
    EntryKind.INTERACTION: "interactions",
    EntryKind.PATIENT_RULE: "patient_rules",
    EntryKind.COUNT_RULE: "count_rules",
    EntryKind.ALLERGY_RULE: "allergy_rules",
    EntryKind.CONTROLLED_RULE: "controlled_rules",
    EntryKind.MONITORING: "monitoring",
    EntryKind.SIDE_EFFECT: "side_effects",
    EntryKind.CONDITION: "condition_facts",
    EntryKind.INSTRUMENT: "instruments",
    EntryKind.CLASS: "classes",
    EntryKind.UPPER_LIMIT: "usual_upper_limits",
}
"""In which list of the facts each kind of entry is."""
