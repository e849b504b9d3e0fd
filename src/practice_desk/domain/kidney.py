"""Kidney function from the creatinine in blood."""

from __future__ import annotations

from decimal import Decimal

_ADULT = 18
_BY_SEX = {"female": (0.7, -0.241, 1.012), "male": (0.9, -0.302, 1.0)}
"""Creatinine in mg/dL at which the curve bends, the exponent below it, and the factor."""


def estimated_gfr(creatinine: Decimal, age: int | None, sex: str) -> Decimal | None:
    """Return the filtration rate in mL/min/1.73 m², rounded, from *creatinine* in mg/dL.

    CKD-EPI 2021 without race (Inker and others, New England Journal of Medicine 2021). For adults;
    None for children, for an unknown age or sex, and for no creatinine.
    """
    if age is None or age < _ADULT or sex not in _BY_SEX or creatinine <= 0:
        return None
    bend, exponent, factor = _BY_SEX[sex]
    ratio = float(creatinine) / bend
    rate = 142 * min(ratio, 1.0) ** exponent * max(ratio, 1.0) ** -1.2 * 0.9938**age * factor
    return Decimal(round(rate))
