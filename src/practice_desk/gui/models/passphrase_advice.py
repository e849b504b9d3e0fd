"""What is said about a new passphrase while it is typed; no widgets."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.passphrase import (
    SHORTEST_PASSPHRASE,
    are_the_same,
    check_passphrase,
    missing_characters,
)


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence or two, and whether something is wrong."""

    text: str
    is_problem: bool = False


def passphrase_advice(first: str, second: str, verdict: str | None = None) -> Advice:
    """Return what to say about the passphrases typed so far.

    *verdict* is what is weak about the first, empty when nothing is, None while it is not known.
    """
    if not first:
        return Advice(
            f"At least {SHORTEST_PASSPHRASE} characters: a few words you will remember. Any "
            "character may be used, and pasting works. Nobody can look it up for you."
        )
    if missing := missing_characters(first):
        return Advice(f"{missing} more {'character' if missing == 1 else 'characters'}.")
    if problems := check_passphrase(first):
        return Advice(problems[0].sentence, is_problem=True)
    if verdict:
        return Advice(verdict, is_problem=True)
    start = "Long enough." if verdict is None else "Long enough and hard to guess."
    if not second:
        return Advice(f"{start} Type it again.")
    if are_the_same(first, second):
        return Advice(f"{start} The two are the same.")
    return Advice(f"{start} The two differ so far.")


def wants_verdict(passphrase: str) -> bool:
    """Tell whether *passphrase* is worth an estimate: not too short, and not too long."""
    return not check_passphrase(passphrase)
