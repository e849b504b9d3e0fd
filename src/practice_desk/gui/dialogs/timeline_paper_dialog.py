"""The course of treatment on paper: the days chosen, looked at, printed or saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterDialog, LetterForm, ReadyPages
from practice_desk.services import timeline_paper
from practice_desk.services.clinic import Clinic
from practice_desk.services.timeline_paper import TimelineChoice, TimelineDraft

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

_YEAR = timedelta(days=364)


class TimelinePaperForm(LetterForm):
    """`ui/timeline_paper_dialog.ui`."""

    ui = "timeline_paper_dialog.ui"
    title: QLabel
    days: QComboBox


@dataclass(frozen=True, slots=True)
class MadeTimeline:
    """A draft with its pages, or None while something is missing."""

    draft: TimelineDraft
    rendered: RenderedLetter | None


class TimelinePaperDialog(LetterDialog):
    """The timeline of one patient as it was looked at, or of other days."""

    noun: ClassVar[str] = "paper"
    title: ClassVar[str] = "Course of treatment"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        choice: TimelineChoice,
        parent: QWidget | None = None,
    ) -> None:
        form = TimelinePaperForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self.made: MadeTimeline | None = None
        self._choice, self._code, self._number = choice, "", 0
        timeline = choice.timeline
        form.days.addItem("The days in view now", (choice.first, choice.last))
        form.days.addItem("The last year", (timeline.today - _YEAR, timeline.today))
        form.days.addItem("Everything", (timeline.first_day, timeline.last_day))
        form.days.currentIndexChanged.connect(self._make)
        self.resize(1120, 700)
        self._make()

    def ready_pages(self) -> ReadyPages | None:
        """Return the paper's pages, None while something is missing."""
        made = self.made
        if made is None or made.rendered is None:
            return None
        draft, pages = made.draft, made.rendered
        return ReadyPages(
            pages.pdf,
            draft.code,
            lambda clinic, delivery, path: timeline_paper.give_timeline(
                clinic, draft, pages, delivery, path
            ),
        )

    def show_busy(self, busy: bool) -> None:
        """Let nothing be chosen while pages are under way, nor after they were printed."""
        self.form.days.setEnabled(not busy and not self.is_printed)

    def _make(self) -> None:
        self._number += 1
        number, code = self._number, self._code
        first, last = self.form.days.currentData()
        assert isinstance(first, date)  # put there above
        choice = replace(self._choice, first=first, last=last)
        self.made = None
        self.show_offered()
        context, patient_id = self.context, self.patient_id
        context.tasks.run(
            lambda: _made(context.clinic, patient_id, choice, code),
            done=lambda made: self._show_made(number, made),
            failed=self.show_failed,
            parent=self,
        )

    def _show_made(self, number: int, made: MadeTimeline) -> None:
        if number != self._number:
            return
        self.made, self._code = made, made.draft.code
        self.say(" ".join(problem.sentence for problem in made.draft.missing))
        if made.rendered is None:
            self.form.preview.show_message("The paper appears here once nothing is missing.")
        else:
            self.form.preview.show_pdf(made.rendered.pdf)
        self.show_offered()


def _made(clinic: Clinic, patient_id: int, choice: TimelineChoice, code: str) -> MadeTimeline:
    draft = timeline_paper.timeline_draft(clinic, patient_id, choice, code)
    return MadeTimeline(draft, None if draft.missing else timeline_paper.render_timeline(draft))
