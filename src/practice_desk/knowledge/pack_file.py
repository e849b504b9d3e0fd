"""A whole pack in one file, to be brought into a clinic: checked against the schema on the way in.

The file is JSON: what `compile` writes for names and for the safety checks, under one head.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from practice_desk.knowledge import compiled as names_format
from practice_desk.knowledge.compiled import Compiled
from practice_desk.knowledge.safety import compile as safety_format
from practice_desk.knowledge.safety.pack import safety_pack
from practice_desk.knowledge.safety.records import SafetyFacts

SUFFIX = ".pdpack"
LONGEST = 32 << 20
"""Bytes that a pack file may have; the delivered pack has under one million."""


class PackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that the program knows from one pack."""

    kind: Literal["practice-desk-pack"]
    names: Compiled
    safety: SafetyFacts


def write_pack_file(names: bytes, safety: bytes) -> bytes:
    """Return the file of two compiled parts."""
    return msgspec.json.encode(
        PackFile(
            "practice-desk-pack",
            msgspec.json.decode(names, type=Compiled),
            msgspec.json.decode(safety, type=SafetyFacts),
        )
    )


def read_pack_file(content: bytes) -> PackFile:
    """Read a pack file. Raises ValueError saying what is wrong with it."""
    if len(content) > LONGEST:
        raise ValueError("it is too large for a clinical pack")
    pack = msgspec.json.decode(content, type=PackFile)
    if pack.names.format != names_format.FORMAT or pack.safety.format != safety_format.FORMAT:
        raise ValueError("it is of another format, for another version of Practice Desk")
    if pack.names.pack.version != pack.safety.version:
        raise ValueError("its two parts are of different versions")
    if {each.id for each in pack.names.medications} != {m.id for m in pack.safety.medications}:
        raise ValueError("its two parts name different medications")
    safety_format.require_references(pack.safety)
    return pack if pack.safety.side_effects else _with_delivered_guide(pack)


def _with_delivered_guide(pack: PackFile) -> PackFile:
    """Leave the delivered side effects, conditions and measures in use with an older pack file.

    Such files were made before these could be reviewed, and hold none of them.
    """
    delivered, ids = safety_pack().facts, {each.id for each in pack.safety.medications}
    effects = (
        replace(each, caused_by=tuple(med for med in each.caused_by if med in ids))
        for each in delivered.side_effects
    )
    safety = replace(
        pack.safety,
        side_effects=tuple(effects),
        condition_facts=delivered.condition_facts,
        instruments=delivered.instruments,
    )
    return replace(pack, safety=safety)
