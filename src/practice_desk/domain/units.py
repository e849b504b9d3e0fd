"""Units of measured results by their UCUM codes, and conversion between them, in Decimal.

A unit that is not listed here is unknown: it is never guessed, and nothing measured in it is
compared with a threshold. Factors are those of UCUM (https://ucum.org/ucum); a mole, or a charge,
needs the substance's molar mass, or charge number, which `Substance` carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum

_EXACT = Context(prec=34)
"""Far more digits than any laboratory reports, so that there and back gives the same number."""


class Dimension(StrEnum):
    """What a unit measures."""

    MASS_CONCENTRATION = "mass concentration"
    SUBSTANCE_CONCENTRATION = "substance concentration"
    CHARGE_CONCENTRATION = "charge concentration"
    NUMBER_CONCENTRATION = "number concentration"
    CATALYTIC_CONCENTRATION = "catalytic concentration"
    ARBITRARY_CONCENTRATION = "arbitrary concentration"
    FRACTION = "fraction"
    SUBSTANCE_FRACTION = "substance fraction"
    RATE_PER_AREA = "flow per body surface"
    RATE = "flow"
    TIME = "time"
    PRESSURE = "pressure"
    FREQUENCY = "frequency"
    LENGTH = "length"
    MASS = "mass"
    MASS_PER_AREA = "mass per area"
    TEMPERATURE = "temperature"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its UCUM code, how it is shown, and base = value * factor + offset."""

    code: str
    shown: str
    dimension: Dimension
    factor: Decimal
    aliases: tuple[str, ...] = ()
    offset: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Linear:
    """Two units of one test related by target = value * factor + constant, by a convention."""

    source: str
    target: str
    factor: Decimal
    constant: Decimal


@dataclass(frozen=True, slots=True)
class Substance:
    """What a conversion has to know: molar mass in g/mol, charge number, or a convention."""

    molar_mass: Decimal | None = None
    charge: int | None = None
    linear: Linear | None = None


NO_SUBSTANCE = Substance()

_D = Dimension


def _unit(
    code: str, shown: str, dimension: Dimension, factor: str, *aliases: str, offset: str = "0"
) -> Unit:
    return Unit(code, shown, dimension, Decimal(factor), aliases, Decimal(offset))


UNITS = (
    _unit("g/L", "g/L", _D.MASS_CONCENTRATION, "1", "mg/mL"),
    _unit("g/dL", "g/dL", _D.MASS_CONCENTRATION, "10"),
    _unit("mg/dL", "mg/dL", _D.MASS_CONCENTRATION, "0.01", "mg%"),
    _unit("mg/L", "mg/L", _D.MASS_CONCENTRATION, "0.001"),
    _unit("ug/mL", "mcg/mL", _D.MASS_CONCENTRATION, "0.001", "mcg/mL", "µg/mL", "μg/mL"),
    _unit("ug/dL", "mcg/dL", _D.MASS_CONCENTRATION, "0.00001", "mcg/dL", "µg/dL", "μg/dL"),
    _unit("ug/L", "mcg/L", _D.MASS_CONCENTRATION, "0.000001", "mcg/L", "µg/L", "μg/L"),
    _unit("ng/mL", "ng/mL", _D.MASS_CONCENTRATION, "0.000001"),
    _unit("ng/dL", "ng/dL", _D.MASS_CONCENTRATION, "0.00000001"),
    _unit("ng/L", "ng/L", _D.MASS_CONCENTRATION, "0.000000001", "pg/mL"),
    _unit("mol/L", "mol/L", _D.SUBSTANCE_CONCENTRATION, "1"),
    _unit("mmol/L", "mmol/L", _D.SUBSTANCE_CONCENTRATION, "0.001", "mM"),
    _unit("umol/L", "umol/L", _D.SUBSTANCE_CONCENTRATION, "0.000001", "µmol/L", "μmol/L"),
    _unit("nmol/L", "nmol/L", _D.SUBSTANCE_CONCENTRATION, "0.000000001"),
    _unit("pmol/L", "pmol/L", _D.SUBSTANCE_CONCENTRATION, "0.000000000001"),
    _unit("meq/L", "mEq/L", _D.CHARGE_CONCENTRATION, "0.001"),
    _unit("/uL", "cells/uL", _D.NUMBER_CONCENTRATION, "1000000", "{cells}/uL", "cells/uL",
          "cells/mcL", "cells/mm3", "/mm3", "/mcL", "{#}/uL"),
    _unit("10*3/uL", "10^3/uL", _D.NUMBER_CONCENTRATION, "1000000000", "10^3/uL", "K/uL", "k/mcL",
          "10*9/L", "10^9/L", "x10E3/uL", "x10^3/uL", "Thousand/uL", "10*3/mm3", "thou/uL"),
    _unit("10*6/uL", "10^6/uL", _D.NUMBER_CONCENTRATION, "1000000000000", "10^6/uL", "10*12/L"),
    _unit("U/L", "U/L", _D.CATALYTIC_CONCENTRATION, "1", "[iU]/L", "IU/L"),
    _unit("ukat/L", "ukat/L", _D.CATALYTIC_CONCENTRATION, "60", "µkat/L", "μkat/L"),
    _unit("m[IU]/L", "mIU/L", _D.ARBITRARY_CONCENTRATION, "1", "mIU/L", "u[IU]/mL", "uIU/mL",
          "mU/L", "uU/mL", "mc[IU]/mL", "mcIU/mL", "µIU/mL", "μIU/mL"),
    _unit("%", "%", _D.FRACTION, "1"),
    _unit("mmol/mol", "mmol/mol", _D.SUBSTANCE_FRACTION, "1", "mmol/mol{Hb}"),
    _unit("mL/min/{1.73_m2}", "mL/min/1.73 m2", _D.RATE_PER_AREA, "1", "mL/min/1.73m2",
          "mL/min/1.73 m2", "mL/min/1.73m^2", "mL/min/1.73 m^2", "mL/min/1.73m²",
          "mL/min/1.73 m²", "mL/min/1.73.m2", "mL/min/{1.73m2}", "mL/min/1.73"),
    _unit("mL/min", "mL/min", _D.RATE, "1"),
    _unit("ms", "ms", _D.TIME, "1", "msec"),
    _unit("s", "s", _D.TIME, "1000", "sec"),
    _unit("mm[Hg]", "mmHg", _D.PRESSURE, "1", "mmHg", "mm Hg"),
    _unit("kPa", "kPa", _D.PRESSURE, "7.50061683"),
    _unit("/min", "/min", _D.FREQUENCY, "1", "{beats}/min", "bpm", "beats/min", "{Beats}/min"),
    _unit("cm", "cm", _D.LENGTH, "1"),
    _unit("m", "m", _D.LENGTH, "100"),
    _unit("in", "in", _D.LENGTH, "2.54", "[in_i]", "[in_us]", "inches"),
    _unit("kg", "kg", _D.MASS, "1"),
    _unit("g", "g", _D.MASS, "0.001"),
    _unit("lb", "lb", _D.MASS, "0.45359237", "[lb_av]", "lbs"),
    _unit("kg/m2", "kg/m2", _D.MASS_PER_AREA, "1", "kg/m^2", "kg/m²"),
    _unit("Cel", "°C", _D.TEMPERATURE, "1", "°C", "degC"),
    _unit("[degF]", "°F", _D.TEMPERATURE, "0.5555555555555555555555555555555556", "°F", "degF",
          offset="-17.77777777777777777777777777777778"),
    _unit("{score}", "", _D.SCORE, "1", "score", "{Score}"),
)  # fmt: skip
"""Every unit that can be compared."""

_BY_TEXT = {text: unit for unit in UNITS for text in (unit.code, unit.shown, *unit.aliases)}
_BY_FOLDED = {text.casefold(): unit for text, unit in _BY_TEXT.items()}
_AMBIGUOUS_FOLDED = frozenset({"mm"})
"""What two different units would read as without their capitals."""


def find_unit(text: str) -> Unit | None:
    """Return the unit that *text* means, a UCUM code or a usual spelling; None for an unknown."""
    text = text.strip()
    if not text:
        return None
    found = _BY_TEXT.get(text)
    folded = text.casefold()
    if found is None and folded not in _AMBIGUOUS_FOLDED:
        found = _BY_FOLDED.get(folded)
    return found


def shown_unit(text: str) -> str:
    """Return how a unit is written on screen; an unknown one as it stands."""
    unit = find_unit(text)
    return text if unit is None else unit.shown


def convert(
    value: Decimal, source: Unit, target: Unit, substance: Substance = NO_SUBSTANCE
) -> Decimal | None:
    """Return *value* in *target*; None where nothing known leads from one unit to the other."""
    if source.code == target.code:
        return value
    if (related := _by_convention(value, source, target, substance.linear)) is not None:
        return related
    scale = _scale(source.dimension, target.dimension, substance)
    if scale is None:
        return None
    exact = _EXACT
    base = exact.add(exact.multiply(value, source.factor), source.offset)
    base = exact.multiply(base, scale)
    return exact.divide(exact.subtract(base, target.offset), target.factor)


def rounded(value: Decimal, digits: int = 4) -> Decimal:
    """Return a converted value with so many significant digits, for showing; never stored."""
    if not value:
        return Decimal(0)
    places = digits - 1 - value.adjusted()
    return round(value, max(0, places))


def _by_convention(
    value: Decimal, source: Unit, target: Unit, linear: Linear | None
) -> Decimal | None:
    if linear is None:
        return None
    exact = _EXACT
    if (source.code, target.code) == (linear.source, linear.target):
        return exact.add(exact.multiply(value, linear.factor), linear.constant)
    if (source.code, target.code) == (linear.target, linear.source):
        return exact.divide(exact.subtract(value, linear.constant), linear.factor)
    return None


def _scale(source: Dimension, target: Dimension, substance: Substance) -> Decimal | None:
    """Return what a base amount of *source* is in base amounts of *target*; None if unknown."""
    if source is target:
        return Decimal(1)
    one, other = _per_mole(source, substance), _per_mole(target, substance)
    if one is None or other is None:
        return None
    return _EXACT.divide(other, one)


def _per_mole(dimension: Dimension, substance: Substance) -> Decimal | None:
    """Return how many grams, moles or charges one mole of *substance* is."""
    if dimension is Dimension.SUBSTANCE_CONCENTRATION:
        return Decimal(1)
    if dimension is Dimension.MASS_CONCENTRATION:
        return substance.molar_mass
    if dimension is Dimension.CHARGE_CONCENTRATION and substance.charge:
        return Decimal(substance.charge)
    return None
