"""The tables and pictures of outcomes, and how they are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from practice_desk.domain.instrument import Band, ChangeRule, Instrument
from practice_desk.domain.period import Period
from practice_desk.domain.report import (
    Answer,
    Cell,
    CellKind,
    Counted,
    Distribution,
    Funnel,
    ReportColumn,
    ReportTable,
    StackedBars,
    counted,
    share,
)
from practice_desk.domain.report_outcomes import (
    MeasureOutcomes,
    Standing,
    TreatedPatient,
    latest_in,
)
from practice_desk.domain.report_waits import SHARES, wait_cells, wait_columns
from practice_desk.domain.waiting_time import RULE

_COUNT, _PERCENT = CellKind.COUNT, CellKind.PERCENT
_STAGES = (
    ReportColumn("treated", "In treatment", _COUNT),
    ReportColumn("measured", "With a baseline", _COUNT, part_of="treated"),
    ReportColumn("again", "Measured again", _COUNT, part_of="measured"),
    ReportColumn("judged", "Judged", _COUNT, part_of="again"),
    ReportColumn("responded", "Response", _COUNT, part_of="judged"),
    ReportColumn("remitted", "Remission", _COUNT, part_of="responded"),
)
_OUTCOMES = (
    ReportColumn("measure", "Measure"),
    ReportColumn("treated", "In treatment", _COUNT),
    ReportColumn("not_measured", "Not measured", _COUNT, part_of="treated"),
    ReportColumn("once", "Not again", _COUNT, part_of="treated"),
    ReportColumn("again", "Measured again", _COUNT, part_of="treated"),
    ReportColumn("judged", "Judged", _COUNT, part_of="again"),
    ReportColumn("responded", "Response", _COUNT, part_of="judged"),
    ReportColumn("response_share", "Response share", _PERCENT, of=("responded", "judged")),
    ReportColumn("remitted", "Remission", _COUNT, part_of="responded"),
    ReportColumn("remission_share", "Remission share", _PERCENT, of=("remitted", "judged")),
    *wait_columns("response", "Response", "judged"),
)
_CHANGES = (
    ReportColumn("measure", "Measure"),
    ReportColumn("again", "Measured again", _COUNT),
    ReportColumn("better", "Better", _COUNT, part_of="again"),
    ReportColumn("better_share", "Better share", _PERCENT, of=("better", "again")),
    ReportColumn("same", "No change that counts", _COUNT, part_of="again"),
    ReportColumn("worse", "Worse", _COUNT, part_of="again"),
    ReportColumn("worse_share", "Worse share", _PERCENT, of=("worse", "again")),
)
_CHANGED = (
    "Better and worse: by a change that patients notice, as the measure’s sources say; measures "
    "without such a number are left out."
)
_WHO = (
    "In treatment: long-term medication of the clinic’s own plan, the chosen one where one is "
    "chosen, on some day of the period; also of those who have left since, up to their last visit "
    "where nobody ended the plan."
)
_BASELINE = (
    "Baseline, as in the chart: chosen by a clinician, else the last total up to the start of the "
    "treatment, else the first. Not again: no later total in the period. The newest counts."
)
_JUDGED = (
    "Judged: measured again, from a baseline that can show a response. Shares are of the judged; "
    "whoever is in remission counts among the responses."
)
_WAITS = (
    "Days from the baseline to the first total with a response, also where it did not last; "
    f"without one, to the last total. {SHARES} {RULE}"
)
_STEPS = 6
"""How many ranges a scale without bands is shown in."""


def outcomes_answer(found: Sequence[MeasureOutcomes], shown: MeasureOutcomes) -> Answer:
    """Return the outcomes by each measure of *found*, with the funnel of *shown*, one of them."""
    stages: tuple[Cell, ...] = (
        shown.treated,
        shown.measured,
        shown.again,
        shown.judged,
        shown.responded,
        shown.remitted,
    )
    rule = shown.instrument.change
    kept = [
        column.name
        for column in _STAGES
        if (rule.has_goal or column.name not in ("judged", "responded"))
        and (rule.remission_below is not None or column.name != "remitted")
    ]
    rows = sorted(found, key=lambda each: (-each.again.number, each.instrument.name.casefold()))
    return Answer(
        ReportTable(_OUTCOMES, tuple(_row(each) for each in rows), by_size=True),
        Funnel(f"{shown.instrument.short_name}: from treatment to {_last(rule)}", tuple(kept)),
        (_WHO, _BASELINE, _JUDGED, _WAITS, *_rules(each.instrument for each in rows)),
        shown.treated.number,
        ReportTable(_STAGES, (stages,)),
    )


def _last(rule: ChangeRule) -> str:
    """Return the last stage that a measure knows."""
    if rule.remission_below is not None:
        return "remission"
    return "response" if rule.has_goal else "a second measure"


def _row(found: MeasureOutcomes) -> tuple[Cell, ...]:
    rule, judged = found.instrument.change, found.judged.number
    remits = rule.remission_below is not None
    return (
        found.instrument.short_name,
        found.treated,
        found.those(Standing.NOT_MEASURED),
        found.those(Standing.NOT_AGAIN),
        found.again,
        found.judged if rule.has_goal else None,
        found.responded if rule.has_goal else None,
        share(found.responded.number, judged),
        found.remitted if remits else None,
        share(found.remitted.number, judged) if remits else None,
        *wait_cells(found.to_response),
    )


def changes_answer(found: Sequence[MeasureOutcomes]) -> Answer:
    """Return who got better or worse by a change that counts, by each measure that knows one."""
    knowing = [each for each in found if each.instrument.change.counts is not None]
    rows = sorted(knowing, key=lambda each: (-each.again.number, each.instrument.name.casefold()))
    table = ReportTable(_CHANGES, tuple(_moves(each) for each in rows), by_size=True)
    everybody = max((each.treated.number for each in rows), default=0)
    return Answer(
        table,
        StackedBars("Patients better and worse by measure", "measure", ("better", "same", "worse")),
        (_WHO, _BASELINE, _CHANGED, *_rules(each.instrument for each in rows)),
        everybody,
    )


def _moves(found: MeasureOutcomes) -> tuple[Cell, ...]:
    better, worse = found.moved(better=True), found.moved(better=False)
    moved = better.patient_ids | worse.patient_ids
    return (
        found.instrument.short_name,
        found.again,
        better,
        share(better.number, found.again.number),
        counted(found.again.patient_ids - moved),
        worse,
        share(worse.number, found.again.number),
    )


def _rules(instruments: Iterable[Instrument]) -> Iterator[str]:
    """Yield what response and remission are by each measure, or that its sources do not say."""
    for each in instruments:
        rule, said = each.change, []
        if not rule.has_goal:
            said.append("No response and no remission cut-off in the measure’s sources.")
        elif rule.remission_below is None:
            said.append("No remission cut-off in the measure’s sources.")
        elif rule.response_percent is None and rule.response_at_most is None:
            said.append("No response cut-off in the measure’s sources: remission counts as one.")
        if each.sources:
            said.append(f"Sources: {'; '.join(each.sources)}.")
        yield " ".join(filter(None, (f"{each.short_name}.", rule.in_words, *said)))


def latest_totals(
    instrument: Instrument, patients: Iterable[TreatedPatient], period: Period
) -> Answer:
    """Return how many of *patients* have their latest total of the period in which band."""
    latest = {each.patient_id: latest_in(each, period) for each in patients}
    bands = instrument.bands or _ranges(instrument)
    rows: list[tuple[Cell, ...]] = []
    for band in bands:
        theirs = {
            number
            for number, total in latest.items()
            if total is not None and _is_in(band, total.total)
        }
        rows.append(_band_row(_label(band), counted(theirs), len(latest)))
    unmeasured = {number for number, total in latest.items() if total is None}
    rows.append(_band_row("Not measured", counted(unmeasured), len(latest)))
    columns = (
        ReportColumn("band", f"{instrument.short_name}, latest total"),
        ReportColumn("patients", "Patients", _COUNT),
        ReportColumn("share", "Of all in treatment", _PERCENT, of=("patients",)),
    )
    everybody = counted(set(latest))
    table = ReportTable(
        columns, tuple(rows), ("All in treatment", everybody, share(len(latest), len(latest)))
    )
    return Answer(
        table,
        Distribution(f"{instrument.short_name}: latest total of each patient", "band", "patients"),
        (_WHO, "The newest total of the period counts, each patient once.", *_bands(instrument)),
        len(latest),
    )


def _is_in(band: Band, total: Decimal) -> bool:
    """Whether a total is in a band; one between two, such as 9.5, is in the lower of them."""
    return band.lowest <= total < band.highest + 1


def _band_row(label: str, number: Counted, whole: int) -> tuple[Cell, ...]:
    return label, number, share(number.number, whole)


def _bands(instrument: Instrument) -> tuple[str, ...]:
    if instrument.bands:
        return (f"Bands: {'; '.join(instrument.sources)}.",) if instrument.sources else ()
    return ("The measure’s sources name no bands: these ranges of its scale mean nothing more.",)


def _ranges(instrument: Instrument) -> tuple[Band, ...]:
    """Return a scale without bands in up to so many ranges of the same width."""
    count = instrument.highest - instrument.lowest + 1
    width = -(-count // min(_STEPS, count)) if count > _STEPS + 1 else 1
    lows = range(instrument.lowest, instrument.highest + 1, width)
    return tuple(Band(low, min(low + width - 1, instrument.highest), "") for low in lows)


def _label(band: Band) -> str:
    numbers = str(band.lowest) if band.lowest == band.highest else f"{band.lowest}–{band.highest}"
    return f"{numbers}, {band.label}" if band.label else numbers
