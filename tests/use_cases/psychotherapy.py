"""The use cases of psychotherapy notes."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.permission import Operation
from practice_desk.domain.psychotherapy_note import NotesState, PsychotherapyNote
from practice_desk.services import psychotherapy_keys as keys
from practice_desk.services import psychotherapy_notes as notes
from tests.factories import CHEAP, PASSPHRASE
from tests.stage import Stage, UseCases

_KEEP = Operation.KEEP_PSYCHOTHERAPY_NOTES
OWN_CANARY = "Zqxsilence"
"""A word in every psychotherapy note on the stage."""


def keep_an_open_note(stage: Stage) -> None:
    """Let the person at the keyboard have a note in the chart, and their notes open."""
    _kept(stage)


def _open(stage: Stage) -> Stage:
    """Let the person at the keyboard have a key, and open it."""
    state = keys.notes_state(stage.clinic)
    if state is NotesState.NONE:
        keys.begin_notes(stage.clinic, PASSPHRASE, profile=CHEAP)
    elif state is NotesState.SEALED:
        keys.open_notes(stage.clinic, PASSPHRASE)
    return stage


def _new(stage: Stage) -> PsychotherapyNote:
    return PsychotherapyNote(
        stage.patient_id, stage.clinic.today(), f"{OWN_CANARY} after her brother."
    )


def _begun_anew(stage: Stage) -> Stage:
    """Let there be a note under the key before the present one."""
    _kept(stage)
    keys.begin_notes(stage.clinic, PASSPHRASE, anew=True, profile=CHEAP)
    return stage


def _kept(stage: Stage) -> PsychotherapyNote:
    return notes.keep_note(_open(stage).clinic, _new(stage))


PSYCHOTHERAPY: UseCases = {
    "psychotherapy_keys.notes_state": (
        _KEEP,
        lambda s: partial(keys.notes_state, s.clinic),
    ),
    "psychotherapy_keys.begin_notes": (
        _KEEP,
        lambda s: partial(keys.begin_notes, s.clinic, PASSPHRASE, anew=True, profile=CHEAP),
    ),
    "psychotherapy_keys.open_notes": (
        _KEEP,
        lambda s: partial(keys.open_notes, _open(s).clinic, PASSPHRASE),
    ),
    "psychotherapy_keys.reopen_notes": (
        _KEEP,
        lambda s: partial(
            keys.reopen_notes, _open(s).clinic, PASSPHRASE, PASSPHRASE, profile=CHEAP
        ),
    ),
    "psychotherapy_keys.recover_notes": (
        _KEEP,
        lambda s: partial(keys.recover_notes, _begun_anew(s).clinic, PASSPHRASE),
    ),
    "psychotherapy_keys.renew_own_code": (
        _KEEP,
        lambda s: partial(keys.renew_own_code, _open(s).clinic, profile=CHEAP),
    ),
    "psychotherapy_notes.own_notes": (
        _KEEP,
        lambda s: partial(notes.own_notes, s.clinic, _kept(s).patient_id),
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
