"""What becomes of letters: who may record it, what counts, and how one is found again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.deferral import Thing
from practice_desk.domain.errors import Invalid, NotFound, NotPermitted
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.letter_case import LetterStatus
from practice_desk.domain.letter_entry import Acknowledged, Answered, Closed, Sent, Settled, Way
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.services import charts, letters, letters_due, plan, today
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_board import find_letter, follow_letter, letter_board
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.services.letter_conversation import ListedLetter
from practice_desk.services.letter_following import (
    Scan,
    correct_entry,
    end_letter,
    record_happening,
    record_scanned_reply,
)
from practice_desk.services.letters_due import due_letters
from tests.factories import a_medication, a_patient, a_pharmacy
from tests.unit.letters.samples import text_of

PHARMACY = "Riverside Pharmacy"
FAX = Sent(Way.FAXED, PHARMACY, "(503) 555-0178")


def a_letter(clinic: Clinic, patient_id: int = 0, replaces: int | None = None) -> tuple[int, int]:
    """Return patient and letter of a new medication that the pharmacy was told of."""
    patient_id = patient_id or a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    event = a_medication(clinic, patient_id).event_id
    options = NoticeOptions(replaces=replaces)
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event], options)
    pages = letters.render_draft(draft)
    sent = letters.send_letter(clinic, draft, pages, LetterDelivery.PRINTED)
    return patient_id, sent.letter_id


@contextmanager
def at_the_keyboard(clinic: Clinic, role: Role, user: str = "lena.ortiz") -> Iterator[None]:
    """Let somebody else be at the keyboard."""
    before = clinic.session
    clinic.session = replace(before, roles=frozenset({role}), user_name=user)
    yield
    clinic.session = before


def stands(clinic: Clinic, patient_id: int, letter_id: int) -> ListedLetter:
    return follow_letter(clinic, patient_id, letter_id).letter


def waits(clinic: Clinic, patient_id: int) -> list[bool]:
    return [letter.waits for letter in charts.reload_chart(clinic, patient_id).letters]


def told(clinic: Clinic, patient_id: int) -> list[str]:
    """Return to whom the accounting says something went, in the order in which it did."""
    disclosures = charts.reload_chart(clinic, patient_id).disclosures
    return [each.recipient.splitlines()[0] for each in disclosures]


def test_that_a_letter_waits_from_when_it_was_printed_until_it_is_acknowledged(clinic: Clinic):
    patient_id, letter_id = a_letter(clinic)
    case = stands(clinic, patient_id, letter_id).case
    assert (case.status, case.is_open, case.urgent) == (LetterStatus.PRINTED, True, False)
    assert case.due_on is not None
    assert timedelta(2) < case.due_on - clinic.today() < timedelta(6)
    assert waits(clinic, patient_id) == [True]
    record_happening(clinic, patient_id, letter_id, FAX)
    assert waits(clinic, patient_id) == [True]
    record_happening(clinic, patient_id, letter_id, Acknowledged("Kim"))
    assert waits(clinic, patient_id) == [False]
    assert stands(clinic, patient_id, letter_id).case.status is LetterStatus.ACKNOWLEDGED


def test_that_each_sending_beyond_the_first_is_a_disclosure_of_its_own(clinic: Clinic):
    patient_id, letter_id = a_letter(clinic)
    assert told(clinic, patient_id) == [PHARMACY]
    record_happening(clinic, patient_id, letter_id, FAX)
    assert told(clinic, patient_id) == [PHARMACY]
    record_happening(clinic, patient_id, letter_id, FAX)
    record_happening(clinic, patient_id, letter_id, Sent(Way.HANDED, "The patient's mother"))
    assert told(clinic, patient_id) == [PHARMACY, PHARMACY, "The patient's mother"]


def test_that_the_front_desk_follows_a_letter_without_learning_what_it_says(clinic: Clinic):
    patient_id, letter_id = a_letter(clinic)
    asked = Acknowledged("Kim", question="Is the sertraline for depression?")
    record_happening(clinic, patient_id, letter_id, asked)
    with at_the_keyboard(clinic, Role.FRONT_DESK):
        (listed,) = letter_board(clinic).letters
        shown = repr((listed, follow_letter(clinic, patient_id, letter_id)))
        with pytest.raises(NotPermitted):
            end_letter(clinic, patient_id, letter_id, Settled("Yes"))
    assert listed.recipient == PHARMACY
    assert listed.case.status is LetterStatus.QUESTION
    assert "sertraline" not in shown
    assert "depression" not in shown


def test_that_a_wrong_entry_is_taken_back_by_who_made_it_or_a_clinician(clinic: Clinic):
    patient_id, letter_id = a_letter(clinic)
    record_happening(clinic, patient_id, letter_id, Acknowledged("Kim"))
    wrong = stands(clinic, patient_id, letter_id).case.entries[-1].id or 0
    with at_the_keyboard(clinic, Role.FRONT_DESK), pytest.raises(Invalid):
        correct_entry(clinic, patient_id, letter_id, wrong, "Another letter")
    correct_entry(clinic, patient_id, letter_id, wrong, "Another letter")
    assert waits(clinic, patient_id) == [True]
    assert len(stands(clinic, patient_id, letter_id).case.entries) == 3
    with pytest.raises(NotFound):
        correct_entry(clinic, patient_id, letter_id, wrong, "Twice")
    opened = stands(clinic, patient_id, letter_id).case.entries[0].id or 0
    with pytest.raises(Invalid, match="program recorded"):
        correct_entry(clinic, patient_id, letter_id, opened, "Never sent")


def test_that_a_letter_that_replaces_another_takes_its_question_over(clinic: Clinic):
    patient_id, former = a_letter(clinic)
    record_happening(clinic, patient_id, former, Acknowledged("Kim", question="From when?"))
    _, later = a_letter(clinic, patient_id, replaces=former)
    old, new = stands(clinic, patient_id, former), stands(clinic, patient_id, later)
    assert (old.case.status, old.case.is_open) == (LetterStatus.SUPERSEDED, False)
    assert old.others == {later: new.case.letter.code}
    assert "From when?" in repr(new.case.entries[0].details)
    assert waits(clinic, patient_id) == [False, True]
    page = text_of(letters.letter_bytes(clinic, patient_id, later))
    assert f"This letter replaces letter {old.case.letter.code} of" in page
    with pytest.raises(NotFound):
        a_letter(clinic, replaces=former)


def test_that_a_letter_is_closed_with_a_reason_and_only_while_it_waits(clinic: Clinic):
    patient_id, letter_id = a_letter(clinic)
    with pytest.raises(Invalid):
        end_letter(clinic, patient_id, letter_id, Closed(" "))
    end_letter(clinic, patient_id, letter_id, Closed("The pharmacy has closed."))
    assert waits(clinic, patient_id) == [False]
    with pytest.raises(Invalid):
        end_letter(clinic, patient_id, letter_id, Closed("Again"))


def test_that_a_returned_paper_finds_its_letter_and_is_filed_with_the_reply(
    clinic: Clinic, tmp_path: Path
):
    patient_id, letter_id = a_letter(clinic)
    code = stands(clinic, patient_id, letter_id).case.letter.code
    assert find_letter(clinic, f" {code.casefold()}\r") == (patient_id, letter_id)
    slip = "2" if code[-1] != "2" else "3"
    with pytest.raises(NotFound) as unknown:
        find_letter(clinic, code[:-1] + slip)
    assert unknown.value.next_step == f"Did you mean {code}?"
    paper = tmp_path / "scan.txt"
    paper.write_text("Received. Refills canceled. K. Nguyen")
    record_scanned_reply(clinic, patient_id, letter_id, Answered("Kim"), Scan(paper))
    entry = stands(clinic, patient_id, letter_id).case.entries[-1]
    assert entry.filed_document_id is not None
    assert waits(clinic, patient_id) == [False]


def test_that_changes_that_somebody_put_off_keep_no_other_from_being_told(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(letters_due, "MOST", 1)
    first, second = a_patient(clinic), a_patient(clinic)
    for each in (first, second):
        a_medication(clinic, each)
    assert [due.patient.id for due in due_letters(clinic)] == [first]
    key, week = f"{letters_due.LINE}:{first}:1", timedelta(days=7)
    line = Thing(key, Operation.SEND_LETTER, Urgency.NOTICE, first, longest=week)
    today.put_off(clinic, line, clinic.today() + week, "The pharmacy is closed.")
    assert [due.patient.id for due in due_letters(clinic)] == [first, second]


def test_that_a_change_without_its_letter_is_listed_until_a_letter_tells_it(clinic: Clinic):
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    event = a_medication(clinic, patient_id).event_id
    (due,) = due_letters(clinic)
    assert due.patient.id == patient_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    letters.send_letter(clinic, draft, letters.render_draft(draft), LetterDelivery.PRINTED)
    assert due_letters(clinic) == []
    plan.retract_event(clinic, patient_id, event, "wrong_patient", "Meant for somebody else")
    (due,) = due_letters(clinic)
    assert [told.event.kind for told in due.events] == [PlanEventKind.RETRACT]
