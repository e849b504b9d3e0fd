"""A patient's supply: recording fills, events, counts, checks, screens and limits.

What is recorded is only added to. Others ask for it by patient and kind with `entries_of_kind`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.permission import Operation
from practice_desk.domain.supply import (
    Agreement,
    Decision,
    PillCount,
    Retraction,
    SupplyEntry,
    SupplyEvent,
    SupplyKind,
    newest,
    standing,
)
from practice_desk.domain.supply_days import coverage, expected_count, need_of, run_out
from practice_desk.domain.supply_rules import check_entry
from practice_desk.services.clinic import Clinic
from practice_desk.services.consents import read_consents
from practice_desk.services.patients import Saved
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.supply_consents import is_consent, with_consents
from practice_desk.services.supply_view import is_followed, is_in_plan
from practice_desk.storage import people, supply
from practice_desk.storage.unit_of_work import UnitOfWork

RUNS_OUT_WITHIN = 7
"""Days ahead of which Today tells that a followed supply runs out."""
RENEWAL_WITHIN = 14
"""Days ahead of which Today tells that an agreement is to be renewed."""


@dataclass(frozen=True, slots=True)
class SupplyDue:
    """What is coming up for a patient: a supply that runs out or has, or an agreement's renewal.

    `medication` is empty for an agreement, and `medication_id` 0. `on` is the last day covered, or
    the renewal's.
    """

    patient_id: int
    patient_name: str
    medication: str
    on: date
    medication_id: int = 0


def record_supply(clinic: Clinic, entry: SupplyEntry) -> Saved:
    """Record one entry, by the person at the keyboard. Raises Invalid or NotFound.

    A pill count is kept with what was expected that day, as computed from the entries before it.
    """
    entry = replace(entry, recorded_at=clinic.now(), recorded_by=clinic.session.user_name)
    if problems := check_entry(entry, clinic.today()):
        raise Invalid(problems)
    with clinic.writing(Operation.RECORD_SUPPLY, entry.patient_id, kind=AuditKind.CREATE) as work:
        people.patients.get(work.connection, entry.patient_id)
        entries = supply.supply_entries.for_patient(work.connection, entry.patient_id)
        item = _own_item(work, clinic.today(), entry)
        if isinstance(entry.details, Decision):
            _require_event(entries, entry.details.event_id)
        if isinstance(entry.details, PillCount) and item is not None:
            entry = replace(entry, details=_with_expected(entry, entry.details, entries, item))
        number = supply.supply_entries.add(work.connection, entry)
        work.detail = f"{entry.kind} {number}"
    return Saved(number, Changes.of(entry.patient_id, "supply_entry"))


def retract_supply(clinic: Clinic, patient_id: int, entry_id: int, reason: str) -> Saved:
    """Take back an entry made in error; it stays readable. Raises Invalid or NotFound."""
    reason = reason.strip()
    retraction = SupplyEntry(
        patient_id,
        clinic.today(),
        Retraction(reason),
        clinic.now(),
        clinic.session.user_name,
        retracts_id=entry_id,
    )
    if problems := check_entry(retraction, clinic.today()):
        raise Invalid(problems)
    with clinic.writing(
        Operation.RECORD_SUPPLY, patient_id, reason=reason, kind=AuditKind.RETRACT
    ) as work:
        entries = supply.supply_entries.for_patient(work.connection, patient_id)
        if entry_id not in {entry.id for entry in standing(entries)}:
            raise NotFound("This entry is not in this chart any more.", "Open the chart again.")
        number = supply.supply_entries.add(work.connection, retraction)
        work.detail = f"supply {entry_id} retracted"
    return Saved(number, Changes.of(patient_id, "supply_entry"))


def entries_of_kind(clinic: Clinic, patient_id: int, kind: SupplyKind) -> list[SupplyEntry]:
    """Return a chart's standing entries of one kind, such as PDMP checks, the oldest first."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        return supply.supply_entries.of_kind(work.connection, patient_id, kind)


def supply_due(clinic: Clinic) -> list[SupplyDue]:
    """Return whose followed supply runs out soon or did, and what agreement is due.

    Charts that are closed to the person at the keyboard are left out.
    """
    found: list[SupplyDue] = []
    with clinic.viewing(Operation.VIEW_CHART) as work:
        work.detail = "supply due"
        kinds = [SupplyKind.FILL, SupplyKind.AGREEMENT]
        for patient_id in supply.supply_entries.patients_with(work.connection, kinds, date.min):
            if clinic.sees_chart(work, patient_id):
                found += _due(work, patient_id, clinic.today())
        work.patient_ids = frozenset(each.patient_id for each in found)
    return sorted(found, key=lambda due: (due.on, due.patient_id))


def _due(work: UnitOfWork, patient_id: int, today: date) -> list[SupplyDue]:
    name = people.patients.get(work.connection, patient_id).display_name
    entries = standing(supply.supply_entries.for_patient(work.connection, patient_id))
    due = []
    for item in read_plan(work, patient_id, today):
        own = [entry for entry in entries if entry.medication_id == item.medication.id]
        if not own or not is_in_plan(item) or not is_followed(item, own):
            continue
        need = need_of(item)
        until = run_out(coverage(own, need), own, need)
        if until is not None and (until - today).days <= RUNS_OUT_WITHIN:
            number = item.medication.id or 0
            due.append(SupplyDue(patient_id, name, item.medication.name, until, number))
    cases = read_consents(work, patient_id, today)
    signed = newest(with_consents(entries, cases), SupplyKind.AGREEMENT)
    if (
        signed is not None
        and not is_consent(signed)
        and isinstance(signed.details, Agreement)
        and signed.details.renew_on
    ):
        renewal = signed.details.renew_on
        if (renewal - today).days <= RENEWAL_WITHIN:
            due.append(SupplyDue(patient_id, name, "", renewal))
    return due


def _own_item(work: UnitOfWork, today: date, entry: SupplyEntry) -> PlanItem | None:
    """The wrong-patient guard: what is typed in one chart can never land in another."""
    if entry.medication_id is None:
        return None
    for item in read_plan(work, entry.patient_id, today):
        if item.medication.id == entry.medication_id:
            return item
    raise NotFound("This medication is not in this chart.", "Open the chart again.")


def _require_event(entries: Sequence[SupplyEntry], event_id: int) -> None:
    events = [entry.id for entry in standing(entries) if isinstance(entry.details, SupplyEvent)]
    if event_id not in events:
        raise Invalid((Problem("decision", "What this decides is not in this chart any more."),))


def _with_expected(
    entry: SupplyEntry, count: PillCount, entries: Sequence[SupplyEntry], item: PlanItem
) -> PillCount:
    own = [each for each in standing(entries) if each.medication_id == entry.medication_id]
    return replace(count, expected=expected_count(own, need_of(item), entry.happened_on))
