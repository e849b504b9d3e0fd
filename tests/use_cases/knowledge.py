"""The use cases of the clinical pack: reading it, adding to it, reviewing it."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.knowledge import EntryKey, EntryKind, RevisionKind
from practice_desk.domain.permission import Operation
from practice_desk.services import (
    clinic_knowledge,
    knowledge_entries,
    knowledge_packs,
    knowledge_usage,
    pack_identity,
)
from practice_desk.services.knowledge_entries import Said
from tests.stage import Stage, UseCases

_OP = Operation
_KEY = EntryKey(EntryKind.INTERACTION, "int_maoi_ssri")
_SAID = Said("FDA label", "to see who may do this")
_PAIR = {
    "a": "fluoxetine", "a_type": "medication", "b": "lithium", "b_type": "medication",
    "severity": "minor", "effect": "Tremor", "management": "Watch for it.",
}  # fmt: skip


def _seen(stage: Stage) -> str:
    return knowledge_entries.read_entry(stage.clinic, _KEY).fingerprint


def _spoken_of(stage: Stage) -> EntryKey:
    """Return an entry about which the clinic has said something."""
    accept = RevisionKind.ACCEPT
    knowledge_entries.review_entry(stage.clinic, _KEY, accept, _SAID, _seen(stage))
    return _KEY


KNOWLEDGE: UseCases = {
    "knowledge_packs.pack_history": (
        _OP.VIEW_KNOWLEDGE,
        lambda s: partial(knowledge_packs.pack_history, s.clinic),
    ),
    "knowledge_packs.examine_pack": (
        _OP.CHOOSE_PACK,
        lambda s: partial(knowledge_packs.examine_pack, s.clinic, None),
    ),
    "knowledge_packs.choose_pack": (
        _OP.CHOOSE_PACK,
        lambda s: partial(
            knowledge_packs.choose_pack, s.clinic, knowledge_packs.examine_pack(s.clinic, None)
        ),
    ),
    "knowledge_usage.count_plans": (
        _OP.EDIT_KNOWLEDGE,
        lambda s: partial(knowledge_usage.count_plans, s.clinic),
    ),
    "knowledge_usage.review_share": (
        _OP.EDIT_KNOWLEDGE,
        lambda s: partial(knowledge_usage.review_share, s.clinic),
    ),
    "clinic_knowledge.knowledge_of": (
        _OP.VIEW_KNOWLEDGE,
        lambda s: partial(clinic_knowledge.knowledge_of, s.clinic),
    ),
    "pack_identity.pack_identity": (
        _OP.VIEW_KNOWLEDGE,
        lambda s: partial(pack_identity.pack_identity, s.clinic),
    ),
    "knowledge_entries.list_entries": (
        _OP.VIEW_KNOWLEDGE,
        lambda s: partial(knowledge_entries.list_entries, s.clinic),
    ),
    "knowledge_entries.read_entry": (
        _OP.VIEW_KNOWLEDGE,
        lambda s: partial(knowledge_entries.read_entry, s.clinic, _KEY),
    ),
    "knowledge_entries.write_own_entry": (
        _OP.EDIT_KNOWLEDGE,
        lambda s: partial(
            knowledge_entries.write_own_entry, s.clinic, EntryKind.INTERACTION, _PAIR, _SAID
        ),
    ),
    "knowledge_entries.correct_entry": (
        _OP.EDIT_KNOWLEDGE,
        lambda s: partial(
            knowledge_entries.correct_entry, s.clinic, _KEY, {"severity": "major"}, _SAID
        ),
    ),
    "knowledge_entries.review_entry": (
        _OP.REVIEW_KNOWLEDGE,
        lambda s: partial(
            knowledge_entries.review_entry, s.clinic, _KEY, RevisionKind.ACCEPT, _SAID, _seen(s)
        ),
    ),
    "knowledge_entries.withdraw_entry": (
        _OP.EDIT_KNOWLEDGE,
        lambda s: partial(knowledge_entries.withdraw_entry, s.clinic, _spoken_of(s), "again"),
    ),
}
