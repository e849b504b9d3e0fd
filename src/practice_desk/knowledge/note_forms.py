"""What notes are written in and billed by, from ``resources/notes``: templates, codes, words."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.cpt_code import CptCode
from practice_desk.domain.note_phrase import NotePhrase
from practice_desk.domain.note_template import NoteTemplates


class _Codes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sources: dict[str, str]
    codes: list[dict[str, Any]]


@cache
def delivered_templates() -> NoteTemplates:
    """Return the templates of a clinic that did not change them."""
    return msgspec.yaml.decode(_read("templates.yaml"), type=NoteTemplates)


@cache
def cpt_codes() -> tuple[CptCode, ...]:
    """Return every code, each with its source in words."""
    found = msgspec.yaml.decode(_read("codes.yaml"), type=_Codes)
    plain = [{**each, "source": found.sources[each["source"]]} for each in found.codes]
    return msgspec.convert(plain, tuple[CptCode, ...])


@cache
def delivered_phrases() -> tuple[NotePhrase, ...]:
    """Return the phrases that come with the program."""
    return msgspec.yaml.decode(_read("phrases.yaml"), type=tuple[NotePhrase, ...])


@cache
def medical_words() -> frozenset[str]:
    """Return words of the field that no general dictionary has."""
    lines = _read("words.txt").decode().splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _read(name: str) -> bytes:
    return asset("resources", "notes", name).read_bytes()
