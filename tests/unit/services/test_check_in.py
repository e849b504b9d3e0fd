"""Check-in: what is kept of what a patient says, and how it gets into the chart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.domain.check_in import LONGEST, CheckInField, Decision, lines_to_decide
from practice_desk.domain.check_in_sheet import Answers, CheckInEnd, Item, Page, accepted
from practice_desk.domain.errors import Invalid, StaleRecord
from practice_desk.domain.patient import RelatedPerson, RelatedPersonRole
from practice_desk.services import (
    appointments,
    check_in,
    check_in_review,
    check_in_waiting,
    patients,
)
from practice_desk.services.check_in import HandedOver
from practice_desk.services.check_in_review import CheckInReview
from practice_desk.services.clinic import Clinic
from practice_desk.storage import purge
from tests.audit_rows import audit_rows
from tests.check_ins import file_all, put_sealed, sheet_of
from tests.factories import a_patient, a_pharmacy, an_appointment

F = CheckInField


@pytest.fixture
def sheet(clinic: Clinic) -> HandedOver:
    """The screen of somebody with a phone, handed over."""
    return check_in.hand_over(clinic, an_appointment(clinic, a_patient(clinic)))


def answer(clinic: Clinic, sheet: HandedOver, **told: str) -> CheckInReview:
    """Let the patient correct fields, and return what waits."""
    put_sealed(sheet, told)
    file_all(clinic)
    (review,) = check_in_review.check_ins_to_review(clinic)
    return review


def details(clinic: Clinic, operation: str) -> list[str]:
    return [row.detail for row in audit_rows(clinic) if row.operation == operation]


def test_that_the_hand_over_marks_the_arrival_and_is_recorded(clinic: Clinic) -> None:
    booked = an_appointment(clinic, a_patient(clinic))
    sheet = check_in.hand_over(clinic, booked)
    assert appointments.saved_appointment(clinic, booked).status is AppointmentStatus.ARRIVED
    assert details(clinic, "check in") == [f"screen handed over for appointment {booked.id}"]
    pages = sheet_of(sheet).wordings[0].pages
    shown = {item.key: item.shown for page in pages for item in page.items}
    assert shown[F.PHONE] == "(503) 555-0142"


def test_that_nobody_without_a_birth_date_or_appointment_is_handed_the_screen(
    clinic: Clinic,
) -> None:
    unknown = an_appointment(clinic, a_patient(clinic, birth_date=None))
    with pytest.raises(Invalid, match="no birth date"):
        check_in.hand_over(clinic, unknown)
    gone = an_appointment(clinic, a_patient(clinic))
    appointments.mark_appointment(clinic, gone, AppointmentStatus.NO_SHOW)
    with pytest.raises(Invalid, match="booked or here"):
        check_in.hand_over(clinic, gone)


def test_that_nothing_typed_reaches_the_chart_before_it_is_accepted(
    clinic: Clinic, sheet: HandedOver
) -> None:
    before = patients.get_patient(clinic, sheet.patient_id)
    review = answer(clinic, sheet, phone_mobile="541 555 0118", city="Salem")
    assert patients.get_patient(clinic, sheet.patient_id) == before
    assert [line.told for line in review.check_in.lines] == ["541 555 0118", "Salem"]
    assert details(clinic, "check in")[-1].endswith("answered, 2 lines to decide")


def test_that_each_line_is_accepted_or_rejected_by_itself(
    clinic: Clinic, sheet: HandedOver
) -> None:
    review = answer(clinic, sheet, phone_mobile="541 555 0118", city="Salem")
    check_in_review.accept_answer(clinic, review.check_in, F.PHONE_MOBILE, "")
    (review,) = check_in_review.check_ins_to_review(clinic)
    check_in_review.reject_answer(clinic, review.check_in, F.CITY)
    patient = patients.get_patient(clinic, sheet.patient_id)
    assert (patient.phone_mobile, patient.city) == ("541 555 0118", "")
    assert check_in_review.check_ins_to_review(clinic) == []
    assert details(clinic, "review check-in")[-2:] == [
        f"city of check-in {sheet.check_in_id} rejected",
        "none",
    ]


def test_that_a_chart_changed_since_is_not_overwritten(clinic: Clinic, sheet: HandedOver) -> None:
    review = answer(clinic, sheet, phone="541 555 0118")
    patient = patients.get_patient(clinic, sheet.patient_id)
    patients.save_patient(clinic, replace(patient, phone="(503) 555-0199"))
    with pytest.raises(StaleRecord):
        check_in_review.accept_answer(clinic, review.check_in, F.PHONE, review.now[F.PHONE])
    (review,) = check_in_review.check_ins_to_review(clinic)
    assert review.now[F.PHONE] == "(503) 555-0199"
    check_in_review.accept_answer(clinic, review.check_in, F.PHONE, review.now[F.PHONE])
    assert patients.get_patient(clinic, sheet.patient_id).phone == "541 555 0118"


def test_that_two_who_decide_at_once_do_so_once(clinic: Clinic, sheet: HandedOver) -> None:
    review = answer(clinic, sheet, phone="541 555 0118")
    check_in_review.reject_answer(clinic, review.check_in, F.PHONE)
    with pytest.raises((StaleRecord, Invalid)):
        check_in_review.accept_answer(clinic, review.check_in, F.PHONE, review.now[F.PHONE])
    assert patients.get_patient(clinic, sheet.patient_id).phone == "(503) 555-0142"


def test_that_a_contact_is_changed_in_place_or_added(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    person = RelatedPerson(patient_id, RelatedPersonRole.EMERGENCY_CONTACT, "Marta", phone="1")
    patients.save_related_person(clinic, person)
    sheet = check_in.hand_over(clinic, an_appointment(clinic, patient_id))
    review = answer(clinic, sheet, contact_phone="(541) 555-0118")
    check_in_review.accept_answer(clinic, review.check_in, F.CONTACT_PHONE, "1")
    (stored,) = patients.list_related_people(clinic, patient_id)
    assert (stored.name, stored.phone) == ("Marta", "(541) 555-0118")


def test_that_a_new_contact_needs_the_name_first(clinic: Clinic, sheet: HandedOver) -> None:
    review = answer(clinic, sheet, contact_name="Marta", contact_phone="(541) 555-0118")
    with pytest.raises(Invalid, match="name"):
        check_in_review.accept_answer(clinic, review.check_in, F.CONTACT_PHONE, "")
    check_in_review.accept_answer(clinic, review.check_in, F.CONTACT_NAME, "")
    (review,) = check_in_review.check_ins_to_review(clinic)
    check_in_review.accept_answer(clinic, review.check_in, F.CONTACT_PHONE, "")
    (stored,) = patients.list_related_people(clinic, sheet.patient_id)
    assert (stored.name, stored.phone) == ("Marta", "(541) 555-0118")


def test_that_a_pharmacy_is_the_one_that_was_chosen(clinic: Clinic, sheet: HandedOver) -> None:
    pharmacy = a_pharmacy(clinic)
    review = answer(clinic, sheet, pharmacy="the one at the river")
    with pytest.raises(Invalid, match="which pharmacy"):
        check_in_review.accept_answer(clinic, review.check_in, F.PHARMACY, "")
    check_in_review.accept_answer(clinic, review.check_in, F.PHARMACY, "", pharmacy)
    patient = patients.get_patient(clinic, sheet.patient_id)
    assert patient.preferred_pharmacy_id == pharmacy


def test_that_a_turn_without_corrections_leaves_nothing_to_review(
    clinic: Clinic, sheet: HandedOver
) -> None:
    put_sealed(sheet, {})
    file_all(clinic)
    assert len(check_in_waiting.check_ins_waiting(clinic)) == 0
    assert details(clinic, "check in")[-1].endswith("answered, nothing to decide")


def test_that_a_purged_chart_leaves_no_check_in(clinic: Clinic, sheet: HandedOver) -> None:
    answer(clinic, sheet, city="Salem")
    with clinic.store.write() as work:
        purge.purge_chart(work.connection, sheet.patient_id)
        work.commit()
    assert check_in_review.check_ins_to_review(clinic) == []


def test_that_what_is_typed_is_cleaned_and_fits_the_chart() -> None:
    shown = {F.CITY: "Portland", F.STATE: "OR", F.PHONE: ""}
    items = (Item(each, each, length=LONGEST[each], shown=text) for each, text in shown.items())
    pages = (Page("contacts", "", tuple(items)),)
    typed = {"city": " Portland ", "state": "W\u202eA\x07", "phone": "5" * 500, "alert": "x"}
    answers = accepted(pages, Answers(given=typed))
    assert "alert" not in answers.given
    lines = lines_to_decide(pages, answers)
    assert [(line.field, line.told) for line in lines] == [
        (F.STATE, "WA"),
        (F.PHONE, "5" * LONGEST[F.PHONE]),
    ]
    assert all(line.decision is Decision.OPEN for line in lines)


def test_that_answers_are_filed_once_and_nothing_opens_them_afterwards(
    clinic: Clinic, sheet: HandedOver
) -> None:
    put_sealed(sheet, {"city": "Salem"}, CheckInEnd.LEFT)
    sealed = sheet.place.read_bytes()
    assert b"Salem" not in sealed
    assert file_all(clinic) == 1
    assert list(clinic.folder.check_ins.iterdir()) == []
    sheet.place.write_bytes(sealed)  # a copy that somebody kept
    assert file_all(clinic) == 0
    assert not sheet.place.exists()
    (review,) = check_in_review.check_ins_to_review(clinic)
    assert review.check_in.ending is CheckInEnd.LEFT
    assert review.check_in.private_half is None


@pytest.mark.parametrize("damage", [b"", b"cut", None])
def test_that_a_damaged_file_of_answers_is_kept_and_filed_once_it_is_whole_again(
    clinic: Clinic, sheet: HandedOver, damage: bytes | None
) -> None:
    put_sealed(sheet, {"city": "Salem"})
    kept = sheet.place.read_bytes()
    if damage is None:
        whole = bytearray(sheet.place.read_bytes())
        whole[-1] ^= 1
        damage = bytes(whole)
    sheet.place.write_bytes(damage)
    (begun,) = check_in_waiting.sealed_check_ins(clinic)
    filed = check_in.file_answers(clinic, begun)
    assert filed.unreadable_since == begun.handed_at
    assert details(clinic, "check in")[-1].endswith("its answers can't be opened")
    (begun,) = check_in_waiting.sealed_check_ins(clinic)
    assert begun.ending is CheckInEnd.HANDED_OVER
    assert sheet.place.read_bytes() == damage
    sheet.place.write_bytes(kept)
    file_all(clinic)
    assert len(check_in_waiting.check_ins_waiting(clinic)) == 1
    assert not sheet.place.exists()


def test_that_damaged_answers_are_told_of_until_the_patient_has_checked_in_again(
    clinic: Clinic, sheet: HandedOver
) -> None:
    sheet.place.parent.mkdir(exist_ok=True)
    sheet.place.write_bytes(b"cut")
    again = check_in.hand_over(clinic, an_appointment(clinic, sheet.patient_id))
    put_sealed(again, {})
    first, second = check_in_waiting.sealed_check_ins(clinic)
    assert check_in.file_answers(clinic, first).unreadable_since is not None
    check_in.file_answers(clinic, second)
    assert check_in.file_answers(clinic, first).unreadable_since is None
    assert sheet.place.exists()


def test_that_answers_of_another_check_in_are_not_taken(clinic: Clinic) -> None:
    mine = check_in.hand_over(clinic, an_appointment(clinic, a_patient(clinic)))
    other = check_in.hand_over(clinic, an_appointment(clinic, a_patient(clinic)))
    put_sealed(other, {"city": "Salem"})
    mine.place.write_bytes(other.place.read_bytes())
    file_all(clinic)
    (review,) = check_in_review.check_ins_to_review(clinic)
    assert review.check_in.id == other.check_in_id
