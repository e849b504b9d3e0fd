"""A visit whose plan, chart or day changes under it: nothing of before is signed by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from practice_desk.domain.adverse_event import Course
from practice_desk.domain.education import TeachBack
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.visit import ConsentElement, ConsentTalk, RiskAnswer
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.models.visit_plan import composed
from practice_desk.gui.models.visit_state import EffectSaid, state_from_plain, state_to_plain
from practice_desk.gui.visit.plan_row import PlanRowWidget
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from practice_desk.services.plan_changes import ChangeToSign, check_changes, sign_changes
from practice_desk.services.visit_opening import open_visit
from tests.factories import a_dosage, make_clinic
from tests.visit_stage import VisitChart, a_visit_chart

AGREED = ConsentTalk("sertraline", frozenset(ConsentElement))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clinic, VisitChart]]:
    """A chart with sertraline 100 mg and trazodone 50 mg, which is only read but by the last."""
    clinic = make_clinic(tmp_path_factory.mktemp("visit")).clinic
    yield clinic, a_visit_chart(clinic)
    clinic.close()


@pytest.fixture
def clinic(begun: tuple[Clinic, VisitChart]) -> Clinic:
    """The clinic."""
    return begun[0]


@pytest.fixture
def chart(begun: tuple[Clinic, VisitChart]) -> VisitChart:
    """The chart."""
    return begun[1]


@pytest.fixture
def model(clinic: Clinic, chart: VisitChart) -> VisitModel:
    """A visit in which sertraline is raised, the findings were read and they agreed."""
    opened = open_visit(clinic, chart.patient_id)
    model = VisitModel.begun(opened, clinic.now(), clinic.today(), may_prescribe=True)
    _choose(model, "Raise to 150 mg")
    changes = tuple(line.change for line in model.state.changes)
    model.take_checked(check_changes(clinic, chart.patient_id, changes))
    model.read_findings()
    state = model.state.with_consent(AGREED)
    model.put(state.with_teaching("sertraline", TeachBack.UNDERSTOOD))
    return model


def _choose(model: VisitModel, words: str) -> None:
    row = next(each for each in model.plan_rows() if each.name == "sertraline")
    option = next(each for each in row.options if each.words == words)
    model.put_change(composed(row.item, option, model.today), row.place)


def _colleague_raises(clinic: Clinic, chart: VisitChart, medication_id: int) -> None:
    entry = PlanEntry(clinic.today(), "partial_response", a_dosage("200", tablet="100"))
    change = ChangeToSign(PlanEventKind.CHANGE, entry, medication_id)
    sign_changes(clinic, chart.patient_id, (change,))


def test_that_what_was_agreed_about_one_dose_is_asked_again_for_another(model: VisitModel) -> None:
    _choose(model, "Raise to 200 mg")
    assert (model.state.consents, model.state.taught, model.state.read) == ((), (), None)


def test_that_a_change_taken_back_leaves_nothing_explained_or_agreed_in_the_note(
    model: VisitModel,
) -> None:
    model.take_out(0)
    assert "Agrees" not in model.note()
    assert "explained" not in model.note()


def test_that_an_edited_note_has_to_be_looked_at_when_something_changes_after_it(
    model: VisitModel,
) -> None:
    model.own_note()
    assert "note" not in {each.field for each in model.missing()}
    model.take_out(0)
    assert "note" in {each.field for each in model.missing()}
    model.own_note()
    assert "note" not in {each.field for each in model.missing()}


def test_that_a_visit_keeps_its_day_and_what_was_stated_until_somebody_says_it_was_held_later(
    chart: VisitChart, model: VisitModel
) -> None:
    model.put(model.state.with_effect(EffectSaid(chart.report_id, Course.BETTER)))
    kept = state_from_plain(state_to_plain(model.state), chart.patient_id)
    assert kept == replace(model.state, read=None)
    tomorrow = kept.started_at + timedelta(days=1)
    model.today = tomorrow.date()
    model.go_on(tomorrow)
    assert (model.day, model.state.effects) == (kept.day, kept.effects)
    assert [each.date() for each in model.moments(tomorrow)] == [kept.day, tomorrow.date()]
    told = model.hold_at(tomorrow)
    assert told == "Left out, choose again: Change sertraline."
    assert (model.day, model.state.effects, model.state.consents) == (tomorrow.date(), (), ())
    again = state_from_plain(state_to_plain(model.state), chart.patient_id)
    assert (again.day, again.opened_at) == (tomorrow.date(), kept.started_at)


def test_that_a_visit_prepared_before_the_day_it_is_booked_for_is_held_on_that_day(
    chart: VisitChart, model: VisitModel
) -> None:
    model.put(replace(model.state, risk=RiskAnswer.DENIED))
    booked = model.state.started_at + timedelta(days=1)
    appointment = replace(chart.appointment, starts_at=booked)
    model.opened = replace(model.opened, appointment=appointment)
    now = booked + timedelta(minutes=10)
    assert "booked for today" in model.go_on(now)
    assert (model.day, model.state.risk) == (booked.date(), None)
    late = booked + timedelta(days=2)
    assert model.go_on(late) == ""
    assert model.day == booked.date()


def test_that_a_consent_is_told_in_the_patients_spanish_or_again_in_english(
    clinic: Clinic, chart: VisitChart, model: VisitModel
) -> None:
    assert model.languages == ("en",)
    patient = replace(model.opened.chart.patient, language="Spanish")
    model.opened = replace(model.opened, chart=replace(model.opened.chart, patient=patient))
    assert (model.languages, model.language) == (("es", "en"), "es")
    assert "Lo más importante" in model.told()["sertraline"][ConsentElement.RISKS]
    assert "Told in Spanish. Agrees" in model.note()
    model.tell_in("en")
    assert not model.talk("sertraline").discussed
    assert "Most important" in model.told()["sertraline"][ConsentElement.RISKS]
    source = model.told_from("sertraline")
    assert source is not None
    assert not source.is_reviewed
    model.tell_in("es")
    model.put_talk(replace(AGREED, language="es"))
    again = state_from_plain(state_to_plain(model.state), chart.patient_id)
    assert again.language == "es"
    (talk,) = model.to_sign().consents
    assert (talk.language, talk.is_whole) == ("es", True)


def test_that_the_note_tells_that_a_side_effect_is_watched_where_that_is_recorded(
    chart: VisitChart, model: VisitModel
) -> None:
    model.put(model.state.with_effect(EffectSaid(chart.report_id, Course.BETTER)))
    assert "Grogginess: better today, watched, no change." in model.note()


def test_that_a_row_with_many_buttons_goes_on_in_a_second_line(
    model: VisitModel, qtbot: QtBot
) -> None:
    model.take_out(0)
    row = next(each for each in model.plan_rows() if each.name == "sertraline")
    widget = PlanRowWidget(row.name)
    qtbot.addWidget(widget)
    widget.show_row(replace(row, options=row.options * 4))
    assert widget.minimumSizeHint().width() < 700  # of the smallest window's column


def test_that_a_sentence_stays_until_somebody_acts(clinic: Clinic, model: VisitModel) -> None:
    acts: list[bool] = []
    model.changed = acts.append
    model.take_checked(model.checked)
    model.refresh(open_visit(clinic, model.patient_id))
    model.take_out(0)
    assert acts == [False, False, True]


def test_that_what_a_colleague_changed_meanwhile_is_chosen_or_read_again(
    clinic: Clinic, chart: VisitChart, model: VisitModel
) -> None:
    _colleague_raises(clinic, chart, chart.trazodone_id)
    assert "Read what the checks find" in model.refresh(open_visit(clinic, chart.patient_id))
    assert (len(model.state.changes), model.state.consents) == (1, (AGREED,))
    assert (model.state.read, model.checked) == (None, None)

    kept = state_to_plain(model.state)
    _colleague_raises(clinic, chart, chart.sertraline_id)
    opened = open_visit(clinic, chart.patient_id)
    gone_on = VisitModel.begun(opened, clinic.now(), clinic.today(), may_prescribe=True)
    gone_on.state = state_from_plain(kept, chart.patient_id)
    assert "Change sertraline" in model.refresh(opened)
    assert "Change sertraline" in gone_on.settle()
    assert (gone_on.state.changes, gone_on.state.consents) == ((), ())
