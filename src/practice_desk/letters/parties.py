"""Who writes, who reads and whom a letter is about: the values shared by all kinds.

Plain text throughout; `rendering` cleans, checks and escapes it on its way to the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.letter_choice import Urgency


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The sending clinic. Address lines from top to bottom, without the name.

    `logo` is a PNG that `letters.logo` made; with `a4` the sheet is A4, else US Letter.
    """

    name: str
    address_lines: tuple[str, ...] = ()
    phone: str = ""
    fax: str = ""
    logo: bytes = b""
    a4: bool = False

    @classmethod
    def of(cls, clinic: ClinicProfile) -> Letterhead:
        """Return the letterhead of the clinic."""
        look = clinic.look
        return cls(clinic.name, clinic.address, clinic.phone, clinic.fax, look.logo, look.a4)


@dataclass(frozen=True, slots=True)
class Recipient:
    """The organization a letter goes to. Address lines from top to bottom, without the name."""

    name: str
    address_lines: tuple[str, ...] = ()
    phone: str = ""
    fax: str = ""


@dataclass(frozen=True, slots=True)
class LetterPatient:
    """What identifies the patient to a recipient, and nothing more."""

    legal_name: str
    birth_date: date
    preferred_name: str = ""


@dataclass(frozen=True, slots=True)
class ConsentToDisclose:
    """The written consent under which records protected by 42 CFR Part 2 are disclosed."""

    given_on: date
    scope: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """The prescriber who signs, and the number at which questions are answered."""

    name: str
    credentials: str = ""
    callback_phone: str = ""


@dataclass(frozen=True, slots=True)
class ReplacedLetter:
    """An earlier letter that this one supersedes: its number and the day that it bears."""

    code: str
    written_on: date


@dataclass(frozen=True, slots=True)
class LetterFrame:
    """What every letter has, whatever it says. `code` is the letter's number in the clinic.

    `copies` are the names of others who get it too. With `part2` the page carries the notice of
    42 CFR 2.32 and what the consent covers.
    """

    code: str
    written_on: date
    letterhead: Letterhead
    recipient: Recipient
    patient: LetterPatient
    signatory: Signatory
    urgency: Urgency = Urgency.ROUTINE
    copies: tuple[str, ...] = ()
    part2: ConsentToDisclose | None = None
    replaces: ReplacedLetter | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether the recipient is asked to act today."""
        return self.urgency is Urgency.URGENT
