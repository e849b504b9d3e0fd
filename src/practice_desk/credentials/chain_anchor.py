"""The newest head of the audit chain, noted in the key slots file: outside the database.

A log that was cut or a database put back from before ends short of the head noted here.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from practice_desk.credentials import slot_file
from practice_desk.credentials.slot_access import Unlocked, put, trusted
from practice_desk.credentials.slot_file import FORMAT, ChainHead


def anchored_chain(path: Path, unlocked: Unlocked) -> ChainHead | None:
    """Return the newest head of the audit chain noted in the file; None before the first.

    Raises `KeySlotsMissing`, `KeySlotsDamaged` (also for an older file put back) or `ClinicTooNew`.
    """
    return trusted(path, unlocked).header.chain


def anchor_chain(
    path: Path, unlocked: Unlocked, head: ChainHead, *, may_go_back: bool = False
) -> None:
    """Note the newest head of the audit chain in the file, under its MACs.

    `seq` stays: who may open the clinic did not change. A head older than the one noted changes
    nothing, so a late call does no harm, unless *may_go_back*: after a restore the chain really is
    shorter. Takes a few milliseconds. Raises what `anchored_chain` raises, and what writing raises.
    """
    with slot_file.changing(path):
        file = trusted(path, unlocked)
        noted = file.header.chain
        if noted == head or (noted and noted.count > head.count and not may_go_back):
            return
        put(path, msgspec.structs.replace(file.header, format=FORMAT, chain=head), unlocked)
