"""What the settings say about the clinical pack: its entries, their review, what is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar, Literal

from practice_desk.domain.calendar_text import write_date, write_moment
from practice_desk.domain.knowledge import (
    EntryKey,
    EntryKind,
    KnowledgeRevision,
    ReviewState,
    RevisionKind,
    Standing,
)
from practice_desk.gui.models.cells_table import CellsTable
from practice_desk.gui.wording import write_count
from practice_desk.knowledge.entry_words import KIND_WORDS
from practice_desk.knowledge.identity import PackIdentity
from practice_desk.services.knowledge_entries import EntryDetail, EntryLine
from practice_desk.services.knowledge_usage import ReviewShare

HEADERS = ("Entry", "Kind", "Severity", "State")


class StateChoice(Enum):
    """What the list is narrowed to, by how entries stand."""

    ALL = "All"
    USED = "Used here, not reviewed"
    WAITING = "Not reviewed"
    REVIEWED = "Reviewed"
    OURS = "Own and corrected"
    REJECTED = "Rejected"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the table."""

    line: EntryLine

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts, column by column."""
        line = self.line
        severity = line.severity.capitalize()
        return line.title, KIND_WORDS[line.key.kind], severity, line.standing.mark


class EntryTable(CellsTable[EntryRow]):
    """Entries of the pack."""

    headers: ClassVar[tuple[str, ...]] = HEADERS


def narrowed(
    lines: Iterable[EntryLine],
    text: str,
    kind: EntryKind | None,
    state: StateChoice,
    used: dict[EntryKey, int],
) -> list[EntryRow]:
    """Return the lines that hold every word of *text*, of that kind and in that state.

    Medications come first. *used* says in how many current plans entries count; those used here
    come by that number.
    """
    words = text.casefold().split()
    found = [
        EntryRow(line)
        for line in lines
        if (kind is None or line.key.kind is kind)
        and _is_in(line, state, used)
        and all(word in line.words for word in words)
    ]
    if state is StateChoice.USED:
        return sorted(found, key=lambda row: (-used[row.line.key], row.line.title.casefold()))
    order = list(EntryKind)
    return sorted(
        found, key=lambda row: (order.index(row.line.key.kind), row.line.title.casefold())
    )


def _is_in(line: EntryLine, state: StateChoice, used: dict[EntryKey, int]) -> bool:
    standing = line.standing
    waiting = standing.state in (ReviewState.DRAFT, ReviewState.CHANGED)
    return {
        StateChoice.ALL: True,
        StateChoice.USED: waiting and line.key in used,
        StateChoice.WAITING: waiting,
        StateChoice.REVIEWED: standing.is_reviewed,
        StateChoice.OURS: standing.is_own or standing.is_corrected,
        StateChoice.REJECTED: standing.state is ReviewState.REJECTED,
    }[state]


def pack_line(pack: PackIdentity, today: date) -> tuple[str, str]:
    """Say which pack is in use and whether it may be relied on, and the tone of that."""
    about = f"Clinical pack {pack.version} of {write_date(pack.released_on)}."
    review = f"To be reviewed by {write_date(pack.review_by)}."
    if pack.is_past_review(today):
        due = write_date(pack.review_by)
        what = f"Not checked: it was to be reviewed by {due}. What it knows is still shown, but"
        return f"{about} {what} nothing counts as checked until a newer pack is loaded.", "danger"
    if pack.is_draft:
        what = "It is a draft that no clinician has reviewed: check what you rely on, and accept,"
        return f"{about} {what} correct or reject it here. {review}", "caution"
    return f"{about} {review}", "info"


def share_line(share: ReviewShare) -> str:
    """Say how much of what current patients' plans rest on was reviewed here."""
    if not share.plans:
        return "Nobody takes anything yet, so nothing of it is in use."
    (meds, all_meds), (rules, all_rules) = share.medications, share.rules
    others, all_others = share.others
    text = (
        f"In use in {write_count(share.plans, 'current plan', 'current plans')}: {meds} of "
        f"{write_count(all_meds, 'medication', 'medications')}, {rules} of "
        f"{write_count(all_rules, 'rule', 'rules')} and {others} of {all_others} conditions, side "
        f"effects and measures are reviewed."
    )
    if share.unknown:
        items = write_count(share.unknown, "item", "items")
        text += f" Not checked, because the pack does not know them: {items} of these plans."
    return text


def state_tone(standing: Standing) -> Literal["danger", "success", "caution"]:
    """Return the tone of a standing's mark."""
    if standing.state is ReviewState.REJECTED:
        return "danger"
    return "success" if standing.is_reviewed else "caution"


def sources_text(line: EntryLine) -> str:
    """Return an entry's sources, one a line."""
    return "\n".join(line.sources) or "No source is named."


_DID = {
    RevisionKind.OWN: "wrote this entry",
    RevisionKind.CORRECT: "corrected it",
    RevisionKind.ACCEPT: "accepted it",
    RevisionKind.REJECT: "rejected it",
    RevisionKind.WITHDRAW: "took back what was said of it",
}


def history_lines(detail: EntryDetail) -> list[str]:
    """Return who said what of an entry and when, the newest first."""
    return [_said(each, detail) for each in reversed(detail.history)]


def _said(revision: KnowledgeRevision, detail: EntryDetail) -> str:
    who = detail.people.get(revision.made_by, revision.made_by)
    text = f"{write_moment(revision.made_at)}: {who} {_DID[revision.kind]}"
    if revision.reviewer:
        text += f", as judged by {revision.reviewer}"
    parts = [f"{text}."]
    if revision.source:
        parts.append(f"Source: {revision.source}.")
    if revision.note:
        parts.append(revision.note)
    return " ".join(parts)
