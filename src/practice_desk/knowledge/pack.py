"""The clinical knowledge pack: its lists, loaded once. Which one it is, is in `identity`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import msgspec

from practice_desk.assets import asset
from practice_desk.knowledge.allergens import SubstanceList
from practice_desk.knowledge.compiled import (
    FILE_NAME,
    FORMAT,
    Compiled,
    ConditionRecord,
    MedicationRecord,
)
from practice_desk.knowledge.conditions import ConditionList
from practice_desk.knowledge.identity import PackIdentity, identity_of
from practice_desk.knowledge.medications import MedicationList


@dataclass(frozen=True, slots=True)
class KnowledgePack:
    """Everything the program knows from the pack."""

    identity: PackIdentity
    medications: MedicationList
    conditions: ConditionList
    substances: SubstanceList


@cache
def knowledge_pack() -> KnowledgePack:
    """Return the pack shipped with the program, read on the first call.

    Raises RuntimeError for a broken installation: the file is missing or of another format.
    """
    return made_of(delivered_names())


def delivered_names() -> Compiled:
    """Return the delivered pack as it was compiled. Raises RuntimeError as above."""
    try:
        return _decoded(asset("resources", "knowledge", FILE_NAME).read_bytes())
    except (OSError, ValueError) as error:
        raise RuntimeError("Practice Desk's clinical pack is damaged: reinstall it") from error


def read_pack(content: bytes) -> KnowledgePack:
    """Read a compiled pack. Raises ValueError if *content* is not one of our format."""
    return made_of(_decoded(content))


def _decoded(content: bytes) -> Compiled:
    compiled = msgspec.json.decode(content, type=Compiled)
    if compiled.format != FORMAT:
        raise ValueError("a clinical pack of another format")
    return compiled


def made_of(
    compiled: Compiled,
    own: Iterable[MedicationRecord] = (),
    conditions: Iterable[ConditionRecord] | None = None,
) -> KnowledgePack:
    """Return the lists of a compiled pack with the clinic's *own* medications among them.

    *conditions* stand in the place of the pack's where the clinic has corrected some.
    """
    medications = MedicationList(compiled.medications, own)
    return KnowledgePack(
        identity_of(compiled.pack),
        medications,
        ConditionList(compiled.conditions if conditions is None else conditions),
        SubstanceList(medications.all, compiled.classes, compiled.allergens),
    )
