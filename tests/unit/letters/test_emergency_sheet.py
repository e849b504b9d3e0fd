"""The printed recovery code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from practice_desk.domain.errors import LetterRefused
from practice_desk.letters.emergency_sheet import (
    EmergencySheet,
    SheetKind,
    render_emergency_sheet,
)

from .samples import CLOCK, text_of

GROUPS = ("7QK2", "MXW9", "4DH3", "ZRT5", "BVNC", "8YJ6", "P0GA", "EFC1", "D2EK")
SHEET = EmergencySheet("Harbor Mind Clinic", "ruth", GROUPS, date(2026, 11, 23))


def test_that_the_sheet_shows_clinic_user_date_and_the_code_in_order() -> None:
    sheet = render_emergency_sheet(SHEET, made_at=CLOCK)
    text = text_of(sheet.pdf)
    assert sheet.pages == 1
    assert " ".join(GROUPS) in text
    for expected in ("Harbor Mind Clinic", "ruth", "November 23, 2026", "Keep it locked away"):
        assert expected in text


def test_that_the_code_is_not_in_the_value_as_shown_in_logs() -> None:
    assert "7QK2" not in repr(SHEET)


def test_that_a_sheet_without_code_is_refused() -> None:
    with pytest.raises(LetterRefused, match="no recovery code"):
        render_emergency_sheet(replace(SHEET, code_groups=()), made_at=CLOCK)


def test_that_a_long_clinic_name_still_fits_one_page() -> None:
    sheet = render_emergency_sheet(
        replace(SHEET, clinic_name="HARBOR MIND " * 16, user="W" * 64), made_at=CLOCK
    )
    assert sheet.pages == 1


def test_that_the_sheet_of_an_authors_own_code_says_what_it_opens_and_what_not() -> None:
    sheet = render_emergency_sheet(replace(SHEET, kind=SheetKind.OWN_NOTES), made_at=CLOCK)
    text = text_of(sheet.pdf)
    assert sheet.pages == 1
    assert " ".join(GROUPS) in text
    assert "psychotherapy notes of one person" in text
    assert "does not unlock the clinic" in text
