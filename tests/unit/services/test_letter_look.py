"""The look of the clinic's letters, kept in the clinic and on every letter from then on."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from practice_desk.domain.errors import Invalid, StaleRecord
from practice_desk.domain.letter_look import LetterLook
from practice_desk.letters.parties import Letterhead
from practice_desk.services.check_in_paper import questions_on_paper, render_questions
from practice_desk.services.clinic import Clinic
from practice_desk.services.directory import clinic_profile, save_clinic_profile
from practice_desk.services.emergency_paper import (
    APPOINTMENTS_TODAY,
    paper_draft,
    render_paper,
)
from practice_desk.services.letter_look import letter_look, logo_of, save_letter_look
from tests.factories import a_patient
from tests.unit.letters.test_look import picture


def test_that_logo_and_sheet_come_with_the_letterhead_and_outlive_its_change(
    clinic: Clinic,
) -> None:
    logo = logo_of(picture())
    save_letter_look(clinic, LetterLook(logo, a4=True))
    save_clinic_profile(clinic, replace(clinic_profile(clinic), phone="(207) 555-0199"))
    head = Letterhead.of(clinic_profile(clinic))
    assert (head.logo, head.a4, head.phone) == (logo, True, "(207) 555-0199")


def test_that_papers_without_a_letterhead_take_the_clinics_sheet(clinic: Clinic) -> None:
    save_letter_look(clinic, LetterLook(a4=True))
    patient_id = a_patient(clinic)
    emergency = render_paper(paper_draft(clinic, APPOINTMENTS_TODAY))
    check_in = render_questions(questions_on_paper(clinic, patient_id), "en")
    for paper in (emergency, check_in):
        document = pypdfium2.PdfDocument(paper.pdf)
        assert [round(side) for side in document[0].get_size()] == [595, 842]
        document.close()


def test_that_a_logo_is_made_harmless_also_where_nobody_did_before(clinic: Clinic) -> None:
    save_letter_look(clinic, LetterLook(picture((2000, 900))))
    assert len(letter_look(clinic).logo) < 60_000
    with pytest.raises(Invalid):
        save_letter_look(clinic, replace(letter_look(clinic), logo=b"no picture"))


def test_that_a_logo_can_be_taken_away(clinic: Clinic) -> None:
    save_letter_look(clinic, LetterLook(picture()))
    save_letter_look(clinic, replace(letter_look(clinic), logo=b""))
    assert letter_look(clinic) == LetterLook(version=2)


def test_that_a_look_that_changed_meanwhile_is_not_overwritten(clinic: Clinic) -> None:
    save_letter_look(clinic, LetterLook(a4=True))
    with pytest.raises(StaleRecord):
        save_letter_look(clinic, replace(letter_look(clinic), version=7))
