"""The colours of types of appointments, in both looks: a strong one and its quiet ground."""

from __future__ import annotations

from practice_desk.domain.appointment_type import TypeColor

_C = TypeColor
LIGHT: dict[TypeColor, tuple[str, str]] = {
    _C.BLUE: ("#1d5f9e", "#dceafa"),
    _C.GREEN: ("#18704a", "#d9f2e3"),
    _C.PURPLE: ("#6b3fa0", "#ece3f8"),
    _C.AMBER: ("#854d07", "#fbe9c6"),
    _C.TEAL: ("#0b6b64", "#d0eeeb"),
    _C.ROSE: ("#a1285a", "#fbe0ea"),
    _C.INDIGO: ("#3f4fb0", "#e1e5fb"),
    _C.GRAY: ("#51626a", "#e6ebee"),
}
DARK: dict[TypeColor, tuple[str, str]] = {
    _C.BLUE: ("#8fc1f2", "#1b3247"),
    _C.GREEN: ("#79d3a2", "#1a3a2d"),
    _C.PURPLE: ("#c9a9f5", "#33264a"),
    _C.AMBER: ("#f2c879", "#40331a"),
    _C.TEAL: ("#4fc1b4", "#173c39"),
    _C.ROSE: ("#f6a5c3", "#43212f"),
    _C.INDIGO: ("#aab5fb", "#262c52"),
    _C.GRAY: ("#9fb0b7", "#2a353a"),
}
NAMES = {
    _C.BLUE: "Blue",
    _C.GREEN: "Green",
    _C.PURPLE: "Purple",
    _C.AMBER: "Amber",
    _C.TEAL: "Teal",
    _C.ROSE: "Rose",
    _C.INDIGO: "Indigo",
    _C.GRAY: "Gray",
}


def type_colors(color: TypeColor, look: str) -> tuple[str, str]:
    """Return the strong colour and its ground, ``#rrggbb``, in the look "light" or "dark"."""
    return (DARK if look == "dark" else LIGHT)[color]
