"""Which printer and tray a kind of paper was printed on last, on this computer."""

from __future__ import annotations

import json
from dataclasses import dataclass

from practice_desk.gui.preferences import Preferences, preferences

_NAME = "printer for {kind}"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class PrinterChoice:
    """A printer by the system's name, and its tray.

    `source` is the tray's number as Windows and macOS count them, `tray` its name as CUPS has it;
    both are left out where the printer chooses.
    """

    printer: str
    source: int | None = None
    tray: str = ""


def remembered(kind: str, kept: Preferences = preferences) -> PrinterChoice | None:
    """Return what *kind* was printed on last; None the first time, and for what can't be read."""
    text = kept.get(_NAME.format(kind=kind))
    if not text or len(text) > _LONGEST:
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    printer, source, tray = found.get("printer"), found.get("source"), found.get("tray", "")
    if not isinstance(printer, str) or not printer or not isinstance(tray, str):
        return None
    is_number = isinstance(source, int) and not isinstance(source, bool)
    return PrinterChoice(printer, source if is_number else None, tray)


def remember(kind: str, choice: PrinterChoice, kept: Preferences = preferences) -> None:
    """Keep *choice* for the next paper of this kind."""
    facts = {"printer": choice.printer, "source": choice.source, "tray": choice.tray}
    kept.put(_NAME.format(kind=kind), json.dumps(facts))
