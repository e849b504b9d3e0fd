"""Use cases of writing letters: what can be chosen, and the clinic's own words."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.consent import Language
from practice_desk.domain.permission import Operation
from practice_desk.services import letter_offering, letter_wording
from tests.stage import Call, Stage, UseCases

_OP = Operation


def _word_passage(stage: Stage) -> Call:
    before = letter_wording.letter_wording(stage.clinic)
    value = letter_wording.WordedPassage(
        "refill_authorization", "Refills", "note", "Note", Language.ENGLISH, "", 300, "Dear all,"
    )
    return partial(letter_wording.save_letter_wording, stage.clinic, before, value)


LETTER_WRITING: UseCases = {
    "letter_offering.read_offering": (
        _OP.SEND_LETTER,
        lambda s: partial(
            letter_offering.read_offering, s.clinic, s.patient_id, "medication_notice"
        ),
    ),
    "letter_wording.letter_wording": (
        _OP.VIEW_CLINIC,
        lambda s: partial(letter_wording.letter_wording, s.clinic),
    ),
    "letter_wording.save_letter_wording": (_OP.EDIT_LETTER_WORDING, _word_passage),
}
