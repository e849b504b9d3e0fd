"""Steering a regimen that is under way: what remains of it when a step is made longer.

*day* counts the days taken so far of the regimen: on its first day it is 0.
"""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.regimen import Regimen


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
