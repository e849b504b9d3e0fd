"""The safety plan as a card for the wallet, to be cut out and folded.

The content type is the whitelist: the steps of the plan, whom to call, and the clinic's phone
number. The patient's name stands beside the card, never on it: a card gets lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.letters.kind import Page, PaperKind
from practice_desk.letters.parties import Letterhead, LetterPatient

CODE = "safety_card"


@dataclass(frozen=True, slots=True)
class CardStep:
    """One step of the plan: its heading and what the patient said."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class SafetyCardContent:
    """Everything that card and sheet may say."""

    code: str
    written_on: date
    letterhead: Letterhead
    patient: LetterPatient
    steps: tuple[CardStep, ...]


def _page() -> Page[SafetyCardContent]:
    from practice_desk.letters.kinds import safety_card_page

    return safety_card_page


KIND = PaperKind(CODE, "Safety plan as a wallet card", SafetyCardContent, _page)
