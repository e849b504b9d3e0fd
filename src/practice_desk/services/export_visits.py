"""When the patient came, what check-ins asked and what the staff wrote, in an export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from practice_desk.domain.appointment import VISIT_WORDS, Appointment, AppointmentStatus
from practice_desk.domain.calendar_text import write_date, write_moment, write_time
from practice_desk.domain.check_in import CheckIn
from practice_desk.domain.check_in_sheet import (
    ADHERENCE,
    EFFECT,
    MEASURE,
    OTHER_EFFECTS,
    Answers,
    Item,
)
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.medication import PlanStatus
from practice_desk.domain.message import AboutNoun, Message
from practice_desk.domain.message_case import MessageCase, MessageState
from practice_desk.domain.message_entry import CallPassedOn, MessageEntry
from practice_desk.domain.release import Record
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.told_words import texts_of
from practice_desk.domain.visit import Visit
from practice_desk.letters.chart_export import Cell, ExportEntry, ExportSection, ExportTable
from practice_desk.services.charts import Chart
from practice_desk.services.export_cells import moment, plain
from practice_desk.services.export_side_effects import records_of
from practice_desk.services.export_sieve import ExportSieve, record_of
from practice_desk.services.message_about import NOUN_WORDS, about_line
from practice_desk.storage import people
from practice_desk.storage.letter_told import letters_told
from practice_desk.storage.message_about import is_retracted
from practice_desk.storage.unit_of_work import UnitOfWork

_N = RecordNoun
_STATES = {AppointmentStatus.FULFILLED: "done", AppointmentStatus.NO_SHOW: "not come"}
_KEPT_AS_RECORDS = (MEASURE, EFFECT, OTHER_EFFECTS)
"""Answers that were filed as measures and side effects: in those parts, with their labels."""
_LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)


def visits(
    work: UnitOfWork,
    chart: Chart,
    appointments: Iterable[Appointment],
    signed: Iterable[Visit],
    sieve: ExportSieve,
) -> ExportSection:
    """Return appointments, visits that were signed and visits elsewhere, the newest first."""
    rows = [
        *_appointments(work, appointments, sieve),
        *_signed(chart, signed, sieve),
        *_encounters(chart.encounters, sieve),
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    columns = ("Day", "Visit", "With", "Now", "Words", "Begins at")
    shares = (0.14, 0.24, 0.2, 0.12, 0.3, 0)
    table = ExportTable("visits", columns, shares, tuple(row for _at, row in rows))
    return ExportSection("Visits and appointments", tables=(table,), name="visits")


_Row = tuple[datetime, tuple[Cell, ...]]


def _appointments(
    work: UnitOfWork, found: Iterable[Appointment], sieve: ExportSieve
) -> Iterator[_Row]:
    names: dict[int | None, str] = {None: ""}
    for each in found:
        day = each.starts_at.astimezone().date()
        words = ". ".join(part for part in (each.cancelled_reason, each.comment) if part)
        if not sieve.lets((words,), day=day):
            continue
        number = each.practitioner_id
        if number is not None and number not in names:
            names[number] = people.practitioners.get(work.connection, number).display_name
        state = _STATES.get(each.status, plain(each.status))
        what = f"{VISIT_WORDS[each.visit]}, {write_time(each.starts_at)}"
        yield each.starts_at, (day, what, names[number], state, words, moment(each.starts_at))


def _signed(chart: Chart, found: Iterable[Visit], sieve: ExportSieve) -> Iterator[_Row]:
    for each in found:
        next_on = "" if each.follow_up_on is None else f"next visit {write_date(each.follow_up_on)}"
        if not sieve.lets((), *record_of(_N.NOTE, each.note_id), day=each.seen_on):
            continue
        by = chart.people.get(each.signed_by, each.signed_by)
        row = (each.seen_on, "Visit as signed", by, "signed", next_on, moment(each.started_at))
        yield each.started_at, row


def risk_asked(chart: Chart, signed: Iterable[Visit], sieve: ExportSieve) -> ExportTable:
    """Return what each visit asked about harm to self or others, the newest first: it goes with
    the risk, and not with the days on which the patient came."""
    rows: list[tuple[Cell, ...]] = []
    for each in sorted(signed, key=lambda visit: visit.started_at, reverse=True):
        record = record_of(_N.NOTE, each.note_id)
        if sieve.lets((each.risk_words,), *record, day=each.seen_on):
            by = chart.people.get(each.signed_by, each.signed_by)
            rows.append((each.seen_on, plain(each.risk), each.risk_words, by))
    columns = ("Day", "Harm to self or others", "Words", "By")
    return ExportTable(
        "risk-at-visits", columns, (0.14, 0.24, 0.42, 0.2), tuple(rows), "As asked at visits"
    )


def _encounters(found: Iterable[Encounter], sieve: ExportSieve) -> Iterator[_Row]:
    for each in found:
        began = each.started_at
        day = None if began is None else began.astimezone().date()
        if not sieve.lets((each.display, each.reason), day=day):
            continue
        where = "elsewhere" if each.reported else ""
        until = "" if each.ended_at is None else f"until {write_moment(each.ended_at)}"
        words = ". ".join(part for part in (each.reason, until) if part)
        row = (day or "", each.display or each.class_code, where, plain(each.status), words)
        yield began or _LONG_AGO, (*row, moment(began))


def check_ins(found: Iterable[CheckIn], sieve: ExportSieve) -> ExportSection:
    """Return what patients answered at check-in, and what was decided about their corrections.

    Measures and side effects that they told there are in those parts.
    """
    rows: list[tuple[Cell, ...]] = []
    for each in found:
        if each.answers is None:
            continue
        day = each.handed_at.astimezone().date()
        decided = {line.key: plain(line.decision) for line in each.lines}
        for page in each.asked:
            for item in page.items:
                if item.key.startswith(_KEPT_AS_RECORDS):
                    continue
                said = _answer(item, each.answers)
                records = _told_of(item.key)
                if said and sieve.lets((page.title, item.words, said), *records, day=day):
                    question = item.words or page.title
                    rows.append((day, question, said, decided.get(item.key, "")))
    columns = ("Day", "Question", "Answer", "Decided")
    table = ExportTable("check-ins", columns, (0.14, 0.38, 0.34, 0.14), tuple(rows))
    intro = "A correction of the chart was accepted or rejected; the other answers are as given."
    return ExportSection("Check-ins", intro if rows else "", (table,), name="check-ins")


def _answer(item: Item, answers: Answers) -> str:
    given = answers.given
    choice = item.choice(given.get(item.key, "")) if item.choices else None
    parts = ("" if choice is None else choice.words, given.get(item.text_key, ""))
    return ": ".join(part for part in parts if part)


def _told_of(key: str) -> tuple[Record, ...]:
    """Return the medication that a question about how it is taken names by its id."""
    number = key.removeprefix(ADHERENCE)
    return record_of(_N.MEDICATION, int(number)) if number != key and number.isdecimal() else ()


def messages(
    work: UnitOfWork, cases: Iterable[MessageCase], chart: Chart, sieve: ExportSieve
) -> ExportSection:
    """Return what the staff wrote to each other about the patient, calls word for word.

    Words that were taken back are as entered in error: they stay.
    """
    entries: list[ExportEntry] = []
    for case in cases:
        message = case.message
        if case.state is MessageState.TAKEN_BACK:
            continue
        day = message.created_at.astimezone().date()
        about = _about(work, message, chart)
        kept = [each for each in case.entries if each.id not in case.taken_back]
        told = tuple(pair for each in kept if (pair := _said(each, chart.people)) is not None)
        texts = (message.subject, about, *texts_of(told))
        if not sieve.lets(texts, *_records(work, case, chart), day=day):
            continue
        facts = (*((f"About: {about}",) if about else ()), f"Now: {plain(case.state)}")
        entries.append(ExportEntry(f"{write_date(day)}: {message.subject}", day, facts, told))
    title = "Messages and calls about the patient"
    return ExportSection(title, entries=tuple(entries), name="messages")


def _about(work: UnitOfWork, message: Message, chart: Chart) -> str:
    """Return what a message is about; of a record in error, which stays, no more than its kind."""
    if not message.about_noun:
        return ""
    noun, number = AboutNoun(message.about_noun), message.about_id
    in_error = is_retracted(work.connection, noun, number)
    if noun is AboutNoun.SIDE_EFFECT:
        in_error = any(
            each.report.id == number and each.status == "retracted" for each in chart.side_effects
        )
    elif noun is AboutNoun.MEDICATION:
        in_error = any(
            each.medication.id == number and each.status is PlanStatus.ENTERED_IN_ERROR
            for each in chart.plan
        )
    return f"{NOUN_WORDS[noun]}, entered in error" if in_error else about_line(work, message)


def _said(entry: MessageEntry, names: Mapping[str, str]) -> tuple[str, str] | None:
    details, words = entry.details, entry.words
    if isinstance(details, CallPassedOn):
        caller = " ".join(part for part in (details.caller, details.number) if part)
        words = f"Call of {caller}, who wishes: {plain(details.wish)}.\n“{words}”"
    if not words.strip():
        return None
    by = names.get(entry.recorded_by, entry.recorded_by)
    return f"{by}, {write_moment(entry.recorded_at)}", words


def _records(work: UnitOfWork, case: MessageCase, chart: Chart) -> tuple[Record, ...]:
    """Return what a message is about; of a letter or a side effect, all that it tells of."""
    noun, number = case.message.about_noun, case.message.about_id
    if noun == AboutNoun.SIDE_EFFECT:
        return tuple(
            record
            for effect in chart.side_effects
            if effect.report.id == number
            for record in records_of(effect)
        )
    if noun == AboutNoun.LETTER:
        told = letters_told.of_letter(work.connection, number)
        return tuple(chart.labels) if told is None else told.records
    known = frozenset(RecordNoun)
    return record_of(RecordNoun(noun), number) if number and noun in known else ()
