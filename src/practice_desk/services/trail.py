"""Watching over the audit trail: what is checked when a clinic opens, and taking note of a doubt.

Before a clinic opens, the newest entries are checked and compared with what is kept of them outside
the database: in `audit.head` and in the key slots. `walk_trail` checks all the others while people
already work, and `verification` checks everything at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from practice_desk.credentials import key_slots
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.domain import audit_trail
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.audit_trail import TrailDoubt
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.services.clinic import Clinic
from practice_desk.storage import audit_log
from practice_desk.storage.audit import BEGINNING, ChainHead
from practice_desk.storage.audit_anchor import AnchorState, compare
from practice_desk.storage.store import Store
from practice_desk.storage.unit_of_work import UnitOfWork

_CHECKED_AT_OPEN = 500
_CHUNK = 2000  # entries walked in one snapshot: about 10 ms
_REASON_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the trail was walked, what does not fit, and what of that nobody took note of."""

    head: ChainHead
    broken: tuple[int, ...]
    doubts: tuple[TrailDoubt, ...]


def doubts_at_open(store: Store, slots: Path, unlocked: Unlocked) -> tuple[TrailDoubt, ...]:
    """Check the newest entries and what is kept of them outside; a few milliseconds."""
    doubts = list(compare_with_witnesses(store, slots, unlocked))
    with store.read() as work:
        end = store.audit.head(work.connection).count
        start = store.audit.link(work.connection, max(0, end - _CHECKED_AT_OPEN)) or BEGINNING
        broken = store.audit.verify(work.connection, start).broken
        if fresh := sorted(set(broken) - _noted(work)) if broken else []:
            doubts.append(audit_trail.entries_changed(fresh))
    return tuple(doubts)


def compare_with_witnesses(store: Store, slots: Path, unlocked: Unlocked) -> tuple[TrailDoubt, ...]:
    """Compare the trail with the newest links that `audit.head` and the key slots know."""
    kept = store.anchor.kept()
    noted = key_slots.anchored_chain(slots, unlocked)
    heads = [] if kept.kept is None else [kept.kept]
    heads += [] if noted is None else [ChainHead(noted.count, noted.mac)]
    doubts = []
    if kept.state is AnchorState.MISSING:
        doubts.append(audit_trail.witness_missing())
    elif kept.state is AnchorState.DAMAGED:
        doubts.append(audit_trail.witness_damaged())
    with store.read() as work:
        gone = [doubt for head in heads if (doubt := _compared(store, work, head)) is not None]
    return (*gone[:1], *doubts)  # what one witness tells need not be said again by the other


def walk_trail(store: Store, progress: Progress = no_progress, after: Walk | None = None) -> Walk:
    """Check every entry, in short pieces that hold up nobody, or go on *after* another walk.

    Raises Cancelled, and what reading the store raises.
    """
    after = after or Walk(BEGINNING, (), ())
    head, broken = after.head, set(after.broken)
    with store.read() as work:
        total = store.audit.head(work.connection).count
    while True:
        progress(min(head.count, total), total, "Checking the audit trail")
        with store.read() as work:
            found = store.audit.verify(work.connection, head, _CHUNK)
        broken |= set(found.broken)
        if found.count == head.count:
            break
        head = found.head
    store.give_back()  # a long trail went through the cache, and is not needed again
    fresh = sorted(broken - noted_before(store)) if broken else []
    doubts = (audit_trail.entries_changed(fresh),) if fresh else ()
    return Walk(head, tuple(sorted(broken)), doubts)


def take_note(clinic: Clinic, reason: str) -> Changes:
    """Record that an administrator knows of every doubt and how it came about; work then goes on.

    What the trail should have been is in that entry; from now on its present end counts. Raises
    Invalid without a reason, NotPermitted, and what writing raises.
    """
    reason = reason.strip()
    if not reason:
        raise Invalid((Problem("reason", "Say what happened, as far as you know."),))
    if len(reason) > _REASON_LENGTH:
        raise Invalid((Problem("reason", f"Use at most {_REASON_LENGTH:,} characters."),))
    with clinic.writing(
        Operation.TAKE_NOTE_OF_TRAIL, reason=reason, kind=AuditKind.ACKNOWLEDGE
    ) as work:
        work.detail = "; ".join(doubt.facts for doubt in clinic.doubts)
    with clinic.gate.together():
        clinic.store.begin_anchor()
        clinic.note_chain(may_go_back=True)
    clinic.doubts = ()
    return Changes.of(None, "audit_trail")


def noted_before(store: Store) -> frozenset[int]:
    """Return the entries that do not fit and that an administrator has taken note of."""
    with store.read() as work:
        return _noted(work)


def _noted(work: UnitOfWork) -> frozenset[int]:
    details = audit_log.details_of(work.connection, AuditKind.ACKNOWLEDGE)
    return frozenset().union(*map(audit_trail.noted_entries, details))


def _compared(store: Store, work: UnitOfWork, kept: ChainHead) -> TrailDoubt | None:
    state = compare(store.audit, work.connection, kept).state
    if state is AnchorState.BEHIND:
        end = store.audit.head(work.connection)
        return audit_trail.entries_missing(end.count, end.at, kept.count, kept.at)
    if state is AnchorState.OTHER:
        return audit_trail.entries_exchanged(kept.count, kept.at)
    return None
