"""The clinical pack and what a clinic adds to it: entries, their review, own entries; pure values.

The pack as delivered is a draft. A clinic's prescribers accept, correct or reject its entries and
add entries of their own. All of it is a sequence of revisions that only grows; the newest say how
an entry stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import Problem

REVIEW_AFTER_DAYS = 365
"""A pack that states no date of its own is to be reviewed a year after its date."""
LONGEST_SOURCE = 500
LONGEST_NOTE = 1000


class EntryKind(StrEnum):
    """What an entry of the pack is about."""

    MEDICATION = "medication"
    INTERACTION = "interaction"
    PATIENT_RULE = "patient_rule"
    COUNT_RULE = "count_rule"
    ALLERGY_RULE = "allergy_rule"
    CONTROLLED_RULE = "controlled_rule"
    MONITORING = "monitoring"
    SIDE_EFFECT = "side_effect"
    CONDITION = "condition"
    INSTRUMENT = "instrument"
    CLASS = "class"
    UPPER_LIMIT = "upper_limit"


@dataclass(frozen=True, slots=True)
class EntryKey:
    """One entry: its kind and its id in the pack."""

    kind: EntryKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class ReviewState(StrEnum):
    """How far a clinician of this clinic stands behind an entry."""

    DRAFT = "draft"
    CHANGED = "changed"
    REVIEWED = "reviewed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an entry stands: whether it was reviewed, by whom and when, and whether it is our own.

    `is_own` says that the clinic wrote it, `is_corrected` that it changed some of the pack's facts.
    CHANGED is an entry that was reviewed and that a newer pack or a later change made another.
    `source` and `note` are the reviewer's.
    """

    state: ReviewState = ReviewState.DRAFT
    by: str = ""
    on: date | None = None
    is_own: bool = False
    is_corrected: bool = False
    source: str = ""
    note: str = ""

    @property
    def mark(self) -> str:
        """The shortest words for it: "Draft", "Reviewed", "Own entry, not reviewed"."""
        whose = "Own entry" if self.is_own else "Corrected here" if self.is_corrected else ""
        state = _MARKS[self.state]
        if not whose:
            return state
        return (
            f"{whose}, {state[0].lower()}{state[1:]}"
            if self.is_reviewed
            else (f"{whose}, not reviewed")
        )

    @property
    def sentence(self) -> str:
        """What a window says about it in full."""
        whose = "This clinic's own entry." if self.is_own else ""
        if self.is_corrected and not self.is_own:
            whose = "Corrected by this clinic."
        who = f" by {self.by}" if self.by else ""
        when = f" on {write_date(self.on)}" if self.on else ""
        return f"{whose} {_SENTENCES[self.state].format(who=who, when=when)}".strip()

    @property
    def is_reviewed(self) -> bool:
        """Whether a clinician here has accepted it as it now is."""
        return self.state is ReviewState.REVIEWED


DRAFT_MARK = "Draft"
"""The mark of what no clinician here has looked at, as everything is at first."""
_MARKS = {
    ReviewState.DRAFT: DRAFT_MARK,
    ReviewState.CHANGED: "Changed since its review",
    ReviewState.REVIEWED: "Reviewed",
    ReviewState.REJECTED: "Rejected",
}
_SENTENCES = {
    ReviewState.DRAFT: "Draft: no clinician has reviewed it.",
    ReviewState.CHANGED: "Reviewed{who}{when}, and changed since then: review it again.",
    ReviewState.REVIEWED: "Reviewed{who}{when}.",
    ReviewState.REJECTED: "Rejected{who}{when}: it is not used.",
}


class RevisionKind(StrEnum):
    """What a revision does to its entry."""

    OWN = "own"
    """The clinic writes an entry of its own, or writes it anew."""
    CORRECT = "correct"
    """The clinic replaces some of the pack's facts."""
    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    """Everything the clinic said of the entry is taken back; an own entry is no longer used."""


@dataclass(frozen=True, slots=True)
class KnowledgeRevision:
    """One thing that the clinic said about one entry.

    `body` holds the facts of an own entry or a correction as plain data. `fingerprint` is that of
    the entry as it was accepted or rejected, so that a review does not count for other facts.
    `reviewer` names who judged it where that is not the person at the keyboard, such as the
    clinic's pharmacist.
    """

    entry_kind: EntryKind
    entry_id: str
    kind: RevisionKind
    made_by: str
    made_at: datetime
    source: str = ""
    note: str = ""
    reviewer: str = ""
    fingerprint: str = ""
    pack_version: str = ""
    body: Mapping[str, object] = field(default_factory=dict)
    id: int | None = None

    @property
    def key(self) -> EntryKey:
        """The entry it is about."""
        return EntryKey(self.entry_kind, self.entry_id)


_NEED_SOURCE = frozenset({RevisionKind.OWN, RevisionKind.CORRECT, RevisionKind.REJECT})


def check_revision(revision: KnowledgeRevision) -> tuple[Problem, ...]:
    """Return what is wrong with what somebody says about an entry; its facts are checked apart."""
    problems = []
    if revision.kind in _NEED_SOURCE and not revision.source.strip():
        problems.append(Problem("source", "Name the source: a label, a guideline, a letter."))
    if len(revision.source) > LONGEST_SOURCE:
        problems.append(Problem("source", f"Use at most {LONGEST_SOURCE} characters."))
    if len(revision.note) > LONGEST_NOTE:
        problems.append(Problem("note", f"Use at most {LONGEST_NOTE} characters."))
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class PackChoice:
    """Which pack the clinic uses from some moment on; the newest choice counts.

    `document_id` is the pack file kept in the clinic; None is the pack that the program brings.
    """

    version: str
    released_on: date
    chosen_by: str
    chosen_at: datetime
    sha256: str = ""
    document_id: int | None = None
    id: int | None = None
