"""Entering what a patient has answered on the paper of a check-in, in the order of the paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from practice_desk.domain.check_in_sheet import ENGLISH, Answers
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.paper_sheet import PaperSheet
from practice_desk.gui.wording import write_moment
from practice_desk.services.check_in import Filed
from practice_desk.services.check_in_entry import PaperToEnter, enter_paper, paper_to_enter
from practice_desk.services.patients import Saved

DRAFT = "paper check-in"
_WIDTH, _HEIGHT = 880, 720


class CheckInEntryForm(Form):
    """``ui/check_in_entry_dialog.ui``."""

    ui = "check_in_entry_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    answered_on: DateField
    language: QComboBox
    before: Banner
    sheet: PaperSheet


class CheckInEntryDialog(ChartDialog):
    """One paper of one visit. `filed` is what was made of it, once it is saved."""

    draft_kind: ClassVar[str] = DRAFT

    def __init__(self, context: AppContext, paper: PaperToEnter, parent: QWidget | None) -> None:
        self.form = form = CheckInEntryForm()
        super().__init__(context, form, "Enter a paper check-in", paper.patient, parent)
        self._paper = paper
        self.filed: Filed | None = None
        form.answered_on.set_value(context.today())
        for each in paper.wordings:
            form.language.addItem(each.name, each.language)
        form.language.currentIndexChanged.connect(self._speak)
        if paper.filed_at is not None:
            form.before.say(
                f"Answers of this visit were filed on {write_moment(paper.filed_at)}. What you "
                "enter here is added to them.",
                "caution",
            )
        form.sheet.changed.connect(self._answered)
        for button in (form.save_button, form.cancel_button):
            button.setDefault(False)
            button.setAutoDefault(False)
        english = next(each.pages for each in paper.wordings if each.language == ENGLISH)
        form.sheet.show_pages(english)
        self._speak()
        self.resize(_WIDTH, _HEIGHT)
        form.sheet.take_focus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return whose visit the paper is of."""
        return {"appointment": self._paper.appointment_id}

    def draft_extra(self) -> Target:
        """Return the answers so far."""
        return {"answers": dict(self.form.sheet.given())}

    def take_extra(self, extra: Target) -> None:
        """Take the answers back."""
        answers = extra.get("answers")
        if isinstance(answers, dict):
            kept = {key: text for key, text in answers.items() if isinstance(text, str)}
            self.form.sheet.put(kept)

    def work(self) -> Callable[[], Saved]:
        """Return the call that files the answers as they stand."""
        form, context, paper = self.form, self.context, self._paper
        language = form.language.currentData() or ENGLISH
        answers = Answers(language=language, given=form.sheet.given())
        day = form.answered_on.value()

        def save() -> Saved:
            entered = enter_paper(context.clinic, paper, answers, day)
            self.filed = entered.filed
            return entered.saved

        return save

    def _make_room(self) -> None:
        """Grow only for what the questions can't give up: they scroll, and a screen has an end."""
        self._rows.activate()
        needed = self._rows.totalMinimumHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))

    def _speak(self) -> None:
        """Ask only what the paper asks in its language: some measures are in English only."""
        chosen = self.form.language.currentData()
        for each in self._paper.wordings:
            if each.language == chosen:
                self.form.sheet.ask_only([page.key for page in each.pages])

    def _answered(self) -> None:
        self._touch()
        if self.drafts is not None:
            self.drafts.choose()


def open_check_in_entry(
    context: AppContext,
    patient_id: int,
    appointment_id: int,
    parent: QWidget,
    open_chart: Callable[[int], object],
    opened: Callable[[CheckInEntryDialog], None] | None = None,
) -> None:
    """Open the form once it is known what the paper asks; call *opened* with it.

    *open_chart* is called where an answer can't wait and somebody wants to see the chart.
    """

    def show(paper: PaperToEnter) -> None:
        dialog = CheckInEntryDialog(context, paper, parent)
        dialog.saved.connect(lambda _saved: _told(context, dialog.filed, parent, open_chart))
        dialog.open()
        if opened is not None:
            opened(dialog)

    def failed(error: ExpectedError) -> None:
        context.messages.show_error(error)

    context.tasks.run(
        lambda: paper_to_enter(context.clinic, patient_id, appointment_id),
        done=show,
        failed=failed,
        parent=parent,
    )


def _told(
    context: AppContext,
    filed: Filed | None,
    parent: QWidget,
    open_chart: Callable[[int], object],
) -> None:
    """Say that it is filed; where something can't wait, say that before all else."""
    if filed is None or not filed.urgent:
        context.messages.success("The paper check-in is filed, as one at the screen would be.")
        return
    from practice_desk.gui.dialogs.check_in_alert import CheckInAlert

    alert = CheckInAlert(context, [filed], parent)
    alert.patient_wanted.connect(open_chart)
    alert.open()
