"""All letters that wait to be written to pharmacies, made at once, to be printed in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practice_desk.domain.errors import LetterRefused, NotPermitted
from practice_desk.domain.letter_choice import Choices, Item, ItemSort
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.letters.kinds.medication_notice import CODE as MEDICATION_NOTICE
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_making import LetterDraft, draft_letter, render_letter
from practice_desk.services.letters_due import DueLetter, due_letters

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter


@dataclass(frozen=True, slots=True)
class BatchLetter:
    """One letter of the batch: its pages, or why there are none.

    `pharmacy` is empty where the chart names none. `is_todays` says that a change of today is
    among those it tells of.
    """

    patient: PatientSummary
    draft: LetterDraft
    rendered: RenderedLetter | None
    problem: str = ""
    is_todays: bool = False

    @property
    def pharmacy(self) -> str:
        """Who it goes to."""
        recipient = self.draft.facts.recipient
        return "" if recipient is None else recipient.name


def read_batch(clinic: Clinic, progress: Progress = no_progress) -> tuple[BatchLetter, ...]:
    """Return the letters that wait, collated: by pharmacy, then by patient.

    Only of charts whose letters the person at the keyboard may send. Raises Cancelled.
    """
    waiting = [
        due
        for due in due_letters(clinic)
        if clinic.session.may(Operation.SEND_LETTER, due.patient.id)
    ]
    made = []
    for done, due in enumerate(waiting):
        progress(done, len(waiting), "Making the letters…")
        letter = _make(clinic, due)
        if letter is not None:
            made.append(letter)
    return collated(made)


def collated(letters: Sequence[BatchLetter]) -> tuple[BatchLetter, ...]:
    """Return *letters* by pharmacy, those without one last, then by patient."""
    return tuple(
        sorted(
            letters,
            key=lambda each: (
                not each.pharmacy,
                each.pharmacy.casefold(),
                each.draft.organization_id or 0,
                each.patient.display_name.casefold(),
                each.patient.id,
            ),
        )
    )


def _make(clinic: Clinic, due: DueLetter) -> BatchLetter | None:
    items = tuple(Item(ItemSort.PLAN_EVENT, each.event.id or 0) for each in due.events)
    try:
        draft = draft_letter(clinic, due.patient.id, MEDICATION_NOTICE, Choices(items=items))
    except NotPermitted:
        return None  # the chart was restricted meanwhile
    days = {each.event.recorded_at.astimezone().date() for each in due.events}
    todays = clinic.today() in days
    if draft.missing:
        problem = " ".join(each.sentence for each in draft.missing)
        return BatchLetter(due.patient, draft, None, problem, todays)
    try:
        return BatchLetter(due.patient, draft, render_letter(draft), "", todays)
    except LetterRefused as error:
        return BatchLetter(due.patient, draft, None, str(error), todays)
