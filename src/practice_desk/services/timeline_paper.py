"""The course of treatment on paper: gathered, rendered, given to the patient and kept.

Like a dose calendar it is previewed first, and kept in the chart with its exact bytes once it has
been printed or saved; the patient is the recipient of the disclosure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import Invalid, LetterRefused, Problem
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.sensitivity import Labels, RecordNoun
from practice_desk.domain.timeline import SeriesTrack, Timeline
from practice_desk.letters.kinds.timeline import CODE, TimelineContent
from practice_desk.letters.parties import Letterhead, LetterPatient, Signatory
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import (
    LeavingPages,
    SentLetter,
    keep_paper,
    paper_for_patient,
)
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.services.letter_events import DRAFT
from practice_desk.services.letter_facts import new_code, read_facts
from practice_desk.services.sensitivity import read_labels

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

PURPOSE = "Given to the patient: course of treatment"
_NOUNS = {
    "medication": RecordNoun.MEDICATION,
    "adverse_event": RecordNoun.SIDE_EFFECT,
    "chart_event": RecordNoun.EVENT,
    "note": RecordNoun.NOTE,
    "care_plan_entry": RecordNoun.GOAL,
    "score": RecordNoun.OBSERVATION,
    "result": RecordNoun.OBSERVATION,
}
"""What the timeline calls the records that can carry a label."""


@dataclass(frozen=True, slots=True)
class TimelineChoice:
    """What of a timeline goes on paper: the days, and the keys of the lanes.

    Records with a label stay off it, as it may be passed on, unless the patient wants them on it
    (`with_labelled`): to one's own records everybody has a right without consent (42 CFR 2.23).
    """

    timeline: Timeline
    first: date
    last: date
    lanes: tuple[str, ...]
    with_labelled: bool = False


@dataclass(frozen=True, slots=True)
class TimelineDraft:
    """A paper about to be made; see `letters.Draft`.

    `is_cut` says that records with a label were left off it.
    """

    patient_id: int
    code: str
    title: str
    made_at: datetime
    content: TimelineContent | None
    missing: tuple[Problem, ...]
    is_cut: bool = False


def timeline_draft(
    clinic: Clinic, patient_id: int, choice: TimelineChoice, code: str = ""
) -> TimelineDraft:
    """Gather the paper. Nothing is written. Raises NotFound or NotPermitted.

    *code* is given to keep the number while the draft is edited.
    """
    with clinic.viewing(Operation.SEND_LETTER, patient_id) as work:
        work.detail = DRAFT
        facts = read_facts(work, patient_id, clinic.session.user_name, NoticeOptions())
        code = code or new_code(work)
        labels = {} if choice.with_labelled else read_labels(work, patient_id)
    timeline = without_labelled(choice.timeline, labels)
    patient, profile = facts.patient, facts.profile
    content: TimelineContent | None = None
    if patient.birth_date is not None:
        content = TimelineContent(
            code,
            clinic.today(),
            Letterhead.of(profile),
            LetterPatient(patient.legal_name, patient.birth_date, patient.preferred_name),
            timeline,
            choice.first,
            choice.last,
            choice.lanes,
            Signatory(facts.signatory, facts.credentials, facts.callback),
        )
    days = f"{write_date(choice.first)} to {write_date(choice.last)}"
    made_at = clinic.now().replace(microsecond=0)
    title = f"Course of treatment, {days}"
    is_cut = timeline != choice.timeline
    return TimelineDraft(patient_id, code, title, made_at, content, _missing(content), is_cut)


def without_labelled(timeline: Timeline, labels: Labels) -> Timeline:
    """Return a timeline without the records that carry a label, and what tells of them."""

    def stays(key: RecordKey | None) -> bool:
        noun = None if key is None else _NOUNS.get(key.noun)
        return key is None or noun is None or (noun, key.id) not in labels

    def series(track: SeriesTrack) -> SeriesTrack:
        return replace(track, readings=tuple(each for each in track.readings if stays(each.record)))

    return replace(
        timeline,
        medications=tuple(each for each in timeline.medications if stays(each.record)),
        measures=tuple(each for track in timeline.measures if (each := series(track)).readings),
        laboratory=tuple(each for track in timeline.laboratory if (each := series(track)).readings),
        effects=tuple(
            each for each in timeline.effects if stays(each.record) and stays(each.suspect)
        ),
        life=tuple(each for each in timeline.life if stays(each.record)),
        therapy=tuple(each for each in timeline.therapy if stays(each.record)),
    )


def render_timeline(draft: TimelineDraft) -> RenderedLetter:
    """Return the finished pages: the same draft gives the same bytes. Writes nothing.

    Raises Invalid for missing facts, LetterRefused for text that cannot be printed.
    """
    if draft.missing or draft.content is None:
        raise Invalid(draft.missing)
    from practice_desk.letters.rendering import render  # imports the big ReportLab

    return render(CODE, draft.content, made_at=draft.made_at)


def give_timeline(
    clinic: Clinic,
    draft: TimelineDraft,
    rendered: RenderedLetter,
    delivery: LetterDelivery,
    save_to: Path | None = None,
) -> SentLetter:
    """Keep a paper that was given: document, letter, disclosure and audit row in one.

    Raises as `letters.send_letter` does.
    """
    if render_timeline(draft) != rendered:
        raise LetterRefused("The pages are not what was shown.", "Make the paper again.")
    assert draft.content is not None  # rendering refuses it
    name = draft.content.patient.legal_name
    paper = paper_for_patient(draft.patient_id, CODE, draft.code, draft.title, name)
    pages = LeavingPages(rendered, delivery, save_to)
    return keep_paper(paper, clinic, Operation.SEND_LETTER, pages)


def _missing(content: TimelineContent | None) -> tuple[Problem, ...]:
    if content is None:
        return (Problem("birth_date", "The chart has no birth date; add it first."),)
    from practice_desk.letters.rendering import problems  # imports the big ReportLab

    return problems(CODE, content)
