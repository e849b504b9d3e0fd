"""The colours of both themes, named by what they are for, and the contrast between two of them."""

from __future__ import annotations

from typing import NamedTuple


class Tokens(NamedTuple):
    """One theme: every colour as ``#rrggbb``.

    `…_soft` is a quiet background for text in the colour itself, `…_line` its border.
    A named tuple: a dataclass of so many fields takes 1 ms more to make, before the first paint.
    """

    name: str
    background: str
    panel: str
    rail: str
    field: str
    line: str
    field_line: str
    hover: str
    selection: str
    text: str
    dim: str
    disabled: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    info: str
    info_soft: str
    info_line: str
    success: str
    success_soft: str
    success_line: str
    caution: str
    caution_soft: str
    caution_line: str
    danger: str
    danger_soft: str
    danger_line: str
    on_danger: str
    tooltip: str
    on_tooltip: str


LIGHT = Tokens(
    name="light",
    background="#f5f7f8",
    panel="#ffffff",
    rail="#eef2f3",
    field="#ffffff",
    line="#e0e6e9",
    field_line="#87979e",
    hover="#e6edee",
    selection="#d9efec",
    text="#17242b",
    dim="#51626a",
    disabled="#87979e",
    accent="#0f766e",
    accent_hover="#0b5f59",
    accent_soft="#d9efec",
    on_accent="#ffffff",
    info="#1d5f9e",
    info_soft="#e8f1fa",
    info_line="#c3d9ee",
    success="#18704a",
    success_soft="#e3f4ea",
    success_line="#bde0cd",
    caution="#854d07",
    caution_soft="#fdf2dc",
    caution_line="#efd9ac",
    danger="#b42318",
    danger_soft="#fdecea",
    danger_line="#f4c7c3",
    on_danger="#ffffff",
    tooltip="#17242b",
    on_tooltip="#f5f7f8",
)

DARK = Tokens(
    name="dark",
    background="#12191c",
    panel="#1a2327",
    rail="#151d20",
    field="#141c1f",
    line="#2c383d",
    field_line="#65767e",
    hover="#233036",
    selection="#1f3f3c",
    text="#e6edef",
    dim="#9fb0b7",
    disabled="#65767e",
    accent="#4fc1b4",
    accent_hover="#72d0c5",
    accent_soft="#1d3d3a",
    on_accent="#06201d",
    info="#8fc1f2",
    info_soft="#182c3f",
    info_line="#2c4a66",
    success="#79d3a2",
    success_soft="#17352a",
    success_line="#2b5743",
    caution="#f2c879",
    caution_soft="#3a2e17",
    caution_line="#5f4c25",
    danger="#ffb4ab",
    danger_soft="#3a1d1b",
    danger_line="#6b2f2b",
    on_danger="#3a0d09",
    tooltip="#e6edef",
    on_tooltip="#12191c",
)

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *(
        (text, surface)
        for text in ("text", "dim")
        for surface in ("background", "panel", "rail", "field", "hover", "selection")
    ),
    *(("accent", surface) for surface in ("background", "panel", "rail", "field", "accent_soft")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_danger", "danger"),
    ("on_tooltip", "tooltip"),
    *((kind, f"{kind}_soft") for kind in ("info", "success", "caution", "danger")),
    *(("text", f"{kind}_soft") for kind in ("info", "success", "caution", "danger")),
    *((kind, "panel") for kind in ("info", "success", "caution", "danger")),
    ("danger", "background"),
)
"""Every (text, surface) pair the style sheet uses: each has a contrast of at least 4.5:1."""

EDGE_PAIRS: tuple[tuple[str, str], ...] = (("field_line", "field"), ("field_line", "panel"))
"""Edges that show where a control is: at least 3:1 (WCAG 2.2, 1.4.11)."""


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2 contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
