"""The check-in on paper, read back by an independent reader."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from practice_desk.domain.check_in_sheet import Choice, Item, Page
from practice_desk.letters.check_in_paper import CheckInPaper, render_check_in_paper
from practice_desk.services.check_in_wording import check_in_words

MADE = datetime(2026, 11, 26, 15, tzinfo=UTC)
YES_NO = (Choice("0", "No"), Choice("yes", "Yes", asks_more=True))


def text_of(*pages: Page, language: str = "en") -> str:
    words = check_in_words(language).screen
    paper = CheckInPaper(
        "Harbor Street Clinic", "Noor Haddad", "PD000003", date(2026, 11, 26), words, pages
    )
    made = render_check_in_paper(paper, MADE)
    document = pypdfium2.PdfDocument(made.pdf)
    found = "\n".join(page.get_textpage().get_text_range() for page in document)
    assert len(document) == made.pages
    document.close()
    return " ".join(found.split())


def test_that_the_paper_asks_every_question_with_every_choice() -> None:
    long = tuple(Choice(str(n), f"A rather long answer number {n}") for n in range(5))
    told = text_of(
        Page("a", "Your pharmacy", (Item("a", "Still right?", YES_NO, "Which one?", 40),)),
        Page("b", "How often?", (Item("b", "Little interest", long),), foot="By its authors"),
        Page("c", "What else?", (Item("c", "", length=200, is_tall=True),), intro="In your words"),
        Page("d", "Phone", (Item("d", "Mobile phone", length=40, shown="(503) 555-0119"),)),
    )
    for words in (
        "Noor Haddad", "PD000003", "Still right?", "No", "Yes", "Which one?", "Little interest",
        "A rather long answer number 4", "By its authors", "In your words", "(503) 555-0119", "988",
    ):  # fmt: skip
        assert words in told


def test_that_a_title_that_many_pages_share_is_printed_once() -> None:
    pages = [
        Page(str(n), "How often?", (Item(str(n), f"Question {n}", YES_NO),)) for n in range(40)
    ]
    told = text_of(*pages)
    assert told.count("How often?") == 1
    assert "Question 39" in told
    assert "2 of " in told


@pytest.mark.parametrize("language", ["en", "es"])
def test_that_the_paper_speaks_the_language_of_its_pages(language: str) -> None:
    words = check_in_words(language).screen
    told = text_of(Page("a", "?", (Item("a", "?", YES_NO),)), language=language)
    assert words["paper_title"] in told
    assert words["paper_back"] in told


@pytest.mark.parametrize("language", ["en", "es"])
def test_that_no_choice_is_broken_within_a_word(language: str) -> None:
    words = check_in_words(language)
    codes = [
        ("never", "sometimes", "most_days"),
        ("as_prescribed", "sometimes_miss", "stopped", "differently"),
        ("pregnant", "maybe", "trying", "not_pregnant"),
        ("self", "proxy"),
    ]
    pages = [
        Page(
            str(number),
            "?",
            (
                Item(
                    str(number),
                    words.items["substance_other"],
                    tuple(Choice(code, words.choices[code]) for code in some),
                ),
            ),
        )
        for number, some in enumerate(codes)
    ]
    told = text_of(*pages, language=language)
    for some in codes:
        for code in some:
            for word in words.choices[code].split():
                assert word in told
    assert "Sometim es" not in told
