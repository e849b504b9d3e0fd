"""How amounts and the pack's notes are written in alerts."""

from __future__ import annotations

from decimal import Decimal

from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert
from practice_desk.knowledge.safety.records import DoseRange, MedicationFacts

_PER = {"per_day": " a day", "per_session": " a session", "per_injection": " an injection"}


def number(amount: Decimal) -> str:
    """Return an amount without trailing zeros, "50" and never "50.0"."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity(amount: Decimal, usual: DoseRange) -> str:
    """Return an amount in the medication's unit."""
    unit = usual.unit
    if unit in ("tablet", "capsule") and amount != 1:
        unit += "s"
    return f"{number(amount)} {unit}"


def per_time(usual: DoseRange) -> str:
    """Return what the dose is counted by, empty where the unit says it."""
    return "" if "/" in usual.unit else _PER[usual.basis]


def dose_alert(
    facts: MedicationFacts,
    kind: AlertKind,
    severity: AlertSeverity,
    message: str,
    management: str = "",
) -> SafetyAlert:
    """Return an alert about one medication's dose, with the medication's sources."""
    return SafetyAlert(kind, facts.id, severity, message, (facts.id,), management, facts.sources)


def sentence(text: str) -> str:
    """Return *text* with a capital at its beginning and a stop at its end; empty for nothing."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".?!" else text + "."
