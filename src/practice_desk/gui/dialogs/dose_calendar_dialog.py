"""The dose calendar for the patient: chosen, looked at, printed or saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QWidget

from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterForm
from practice_desk.gui.dialogs.made_paper import MadePaper, MadePaperDialog, made_paper
from practice_desk.services import dose_calendar
from practice_desk.services.clinic import Clinic
from practice_desk.services.dose_calendar import CalendarChoices, CalendarDraft
from practice_desk.services.kept_letters import SentLetter

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

_ID = Qt.ItemDataRole.UserRole


class DoseCalendarForm(LetterForm):
    """`ui/dose_calendar_dialog.ui`."""

    ui = "dose_calendar_dialog.ui"
    title: QLabel
    medications: QListWidget


class DoseCalendarDialog(MadePaperDialog[CalendarDraft]):
    """The calendar of one patient, from today on."""

    noun: ClassVar[str] = "calendar"
    title: ClassVar[str] = "Dose calendar"

    def __init__(
        self, context: AppContext, patient: Patient, parent: QWidget | None = None
    ) -> None:
        form = DoseCalendarForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self._filling = True
        form.medications.itemChanged.connect(self._make)
        self.show_offered()
        self.resize(1120, 700)
        context.tasks.run(
            lambda: dose_calendar.calendar_choices(context.clinic, self.patient_id),
            done=self._show_choices,
            failed=self.show_failed,
            parent=self,
        )

    def give(
        self,
        clinic: Clinic,
        draft: CalendarDraft,
        pages: RenderedLetter,
        delivery: LetterDelivery,
        path: Path | None,
    ) -> SentLetter:
        """Record that the calendar left."""
        return dose_calendar.give_calendar(clinic, draft, pages, delivery, path)

    def show_busy(self, busy: bool) -> None:
        """Let nothing be chosen while pages are under way, nor after they were printed."""
        self.form.medications.setEnabled(not busy and not self.is_printed)

    def _show_choices(self, choices: CalendarChoices) -> None:
        form = self.form
        for item in choices.items:
            medication_id = item.medication.id or 0
            entry = QListWidgetItem(item.medication.name)
            entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            wanted = medication_id in choices.with_steps or not choices.with_steps
            entry.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
            entry.setData(_ID, medication_id)
            form.medications.addItem(entry)
        self._filling = False
        self._make()

    def _chosen(self) -> list[int]:
        listed = self.form.medications
        items = (listed.item(row) for row in range(listed.count()))
        return [item.data(_ID) for item in items if item.checkState() is Qt.CheckState.Checked]

    def _make(self) -> None:
        if self._filling:
            return
        clinic, patient_id = self.context.clinic, self.patient_id
        chosen, code = self._chosen(), self.code
        self.make_paper(lambda: _made(clinic, patient_id, chosen, code))


def _made(
    clinic: Clinic, patient_id: int, chosen: list[int], code: str
) -> MadePaper[CalendarDraft]:
    draft = dose_calendar.dose_calendar_draft(clinic, patient_id, chosen, code)
    return made_paper(draft, dose_calendar.render_calendar)
