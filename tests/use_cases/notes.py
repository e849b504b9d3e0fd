"""The use cases of what notes are written with."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.note_phrase import NotePhrase
from practice_desk.domain.permission import Operation
from practice_desk.services import note_phrases, note_templates
from tests.stage import Stage, UseCases

_OP = Operation


def _own_phrase(stage: Stage) -> NotePhrase:
    stage.colleagues += 1  # for a shortcut that is not taken
    return NotePhrase(f"own{stage.colleagues}", "Walks daily.", stage.clinic.session.user_name)


def _kept_phrase(stage: Stage) -> NotePhrase:
    number = note_phrases.save_phrase(stage.clinic, _own_phrase(stage)).id
    return next(each for each in note_phrases.note_phrases(stage.clinic).kept if each.id == number)


def _clinic_phrase(stage: Stage) -> NotePhrase:
    stage.colleagues += 1
    return NotePhrase(f"all{stage.colleagues}", "Next visit in weeks: ")


NOTES: UseCases = {
    "note_templates.note_templates": (
        _OP.VIEW_CLINIC,
        lambda s: partial(note_templates.note_templates, s.clinic),
    ),
    "note_templates.save_note_templates": (
        _OP.EDIT_NOTE_TEMPLATES,
        lambda s: partial(
            note_templates.save_note_templates,
            s.clinic,
            note_templates.note_templates(s.clinic),
            note_templates.note_templates(s.clinic).templates,
        ),
    ),
    "note_templates.restore_note_templates": (
        _OP.EDIT_NOTE_TEMPLATES,
        lambda s: partial(
            note_templates.restore_note_templates,
            s.clinic,
            note_templates.note_templates(s.clinic),
        ),
    ),
    "note_phrases.note_phrases": (
        _OP.VIEW_CLINIC,
        lambda s: partial(note_phrases.note_phrases, s.clinic),
    ),
    "note_phrases.save_phrase": (
        _OP.KEEP_OWN_PHRASES,
        lambda s: partial(note_phrases.save_phrase, s.clinic, _own_phrase(s)),
    ),
    "note_phrases.save_phrase, of the clinic": (
        _OP.EDIT_NOTE_TEMPLATES,
        lambda s: partial(note_phrases.save_phrase, s.clinic, _clinic_phrase(s)),
    ),
    "note_phrases.remove_phrase": (
        _OP.KEEP_OWN_PHRASES,
        lambda s: partial(note_phrases.remove_phrase, s.clinic, _kept_phrase(s)),
    ),
}
