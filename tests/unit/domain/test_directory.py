"""Numbers of clinicians: NPI and DEA number with their check digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.directory import dea_number_is_valid, npi_is_valid

DIGITS = "0123456789"


def made_up(letters: str, digits: str) -> str:
    """Return a DEA number of six digits with the check digit that they give."""
    odd = sum(int(digit) for digit in digits[0::2])
    even = sum(int(digit) for digit in digits[1::2])
    return f"{letters}{digits}{(odd + 2 * even) % 10}"


@pytest.mark.parametrize("number", ["AB1234563", "F91234563", "BL1234563", "MK0000000"])
def test_that_a_dea_number_with_its_check_digit_is_valid(number: str) -> None:
    assert dea_number_is_valid(number)


@pytest.mark.parametrize(
    "number", ["", "AB1234567", "ab1234563", "A11234563", "AB123456", "AB12345630", "AB１234563"]
)
def test_that_another_text_is_no_dea_number(number: str) -> None:
    assert not dea_number_is_valid(number)


@given(
    letters=st.from_regex(r"[A-Z][A-Z9]", fullmatch=True),
    digits=st.text(DIGITS, min_size=6, max_size=6),
    place=st.integers(2, 8),
    change=st.integers(1, 9),
)
def test_that_a_slip_in_one_digit_is_noticed_unless_it_is_five_in_a_doubled_one(
    letters: str, digits: str, place: int, change: int
) -> None:
    number = made_up(letters, digits)
    assert dea_number_is_valid(number)
    slip = (int(number[place]) + change) % 10
    doubled = place in (3, 5, 7)
    spoiled = f"{number[:place]}{slip}{number[place + 1 :]}"
    assert dea_number_is_valid(spoiled) == (doubled and change == 5)


@pytest.mark.parametrize(("npi", "valid"), [("1234567893", True), ("1234567890", False)])
def test_that_an_npi_is_checked_by_its_last_digit(npi: str, valid: bool) -> None:
    assert npi_is_valid(npi) is valid
