"""The order in which the palette offers what answers."""

from __future__ import annotations

import pytest

from practice_desk.gui.find.rows import (
    ACTIONS,
    MOST,
    PAGES,
    PATIENTS,
    Row,
    arranged,
    fitness,
    fitting,
)


def row(title: str, section: str = PAGES, also: str = "") -> Row:
    return Row(section, title, lambda: None, also=also)


@pytest.mark.parametrize(
    ("typed", "title", "also", "fit"),
    [
        ("notes", "Notes", "", 0),
        ("no", "Notes", "", 1),
        ("write no", "Write a note", "", 2),
        ("new note", "Write a note", "new", 3),
        ("nepa", "New patient", "", 4),
        ("np", "New patient", "", None),
        ("atient", "New patient", "", None),
        ("  ", "Notes", "", None),
        ("…", "Notes", "", None),
        ("rés", "Resume", "", 1),
    ],
)
def test_that_whole_names_come_before_beginnings_and_other_words(
    typed: str, title: str, also: str, fit: int | None
) -> None:
    assert fitness(typed, title, also) == fit


def test_that_the_best_comes_first_and_others_keep_their_order() -> None:
    known = [row("Side effects"), row("Effects"), row("Plan"), row("More effects")]
    assert [each.title for each in fitting("effects", known)] == [
        "Effects", "Side effects", "More effects",
    ]  # fmt: skip


def test_that_sections_have_their_order_and_no_more_rows_than_fit() -> None:
    many = [row(f"Page {number}") for number in range(20)]
    found = arranged({ACTIONS: [row("Lock", ACTIONS)], PAGES: many, PATIENTS: []})
    assert [each.section for each in found] == [PAGES] * MOST[PAGES] + [ACTIONS]


def test_that_a_page_of_that_name_comes_before_patients_whose_names_are_only_like_it() -> None:
    pages = [row("Waiting list")]
    found = arranged({PATIENTS: [row("Denise Washington", PATIENTS)], PAGES: pages}, "waiting")
    assert [each.section for each in found] == [PAGES, PATIENTS]
    for typed, name in (("waiting", "Ann Waiting"), ("wash", "Denise Washington")):
        found = arranged({PATIENTS: [row(name, PATIENTS)], PAGES: pages}, typed)
        assert [each.section for each in found] == [PATIENTS, PAGES]
