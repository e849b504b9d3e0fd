"""Letters to the pharmacy: gathering the facts, rendering, sending and reading back.

The way of a letter: `pharmacy_notice_draft` reads the chart and names what is missing;
`render_draft` makes the pages, which are shown as they are; once they have left the application,
`send_letter` keeps the exact bytes with their hash, recipient and time, and the disclosure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import ClinicDamaged, Invalid, LetterRefused, NotFound, Problem
from practice_desk.domain.letter import Letter, LetterDelivery
from practice_desk.domain.permission import Operation
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.domain.release import Gate, Outgoing, Record
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.letters.kinds.medication_notice import CODE as MEDICATION_NOTICE
from practice_desk.letters.kinds.medication_notice import MedicationNoticeContent
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import LeavingPages, Paper, SentLetter, keep_paper
from practice_desk.services.letter_content import (
    THEIR_LINE,
    NoticeFacts,
    NoticeOptions,
    consent_to_disclose,
    notice_content,
    recipient_text,
    records_told,
)
from practice_desk.services.letter_events import (
    DRAFT,
    require_tellable,
    tellable_by_id,
)
from practice_desk.services.letter_facts import new_code, read_facts
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.reconciliation import LINE_GONE, keep_told, open_cancellations
from practice_desk.services.sensitivity import read_gate
from practice_desk.storage import plan, registry
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

PURPOSE = "Treatment: medication notice to the pharmacy"
_TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter about to be made. It belongs to one chart and keeps its code while it is edited.

    `missing` names what keeps it from being sent; `content` is None where the chart lacks what no
    letter can do without. `made_at` (aware) becomes the date of the file. `cancelled` are the
    resolutions whose lines the pharmacy is asked to cancel.
    """

    patient_id: int
    event_ids: tuple[int, ...]
    code: str
    title: str
    made_at: datetime
    content: MedicationNoticeContent | None
    missing: tuple[Problem, ...]
    pharmacy_id: int | None = None
    kind: str = MEDICATION_NOTICE
    cancelled: tuple[int, ...] = ()
    records: tuple[Record, ...] = ()


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
    options = options or NoticeOptions()
    with clinic.viewing(Operation.SEND_LETTER, patient_id) as work:
        work.detail = DRAFT
        facts = read_facts(work, patient_id, clinic.session.user_name, options)
        gate = read_gate(clinic, work, patient_id, _to_pharmacy(facts))
        tellable = tellable_by_id(read_plan(work, patient_id, clinic.today()))
        asked = _asked(clinic, work, patient_id, cancelled)
        code = options.code or new_code(work)
    chosen = [require_tellable(tellable, event_id) for event_id in dict.fromkeys(event_ids)]
    chosen.sort(key=lambda told: told[0].event.order)
    lines = [(told.medication, told.event, events) for told, events in chosen]
    content, missing = notice_content(
        facts,
        lines,
        options,
        code,
        clinic.today(),
        gate,
        asked,
    )
    return Draft(
        patient_id=patient_id,
        event_ids=tuple(told.event.id or 0 for told, _ in chosen),
        code=code,
        title=_title([told.words for told, _ in chosen], asked),
        made_at=clinic.now().replace(microsecond=0),
        content=content,
        missing=missing,
        pharmacy_id=_pharmacy_id(facts),
        cancelled=tuple(dict.fromkeys(cancelled)),
        records=records_told(lines, asked),
    )


def render_draft(draft: Draft) -> RenderedLetter:
    """Return the finished pages: the same draft gives the same bytes. Writes nothing.

    Raises Invalid for missing facts, LetterRefused for text that cannot be printed.
    """
    if draft.missing or draft.content is None:
        raise Invalid(draft.missing)
    from practice_desk.letters.rendering import render  # imports the big ReportLab

    return render(draft.kind, draft.content, made_at=draft.made_at)


def send_letter(
    clinic: Clinic,
    draft: Draft,
    rendered: RenderedLetter,
    delivery: LetterDelivery,
    save_to: Path | None = None,
) -> SentLetter:
    """Keep a letter that left the application: document, letter, disclosure and audit row in one.

    With *save_to* the same bytes are also written there, all or nothing: a letter whose file
    could not be written is not recorded as sent. The pages must be this very draft's, so that no
    letter is filed in another patient's chart. Raises Invalid; LetterRefused when the plan or the
    letter changed since the draft; DiskFull, FolderReadOnly or StorageFailed.
    """
    if render_draft(draft) != rendered:
        raise LetterRefused("The letter's pages are not what was shown.", "Make the letter again.")
    assert draft.content is not None  # rendering refuses it
    title = draft.title
    paper = Paper(
        draft.patient_id,
        draft.kind,
        draft.code,
        title,
        recipient=recipient_text(draft.content.recipient),
        told=f"name, birth date; {title}",
        purpose=PURPOSE,
        basis=DisclosureBasis.TREATMENT,
        records=draft.records,
        recipient_organization_id=draft.pharmacy_id,
        event_ids=draft.event_ids,
    )

    def then(work: UnitOfWork, letter_id: int) -> None:
        if draft.cancelled:
            keep_told(clinic, work, draft.patient_id, letter_id, draft.cancelled)

    sent = keep_paper(
        paper,
        clinic,
        Operation.SEND_LETTER,
        LeavingPages(rendered, delivery, save_to),
        check=lambda work: _require_unchanged(clinic, work, draft),
        then=then,
    )
    nouns = ("letter", "disclosure", *(["reconciliation_entry"] if draft.cancelled else []))
    return replace(sent, changes=Changes.of(draft.patient_id, *nouns))


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
        work.detail = f"letter {letter_id} copy saved"
        work.kind = AuditKind.EXPORT
    return Changes()


def suggested_file_name(code: str) -> str:
    """Return a file name for a letter that tells nothing about the patient."""
    return f"letter-{code}.pdf"


def _require_unchanged(clinic: Clinic, work: UnitOfWork, draft: Draft) -> None:
    tellable = tellable_by_id(read_plan(work, draft.patient_id, clinic.today()))
    asked = open_cancellations(clinic, work, draft.patient_id) if draft.cancelled else ()
    open_now = {each.resolution_id for each in asked}
    if not set(draft.event_ids) <= tellable.keys() or not set(draft.cancelled) <= open_now:
        raise LetterRefused(
            "The plan was changed while this letter was open.", "Make the letter again."
        )
    gate = read_gate(clinic, work, draft.patient_id, _to(draft))
    if draft.content is None or draft.content.part2 != consent_to_disclose(gate, draft.records):
        raise LetterRefused(
            "The patient's consents were changed while this letter was open.",
            "Make the letter again.",
        )
    if registry.letters.by_code(work.connection, draft.code) is not None:
        raise LetterRefused(
            "A letter with this number was already sent.", "Make a new letter to send it again."
        )


def _to_pharmacy(facts: NoticeFacts) -> Outgoing:
    pharmacy = facts.pharmacy
    name = "" if pharmacy is None else pharmacy.name
    return Outgoing(DisclosureBasis.TREATMENT, name, None if pharmacy is None else pharmacy.id)


def _to(draft: Draft) -> Outgoing:
    name = "" if draft.content is None else draft.content.recipient.name
    return Outgoing(DisclosureBasis.TREATMENT, name, draft.pharmacy_id)


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
    """Return what a letter told of: medications of its plan events.

    What a letter without plan events told of is not kept with it: every labelled record counts.
    """
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


def _asked(
    clinic: Clinic, work: UnitOfWork, patient_id: int, cancelled: Sequence[int]
) -> tuple[Cancellation, ...]:
    """Return the lines of the pharmacy's list that are to be cancelled. Raises NotFound."""
    if not cancelled:
        return ()
    open_now = open_cancellations(clinic, work, patient_id)
    if not set(cancelled) <= {each.resolution_id for each in open_now}:
        raise NotFound(LINE_GONE, "Look at it again on the Reconcile page.")
    return tuple(each for each in open_now if each.resolution_id in cancelled)


def _title(chosen: Sequence[str], asked: Sequence[Cancellation]) -> str:
    text = "; ".join((*chosen, *(f"to cancel: {each.medication}" for each in asked)))
    text = f"{text[:1].upper()}{text[1:]}" or "Medication notice"
    return text if len(text) <= _TITLE_LENGTH else f"{text[: _TITLE_LENGTH - 1]}…"


def _pharmacy_id(facts: NoticeFacts) -> int | None:
    return None if facts.pharmacy is None else facts.pharmacy.id
