"""What a backup holds and says about itself: its format, public header and manifest."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

FORMAT = 2
"""Format 1 lacked `table_hashes`, `made_by`, `opens_with` and the key slots inside; it is read."""
SUFFIX = ".pdbackup"
DATABASE_MEMBER = "clinic.db"
KEY_SLOTS_MEMBER = "keyslots.json"
DOCUMENT_MEMBER = re.compile(r"documents/([0-9a-f]{2})/(\1[0-9a-f]{62})\.sealed")
"""Group 2 is the document's sealed name."""


class Wrap(msgspec.Struct, frozen=True):
    """The container's key, sealed; `kind` says under what."""

    kind: str
    sealed: bytes


class OpensWith(StrEnum):
    """Whose secrets open a backup; the clinic's recovery code always does."""

    ACCOUNTS = "accounts"
    OWN_PASSPHRASE = "own passphrase"


class Header(msgspec.Struct, frozen=True):
    """What anybody may read: nothing in it tells about a patient. `made_at` is ISO 8601, UTC.

    `key_slots` are those that open the backup: the clinic's, or its own passphrase's. The
    clinic's whole file lies inside, too.
    """

    format: int
    program_version: str
    clinic_id: str
    made_at: str
    key_slots: bytes
    wraps: tuple[Wrap, ...]
    opens_with: OpensWith = OpensWith.ACCOUNTS


class Member(msgspec.Struct, frozen=True):
    """One file inside; size in bytes, SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


class Contents(msgspec.Struct, frozen=True):
    """What the database in the backup holds.

    `counts` are rows per table and `table_hashes` the SHA-256 of each table's full content, of
    the live database itself and not of its copy; `chain_count` and `chain_mac` are the head of the
    audit chain; `missing` the sealed names of documents that the clinic had lost when the backup
    was made; `made_by` is the user name of who made it.
    """

    schema_revision: str
    generation: str
    counts: dict[str, int]
    chain_count: int
    chain_mac: bytes
    missing: tuple[str, ...] = ()
    table_hashes: dict[str, str] = {}
    made_by: str = ""


class Manifest(msgspec.Struct, frozen=True):
    """The authenticated account of the whole backup."""

    format: int
    contents: Contents
    members: tuple[Member, ...]

    @property
    def documents(self) -> int:
        """How many documents are inside."""
        return sum(1 for member in self.members if DOCUMENT_MEMBER.fullmatch(member.name))


def is_member_name(name: str) -> bool:
    """Tell whether *name* is one of the kinds of member there are."""
    fixed = (DATABASE_MEMBER, KEY_SLOTS_MEMBER)
    return name in fixed or DOCUMENT_MEMBER.fullmatch(name) is not None
