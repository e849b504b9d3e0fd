"""Which clinical pack it is, known without importing or reading what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from practice_desk.assets import asset
from practice_desk.knowledge.compiled import FILE_NAME, Head, PackRecord


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


def delivered_identity() -> PackIdentity:
    """Return which pack the program brings, without its lists.

    Raises RuntimeError for a broken installation: the file is missing or of another format.
    """
    try:
        content = asset("resources", "knowledge", FILE_NAME).read_bytes()
        return identity_of(msgspec.json.decode(content, type=Head).pack)
    except (OSError, ValueError) as error:
        raise RuntimeError("Practice Desk's clinical pack is damaged: reinstall it") from error


def identity_of(record: PackRecord) -> PackIdentity:
    """Return the identity that a compiled pack's head holds."""
    released_on = date.fromisoformat(record.date)
    if record.review_by:
        review_by = date.fromisoformat(record.review_by)
    else:
        from practice_desk.domain.knowledge import REVIEW_AFTER_DAYS  # with all that packs hold

        review_by = released_on + timedelta(days=REVIEW_AFTER_DAYS)
    return PackIdentity(
        record.version,
        released_on,
        record.status,
        record.disclaimers,
        review_by,
        record.basis,
        record.not_looked_up,
    )
