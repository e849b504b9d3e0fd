"""Reading the clinical pack: as delivered, and with what a clinic says about it."""

from __future__ import annotations

from datetime import UTC, datetime

from practice_desk.assets import asset
from practice_desk.domain.knowledge import EntryKind, KnowledgeRevision, RevisionKind
from practice_desk.knowledge.pack import delivered_names, made_of
from practice_desk.knowledge.safety.compile import FILE_NAME
from practice_desk.knowledge.safety.merging import fingerprint, merged
from practice_desk.knowledge.safety.pack import SafetyPack, entries_of, read_safety
from tests.bench.measure import Measure, median, timed

LIMIT = 50.0
"""Milliseconds in which each part of the pack is to be read."""
_ROUNDS = 15


def pack() -> list[Measure]:
    """Measure both parts of the delivered pack, and the facts with every entry reviewed."""
    content = asset("resources", "knowledge", FILE_NAME)
    facts = read_safety(content.read_bytes()).facts
    said = _reviews(SafetyPack(facts))
    parts = {
        "pack: names": lambda: made_of(delivered_names()),
        "pack: safety facts": lambda: read_safety(content.read_bytes()),
        "pack: facts with 1,000 reviews": lambda: merged(facts, said, {}),
    }
    return [
        Measure(name, median([timed(read) for _ in range(_ROUNDS)]), "ms", LIMIT, 1.0).emit()
        for name, read in parts.items()
    ]


def _reviews(pack: SafetyPack) -> list[KnowledgeRevision]:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    return [
        KnowledgeRevision(
            EntryKind(kind),
            entry.id,
            RevisionKind.ACCEPT,
            "ana.berg",
            now,
            fingerprint=fingerprint(entry),
        )
        for kind, entry in entries_of(pack.facts)
    ]
