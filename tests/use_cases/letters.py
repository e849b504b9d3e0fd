"""Calls about what becomes of letters."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from practice_desk.domain.letter_entry import Answered, Closed, Sent, Signed, Way
from practice_desk.domain.permission import Operation
from practice_desk.exchange.looking import Looker
from practice_desk.services import charts, letter_board, letter_following, letters_due
from tests.stage import Call, Stage, UseCases

_OP = Operation


def _correction(stage: Stage) -> Call:
    clinic, patient_id, letter_id = stage.clinic, stage.patient_id, stage.letter()
    letter_following.record_happening(clinic, patient_id, letter_id, Signed())
    followed = letter_board.follow_letter(clinic, patient_id, letter_id)
    entry = followed.letter.case.entries[-1].id or 0
    return partial(
        letter_following.correct_entry, clinic, patient_id, letter_id, entry, "Wrong letter"
    )


def _sent(stage: Stage) -> str:
    letter_id = stage.letter()
    sent = charts.open_chart(stage.clinic, stage.patient_id).letters
    return next(letter.code for letter in sent if letter.id == letter_id)


def _scan(stage: Stage) -> Call:
    path = Path(stage.clinic.folder.root).parent / "reply.txt"
    path.write_text("Received.")
    return partial(
        letter_following.record_scanned_reply,
        stage.clinic,
        stage.patient_id,
        stage.letter(),
        Answered("Pharmacist"),
        letter_following.Scan(path),
        looker=Looker(),
    )


LETTERS: UseCases = {
    "letter_board.letter_board": (
        _OP.LIST_LETTERS,
        lambda s: partial(letter_board.letter_board, s.clinic),
    ),
    "letter_board.waiting_letters": (
        _OP.LIST_LETTERS,
        lambda s: partial(letter_board.waiting_letters, s.clinic),
    ),
    "letter_board.find_letter": (
        _OP.LIST_LETTERS,
        lambda s: partial(letter_board.find_letter, s.clinic, _sent(s)),
    ),
    "letter_board.follow_letter": (
        _OP.FOLLOW_LETTER,
        lambda s: partial(letter_board.follow_letter, s.clinic, s.patient_id, s.letter()),
    ),
    "letter_following.record_happening": (
        _OP.FOLLOW_LETTER,
        lambda s: partial(
            letter_following.record_happening,
            s.clinic,
            s.patient_id,
            s.letter(),
            Sent(Way.HANDED, "Patient"),
        ),
    ),
    "letter_following.record_scanned_reply": (_OP.FOLLOW_LETTER, _scan),
    "letter_following.correct_entry": (_OP.FOLLOW_LETTER, _correction),
    "letter_following.end_letter": (
        _OP.CLOSE_LETTER,
        lambda s: partial(
            letter_following.end_letter,
            s.clinic,
            s.patient_id,
            s.letter(),
            Closed("Pharmacy closed"),
        ),
    ),
    "letters_due.due_letters": (
        _OP.VIEW_CHART,
        lambda s: partial(letters_due.due_letters, s.clinic),
    ),
}
