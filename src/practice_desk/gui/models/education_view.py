"""Education as the page writes it: what is offered, what is due, what was explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.education import (
    DueReason,
    EducationDue,
    EducationGiven,
    HandoutKind,
    TeachBack,
)
from practice_desk.domain.handout import ENGLISH, SPANISH
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.services.education import Offer

OFFER_HEADERS = ("Handout", "About", "Why", "Education")
GIVEN_HEADERS = ("Handout", "When", "Teach-back", "In the patient’s own words", "By")
LANGUAGES = {ENGLISH: "English", SPANISH: "Spanish"}
KINDS = {
    HandoutKind.MEDICATION: "Medication",
    HandoutKind.CLASS: "Class",
    HandoutKind.CONDITION: "Condition",
    HandoutKind.SKILL: "Skill",
}
RESULTS = {
    TeachBack.UNDERSTOOD: "Understood",
    TeachBack.NEEDS_MORE: "Needs more",
    TeachBack.DECLINED: "Declined",
    TeachBack.NOT_ASKED: "Not asked yet",
}


def offer_rows(offers: Iterable[Offer]) -> list[RecordRow]:
    """Return a row for each handout that suits the chart; what is due is toned."""
    return [
        RecordRow(
            (name_of(each), KINDS[each.topic.kind], each.why, standing_words(each)),
            each,
            tones=("", "", "", "caution" if each.due is not None else ""),
        )
        for each in offers
    ]


def name_of(offer: Offer) -> str:
    """Return a handout's name as it begins a line; medications keep their own spelling."""
    if offer.topic.kind is HandoutKind.MEDICATION:
        return offer.name
    return f"{offer.name[:1].upper()}{offer.name[1:]}"


def standing_words(offer: Offer) -> str:
    """Return where a topic's education stands: "Due: started Nov 20, 2026"."""
    if offer.due is not None:
        return due_words(offer.due)
    if offer.newest is None:
        return ""
    return f"{RESULTS[offer.newest.result]}, {write_date(offer.newest.given_on)}"


def due_words(due: EducationDue) -> str:
    """Return why something is to be explained."""
    day = write_date(due.since)
    match due.reason:
        case DueReason.STARTED:
            return f"Due: started {day}"
        case DueReason.NEEDS_MORE:
            return f"Due: needs more, {day}"
    return f"Due: teach-back of {day}"


def given_rows(given: Iterable[EducationGiven], people: Mapping[str, str]) -> list[RecordRow]:
    """Return a row for each entry, as they come."""
    return [
        RecordRow(
            (
                f"{each.title} ({LANGUAGES.get(each.language, each.language)})",
                write_date(each.given_on),
                f"{RESULTS[each.result]}{f' ({each.learner})' if each.learner else ''}",
                f"“{each.patient_words}”" if each.patient_words else "",
                people.get(each.given_by, each.given_by),
            ),
            each,
            each.retracted_reason,
        )
        for each in given
    ]
