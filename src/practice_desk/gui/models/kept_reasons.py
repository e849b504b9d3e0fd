"""Reasons given for findings, as plain values for a draft. No widgets."""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.domain.draft import Json
from practice_desk.domain.safety import AlertKind
from practice_desk.domain.safety_decision import FindingKey, OverrideReason


def plain_reasons(reasons: Iterable[OverrideReason]) -> list[Json]:
    """Return *reasons* as a draft keeps them."""
    return [_plain_reason(reason) for reason in reasons]


def read_reasons(plain: Json) -> tuple[OverrideReason, ...]:
    """Return the reasons that a draft kept; what no longer reads as one is left out."""
    kept = plain if isinstance(plain, list) else []
    found = (_read_reason(each) for each in kept if isinstance(each, list))
    return tuple(reason for reason in found if reason is not None)


def _plain_reason(reason: OverrideReason) -> Json:
    about = reason.about
    medications: list[Json] = [*about.medications]
    return [str(about.kind), about.ref, medications, about.message, reason.code, reason.text]


def _read_reason(plain: list[Json]) -> OverrideReason | None:
    """Return a reason that was kept; None where it no longer reads as one."""
    match plain:
        case [str(kind), str(ref), list(medications), str(message), str(code), str(text)]:
            if kind in {each.value for each in AlertKind}:
                key = FindingKey(AlertKind(kind), ref, tuple(map(str, medications)), message)
                return OverrideReason(key, code, text)
    return None
