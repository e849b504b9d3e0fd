"""Less white between the parts of a letter, where that saves a page. Letters keep their size.

A page more that has a signature and nothing else is read late, and gets lost at the fax machine.
"""

from __future__ import annotations

from dataclasses import replace

from practice_desk.letters.blocks import Block, Box, Columns, Gap, KeptWithNext, Stack, WriteOn
from practice_desk.letters.pages import Composition, DoesNotFit, paginate
from practice_desk.letters.table import Table, TableWithClosing

_GAP, _PAD, _ROOM = 0.55, 0.6, 0.8
"""What is left of gaps, of the padding in frames and rows, and of the room above a line."""


def without_needless_page(composition: Composition) -> Composition:
    """Return *composition*, set tighter where it takes fewer pages so."""
    try:
        pages = len(paginate(composition))
        if pages == 1:
            return composition
        tighter = replace(composition, blocks=tuple(map(_tightened, composition.blocks)))
        return tighter if len(paginate(tighter)) < pages else composition
    except DoesNotFit:
        return composition  # the rendering says so


def _tightened(block: Block) -> Block:
    match block:
        case Gap():
            return Gap(block.points * _GAP)
        case WriteOn():
            return replace(block, room=block.room * _ROOM)
        case Stack() | Columns():
            return replace(block, blocks=tuple(map(_tightened, block.blocks)))
        case Box():
            return replace(block, inner=_tightened(block.inner), pad_y=block.pad_y * _PAD)
        case KeptWithNext():
            return KeptWithNext(_tightened(block.inner))
        case Table():
            return replace(block, pad_y=block.pad_y * _PAD)
        case TableWithClosing():
            table = replace(block.table, pad_y=block.table.pad_y * _PAD)
            return replace(block, table=table, closing=_tightened(block.closing))
    return block
