"""Who is due for a visit and not booked: from the plan's checks, measures, visits, and by hand.

All but what somebody wrote is worked out from the charts every time, so the list can't be older
than they are. Who may not see a chart is told that a visit is due and by when, no reason: names
and times of all charts stand in the schedule too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid
from practice_desk.domain.monitoring import DueItem, DueStatus, MonitoringKind
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.domain.recall import (
    DueVisit,
    Recall,
    RecallReason,
    RecallState,
    check_recall,
    due_visits,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.measure_schedules import due_in_chart
from practice_desk.services.measures import measures
from practice_desk.services.monitoring import patient_state, rules_of
from practice_desk.services.patients import Saved
from practice_desk.services.recall_count import COUNT, CountedRecalls
from practice_desk.storage import desk, monitored, people, schedule
from practice_desk.storage import measures as stored_measures
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "recall"
_AT_A_VISIT = frozenset({MonitoringKind.VITAL, MonitoringKind.CLINICAL})
"""Blood is drawn and ECGs are made elsewhere: the list of overdue monitoring has those."""
_ALSO_AT_A_VISIT = frozenset({"mon_lai_due"})
"""An injection is given here."""
_DATED = frozenset({DueStatus.OVERDUE, DueStatus.DUE, DueStatus.LATER})


@dataclass(frozen=True, slots=True)
class RecallLine:
    """One who is due, by name. `with_reasons` tells whether the reader may know why."""

    due: DueVisit
    name: str
    chart_number: str
    phone: str
    practitioner_id: int | None = None
    practitioner: str = ""
    with_reasons: bool = False


@dataclass(frozen=True, slots=True)
class RecallList:
    """Everybody due within the next weeks, the first one first, of so many charts."""

    lines: tuple[RecallLine, ...]
    looked_through: int
    counted_on: date


def recall_list(clinic: Clinic, progress: Progress = no_progress) -> RecallList:
    """Work out who is due. Raises Cancelled when *progress* does."""
    with clinic.viewing(Operation.LIST_RECALLS) as work:
        work.detail = "recalls"
        found = _list(clinic, work, None, progress)
    return _counted(clinic, found)


def recalls_again(clinic: Clinic, before: RecallList, changed: Collection[int]) -> RecallList:
    """Return *before* with the charts in *changed* worked out anew."""
    with clinic.viewing(Operation.LIST_RECALLS) as work:
        work.detail = "recalls"
        fresh = _list(clinic, work, changed, no_progress)
    kept = [line for line in before.lines if line.due.patient_id not in changed]
    lines = sorted((*kept, *fresh.lines), key=_soonest_first)
    return _counted(clinic, replace(before, lines=tuple(lines)))


def _counted(clinic: Clinic, found: RecallList) -> RecallList:
    """Keep the number alone: who is due may be shown to this person and not to the next."""
    clinic.kept[COUNT] = CountedRecalls(found.counted_on, len(due_soon(found, clinic.today())))
    return found


def due_in(clinic: Clinic, work: UnitOfWork) -> tuple[RecallLine, ...]:
    """Return who is due within a week and not booked, inside a running unit of work."""
    return due_soon(_list(clinic, work, None, no_progress), clinic.today())


def due_soon(found: RecallList, today: date) -> tuple[RecallLine, ...]:
    """Return who of the list is due within a week, not booked and not put off."""
    return tuple(
        line
        for line in found.lines
        if (line.due.due_by - today).days <= 7
        and not line.due.is_booked(today)
        and not line.due.is_quiet(today)
    )


def patient_recalls(clinic: Clinic, patient_id: int) -> list[RecallLine]:
    """Return for what one patient is due."""
    with clinic.viewing(Operation.LIST_RECALLS, patient_id) as work:
        work.detail = "recalls"
        return list(_list(clinic, work, (patient_id,), no_progress).lines)


def saved_recall(clinic: Clinic, value: Recall) -> Recall:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound.

    The reason is left out for who may not see the chart.
    """
    with clinic.viewing(Operation.LIST_RECALLS, value.patient_id) as work:
        stored = desk.recalls.get(work.connection, value.id or 0)
        return stored if clinic.sees_chart(work, stored.patient_id) else replace(stored, reason="")


def save_recall(clinic: Clinic, value: Recall) -> Saved:
    """Write a recall by hand, or change one. Raises Invalid, StaleRecord or NotFound.

    Who may not see the chart leaves its reason as it is. A recall is put off or closed by
    `decide_recall` alone.
    """
    with clinic.writing(Operation.KEEP_RECALL, value.patient_id) as work:
        if value.id is None:
            work.kind = AuditKind.CREATE
        number = put_recall(clinic, work, value)
        work.detail = f"{NOUN} {number}"
    return Saved(number, Changes.of(value.patient_id, NOUN))


def put_recall(clinic: Clinic, work: UnitOfWork, value: Recall) -> int:
    """Do what `save_recall` does inside a running unit of work; return the id."""
    now, me = clinic.now(), clinic.session.user_name
    sees = clinic.sees_chart(work, value.patient_id)
    if value.id is None:
        reason = value.reason.strip() if sees else ""
        value = replace(value, made_at=now, made_by=me, reason=reason, covers=())
    else:
        stored = desk.recalls.get(work.connection, value.id)
        value = replace(
            stored,
            patient_id=value.patient_id,
            version=value.version,
            due_from=value.due_from,
            due_by=value.due_by,
            visit=value.visit,
            practitioner_id=value.practitioner_id,
            comment=value.comment,
            reason=value.reason.strip() if sees else stored.reason,
            changed_at=now,
            changed_by=me,
        )
    if problems := check_recall(value, clinic.today()):
        raise Invalid(problems)
    return desk.recalls.put(work.connection, value)


def decide_recall(
    clinic: Clinic,
    due: DueVisit,
    state: RecallState,
    reason: str,
    put_off_until: date | None = None,
) -> Saved:
    """Put a recall off, close it, say that the patient declined, or take that back.

    What was worked out is decided about by its reasons: a new one is listed all the same. Raises
    Invalid, StaleRecord or NotFound.
    """
    reason = " ".join(reason.split())
    with clinic.writing(Operation.KEEP_RECALL, due.patient_id, reason=reason) as work:
        now, me = clinic.now(), clinic.session.user_name
        if due.by_hand is not None:
            before = desk.recalls.get(work.connection, due.by_hand.id or 0)
            value = replace(before, patient_id=due.patient_id, version=due.by_hand.version)
        else:
            value = Recall(due.patient_id, due.due_by, now, me, visit=due.visit, covers=due.keys)
        value = replace(
            value,
            state=state,
            put_off_until=put_off_until if state is RecallState.PUT_OFF else None,
            state_reason=reason,
            changed_at=now,
            changed_by=me,
        )
        if problems := check_recall(value, clinic.today()):
            raise Invalid(problems)
        number = desk.recalls.put(work.connection, value)
        work.detail = f"{NOUN} {number} {state.replace('_', ' ')}"
    return Saved(number, Changes.of(due.patient_id, NOUN))


def _list(
    clinic: Clinic, work: UnitOfWork, only: Collection[int] | None, progress: Progress
) -> RecallList:
    today, known = clinic.today(), knowledge_in(clinic, work)
    kept = _by_patient(desk.recalls.listed(work.connection))
    nexts = {each.patient_id: each for each in desk.next_visits(work.connection)}
    by_plan = _with_checks(work, known)
    ids = desk.active_among(work.connection, {*kept, *nexts, *by_plan})
    looked_at = [each for each in ids if only is None or each in only]
    rules, found = rules_of(clinic.kept, known), list[RecallLine]()
    names: dict[int | None, str] = {None: ""}
    for number, patient_id in enumerate(looked_at):
        progress(number, len(looked_at), "Charts looked through")
        reasons: list[RecallReason] = []
        if patient_id in by_plan:
            state = patient_state(work, known, patient_id, today, rules)
            reasons += _from_checks(patient_id, state.items)
            reasons += _from_measures(work, known, patient_id, today, reasons)
        if (visit := nexts.get(patient_id)) is not None:
            reasons.append(_from_visit(visit))
        written = kept.get(patient_id, ())
        if reasons or written:
            found += _lines(clinic, work, patient_id, reasons, written, names)
    progress(len(looked_at), len(looked_at), "Charts looked through")
    return RecallList(tuple(sorted(found, key=_soonest_first)), len(ids), today)


def _with_checks(work: UnitOfWork, known: ClinicKnowledge) -> frozenset[int]:
    """Return the charts with a medication that has checks, or with a measure that was planned."""
    rules = known.rules
    watched = [med for med in rules.medications if rules.monitoring_of(med)]
    taking = monitored.patients_taking(work.connection, watched)
    return frozenset(taking) | frozenset(stored_measures.charts_with_schedules(work.connection))


def _by_patient(found: Iterable[Recall]) -> dict[int, list[Recall]]:
    kept: dict[int, list[Recall]] = {}
    for each in found:
        kept.setdefault(each.patient_id, []).append(each)
    return kept


def _from_checks(patient_id: int, items: Iterable[DueItem]) -> Iterator[RecallReason]:
    for item in items:
        here = item.kind in _AT_A_VISIT or not _ALSO_AT_A_VISIT.isdisjoint(item.ids)
        if here and item.status in _DATED and item.due_on is not None:
            key = _key(patient_id, "check", *item.ids, item.due_on)
            yield RecallReason(key, item.name, item.due_on)


def _from_measures(
    work: UnitOfWork,
    known: ClinicKnowledge,
    patient_id: int,
    today: date,
    others: Sequence[RecallReason],
) -> list[RecallReason]:
    """Return the measures that are due; a check that is done by one is not told twice."""
    patient = people.patients.get(work.connection, patient_id)
    names = {each.id: each.short_name for each in measures(known)}
    told = [each.words for each in others]
    return [
        RecallReason(
            _key(patient_id, "measure", each.instrument_id, each.due_on), name, each.due_on
        )
        for each in due_in_chart(work, patient, known, today)
        if (name := names.get(each.instrument_id, "")) and not any(map(_begins(name), told))
    ]


def _begins(name: str) -> Callable[[str], bool]:
    return lambda words: words.startswith(name)


def _from_visit(visit: desk.NextVisit) -> RecallReason:
    words = f"Next visit, as agreed on {write_date(visit.seen_on)}"
    return RecallReason(_key(visit.patient_id, "visit", visit.visit_id), words, visit.on)


def _key(*parts: object) -> str:
    """Return the same short text for the same parts, which tells nothing of them."""
    return blake2b("|".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def _lines(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    reasons: Sequence[RecallReason],
    written: Sequence[Recall],
    names: dict[int | None, str],
) -> Iterator[RecallLine]:
    appointments = schedule.appointments.for_patient(work.connection, patient_id)
    due = due_visits(patient_id, reasons, written, appointments, clinic.today())
    if not due:
        return
    patient = people.patients.get(work.connection, patient_id)
    sees = clinic.sees_chart(work, patient_id)
    for each in due:
        whose = each.by_hand.practitioner_id if each.by_hand else None
        whose = whose or patient.prescriber_id
        if whose not in names:
            names[whose] = people.practitioners.get(work.connection, whose or 0).display_name
        yield RecallLine(
            each if sees else _without_words(each),
            patient.display_name,
            patient.chart_number,
            patient.phone_mobile or patient.phone,
            whose,
            names[whose],
            sees,
        )


def _without_words(due: DueVisit) -> DueVisit:
    """Return the line as the front desk may read it."""
    return replace(
        due,
        reasons=tuple(replace(each, words="") for each in due.reasons),
        by_hand=None if due.by_hand is None else replace(due.by_hand, reason=""),
    )


def _soonest_first(line: RecallLine) -> tuple[date, str, int]:
    return line.due.due_by, line.name, line.due.patient_id
