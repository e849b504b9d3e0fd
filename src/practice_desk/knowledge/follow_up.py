"""What is recorded between prescriptions: when a trial is adequate.

`resources/knowledge/follow_up.json` is written by `compile`.
"""

from __future__ import annotations

from functools import cache

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.medication_trial import TrialRule

FORMAT = 1
FILE_NAME = "follow_up.json"
_DAMAGED = "Practice Desk's clinical pack is damaged: reinstall it"


class TrialRuleRecord(msgspec.Struct, frozen=True):
    """How long a medication, or one of a class, must be taken for a trial to count."""

    group: str
    weeks: int
    text: str
    sources: tuple[str, ...]
    about: str
    codes: tuple[str, ...]
    words: tuple[str, ...]
    youngest: int


class FollowUp(msgspec.Struct, frozen=True):
    """Everything in the file."""

    format: int
    trial_rules: tuple[TrialRuleRecord, ...]


def trial_rules() -> tuple[TrialRule, ...]:
    """Return the rules of adequate trials; a rule goes before those after it."""
    return tuple(
        TrialRule(
            each.group,
            each.weeks,
            each.text,
            each.sources,
            each.about,
            each.codes,
            each.words,
            each.youngest,
        )
        for each in _read().trial_rules
    )


@cache
def _read() -> FollowUp:
    """Read the file. Raises RuntimeError for a broken installation."""
    try:
        content = asset("resources", "knowledge", FILE_NAME).read_bytes()
        read = msgspec.json.decode(content, type=FollowUp)
    except (OSError, ValueError) as error:
        raise RuntimeError(_DAMAGED) from error
    if read.format != FORMAT:
        raise RuntimeError(_DAMAGED)
    return read
