"""The cover of a letter: what goes before it on the fax, or around it in the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.letter_choice import Urgency
from practice_desk.domain.letter_cover import CoverKind
from practice_desk.letters.parties import Letterhead
from practice_desk.services.letter_making import LetterDraft

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter


def covers_for(draft: LetterDraft) -> tuple[CoverKind, ...]:
    """Return the covers that suit a letter: what is for the patient is never faxed."""
    if draft.basis is DisclosureBasis.PATIENT:
        return (CoverKind.WINDOW, CoverKind.ENVELOPE)
    return tuple(CoverKind)


def render_cover_of(
    draft: LetterDraft, rendered: RenderedLetter, kind: CoverKind, *, a4: bool = False
) -> RenderedLetter:
    """Return the cover's page; the patient is not on it, but as the one who is written to.

    The clinic's name is left off what is mailed to the patient. Raises Invalid without a
    recipient, LetterRefused without a fax number or an address.
    """
    from practice_desk.letters.covers import Cover, render_cover  # imports the big ReportLab

    facts = draft.facts
    if facts.recipient is None:
        raise Invalid((Problem("recipient", "Nobody is chosen to write to."),))
    clinic = facts.clinic
    cover = Cover(
        kind=kind,
        code=draft.code,
        written_on=facts.today,
        letterhead=Letterhead(clinic.name, clinic.address, clinic.phone, clinic.fax),
        recipient=facts.recipient,
        pages=rendered.pages,
        urgent=facts.choices.urgency is Urgency.URGENT,
        discreet=draft.basis is DisclosureBasis.PATIENT,
        a4=a4,
    )
    return render_cover(cover, made_at=draft.made_at)
