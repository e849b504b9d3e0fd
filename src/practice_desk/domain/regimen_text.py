"""A regimen in words: for a list's line, for the pharmacy and for the patient."""

from __future__ import annotations

from datetime import date, timedelta

from practice_desk.domain.directions import (
    directions,
    joined,
    short_directions,
    units_text,
)
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.regimen import (
    HoldRule,
    InjectionWindow,
    MadeDose,
    Piece,
    Regimen,
    RegimenStep,
)


def days_text(days: int) -> str:
    """Return a number of days in words: "1 day", "10 days", "2 weeks"."""
    count, unit = (days // 7, "week") if days % 7 == 0 else (days, "day")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def short_step(step: RegimenStep) -> str:
    """Return dose and times for a list's line: "50 mg every morning"."""
    first = short_directions(step.dosage)
    if step.alternate is None:
        return first
    return f"{first} and {short_directions(step.alternate)} in turns, day by day"


def regimen_line(regimen: Regimen) -> str:
    """Return all steps as one line: "25 mg … for 2 weeks, then 50 mg …"."""
    parts = []
    for step in regimen.steps:
        length = "" if step.days is None else f" for {days_text(step.days)}"
        parts.append(f"{short_step(step)}{length}")
    line = ", then ".join(parts)
    return line if regimen.steps[-1].days is None else f"{line}, then stop"


def step_directions(step: RegimenStep) -> str:
    """Return a step's directions in plain English, with the tablets where they are known."""
    first = directions(step.dosage, pieces=pieces_words(step))
    if step.alternate is None:
        text = first
    else:
        other = directions(step.alternate, pieces=pieces_words(step))
        text = f"{_on_days('First day and every second day after it', first)} "
        text += _on_days("The days between", other)
    if step.window is not None:
        text += f" {window_text(step.window)}"
    return f"{text}\n{step.note}" if step.note else text


def window_text(window: InjectionWindow) -> str:
    """Return by how much an injection may miss its date, as a sentence."""
    early, late = window.early_days, window.late_days
    if early and late:
        return f"It may be given up to {_days(early)} before and {_days(late)} after its date."
    if not early and not late:
        return "It is given on its date."
    days, side = (early, "before") if early else (late, "after")
    return f"It may be given up to {_days(days)} {side} its date."


def window_of(window: InjectionWindow, due: date) -> tuple[date, date]:
    """Return the first and the last day on which the injection that is due on *due* may be given.

    It never begins before the earliest date or ends after the last one that a calendar has.
    """
    early = min(window.early_days, (due - date.min).days)
    late = min(window.late_days, (date.max - due).days)
    return due - timedelta(days=early), due + timedelta(days=late)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def hold_text(rule: HoldRule) -> str:
    """Return a hold rule as a sentence: "If a rash: stop and call the clinic."."""
    action = rule.action.strip().rstrip(".")
    return f"If {rule.trigger.strip().rstrip('.')}: {action[:1].lower()}{action[1:]}."


def _on_days(days: str, sentence: str) -> str:
    return f"{days}: {sentence[:1].lower()}{sentence[1:]}"


def pieces_words(step: RegimenStep) -> dict[str, str]:
    """Return, by dose as printed, the pieces of a dose made of several strengths."""
    words = step.dosage.unit_words() or ("unit", "units")
    return {
        str(made.dose): made_text(made, words)
        for made in step.made
        if len(made.pieces) > 1 or step.dosage.strength is None
    }


def made_text(made: MadeDose, words: tuple[str, str]) -> str:
    """Return what a dose is made of: "1 tablet of 50 mg and ½ tablet of 25 mg"."""
    return joined([piece_text(piece, words) for piece in made.pieces])


def piece_text(piece: Piece, words: tuple[str, str]) -> str:
    """Return one part of a dose: "1½ tablets of 50 mg", "2.5 mL of 20 mg/mL"."""
    return f"{count_text(piece, words)} of {piece.strength}"


def count_text(piece: Piece, words: tuple[str, str]) -> str:
    """Return how many: "1½ tablets", "2.5 mL"."""
    singular, plural = words
    number = amount_text(piece.count) if singular == "mL" else units_text(piece.count)
    return f"{number} {singular if piece.count <= 1 else plural}"
