"""The emergency paper: one patient at a glance, every page dated and to be shredded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

from pypdf import PdfReader

from practice_desk.letters.emergency_paper import (
    EmergencyPaper,
    PaperContact,
    PaperMedication,
    PaperPatient,
    render_emergency_paper,
)

from .samples import CLOCK, text_of

ANN = PaperPatient(
    "Díaz, Ann",
    date(1985, 3, 14),
    "PD000007",
    preferred_name="Annie",
    phone="(503) 555-0142",
    time="9:30 AM",
    practitioner="Ana Berg, PMHNP-BC",
    alert="Hard of hearing",
    allergies=("Penicillin (hives)", "Latex"),
    medications=(
        PaperMedication(
            "sertraline", "Take 1 tablet (50 mg) by mouth every morning.", "Mar 1, 2026"
        ),
        PaperMedication(
            "lithium", "Take 1 tablet by mouth at bedtime.", "ON HOLD since May 2, 2026"
        ),
    ),
    contacts=(PaperContact("Emergency contact: Marta (sister)", "(541) 555-0118"),),
)
PAPER = EmergencyPaper("Harbor Mind Clinic", "All active patients", CLOCK, "Ana Berg", (ANN,))


def pages(paper: EmergencyPaper) -> list[str]:
    """Return the text of each page."""
    reader = PdfReader(BytesIO(render_emergency_paper(paper).pdf))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def many(count: int, medications: int = 3) -> tuple[PaperPatient, ...]:
    each = ANN.medications[:1] * medications
    return tuple(
        replace(ANN, name=f"Patient{number:03}, Zoë", medications=each) for number in range(count)
    )


def test_that_a_patient_is_told_at_a_glance() -> None:
    text = " ".join(text_of(render_emergency_paper(PAPER).pdf).split())
    for expected in (
        "9:30 AM",
        "With Ana Berg, PMHNP-BC",
        "Díaz, Ann",
        "Annie",
        "Born 03/14/1985",
        "Chart PD000007",
        "(503) 555-0142",
        "ALLERGIES: Penicillin (hives); Latex",
        "ALERT: Hard of hearing",
        "sertraline",
        "Take 1 tablet (50 mg) by mouth every morning.",
        "ON HOLD since May 2, 2026",
        "Emergency contact: Marta (sister)",
        "(541) 555-0118",
        "All active patients: 1.",
        "printed by Ana Berg",
    ):
        assert expected in text, expected


def test_that_not_asked_never_reads_as_no_allergies() -> None:
    not_asked = pages(replace(PAPER, patients=(replace(ANN, allergies=None),)))[0]
    none_known = pages(replace(PAPER, patients=(replace(ANN, allergies=()),)))[0]
    assert "NOT ASKED: allergies unknown" in not_asked
    assert "No known allergies" not in not_asked
    assert "No known allergies" in none_known


def test_that_every_page_is_dated_counted_and_to_be_shredded() -> None:
    found = pages(replace(PAPER, patients=many(30)))
    assert len(found) > 5
    for number, text in enumerate(found, start=1):
        assert f"Page {number} of {len(found)}" in text
        assert "SHRED WHEN DONE" in text
        assert f"{CLOCK.astimezone():%Y}" in text


def test_that_no_patient_who_fits_on_a_page_is_spread_over_two() -> None:
    found = pages(replace(PAPER, patients=many(40, medications=7)))
    for number in range(40):
        with_name = [text for text in found if f"Patient{number:03}" in text]
        assert len(with_name) == 1
    assert sum(text.count("Emergency contact") for text in found) == 40


def test_that_a_patient_with_a_hundred_medications_goes_over_pages_and_loses_none() -> None:
    long = replace(
        ANN,
        medications=tuple(
            PaperMedication(f"medicine {number}", "Take as told. " * 8) for number in range(100)
        ),
    )
    text = " ".join(pages(replace(PAPER, patients=(ANN, long, ANN))))
    for number in range(100):
        assert f"medicine {number} " in text


def test_that_one_direction_longer_than_a_page_is_printed_whole() -> None:
    endless = PaperMedication("clozapine", "\n".join(f"line {number}." for number in range(400)))
    text = " ".join(pages(replace(PAPER, patients=(replace(ANN, medications=(endless,)),))))
    for number in (0, 199, 399):
        assert f"line {number}." in text


def test_that_what_fonts_lack_is_stood_in_for_and_markup_is_printed_as_typed() -> None:
    odd = replace(ANN, name="王, <b>Robert</b>'); DROP TABLE--", alert="\u202eevil\x07")
    text = pages(replace(PAPER, patients=(odd,)))[0]
    assert "?, <b>Robert</b>'); DROP TABLE--" in text
    assert "ALERT: ?evil?" in text


def test_that_restricted_charts_that_are_left_out_are_counted() -> None:
    assert "2 patients not on this paper" in pages(replace(PAPER, left_out=2))[0]
    assert "1 patient not on this paper" in pages(replace(PAPER, left_out=1))[0]
    assert "not on this paper" not in pages(PAPER)[0]


def test_that_the_same_paper_gives_the_same_bytes_with_a_title_that_names_nobody() -> None:
    first, second = render_emergency_paper(PAPER), render_emergency_paper(PAPER)
    assert first == second
    title = PdfReader(BytesIO(first.pdf)).metadata
    assert title is not None
    assert title.title == "Emergency paper"
