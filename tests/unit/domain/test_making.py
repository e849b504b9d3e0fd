"""Which tablets make a dose."""

from __future__ import annotations

from decimal import Decimal
from itertools import product as every

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.making import MAX_PIECES, Product, cannot_be_made
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen_rules import adds_up


def mg(amount: str) -> Quantity:
    return Quantity(Decimal(amount), "mg")


def tablets(*sizes: str, halved: bool = False, form: str = "tablet") -> Product:
    return Product(form, tuple(Strength(mg(size)) for size in sizes), halved)


def made(product: Product, dose: str) -> list[tuple[str, str]] | None:
    found = product.make(mg(dose))
    if found is None:
        return None
    return [(str(piece.count), str(piece.strength)) for piece in found.pieces]


@pytest.mark.parametrize(
    ("dose", "pieces"),
    [
        ("25", [("1", "25 mg")]),
        ("75", [("1", "50 mg"), ("1", "25 mg")]),
        ("100", [("1", "100 mg")]),
        ("250", [("2", "100 mg"), ("1", "50 mg")]),
        ("12.5", None),
        ("5000", None),
    ],
)
def test_that_the_fewest_whole_tablets_make_a_dose(dose, pieces):
    assert made(tablets("25", "50", "100"), dose) == pieces


def test_that_halves_are_used_only_where_allowed_and_only_where_needed():
    halved = tablets("25", "50", halved=True)
    assert made(halved, "12.5") == [("0.5", "25 mg")]
    assert made(halved, "62.5") == [("1", "50 mg"), ("0.5", "25 mg")]
    assert made(halved, "75") == [("1", "50 mg"), ("1", "25 mg")]
    assert made(tablets("25", "50", halved=True, form="capsule"), "12.5") is None
    assert made(tablets("25", halved=True, form="tablet_er"), "12.5") is None


def test_that_what_cannot_be_made_names_the_nearest_doses():
    product = tablets("12.5", "25")
    assert cannot_be_made(product, mg("20")) == (
        "20 mg can't be made from what exists: nearest are 12.5 mg and 25 mg."
        " Half tablets are not counted."
    )
    assert cannot_be_made(product, mg("5")).startswith(
        "5 mg can't be made from what exists: nearest is 12.5 mg."
    )
    assert cannot_be_made(product, mg("37.5")) == ""
    assert cannot_be_made(product, Quantity(Decimal(1), "g")) == (
        "Give the dose in mg, as the strengths are."
    )


def test_that_a_liquid_is_measured_to_a_tenth_of_a_ml():
    liquid = Product("solution", (Strength.parse("20 mg/5 mL"),))
    assert made(liquid, "10") == [("2.5", "20 mg/5 mL")]
    assert made(liquid, "1.1") is None
    assert [str(each) for each in liquid.nearest(mg("1.1"))] == ["0.8 mg", "1.2 mg"]


def test_that_combinations_of_another_proportion_are_not_mixed():
    films = Product("film_sl", (Strength.parse("8 mg/2 mg"), Strength.parse("2 mg/0.5 mg")))
    assert made(films, "10") == [("1", "8 mg/2 mg"), ("1", "2 mg/0.5 mg")]
    other = Product("capsule", (Strength.parse("25 mg/6 mg"), Strength.parse("25 mg/3 mg")))
    assert made(other, "50") == [("2", "25 mg/6 mg")]


def test_that_the_closest_dose_below_is_found():
    product = tablets("0.5", "1", halved=True)
    assert product.closest(Decimal("1.62"), below=Decimal("1.75")) == mg("1.5")
    assert product.closest(Decimal("0.1"), below=Decimal("0.25")) is None
    assert product.closest(Decimal("0.24"), below=Decimal("0.25")) is None
    assert product.closest(Decimal("0.24")) == mg("0.25")


SIZES = st.lists(
    st.sampled_from(["0.5", "1", "2", "5", "10", "12.5", "25", "50"]),
    min_size=1,
    max_size=3,
    unique=True,
)


@settings(deadline=None)  # the first of a product fills its table
@given(SIZES, st.integers(1, 400), st.booleans())
def test_that_what_is_made_adds_up_and_no_fewer_tablets_would_do(sizes, quarter, halved):
    product, dose = tablets(*sizes, halved=halved), mg(str(Decimal(quarter) / 4))
    found = product.make(dose)
    amounts = [Decimal(size) for size in sizes]
    counts = [
        sum(each)
        for each in every(*(range(min(6, int(dose.amount / size)) + 1) for size in amounts))
        if sum(n * size for n, size in zip(each, amounts, strict=True)) == dose.amount
    ]
    if found is None:
        assert not [count for count in counts if count <= MAX_PIECES]
        return
    assert adds_up(found)
    taken = sum(piece.count for piece in found.pieces)
    assert taken <= MAX_PIECES
    assert sum(1 for piece in found.pieces if piece.count % 1) <= (1 if halved else 0)
    if counts:
        assert taken <= min(counts)


@settings(deadline=None)  # the first of a product fills its table
@given(SIZES, st.integers(1, 400), st.booleans())
def test_that_the_nearest_doses_can_be_made_and_lie_on_both_sides(sizes, quarter, halved):
    product, dose = tablets(*sizes, halved=halved), mg(str(Decimal(quarter) / 4))
    below, above = product.nearest(dose)
    for near in filter(None, (below, above)):
        assert product.make(near) is not None
    assert below is None or below.amount <= dose.amount
    assert above is None or above.amount >= dose.amount
