"""The parts of an export that tell of health: conditions, allergies, medications, results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal

from practice_desk.domain import supply
from practice_desk.domain.allergy_intolerance import AllergyState, allergy_state
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directions import short_directions
from practice_desk.domain.medication import Origin, PlanItem, PlanStatus, standing_events
from practice_desk.domain.observation import Observation, ObservationCategory, ObservationStatus
from practice_desk.domain.observation_text import value_text
from practice_desk.domain.plan_event import PlanEvent
from practice_desk.domain.plan_text import item_directions
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.domain.reasons import find_reason
from practice_desk.domain.reconciliation import ReconciliationEntry
from practice_desk.domain.regimen_text import regimen_line
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.told_words import texts_of
from practice_desk.letters.chart_export import Cell, ExportSection, ExportTable
from practice_desk.services.charts import Chart
from practice_desk.services.export_cells import moment, number, plain, said_elsewhere
from practice_desk.services.export_decisions import medication_lists
from practice_desk.services.export_sieve import ExportSieve, record_of

_N = RecordNoun
_STATES = {
    AllergyState.NO_KNOWN_ALLERGIES: "No known allergies.",
    AllergyState.NOT_ASKED: "Not asked yet.",
}
_SUPPLY = {
    supply.SupplyKind.FILL: "Filled",
    supply.SupplyKind.EVENT: "Event",
    supply.SupplyKind.DECISION: "Decision",
    supply.SupplyKind.COUNT: "Pill count",
    supply.SupplyKind.AGREEMENT: "Agreement",
    supply.SupplyKind.SCREEN: "Drug screen",
    supply.SupplyKind.LIMIT: "Limit of quantity",
    supply.SupplyKind.NALOXONE: "Naloxone offered",
    supply.SupplyKind.SELF_HARM: "Screen for self-harm",
    supply.SupplyKind.FOLLOWING: "How it is followed",
}
_ORIGINS = {
    Origin.CLINIC: "",
    Origin.OUTSIDE: "another clinic",
    Origin.OWN: "the patient's own",
}
_NEVER_TOLD = frozenset({supply.SupplyKind.PDMP, supply.SupplyKind.PART2})
_GONE = frozenset({ObservationStatus.CANCELLED, ObservationStatus.REGISTERED})
_RESULTS = (
    ObservationCategory.VITAL_SIGNS,
    ObservationCategory.LABORATORY,
    ObservationCategory.EXAM,
    ObservationCategory.PROCEDURE,
)


def conditions(chart: Chart, sieve: ExportSieve) -> ExportSection:
    """Return diagnoses and history items that stand."""
    rows = [
        (
            each.display,
            each.icd10cm,
            str(each.status),
            each.onset_on or "",
            each.abated_on or "",
            each.note,
            str(each.category),
            said_elsewhere(reported=each.reported),
            each.source_code,
        )
        for each in chart.conditions
        if not each.retracted_reason
        and sieve.lets((each.display, each.note), *record_of(_N.CONDITION, each.id))
    ]
    columns = (
        "Condition", "ICD-10-CM", "Status", "Since", "Until", "Note",
        "Kind", "From elsewhere", "Code there",
    )  # fmt: skip
    shares = (0.3, 0.12, 0.12, 0.13, 0.13, 0.2, 0, 0, 0)
    return _section("Conditions", "conditions", columns, shares, rows)


def allergies(chart: Chart, sieve: ExportSieve) -> ExportSection:
    """Return allergies; that there are none is said only where that was stated."""
    rows = [
        (
            each.substance,
            each.reaction,
            str(each.severity),
            str(each.status),
            each.note,
            str(each.type),
            each.onset_on or "",
            said_elsewhere(reported=each.reported),
            each.source_code,
        )
        for each in chart.allergies
        if not each.retracted_reason
        and sieve.lets((each.substance, each.reaction, each.note), *record_of(_N.ALLERGY, each.id))
    ]
    state = allergy_state(chart.allergies, chart.allergy_statement)
    columns = (
        "Substance", "Reaction", "Severity", "Status", "Note",
        "Kind", "Since", "From elsewhere", "Code there",
    )  # fmt: skip
    return _section(
        "Allergies",
        "allergies",
        columns,
        (0.24, 0.26, 0.14, 0.14, 0.22, 0, 0, 0, 0),
        rows,
        _STATES.get(state, "") if sieve.lets(()) else "",
    )


def medications(
    chart: Chart, reconciled: Iterable[ReconciliationEntry], sieve: ExportSieve
) -> ExportSection:
    """Return each medication as it stands, every change of the plan with its reason, and what the
    lists of others were compared with."""
    shown = [
        item
        for item in chart.plan
        if item.status is not PlanStatus.ENTERED_IN_ERROR
        and sieve.lets(
            (item.medication.name, item.medication.indication),
            *record_of(_N.MEDICATION, item.medication.id),
        )
    ]
    plan = ExportTable(
        "medications",
        (
            "Medication", "Directions", "Status", "Since", "For", "Prescribed by",
            "Started", "RxNorm", "Schedule", "Review or stop",
        ),
        (0.2, 0.32, 0.1, 0.12, 0.13, 0.13, 0, 0, 0, 0),
        tuple(_medication(item) for item in shown),
        "As it stands",
    )  # fmt: skip
    history = ExportTable(
        "medication-history",
        ("Day", "Medication", "What", "Directions", "Reason", "By", "Recorded at"),
        (0.14, 0.17, 0.1, 0.25, 0.22, 0.12, 0),
        tuple(row for item in shown for row in _happened(item, chart, sieve)),
        "Every change of the plan",
    )
    lists = medication_lists(reconciled, chart, sieve)
    return ExportSection("Medications and plan", tables=(plan, history, lists), name="medications")


def _medication(item: PlanItem) -> tuple[Cell, ...]:
    about = item.medication
    return (
        about.name,
        item_directions(item),
        plain(item.status),
        item.since or "",
        about.indication,
        about.prescriber_name or _ORIGINS[about.origin],
        item.started_on or "",
        about.rxnorm_code,
        about.schedule,
        about.review_on or "",
    )


def _happened(item: PlanItem, chart: Chart, sieve: ExportSieve) -> Iterable[tuple[Cell, ...]]:
    for event in standing_events(item.events):
        reason = find_reason(event.kind, event.reason_code)
        words = reason.text if reason is not None else event.reason_code
        if not sieve.lets((event.comment,), day=event.effective_on):
            continue
        yield (
            event.effective_on,
            item.medication.name,
            str(event.kind),
            _directions(event),
            ". ".join(part for part in (words, event.comment) if part),
            chart.people.get(event.recorded_by, event.recorded_by),
            moment(event.recorded_at),
        )


def _directions(event: PlanEvent) -> str:
    if event.regimen is not None:
        return regimen_line(event.regimen)
    return short_directions(event.dosage) if event.dosage is not None else ""


def supply_of(chart: Chart, sieve: ExportSieve) -> ExportSection:
    """Return fills, counts, agreements and drug screens; no report of a monitoring program, and
    nothing that says of the chart whether 42 CFR Part 2 protects it."""
    names = {item.medication.id: item.medication.name for item in chart.plan}
    rows: list[tuple[Cell, ...]] = []
    for entry in supply.standing(chart.supply):
        if entry.kind in _NEVER_TOLD:
            continue
        words = "; ".join(_details(entry.details))
        record = record_of(_N.MEDICATION, entry.medication_id)
        if sieve.lets((words,), *record, day=entry.happened_on):
            name = names.get(entry.medication_id, "")
            rows.append((entry.happened_on, _SUPPLY[entry.kind], name, words))
    columns = ("Day", "What", "Medication", "Words")
    return _section("Supply", "supply", columns, (0.14, 0.2, 0.22, 0.44), rows)


def _details(details: supply.Details) -> Iterable[str]:
    """Yield what an entry holds, each with the name of its field."""
    for field in fields(details):
        value = getattr(details, field.name)
        if value not in (None, "") and not field.name.endswith("_id"):
            said = f"{value:f}" if isinstance(value, Decimal) else str(value)
            yield f"{plain(field.name)}: {plain(said)}"


def trials(chart: Chart, sieve: ExportSieve) -> ExportSection:
    """Return earlier trials of medications and what came of them."""
    rows = [
        (
            each.name,
            each.began_on or "",
            each.ended_on or "",
            "" if each.highest_dose is None else f"{each.highest_dose:f} {each.dose_unit}",
            plain(each.response),
            ". ".join(part for part in (each.stop_reason, each.side_effects, each.note) if part),
            "" if each.weeks is None else str(each.weeks),
            plain(each.adherence),
            each.told_by,
        )
        for each in chart.trials
        if not each.retracted_reason
        and sieve.lets(
            texts_of(each),
            *record_of(_N.TRIAL, each.id),
            *record_of(_N.MEDICATION, each.medication_id),
        )
    ]
    columns = (
        "Medication", "From", "To", "Highest dose", "Response", "Why it ended, and more",
        "Weeks", "Taken as directed", "Told by",
    )  # fmt: skip
    shares = (0.2, 0.13, 0.13, 0.13, 0.15, 0.26, 0, 0, 0)
    return _section("Past trials of medications", "trials", columns, shares, rows)


def measures(
    responses: Iterable[QuestionnaireResponse], scores: Iterable[Observation], sieve: ExportSieve
) -> ExportSection:
    """Return totals of measures, and the answer to each question."""
    totals: list[tuple[Cell, ...]] = []
    answers: list[tuple[Cell, ...]] = []
    scored: set[int] = set()
    for each in responses:
        scored |= set(each.observation_ids)
        day = each.authored_at.astimezone().date()
        record = record_of(_N.QUESTIONNAIRE_RESPONSE, each.id)
        if each.retracted_reason or not sieve.lets(texts_of(each), *record, day=day):
            continue
        total = "" if each.total is None else f"{each.total:f}"
        words = ". ".join(part for part in (each.meaning or each.not_scored, each.note) if part)
        told = (plain(each.mode), each.answered_by, moment(each.authored_at))
        totals.append((day, each.instrument_name, total, words, *told))
        short = each.instrument_name.partition(" (")[0]
        answers += [(day, short, a.question, a.chosen) for a in each.answers]
    for score in scores:
        day = score.observed_at.astimezone().date()
        if score.id in scored or score.retracted_reason:
            continue
        if sieve.lets((score.note,), *record_of(_N.OBSERVATION, score.id), day=day):
            told = ("", "", moment(score.observed_at))
            totals.append((day, score.display, value_text(score), score.note, *told))
    totals.sort(key=lambda row: str(row[0]), reverse=True)
    tables = (
        ExportTable(
            "measures",
            ("Day", "Measure", "Total", "Meaning", "How", "Answered by", "Answered at"),
            (0.14, 0.3, 0.12, 0.44, 0, 0, 0), tuple(totals), "Totals",
        ),
        ExportTable(
            "measure-answers", ("Day", "Measure", "Question", "Answer"), (0.14, 0.16, 0.42, 0.28),
            tuple(answers), "Answers",
        ),
    )  # fmt: skip
    return ExportSection("Measures and scores", tables=tables, name="measures")


def results(found: Iterable[Observation], sieve: ExportSieve) -> ExportSection:
    """Return vitals, laboratory results and examinations, the newest first."""
    rows: list[tuple[Cell, ...]] = []
    wanted = [each for each in found if each.category in _RESULTS]
    for each in sorted(wanted, key=lambda value: value.observed_at, reverse=True):
        day = each.observed_at.astimezone().date()
        if each.retracted_reason or each.status in _GONE:
            continue
        texts = (each.display, each.value_text, each.note)
        if sieve.lets(texts, *record_of(_N.OBSERVATION, each.id), day=day):
            coded = (each.code, number(each.value), each.unit, moment(each.observed_at))
            told = (day, each.display, value_text(each), _range(each), each.note)
            rows.append((*told, *coded, str(each.status), said_elsewhere(reported=each.reported)))
    columns = (
        "Day", "What", "Result", "Reference", "Note",
        "LOINC", "Number", "Unit", "Observed at", "Status", "From elsewhere",
    )  # fmt: skip
    shares = (0.14, 0.3, 0.2, 0.14, 0.22, 0, 0, 0, 0, 0, 0)
    return _section("Results and vitals", "results", columns, shares, rows)


def _range(value: Observation) -> str:
    low, high = value.reference_low, value.reference_high
    if low is not None and high is not None:
        return f"{low:f} to {high:f}"
    if high is not None:
        return f"up to {high:f}"
    return "" if low is None else f"from {low:f}"


def history(chart: Chart, social: Iterable[Observation], sieve: ExportSieve) -> ExportSection:
    """Return substance use, events, hospital stays and what else was told of the past."""
    rows: list[tuple[Cell, ...]] = []
    for use in chart.substance_uses:
        last = "" if use.last_used_on is None else f"last used {write_date(use.last_used_on)}"
        words = ". ".join(part for part in (str(use.status), use.amount, last, use.note) if part)
        record = record_of(_N.SUBSTANCE_USE, use.id)
        if not use.retracted_reason and sieve.lets((use.substance, words), *record):
            rows.append((use.recorded_on, f"Substance use: {use.substance}", words))
    for event in chart.events:
        record = record_of(_N.EVENT, event.id)
        said = ". ".join(part for part in (event.words, event.note) if part)
        if not event.retracted_reason and sieve.lets((said,), *record, day=event.began_on):
            until = "" if event.ended_on is None else f", until {write_date(event.ended_on)}"
            rows.append((event.began_on, f"{str(event.kind).capitalize()}{until}", said))
    for each in social:
        day = each.observed_at.astimezone().date()
        record = record_of(_N.OBSERVATION, each.id)
        said = ". ".join(part for part in (value_text(each), each.note) if part)
        if not each.retracted_reason and sieve.lets((each.display, said), *record, day=day):
            rows.append((day, each.display, said))
    columns = ("Day", "What", "Words")
    return _section("History and events", "history", columns, (0.14, 0.3, 0.56), rows)


def _section(
    title: str,
    name: str,
    columns: tuple[str, ...],
    shares: tuple[float, ...],
    rows: Iterable[tuple[Cell, ...]],
    intro: str = "",
) -> ExportSection:
    table = ExportTable(name, columns, shares, tuple(rows))
    return ExportSection(title, intro, (table,), name=name)
