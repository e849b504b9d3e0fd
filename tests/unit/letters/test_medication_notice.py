"""What a pharmacist reads on the medication notice, and what can never be on it."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from practice_desk.domain.errors import LetterRefused
from practice_desk.domain.letter_choice import Urgency
from practice_desk.letters.controlled import DeaSchedule
from practice_desk.letters.kinds.medication_notice import (
    CODE,
    LineKind,
    MedicationNoticeContent,
    NoticeLine,
)
from practice_desk.letters.parties import (
    ConsentToDisclose,
    Letterhead,
    LetterPatient,
    Recipient,
    Signatory,
)
from practice_desk.letters.regimens import NoticeRegimen
from practice_desk.letters.rendering import problems

from .samples import (
    CHANGED,
    CONTROLLED,
    HELD,
    RESUMED,
    STARTED,
    STOPPED,
    a_letter,
    a_notice,
    pages_of,
    text_of,
)

WHITELIST = {
    MedicationNoticeContent: "code written_on letterhead recipient patient lines signatory urgency"
    " part2 replaces",
    NoticeLine: "kind medication effective form old new reason cancel_refills dea_schedule"
    " most_days listed_on",
    NoticeRegimen: "dose directions in_steps",
    ConsentToDisclose: "given_on scope",
    LetterPatient: "legal_name birth_date preferred_name",
    Letterhead: "name address_lines phone fax logo a4",
    Recipient: "name address_lines phone fax",
    Signatory: "name credentials callback_phone",
}


def test_that_the_page_says_patient_drug_change_date_and_whom_to_call() -> None:
    text = text_of(a_letter(CHANGED).pdf)
    for expected in (
        "Medication changed",
        "Margaret Ann O’Connell",
        "Goes by Maggie",
        "03/14/1985",
        "sertraline",
        "50 mg per dose Take 1 tablet (50 mg) by mouth every morning.",
        "75 mg per dose Take 1½ tablets (75 mg) by mouth every morning.",
        "Nov 24, 2026",
        "Ruth Adeyemi, PMHNP-BC",
        "(207) 555-0110",
        "NOT A PRESCRIPTION",
        "Harbor Mind Clinic",
        "Old Port Pharmacy",
        "Reason: treatment response",
        "L-000042",
        "Page 1 of 1",
        "If this reached you by mistake",
        "Received; the patient’s profile is updated.",
    ):
        assert expected in text


def test_that_a_mixed_notice_reads_as_the_golden_text() -> None:
    golden = Path(__file__).with_name("golden_mixed_notice.txt").read_text("utf-8").split("\n")
    pages = pages_of(a_letter(STARTED, CHANGED, STOPPED, CONTROLLED, HELD, RESUMED).pdf)
    assert pages == [line for line in golden if line]


def test_that_a_stop_asks_to_cancel_the_remaining_refills() -> None:
    text = text_of(a_letter(STOPPED).pdf)
    assert "Medication stopped: cancel remaining refills" in text
    assert "STOP Cancel all remaining refills." in text
    assert "The remaining refills named above are canceled." in text


def test_that_a_notice_of_four_usual_lines_is_one_page() -> None:
    letter = a_letter(STARTED, CHANGED, STOPPED, HELD)
    assert letter.pages == 1
    assert "Name and role" in text_of(letter.pdf)


def test_that_a_withdrawn_notice_says_what_was_told_and_that_it_does_not_hold() -> None:
    line = replace(STARTED, kind=LineKind.WITHDRAWN, old=STARTED.new, new=None, cancel_refills=True)
    text = text_of(a_letter(line).pdf)
    assert "Correction: not prescribed" in text
    assert "25 mg per dose Take 1 tablet (25 mg) by mouth every evening." in text
    assert "NOT PRESCRIBED: our earlier notice was an error" in text
    assert "Cancel all remaining refills." in text


def test_that_refills_are_not_mentioned_when_none_are_to_be_canceled() -> None:
    assert "refills" not in text_of(a_letter(CHANGED).pdf)


def test_that_an_urgent_notice_says_so() -> None:
    assert "URGENT" in text_of(a_letter(urgency=Urgency.URGENT).pdf)
    assert "URGENT" not in text_of(a_letter().pdf)


def test_that_a_resumed_medication_was_on_hold_before() -> None:
    text = text_of(a_letter(RESUMED).pdf)
    assert "RESUMED" in text
    assert "On hold 300 mg per dose" in text


@pytest.mark.parametrize("kind", LineKind)
@pytest.mark.parametrize("schedule", DeaSchedule)
def test_that_directions_of_controlled_medications_never_print(
    kind: LineKind, schedule: DeaSchedule
) -> None:
    cancelled = kind is LineKind.CANCELLED  # of which no directions are printed at all
    ends = cancelled or kind in (LineKind.STOPPED, LineKind.HELD, LineKind.WITHDRAWN)
    line = replace(
        CONTROLLED,
        kind=kind,
        listed_on=CONTROLLED.effective if cancelled else None,
        dea_schedule=schedule,
        old=NoticeRegimen("2 mg", "canary old directions"),
        new=None if ends else NoticeRegimen("1 mg", "canary new directions"),
    )
    text = text_of(a_letter(line).pdf)
    assert "NOT A PRESCRIPTION" in text
    assert ("canary" in text) == (schedule is DeaSchedule.NONE and not cancelled)


@pytest.mark.parametrize(
    "dose", ["1 mg twice daily", "1 mg, #60", "1 mg × 30 tablets", "as before"]
)
def test_that_the_dose_of_a_controlled_medication_is_one_amount_only(dose: str) -> None:
    with pytest.raises(LetterRefused, match="controlled medication"):
        a_letter(replace(CONTROLLED, new=NoticeRegimen(dose)))


@pytest.mark.parametrize(
    "dose", ["1 mg", "0.5 mg", "0.5 to 1 mg", "9.5 mg/24 hours", "1½ tablets", "½ tablet", "10 mL"]
)
def test_that_an_amount_of_a_controlled_medication_prints(dose: str) -> None:
    assert f"{dose} per dose" in text_of(a_letter(replace(CONTROLLED, new=NoticeRegimen(dose))).pdf)


def test_that_content_has_only_the_fields_that_may_leave_the_clinic() -> None:
    for content_type, fields in WHITELIST.items():
        assert {field.name for field in dataclasses.fields(content_type)} == set(fields.split())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"letterhead": Letterhead("")}, "The clinic's name is missing."),
        ({"recipient": Recipient(" ")}, "The recipient's name is missing."),
        ({"signatory": Signatory("R. Adeyemi")}, "The callback number is missing."),
        ({"code": ""}, "The letter's code is missing."),
        ({"patient": LetterPatient("", date(1985, 3, 14))}, "The patient's name is missing."),
    ],
)
def test_that_a_missing_fact_is_named_before_printing(
    changes: dict[str, object], sentence: str
) -> None:
    assert sentence in [problem.sentence for problem in problems(CODE, a_notice(**changes))]
    with pytest.raises(LetterRefused, match=sentence):
        a_letter(**changes)


def test_that_records_under_part_2_carry_the_notice_and_what_the_consent_covers() -> None:
    consent = ConsentToDisclose(date(2026, 10, 1), "treatment, payment & operations")
    text = text_of(a_letter(part2=consent).pdf)
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records." in text
    assert "written consent of October 1, 2026. It covers: treatment, payment & operations" in text
    assert "42 CFR" not in text_of(a_letter().pdf)


def test_that_a_limit_is_named_where_something_is_handed_out_and_nowhere_else() -> None:
    text = text_of(a_letter(replace(CONTROLLED, most_days=7)).pdf)
    assert "Please hand out at most 7 days’ supply at a time." in text
    assert "hand out" not in text_of(a_letter(replace(STOPPED, most_days=7)).pdf)


def test_that_a_notice_about_nothing_is_refused() -> None:
    with pytest.raises(LetterRefused, match="No medication is chosen"):
        a_letter(lines=())


def test_that_a_change_without_its_new_dose_is_refused() -> None:
    with pytest.raises(LetterRefused, match="new dose or directions of sertraline are missing"):
        a_letter(replace(CHANGED, new=None))


def test_that_a_stopped_medication_takes_no_new_directions() -> None:
    with pytest.raises(LetterRefused, match="buPROPion ends"):
        a_letter(replace(STOPPED, new=CHANGED.new))


def test_that_unknown_old_directions_point_to_the_profile() -> None:
    assert "See your profile" in text_of(a_letter(replace(STOPPED, old=None)).pdf)


def test_that_every_page_of_a_long_notice_identifies_patient_and_letter() -> None:
    lines = [replace(CHANGED, medication=f"sertraline {number}") for number in range(40)]
    pages = pages_of(a_letter(*lines).pdf)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert "Margaret Ann O’Connell" in page
        assert "03/14/1985" in page
        assert "L-000042" in page
        assert "Medication OLD NEW From" in page
        assert "NOT A PRESCRIPTION" in page
        assert f"Page {number} of {len(pages)}" in page
    together = " ".join(pages)
    assert all(f"sertraline {number} tablet" in together for number in range(40))


@pytest.mark.parametrize("count", range(1, 14))
def test_that_signature_and_acknowledgement_are_never_alone_on_a_page(count: int) -> None:
    lines = [replace(CHANGED, medication=f"sertraline {number}") for number in range(count)]
    pages = pages_of(a_letter(*lines).pdf)
    last = pages[-1]
    for part in ("NOT A PRESCRIPTION", "Signature Ruth Adeyemi", "Name and role", "sertraline"):
        assert part in last


def test_that_a_400_line_direction_prints_whole_and_names_its_medication_on_each_page() -> None:
    directions = "\n".join(f"Step {number} of the directions." for number in range(400))
    pages = pages_of(a_letter(replace(CHANGED, new=NoticeRegimen("75 mg", directions))).pdf)
    together = " ".join(pages)
    assert all(f"Step {number} of" in together for number in range(400))
    assert all("sertraline" in page for page in pages)


def test_that_a_direction_of_10000_characters_prints_whole() -> None:
    directions = " ".join(f"word{number:05}" for number in range(1000))
    pages = pages_of(a_letter(replace(CHANGED, new=NoticeRegimen("75 mg", directions))).pdf)
    together = " ".join(pages)
    assert all(f"word{number:05}" in together for number in range(1000))


def test_that_one_word_of_10000_characters_is_broken_and_prints_whole() -> None:
    pages = pages_of(a_letter(replace(CHANGED, new=NoticeRegimen("75 mg", "x" * 10_000))).pdf)
    assert " ".join(pages).count("x") >= 10_000


def test_that_a_name_of_10000_characters_is_refused_with_a_sentence() -> None:
    with pytest.raises(LetterRefused, match="patient's name is too long for a letter"):
        a_letter(patient=LetterPatient("A" * 10_000, date(1985, 3, 14)))


def test_that_the_longest_names_still_make_a_letter() -> None:
    letter = a_letter(
        letterhead=Letterhead(
            "C" * 400, tuple("address" * 7 for _ in range(8)), "1" * 40, "2" * 40
        ),
        recipient=Recipient("R" * 400, tuple("address" * 7 for _ in range(8)), "1" * 40, "2" * 40),
        patient=LetterPatient("Wilhelmina " * 36, date(1985, 3, 14), "W" * 400),
        signatory=Signatory("S" * 400, "D" * 400, "3" * 40),
    )
    assert "NOT A PRESCRIPTION" in text_of(letter.pdf)


def test_that_what_only_the_pharmacy_has_is_named_as_on_its_list_to_be_cancelled() -> None:
    line = NoticeLine(
        LineKind.CANCELLED,
        "Mirtazapine 15 mg tab",
        date(2026, 11, 26),
        cancel_refills=True,
        listed_on=date(2026, 11, 20),
    )
    text = text_of(a_letter(line).pdf)
    assert "Not prescribed by us: please cancel" in text
    assert "Mirtazapine 15 mg tab" in text
    assert "On your list of" in text
    assert "NOT PRESCRIBED BY US: please cancel it" in text
    assert "Cancel all remaining refills." in text
    unlisted = replace(line, listed_on=None)
    assert [each.field for each in problems(CODE, a_notice(unlisted))] == ["lines.0.listed_on"]
