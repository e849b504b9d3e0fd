"""The colours of a timeline on the screen, by what they stand for, in both themes."""

from __future__ import annotations

from practice_desk.gui.tokens import Tokens

_LIGHT = {
    "series_1": "#1d5f9e", "series_2": "#b3420e", "series_3": "#0f766e", "series_4": "#6b4fb0",
    "series_5": "#86590b", "mild": "#8a6100", "moderate": "#b3420e", "severe": "#b42318",
    "unknown": "#51626a", "event": "#51626a", "stay": "#6b4fb0", "therapy": "#1d5f9e",
}  # fmt: skip
_DARK = {
    "series_1": "#8fc1f2", "series_2": "#ff9f73", "series_3": "#4fc1b4", "series_4": "#b9a2f0",
    "series_5": "#e0b060", "mild": "#e6c35c", "moderate": "#ff9f73", "severe": "#ffb4ab",
    "unknown": "#9fb0b7", "event": "#9fb0b7", "stay": "#b9a2f0", "therapy": "#8fc1f2",
}  # fmt: skip


def timeline_colors(tokens: Tokens) -> dict[str, str]:
    """Return ``#rrggbb`` by name: the theme's own tokens and those of the timeline."""
    return {**tokens._asdict(), **(_DARK if tokens.name == "dark" else _LIGHT)}
