"""What a passphrase must be: long, and not what somebody would guess. No composition rules.

The rules are those of NIST SP 800-63B: fifteen characters at least, every character allowed, a list
of known values refused, nothing demanded about kinds of characters.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.errors import Problem

SHORTEST_PASSPHRASE = 15
LONGEST_PASSPHRASE = 1024
FEWEST_GUESSES_LOG10 = 10.0
"""zxcvbn's highest score begins here: at a thousand Argon2id guesses a second, four months."""


class Weakness(StrEnum):
    """What makes a passphrase easy to guess."""

    COMMON = "common"
    KNOWN_NAMES = "known names"
    REPEATED = "repeated"
    KEYBOARD = "keyboard"
    SEQUENCE = "sequence"
    DATE = "date"
    FEW_WORDS = "few words"


SENTENCES = {
    Weakness.COMMON: "Everybody knows this phrase. Choose words that do not belong together.",
    Weakness.KNOWN_NAMES: (
        "It is mostly names of people, the clinic or medications. Add words that have nothing to "
        "do with your work."
    ),
    Weakness.REPEATED: "It repeats itself. Use different words.",
    Weakness.KEYBOARD: "It follows the keys of the keyboard. Use a few words.",
    Weakness.SEQUENCE: "It counts or follows the alphabet. Use a few words.",
    Weakness.DATE: "It is mostly a date. Use a few words.",
    Weakness.FEW_WORDS: "It is too easy to guess. Add one or two words that are less common.",
}
"""What is said about each weakness, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How many guesses a passphrase takes, as a power of ten, and what is weak about it."""

    guesses_log10: float
    weakness: Weakness

    @property
    def is_enough(self) -> bool:
        """Whether somebody who copied the clinic would guess for too long."""
        return self.guesses_log10 >= FEWEST_GUESSES_LOG10


def normal_form(passphrase: str) -> str:
    """Return *passphrase* the same however the keyboard composes its characters (NFKC)."""
    return unicodedata.normalize("NFKC", passphrase)


def are_the_same(first: str, second: str) -> bool:
    """Tell whether two typed passphrases open the same lock."""
    return normal_form(first) == normal_form(second)


def missing_characters(passphrase: str) -> int:
    """Return how many characters *passphrase* lacks, as they are counted once normalised."""
    return max(0, SHORTEST_PASSPHRASE - len(normal_form(passphrase)))


def check_passphrase(passphrase: str) -> tuple[Problem, ...]:
    """Return why *passphrase* is refused for its length alone."""
    if missing_characters(passphrase):
        sentence = f"A passphrase has at least {SHORTEST_PASSPHRASE} characters: use a few words."
        return (Problem("passphrase", sentence),)
    if len(normal_form(passphrase)) > LONGEST_PASSPHRASE:
        return (Problem("passphrase", f"Use at most {LONGEST_PASSPHRASE:,} characters."),)
    return ()
