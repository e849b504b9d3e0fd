"""Everything written can be read in both looks, and the style sheet knows every colour."""

from __future__ import annotations

import pytest

from practice_desk.assets import asset
from practice_desk.gui import theme
from practice_desk.gui.tokens import DARK, EDGE_PAIRS, LIGHT, TEXT_PAIRS, Tokens, contrast

LOOKS = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)


def test_that_contrast_is_measured_as_in_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@LOOKS
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_that_text_has_a_contrast_of_at_least_4_5(tokens: Tokens, pair):
    assert contrast(*(getattr(tokens, name) for name in pair)) >= 4.5


@LOOKS
@pytest.mark.parametrize("pair", EDGE_PAIRS, ids="-on-".join)
def test_that_the_edge_of_a_field_has_a_contrast_of_at_least_3(tokens: Tokens, pair):
    assert contrast(*(getattr(tokens, name) for name in pair)) >= 3


def test_that_the_look_follows_a_switch_to_dark_and_back(qapp):
    theme.install(qapp, dark=False)
    sheets = []
    for dark in (True, False):
        theme.theme().use(qapp, dark)
        sheets.append(qapp.styleSheet())
    assert DARK.background in sheets[0]
    assert LIGHT.background in sheets[1]
    assert qapp.palette().window().color().name() == LIGHT.background


def test_that_every_picture_of_the_style_sheet_exists():
    text = asset("resources", "theme", "practice_desk.qss").read_text("utf-8")
    names = {part.split('"')[0] for part in text.split('url("$folder/')[1:]}
    assert names
    for name in names:
        for look in (LIGHT, DARK):
            file = name.replace("$name", look.name)
            assert asset("resources", "theme", file).is_file(), file
