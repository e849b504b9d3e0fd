"""The order of letters, compared with an implementation that is not ours."""

from __future__ import annotations

import bidi
from hypothesis import example, given
from hypothesis import strategies as st

from practice_desk.letters.bidi import (
    END_ISOLATE,
    ISOLATE,
    direction,
    embedding_levels,
    visual_order,
)

# Letters of both directions, numbers of both kinds, signs between and beside them, brackets, marks.
ALPHABET = "ab אב عب 12 ٣٤ +-#$%,.:/()[]!? \u0301\u05b8"


def shown(text: str, base: int) -> str:
    """The text in visual order, spaces at its end at the end of the line."""
    levels = embedding_levels(text, base)
    for place in range(len(text.rstrip()), len(text)):
        levels[place] = base
    return "".join(text[place] for place in visual_order(levels))


@given(st.text(ALPHABET, max_size=14), st.sampled_from([0, 1]))
@example("a (ב) ג", 0)
@example("אב (12-3) $5", 1)
def test_that_lines_stand_as_another_implementation_puts_them(text: str, base: int) -> None:
    assert shown(text, base) == bidi.get_display(text, base_dir="LR"[base])


@given(st.text(ALPHABET, max_size=10).map(lambda text: f"{text}."))
def test_that_a_value_keeps_its_direction_to_itself(value: str) -> None:
    alone = shown(value, direction(value))
    assert shown(f"(a {ISOLATE}{value}{END_ISOLATE} 7 b)", 0) == (
        f"(a {ISOLATE}{alone}{END_ISOLATE} 7 b)"
    )


def test_that_the_first_letter_outside_of_isolates_gives_the_direction() -> None:
    assert direction("12 (שרה) Ann") == 1
    assert direction(f"{ISOLATE}שרה{END_ISOLATE} asks") == 0
    assert direction("") == 0
