"""The clinical knowledge pack: which one it is, and its lists, loaded once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.knowledge import REVIEW_AFTER_DAYS
from practice_desk.knowledge.allergens import SubstanceList
from practice_desk.knowledge.compiled import (
    FILE_NAME,
    FORMAT,
    Compiled,
    ConditionRecord,
    Head,
    MedicationRecord,
    PackRecord,
)
from practice_desk.knowledge.conditions import ConditionList
from practice_desk.knowledge.medications import MedicationList


@dataclass(frozen=True, slots=True)
class PackIdentity:
    """Version, date and review status of a pack, in its own words.

    `basis` says where its facts were taken from, `not_looked_up` what was compared with no source.
    After `review_by` nothing is checked with it that can be relied on: screens say so.
    """

    version: str
    released_on: date
    status: str
    disclaimers: tuple[str, ...]
    review_by: date
    basis: str = ""
    not_looked_up: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether no clinician has reviewed it; screens that show its facts must say so."""
        return self.status.upper().startswith("DRAFT")

    def is_past_review(self, on: date) -> bool:
        """Whether the pack should have been reviewed or replaced before *on*."""
        return on > self.review_by


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


def delivered_identity() -> PackIdentity:
    """Return which pack the program brings, without its lists. Raises RuntimeError as above."""
    try:
        content = asset("resources", "knowledge", FILE_NAME).read_bytes()
        return _identity(msgspec.json.decode(content, type=Head).pack)
    except (OSError, ValueError) as error:
        raise RuntimeError("Practice Desk's clinical pack is damaged: reinstall it") from error


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
        _identity(compiled.pack),
        medications,
        ConditionList(compiled.conditions if conditions is None else conditions),
        SubstanceList(medications.all, compiled.classes, compiled.allergens),
    )


def _identity(record: PackRecord) -> PackIdentity:
    released_on = date.fromisoformat(record.date)
    due = released_on + timedelta(days=REVIEW_AFTER_DAYS)
    return PackIdentity(
        record.version,
        released_on,
        record.status,
        record.disclaimers,
        date.fromisoformat(record.review_by) if record.review_by else due,
        record.basis,
        record.not_looked_up,
    )
