"""How a medication is taken, as a pharmacy reads it: one dose, and directions in plain English.

Steps say from when, for how long, what; and when to hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from practice_desk.domain.course import Stretch, steps_from
from practice_desk.domain.directions import directions
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.plan_event import PlanEvent
from practice_desk.domain.quantity import Quantity, amount_text
from practice_desk.domain.regimen_rules import doses_of
from practice_desk.domain.regimen_text import days_text, hold_text, step_directions
from practice_desk.letters.dates import short_date


@dataclass(frozen=True, slots=True)
class NoticeRegimen:
    """How a medication is taken: one dose ("50 mg") and the directions in plain English.

    Directions are printed only for medications that are not controlled; of a controlled one the
    page says no more than that it goes `in_steps`. Leave `dose` empty where it is not known apart
    from the directions.
    """

    dose: str
    directions: str = ""
    in_steps: bool = False


def regimen_of(dosage: Dosage | None) -> NoticeRegimen | None:
    """Return dose and directions of one dosage; None without one."""
    if dosage is None:
        return None
    return NoticeRegimen(doses_text([dosage]), directions(dosage))


def steps_regimen(event: PlanEvent, standing: Sequence[PlanEvent]) -> NoticeRegimen | None:
    """Return the steps that begin with *event*; None where there is one dosage and no step.

    *standing* are the events of its medication that stand, in order.
    """
    steps = [each for each in steps_from(event, standing) if not each.is_held]
    rules = steps[0].event.regimen.hold_rules if steps and steps[0].event.regimen else ()
    plain = len(steps) == 1 and steps[0].end is None and steps[0].step.alternate is None
    if not steps or (plain and not rules and not steps[0].step.made):
        return None
    dosages = [dosage for each in steps for dosage in each.step.dosages]
    lines = [step_directions(steps[0].step)] if plain else [_line(each) for each in steps]
    if steps[-1].end is not None:
        lines.append(f"{short_date(steps[-1].end)}: stop.")
    text = "\n".join([*lines, *map(hold_text, rules)])
    return NoticeRegimen(doses_text(dosages), text, in_steps=len(steps) > 1)


def _line(stretch: Stretch) -> str:
    taken = step_directions(stretch.step)
    days = "" if stretch.end is None else f" for {days_text((stretch.end - stretch.start).days)}"
    return f"From {short_date(stretch.start)}{days}: {taken}"


def doses_text(dosages: Iterable[Dosage]) -> str:
    """Return the amount of one dose: "50 mg", "8 mg/2 mg", "0.5 to 1 mg"; empty for free text."""
    several = [(dosage, dose) for dosage in dosages for dose in doses_of(dosage)]
    if not several:
        return ""
    several.sort(key=lambda each: each[1].amount)
    least, most = several[0], several[-1]
    if least[1] == most[1]:
        return _amount(*most)
    return f"{amount_text(least[1].amount)} to {most[1]}"


def _amount(dosage: Dosage, dose: Quantity) -> str:
    strength = dosage.strength
    if strength is None or not strength.others or strength.is_rate:
        return str(dose)
    return strength.amounts_text(dose.amount / strength.numerator.amount)
