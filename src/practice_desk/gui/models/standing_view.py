"""What the Summary says about the plan as it stands: the worst findings, and how many more."""

from __future__ import annotations

from practice_desk.gui.models.chart_header import Pill
from practice_desk.gui.models.person_facts import Fact
from practice_desk.gui.models.safety_view import SafetyLine, SafetyView

_AT_ONCE = 6
"""Findings that a card shows; the Plan page checks every change in full."""


def standing_facts(view: SafetyView) -> list[Fact]:
    """Return the worst findings as rows; what was accepted before says why."""
    rows = [_row(line) for line in view.shown[:_AT_ONCE]]
    more = len(view.shown) - len(rows)
    if more:
        rows.append(Fact(f"{more} more of these", "Change a medication to see what it brings."))
    return rows


def standing_rest(view: SafetyView) -> str:
    """Return what is said where nothing stands open; never that all is well."""
    minor = len(view.folded)
    words = "1 minor finding or note" if minor == 1 else f"{minor} minor findings or notes"
    return f"Nothing contraindicated, major or moderate was found; {words}."


def _row(line: SafetyLine) -> Fact:
    said = line.message[:1].upper() + line.message[1:]
    if line.accepted:
        said = f"{said} {line.accepted}"
    elif line.management:
        said = f"{said} {line.management}"
    return Fact(line.about or "The plan", said, Pill(line.word, line.tone))
