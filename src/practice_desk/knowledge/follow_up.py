"""What is recorded between prescriptions: side effects, and when a trial is adequate.

`resources/knowledge/follow_up.json` is written by `compile`.
"""

from __future__ import annotations

from functools import cache

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.medication_trial import TrialRule
from practice_desk.knowledge.names import NameIndex

FORMAT = 1
FILE_NAME = "follow_up.json"
_DAMAGED = "Practice Desk's clinical pack is damaged: reinstall it"


class SideEffectRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A side effect by its clinical term.

    Of one that needs action, `action` is what the patient does then, in plain words, and
    `caused_by` the medications' ids.
    """

    id: str
    term: str
    action: str = ""
    caused_by: tuple[str, ...] = ()


class TrialRuleRecord(msgspec.Struct, frozen=True):
    """How long a medication, or one of a class, must be taken for a trial to count."""

    group: str
    weeks: int
    text: str
    sources: tuple[str, ...]


class FollowUp(msgspec.Struct, frozen=True):
    """Everything in the file."""

    format: int
    trial_rules: tuple[TrialRuleRecord, ...]
    side_effects: tuple[SideEffectRecord, ...]


@cache
def side_effect_ids() -> dict[str, str]:
    """Return the pack's id of each side effect by its clinical term in small letters."""
    return {each.term.casefold(): each.id for each in _read().side_effects}


@cache
def side_effect_names() -> NameIndex[SideEffectRecord]:
    """Return the pack's side effects, found by their clinical term."""
    return NameIndex([(each.term, each) for each in _read().side_effects])


@cache
def hold_triggers(medication_id: str) -> tuple[SideEffectRecord, ...]:
    """Return the side effects of a medication that need action, as hold rules name them."""
    return tuple(each for each in _read().side_effects if medication_id in each.caused_by)


def trial_rules() -> tuple[TrialRule, ...]:
    """Return the rules of adequate trials; a rule goes before those after it."""
    return tuple(
        TrialRule(each.group, each.weeks, each.text, each.sources) for each in _read().trial_rules
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
