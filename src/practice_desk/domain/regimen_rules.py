"""What makes a regimen wrong, as sentences for the person who typed it."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.dosage_rules import check as check_dosage
from practice_desk.domain.errors import Problem
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.regimen import HoldRule, MadeDose, Regimen, RegimenStep

MAX_STEPS = 80
MAX_STEP_DAYS = 999
MAX_HOLD_RULES = 12
MAX_WINDOW_DAYS = 60
TEXT_LENGTH = 300
"""Characters in a trigger, an action, a step's note and a source."""


def check_regimen(regimen: Regimen) -> tuple[Problem, ...]:
    """Return every problem of *regimen*, each of the field "regimen" and naming its step."""
    return tuple(Problem("regimen", sentence) for sentence in _sentences(regimen))


def _sentences(regimen: Regimen) -> Iterator[str]:
    if not 1 <= len(regimen.steps) <= MAX_STEPS:
        yield f"A plan has from 1 to {MAX_STEPS} steps."
    for number, step in enumerate(regimen.steps, start=1):
        last = number == len(regimen.steps)
        yield from (f"Step {number}: {sentence}" for sentence in _of_step(step, last))
    if len({dosage_unit(dosage) for dosage in regimen.dosages()} - {None}) > 1:
        yield "Give the dose of every step in the same unit."
    if len(regimen.hold_rules) > MAX_HOLD_RULES:
        yield f"Up to {MAX_HOLD_RULES} hold rules fit."
    for rule in regimen.hold_rules:
        yield from _of_hold_rule(rule)
    if not _fits(regimen.source):
        yield f"The source is plain text of up to {TEXT_LENGTH} characters."


def dosage_unit(dosage: Dosage) -> str | None:
    """Return the unit of the dosage's doses; None for a dosage in free text."""
    if dosage.dose is not None:
        return dosage.dose.unit
    return dosage.split[0].dose.unit if dosage.split else None


def doses_of(dosage: Dosage) -> tuple[Quantity, ...]:
    """Return each different amount that *dosage* gives at one time."""
    doses = [part.dose for part in dosage.split] if dosage.dose is None else [dosage.dose]
    return tuple(dict.fromkeys(doses))


def _of_step(step: RegimenStep, last: bool) -> Iterator[str]:
    if step.days is None and not last:
        yield "Say for how many days; only the last step may go on."
    if step.days is not None and not 1 <= step.days <= MAX_STEP_DAYS:
        yield f"A step lasts from 1 to {MAX_STEP_DAYS} days."
    for dosage in step.dosages:
        yield from (problem.sentence for problem in check_dosage(dosage))
        if dosage.is_free_text:
            yield "Enter the dose, such as 50 mg."
        if dosage.duration is not None:
            yield "The step itself says for how long; take the duration out of the dose."
    if step.alternate is not None and not all(each.timing.is_daily for each in step.dosages):
        yield "Doses that take turns by day are taken every day."
    if any(step.dosages[0].as_needed is not each.as_needed for each in step.dosages):
        yield "Days in turns are either all scheduled or all as needed."
    yield from _of_window(step)
    known = {dose for dosage in step.dosages for dose in doses_of(dosage)}
    if any(made.dose not in known or not adds_up(made) for made in step.made):
        yield "The tablets do not make the dose. Choose them again."
    if not _fits(step.note):
        yield f"The note is plain text of up to {TEXT_LENGTH} characters."


def _of_window(step: RegimenStep) -> Iterator[str]:
    window = step.window
    if window is None:
        return
    if not all(0 <= days <= MAX_WINDOW_DAYS for days in (window.early_days, window.late_days)):
        yield f"A window is from 0 to {MAX_WINDOW_DAYS} days before and after."
    if step.dosage.timing.is_daily:
        yield "A window belongs to an injection that is not given every day."


def adds_up(made: MadeDose) -> bool:
    """Tell whether the pieces make exactly the dose, none of them empty."""
    doses = [piece.strength.dose_of(piece.count) for piece in made.pieces]
    if not doses or any(dose is None or dose.unit != made.dose.unit for dose in doses):
        return False
    amounts = [dose.amount for dose in doses if dose is not None]
    return all(amount > 0 for amount in amounts) and sum(amounts) == made.dose.amount


def _of_hold_rule(rule: HoldRule) -> Iterator[str]:
    if not rule.trigger.strip() or not rule.action.strip():
        yield "A hold rule needs both: when, and what to do."
    if not _fits(rule.trigger) or not _fits(rule.action):
        yield f"A hold rule has up to {TEXT_LENGTH} characters on each side."


def _fits(text: str) -> bool:
    return len(text) <= TEXT_LENGTH and not has_control_characters(text)
