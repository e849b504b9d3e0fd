"""One realistic chart for letters of every kind, and what somebody would choose for each."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from practice_desk.domain.account import Account
from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.adverse_event_review import (
    Action,
    Causality,
    Decision,
    Review,
    Suspect,
    Told,
)
from practice_desk.domain.allergy_intolerance import AllergyIntolerance, AllergyState
from practice_desk.domain.appointment import Appointment, moment_of
from practice_desk.domain.care_plan import (
    Achievement,
    CarePlan,
    CarePlanEntry,
    Details,
    Goal,
    PlanProblem,
    Rating,
    care_plan,
)
from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.condition import Condition
from practice_desk.domain.directory import Organization, Practitioner, PractitionerKind
from practice_desk.domain.dispense_request import DispenseRequest
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.letter_choice import Choices, Item, ItemSort, RecipientSort, Urgency
from practice_desk.domain.medication import Horizon, Medication, PlanItem, plan_item
from practice_desk.domain.medication_trial import MedicationTrial, TrialResponse
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.patient import Patient, RelatedPerson, RelatedPersonRole
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import Regimen, RegimenStep
from practice_desk.domain.release import Gate, Opening
from practice_desk.domain.risk import RiskEntry, SafetyPlan
from practice_desk.domain.side_effect_case import CaseStatus, SideEffectCase
from practice_desk.domain.supply import (
    Decided,
    EventKind,
    Fill,
    FillSource,
    SupplyEntry,
    SupplyEvent,
)
from practice_desk.domain.timing import Moment, at
from practice_desk.letters.facts import (
    LetterFacts,
    MedicationFacts,
    SupplyEventFacts,
    ToldEvent,
)
from practice_desk.letters.kind import AnswerSort, LetterKind, Need, Question
from practice_desk.letters.offered import with_defaults
from practice_desk.letters.parties import Recipient

Content = TypeVar("Content")
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
_CLINIC = ClinicProfile(
    "Harbor Mind Clinic",
    "12 Quay Street, Suite 4",
    "Portland",
    "ME",
    "04101",
    "(207) 555-0100",
    "(207) 555-0101",
)
AUTHOR = Account(
    "ruth.adeyemi",
    "Adeyemi",
    "Ruth",
    credentials="PMHNP-BC",
    npi="1234567893",
    dea_number="MA1234563",
)
PATIENT = Patient(
    "O’Connell", "Margaret", "Ann", preferred_name="Maggie", birth_date=date(1985, 3, 14), id=7
)
RECIPIENTS = {
    RecipientSort.PHARMACY: Recipient(
        "Old Port Pharmacy",
        ("88 Exchange Street", "Portland, ME 04101"),
        "(207) 555-0142",
        "(207) 555-0143",
    ),
    RecipientSort.CLINICIAN: Recipient(
        "Samuel Okafor, MD", ("Casco Family Medicine", "40 Pine Street", "Portland, ME 04102")
    ),
    RecipientSort.PATIENT: Recipient(PATIENT.legal_name, ("3 Ferry Lane", "Portland, ME 04101")),
    RecipientSort.PAYER: Recipient("Northeast Health Plan", ("PO Box 900", "Augusta, ME 04330")),
    RecipientSort.SCHOOL_OR_EMPLOYER: Recipient("Casco Bay High School"),
}
NEW_PHARMACY = Organization(
    "Hilltop Drugs",
    phone="(207) 555-0188",
    fax="(207) 555-0189",
    address_line="5 Hill Road",
    city="Portland",
    state="ME",
    postal_code="04103",
    id=41,
)
RELEASE = Opening(frozenset(), frozenset(), date(2026, 9, 1), "attendance and needs")
"""A release that the patient signed for who gets the letter."""
RECORDED = datetime(2026, 10, 1, 15, tzinfo=UTC)


def a_dosage(mg: str, *, strength: str = "50", moment: Moment = Moment.MORNING) -> Dosage:
    """A tablet taken once a day."""
    return Dosage(
        Quantity(Decimal(mg), "mg"),
        Strength(Quantity(Decimal(strength), "mg")),
        "tablet",
        "oral",
        at(moment),
    )


def an_item(name: str = "sertraline", schedule: str = "") -> PlanItem:
    """A medication that was started on Oct 1 and is changed in steps from tomorrow on."""
    medication = Medication(7, name, Horizon.LONG_TERM, schedule=schedule, id=11)
    item = plan_item(medication, _events(), TODAY)
    assert item is not None
    return item


def _events() -> tuple[PlanEvent, ...]:
    steps = Regimen(
        (
            RegimenStep(a_dosage("75"), 14),
            RegimenStep(a_dosage("100"), 14),
            RegimenStep(a_dosage("125")),
        )
    )
    start = PlanEvent(
        PlanEventKind.START,
        date(2026, 10, 1),
        "new_treatment",
        RECORDED,
        "ruth.adeyemi",
        a_dosage("50"),
        medication_id=11,
        id=21,
        dispense_request=DispenseRequest(97, 367),
    )
    change = PlanEvent(
        PlanEventKind.CHANGE,
        date(2026, 11, 24),
        "partial_response",
        RECORDED + timedelta(days=50),
        "ruth.adeyemi",
        a_dosage("75"),
        medication_id=11,
        id=22,
        regimen=steps,
        dispense_request=DispenseRequest(97, 367),
    )
    return (start, change)


def a_case(medication: str = "sertraline") -> SideEffectCase:
    """A side effect with a suspected medication."""
    report = AdverseEvent(
        7, "hands shake", date(2026, 11, 20), "tremor", onset_on=date(2026, 11, 18), id=51
    )
    review = Review(
        "tremor",
        suspects=(Suspect(11, medication, Causality.PROBABLE),),
        decisions=(Decision(Action.LOWER, 11),),
    )
    return SideEffectCase(
        report,
        (),
        CaseStatus.REVIEWED,
        "tremor",
        "tremor",
        Told(severity=3),
        "",
        report.urgency,
        review,
        reviewed_on=TODAY,
    )


def sample_choices(kind: LetterKind[Content]) -> Choices:
    """What somebody would choose: one of everything, and an answer where one is required."""
    ids = {
        ItemSort.PLAN_EVENT: 22,
        ItemSort.STEP_PLAN: 22,
        ItemSort.MEDICATION: 11,
        ItemSort.SUPPLY_EVENT: 61,
        ItemSort.SIDE_EFFECT: 51,
        ItemSort.CONDITION: 71,
        ItemSort.RESULT: 81,
        ItemSort.SCORE: 82,
        ItemSort.TRIAL: 91,
        ItemSort.APPOINTMENT: 95,
    }
    items = (Item(each.sort, ids[each.sort]) for each in kind.offer.items if each.sort in ids)
    answers = ((each.name, _answer(each)) for each in kind.offer.questions if not each.default)
    urgency = Urgency.URGENT if kind.offer.may_be_urgent else Urgency.ROUTINE
    needed = tuple(
        (each.name, f"What {each.label.lower()} says.")
        for each in kind.offer.passages
        if each.required and not each.default(Choices().language)
    )
    chosen = Choices(items=tuple(items), answers=tuple(answers), urgency=urgency, passages=needed)
    return with_defaults(kind.offer, chosen)


def _answer(question: Question) -> str:
    if question.name == "by_day":
        return "2026-12-02"
    return {
        AnswerSort.TICK: "",
        AnswerSort.CHOICE: question.choices[0][0] if question.choices else "",
        AnswerSort.NUMBER: "2",
        AnswerSort.DAY: "2026-11-02",
        AnswerSort.TEXT: "6612-A",
        AnswerSort.ORGANIZATION: str(NEW_PHARMACY.id),
    }[question.sort]


def sample_facts(
    kind: LetterKind[Content], schedule: str = "", choices: Choices | None = None
) -> LetterFacts:
    """The facts of a letter of this kind, as services would fill them."""
    chosen = choices or sample_choices(kind)
    sorts = {item.sort for item in chosen.items}
    item, needs = an_item(schedule=schedule), kind.needs
    events = item.events
    lost = SupplyEntry(
        7,
        date(2026, 11, 21),
        SupplyEvent(EventKind.LOST, "left on a train", Decimal(19), Decided.APPROVED, "first time"),
        NOW,
        "ruth.adeyemi",
        11,
        id=61,
    )
    fill = SupplyEntry(
        7,
        date(2026, 11, 2),
        Fill(Decimal(4321), FillSource.PHARMACY, days=30, pharmacy="Old Port Pharmacy"),
        NOW,
        "ruth.adeyemi",
        11,
        id=60,
    )

    def wanted(sort: ItemSort | None, need: Need) -> bool:
        return need in needs or sort in sorts

    medication = MedicationFacts(item, (fill, lost) if Need.SUPPLY in needs else (), most_days=7)
    steps = {ItemSort.PLAN_EVENT, ItemSort.STEP_PLAN} & sorts
    by_plan = wanted(ItemSort.MEDICATION, Need.PLAN) or ItemSort.SIDE_EFFECT in sorts
    by_allergy = Need.ALLERGIES in needs
    return LetterFacts(
        "L-7F3K9",
        TODAY,
        _CLINIC,
        AUTHOR,
        "(207) 555-0110",
        PATIENT,
        RECIPIENTS[kind.offer.recipients[0]],
        choices=chosen,
        gate=Gate(openings=(RELEASE,)),
        told=(ToldEvent(item.medication, events[1], events, 7),) if steps else (),
        medications=(medication,) if by_plan else (),
        supply_events=(SupplyEventFacts(item, lost, (fill, lost)),)
        if ItemSort.SUPPLY_EVENT in sorts
        else (),
        side_effects=(a_case(),) if wanted(ItemSort.SIDE_EFFECT, Need.SIDE_EFFECTS) else (),
        allergies=(AllergyIntolerance(7, "Penicillin", reaction="hives", id=5),)
        if by_allergy
        else (),
        allergy_state=AllergyState.LISTED if by_allergy else AllergyState.NOT_ASKED,
        conditions=(Condition(7, "Major depressive disorder", icd10cm="F33.1", id=71),)
        if wanted(ItemSort.CONDITION, Need.CONDITIONS)
        else (),
        results=(_observation(81, "Sodium", "138", "mmol/L", ObservationCategory.LABORATORY),)
        if wanted(ItemSort.RESULT, Need.RESULTS)
        else (),
        scores=(_observation(82, "PHQ-9 total", "14", "{score}", ObservationCategory.SURVEY),)
        if wanted(ItemSort.SCORE, Need.SCORES)
        else (),
        trials=(
            MedicationTrial(
                7,
                "fluoxetine",
                began_on=date(2025, 1, 10),
                ended_on=date(2025, 4, 20),
                highest_dose=Decimal(40),
                weeks=9,
                response=TrialResponse.PARTIAL,
                side_effects="insomnia",
                id=91,
            ),
        )
        if wanted(ItemSort.TRIAL, Need.TRIALS)
        else (),
        care_plan=_care_plan() if Need.CARE_PLAN in needs else CarePlan(),
        safety_plan_entry=_safety_plan() if Need.SAFETY_PLAN in needs else None,
        appointments=(Appointment(7, moment_of(date(2026, 12, 7), time(15)), id=95),)
        if wanted(ItemSort.APPOINTMENT, Need.APPOINTMENTS)
        else (),
        **_team(needs),
        pharmacy=Organization("Old Port Pharmacy", phone="(207) 555-0142", id=40),
        related_people=(RelatedPerson(7, RelatedPersonRole.GUARDIAN, "Ann Lee", phone="555-0120"),)
        if Need.RELATED_PEOPLE in needs
        else (),
        named=tuple((name, NEW_PHARMACY) for name in kind.offer.organizations),
    )


def _care_plan() -> CarePlan:
    parts: tuple[tuple[Details, int | None], ...] = (
        (PlanProblem("Depression"), None),
        (Goal(1, "Sleep six hours or more"), None),
        (Rating(2, Achievement.IMPROVING), 2),
    )
    return care_plan(
        CarePlanEntry(7, TODAY, details, NOW, "ruth.adeyemi", subject, number)
        for number, (details, subject) in enumerate(parts, 1)
    )


def _safety_plan() -> RiskEntry:
    plan = SafetyPlan("not sleeping", "a walk", "the library", "my sister", "988", "none")
    return RiskEntry(7, TODAY, plan, NOW, "ruth.adeyemi", id=31)


def _team(needs: frozenset[Need]) -> dict[str, Practitioner]:
    if Need.CARE_TEAM not in needs:
        return {}
    return {
        "prescriber": Practitioner("Adeyemi", "Ruth", "PMHNP-BC", PractitionerKind.PRESCRIBER),
        "therapist": Practitioner("Ferri", "Dana", "LCSW", PractitionerKind.THERAPIST),
        "primary_care": Practitioner("Okafor", "Samuel", "MD", PractitionerKind.PRIMARY_CARE),
    }


def _observation(
    number: int, name: str, value: str, unit: str, category: ObservationCategory
) -> Observation:
    return Observation(7, category, name, NOW, value=Decimal(value), unit=unit, id=number)
