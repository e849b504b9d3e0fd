"""Letters to the pharmacy about its medications, and reading back whatever was sent.

The notice goes the way of every composed letter (`letter_making`); here it is asked for by plan
events, as pages of the plan do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import ClinicDamaged, LetterRefused, NotFound, Problem
from practice_desk.domain.letter import Letter, LetterDelivery
from practice_desk.domain.letter_choice import (
    YES,
    Addressee,
    Choices,
    Item,
    ItemSort,
    RecipientSort,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.release import Gate, Outgoing, Record
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.letters.facts import THEIR_LINE
from practice_desk.letters.kinds.medication_notice import CANCEL_OLD, MedicationNoticeContent
from practice_desk.letters.kinds.medication_notice import CODE as MEDICATION_NOTICE
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import SentLetter
from practice_desk.services.letter_accounting import account_again
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.services.letter_making import (
    LetterDraft,
    draft_letter,
    render_letter,
    send_made_letter,
)
from practice_desk.services.sensitivity import read_gate
from practice_desk.storage import plan, registry
from practice_desk.storage.letter_told import letters_told
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

_FIELDS = {"recipient": "pharmacy", "items": "events"}
"""What the choices are called where a notice is composed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice about to be made; `missing` names what keeps it from being sent."""

    made: LetterDraft
    content: MedicationNoticeContent | None
    missing: tuple[Problem, ...]

    @property
    def patient_id(self) -> int:
        """The chart that it belongs to."""
        return self.made.patient_id

    @property
    def code(self) -> str:
        """Its number, which it keeps while it is edited."""
        return self.made.code

    @property
    def kind(self) -> str:
        """The code of its kind."""
        return self.made.kind

    @property
    def title(self) -> str:
        """What the chart will call it."""
        return self.made.title

    @property
    def cancelled(self) -> tuple[int, ...]:
        """The resolutions whose lines the pharmacy is asked to cancel."""
        return self.made.cancelled


def pharmacy_notice_draft(
    clinic: Clinic,
    patient_id: int,
    event_ids: Sequence[int],
    options: NoticeOptions | None = None,
    cancelled: Sequence[int] = (),
) -> Draft:
    """Gather a notice about plan events of ours from the chart. Nothing is written.

    *cancelled* are resolutions of lines that only the pharmacy's list has, to be cancelled there.

    Only the reason's category is taken from an event, never its words or comment. Raises NotFound
    for an event of another chart, or one that was taken back or is not ours, and for a resolution
    that no longer stands or that a letter has told.
    """
    choices = _choices(event_ids, options or NoticeOptions(), cancelled)
    made = draft_letter(clinic, patient_id, MEDICATION_NOTICE, choices)
    content = made.content
    assert content is None or isinstance(content, MedicationNoticeContent)
    missing = tuple(
        replace(problem, field=_FIELDS.get(problem.field, problem.field))
        for problem in made.missing
    )
    return Draft(made, content, missing)


def _choices(event_ids: Sequence[int], options: NoticeOptions, cancelled: Sequence[int]) -> Choices:
    pharmacy = Addressee(RecipientSort.PHARMACY, organization_id=options.pharmacy_id)
    return Choices(
        addressee=pharmacy,
        items=(
            *(Item(ItemSort.PLAN_EVENT, number) for number in event_ids),
            *(Item(ItemSort.CANCELLATION, number) for number in cancelled),
        ),
        urgency=options.urgency,
        answers=((CANCEL_OLD, YES if options.cancel_old else ""),),
        code=options.code,
        replaces=options.replaces,
    )


def render_draft(draft: Draft) -> RenderedLetter:
    """Return the finished pages: the same draft gives the same bytes. Writes nothing.

    Raises Invalid for missing facts, LetterRefused for text that cannot be printed.
    """
    return render_letter(draft.made)


def send_letter(
    clinic: Clinic,
    draft: Draft,
    rendered: RenderedLetter,
    delivery: LetterDelivery,
    save_to: Path | None = None,
) -> SentLetter:
    """Keep a notice that left the application. Raises as `letter_making.send_made_letter` does."""
    return send_made_letter(clinic, draft.made, rendered, delivery, save_to)


def letter_bytes(clinic: Clinic, patient_id: int, letter_id: int) -> bytes:
    """Return the exact bytes that were sent. Raises NotFound, or ClinicDamaged if they differ."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        work.detail = f"letter {letter_id}"
        return _read_bytes(work, _letter_of(work, patient_id, letter_id))


def save_letter_copy(clinic: Clinic, patient_id: int, letter_id: int, path: Path) -> Changes:
    """Write a sent letter's exact bytes to a file, all or nothing, and record that.

    Raises NotFound, ClinicDamaged, DiskFull, FolderReadOnly or StorageFailed, and LetterRefused
    where the consent that it went out by does not hold any more.
    """
    with clinic.writing(Operation.SEND_LETTER, patient_id) as work:
        letter = _letter_of(work, patient_id, letter_id)
        gate = _gate_of_letter(clinic, work, letter)
        if gate.withheld(_records_of(work, letter, gate)):
            raise LetterRefused(
                "This letter tells of records that may leave with the patient's consent only, and "
                "there is none for this recipient now.",
                "It stays readable here.",
            )
        write_atomically(path, _read_bytes(work, letter))
        account_again(clinic, work, letter, "a copy was saved as a file")
        work.detail = f"letter {letter_id} copy saved"
        work.kind = AuditKind.EXPORT
    return Changes.of(patient_id, "disclosure")


def suggested_file_name(code: str) -> str:
    """Return a file name for a letter that tells nothing about the patient."""
    return f"letter-{code}.pdf"


def _gate_of_letter(clinic: Clinic, work: UnitOfWork, letter: Letter) -> Gate:
    """Return what may go to the recipient of a letter now, on the ground on which it went."""
    recorded = registry.disclosures.for_patient(work.connection, letter.patient_id)
    basis = next(
        (each.basis for each in recorded if each.letter_id == letter.id and each.basis is not None),
        DisclosureBasis.TREATMENT,
    )
    outgoing = Outgoing(basis, letter.recipient, letter.recipient_organization_id)
    return read_gate(clinic, work, letter.patient_id, outgoing)


def _records_of(work: UnitOfWork, letter: Letter, gate: Gate) -> tuple[Record, ...]:
    """Return what a letter told of.

    That was not kept with letters of before: then it is the medications of its plan events, and
    without such every labelled record counts.
    """
    if (kept := letters_told.of_letter(work.connection, letter.id or 0)) is not None:
        return (*kept.records, THEIR_LINE)
    if letter.kind != MEDICATION_NOTICE:
        return (*gate.labels, THEIR_LINE)
    events = plan.plan_events.of_patient(work.connection, letter.patient_id)
    told = {event.medication_id or 0 for event in events if event.id in letter.event_ids}
    return (*((RecordNoun.MEDICATION, number) for number in sorted(told)), THEIR_LINE)


def _letter_of(work: UnitOfWork, patient_id: int, letter_id: int) -> Letter:
    letter = registry.letters.get(work.connection, letter_id)
    if letter.patient_id != patient_id:
        raise NotFound("This letter is not in this chart.", "Open the chart again.")
    return letter


def _read_bytes(work: UnitOfWork, letter: Letter) -> bytes:
    document = registry.documents.get(work.connection, letter.document_id)
    data = work.documents.read(document.sealed_name)
    if hashlib.sha256(data).hexdigest() != letter.sha256:
        raise ClinicDamaged("The kept pages of this letter are not what was sent.")
    return data
