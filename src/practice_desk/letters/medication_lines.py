"""One medication of the plan as letters list it; what they say of it depends on its schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from practice_desk.domain.course import Stretch
from practice_desk.domain.dose_form import form_name
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.regimen_text import step_directions
from practice_desk.letters.checks import check_length, check_present
from practice_desk.letters.controlled import DeaSchedule, is_amount
from practice_desk.letters.regimens import doses_text

GONE = (PlanStatus.STOPPED, PlanStatus.ENTERED_IN_ERROR)


@dataclass(frozen=True, slots=True)
class MedicationLine:
    """A medication with, as far as a letter says it, the amount of one dose and the directions.

    The directions of a controlled medication are empty.
    """

    name: str
    form: str
    schedule: DeaSchedule = DeaSchedule.NONE
    dose: str = ""
    directions: str = ""

    @property
    def named(self) -> str:
        """Name and form: "sertraline tablet"."""
        return " ".join(part for part in (self.name, self.form) if part)


def name_line(item: PlanItem) -> MedicationLine:
    """Return a medication by its name and form alone."""
    form = "" if item.dosage is None else form_name(item.dosage.form)
    return MedicationLine(item.medication.name, form, _schedule(item))


def dose_line(item: PlanItem) -> MedicationLine:
    """Return a medication with the amount of one dose, as it is taken now or planned."""
    line = name_line(item)
    dosages = () if item.dosage is None else (item.dosage,)
    return MedicationLine(line.name, line.form, line.schedule, doses_text(dosages))


def directed_line(item: PlanItem) -> MedicationLine:
    """Return a medication with dose and directions; of a controlled one without directions."""
    line = dose_line(item)
    stretch = _stretch(item)
    if line.schedule.controlled or stretch is None:
        return line
    return MedicationLine(
        line.name, line.form, line.schedule, line.dose, step_directions(stretch.step)
    )


def line_problems(lines: Iterable[MedicationLine]) -> Iterator[Problem]:
    """Yield what is missing or too long, and what a controlled medication may not say."""
    for line in lines:
        yield from check_present(line.name, "medication", "the medication's name")
        yield from check_length(line.name, "medication", "the medication's name")
        yield from check_length(line.form, "form", "the dose form")
        yield from check_length(line.dose, "dose", f"the dose of {line.name}")
        yield from check_length(line.directions, "directions", f"the text on {line.name}", 2000)
        if line.schedule.controlled and line.directions:
            yield Problem("directions", f"{line.name} is a controlled medication: no directions.")
        if line.schedule.controlled and line.dose and not is_amount(line.dose):
            sentence = f"{line.name} is a controlled medication: give only the amount of one dose."
            yield Problem("dose", sentence)


def gone_problems(items: Iterable[PlanItem]) -> Iterator[Problem]:
    """Yield the medications that are not in the plan any more."""
    for item in items:
        if item.status in GONE:
            yield Problem("items", f"{item.medication.name} is not in the plan any more.")


def _schedule(item: PlanItem) -> DeaSchedule:
    return DeaSchedule.strictest(item.medication.schedule)


def _stretch(item: PlanItem) -> Stretch | None:
    """Return the step that holds, or the first that is planned."""
    return item.present or next(iter(item.course), None)
