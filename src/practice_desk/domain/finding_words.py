"""Kinds of findings of the safety checks, as a person would call them."""

from __future__ import annotations

from practice_desk.domain.safety import AlertKind

_WORDS = {
    AlertKind.NOT_CHECKED: "Not checked",
    AlertKind.LAB: "Laboratory result",
    AlertKind.PATIENT_RULE: "Condition, age or pregnancy",
    AlertKind.COUNT_RULE: "Effects that add up",
    AlertKind.DUPLICATE_CLASS: "Two of one class",
    AlertKind.WASHOUT: "Too soon after another",
    AlertKind.TAPER: "Stopped or lowered too fast",
}


def kind_words(kind: AlertKind) -> str:
    """Return a kind of finding in words."""
    return _WORDS.get(kind, kind.value.replace("_", " ").capitalize())
