"""The template of the mental status examination, `resources/knowledge/mental_status.json`."""

from __future__ import annotations

from functools import cache

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.mental_status import MentalStatusPart, MentalStatusTemplate

FILE_NAME = "mental_status.json"
FORMAT = 1


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str
    normal: str
    choices: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    about: str
    sources: tuple[str, ...]
    parts: tuple[_Part, ...]


@cache
def mental_status_template() -> MentalStatusTemplate:
    """Return the delivered template. Raises ValueError for a file of another format."""
    read = msgspec.json.decode(asset("resources", "knowledge", FILE_NAME).read_bytes(), type=_File)
    if read.format != FORMAT:
        raise ValueError(f"{FILE_NAME}: format {read.format}")
    parts = (MentalStatusPart(each.id, each.name, each.normal, each.choices) for each in read.parts)
    return MentalStatusTemplate(tuple(parts), read.sources)
