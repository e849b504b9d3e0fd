"""Reporting a side effect: the words first, then how it is coded, how bad it is, and since when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.gui.binding import Form, set_value, value_of, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models import side_effect_words as words
from practice_desk.gui.models.side_effect_warnings import warning_words
from practice_desk.gui.models.side_effect_words import SuspectChoice
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.term_search import TermSearch
from practice_desk.knowledge.side_effects import by_term
from practice_desk.knowledge.warning_signs import WarningSign
from practice_desk.services.charts import Chart
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.patients import Saved
from practice_desk.services.side_effect_basis import signs_in_chart
from practice_desk.services.side_effects import report_side_effect
from practice_desk.services.terms import Term, find_side_effects

_FIELDS = (
    "words", "effect", "onset_on", "severity", "bother", "limits", "frequency", "course",
    "ended_on", "coping", "coping_note", "suspected_medication_id", "told_by", "told_on", "source",
    "urgency", "owner",
)  # fmt: skip
_SEARCH = "search in plain words, or leave it open"
_CHOICES: dict[str, Mapping[Any, str]] = {
    "frequency": words.FREQUENCIES,
    "course": words.COURSES,
    "coping": words.COPINGS,
    "told_by": words.TOLD_BY,
    "source": words.WAYS,
    "urgency": words.URGENCIES,
}


class SideEffectForm(Form):
    """``ui/side_effect_dialog.ui``."""

    ui = "side_effect_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    words: NoteEdit
    effect: QLineEdit
    onset_on: DateField
    warning: Banner
    severity: QComboBox
    bother: QComboBox
    limits: QComboBox
    frequency: QComboBox
    course: QComboBox
    ended_on: DateField
    coping: QComboBox
    coping_note: QLineEdit
    suspected_medication_id: QComboBox
    told_by: QComboBox
    told_on: DateField
    source: QComboBox
    urgency: QComboBox
    owner: QComboBox


class SideEffectDialog(ChartDialog):
    """Takes one report down in *chart*. A warning sign shows what to do now, before it is kept."""

    draft_kind: ClassVar[str] = "side effect"

    def __init__(self, context: AppContext, chart: Chart, parent: QWidget | None) -> None:
        self.form = form = SideEffectForm()
        super().__init__(context, form, "Report a side effect", chart.patient, parent)
        assert chart.patient.id is not None  # a chart is open, so it was saved
        self._chart = chart
        self._blank = AdverseEvent(chart.patient.id, "", context.today())
        self._offer(words.suspect_choices(chart.plan), chart.people)
        for name in _FIELDS:
            set_value(getattr(form, name), getattr(self._blank, name))
        self._signs: tuple[WarningSign, ...] = ()
        self._read: tuple[WarningSign, ...] = ()
        self._read_words = ""
        TermSearch(context, form.effect, self._find).chosen.connect(self._look)
        form.effect.textChanged.connect(self._look)
        form.words.textChanged.connect(self._suggest)
        form.words.setFocus()
        self.watch_typing()

    def _find(self, text: str) -> list[Term]:
        """Return the side effects that *text* may mean, on the worker."""
        return find_side_effects(text, among=knowledge_of(self.context.clinic).side_effects)

    def draft_target(self) -> Target:
        """Return which side effect this is about: always a new one."""
        return {"id": None}

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps the report as it stands in the form."""
        typed = values_of(self.form, _FIELDS, AdverseEvent)
        typed["told_on"] = typed["told_on"] or self.context.today()
        value, context = replace(self._blank, **typed), self.context
        return lambda: report_side_effect(context.clinic, value)

    def save(self) -> None:
        """Keep it; with a warning sign that was not shown before, lead to what to do first."""
        self._look()
        if self._signs and self._signs != self._read:
            self._read = self._signs
            self.say("Read what to do now, above. Then save the report: it waits for a review.")
            return
        super().save()

    def _look(self, _term: object = None) -> None:
        """Warn of what can't wait, with what this patient takes."""
        record = by_term(str(value_of(self.form.effect)))
        effect_id = "" if record is None else record.id
        self._signs = signs_in_chart(
            self._chart, effect_id, self.context.today(), words=self._read_words
        )
        text, tone = warning_words(self._signs, self._chart)
        if text != self.form.warning.text:
            self.form.warning.say(text, tone)
            self._make_room()

    def _suggest(self) -> None:
        """Offer what the words may mean while it is not coded, off the GUI thread."""
        said = self.form.words.toPlainText()

        def show(found: list[Term]) -> None:
            if said != self.form.words.toPlainText():
                return
            likely = [each for each in found if each.pack_id]
            shown = " · ".join(each.display for each in likely)
            self.form.effect.setPlaceholderText(f"Perhaps: {shown}" if shown else _SEARCH)
            self._read_words = said
            self._look()

        context = self.context
        context.tasks.run(
            lambda: find_side_effects(said, 2, knowledge_of(context.clinic).side_effects),
            done=show,
            parent=self,
        )

    def _offer(self, suspects: Iterable[SuspectChoice], people: Mapping[str, str]) -> None:
        form = self.form
        for scale, grades in words.SCALES.items():
            combo: QComboBox = getattr(form, scale)
            combo.addItem(words.NOT_ASKED, None)
            for grade, text in enumerate(grades):
                combo.addItem(text, grade)
        for name, choices in _CHOICES.items():
            for value, text in choices.items():
                getattr(form, name).addItem(text, value)
        form.suspected_medication_id.addItem("Not known", None)
        for suspect in suspects:
            form.suspected_medication_id.addItem(suspect.text, suspect.medication_id)
        form.owner.addItem("Anybody who may decide", "")
        for user_name, name in people.items():
            form.owner.addItem(name, user_name)
