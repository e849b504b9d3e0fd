"""Requests of patients about their records, and exports, in words. No widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.chart_export import ChartExport
from practice_desk.domain.patient_request import (
    DAYS_OF_EXTENSION,
    REVIEWABLE,
    SOON,
    Asker,
    DenialGround,
    RequestCase,
    RequestEntry,
    RequestKind,
    RequestStep,
    Standing,
)

HEADERS = ("What", "Received", "From", "Act by", "Now")
KINDS = {RequestKind.ACCESS: "See or get the record", RequestKind.AMENDMENT: "Amend the record"}
ASKERS = {Asker.PATIENT: "The patient", Asker.REPRESENTATIVE: "A personal representative"}
STANDINGS = {
    Standing.OPEN: "Open",
    Standing.EXTENDED: "Open, extended",
    Standing.REVIEW: "Review asked for",
    Standing.GIVEN: "Given",
    Standing.ACCEPTED: "Accepted",
    Standing.DENIED: "Denied",
    Standing.DENIED_IN_PART: "Denied in part",
    Standing.WITHDRAWN: "Withdrawn",
}
STEPS = {
    RequestStep.GIVEN: "Given to the patient",
    RequestStep.ACCEPTED: "Accepted: the record is amended",
    RequestStep.DENIED: "Denied",
    RequestStep.DENIED_IN_PART: "Denied in part",
    RequestStep.EXTENDED: "Time extended, the patient was told",
    RequestStep.WITHDRAWN: "Withdrawn by the patient",
    RequestStep.REVIEW_ASKED: "The patient asks for a review",
    RequestStep.DISAGREEMENT: "Statement of disagreement came",
    RequestStep.REBUTTAL: "Our answer to the statement",
    RequestStep.GOES_ALONG: "The patient asks that it goes along",
    RequestStep.TOLD: "Others were told of the amendment",
    RequestStep.REMARK: "Remark",
    RequestStep.REOPENED: "Opened again",
}
GROUNDS = {
    DenialGround.PSYCHOTHERAPY_NOTES: "Psychotherapy notes (164.524(a)(1)(i))",
    DenialGround.LEGAL_PROCEEDING: "Made for a legal proceeding (164.524(a)(1)(ii))",
    DenialGround.RESEARCH: "Research in progress, agreed to (164.524(a)(2)(iii))",
    DenialGround.CONFIDENTIAL_SOURCE: "Told by another in confidence (164.524(a)(2)(v))",
    DenialGround.INMATE: "Asked by an inmate, a copy would endanger (164.524(a)(2)(ii))",
    DenialGround.DANGER: "Would endanger life or safety (164.524(a)(3)(i))",
    DenialGround.HARM_TO_ANOTHER: "Names another, who could be harmed (164.524(a)(3)(ii))",
    DenialGround.HARM_BY_REPRESENTATIVE: "The representative could do harm (164.524(a)(3)(iii))",
    DenialGround.NOT_KEPT_HERE: "We do not keep it (164.524(d)(3))",
    DenialGround.NOT_OURS: "Not made by us, and its maker can amend it (164.526(a)(2)(i))",
    DenialGround.NOT_OF_RECORD_SET: "No part of the record set (164.526(a)(2)(ii))",
    DenialGround.NOT_OPEN_TO_ACCESS: "Not open to access (164.526(a)(2)(iii))",
    DenialGround.ACCURATE: "Accurate and complete (164.526(a)(2)(iv))",
}
HINTS = {
    RequestStep.EXTENDED: (
        f"Once, by no more than {DAYS_OF_EXTENSION} days, with the reason and the new day in"
        " writing before the first time is over."
    ),
    RequestStep.ACCEPTED: (
        "Amend the entry first: a note by an amendment, another record by changing it. Say here"
        " what was amended and whom the patient wants told, and add each one told later."
    ),
    RequestStep.GIVEN: "An export that answers a request is entered here by itself.",
    RequestStep.TOLD: "Those whom the patient named, and those who rely on what was amended.",
    RequestStep.GOES_ALONG: "Request and denial then go along with later exports of the entry.",
    RequestStep.DISAGREEMENT: "It goes along with later exports of the entry, with the denial.",
    RequestStep.REBUTTAL: "The patient gets a copy of it.",
}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request or an export as the table shows it."""

    cells: tuple[str, ...]
    told: str
    case: RequestCase | None = None
    export: ChartExport | None = None


def due_words(case: RequestCase, today: date) -> str:
    """Return until when somebody has to act: "Dec 12, 2026, in 5 days"; empty once answered."""
    if not case.is_open:
        return ""
    days = (case.due_on - today).days
    if days < 0:
        return f"{write_date(case.due_on)}, overdue"
    if days == 0:
        return f"{write_date(case.due_on)}, today"
    return f"{write_date(case.due_on)}, in {days} {'day' if days == 1 else 'days'}"


def tone_of(case: RequestCase, today: date) -> str:
    """Return how loud a request is told: not at all (empty), "caution" or "danger"."""
    if not case.is_open:
        return ""
    if case.due_on < today:
        return "danger"
    return "caution" if case.due_on - today <= SOON else ""


def request_rows(
    cases: tuple[RequestCase, ...],
    exports: tuple[ChartExport, ...],
    recipients: Mapping[int, str],
    people: Mapping[str, str],
    today: date,
) -> tuple[RequestRow, ...]:
    """Return the requests as they come, then the exports; *recipients* are by letter."""
    asked = tuple(RequestRow(_cells(case, today), _told(case, people), case) for case in cases)
    given = tuple(
        RequestRow(
            (
                "Export",
                write_date(each.made_at.astimezone().date()),
                recipients.get(each.letter_id, "").partition("\n")[0],
                "",
                "Given",
            ),
            _told_of(each, people),
            None,
            each,
        )
        for each in exports
    )
    return (*asked, *given)


def _cells(case: RequestCase, today: date) -> tuple[str, ...]:
    request = case.request
    return (
        KINDS[request.kind],
        write_date(request.received_on),
        who_asks(case),
        due_words(case, today),
        STANDINGS[case.standing],
    )


def who_asks(case: RequestCase) -> str:
    """Return who asks."""
    request = case.request
    return request.asked_by or ASKERS[request.asker]


def _told(case: RequestCase, people: Mapping[str, str]) -> str:
    request = case.request
    facts = (
        ("About", request.about),
        ("Form wanted" if request.kind is RequestKind.ACCESS else "To read", request.wanted_form),
        ("Came", request.how),
        ("Who asks was checked", request.identity),
        ("Recorded by", people.get(request.recorded_by, request.recorded_by)),
    )
    lines = [request.what, " · ".join(f"{name}: {text}" for name, text in facts if text)]
    lines += ["", *(_step(each, people) for each in case.entries)] if case.entries else []
    return "\n".join(lines)


def _step(entry: RequestEntry, people: Mapping[str, str]) -> str:
    ground = "" if entry.ground is None else f" {GROUNDS[entry.ground]}."
    if entry.ground in REVIEWABLE:
        ground += " May be reviewed."
    by = people.get(entry.recorded_by, entry.recorded_by)
    words = f" {entry.words}" if entry.words else ""
    return f"{write_date(entry.happened_on)}, {by}: {STEPS[entry.step]}.{ground}{words}"


def _told_of(export: ChartExport, people: Mapping[str, str]) -> str:
    by = people.get(export.made_by, export.made_by)
    parts = ", ".join(str(part) for part in export.parts)
    files = [f"{each.name} · {each.size:,} bytes · {each.sha256}" for each in export.files]
    return "\n".join((f"By {by}. Parts: {parts}.", "Files with their SHA-256:", *files))
