"""What is said about a National Provider Identifier while it is typed."""

from __future__ import annotations

from practice_desk.domain.directory import npi_is_valid

WRONG_NPI = "That NPI is not right: one of its digits was mistyped."


def npi_hint(text: str) -> tuple[str, bool]:
    """Return a sentence about what was typed so far, and whether something is wrong with it."""
    typed = text.strip()
    if not typed:
        return ("", False)
    if not (typed.isascii() and typed.isdigit()):
        return ("An NPI has digits only.", True)
    if len(typed) < 10:
        return (f"An NPI has ten digits; {10 - len(typed)} to go.", False)
    if len(typed) > 10:
        return ("An NPI has ten digits: these are too many.", True)
    return ("", False) if npi_is_valid(typed) else (WRONG_NPI, True)
