"""Side effects in an export: as they were told, then all that was assessed and decided.

What decisions about the patient were made from is of the designated record set (45 CFR 164.501).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from practice_desk.domain.adverse_event import HIGHEST_GRADE, AdverseEvent
from practice_desk.domain.adverse_event_review import (
    AdverseEventReview,
    Decision,
    Handover,
    Reply,
    Review,
    Suspect,
    Told,
    ToldAgain,
)
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.release import Record
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.told_words import texts_of
from practice_desk.letters.chart_export import Cell, ExportEntry, ExportSection, ExportTable
from practice_desk.services.charts import Chart
from practice_desk.services.export_cells import plain
from practice_desk.services.export_sieve import ExportSieve, record_of

_N = RecordNoun
_COLUMNS = (
    "Told on", "Side effect", "In the patient's words", "Severity", "Suspected", "Now",
    "Began on", "Ended on", "How often", "Bother", "Limits", "Coping", "Told by", "Came by",
)  # fmt: skip
# The words are in the file only: they are printed below, with what followed.
_SHARES = (0.14, 0.32, 0, 0.12, 0.24, 0.18, 0, 0, 0, 0, 0, 0, 0, 0)


def side_effects(chart: Chart, sieve: ExportSieve) -> ExportSection:
    """Return what patients reported, what was suspected and why, and what was decided.

    One that tells of a medication that may not leave stays here whole, at whatever step of it.
    """
    names = {item.medication.id or 0: item.medication.name for item in chart.plan}
    rows: list[tuple[Cell, ...]] = []
    entries: list[ExportEntry] = []
    for case in sorted(chart.side_effects, key=lambda each: (each.report.told_on, each.id or 0)):
        texts = (case.effect, *texts_of(case.report), *texts_of(case.entries))
        if case.status == "retracted" or not sieve.lets(
            texts, *records_of(case), day=case.report.told_on
        ):
            continue
        rows.append(_row(case, names))
        entries.append(_entry(case, chart, names))
    table = ExportTable("side-effects", _COLUMNS, _SHARES, tuple(rows), "As they stand")
    intro = "Each is followed by how it went on, what was assessed and what was decided."
    return ExportSection(
        "Side effects", intro if rows else "", (table,), tuple(entries), "side-effect-course"
    )


def records_of(case: SideEffectCase) -> tuple[Record, ...]:
    """Return all that is told of: the report, and each medication that any step of it names."""
    ids = {case.report.suspected_medication_id, *case.suspected_ids}
    for details in (entry.details for entry in case.entries):
        if isinstance(details, Review):
            ids |= {each.medication_id for each in details.suspects}
            ids |= {each.medication_id for each in details.decisions}
    return (
        *record_of(_N.SIDE_EFFECT, case.report.id),
        *((_N.MEDICATION, number) for number in sorted(each for each in ids if each is not None)),
    )


def _row(case: SideEffectCase, names: Mapping[int, str]) -> tuple[Cell, ...]:
    report, told = case.report, case.told
    suspects = ", ".join(names.get(number, "") for number in sorted(case.suspected_ids))
    return (
        report.told_on,
        case.effect,
        report.words,
        _grade(told.severity),
        suspects,
        plain(case.outcome or case.status),
        case.onset_on or "",
        case.ended_on or "",
        plain(report.frequency),
        _grade(told.bother),
        _grade(told.limits),
        ": ".join(part for part in (plain(report.coping), report.coping_note) if part),
        plain(report.told_by),
        plain(report.source),
    )


def _entry(case: SideEffectCase, chart: Chart, names: Mapping[int, str]) -> ExportEntry:
    report = case.report
    steps = [("As it was told", "\n".join(_first_told(report, names)))]
    for entry in case.entries:
        heading, words = _step(entry, names)
        if heading:
            by = chart.people.get(entry.recorded_by, entry.recorded_by)
            who = ", ".join(part for part in (write_date(entry.happened_on), by) if part)
            steps.append((f"{heading}, {who}", words))
    heading = f"{case.effect.capitalize()}, told on {write_date(report.told_on)}"
    facts = (f"Now: {plain(case.outcome or case.status)}",)
    return ExportEntry(heading, report.told_on, facts, tuple(steps))


def _first_told(report: AdverseEvent, names: Mapping[int, str]) -> Iterator[str]:
    yield f"“{report.words}”"
    first = Told(report.course, report.severity, report.bother, report.limits, "", report.ended_on)
    onset = "" if report.onset_on is None else f"since {write_date(report.onset_on)}"
    suspected = names.get(report.suspected_medication_id or 0, "")
    facts = (
        *_told(first),
        onset,
        f"how often: {plain(report.frequency)}",
        f"suspected: {suspected}" if suspected else "",
    )
    yield _sentence(facts)


def _step(entry: AdverseEventReview, names: Mapping[int, str]) -> tuple[str, str]:
    """Return how a step is called and what it says; nothing for what only tells who has read."""
    details = entry.details
    if isinstance(details, ToldAgain):
        return "Told again", "\n".join(_told_words(details.told))
    if isinstance(details, Review):
        return "Assessed and decided", "\n".join(_review(details, names))
    if isinstance(details, Handover):
        return "Passed on", details.note
    return ("Written about it", details.text) if isinstance(details, Reply) else ("", "")


def _review(review: Review, names: Mapping[int, str]) -> Iterator[str]:
    onset = "" if review.onset_on is None else f", since {write_date(review.onset_on)}"
    yield f"Held for: {review.effect}{onset}."
    if review.told is not None:
        yield from _told_words(review.told)
    for suspect in review.suspects:
        yield _suspect(suspect)
    if review.seriousness:
        yield f"Serious: {', '.join(map(plain, review.seriousness))}."
    if review.assessment:
        yield review.assessment
    for decision in review.decisions:
        yield _decision(decision, names)
    if review.recheck_on is not None:
        yield f"To be looked at again on {write_date(review.recheck_on)}."
    if review.outcome is not None:
        yield f"Closed: {plain(review.outcome)}."


def _suspect(suspect: Suspect) -> str:
    judged = (
        plain(suspect.causality),
        "" if suspect.score is None else f"Naranjo score {suspect.score}",
        f"lowered or stopped: {plain(suspect.dechallenge)}",
        f"taken again: {plain(suspect.rechallenge)}",
        *suspect.reasons,
    )
    return f"{suspect.name}: {', '.join(part for part in judged if part)}."


def _decision(decision: Decision, names: Mapping[int, str]) -> str:
    about = names.get(decision.medication_id or 0, "")
    what = " ".join(part for part in (plain(decision.action), about) if part)
    return f"Decided: {what}. {decision.comment}".rstrip()


def _told_words(told: Told) -> Iterator[str]:
    if told.words:
        yield f"“{told.words}”"
    if facts := _sentence(_told(told)):
        yield facts


def _told(told: Told) -> Iterator[str]:
    if told.course != "unknown":
        yield plain(told.course)
    for name in ("severity", "bother", "limits"):
        if grade := _grade(getattr(told, name)):
            yield f"{name} {grade}"
    if told.ended_on is not None:
        yield f"ended on {write_date(told.ended_on)}"


def _sentence(facts: Iterable[str]) -> str:
    said = ", ".join(part for part in facts if part)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _grade(value: int | None) -> str:
    return "" if value is None else f"{value} of {HIGHEST_GRADE}"
