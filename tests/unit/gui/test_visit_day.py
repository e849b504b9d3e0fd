"""The day of a visit is shown and chosen where it is not plainly today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pytestqt.qtbot import QtBot

from practice_desk.domain.note import Note, NoteKind, NoteState, amendment_of
from practice_desk.domain.note_section import plain_sections
from practice_desk.gui.models.note_reading import note_rows, signed_lines
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.visit.day_line import DayLine
from practice_desk.services.clinic import Clinic
from practice_desk.services.visit_opening import open_visit
from tests.factories import a_patient

THEN = datetime(2026, 11, 24, 15).astimezone()


def test_that_the_day_is_offered_only_where_a_visit_was_opened_before_today(
    clinic: Clinic, qtbot: QtBot
) -> None:
    now = clinic.now()
    opened = open_visit(clinic, a_patient(clinic))
    model = VisitModel.begun(opened, now, clinic.today(), may_prescribe=True)
    line = DayLine()
    qtbot.addWidget(line)
    line.show_days(model, now)
    assert line.isHidden()
    model.state = replace(model.state, started_at=now - timedelta(days=1))
    line.show_days(model, now)
    before, today = line.buttons.values()
    assert (line.isHidden(), before.isChecked(), today.text()) == (False, True, "Today")
    with qtbot.waitSignal(line.chosen) as chosen:
        today.click()
    model.hold_at(chosen.args[0])
    line.show_days(model, now)
    assert (model.day, before.isChecked(), today.isChecked()) == (clinic.today(), False, True)


def test_that_a_note_signed_on_a_later_day_says_so_and_still_does_once_it_is_amended() -> None:
    late = THEN + timedelta(days=1)
    note = Note(
        7, NoteKind.MEDICATION, THEN.date(), plain_sections("Better."), "ana", late,
        begun_at=THEN, state=NoteState.SIGNED, id=1,
    )  # fmt: skip
    assert "Signed on a later day than the contact, Nov 24, 2026." in signed_lines(note, (), {})
    (row,) = note_rows([note], {})
    assert row.cells[:2] == ("Nov 24, 2026", "Medication visit (signed late)")
    amended = replace(amendment_of(note, "ana", late, "A slip"), id=2, state=NoteState.SIGNED)
    (row,) = note_rows([note, amended], {})
    assert row.cells[1] == "Medication visit (amended, signed late)"
    on_time = replace(note, recorded_at=THEN)
    assert note_rows([on_time], {})[0].cells[1] == "Medication visit"
