"""The clinic's templates of notes: reading them, changing them, going back to those delivered."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import StaleRecord
from practice_desk.domain.note_template import NoteTemplates
from practice_desk.domain.permission import Operation
from practice_desk.knowledge.note_forms import delivered_templates
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

_SETTING = "note templates"


@dataclass(frozen=True, slots=True)
class KeptTemplates:
    """The templates in use, and the version they were read with."""

    templates: NoteTemplates
    version: int


def note_templates(clinic: Clinic) -> KeptTemplates:
    """Return what notes are written in, the clinic's own or those delivered."""
    with clinic.viewing(Operation.VIEW_CLINIC) as work:
        work.detail = _SETTING
        return read_templates(work)


def save_note_templates(clinic: Clinic, before: KeptTemplates, value: NoteTemplates) -> Changes:
    """Keep *value* as the clinic's templates; notes written so far keep their headings.

    Raises StaleRecord where somebody else was quicker.
    """
    return _put(clinic, before, msgspec.to_builtins(value, str_keys=True), _SETTING)


def restore_note_templates(clinic: Clinic, before: KeptTemplates) -> Changes:
    """Go back to the templates that came with the program. Raises StaleRecord."""
    return _put(clinic, before, None, f"{_SETTING}, as delivered")


def _put(clinic: Clinic, before: KeptTemplates, plain: object, detail: str) -> Changes:
    with clinic.writing(Operation.EDIT_NOTE_TEMPLATES) as work:
        if registry.setting(work.connection, _SETTING)[1] != before.version:
            raise StaleRecord("list of templates")
        registry.put_setting(work.connection, _SETTING, plain or {}, before.version)
        work.detail = detail
    return Changes.of(None, "note_template")


def read_templates(work: UnitOfWork) -> KeptTemplates:
    """Return the same inside a running unit of work."""
    plain, version = registry.setting(work.connection, _SETTING)
    own = msgspec.convert(plain, NoteTemplates) if plain else delivered_templates()
    return KeptTemplates(own, version)
