"""Measured values as people write them: "118/76 mmHg", "0.8 mmol/L", "14"."""

from __future__ import annotations

from decimal import Decimal

from practice_desk.domain.observation import Observation
from practice_desk.domain.quantity import amount_text

SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
_MOST_DECIMALS, _FIRST_DIGITS = 2, 4
_UNITS = {
    "mm[Hg]": "mmHg", "/min": "/min", "[degF]": "°F", "Cel": "°C", "[in_i]": "in", "[lb_av]": "lb",
    "{score}": "", "(score)": "", "{beats}/min": "/min", "kg/m2": "kg/m²",
}  # fmt: skip


def value_text(observation: Observation) -> str:
    """Return the value with its unit: "118/76 mmHg", "12"."""
    parts = {part.code: part for part in observation.components}
    if SYSTOLIC in parts and DIASTOLIC in parts:
        upper, lower = parts[SYSTOLIC].value, parts[DIASTOLIC].value
        if upper is not None and lower is not None:
            return f"{_measure_text(upper)}/{_measure_text(lower)} mmHg"
    if observation.components:
        return ", ".join(
            f"{part.display} {part.value_text or _with_unit(part.value, part.unit)}".strip()
            for part in observation.components
        )
    return observation.value_text or _with_unit(observation.value, observation.unit)


def _measure_text(value: Decimal) -> str:
    """Print a measured value, of one that came with a machine's many digits the first four.

    What was typed by people has at most two decimals and is shown as it is; nothing stored changes.
    """
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_DECIMALS:
        value = round(value, max(0, _FIRST_DIGITS - 1 - value.adjusted()))
    return amount_text(value)


def _with_unit(value: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    shown = _UNITS.get(unit, unit)
    text = _measure_text(value)
    if shown == "%":
        return f"{text}%"
    return f"{text} {shown}".strip()
