"""A consent form: what is agreed to, what the law wants said, and who signs.

The content type is the whitelist: the facts of this one consent, and of the chart only the name and
the birth date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.domain.consent import Consent, Signature
from practice_desk.letters.kind import Page, PaperKind
from practice_desk.letters.parties import Letterhead, LetterPatient

CODE = "consent"


@dataclass(frozen=True, slots=True)
class ConsentContent:
    """Everything that a form may say.

    Without `signatures` it has lines to sign on; with them it shows their strokes, and
    `shown_sha256` are the exact pages that were seen when they were made. `with_minor` asks the
    young person to sign as well.
    """

    code: str
    written_on: date
    letterhead: Letterhead
    patient: LetterPatient
    consent: Consent
    with_minor: bool = False
    signatures: tuple[Signature, ...] = ()
    shown_sha256: str = ""


def _page() -> Page[ConsentContent]:
    from practice_desk.letters.kinds import consent_page

    return consent_page


KIND = PaperKind(CODE, "Consent form", ConsentContent, _page)
