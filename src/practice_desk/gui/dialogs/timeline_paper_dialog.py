"""The course of treatment on paper: the days chosen, looked at, printed or saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterForm
from practice_desk.gui.dialogs.made_paper import MadePaper, MadePaperDialog, made_paper
from practice_desk.services import timeline_paper
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import SentLetter
from practice_desk.services.timeline_paper import TimelineChoice, TimelineDraft

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

_YEAR = timedelta(days=364)
_NONE: Mapping[str, str] = {}


class TimelinePaperForm(LetterForm):
    """`ui/timeline_paper_dialog.ui`."""

    ui = "timeline_paper_dialog.ui"
    title: QLabel
    days: QComboBox
    with_sensitive: QCheckBox
    left_out: QLabel


class TimelinePaperDialog(MadePaperDialog[TimelineDraft]):
    """The timeline of one patient as it was looked at, or of other days.

    *sensitive* are titles by keys of the lanes that are left out until somebody asks for them.
    """

    noun: ClassVar[str] = "paper"
    title: ClassVar[str] = "Course of treatment"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        choice: TimelineChoice,
        parent: QWidget | None = None,
        *,
        sensitive: Mapping[str, str] = _NONE,
    ) -> None:
        form = TimelinePaperForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self._choice, self._sensitive = choice, sensitive
        self._has_labelled = False
        for each in (form.with_sensitive, form.left_out):
            each.setVisible(bool(sensitive))
        form.with_sensitive.toggled.connect(self._make)
        timeline = choice.timeline
        form.days.addItem("The days in view now", (choice.first, choice.last))
        form.days.addItem("The last year", (timeline.today - _YEAR, timeline.today))
        form.days.addItem("Everything", (timeline.first_day, timeline.last_day))
        form.days.currentIndexChanged.connect(self._make)
        self.resize(1120, 700)
        self._make()

    def give(
        self,
        clinic: Clinic,
        draft: TimelineDraft,
        pages: RenderedLetter,
        delivery: LetterDelivery,
        path: Path | None,
    ) -> SentLetter:
        """Record that the paper left."""
        return timeline_paper.give_timeline(clinic, draft, pages, delivery, path)

    def show_busy(self, busy: bool) -> None:
        """Let nothing be chosen while pages are under way, nor after they were printed."""
        for choice in (self.form.days, self.form.with_sensitive):
            choice.setEnabled(not busy and not self.is_printed)

    def filled(self, draft: TimelineDraft) -> None:
        """Say that labelled records are off the paper, and let the patient have them on it."""
        self._has_labelled = self._has_labelled or draft.is_cut
        for each in (self.form.with_sensitive, self.form.left_out):
            each.setVisible(self._has_labelled or bool(self._sensitive))
        self._tell_left_out()

    def _tell_left_out(self) -> None:
        names = list(dict.fromkeys(self._sensitive.values()))
        names += ["records with a label"] if self._has_labelled else []
        stands = "On it" if self.form.with_sensitive.isChecked() else "Left out"
        self.form.left_out.setText(f"{stands}: {', '.join(names)}")

    def _make(self) -> None:
        clinic, patient_id, code = self.context.clinic, self.patient_id, self.code
        first, last = self.form.days.currentData()
        assert isinstance(first, date)  # put there above
        whole = self.form.with_sensitive.isChecked()
        self._tell_left_out()
        lanes = tuple(k for k in self._choice.lanes if whole or k not in self._sensitive)
        choice = replace(self._choice, first=first, last=last, lanes=lanes, with_labelled=whole)
        self.make_paper(lambda: _made(clinic, patient_id, choice, code))


def _made(
    clinic: Clinic, patient_id: int, choice: TimelineChoice, code: str
) -> MadePaper[TimelineDraft]:
    draft = timeline_paper.timeline_draft(clinic, patient_id, choice, code)
    return made_paper(draft, timeline_paper.render_timeline)
