"""Session notes on a real store: drafts, signatures, amendments, and what stays locked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from practice_desk.domain.account import Role
from practice_desk.domain.errors import Invalid, NotFound, StaleRecord
from practice_desk.domain.note import Note, NoteState, amendment_of, threads
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.note_signature import Meaning, NoteSignature
from practice_desk.services import charts, drafts, left_notes, notes, staff
from practice_desk.services.chart_access import restrict_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.visits_today import DRAFT_KIND
from practice_desk.storage import registry
from practice_desk.storage.note_rows import NOTE
from tests.audit_rows import audit_rows
from tests.factories import a_colleague, a_draft, a_note, a_patient, a_supervised_note


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    return a_patient(clinic)


@contextmanager
def another(clinic: Clinic, user_name: str = "bo.lind") -> Iterator[None]:
    """Let somebody else be at the keyboard."""
    before = clinic.session
    clinic.session = replace(
        before, user_name=user_name, roles=frozenset({Role.THERAPIST, Role.PRESCRIBER})
    )
    try:
        yield
    finally:
        clinic.session = before


def chart_notes(clinic: Clinic, patient_id: int) -> tuple[Note, ...]:
    return charts.reload_chart(clinic, patient_id).notes


def signatures(clinic: Clinic, patient_id: int) -> tuple[NoteSignature, ...]:
    return charts.reload_chart(clinic, patient_id).note_signatures


def sentence_of(error: pytest.ExceptionInfo[Invalid]) -> str:
    return error.value.sentence


def test_that_a_draft_is_kept_while_it_is_written_and_signed_with_who_and_what(
    clinic: Clinic, patient_id: int
):
    rows = len(audit_rows(clinic))
    draft = a_note(clinic, patient_id, "Sl", signed=False)
    draft = notes.save_draft(clinic, replace(draft, sections=plain_sections("Sleeps"))).note
    assert len(audit_rows(clinic)) == rows + 1, "writing on has no row of its own"
    assert [each.note for each in notes.unsigned_notes(clinic)] == [draft]

    notes.sign_note(clinic, replace(draft, sections=plain_sections("Sleeps well.")))
    (note,), (signature,) = chart_notes(clinic, patient_id), signatures(clinic, patient_id)
    assert (note.state, note.text, note.begun_at) == ("signed", "Sleeps well.", draft.begun_at)
    assert (signature.signed_by, signature.meaning) == (clinic.session.user_name, Meaning.AUTHOR)
    assert signature.name
    assert signature.holds(note)
    assert notes.unsigned_notes(clinic) == []


def test_that_a_draft_written_elsewhere_meanwhile_is_not_overwritten(
    clinic: Clinic, patient_id: int
):
    opened = a_note(clinic, patient_id, "First", signed=False)
    notes.save_draft(clinic, replace(opened, sections=plain_sections("Elsewhere")))
    for attempt in (notes.save_draft, notes.sign_note):
        with pytest.raises(StaleRecord):
            attempt(clinic, replace(opened, sections=plain_sections("Here")))
    (kept,) = chart_notes(clinic, patient_id)
    assert kept.text == "Elsewhere"


def test_that_a_second_person_is_told_who_writes_and_changes_nothing(
    clinic: Clinic, patient_id: int
):
    draft = a_note(clinic, patient_id, "Mine", signed=False)
    with another(clinic):
        for attempt in (notes.save_draft, notes.sign_note):
            with pytest.raises(Invalid) as refused:
                attempt(clinic, replace(draft, sections=plain_sections("Theirs")))
            assert "is writing this note" in sentence_of(refused)
        with pytest.raises(Invalid):
            notes.discard_draft(clinic, patient_id, draft.id or 0)
        assert notes.unsigned_notes(clinic) == []
    assert chart_notes(clinic, patient_id) == (draft,)


def test_that_a_draft_belongs_to_its_chart(clinic: Clinic, patient_id: int):
    draft = a_note(clinic, patient_id, signed=False)
    other = a_patient(clinic, family_name="Other")
    with pytest.raises(NotFound):
        notes.sign_note(clinic, replace(draft, patient_id=other))
    assert notes.discard_draft(clinic, patient_id, draft.id or 0).nouns == {"note"}
    with pytest.raises(NotFound):
        notes.save_draft(clinic, draft)


def test_that_a_signed_note_is_locked_by_the_services_and_by_the_store(
    clinic: Clinic, patient_id: int
):
    note = a_note(clinic, patient_id)
    changed = replace(note, sections=plain_sections("Other words"))
    for attempt in (notes.save_draft, notes.sign_note):
        with pytest.raises(Invalid) as refused:
            attempt(clinic, changed)
        assert "does not change" in sentence_of(refused)
    for statement in (
        update(NOTE).values(sections=[]),
        update(NOTE).values(state="draft"),
        delete(NOTE),
    ):
        with pytest.raises(DBAPIError, match="signed note"), clinic.store.write() as work:
            work.connection.execute(statement)


def test_that_an_amendment_keeps_the_original_and_is_made_once_by_its_author(
    clinic: Clinic, patient_id: int
):
    original = a_note(clinic, patient_id, "Takes 50 mg.")
    with pytest.raises(Invalid) as refused:
        notes.amend(clinic, original, plain_sections("Takes 100 mg."), "  ")
    assert "Say why" in sentence_of(refused)
    with another(clinic), pytest.raises(Invalid) as refused:
        notes.amend(clinic, original, plain_sections("Takes nothing."), "I know better")
    assert "Only who wrote" in sentence_of(refused)

    notes.amend(clinic, original, plain_sections("Takes 100 mg."), "wrong dose")
    with another(clinic):
        notes.add_addendum(clinic, original, plain_sections("The pharmacy says 100 mg."))
    (thread,) = threads(chart_notes(clinic, patient_id))
    assert thread.current.text == "Takes 100 mg."
    assert thread.earlier == (original,)
    assert [each.author for each in thread.addenda] == ["bo.lind"]
    with pytest.raises(Invalid) as refused:
        notes.amend(clinic, original, plain_sections("Takes 75 mg."), "again")
    assert "has an amendment" in sentence_of(refused)


def test_that_nothing_is_added_to_a_draft_or_in_another_chart(clinic: Clinic, patient_id: int):
    draft = a_note(clinic, patient_id, signed=False)
    with pytest.raises(Invalid):
        notes.add_addendum(clinic, draft, plain_sections("More"))
    signed = a_note(clinic, patient_id)
    other = a_patient(clinic, family_name="Other")
    stray = replace(amendment_of(signed, "", clinic.now(), "moved"), patient_id=other)
    with pytest.raises(NotFound):
        notes.sign_note(clinic, stray)


def test_that_only_the_supervisor_co_signs_and_once(clinic: Clinic, patient_id: int):
    note = a_supervised_note(clinic, patient_id, text="Learns to breathe.")
    (waiting,) = notes.unsigned_notes(clinic)
    assert (waiting.note.id, waiting.waits_for) == (note.id, clinic.session.user_name)
    with another(clinic), pytest.raises(Invalid) as refused:
        notes.cosign(clinic, patient_id, note.id or 0)
    assert "supervisor" in sentence_of(refused)

    notes.cosign(clinic, patient_id, note.id or 0)
    signed = notes.read_note(clinic, patient_id, note.id or 0)
    (signature,) = [
        each for each in signatures(clinic, patient_id) if each.meaning is Meaning.COSIGNER
    ]
    assert (signed.state, signature.signed_by) == (NoteState.SIGNED, clinic.session.user_name)
    assert signature.holds(signed)
    with pytest.raises(Invalid):
        notes.cosign(clinic, patient_id, note.id or 0)


def test_that_the_note_of_who_is_supervised_waits_for_the_supervisor(
    clinic: Clinic, patient_id: int
):
    a_supervised_note(clinic, patient_id)
    me = clinic.session.user_name
    with another(clinic, "trainee"):
        note = a_note(clinic, patient_id, "Second session")
        assert note.state is NoteState.AWAITING_COSIGN
        assert {each.waits_for for each in notes.unsigned_notes(clinic)} == {me}
    with clinic.store.write() as work:
        trainee = registry.accounts.by_user_name(work.connection, "trainee")
        assert trainee is not None
        registry.accounts.save(work.connection, replace(trainee, supervisor=""))
        work.commit()
    with another(clinic, "trainee"):
        assert a_note(clinic, patient_id, "Licensed now").state is NoteState.SIGNED


def test_that_the_draft_of_who_left_is_told_and_closed_by_others_and_stays_readable(
    clinic: Clinic, patient_id: int
):
    bo = a_colleague(clinic, Role.THERAPIST)
    with another(clinic):
        draft = a_note(clinic, patient_id, "Half a session", signed=False)
        drafts.keep_draft(clinic, a_draft(patient_id, kind=DRAFT_KIND))
    assert (left_notes.left_notes(clinic), left_notes.left_work(clinic)) == ([], [])
    with pytest.raises(Invalid):
        notes.close_draft(clinic, draft, "not mine")  # its author can still sign

    staff.close_account(clinic, bo)
    (left,) = left_notes.left_notes(clinic)
    assert (left.note_id, left.author) == (draft.id, bo.display_name)
    (work,) = left_notes.left_work(clinic)
    assert (work.user_name, work.notes, work.visits, work.to_cosign) == ("bo.lind", 1, 1, 0)
    with pytest.raises(Invalid):
        notes.close_draft(clinic, draft, " ")

    notes.close_draft(clinic, draft, "left before signing")
    (work,) = left_notes.left_work(clinic)
    assert (left_notes.left_notes(clinic), work.notes) == ([], 0)
    (note,) = chart_notes(clinic, patient_id)
    assert (note.is_draft, note.text) == (True, "Half a session")
    assert note.retracted_reason == "left before signing"


def test_that_a_draft_of_who_left_is_told_of_a_restricted_chart_to_its_care_team_alone(
    clinic: Clinic,
):
    bo = a_colleague(clinic, Role.THERAPIST)
    patient_id = a_patient(clinic, prescriber_id=clinic.session.practitioner_id)
    with another(clinic):
        a_note(clinic, patient_id, signed=False)
    staff.close_account(clinic, bo)
    restrict_chart(clinic, patient_id, "a colleague is the patient")
    assert [each.patient_id for each in left_notes.left_notes(clinic)] == [patient_id]
    clinic.session = replace(clinic.session, practitioner_id=None, user_name="cy.ek")
    assert left_notes.left_notes(clinic) == []


def test_that_a_co_signature_that_nobody_is_named_to_give_is_told_by_person(
    clinic: Clinic, patient_id: int
):
    a_supervised_note(clinic, patient_id)
    assert left_notes.left_work(clinic) == []
    with clinic.store.write() as work:
        trainee = registry.accounts.by_user_name(work.connection, "trainee")
        assert trainee is not None
        registry.accounts.save(work.connection, replace(trainee, supervisor="gone"))
        work.commit()
    (work,) = left_notes.left_work(clinic)
    assert (work.user_name, work.notes, work.to_cosign) == ("trainee", 0, 1)


def test_that_who_wrote_a_note_takes_it_back_and_nobody_else(clinic: Clinic, patient_id: int):
    note = a_note(clinic, patient_id)
    with another(clinic), pytest.raises(Invalid):
        notes.retract_note(clinic, note, "I disagree")
    draft = a_note(clinic, patient_id, signed=False)
    with pytest.raises(Invalid) as refused:
        notes.retract_note(clinic, draft, "Not needed")
    assert "Discard" in sentence_of(refused)
    notes.retract_note(clinic, note, "Wrong chart")
    assert not notes.read_note(clinic, patient_id, note.id or 0).counts
