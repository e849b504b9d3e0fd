"""A regimen as plain data for storage: JSON-safe, decimals as text, versioned."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from practice_desk.domain import dosage_plain as dosages
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.dosage_plain import NotADosage, Plain
from practice_desk.domain.regimen import (
    HoldRule,
    InjectionWindow,
    MadeDose,
    Piece,
    Regimen,
    RegimenStep,
)

VERSION = 1


def to_plain(regimen: Regimen) -> Plain:
    """Return *regimen* as plain data; what equals its default is left out."""
    plain: Plain = {"v": VERSION, "steps": [_step_out(step) for step in regimen.steps]}
    if regimen.hold_rules:
        plain["hold_rules"] = [
            [rule.trigger, rule.action, rule.side_effect] for rule in regimen.hold_rules
        ]
    if regimen.may_be_halved:
        plain["may_be_halved"] = True
    if regimen.source:
        plain["source"] = regimen.source
    return plain


def from_plain(plain: Mapping[str, object]) -> Regimen:
    """Return the regimen that `to_plain` wrote. Raises NotADosage for anything else."""
    if plain.get("v") != VERSION:
        raise NotADosage("a regimen of another version")
    try:
        first, *others = (_step_in(step) for step in dosages.as_list(plain.get("steps")))
        return Regimen(
            (first, *others),
            tuple(_rule_in(rule) for rule in dosages.as_list(plain.get("hold_rules", []))),
            plain.get("may_be_halved") is True,
            dosages.as_text(plain.get("source", "")),
        )
    except (ValueError, TypeError, InvalidOperation) as error:
        raise NotADosage(f"not a regimen: {type(error).__name__}") from error


def _step_out(step: RegimenStep) -> Plain:
    plain: Plain = {"dosage": dosages.to_plain(step.dosage)}
    if step.days is not None:
        plain["days"] = step.days
    if step.alternate is not None:
        plain["alternate"] = dosages.to_plain(step.alternate)
    if step.made:
        plain["made"] = [_made_out(made) for made in step.made]
    if step.window is not None:
        plain["window"] = [step.window.early_days, step.window.late_days]
    if step.note:
        plain["note"] = step.note
    return plain


def _made_out(made: MadeDose) -> list[object]:
    pieces = [
        [dosages.strength_out(piece.strength), format(piece.count, "f")] for piece in made.pieces
    ]
    return [dosages.quantity_out(made.dose), pieces]


def _step_in(value: object) -> RegimenStep:
    plain = dosages.as_map(value)
    days, alternate, window = plain.get("days"), plain.get("alternate"), plain.get("window")
    return RegimenStep(
        _dosage_in(plain.get("dosage")),
        None if days is None else dosages.as_whole(days),
        None if alternate is None else _dosage_in(alternate),
        tuple(_made_in(made) for made in dosages.as_list(plain.get("made", []))),
        None if window is None else _window_in(window),
        dosages.as_text(plain.get("note", "")),
    )


def _dosage_in(value: object) -> Dosage:
    return dosages.from_plain({str(name): part for name, part in dosages.as_map(value).items()})


def _made_in(value: object) -> MadeDose:
    dose, pieces = dosages.as_pair(value)
    found = tuple(_piece_in(piece) for piece in dosages.as_list(pieces))
    return MadeDose(dosages.quantity_in(dose), found)


def _piece_in(value: object) -> Piece:
    strength, count = dosages.as_pair(value)
    made_of, number = dosages.strength_in(strength), Decimal(dosages.as_text(count))
    if made_of is None or not number.is_finite():
        raise ValueError("a strength and a count were expected")
    return Piece(made_of, number)


def _window_in(value: object) -> InjectionWindow:
    early, late = dosages.as_pair(value)
    return InjectionWindow(dosages.as_whole(early), dosages.as_whole(late))


def _rule_in(value: object) -> HoldRule:
    trigger, action, side_effect = dosages.as_list(value)
    texts = (dosages.as_text(trigger), dosages.as_text(action), dosages.as_text(side_effect))
    return HoldRule(*texts)
