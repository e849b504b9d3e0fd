"""The goals of the treatment plan in a visit: rated there, told in the note, kept in the draft."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from practice_desk.domain.care_plan import Achievement, Goal, PlanProblem, Rating
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.models.visit_state import state_from_plain, state_to_plain
from practice_desk.gui.visit.goals_section import GoalsSection
from practice_desk.services import care_plans
from practice_desk.services.clinic import Clinic
from practice_desk.services.visit_opening import open_visit
from tests.factories import a_patient


def test_that_goals_are_rated_by_a_key_and_told_in_the_note_and_are_no_part_without_any(
    clinic: Clinic, qtbot: QtBot
) -> None:
    patient_id = a_patient(clinic)
    opened = open_visit(clinic, patient_id)
    model = VisitModel.begun(opened, clinic.now(), clinic.today(), may_prescribe=True)
    section = GoalsSection(model)
    qtbot.addWidget(section)
    section.show_model()
    assert section.is_absent
    assert section.isHidden()

    goals = [(Goal(0, f"{what}."), (), ()) for what in ("Sleep six hours", "Eat twice a day")]
    care_plans.add_problem(clinic, patient_id, PlanProblem("Bad sleep"), goals)
    first, second = (g.goal.id for g in open_visit(clinic, patient_id).chart.care_plan.goals)
    care_plans.rate_progress(clinic, patient_id, first, Achievement.NO_CHANGE)
    model.changed = lambda _by_hand: section.show_model()
    model.refresh(open_visit(clinic, patient_id))
    assert not section.isHidden()
    assert "Sleep" not in model.note()

    chip = section.findChild(QPushButton, f"rate_{Achievement.IMPROVING}_of_{first}")
    other = section.findChild(QPushButton, f"rate_{Achievement.ACHIEVED}_of_{second}")
    assert chip is not None
    assert other is not None
    with qtbot.waitActive(section):
        section.activateWindow()
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_1)
    other.click()
    words = section.findChild(QLineEdit, f"words_of_{first}")
    assert words is not None
    qtbot.keyClicks(words, "5 of 7 nights.")
    day = f"{clinic.today():%b} {clinic.today().day}, {clinic.today().year}"
    assert f"Sleep six hours: improving, was no change on {day}. 5 of 7 nights.\n" in model.note()
    assert "Eat twice a day: achieved, rated for the first time." in model.note()

    kept = state_to_plain(model.state)
    said = (
        Rating(first, Achievement.IMPROVING, "5 of 7 nights."),
        Rating(second, Achievement.ACHIEVED),
    )
    assert set(state_from_plain(kept, patient_id).ratings) == set(said)
    care_plans.remove_part(clinic, patient_id, second, second, "not wanted any more")
    model.refresh(open_visit(clinic, patient_id))
    assert model.to_sign().ratings == said[:1]
    chip.click()
    assert model.to_sign().ratings == ()
