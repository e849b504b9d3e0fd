"""Opening a chart: everything its header and pages show, read in one transaction and audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergyState,
    AllergyStatement,
    allergy_state,
)
from practice_desk.domain.care_plan import CarePlan
from practice_desk.domain.chart_event import ChartEvent
from practice_desk.domain.check_in import CheckIn
from practice_desk.domain.condition import Condition
from practice_desk.domain.consent import ConsentCase
from practice_desk.domain.disclosure import Disclosure
from practice_desk.domain.education import EducationGiven
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.letter import Letter
from practice_desk.domain.letter_entry import LetterEntry
from practice_desk.domain.measure_schedule import DueMeasure
from practice_desk.domain.measure_series import totals_among
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.note import Note
from practice_desk.domain.note_signature import NoteSignature
from practice_desk.domain.observation import Observation, ObservationCategory, SubstanceUse
from practice_desk.domain.patient import Patient, RelatedPerson
from practice_desk.domain.permission import Operation
from practice_desk.domain.risk import RiskState
from practice_desk.domain.sensitivity import Labels
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.supply import SupplyEntry
from practice_desk.knowledge.safety.pack import SafetyPack, safety_pack
from practice_desk.services.care_plans import read_care_plan
from practice_desk.services.chart_access import AccessState, access_state
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.consents import read_consents
from practice_desk.services.demographics import CareTeam, Demographics, read_demographics
from practice_desk.services.measure_schedules import read_due
from practice_desk.services.monitoring import chart_state, rules_of
from practice_desk.services.monitoring_state import NOTHING_WATCHED, MonitoringState
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.risk import read_risk
from practice_desk.services.safety_patient import ChartFacts, patient_facts
from practice_desk.services.sensitivity import read_labels
from practice_desk.services.side_effects import read_cases
from practice_desk.services.supply_consents import with_consents
from practice_desk.storage import education, follow_up, health, registry, schedule, supply
from practice_desk.storage.letter_entry import letter_entries
from practice_desk.storage.note import note_signatures, notes
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Chart:
    """One patient's chart as of now. Lists hold retracted records too, marked as such."""

    patient: Patient
    care_team: CareTeam
    related_people: tuple[RelatedPerson, ...]
    allergies: tuple[AllergyIntolerance, ...]
    allergy_statement: AllergyStatement | None
    conditions: tuple[Condition, ...]
    plan: tuple[PlanItem, ...]
    vital_signs: tuple[Observation, ...]
    scores: tuple[Observation, ...]
    laboratory: tuple[Observation, ...]
    social_history: tuple[Observation, ...]
    substance_uses: tuple[SubstanceUse, ...]
    side_effects: tuple[SideEffectCase, ...]
    notes: tuple[Note, ...]
    trials: tuple[MedicationTrial, ...]
    encounters: tuple[Encounter, ...]
    letters: tuple[Letter, ...]
    disclosures: tuple[Disclosure, ...]
    access: AccessState
    examinations: tuple[Observation, ...] = ()
    monitoring: MonitoringState = NOTHING_WATCHED
    people: Mapping[str, str] = field(default_factory=dict)
    """Everybody's name by user name, for what they recorded."""
    owners: tuple[str, ...] = ()
    """The user names of those to whom a side effect can be handed over."""
    supply: tuple[SupplyEntry, ...] = ()
    """What is known of the supply, in the order in which it happened."""
    events: tuple[ChartEvent, ...] = ()
    """Life events, hospital stays, milestones and homework, as they were recorded."""
    education: tuple[EducationGiven, ...] = ()
    """What was explained, the oldest first, those taken back too."""
    risk: RiskState = field(default_factory=RiskState)
    """Answers about self-harm that nobody assessed, the newest assessment and safety plan."""
    due_measures: tuple[DueMeasure, ...] = ()
    """The measures that are or will be due, the one due first on top."""
    consents: tuple[ConsentCase, ...] = ()
    """What the patient agreed to, with where it stands today, the oldest first."""
    labels: Labels = field(default_factory=dict)
    """The records that leave the clinic with the patient's consent only."""
    care_plan: CarePlan = field(default_factory=CarePlan)
    """The problems and goals of treatment, with the versions that were signed."""
    check_in: CheckIn | None = None
    """The newest check-in with answers."""
    cosigners: Mapping[str, str] = field(default_factory=dict)
    """Who co-signs whose notes, both by user name; empty for those whose notes need it not."""
    letter_entries: tuple[LetterEntry, ...] = ()
    """What happened to the letters, in the order in which it was recorded."""
    note_signatures: tuple[NoteSignature, ...] = ()
    """The signatures under the notes, in the order in which they were given."""
    known: ClinicKnowledge | None = field(default=None, repr=False, compare=False)
    """What the clinic looks things up in; None is the delivered pack."""

    @property
    def demographics(self) -> Demographics:
        """The person, contacts and care team."""
        restricted = self.access.restriction is not None
        return Demographics(self.patient, self.care_team, self.related_people, restricted)

    @property
    def rules(self) -> SafetyPack:
        """The pack's facts with the clinic's own entries, read when they are first asked for."""
        return safety_pack() if self.known is None else self.known.rules

    @property
    def allergy_state(self) -> AllergyState:
        """What the header says about allergies."""
        return allergy_state(self.allergies, self.allergy_statement)


def open_chart(clinic: Clinic, patient_id: int) -> Chart:
    """Open a chart: one audited view. Raises NotFound or NotPermitted."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id, opens=True) as work:
        return read_chart(clinic, work, patient_id)


def reload_chart(clinic: Clinic, patient_id: int) -> Chart:
    """Read an open chart again after a change, without a further audit row.

    Unless this clinic has not opened it since it was unlocked: then it is a view like another.
    """
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        return read_chart(clinic, work, patient_id)


def read_chart(clinic: Clinic, work: UnitOfWork, patient_id: int) -> Chart:
    """Read a chart inside a running unit of work. Raises NotFound."""
    connection, known = work.connection, knowledge_in(clinic, work)
    person = read_demographics(work, patient_id)
    accounts = registry.accounts.listed(connection)
    category, today = ObservationCategory, clinic.today()
    agreed = read_consents(work, patient_id, today)
    chart = Chart(
        patient=person.patient,
        care_team=person.care_team,
        related_people=person.related_people,
        allergies=tuple(health.allergies.for_patient(connection, patient_id)),
        allergy_statement=health.allergy_statements.newest(connection, patient_id),
        conditions=tuple(health.conditions.for_patient(connection, patient_id)),
        plan=tuple(read_plan(work, patient_id, today)),
        vital_signs=_newest(work, patient_id, category.VITAL_SIGNS),
        scores=_newest(work, patient_id, category.SURVEY),
        laboratory=_newest(work, patient_id, category.LABORATORY),
        social_history=_newest(work, patient_id, category.SOCIAL_HISTORY),
        examinations=_newest(work, patient_id, category.EXAM, category.PROCEDURE),
        substance_uses=tuple(health.substance_uses.for_patient(connection, patient_id)),
        side_effects=read_cases(clinic, work, patient_id),
        notes=tuple(notes.for_patient(connection, patient_id)),
        trials=tuple(follow_up.trials.for_patient(connection, patient_id)),
        encounters=tuple(health.encounters.for_patient(connection, patient_id)),
        letters=tuple(registry.letters.for_patient(connection, patient_id)),
        letter_entries=tuple(letter_entries.for_patient(connection, patient_id)),
        disclosures=tuple(registry.disclosures.for_patient(connection, patient_id)),
        access=access_state(clinic, work, patient_id),
        people={each.user_name: each.display_name for each in accounts},
        cosigners={each.user_name: each.supervisor for each in accounts},
        owners=tuple(each.user_name for each in accounts if each.treats_patients),
        supply=with_consents(supply.supply_entries.for_patient(connection, patient_id), agreed),
        events=tuple(follow_up.chart_events.for_patient(connection, patient_id)),
        education=tuple(education.education_given.for_patient(connection, patient_id)),
        risk=read_risk(work, patient_id),
        consents=agreed,
        labels=read_labels(work, patient_id),
        care_plan=read_care_plan(work, patient_id),
        note_signatures=tuple(note_signatures.for_patient(connection, patient_id)),
        check_in=schedule.check_ins.newest_filed(connection, patient_id),
        known=known,
    )
    chart = _with_totals(chart, known)
    held = (chart.patient, chart.plan, chart.scores, chart.notes)
    return replace(
        chart,
        monitoring=_monitoring(clinic, work, chart, _records(chart), known),
        due_measures=read_due(work, *held, known, today),
    )


def _with_totals(chart: Chart, known: ClinicKnowledge) -> Chart:
    """Return the chart with totals of measures that came as laboratory results among its scores."""
    totals = totals_among(chart.laboratory, known.instruments) if chart.laboratory else ()
    if not totals:
        return chart
    newest_first = sorted((*chart.scores, *totals), key=lambda each: each.observed_at, reverse=True)
    others = tuple(each for each in chart.laboratory if each not in totals)
    return replace(chart, scores=tuple(newest_first), laboratory=others)


def _records(chart: Chart) -> ChartFacts:
    return ChartFacts(
        chart.patient,
        chart.allergies,
        chart.allergy_state,
        chart.conditions,
        chart.vital_signs,
        chart.laboratory,
        chart.substance_uses,
        chart.social_history,
    )


def _monitoring(
    clinic: Clinic, work: UnitOfWork, chart: Chart, records: ChartFacts, known: ClinicKnowledge
) -> MonitoringState:
    if not chart.plan:  # then the facts of the checks need not be read
        return MonitoringState(sex=patient_facts(records, known.pack, clinic.today()).sex)
    rules = rules_of(clinic.kept, known)
    return chart_state(work, known, records, chart.plan, clinic.today(), rules)


def _newest(
    work: UnitOfWork, patient_id: int, *categories: ObservationCategory
) -> tuple[Observation, ...]:
    newest = health.observations.newest
    return tuple(
        found for each in categories for found in newest(work.connection, patient_id, each)
    )
