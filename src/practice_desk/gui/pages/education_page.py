"""The Education page: handouts that suit the chart, and what was explained with teach-back."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.draft import Draft
from practice_desk.domain.education import EducationGiven, HandoutKind, Topic
from practice_desk.domain.handout import ENGLISH
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.education_dialog import EducationDialog
from practice_desk.gui.dialogs.handout_dialog import HandoutDialog
from practice_desk.gui.dialogs.handout_words_dialog import HandoutWordsDialog
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.education_view import (
    GIVEN_HEADERS,
    OFFER_HEADERS,
    given_rows,
    offer_rows,
)
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.health_drafts import target_of
from practice_desk.gui.widgets.record_section import RecordSection
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.services.charts import Chart
from practice_desk.services.education import EducationState, Offer, all_offers, education_state
from practice_desk.services.handout_words import OwnWords, own_words
from practice_desk.services.handouts import title_of


class EducationPage(ChartPage):
    """What suits the plan and the conditions, what is due on top; then what was explained."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {EducationDialog.draft_kind, HandoutWordsDialog.draft_kind}
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self._state: EducationState | None = None
        self.show_retracted = QCheckBox("Show what was &entered in error")
        self.offers = RecordSection(
            "Handouts for this patient",
            OFFER_HEADERS,
            "Handouts that suit the plan and the conditions will be here. “Another handout” finds "
            "any other.",
            add="Another handout…",
            change="Print handout…",
            widest=3,
        )
        self.teach_back = QPushButton("Record teach-back…")
        self.own_words = QPushButton("Clinic’s words…")
        self.given = RecordSection(
            "Explained so far",
            GIVEN_HEADERS,
            "Nothing was explained yet. Print a handout, or record a teach-back.",
            can_add=False,
            can_change=False,
            widest=3,
        )
        self._set_up()

    def show_chart(self, chart: Chart) -> None:
        """Show the education of *chart*; where it stands is read on the worker."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self._state = None
            self.show_retracted.setChecked(False)
        self._chart = chart
        self._fill()
        clinic, patient_id = self.context.clinic, chart.patient.id or 0

        def done(state: EducationState) -> None:
            if self._chart is chart:
                self._state = state
                self._fill()

        self.context.tasks.run(
            lambda: education_state(clinic, patient_id),
            done=done,
            failed=self.context.messages.show_error,
            parent=self,
        )

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        chart, target = self._chart, draft.body.get("target")
        if chart is None or chart.patient.id is None or not isinstance(target, dict):
            return False
        topic = Topic(HandoutKind(str(target.get("kind"))), str(target.get("topic")))
        if draft.kind == HandoutWordsDialog.draft_kind:
            self._open_own_words(topic, lambda dialog: dialog.put_draft(draft))
            return True
        dialog = self._teach_back_dialog(chart, topic, str(target.get("language")))
        dialog.open()
        dialog.put_draft(draft)
        return True

    def _set_up(self) -> None:
        self.offers.change.setProperty("kind", "primary")
        set_icon(self.offers.change, "printer", "on_accent")
        self.teach_back.setAccessibleName("Record teach-back: Handouts for this patient")
        self.own_words.setAccessibleName("The clinic’s own words on the selected handout")
        self.offers.add_header_widget(self.own_words)
        self.offers.add_header_widget(self.teach_back)
        self.offers.add_wanted.connect(lambda: self._print(None))
        self.offers.change_wanted.connect(self._print)
        self.offers.table.itemSelectionChanged.connect(self._allow)
        self.teach_back.clicked.connect(self._record)
        self.own_words.clicked.connect(self._write_own_words)
        self.given.retract_wanted.connect(self._retract)
        self.show_retracted.toggled.connect(self._fill)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 6, 16)
        column.setSpacing(14)
        column.addWidget(self.offers)
        column.addWidget(self.given)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.show_retracted)
        column.addLayout(foot)
        column.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(scrolling(inside))

    def _fill(self) -> None:
        chart, state = self._chart, self._state
        if chart is None:
            return
        former = max(self.offers.table.currentRow(), 0)
        self.offers.show_rows(() if state is None else offer_rows(state.offers))
        self.given.show_rows(
            () if state is None else given_rows(state.given, chart.people),
            with_retracted=self.show_retracted.isChecked(),
        )
        may = self.context.may(Operation.GIVE_EDUCATION, chart.patient.id)
        for section in (self.offers, self.given):
            section.offer_changes(may)
        self.offers.retract.hide()  # an offer is no record
        self.teach_back.setVisible(may)
        self.own_words.setVisible(self.context.may(Operation.EDIT_HANDOUT_WORDS))
        if (count := self.offers.table.rowCount()) > 0:
            self.offers.table.selectRow(min(former, count - 1))
        self._allow()

    def _allow(self) -> None:
        for button in (self.teach_back, self.own_words):
            button.setEnabled(self.offers.table.chosen is not None)
        self.offers.add.setEnabled(self._state is not None)

    def _print(self, offer: object) -> None:
        chart, state = self._chart, self._state
        if chart is None or state is None:
            return
        offers = [*state.offers]
        known = {each.topic for each in offers}
        offers += [each for each in all_offers(state) if each.topic not in known]
        chosen = offer if isinstance(offer, Offer) else offers[0]
        dialog = HandoutDialog(
            self.context, chart.patient, offers, chosen.topic, state.language, self
        )
        dialog.open()
        if offer is None:
            dialog.form.topic.setFocus()

    def _record(self) -> None:
        row, chart, state = self.offers.table.chosen, self._chart, self._state
        if row is None or chart is None or state is None or not isinstance(row.record, Offer):
            return
        self._teach_back_dialog(chart, row.record.topic, state.language).open()

    def _write_own_words(self) -> None:
        row = self.offers.table.chosen
        if row is not None and isinstance(row.record, Offer):
            self._open_own_words(row.record.topic, lambda _dialog: None)

    def _open_own_words(self, topic: Topic, then: Callable[[HandoutWordsDialog], None]) -> None:
        chart, context = self._chart, self.context
        if chart is None:
            return
        patient = chart.patient

        def show(words: OwnWords) -> None:
            if self._chart is None or self._chart.patient.id != patient.id:
                return
            dialog = HandoutWordsDialog(context, patient, title_of(topic, ENGLISH), words, self)
            dialog.open()
            then(dialog)

        context.tasks.run(
            lambda: own_words(context.clinic, topic),
            done=show,
            failed=context.messages.show_error,
            parent=self,
        )

    def _teach_back_dialog(self, chart: Chart, topic: Topic, language: str) -> EducationDialog:
        item = next(
            (
                each
                for each in chart.plan
                if topic.kind is HandoutKind.MEDICATION and each.medication.concept_id == topic.id
            ),
            None,
        )
        name = "" if item is None else item.medication.name
        value = EducationGiven(
            chart.patient.id or 0,
            topic.kind,
            topic.id,
            title_of(topic, language, name),
            language,
            self.context.today(),
            "",
            self.context.clinic.now(),
            medication_id=None if item is None else item.medication.id,
        )
        return EducationDialog(self.context, chart.patient, value, self)

    def _retract(self, row: RecordRow) -> None:
        entry, chart = row.record, self._chart
        if chart is None or not isinstance(entry, EducationGiven):
            return
        words = " · ".join(cell for cell in row.cells[:3] if cell)
        retract = retraction_of(entry.patient_id, entry)
        about = target_of(entry, words)
        RetractDialog(self.context, chart.patient, words, retract, self, about=about).open()
