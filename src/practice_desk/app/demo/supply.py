"""What the demo clinic keeps of two patients' supply: a stimulant, and Part 2 records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

from practice_desk.app.demo.agenda import Act, Agenda, office_time
from practice_desk.domain.reconciliation import ListSource
from practice_desk.domain.supply import (
    Agreement,
    Answer,
    Confirmation,
    Decided,
    Details,
    DrugScreen,
    EventKind,
    Fill,
    FillSource,
    NaloxoneAnswer,
    NaloxoneOffer,
    Part2Records,
    PdmpCheck,
    PdmpOutcome,
    PillCount,
    ScreenResult,
    SupplyEntry,
    SupplyEvent,
)
from practice_desk.services import charts, reconciliation, supply
from practice_desk.services.clinic import Clinic

PatientId = Callable[[], int]
Entry = tuple[int, Details]
"""So many days ago, and what was recorded then."""

STIMULANT, PART_2 = "stimulant", "part 2"
_DRUGS = {STIMULANT: "methylphenidate", PART_2: "buprenorphine_naloxone"}
_AT = time(12, 30)
_PHARMACY = "Riverside Pharmacy"
_AT_PHARMACY = "Suboxone 8 mg/2 mg film, 1½ films a day\nNarcan 4 mg nasal spray"
_TAKES = "Suboxone films, one and a half a day\nIbuprofen 400 mg when the knee hurts"


def write_supply(
    agenda: Agenda, kind: str, patient_id: PatientId, today: date, began: date
) -> None:
    """Put what is known of a patient's supply on the *agenda*; *kind* says of which story."""
    if kind == PART_2:  # on the phone, before the first visit and the first letter
        day = began - timedelta(days=3)
        agenda.add(office_time(day, _AT), _record(kind, patient_id, _part2()))
    entries = _of_stimulant(today) if kind == STIMULANT else _of_part_2(today)
    if kind == PART_2:
        agenda.add(office_time(today - timedelta(days=6), time(13, 0)), _lists(patient_id))
    for ago, details in entries:
        when = office_time(today - timedelta(days=ago), _AT)
        agenda.add(when, _record(kind, patient_id, details))


def _record(kind: str, patient_id: PatientId, details: Details) -> Act:
    def act(clinic: Clinic) -> None:
        medication_id = None
        if isinstance(details, Fill | SupplyEvent | PillCount):
            plan = charts.reload_chart(clinic, patient_id()).plan
            medication_id = next(
                item.medication.id for item in plan if item.medication.concept_id == _DRUGS[kind]
            )
        day, now = clinic.today(), clinic.now()
        named = _named(details, clinic.session.display_name)
        entry = SupplyEntry(patient_id(), day, named, now, "", medication_id)
        supply.record_supply(clinic, entry)

    return act


def _lists(patient_id: PatientId) -> Act:
    """Return the act that types what the pharmacy and the patient say; nobody reconciled it yet."""

    def act(clinic: Clinic) -> None:
        for source, text in ((ListSource.PHARMACY, _AT_PHARMACY), (ListSource.PATIENT, _TAKES)):
            reconciliation.record_list(clinic, patient_id(), source, text, clinic.today())

    return act


def _named(details: Details, prescriber: str) -> Details:
    if isinstance(details, Fill):
        return replace(details, prescriber=prescriber)
    return replace(details, checked_by=prescriber) if isinstance(details, PdmpCheck) else details


def _part2() -> Part2Records:
    return Part2Records(Answer.YES)


def _fill(quantity: int, days: int, note: str = "") -> Fill:
    told = FillSource.PHARMACY
    return Fill(Decimal(quantity), told, days, _PHARMACY, note=note)


def _of_stimulant(today: date) -> Iterator[Entry]:
    """Yield a year of a teenager's tablets: one fill came early, for a journey."""
    renewal = today + timedelta(days=12)
    yield 353, Agreement(renewal, "Signed by the patient and his mother, who keeps the bottle.")
    for ago in (150, 120, 90):
        yield ago, _fill(30, 30)
    yield 120, PdmpCheck("", PdmpOutcome.AS_PLANNED)
    told = "Two weeks at the grandparents’ in Ohio; the mother asks a week ahead."
    reason = "Dates seen; one fill, no change of dose"
    yield 68, SupplyEvent(EventKind.TRAVEL, told, None, Decided.APPROVED, reason)
    yield 66, _fill(30, 30, "Before the journey")
    yield 40, PillCount(Decimal(10), note="Counted by the mother on the phone.")
    yield 30, PdmpCheck("", PdmpOutcome.AS_PLANNED)
    yield 27, _fill(30, 30)


def _of_part_2(today: date) -> Iterator[Entry]:
    """Yield half a year of films: screens, counts, one that was lost, and naloxone."""
    yield 340, Agreement(today + timedelta(days=25))
    yield 200, NaloxoneOffer(NaloxoneAnswer.ACCEPTED, "Nasal spray; his sister was shown how.")
    for ago in (160, 132, 104):
        yield ago, _fill(56, 28)
    panel = "Urine, 12 substances, with buprenorphine"
    as_prescribed = ScreenResult.AS_PRESCRIBED
    yield 132, DrugScreen(panel, as_prescribed, "Buprenorphine found", Confirmation.NOT_SENT)
    yield 104, PdmpCheck("", PdmpOutcome.AS_PLANNED)
    yield 90, PillCount(Decimal(26), note="Films in their wrappers.")
    yield 76, _fill(34, 28, "The dose goes down in between")
    found = "Buprenorphine found; amphetamines found, not prescribed"
    yield 76, DrugScreen(panel, ScreenResult.DIFFERS, found, Confirmation.NOT_CONFIRMED)
    yield 60, SupplyEvent(
        EventKind.LOST, "A strip fell into the river.", Decimal(4), Decided.DECLINED,
        "Comes in two days earlier instead",
    )  # fmt: skip
    yield 50, _fill(28, 28)
    yield 22, DrugScreen(panel, as_prescribed, "Buprenorphine found", Confirmation.CONFIRMED)
    yield 22, _fill(28, 28)
    yield 6, PdmpCheck("", PdmpOutcome.AS_PLANNED)
