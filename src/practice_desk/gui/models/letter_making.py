"""What the letter composer asks of the services: the choices, and the pages for what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practice_desk.domain.directory import Organization, OrganizationKind
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.services import directory, letters
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.services.letter_events import LetterEvent, events_to_tell
from practice_desk.services.letters import Draft

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter


@dataclass(frozen=True, slots=True)
class LetterChoices:
    """What a letter can be about and where it can go; `preferred` is the usual pharmacy's id.

    `told` is what the pharmacy was told before and can be told again, `cancellations` lines of its
    own list that it is to cancel.
    """

    events: tuple[LetterEvent, ...]
    told: tuple[LetterEvent, ...]
    pharmacies: tuple[Organization, ...]
    preferred: int | None
    cancellations: tuple[Cancellation, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A draft with its pages, or None while something is missing."""

    draft: Draft
    rendered: RenderedLetter | None


def read_choices(clinic: Clinic, patient_id: int, wanted: Sequence[int]) -> LetterChoices:
    """Return the choices for a letter about the *wanted* events or others of the chart."""
    told = events_to_tell(clinic, patient_id, wanted)
    pharmacies = directory.list_organizations(clinic, OrganizationKind.PHARMACY)
    return LetterChoices(
        told.events, told.told, tuple(pharmacies), told.pharmacy_id, told.cancellations
    )


def make_letter(
    clinic: Clinic,
    patient_id: int,
    chosen: Sequence[int],
    options: NoticeOptions,
    cancelled: Sequence[int] = (),
) -> MadeLetter:
    """Return the letter about the *chosen* events, and lines to be *cancelled*.

    Raises NotFound or LetterRefused.
    """
    draft = letters.pharmacy_notice_draft(clinic, patient_id, chosen, options, cancelled)
    return MadeLetter(draft, None if draft.missing else letters.render_draft(draft))
