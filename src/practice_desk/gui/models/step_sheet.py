"""Steps as they are typed in a table: rows of text, read into a regimen and back. No widgets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from practice_desk.domain import regimen_plain
from practice_desk.domain.directions import short_directions
from practice_desk.domain.dispensing import Dispense, to_dispense, total_to_dispense
from practice_desk.domain.dosage import Dosage, MomentDose
from practice_desk.domain.draft import Json
from practice_desk.domain.making import Product
from practice_desk.domain.quantity import Quantity, amount_text
from practice_desk.domain.regimen import HoldRule, InjectionWindow, Regimen, RegimenStep
from practice_desk.domain.regimen_building import made_step, percent_change
from practice_desk.domain.regimen_rules import check_regimen
from practice_desk.domain.regimen_text import made_text
from practice_desk.domain.timing import MOMENT_ORDER, Cycle, Timing
from practice_desk.gui.wording import write_count

SUPPLY_DAYS = 30
"""For how many days the count is told of a step that goes on."""
_DURATION = re.compile(r"(\d{1,3})\s*(d|day|days|w|wk|wks|week|weeks|m|month|months)?")
_MOST_TOLD = 3
"""Steps told of in a sentence each; one more than these is told so too."""
_EVERY = {"d": Cycle.DAY, "w": Cycle.WEEK, "m": Cycle.MONTH}


class SheetMode(StrEnum):
    """What kind of steps the table holds."""

    DAILY = "daily"
    AS_NEEDED = "as_needed"
    INJECTION = "injection"


@dataclass(slots=True)
class StepRow:
    """One row as typed. *amounts* has one text for each of `MOMENT_ORDER`.

    *kept* is a step that the table cannot show in its columns: it is kept as it is, and only its
    days can be changed.
    """

    amounts: list[str] = field(default_factory=lambda: [""] * len(MOMENT_ORDER))
    other_days: str = ""
    dose: str = ""
    maximum: str = ""
    every: str = ""
    early: str = ""
    late: str = ""
    days: str = ""
    kept: RegimenStep | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReadStep:
    """What a row means: its step, from when, and what stands beside it; or why it means nothing."""

    step: RegimenStep | None
    start: date | None
    total: str = ""
    tablets: str = ""
    dispense: str = ""
    problem: str = ""
    warning: str = ""


class SheetError(ValueError):
    """What is typed in one row is not understood; the text says it."""


@dataclass(slots=True)
class StepSheet:
    """The table's content. *template* carries what all steps share: form, route, food, note."""

    product: Product
    template: Dosage
    first_day: date
    mode: SheetMode = SheetMode.DAILY
    rows: list[StepRow] = field(default_factory=list)
    hold_rules: tuple[HoldRule, ...] = ()
    as_needed_for: str = ""
    source: str = ""
    present: Quantity | None = None
    """What is taken in a day now, with which the first step is compared."""

    def load(self, regimen: Regimen) -> None:
        """Show *regimen*."""
        first = regimen.steps[0].dosage
        self.template = replace(
            first, dose=None, split=(), strength=None, timing=Timing(food=first.timing.food),
            as_needed=False, as_needed_for="", max_per_day=None,
        )  # fmt: skip
        self.as_needed_for = first.as_needed_for
        self.mode = _mode_of(regimen.steps[0])
        self.hold_rules, self.source = regimen.hold_rules, regimen.source
        self.product = replace(self.product, may_be_halved=regimen.may_be_halved)
        self.rows = [row_of(step, self.mode) for step in regimen.steps]

    def load_steps(self, steps: Sequence[RegimenStep]) -> None:
        """Show *steps* instead of what is there."""
        self.rows = [row_of(step, self.mode) for step in steps]

    def read(self) -> list[ReadStep]:
        """Return what each row means, in order."""
        found: list[ReadStep] = []
        start: date | None = self.first_day
        before = self.present
        for row in self.rows:
            try:
                step, warning = self._step(row)
            except SheetError as error:
                found.append(ReadStep(None, start, problem=str(error)))
                start, before = None, None
                continue
            mean = step.mean_daily_dose
            total = _total_text(mean, before)
            before = mean
            found.append(
                ReadStep(
                    step, start, total, self._tablets(step), _dispense(step, start), "", warning
                )
            )
            ends = None if start is None or step.days is None else step.days
            start = None if ends is None or start is None else start + timedelta(days=ends)
        return found

    def regimen(self) -> tuple[Regimen | None, tuple[str, ...]]:
        """Return the regimen, or None and why there is none."""
        read = self.read()
        problems = [
            f"Step {number}: {each.problem}" for number, each in enumerate(read, 1) if each.problem
        ]
        if not read:
            problems.append("Add a step, or build the steps by a rule.")
        steps = tuple(each.step for each in read if each.step is not None)
        if problems:
            return None, tuple(problems)
        regimen = Regimen(steps, self.hold_rules, self.product.may_be_halved, self.source)
        found = tuple(problem.sentence for problem in check_regimen(regimen))
        return (None, found) if found else (regimen, ())

    def total(self) -> str:
        """Return how long all steps last and what they need; empty where the last goes on."""
        regimen, _ = self.regimen()
        days = None if regimen is None else regimen.total_days
        if regimen is None or days is None:
            return ""
        dated = regimen.dated(self.first_day)
        needed = total_to_dispense(
            tuple((each.step, each.start, each.step.days or 0) for each in dated)
        )
        length = f"{days} days in all, then it ends"
        return f"{length}; {_counts(needed)} in all" if needed else length

    def kept(self) -> dict[str, Json]:
        """Return what is typed, for a draft."""
        rows: list[Json] = []
        for row in self.rows:
            plain = asdict(replace(row, kept=None))
            typed: dict[str, Json] = {name: value for name, value in plain.items() if value}
            if row.kept is not None:
                typed["kept"] = json.dumps(regimen_plain.to_plain(Regimen((row.kept,))))
            rows.append(typed)
        rules: list[Json] = [[r.trigger, r.action, r.side_effect] for r in self.hold_rules]
        return {"rows": rows, "mode": self.mode.value, "hold_rules": rules}

    def take_kept(self, kept: dict[str, Json]) -> None:
        """Take what `kept` returned; anything else is left."""
        rows, rules = kept.get("rows"), kept.get("hold_rules")
        if not isinstance(rows, list) or not isinstance(rules, list):
            return
        self.mode = SheetMode(str(kept.get("mode", SheetMode.DAILY)))
        self.rows = [_row_kept(each) for each in rows if isinstance(each, dict)]
        self.hold_rules = tuple(
            HoldRule(*(str(part) for part in each))
            for each in rules
            if isinstance(each, list) and len(each) == 3
        )

    def _step(self, row: StepRow) -> tuple[RegimenStep, str]:
        if row.kept is not None:
            return replace(row.kept, days=_days(row.days)), ""
        if self.mode is SheetMode.AS_NEEDED:
            step = self._as_needed(row)
        elif self.mode is SheetMode.INJECTION:
            step = self._injection(row)
        else:
            step = self._daily(row)
        return made_step(replace(step, note=row.note), self.product)

    def _daily(self, row: StepRow) -> RegimenStep:
        taken = [
            MomentDose(moment, self._quantity(text))
            for moment, text in zip(MOMENT_ORDER, row.amounts, strict=True)
            if text.strip() and _number(text, self.product.unit)
        ]
        if not taken:
            raise SheetError("Enter the dose at one time of day, such as 50 in the morning.")
        dosage = self._at_moments(taken, self.template.timing)
        days, other = _days(row.days), row.other_days.strip()
        if not other:
            return RegimenStep(dosage, days)
        if dosage.split or len(taken) > 1:
            raise SheetError("Days in turns need one time of day.")
        if not _number(other, self.product.unit):
            return RegimenStep(replace(dosage, timing=replace(dosage.timing, every=2)), days)
        return RegimenStep(dosage, days, replace(dosage, dose=self._quantity(other)))

    def _at_moments(self, taken: list[MomentDose], timing: Timing) -> Dosage:
        if len({part.dose for part in taken}) > 1:
            return replace(self.template, split=tuple(taken), timing=timing)
        moments = tuple(part.moment for part in taken)
        return replace(self.template, dose=taken[0].dose, timing=replace(timing, moments=moments))

    def _as_needed(self, row: StepRow) -> RegimenStep:
        dosage = replace(
            self.template,
            dose=self._quantity(row.dose),
            as_needed=True,
            as_needed_for=self.as_needed_for.strip(),
            max_per_day=self._quantity(row.maximum) if row.maximum.strip() else None,
        )
        return RegimenStep(dosage, _days(row.days))

    def _injection(self, row: StepRow) -> RegimenStep:
        every, unit = _read_duration(row.every)
        dosage = replace(
            self.template,
            dose=self._quantity(row.dose),
            timing=Timing(cycle=_EVERY[unit], every=every),
        )
        window = None
        if row.early.strip() or row.late.strip():
            window = InjectionWindow(_whole(row.early), _whole(row.late))
        return RegimenStep(dosage, _days(row.days), window=window)

    def _quantity(self, text: str) -> Quantity:
        return Quantity(_number(text, unit=self.product.unit), self.product.unit)

    def _tablets(self, step: RegimenStep) -> str:
        words = step.dosage.unit_words() or ("piece", "pieces")
        texts = [made_text(made, words) for made in step.made]
        return "; ".join(dict.fromkeys(texts))


def _row_kept(kept: dict[str, Json]) -> StepRow:
    row = StepRow()
    for name, value in kept.items():
        if name == "amounts" and isinstance(value, list):
            row.amounts = [str(part) for part in value][: len(MOMENT_ORDER)]
            row.amounts += [""] * (len(MOMENT_ORDER) - len(row.amounts))
        elif name == "kept":
            row.kept = regimen_plain.from_plain(json.loads(str(value))).steps[0]
        elif name in StepRow.__slots__ and isinstance(value, str):
            setattr(row, name, value)
    return row


def told_of_steps(read: Sequence[ReadStep], problems: Sequence[str]) -> str:
    """Return what is wrong: the first steps in words, all further ones by their numbers.

    *problems* are those that `StepSheet.regimen` found for the same rows.
    """
    of_all = () if any(each.problem for each in read) else tuple(problems)
    told = [(number, each.problem or each.warning) for number, each in enumerate(read, 1)]
    wrong = [(number, sentence) for number, sentence in told if sentence]
    shown = len(wrong) if len(wrong) <= _MOST_TOLD + 1 else _MOST_TOLD
    lines = [*of_all, *(f"Step {number}: {sentence}" for number, sentence in wrong[:shown])]
    if rest := [str(number) for number, _ in wrong[shown:]]:
        lines.append(f"And {len(rest)} more: steps {', '.join(rest[:-1])} and {rest[-1]}.")
    return "\n".join(lines)


def row_of(step: RegimenStep, mode: SheetMode) -> StepRow:
    """Return the row that shows *step*."""
    dosage = step.dosage
    days = "" if step.days is None else str(step.days)
    row = StepRow(days=days, note=step.note)
    if _mode_of(step) is not mode or dosage.is_free_text:
        row.kept = step
    elif mode is SheetMode.AS_NEEDED and dosage.dose is not None and dosage.timing == Timing():
        row.dose = amount_text(dosage.dose.amount)
        row.maximum = amount_text(dosage.max_per_day.amount) if dosage.max_per_day else ""
    elif mode is SheetMode.INJECTION and dosage.dose is not None and _goes_by_interval(dosage):
        row.dose = amount_text(dosage.dose.amount)
        cycle = dosage.timing.cycle.value
        row.every = write_count(dosage.timing.every, cycle)
        if step.window is not None:
            row.early, row.late = str(step.window.early_days), str(step.window.late_days)
    elif mode is SheetMode.DAILY and _fits_the_day(step):
        _fill_amounts(row, step)
    else:
        row.kept = step
    return row


def kept_text(step: RegimenStep) -> str:
    """Return what the table shows for a step that has no columns of its own."""
    return short_directions(step.dosage)


def _goes_by_interval(dosage: Dosage) -> bool:
    return dosage.timing.cycle is not Cycle.ONCE and not dosage.timing.weekdays


def _fits_the_day(step: RegimenStep) -> bool:
    dosage = step.dosage
    named = bool(dosage.split or dosage.timing.moments)
    days = dosage.timing.cycle is Cycle.DAY and dosage.timing.every in (1, 2)
    single = not dosage.split and len(dosage.timing.moments) == 1
    turns = step.alternate is None or (
        single and step.alternate.dose is not None and not step.alternate.split
    )
    return named and days and turns and (dosage.timing.every == 1 or single)


def _fill_amounts(row: StepRow, step: RegimenStep) -> None:
    dosage = step.dosage
    by_moment = {part.moment: part.dose for part in dosage.split}
    if dosage.dose is not None:
        by_moment = dict.fromkeys(dosage.timing.moments, dosage.dose)
    for index, moment in enumerate(MOMENT_ORDER):
        if moment in by_moment:
            row.amounts[index] = amount_text(by_moment[moment].amount)
    if dosage.timing.every == 2:
        row.other_days = "0"
    elif step.alternate is not None and step.alternate.dose is not None:
        row.other_days = amount_text(step.alternate.dose.amount)


def _mode_of(step: RegimenStep) -> SheetMode:
    if step.dosage.as_needed:
        return SheetMode.AS_NEEDED
    form = step.dosage.form or ""
    return SheetMode.INJECTION if form.startswith("injection") else SheetMode.DAILY


def mode_for(form: str) -> SheetMode:
    """Return the kind of table a form's steps are usually typed in."""
    return SheetMode.INJECTION if form.startswith("injection") else SheetMode.DAILY


def read_days(text: str) -> int | None:
    """Return how many days "14", "2 weeks" or "10 d" is; None for nothing. Raises SheetError."""
    return _days(text)


def _days(text: str) -> int | None:
    if not text.strip():
        return None
    count, unit = _read_duration(text, "d")
    return count * {"d": 1, "w": 7, "m": 30}[unit]


def _read_duration(text: str, unit: str = "w") -> tuple[int, str]:
    match = _DURATION.fullmatch(text.strip().casefold())
    if match is None or not int(match[1]):
        raise SheetError("Write how long as days or weeks, such as 14 or 2 weeks.")
    return int(match[1]), (match[2] or unit)[0]


def _number(text: str, unit: str = "") -> Decimal:
    typed = text.strip().casefold().removesuffix(unit.casefold()).strip()
    try:
        number = Decimal(typed.replace(",", ""))
    except InvalidOperation:
        raise SheetError("Write the dose as a number, such as 37.5.") from None
    if not number.is_finite() or number < 0:
        raise SheetError("Write the dose as a number, such as 37.5.")
    return number


def _whole(text: str) -> int:
    if not text.strip():
        return 0
    if not text.strip().isdecimal():
        raise SheetError("Write the days before and after as whole numbers.")
    return int(text)


def _total_text(mean: Quantity | None, before: Quantity | None) -> str:
    if mean is None:
        return ""
    if before is None or before.unit != mean.unit or before.amount == mean.amount:
        return str(mean)
    change = percent_change(before.amount, mean.amount)
    sign = "+" if change > 0 else "\N{MINUS SIGN}"
    return f"{mean}  {sign}{amount_text(abs(change))} %"


def _dispense(step: RegimenStep, start: date | None) -> str:
    days = SUPPLY_DAYS if step.days is None else step.days
    found = to_dispense(step, start or date(2000, 1, 1), days)
    if not found:
        return ""
    counts = _counts(found)
    return f"{counts} ({SUPPLY_DAYS} days)" if step.days is None else counts


def _counts(needed: Iterable[Dispense]) -> str:
    return ", ".join(f"{amount_text(each.count)} × {each.strength}" for each in needed)
