"""A therapist's session in a visit: kind, minutes, codes and fields, kept and signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from practice_desk.domain.appointment import VisitKind
from practice_desk.domain.errors import Invalid
from practice_desk.domain.note import Modality, NoteKind
from practice_desk.domain.visit import FollowUp, RiskAnswer
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.models.visit_session import with_approach
from practice_desk.gui.models.visit_state import state_from_plain, state_to_plain
from practice_desk.services import charts
from practice_desk.services.clinic import Clinic
from practice_desk.services.visit_opening import open_visit
from practice_desk.services.visits import sign_visit
from tests.factories import a_patient, make_clinic

NOON = datetime(2026, 11, 26, 12).astimezone()


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """A clinic at noon."""
    made = make_clinic(tmp_path, clock=lambda: NOON).clinic
    yield made
    made.close()


def _model(clinic: Clinic) -> VisitModel:
    opened = open_visit(clinic, a_patient(clinic))
    return VisitModel.begun(opened, clinic.now(), clinic.today(), may_prescribe=False)


def test_that_a_session_is_signed_with_its_kind_times_code_and_fields(clinic: Clinic) -> None:
    model = _model(clinic)
    typed = with_approach(model.session, model.opened.templates, "cbt")
    agenda = replace(typed.sections[0], parts=())
    agenda = type(agenda).typed(agenda.key, agenda.title, "Sleep and the new job.", "cbt")
    typed = replace(
        typed,
        kind=NoteKind.COUPLE,
        started_at="9:00 AM",
        ended_at="9:50 AM",
        modality=Modality.VIDEO,
        participants="Her husband",
        codes=("90847",),
        sections=(agenda, *typed.sections[1:]),
    )
    model.put(
        replace(
            model.state,
            session=typed,
            risk=RiskAnswer.DENIED,
            follow_up=FollowUp(model.today + timedelta(days=7)),
        )
    )
    assert model.missing() == ()
    assert state_from_plain(state_to_plain(model.state), model.patient_id).session == replace(
        typed, seen_on=None
    )
    later = replace(model.session_note(), ended_at=NOON + timedelta(minutes=1))
    with pytest.raises(Invalid, match="still to come"):
        sign_visit(clinic, replace(model.to_sign(), session=later))
    sign_visit(clinic, model.to_sign())
    (note,) = charts.reload_chart(clinic, model.patient_id).notes
    assert (note.kind, note.minutes, note.modality) == (NoteKind.COUPLE, 50, Modality.VIDEO)
    assert (note.participants, note.codes) == ("Her husband", ("90847",))
    (field,) = [each for each in note.sections if each.approach == "cbt"]
    assert field.text == "Sleep and the new job."


def test_that_an_appointment_for_medication_is_a_therapists_session(clinic: Clinic) -> None:
    model = _model(clinic)
    assert model.opened.kind is VisitKind.MEDICATION
    assert (model.kind, model.to_sign().kind) == (VisitKind.THERAPY, VisitKind.THERAPY)
    model.may_prescribe = True
    assert model.kind is VisitKind.MEDICATION


def test_that_times_that_cannot_be_read_keep_a_session_from_being_signed(clinic: Clinic) -> None:
    model = _model(clinic)
    model.put(replace(model.state, session=replace(model.session, ended_at="soon")))
    assert "session" in {each.field for each in model.missing()}


def test_that_what_is_written_in_a_field_stays_when_its_way_of_working_is_left(
    clinic: Clinic,
) -> None:
    model = _model(clinic)
    templates = model.opened.templates
    typed = with_approach(model.session, templates, "dbt")
    first = typed.sections[0]
    written = type(first).typed(first.key, first.title, "Two urges.", first.approach)
    typed = replace(typed, sections=(written, *typed.sections[1:]))
    assert [each.text for each in with_approach(typed, templates, "dbt").sections] == ["Two urges."]


def test_that_a_prescribers_visit_takes_times_codes_and_psychotherapy(clinic: Clinic) -> None:
    opened = open_visit(clinic, a_patient(clinic))
    model = VisitModel.begun(opened, clinic.now(), clinic.today(), may_prescribe=True)
    assert (model.session.kind, model.is_therapy) == (NoteKind.MEDICATION, False)
    assert model.to_sign().session is None
    typed = with_approach(model.session, model.opened.templates, "cbt")
    typed = replace(
        typed,
        kind=NoteKind.COMBINED,
        started_at="11:00 AM",
        ended_at="11:45 AM",
        modality=Modality.VIDEO,
        therapy_minutes=20,
        codes=("99214", "90833"),
        sections=(type(typed.sections[0]).typed("agenda", "Agenda", "Sleep.", "cbt"),),
    )
    model.put(replace(model.state, session=typed, risk=RiskAnswer.DENIED, follow_up=FollowUp(None)))
    assert model.is_therapy
    sign_visit(clinic, model.to_sign())
    (note,) = charts.reload_chart(clinic, model.patient_id).notes
    assert (note.kind, note.minutes, note.therapy_minutes) == (NoteKind.COMBINED, 45, 20)
    assert (note.modality, note.codes) == (Modality.VIDEO, ("99214", "90833"))
    assert "Agenda\nSleep." in note.text
