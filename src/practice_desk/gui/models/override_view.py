"""What the settings say about overridden findings, worked out without widgets."""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.domain.finding_words import kind_words
from practice_desk.domain.knowledge import EntryKey
from practice_desk.domain.safety import entry_key
from practice_desk.domain.safety_decision import RuleTally
from practice_desk.gui.models.chart_facts import RecordRow

HEADERS = ("Finding", "About", "Shown", "Signed all the same", "Share")
EMPTY = (
    "Nothing has interrupted yet. A contraindicated or major finding that is signed all the same, "
    "or heeded, is counted here for each rule."
)
EXPLANATION = (
    "A rule that is nearly always overridden may be set too sharply: look at it under Knowledge. "
    "A finding counts as heeded when the change of that medication was then signed without it, or "
    "was given up. What showed while another medication was chosen, as by a slip, is not counted."
)
_MOST_NAMES = 4


def override_rows(tallies: Iterable[RuleTally]) -> list[RecordRow]:
    """Return one row for each rule."""
    return [
        RecordRow(
            (
                kind_words(tally.kind),
                _names(tally),
                f"{tally.shown:,}",
                f"{tally.overridden:,}",
                f"{tally.rate:.0%}",
            ),
            tally,
        )
        for tally in tallies
    ]


def entry_of(row: RecordRow) -> EntryKey | None:
    """Return the pack's entry of a rule; None for what comes from no entry."""
    tally = row.record
    return entry_key(tally.kind, tally.ref) if isinstance(tally, RuleTally) else None


def _names(tally: RuleTally) -> str:
    names = tally.medications
    rest = len(names) - _MOST_NAMES
    more = f" and {rest} more" if rest > 0 else ""
    return f"{', '.join(names[:_MOST_NAMES])}{more}" or tally.ref.replace("_", " ")
