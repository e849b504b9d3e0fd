"""Steering a regimen that is under way: stay longer, skip, jump. Each gives the steps that remain.

*day* counts the days taken so far of the regimen: on its first day it is 0.
"""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.regimen import Regimen, RegimenStep


def stay_longer(regimen: Regimen, day: int, days: int | None) -> Regimen | None:
    """Return the remaining steps with the present one *days* longer; all later dates shift.

    With None it goes on until somebody says more, and the later steps are left out. None is
    returned once all steps are over.
    """
    rest = regimen.remaining(day)
    if rest is None:
        return None
    present, *later = rest.steps
    if days is None:
        return replace(rest, steps=(replace(present, days=None),))
    if present.days is None:
        return rest
    return replace(rest, steps=(replace(present, days=present.days + days), *later))


def skip_step(regimen: Regimen, day: int, number: int) -> Regimen | None:
    """Return the remaining steps without step *number* (from 1), which must lie ahead.

    What follows comes earlier by as many days. Without a last step that was to go on, the one
    before it goes on: leaving out the top of a titration does not end the medication. None if the
    step does not lie ahead.
    """
    found, rest = regimen.step_at(day), regimen.remaining(day)
    if found is None or rest is None or not found[0] + 1 < number <= len(regimen.steps):
        return None
    ahead = number - 1 - found[0]
    before, left_out, after = rest.steps[:ahead], rest.steps[ahead], rest.steps[ahead + 1 :]
    if left_out.days is None:
        before = (*before[:-1], replace(before[-1], days=None))
    return replace(rest, steps=(*before, *after))


def jump_to(regimen: Regimen, number: int) -> Regimen | None:
    """Return the steps from *number* (from 1) on, beginning anew with it; None if there is none."""
    steps: tuple[RegimenStep, ...] = regimen.steps[number - 1 :] if number >= 1 else ()
    return replace(regimen, steps=steps) if steps else None
