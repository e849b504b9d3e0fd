"""Opening a visit: the chart, what changed since the last time, and the doses next to today's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from practice_desk.domain.appointment import EXPECTED, Appointment, VisitKind, day_bounds
from practice_desk.domain.directions import short_directions
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.education import EducationDue
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.measure_series import MeasureSeries, series_of
from practice_desk.domain.medication import Origin, PlanItem, PlanStatus, standing_events
from practice_desk.domain.monitoring import DueStatus
from practice_desk.domain.next_dose import NextDoses, next_doses
from practice_desk.domain.note import Note
from practice_desk.domain.note_phrase import NotePhrase
from practice_desk.domain.note_template import NoteTemplates
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.supply import standing
from practice_desk.domain.supply_days import coverage, need_of, run_out
from practice_desk.domain.visit import Visit
from practice_desk.domain.visit_brief import (
    BriefFacts,
    BriefLine,
    DueSeen,
    EffectSeen,
    MessageSeen,
    ScoreSeen,
    brief,
)
from practice_desk.domain.visit_copy import ToCopy, talk_to_copy
from practice_desk.domain.visit_reconciled import reconciled_words
from practice_desk.services.charts import Chart, read_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.education import read_due_education
from practice_desk.services.measures import measures
from practice_desk.services.note_phrases import read_offered
from practice_desk.services.note_templates import read_templates
from practice_desk.services.visits_today import practitioner_of
from practice_desk.storage import reconciliation, schedule
from practice_desk.storage.unit_of_work import UnitOfWork
from practice_desk.storage.visits import visits

_IN_USE = (PlanStatus.ACTIVE, PlanStatus.ON_HOLD, PlanStatus.PLANNED)
_DUE = (DueStatus.DUE, DueStatus.OVERDUE)
_DONE = {
    PlanEventKind.REPORT: "reported",
    PlanEventKind.START: "started",
    PlanEventKind.CHANGE: "changed",
    PlanEventKind.HOLD: "put on hold",
    PlanEventKind.RESUME: "resumed",
    PlanEventKind.STOP: "stopped",
}


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """What a visit begins with. `since` is the day of the last visit, None before the first.

    `doses` are the doses next to the present one, by the medication's id.
    """

    chart: Chart
    brief: tuple[BriefLine, ...]
    doses: Mapping[int, NextDoses]
    since: date | None = None
    last: Visit | None = None
    appointment: Appointment | None = None
    reconciled: tuple[str, ...] = ()
    """What was reconciled on the day of the visit, as parts of a sentence."""
    templates: NoteTemplates = field(default_factory=lambda: NoteTemplates((), ()))
    phrases: tuple[NotePhrase, ...] = ()
    """What a slash offers while somebody writes."""

    @property
    def kind(self) -> VisitKind:
        """What they come for; without an appointment it is for their medication."""
        return VisitKind.MEDICATION if self.appointment is None else self.appointment.visit

    @property
    def last_talk(self) -> ToCopy | None:
        """What was talked about in the last visit, as far as it can be copied."""
        return talk_to_copy(self.last, self.chart.notes, self.chart.people)

    @property
    def plan(self) -> tuple[PlanItem, ...]:
        """What we prescribe and is taken, planned or on hold."""
        return tuple(
            item
            for item in self.chart.plan
            if item.medication.origin is Origin.CLINIC and item.status in _IN_USE
        )


def open_visit(
    clinic: Clinic, patient_id: int, appointment_id: int | None = None, *, day: date | None = None
) -> OpenVisit:
    """Read what a visit begins with: one audited view of the chart. Raises NotFound.

    Without an *appointment_id* it is today's appointment of the patient with the person at the
    keyboard, or with nobody named, that is still to come; a colleague's is not theirs. *day* is
    that of a visit that was begun before today, which has no part in an appointment of today.
    """
    day = day or clinic.today()
    with clinic.viewing(Operation.VIEW_CHART, patient_id, opens=True) as work:
        chart = read_chart(clinic, work, patient_id)
        last = visits.last(work.connection, patient_id)
        appointment = _appointment(clinic, work, patient_id, appointment_id, day)
        templates, phrases = read_templates(work).templates, read_offered(clinic, work)
        to_explain = read_due_education(clinic, work, patient_id, chart.plan)
        entries = reconciliation.reconciliations.for_patient(work.connection, patient_id)
    names = {item.medication.id or 0: item.medication.name for item in chart.plan}
    days = reconciled_words(entries, names)
    facts = brief_facts(chart, last, clinic.session.user_name, clinic.today(), to_explain)
    told = tuple((day, "; ".join(words)) for day, words in days.items())
    lines = brief(replace(facts, reconciled=told), clinic.today())
    done = days.get(day, ())
    doses = _doses(chart)
    return OpenVisit(chart, lines, doses, facts.since, last, appointment, done, templates, phrases)


def brief_facts(
    chart: Chart,
    last: Visit | None,
    reader: str,
    today: date,
    to_explain: Sequence[EducationDue] = (),
) -> BriefFacts:
    """Return what the brief is made of, for *reader*: their own notes are no news to them."""
    names = ", ".join(each.name for each in to_explain)
    since_when = min((each.since for each in to_explain), default=today)
    explain = [DueSeen(f"Explain {names}", since_when, False, "")] if to_explain else []
    since = _since(chart, last, today)
    return BriefFacts(
        since,
        tuple(_scores(chart)),
        tuple(_effects(chart)),
        (*_due(chart, today), *explain),
        tuple(_run_outs(chart)),
        tuple(_messages(chart, reader)),
        tuple(_plan_news(chart, last, today)) if since is not None else (),
        _wish(chart, since),
        tuple(each.meaning or each.instrument_name for each in chart.risk.open),
    )


def _appointment(
    clinic: Clinic, work: UnitOfWork, patient_id: int, appointment_id: int | None, day: date
) -> Appointment | None:
    if appointment_id is not None:
        found = schedule.appointments.find(work.connection, appointment_id)
        return found if found is not None and found.patient_id == patient_id else None
    todays = schedule.appointments.starting(work.connection, *day_bounds(day))
    mine = practitioner_of(work, clinic.session.user_name)
    own = [a for a in todays if a.patient_id == patient_id and a.practitioner_id in (mine, None)]
    return next((each for each in own if each.status in EXPECTED), None)


def _since(chart: Chart, last: Visit | None, today: date) -> date | None:
    """Return the day of the last visit; before visits were kept, that of the last note."""
    if last is not None:
        return last.seen_on
    days = [note.seen_on for note in chart.notes if note.counts and note.seen_on < today]
    return max(days, default=None)


def _scores(chart: Chart) -> Iterator[ScoreSeen]:
    offered = measures(chart.known)
    for series in _series(chart, offered):
        latest = series.latest
        before = series.points[-2] if len(series.points) > 1 else None
        yield ScoreSeen(
            series.name,
            latest.total,
            latest.on,
            series.meaning(latest),
            None if before is None else before.total,
            None if before is None else before.on,
        )


def _series(chart: Chart, offered: Iterable[Instrument]) -> tuple[MeasureSeries, ...]:
    return series_of(chart.scores, (), offered)


def _effects(chart: Chart) -> Iterator[EffectSeen]:
    names = {item.medication.id: item.medication.name for item in chart.plan}
    for case in chart.side_effects:
        if case.is_open:
            suspects = sorted(names[each] for each in case.suspected_ids if each in names)
            yield EffectSeen(
                case.effect,
                case.report.told_on,
                case.told.severity,
                tuple(suspects),
                is_urgent=case.urgency.rank > 1,
            )


def _due(chart: Chart, today: date) -> Iterator[DueSeen]:
    for item in chart.monitoring.items:
        if item.status in _DUE and item.due_on is not None:
            yield DueSeen(item.name, item.due_on, item.status is DueStatus.OVERDUE)
    names = {each.id: each.short_name for each in measures(chart.known)}
    for due in chart.due_measures:
        name = names.get(due.instrument_id, due.instrument_id)
        yield DueSeen(name, due.due_on, due.is_overdue(today), "Measures")


def _run_outs(chart: Chart) -> Iterator[tuple[str, date]]:
    entries = standing(chart.supply)
    for item in chart.plan:
        if item.medication.origin is not Origin.CLINIC or item.status not in _IN_USE:
            continue
        own = [each for each in entries if each.medication_id == item.medication.id]
        need = need_of(item)
        until = run_out(coverage(own, need), own, need)
        if until is not None:
            yield item.medication.name, until


def _messages(chart: Chart, reader: str) -> Iterator[MessageSeen]:
    for note in chart.notes:
        if note.author != reader and not (note.is_draft or note.retracted_reason):
            author = chart.people.get(note.author, note.author)
            yield MessageSeen(author, note.seen_on, text_of(note))
    for case in chart.side_effects:
        for entry in case.questions if case.is_open else ():
            author = chart.people.get(entry.recorded_by, entry.recorded_by)
            words = getattr(entry.details, "text", "")
            yield MessageSeen(author, entry.happened_on, f"About {case.effect}: {words}")


def text_of(note: Note) -> str:
    """Return the words of a note, to be quoted in a line."""
    return note.text


def _plan_news(chart: Chart, last: Visit | None, today: date) -> Iterator[tuple[date, str]]:
    """Yield what was changed in the plan but for the last visit's own changes."""
    own = frozenset() if last is None else frozenset(last.event_ids)
    for item in chart.plan:
        for event in standing_events(item.events):
            known = event.id in own or event.kind is PlanEventKind.RETRACT
            if not known and event.effective_on <= today and _is_news(event, last):
                yield event.effective_on, f"{item.medication.name} {_words(event)}"


def _is_news(event: PlanEvent, last: Visit | None) -> bool:
    return last is None or event.recorded_at > last.signed_at


def _words(event: PlanEvent) -> str:
    done = _DONE[event.kind]
    if event.dosage is None or event.kind is PlanEventKind.STOP:
        return done
    return f"{done}: {short_directions(event.dosage)}"


def _wish(chart: Chart, since: date | None) -> str:
    told = chart.check_in
    if told is None:
        return ""
    day = told.handed_at.astimezone().date()
    return told.topic if since is None or day > since else ""


def _doses(chart: Chart) -> dict[int, NextDoses]:
    found: dict[int, NextDoses] = {}
    for item in chart.plan:
        number, dosage = item.medication.id, item.dosage
        if number is not None and dosage is not None and _is_plain(item):
            found[number] = _next(chart, item, dosage)
    return found


def _is_plain(item: PlanItem) -> bool:
    """Whether it is ours, taken now, and neither in steps nor changed later already."""
    ours = item.medication.origin is Origin.CLINIC and item.status is PlanStatus.ACTIVE
    return ours and item.regimen is None and not item.upcoming


def _next(chart: Chart, item: PlanItem, dosage: Dosage) -> NextDoses:
    concept_id = item.medication.concept_id
    known = chart.known
    concept = None if known is None else known.pack.medications.by_id(concept_id)
    facts = chart.rules.medications.get(concept_id)
    usual = None if facts is None else facts.adult_dose
    if concept is None or usual is None or usual.basis != "per_day":
        return NextDoses()
    strengths = [s for form in concept.forms if form.form == dosage.form for s in form.strengths]
    return next_doses(dosage, strengths, Quantity(usual.usual_max, usual.unit))
