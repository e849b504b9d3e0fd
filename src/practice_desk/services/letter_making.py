"""The way of every composed letter, whatever its kind: draft, pages, sent.

`draft_letter` reads the chart and names what is missing; `render_letter` makes the pages, which
are shown as they are; once they have left the application, `send_made_letter` keeps the exact bytes
with their hash, recipient and time, the disclosure and the audit row, in one. It reads the facts
again first: a letter about a chart that was changed meanwhile is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from practice_desk.domain.changes import Changes
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import Invalid, LetterRefused, NotFound, Problem
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.letter_asking import NOTHING, Asks
from practice_desk.domain.letter_choice import Choices, RecipientSort, Urgency
from practice_desk.domain.release import Record
from practice_desk.domain.told_words import names_told, texts_of
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import missing_facts
from practice_desk.letters.kind import LetterKind
from practice_desk.letters.offered import offer_problems, passage_problems, with_defaults
from practice_desk.letters.parties import (
    ConsentToDisclose,
    Letterhead,
    LetterPatient,
    Recipient,
    Signatory,
)
from practice_desk.letters.registry import letter_kind
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import CopyTo, LeavingPages, Paper, SentLetter, keep_paper
from practice_desk.services.letter_content import recipient_text
from practice_desk.services.letter_events import DRAFT
from practice_desk.services.letter_facts import ReadFacts, read_letter_facts
from practice_desk.services.reconciliation import keep_told
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

Content = TypeVar("Content")
_NO_CONSENT = (
    "{names} may be told with the patient's consent only, and there is none that holds for this"
    " {recipient}. Leave it out, or have a consent signed on the Consents page."
)
_RECIPIENTS = {
    RecipientSort.PHARMACY: "pharmacy",
    RecipientSort.CLINICIAN: "clinician",
    RecipientSort.PATIENT: "patient",
    RecipientSort.PAYER: "payer",
    RecipientSort.SCHOOL_OR_EMPLOYER: "recipient",
}
_NAMED_IN_WORDS = (
    "The words of this letter name {names}, which may be told with the patient's consent only, and"
    " there is none that holds for this recipient. Take it out of the words, or have a consent"
    " signed on the Consents page."
)
_NOT_LOOKED_INTO = (ConsentToDisclose, Letterhead, LetterPatient, Recipient, Signatory)
"""Who writes to whom about whom, and what the patient agreed to."""
_SAID_OTHERWISE = {"recipient.name", "lines", "signatory.callback_phone", "letterhead.name"}
"""Fields of content problems that the facts' own problems name better."""


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter about to be made. It belongs to one chart and keeps its code while it is edited.

    `choices` have the kind's own answers and words where none were given, and the letter's code;
    hand them back, changed, to make the next draft of the same letter. `missing` names what keeps
    it from being sent: by "recipient", "items", "answers.<name>", "passages.<name>", "birth_date",
    "callback", "clinic_name", "part2" or a field of the content. `left_out` names what a whole
    list lacks because no consent opens it for this recipient. `content` is None where the chart
    lacks what no letter can do without. `made_at` (aware) becomes the date of the file.
    """

    patient_id: int
    kind: str
    code: str
    title: str
    made_at: datetime
    choices: Choices
    facts: LetterFacts
    content: object | None
    missing: tuple[Problem, ...]
    left_out: tuple[str, ...] = ()
    basis: DisclosureBasis = DisclosureBasis.TREATMENT
    organization_id: int | None = None

    @property
    def records(self) -> tuple[Record, ...]:
        """The records of the chart that it tells of."""
        return self.facts.records

    @property
    def event_ids(self) -> tuple[int, ...]:
        """The plan events that it tells."""
        return tuple(told.event.id or 0 for told in self.facts.told)

    @property
    def cancelled(self) -> tuple[int, ...]:
        """The resolutions whose lines the pharmacy is asked to cancel."""
        return tuple(dict.fromkeys(each.resolution_id for each in self.facts.cancellations))


def draft_letter(
    clinic: Clinic, patient_id: int, kind_code: str, choices: Choices | None = None
) -> LetterDraft:
    """Gather a letter from the chart. Nothing is written.

    Raises NotPermitted; NotFound for a recipient that is not in the directory, and for an item
    that is not in this chart or not to be told any more; KeyError for a kind that is not composed.
    """
    kind = letter_kind(kind_code)
    wanted = with_defaults(kind.offer, choices or Choices())
    with clinic.viewing(kind.operation, patient_id) as work:
        work.detail = DRAFT
        read = read_letter_facts(clinic, work, patient_id, kind, wanted)
    return _draft(clinic, patient_id, kind, read)


def render_letter(draft: LetterDraft) -> RenderedLetter:
    """Return the finished pages: the same draft gives the same bytes. Writes nothing.

    Raises Invalid for missing facts, LetterRefused for text that cannot be printed.
    """
    if draft.missing or draft.content is None:
        raise Invalid(draft.missing)
    from practice_desk.letters.rendering import render  # imports the big ReportLab

    return render(draft.kind, draft.content, made_at=draft.made_at)


def send_made_letter(
    clinic: Clinic,
    draft: LetterDraft,
    rendered: RenderedLetter,
    delivery: LetterDelivery,
    save_to: Path | None = None,
) -> SentLetter:
    """Keep a letter that left the application: document, letter, disclosure and audit row in one.

    With *save_to* the same bytes are also written there, all or nothing: a letter whose file
    could not be written is not recorded as sent. The pages must be this very draft's, so that no
    letter is filed in another patient's chart. Raises Invalid; LetterRefused when the chart or the
    letter changed since the draft; DiskFull, FolderReadOnly or StorageFailed.
    """
    if render_letter(draft) != rendered:
        raise LetterRefused("The letter's pages are not what was shown.", "Make the letter again.")
    kind = letter_kind(draft.kind)

    def then(work: UnitOfWork, letter_id: int) -> None:
        if draft.cancelled:
            keep_told(clinic, work, draft.patient_id, letter_id, draft.cancelled)

    sent = keep_paper(
        _paper(draft, kind),
        clinic,
        kind.operation,
        LeavingPages(rendered, delivery, save_to),
        check=lambda work: _require_unchanged(clinic, work, draft, kind),
        then=then,
    )
    nouns = ("letter", "disclosure", *(["reconciliation_entry"] if draft.cancelled else []))
    return replace(sent, changes=Changes.of(draft.patient_id, *nouns))


def _draft(
    clinic: Clinic, patient_id: int, kind: LetterKind[Content], read: ReadFacts
) -> LetterDraft:
    facts = read.facts
    wrong = tuple(offer_problems(kind.offer, facts.choices))
    known = facts.patient.birth_date is not None
    answered = not any(problem.field.startswith("answers.") for problem in wrong)
    content = kind.build(facts) if known and answered else None
    return LetterDraft(
        patient_id=patient_id,
        kind=kind.code,
        code=facts.code,
        title=kind.called(facts),
        made_at=clinic.now().replace(microsecond=0),
        choices=replace(facts.choices, code=facts.code),
        facts=facts,
        content=content,
        missing=(*wrong, *_problems(kind, read, content, is_wrong=bool(wrong))),
        left_out=read.left_out,
        basis=read.outgoing.basis,
        organization_id=read.outgoing.organization_id,
    )


def _problems(
    kind: LetterKind[Content], read: ReadFacts, content: Content | None, *, is_wrong: bool
) -> Iterator[Problem]:
    """Yield what keeps the letter from being sent, beside its choices; each thing once.

    Where a choice *is_wrong*, what the content lacks follows from that and is not said again.
    """
    if not read.withheld:
        yield from kind.check(read.facts)
    yield from missing_facts(read.facts, read.sort)
    if read.withheld:
        names = " and ".join(read.withheld)
        recipient = _RECIPIENTS[read.sort]
        yield Problem("part2", _NO_CONSENT.format(names=names, recipient=recipient))
        return
    yield from passage_problems(kind.offer, read.facts)
    if content is not None:
        said = names_told(texts_of(content, _NOT_LOOKED_INTO), read.names)
        if said:
            yield Problem("part2", _NAMED_IN_WORDS.format(names=" and ".join(said)))
        found = () if is_wrong else kind.problems(content)
        yield from (problem for problem in found if problem.field not in _SAID_OTHERWISE)


def _paper(draft: LetterDraft, kind: LetterKind[Content]) -> Paper:
    assert draft.facts.recipient is not None  # rendering refuses a draft without
    to_patient = draft.basis is DisclosureBasis.PATIENT
    name = draft.facts.recipient.name
    return Paper(
        draft.patient_id,
        draft.kind,
        draft.code,
        draft.title,
        recipient=f"{name} (patient)" if to_patient else recipient_text(draft.facts.recipient),
        told=f"name, birth date; {draft.title}",
        purpose=kind.purpose(draft.basis),
        basis=draft.basis,
        records=draft.records,
        recipient_organization_id=draft.organization_id,
        event_ids=draft.event_ids,
        asks=_asks(draft, kind),
        replaces=draft.choices.replaces,
        copies=tuple(CopyTo(recipient_text(each)) for each in draft.facts.copies),
    )


def _asks(draft: LetterDraft, kind: LetterKind[Content]) -> Asks:
    """Return what has to come back, and within how many days."""
    offer, days = kind.offer, kind.offer.answer_days
    if days is None:
        return NOTHING
    sooner = days if offer.urgent_days is None else offer.urgent_days
    urgent = draft.choices.urgency is Urgency.URGENT
    return Asks(offer.expects, days, sooner, urgent)


def _require_unchanged(
    clinic: Clinic, work: UnitOfWork, draft: LetterDraft, kind: LetterKind[Content]
) -> None:
    """Refuse a letter that the chart would not give any more. Raises LetterRefused."""
    try:
        read = read_letter_facts(clinic, work, draft.patient_id, kind, draft.choices)
    except NotFound as error:
        raise _changed("plan was") from error
    if read.withheld or _consent(read.facts) != _consent(draft.facts):
        raise _changed("patient's consents were")
    again = _draft(clinic, draft.patient_id, kind, read)
    if again.missing or again.content != draft.content:
        raise _changed("chart was")
    if registry.letters.by_code(work.connection, draft.code) is not None:
        raise LetterRefused(
            "A letter with this number was already sent.", "Make a new letter to send it again."
        )


def _changed(what: str) -> LetterRefused:
    return LetterRefused(
        f"The {what} changed while this letter was open.", "Make the letter again."
    )


def _consent(facts: LetterFacts) -> object:
    return facts.gate.notice(facts.records)
