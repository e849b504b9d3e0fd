"""Taking back an entry about a patient's supply."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from practice_desk.domain.patient import Patient
from practice_desk.domain.supply import SupplyEntry
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.drafting import Target
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.services.supply import retract_supply


class SupplyRetractDialog(RetractDialog):
    """Asks why an entry was made in error; *words* show it."""

    draft_kind: ClassVar[str] = "supply retraction"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        entry: SupplyEntry,
        words: str,
        parent: QWidget | None,
    ) -> None:
        def retract(clinic: Clinic, reason: str) -> Saved:
            return retract_supply(clinic, entry.patient_id, entry.id or 0, reason)

        about: Target = {"entry": entry.id, "words": words}
        super().__init__(context, patient, words, retract, parent, about=about)
