"""What the composer asks of the services, on the worker: what is offered, and the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practice_desk.domain.letter_choice import Choices
from practice_desk.domain.letter_cover import CoverKind
from practice_desk.domain.permission import Operation
from practice_desk.gui.letters.compose_model import Wanted
from practice_desk.gui.letters.passages_part import WritingTools
from practice_desk.letters.kind import LetterKind
from practice_desk.letters.registry import LETTER_KINDS, letter_kind
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.letter_covers import covers_for, render_cover_of
from practice_desk.services.letter_making import LetterDraft, draft_letter, render_letter
from practice_desk.services.letter_offering import Offering, read_offering
from practice_desk.services.note_phrases import note_phrases

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A draft with its pages, None while something is missing, and the cover that was asked for.

    `cover_problem` says why there is none.
    """

    draft: LetterDraft
    rendered: RenderedLetter | None
    covers: tuple[CoverKind, ...] = ()
    cover: RenderedLetter | None = None
    cover_problem: str = ""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What one kind offers for one chart, and what passages are written with."""

    offering: Offering
    tools: WritingTools


def kinds_for(may: Callable[[Operation], bool]) -> tuple[LetterKind[object], ...]:
    """Return the kinds that a person may send, by whom they go to."""
    kinds = [kind for kind in LETTER_KINDS if may(kind.operation)]
    return tuple(sorted(kinds, key=lambda kind: (_place(kind), kind.on_screen)))


def read_beginning(clinic: Clinic, patient_id: int, wanted: Wanted) -> Beginning:
    """Return what a letter of the wanted kind can be about. Raises NotFound or NotPermitted."""
    offering = read_offering(clinic, patient_id, wanted.kind, wanted.items)
    if not letter_kind(wanted.kind).offer.passages:
        return Beginning(offering, WritingTools())
    pack = knowledge_of(clinic).pack
    words = [each.name for each in pack.conditions.all]
    for concept in pack.medications.all:
        words += [concept.generic_name, *concept.brand_names]
    return Beginning(offering, WritingTools(note_phrases(clinic).offered, tuple(words)))


def make_letter(
    clinic: Clinic, patient_id: int, kind: str, choices: Choices, cover: CoverKind | None = None
) -> MadeLetter:
    """Return the letter with these choices. Raises NotFound or LetterRefused."""
    draft = draft_letter(clinic, patient_id, kind, choices)
    if draft.missing:
        return MadeLetter(draft, None, covers_for(draft))
    rendered = render_letter(draft)
    if cover is None or cover not in covers_for(draft):
        return MadeLetter(draft, rendered, covers_for(draft))
    from practice_desk.domain.errors import LetterRefused

    try:
        page = render_cover_of(draft, rendered, cover, a4=draft.facts.clinic.look.a4)
    except LetterRefused as error:
        sentence = f"{error.sentence} {error.next_step}".strip()
        return MadeLetter(draft, rendered, covers_for(draft), cover_problem=sentence)
    return MadeLetter(draft, rendered, covers_for(draft), page)


def _place(kind: LetterKind[object]) -> int:
    from practice_desk.domain.letter_choice import RecipientSort

    return tuple(RecipientSort).index(kind.offer.recipients[0])
