"""What a patient told at check-in, in words. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.check_in import CheckIn, CheckInField, CheckInLine, Decision
from practice_desk.domain.check_in_sheet import (
    ENGLISH,
    MEASURE,
    NEW_MEDICINES,
    NO,
    PREGNANCY,
    SUBSTANCE,
    CheckInEnd,
    alarming,
    answered_for_patient,
)
from practice_desk.domain.directory import Organization
from practice_desk.gui.models.chart_header import Pill
from practice_desk.gui.models.person_facts import Fact
from practice_desk.gui.wording import write_moment
from practice_desk.services.check_in_review import CheckInReview

FIELDS = {
    CheckInField.PHONE_MOBILE: "Mobile phone",
    CheckInField.PHONE: "Home phone",
    CheckInField.ADDRESS_LINE: "Street",
    CheckInField.CITY: "City",
    CheckInField.STATE: "State",
    CheckInField.POSTAL_CODE: "ZIP code",
    CheckInField.PHARMACY: "Pharmacy",
    CheckInField.CONTACT_NAME: "Emergency contact",
    CheckInField.CONTACT_PHONE: "Contact’s phone",
}
NOTHING = "nothing"
SHOWN_FOR = timedelta(days=28)
"""How long the Summary tells what a check-in said."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One line beside what the chart says now; `accept` is what the button does with it."""

    key: str
    label: str
    now: str
    told: str
    accept: str = "Accept"
    is_clinical: bool = False

    @property
    def sentence(self) -> str:
        """The whole row, for who can't see it."""
        if self.is_clinical:
            return f"{self.label}: {self.told}"
        return f"{self.label}: {self.now or NOTHING} becomes {self.told or NOTHING}"


def answer_rows(review: CheckInReview) -> tuple[AnswerRow, ...]:
    """Return the lines that wait for a decision, what is clinical first."""
    rows = [_row(line, review) for line in review.lines]
    return tuple(sorted(rows, key=lambda row: not row.is_clinical))


def _row(line: CheckInLine, review: CheckInReview) -> AnswerRow:
    if line.field is not None:
        return AnswerRow(line.key, FIELDS[line.field], review.now[line.field], line.told)
    return AnswerRow(
        line.key, line.shown, "", line.told, _accept(line, review.check_in), is_clinical=True
    )


def _accept(line: CheckInLine, check_in: CheckIn) -> str:
    """Return what the button does: who does not know of a pregnancy states nothing to record."""
    if line.key == NEW_MEDICINES:
        return "Reconcile"
    said = "" if check_in.answers is None else check_in.answers.given.get(line.key, "")
    stated = line.key == PREGNANCY and said in (NO, "pregnant")
    return "Record" if stated or line.key.startswith(SUBSTANCE) else "Note"


def told_besides(review: CheckInReview) -> str:
    """Return what needs no decision, in one sentence each: the topic, and what was not asked."""
    answers, parts = review.check_in.answers, []
    if answers is None or not any(line.is_clinical for line in review.lines):
        return topic_of(review.check_in)
    if topic := topic_of(review.check_in):
        parts.append(topic)
    if answers.language != ENGLISH and any(
        page.key.startswith(MEASURE) for page in review.check_in.asked
    ):
        parts.append("The measures that are due were not asked: they are in English only.")
    elif answered_for_patient(review.check_in.asked, answers) and any(
        page.for_patient for page in review.check_in.asked
    ):
        parts.append("The measures that are due were not asked: the patient did not answer alone.")
    return " ".join(parts)


def topic_of(check_in: CheckIn) -> str:
    """Return what the patient wants to talk about, in a sentence; empty without a topic."""
    return f"Wants to talk about: “{check_in.topic}”" if check_in.topic else ""


def check_in_facts(check_in: CheckIn | None, today: date) -> list[Fact]:
    """Return what the newest check-in told, for a chart: for some weeks, then it is history."""
    if check_in is None:
        return []
    day = check_in.handed_at.astimezone().date()
    if day + SHOWN_FOR < today:
        return []
    facts = [Fact(f"On {write_date(day)}", topic_of(check_in) or "No topic for the visit.")]
    if check_in.answers is not None:
        for each in alarming(check_in.asked, check_in.answers):
            if each.taken_back:
                asked, back = each.item.words or each.page.title, Pill("Taken back", "caution")
                facts.append(Fact(asked, each.told, back))
    for line in check_in.lines:
        if line.is_clinical:
            pill = Pill("To review", "caution") if line.decision is Decision.OPEN else None
            facts.append(Fact(line.shown, line.told, pill))
    return facts


def review_heading(review: CheckInReview) -> str:
    """Return who checked in, and when: "Noor Haddad · born … · PD000003 · Nov 25 …"."""
    patient, value = review.patient, review.check_in
    born = f"born {write_date(patient.birth_date)}" if patient.birth_date else ""
    when = write_moment(value.ended_at or value.handed_at)
    early = "left before the end" if value.ending is CheckInEnd.LEFT else ""
    paper = "on paper" if value.answers is not None and value.answers.on_paper else ""
    parts = (patient.display_name, born, patient.chart_number, when, paper, early)
    return " · ".join(part for part in parts if part)


def meant(told: str, pharmacies: Sequence[Organization]) -> int | None:
    """Return the pharmacy whose name is the one that was typed, None where none is."""
    wanted = told.casefold().split()
    same = [each.id for each in pharmacies if each.name.casefold().split() == wanted]
    return same[0] if len(same) == 1 else None
