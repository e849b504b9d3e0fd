"""Letters: what is gathered, what is refused, and that exactly what was shown is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from practice_desk.domain.errors import FolderReadOnly, Invalid, LetterRefused, NotFound
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import Origin
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.supply import (
    Answer,
    Details,
    Part2Records,
    QuantityLimit,
    SupplyEntry,
)
from practice_desk.services import charts, letters, plan, supply
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.services.letter_events import events_to_tell
from practice_desk.services.plan import PlanEntry
from tests.factories import MadeClinic, a_dosage, a_medication, a_patient, a_pharmacy
from tests.unit.letters.samples import text_of


def a_chart_with_pharmacy(clinic: Clinic, **changes: object) -> int:
    return a_patient(clinic, **{"preferred_pharmacy_id": a_pharmacy(clinic), **changes})


def a_stopped_medication(clinic: Clinic, patient_id: int) -> tuple[int, int]:
    """The START and STOP events of sertraline, a month apart."""
    today = clinic.today()
    start = a_medication(clinic, patient_id, started=today - timedelta(days=30))
    entry = PlanEntry(today, "side_effect", comment="vivid nightmares")
    stop = plan.stop_medication(clinic, patient_id, start.medication_id, entry)
    return start.event_id, stop.event_id


def test_that_a_stop_letter_carries_old_directions_reason_category_and_refill_cancellation(
    clinic: Clinic,
) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    _, stop = a_stopped_medication(clinic, patient_id)
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [stop])
    assert draft.missing == ()
    text = text_of(letters.render_draft(draft).pdf)
    for expected in (
        "Łukasz Dąbrowski",
        "Riverside Pharmacy",
        "Take 1 tablet (50 mg) by mouth every morning.",
        "Cancel all remaining refills.",
        "side effect",
        draft.code,
        "(503) 555-0100",
    ):
        assert expected in text
    assert "nightmares" not in text


def test_that_part_2_records_go_out_with_a_written_consent_only(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    event = a_medication(clinic, patient_id).event_id
    record_part2(clinic, patient_id, Part2Records(Answer.YES))
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    assert [problem.field for problem in draft.missing] == ["part2"]
    consent = Part2Records(Answer.YES, clinic.today(), "treatment by this pharmacy")
    record_part2(clinic, patient_id, consent)
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    text = text_of(letters.render_draft(draft).pdf)
    assert "It covers: treatment by this pharmacy" in text


def test_that_a_quantity_limit_is_named_only_where_the_prescriber_wants_it(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    started = a_medication(clinic, patient_id)
    for told, expected in ((Answer.NO, None), (Answer.YES, 7)):
        limit = QuantityLimit(7, "PHQ-9 item 9", told)
        entry = a_supply_entry(clinic, patient_id, limit, started.medication_id)
        supply.record_supply(clinic, entry)
        draft = letters.pharmacy_notice_draft(clinic, patient_id, [started.event_id])
        assert draft.content is not None
        assert draft.content.lines[0].most_days == expected


def a_supply_entry(
    clinic: Clinic, patient_id: int, details: Details, medication_id: int | None = None
) -> SupplyEntry:
    return SupplyEntry(patient_id, clinic.today(), details, clinic.now(), "", medication_id)


def record_part2(clinic: Clinic, patient_id: int, details: Part2Records) -> None:
    supply.record_supply(clinic, a_supply_entry(clinic, patient_id, details))


def test_that_a_dose_change_shows_old_and_new(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    started = a_medication(clinic, patient_id, started=clinic.today() - timedelta(days=9))
    entry = PlanEntry(clinic.today(), "partial_response", a_dosage("75"))
    change = plan.change_dose(clinic, patient_id, started.medication_id, entry)
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [change.event_id])
    assert draft.content is not None
    (line,) = draft.content.lines
    assert line.old is not None
    assert line.new is not None
    assert (line.old.dose, line.new.dose) == ("50 mg", "75 mg")
    assert not line.cancel_refills
    assert draft.title == "Changed sertraline"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"preferred_pharmacy_id": None}, "pharmacy"), ({"birth_date": None}, "birth_date")],
)
def test_that_a_missing_fact_is_named_and_nothing_is_sent(
    clinic: Clinic, changes: dict[str, object], field: str
) -> None:
    patient_id = a_chart_with_pharmacy(clinic, **changes)
    event = a_medication(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    assert [problem.field for problem in draft.missing] == [field]
    with pytest.raises(Invalid):
        letters.render_draft(draft)


def test_that_no_callback_number_is_named(tmp_path: Path) -> None:
    from practice_desk.domain.clinic import ClinicProfile
    from tests.factories import make_clinic

    made = make_clinic(tmp_path, clinic=ClinicProfile("Harbor Street Clinic"))
    try:
        patient_id = a_chart_with_pharmacy(made.clinic)
        draft = letters.pharmacy_notice_draft(made.clinic, patient_id, [])
        assert {problem.field for problem in draft.missing} == {"events", "callback"}
    finally:
        made.clinic.close()


def test_that_another_pharmacy_can_be_chosen_and_the_code_is_kept(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    event = a_medication(clinic, patient_id).event_id
    first = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    other = a_pharmacy(clinic, name="Hilltop Drugs")
    options = NoticeOptions(pharmacy_id=other, code=first.code)
    second = letters.pharmacy_notice_draft(clinic, patient_id, [event], options)
    assert second.content is not None
    assert second.content.recipient.name == "Hilltop Drugs"
    assert second.code == first.code


def test_that_events_of_another_chart_outside_ones_and_retracted_ones_are_refused(
    clinic: Clinic,
) -> None:
    patient_id, other_id = a_chart_with_pharmacy(clinic), a_chart_with_pharmacy(clinic)
    elsewhere = a_medication(clinic, other_id).event_id
    outside = a_medication(clinic, patient_id, origin=Origin.OUTSIDE).event_id
    retracted = a_medication(clinic, patient_id).event_id
    plan.retract_event(clinic, patient_id, retracted, "wrong_dose")
    for event_id in (elsewhere, outside, retracted):
        with pytest.raises(NotFound):
            letters.pharmacy_notice_draft(clinic, patient_id, [event_id])


def test_that_exactly_the_shown_bytes_are_kept_with_hash_recipient_and_disclosure(
    clinic: Clinic,
) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    event = a_medication(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    rendered = letters.render_draft(draft)
    assert letters.render_draft(draft) == rendered
    sent = letters.send_letter(clinic, draft, rendered, LetterDelivery.PRINTED)
    chart = charts.reload_chart(clinic, patient_id)
    (letter,) = chart.letters
    (disclosure,) = chart.disclosures
    assert letters.letter_bytes(clinic, patient_id, sent.letter_id) == rendered.pdf
    assert letter.sha256 == sha256(rendered.pdf).hexdigest()
    assert letter.recipient.splitlines()[0] == "Riverside Pharmacy"
    assert letter.event_ids == (event,)
    assert disclosure.letter_id == sent.letter_id
    assert sent.code in disclosure.what


def test_that_a_letter_is_not_recorded_twice(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    event = a_medication(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    rendered = letters.render_draft(draft)
    letters.send_letter(clinic, draft, rendered, LetterDelivery.PRINTED)
    with pytest.raises(LetterRefused):
        letters.send_letter(clinic, draft, rendered, LetterDelivery.PRINTED)
    assert len(charts.reload_chart(clinic, patient_id).letters) == 1


def test_that_pages_other_than_the_shown_ones_are_refused(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    event = a_medication(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    rendered = replace(letters.render_draft(draft), pdf=b"%PDF-1.7 other")
    with pytest.raises(LetterRefused):
        letters.send_letter(clinic, draft, rendered, LetterDelivery.PRINTED)


def test_that_the_pages_of_another_patients_letter_are_refused(clinic: Clinic) -> None:
    drafts = []
    for family_name in ("Dąbrowski", "Other"):
        patient_id = a_chart_with_pharmacy(clinic, family_name=family_name)
        event = a_medication(clinic, patient_id).event_id
        drafts.append(letters.pharmacy_notice_draft(clinic, patient_id, [event]))
    first, second = drafts
    pages = letters.render_draft(second)
    with pytest.raises(LetterRefused):
        letters.send_letter(clinic, first, pages, LetterDelivery.PRINTED)
    sent = letters.send_letter(clinic, second, pages, LetterDelivery.PRINTED)
    with pytest.raises(NotFound):
        letters.letter_bytes(clinic, first.patient_id, sent.letter_id)


def test_that_an_event_retracted_meanwhile_stops_the_letter(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    event = a_medication(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    rendered = letters.render_draft(draft)
    plan.retract_event(clinic, patient_id, event, "wrong_patient")
    with pytest.raises(LetterRefused):
        letters.send_letter(clinic, draft, rendered, LetterDelivery.SAVED)
    assert charts.reload_chart(clinic, patient_id).letters == ()


def test_that_a_saved_letter_writes_the_kept_bytes(clinic: Clinic, tmp_path: Path) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    event = a_medication(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    rendered = letters.render_draft(draft)
    path = tmp_path / letters.suggested_file_name(draft.code)
    sent = letters.send_letter(clinic, draft, rendered, LetterDelivery.SAVED, path)
    assert path.read_bytes() == letters.letter_bytes(clinic, patient_id, sent.letter_id)
    copy = tmp_path / "copy.pdf"
    letters.save_letter_copy(clinic, patient_id, sent.letter_id, copy)
    assert copy.read_bytes() == path.read_bytes()
    with pytest.raises(NotFound):
        letters.save_letter_copy(clinic, a_patient(clinic), sent.letter_id, copy)


def test_that_a_letter_whose_file_cannot_be_written_is_not_recorded(
    clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise FolderReadOnly("The file may not be written in its folder.")

    patient_id = a_chart_with_pharmacy(clinic)
    event = a_medication(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    rendered = letters.render_draft(draft)
    monkeypatch.setattr("practice_desk.services.copies.write_atomically", refuse)
    with pytest.raises(FolderReadOnly):
        letters.send_letter(clinic, draft, rendered, LetterDelivery.SAVED, tmp_path / "a.pdf")
    assert charts.reload_chart(clinic, patient_id).letters == ()


def test_that_a_failed_commit_takes_the_file_back(
    made: MadeClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from practice_desk.domain.errors import DiskFull
    from practice_desk.storage.unit_of_work import UnitOfWork

    def full(work: UnitOfWork) -> None:
        raise DiskFull("There is no room left.")

    clinic = made.clinic
    patient_id = a_chart_with_pharmacy(clinic)
    event = a_medication(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    rendered = letters.render_draft(draft)
    path = tmp_path / "a.pdf"
    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "commit", full)
        with pytest.raises(DiskFull):
            letters.send_letter(clinic, draft, rendered, LetterDelivery.SAVED, path)
    assert not path.exists()
    assert charts.reload_chart(clinic, patient_id).letters == ()


def test_that_unsent_events_end_with_a_letter_about_a_later_one(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    start, stop = a_stopped_medication(clinic, patient_id)
    outside = a_medication(clinic, patient_id, origin=Origin.OWN, name="melatonin")
    unsent = events_to_tell(clinic, patient_id, ()).events
    assert [told.event.id for told in unsent] == [start, stop]
    assert outside.event_id not in [told.event.id for told in unsent]
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [stop])
    rendered = letters.render_draft(draft)
    letters.send_letter(clinic, draft, rendered, LetterDelivery.PRINTED)
    assert events_to_tell(clinic, patient_id, ()).events == ()
    kinds = {told.event.kind for told in unsent}
    assert kinds == {PlanEventKind.START, PlanEventKind.STOP}


def test_that_what_a_letter_told_in_error_is_to_be_told_again(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    start_id, stop_id = a_stopped_medication(clinic, patient_id)
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [stop_id])
    rendered = letters.render_draft(draft)
    letters.send_letter(clinic, draft, rendered, LetterDelivery.PRINTED)
    assert events_to_tell(clinic, patient_id, ()).events == ()

    plan.retract_event(clinic, patient_id, stop_id, "wrong_medication")
    (again,) = events_to_tell(clinic, patient_id, ()).events
    assert again.event.id == start_id

    draft = letters.pharmacy_notice_draft(clinic, patient_id, [start_id])
    rendered = letters.render_draft(draft)
    letters.send_letter(clinic, draft, rendered, LetterDelivery.PRINTED)
    assert events_to_tell(clinic, patient_id, ()).events == ()


def test_that_a_told_start_taken_back_is_withdrawn_by_a_letter(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    start_id = a_medication(clinic, patient_id).event_id
    send(clinic, patient_id, start_id)
    plan.retract_event(clinic, patient_id, start_id, "wrong_patient", "meant for her sister")

    (withdrawal,) = events_to_tell(clinic, patient_id, ()).events
    assert withdrawal.words == "withdrawn sertraline"
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [withdrawal.event.id or 0])
    text = text_of(letters.render_draft(draft).pdf)
    assert "NOT PRESCRIBED" in text
    assert "Take 1 tablet (50 mg) by mouth every morning." in text
    assert "sister" not in text

    send(clinic, patient_id, withdrawal.event.id or 0)
    assert events_to_tell(clinic, patient_id, ()).events == ()


def test_that_a_start_taken_back_before_anybody_was_told_needs_no_letter(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    start_id = a_medication(clinic, patient_id).event_id
    plan.retract_event(clinic, patient_id, start_id, "wrong_patient")
    found = events_to_tell(clinic, patient_id, ())
    assert (found.events, found.told) == ((), ())


def test_that_what_was_told_can_be_told_again(clinic: Clinic) -> None:
    patient_id = a_chart_with_pharmacy(clinic)
    start_id = a_medication(clinic, patient_id).event_id
    send(clinic, patient_id, start_id)
    found = events_to_tell(clinic, patient_id, ())
    assert [told.event.id for told in found.told] == [start_id]


def send(clinic: Clinic, patient_id: int, event_id: int) -> None:
    """Print a letter about one event."""
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event_id])
    rendered = letters.render_draft(draft)
    letters.send_letter(clinic, draft, rendered, LetterDelivery.PRINTED)
