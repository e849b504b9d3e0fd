"""The use cases of psychotherapy notes."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.permission import Operation
from practice_desk.domain.psychotherapy_note import NotesState, PsychotherapyNote
from practice_desk.services import psychotherapy_notes as notes
from tests.factories import CHEAP, PASSPHRASE
from tests.stage import Stage, UseCases

_KEEP = Operation.KEEP_PSYCHOTHERAPY_NOTES


def _open(stage: Stage) -> Stage:
    """Let the person at the keyboard have a key, and open it."""
    state = notes.notes_state(stage.clinic)
    if state is NotesState.NONE:
        notes.begin_notes(stage.clinic, PASSPHRASE, profile=CHEAP)
    elif state is NotesState.SEALED:
        notes.open_notes(stage.clinic, PASSPHRASE)
    return stage


def _new(stage: Stage) -> PsychotherapyNote:
    return PsychotherapyNote(stage.patient_id, stage.clinic.today(), "Silence after her brother.")


def _kept(stage: Stage) -> PsychotherapyNote:
    return notes.keep_note(_open(stage).clinic, _new(stage))


PSYCHOTHERAPY: UseCases = {
    "psychotherapy_notes.notes_state": (
        _KEEP,
        lambda s: partial(notes.notes_state, s.clinic),
    ),
    "psychotherapy_notes.begin_notes": (
        _KEEP,
        lambda s: partial(notes.begin_notes, s.clinic, PASSPHRASE, anew=True, profile=CHEAP),
    ),
    "psychotherapy_notes.open_notes": (
        _KEEP,
        lambda s: partial(notes.open_notes, _open(s).clinic, PASSPHRASE),
    ),
    "psychotherapy_notes.reopen_notes": (
        _KEEP,
        lambda s: partial(
            notes.reopen_notes, _open(s).clinic, PASSPHRASE, PASSPHRASE, profile=CHEAP
        ),
    ),
    "psychotherapy_notes.renew_own_code": (
        _KEEP,
        lambda s: partial(notes.renew_own_code, _open(s).clinic, profile=CHEAP),
    ),
    "psychotherapy_notes.own_notes": (
        _KEEP,
        lambda s: partial(notes.own_notes, _open(s).clinic, s.patient_id),
    ),
    "psychotherapy_notes.keep_note": (
        _KEEP,
        lambda s: partial(notes.keep_note, _open(s).clinic, _new(s)),
    ),
    "psychotherapy_notes.sign_own_note": (
        _KEEP,
        lambda s: partial(notes.sign_own_note, s.clinic, _kept(s)),
    ),
    "psychotherapy_notes.delete_note": (
        _KEEP,
        lambda s: partial(notes.delete_note, s.clinic, _kept(s)),
    ),
}
