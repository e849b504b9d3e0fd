"""Searching the texts of all charts: what is found, by whom, and what never is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.errors import NotPermitted
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.note_section import plain_sections
from practice_desk.domain.search_entry import SearchKind
from practice_desk.domain.text_query import TextFilter
from practice_desk.services import (
    chart_access,
    letters,
    notes,
    plan,
    side_effects,
    texts,
    verification,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.storage import purge, search
from tests.audit_rows import audit_rows
from tests.factories import a_medication, a_note, a_patient, a_pharmacy, make_clinic
from tests.unit.domain.test_text_query import HOSTILE


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """Return one clinic for all; every test looks for words of its own."""
    made = make_clinic(tmp_path_factory.mktemp("clinic"))
    yield made.clinic
    made.clinic.close()


@pytest.fixture
def clinic(shared: Clinic) -> Clinic:
    return shared


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    return a_patient(clinic)


def found(
    clinic: Clinic, typed: str, within: TextFilter | None = None
) -> list[tuple[SearchKind, int]]:
    """Return kinds and ids of the records that a search finds, in their order."""
    hits = texts.find_texts(clinic, typed, within).found.hits
    return [(hit.kind, hit.record_id) for hit in hits]


@contextmanager
def another(clinic: Clinic, *roles: Role) -> Iterator[None]:
    """Let somebody else be at the keyboard."""
    before = clinic.session
    clinic.session = replace(
        before, user_name="bo.lind", roles=frozenset(roles), practitioner_id=None
    )
    try:
        yield
    finally:
        clinic.session = before


def test_that_a_note_is_found_once_it_is_signed_and_until_it_was_an_error(
    clinic: Clinic, patient_id: int
) -> None:
    draft = a_note(clinic, patient_id, "Dreams of **zeppelins**.", signed=False)
    assert found(clinic, "zeppelin") == []
    number = notes.sign_note(clinic, draft).id
    assert found(clinic, "ZEPP") == [(SearchKind.NOTE, number)]
    (hit,) = texts.find_texts(clinic, "zeppelins").found.hits
    assert hit.snippet.text == "Dreams of zeppelins."
    assert hit.snippet.found == ((10, 19),)
    signed = notes.read_note(clinic, patient_id, number)
    added = notes.add_addendum(clinic, signed, plain_sections("The zeppelin was red.")).id
    assert set(found(clinic, "zeppelin")) == {(SearchKind.NOTE, number), (SearchKind.NOTE, added)}
    notes.retract_note(clinic, signed, "wrong chart")
    assert found(clinic, "zeppelin") == [(SearchKind.NOTE, added)]


def test_that_reasons_of_the_plan_and_side_effects_are_found(
    clinic: Clinic, patient_id: int
) -> None:
    started = a_medication(clinic, patient_id, name="lurasidone", reason="augmentation")
    assert found(clinic, "lurasidone strengthen") == [(SearchKind.PLAN_REASON, started.event_id)]
    plan.retract_event(clinic, patient_id, started.event_id, "wrong_dose", "a quibble")
    assert [kind for kind, _ in found(clinic, "lurasidone quibble")] == [SearchKind.PLAN_REASON]
    assert found(clinic, "lurasidone strengthen") == []
    said = AdverseEvent(patient_id, "I yodel at night", clinic.today())
    number = side_effects.report_side_effect(clinic, said).id
    assert found(clinic, "yodel") == [(SearchKind.SIDE_EFFECT, number)]


def test_that_a_letter_is_found_by_what_stands_on_its_pages(
    clinic: Clinic, patient_id: int
) -> None:
    pharmacy = a_pharmacy(clinic, name="Quokka Pharmacy")
    patient_id = a_patient(clinic, preferred_pharmacy_id=pharmacy)
    event_id = a_medication(clinic, patient_id, name="vortioxetine").event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event_id])
    letters.send_letter(clinic, draft, letters.render_draft(draft), LetterDelivery.PRINTED)
    letter = frozenset({SearchKind.LETTER})
    ((kind, former),) = found(clinic, "vortioxetine prescription", TextFilter(kinds=letter))
    assert kind is SearchKind.LETTER
    again = letters.pharmacy_notice_draft(
        clinic, patient_id, [event_id], NoticeOptions(replaces=former)
    )
    letters.send_letter(clinic, again, letters.render_draft(again), LetterDelivery.PRINTED)
    hits = texts.find_texts(clinic, "vortioxetine", TextFilter(kinds=letter)).found.hits
    assert sorted((hit.record_id, hit.is_replaced) for hit in hits) == [
        (former, True), (former + 1, False),
    ]  # fmt: skip


def test_that_a_note_that_was_amended_is_found_and_says_so(clinic: Clinic, patient_id: int) -> None:
    note = a_note(clinic, patient_id, "Plays the dulcimer badly.")
    assert [hit.is_replaced for hit in texts.find_texts(clinic, "dulcimer").found.hits] == [False]
    amended = notes.amend(clinic, note, plain_sections("Plays the dulcimer well."), "misheard").id
    hits = texts.find_texts(clinic, "dulcimer").found.hits
    assert {hit.record_id: hit.is_replaced for hit in hits} == {note.id: True, amended: False}


def test_that_filters_leave_chart_days_kinds_and_authors(clinic: Clinic, patient_id: int) -> None:
    other = a_patient(clinic)
    old = a_note(clinic, patient_id, "A kazoo.", seen_on=date(2019, 5, 30)).id
    new = a_note(clinic, other, "A kazoo.", seen_on=date(2019, 6, 2)).id
    assert len(found(clinic, "kazoo")) == 2

    def only(**given: object) -> list[int]:
        hits = found(clinic, "kazoo", TextFilter(**given))  # type: ignore[arg-type]
        return [number for _, number in hits]

    assert only(patient_id=other) == [new]
    assert only(since=date(2019, 6, 1)) == [new]
    assert only(until=date(2019, 6, 1)) == [old]
    assert only(since=date(2019, 5, 30), until=date(2019, 5, 30)) == [old]
    assert only(since=date(2019, 6, 1), until=date(2019, 5, 1)) == []
    assert only(since=date(2020, 1, 1), until=date(2019, 5, 1)) == []
    copied = a_note(clinic, other, "A kazoo.", seen_on=date(1789, 12, 31)).id
    assert only(until=date(1800, 1, 1)) == only(until=date(1789, 12, 31)) == [copied]
    assert only(until=date(1789, 12, 30)) == only(until=date(2, 1, 1)) == []
    assert only(since=date(1789, 12, 31), until=date(2018, 1, 1)) == [copied]
    assert only(since=date(1790, 1, 1), until=date(2018, 12, 31)) == []
    assert sorted(only(since=date(1, 1, 1), until=date(9999, 1, 1))) == [old, new, copied]
    assert only(kinds=frozenset({SearchKind.DOCUMENT})) == []
    assert len(only(author=clinic.session.user_name)) == 3
    assert only(author="bo.lind") == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_that_nothing_typed_is_an_order_to_the_index(clinic: Clinic, typed: str) -> None:
    texts.find_texts(clinic, typed)


def test_that_a_closed_chart_tells_nothing_not_even_that_it_would_answer(
    clinic: Clinic, patient_id: int
) -> None:
    note = a_note(clinic, patient_id, "Plays the ocarina.").id or 0
    chart_access.restrict_chart(clinic, patient_id, "a colleague is the patient")
    with another(clinic, Role.PRESCRIBER):
        answer = texts.find_texts(clinic, "ocarina")
        assert answer.found == texts.FoundTexts()
        assert answer.patients == {}
        assert found(clinic, "ocarina", TextFilter(patient_id=patient_id)) == []
        chart_access.break_glass(clinic, patient_id, "collapsed in the waiting room")
        assert found(clinic, "ocarina") == [(SearchKind.NOTE, note)]


def test_that_who_sees_no_chart_searches_no_text(clinic: Clinic, patient_id: int) -> None:
    a_note(clinic, patient_id, "A theremin.")
    for role in (Role.FRONT_DESK, Role.ADMINISTRATOR, Role.PHARMACIST):
        with another(clinic, role), pytest.raises(NotPermitted):
            texts.find_texts(clinic, "theremin")


def test_that_whose_texts_were_shown_is_recorded_and_no_word_of_what_was_typed(
    clinic: Clinic, patient_id: int
) -> None:
    a_note(clinic, patient_id, "A bassoon.")
    texts.find_texts(clinic, "bassoon")
    row = audit_rows(clinic)[-1]
    assert (row.operation, row.patient_id, row.kind) == ("search texts", patient_id, "view")
    assert "bassoon" not in repr(audit_rows(clinic))


def test_that_more_than_can_be_ranked_comes_newest_first(
    clinic: Clinic, patient_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "AT_ONCE", 3)
    numbers = [a_note(clinic, patient_id, f"A triangle, {n}.").id for n in range(5)]
    few = texts.find_texts(clinic, "triangle", most=3).found
    assert (few.more, few.best_first) == (True, False)
    assert [hit.record_id for hit in few.hits] == numbers[:1:-1]
    all_of_them = texts.find_texts(clinic, "triangle 4", most=3).found
    assert (all_of_them.more, all_of_them.best_first) == (False, True)


def test_that_long_words_and_phrases_are_compared_with_the_text_itself(
    clinic: Clinic, patient_id: int
) -> None:
    number = a_note(clinic, patient_id, "A glockenspiel in the orchestral pit.").id
    assert found(clinic, "glockenspiele") == []
    assert found(clinic, "glockenspi orchestral") == [(SearchKind.NOTE, number)]
    assert found(clinic, '"glockenspiel in"') == [(SearchKind.NOTE, number)]
    assert found(clinic, '"in glockenspiel"') == []


def test_that_texts_go_with_their_chart_and_leave_no_word_when_it_is_purged(
    clinic: Clinic, patient_id: int
) -> None:
    into = a_patient(clinic)
    number = a_note(clinic, patient_id, "An euphonium.").id
    with clinic.store.write() as work:
        purge.move_records(work.connection, patient_id, into)
        work.commit()
    assert found(clinic, "euphonium", TextFilter(patient_id=into)) == [(SearchKind.NOTE, number)]
    assert found(clinic, "euphonium", TextFilter(patient_id=patient_id)) == []
    with clinic.store.write() as work:
        purge.purge_chart(work.connection, into)
        left = work.connection.exec_driver_sql("SELECT block FROM text_words_data").scalars().all()
        work.commit()
    assert found(clinic, "euphonium") == []
    assert not any(b"euphonium" in block or b"euphoniu" in block for block in left)


def test_that_a_check_makes_a_damaged_index_anew_from_the_texts(
    clinic: Clinic, patient_id: int
) -> None:
    number = a_note(clinic, patient_id, "A sousaphone.").id
    with clinic.store.write() as work:
        work.connection.exec_driver_sql("DELETE FROM text_words_data WHERE id > 10")
        work.commit()
    clinic.store.engine.dispose()  # what it had read of the index
    report = verification.verify_clinic(clinic)
    assert report.sound
    assert [finding.kind for finding in report.findings] == ["search"]
    assert found(clinic, "sousaphone") == [(SearchKind.NOTE, number)]
    assert verification.verify_clinic(clinic).findings == ()
