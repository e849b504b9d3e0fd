"""Phrases for writing notes: one's own, and the clinic's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.note_phrase import NotePhrase, check_phrase, offered_phrases
from practice_desk.domain.permission import Operation
from practice_desk.knowledge.note_forms import delivered_phrases
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage.note import note_phrases as stored_phrases
from practice_desk.storage.unit_of_work import UnitOfWork

_NOUN = "note_phrase"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every phrase that is kept and may be seen, and those that a slash offers."""

    kept: tuple[NotePhrase, ...]
    offered: tuple[NotePhrase, ...]


def note_phrases(clinic: Clinic) -> Phrases:
    """Return the clinic's phrases and one's own."""
    with clinic.viewing(Operation.VIEW_CLINIC) as work:
        work.detail = "phrases for notes"
        return _read(clinic, work)


def read_offered(clinic: Clinic, work: UnitOfWork) -> tuple[NotePhrase, ...]:
    """Return what a slash offers, inside a running unit of work."""
    return _read(clinic, work).offered


def _read(clinic: Clinic, work: UnitOfWork) -> Phrases:
    me = clinic.session.user_name
    kept = tuple(p for p in stored_phrases.listed(work.connection) if p.owner in ("", me))
    return Phrases(kept, offered_phrases(delivered_phrases(), kept, me))


def save_phrase(clinic: Clinic, value: NotePhrase) -> Saved:
    """Add or change a phrase of one's own, or of the clinic's where one may.

    Raises Invalid, NotFound or StaleRecord.
    """
    value = replace(value, shortcut=value.shortcut.strip().lstrip("/").casefold())
    with clinic.writing(_operation(clinic, value), kind=AuditKind.CHANGE) as work:
        _require_mine(work, value)
        if problems := check_phrase(value, stored_phrases.listed(work.connection)):
            raise Invalid(problems)
        number = stored_phrases.put(work.connection, value)
        work.detail = f"phrase {number} {'added' if value.id is None else 'changed'}"
    return Saved(number, Changes.of(None, _NOUN))


def remove_phrase(clinic: Clinic, value: NotePhrase) -> Changes:
    """Delete a phrase; notes that were written with it stay. Raises NotFound."""
    with clinic.writing(_operation(clinic, value), kind=AuditKind.RETRACT) as work:
        _require_mine(work, value)
        stored_phrases.remove(work.connection, value.id or 0)
        work.detail = f"phrase {value.id} removed"
    return Changes.of(None, _NOUN)


def _operation(clinic: Clinic, value: NotePhrase) -> Operation:
    if value.owner not in ("", clinic.session.user_name):
        raise Invalid((Problem("owner", "This phrase is somebody else's."),))
    return Operation.KEEP_OWN_PHRASES if value.owner else Operation.EDIT_NOTE_TEMPLATES


def _require_mine(work: UnitOfWork, value: NotePhrase) -> None:
    if value.id is None:
        return
    stored = stored_phrases.find(work.connection, value.id)
    if stored is None or stored.owner != value.owner:
        raise NotFound("This phrase is no longer there.", "Add it anew.")
