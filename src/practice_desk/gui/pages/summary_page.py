"""The Summary page: what somebody wants to know before they say hello."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.chart_event import ChartEvent, ChartEventKind
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.knowledge import EntryKey
from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.context import AppContext
from practice_desk.gui.entry_link import show_entries
from practice_desk.gui.models import person_facts, summary
from practice_desk.gui.models.check_in_view import check_in_facts
from practice_desk.gui.models.person_facts import Fact
from practice_desk.gui.models.safety_view import safety_view
from practice_desk.gui.models.standing_view import standing_facts, standing_rest
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.tasks import Task
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.fact_list import FactList
from practice_desk.gui.widgets.messages_card import MessagesCard
from practice_desk.gui.widgets.response_card import ResponseCard
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.gui.widgets.timeline_card import TimelineCard
from practice_desk.services.charts import Chart
from practice_desk.services.safety_review import review_standing
from practice_desk.services.signing import CheckedChange
from practice_desk.services.timeline import PatientTimeline, covered_by, read_timeline


class SummaryPage(ChartPage):
    """The timeline, then cards side by side; each leads to the page where its records are kept."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.medication = Card("Current medication")
        self.conditions = Card("Conditions")
        self.measures = Card("Latest scores and vitals")
        self.team = Card("Care team and pharmacy")
        self.people = Card("Contacts")
        self.letters = Card("Recent letters")
        self.check_in = Card("Told at check-in")
        self.messages = MessagesCard(context)
        self.safety = Card("What the safety checks find in the plan")
        self.sources = QPushButton("Source and review…")
        self.sources.setProperty("kind", "link")
        self.sources.setAccessibleName("Source and review of what the safety checks find")
        self.sources.clicked.connect(self._show_sources)
        self._entries: tuple[EntryKey, ...] = ()
        self.timeline = TimelineCard(context.user_name)
        self.response = ResponseCard()
        self._chart: Chart | None = None
        self._asking: Task | None = None
        self._reading: Task | None = None
        self._lay_out()

    def show_chart(self, chart: Chart) -> None:
        """Fill every card."""
        same = self._chart is not None and self._chart.patient.id == chart.patient.id
        self._chart = chart
        self._read_timeline(chart, same)
        waiting = summary.not_reconciled(chart)
        none = "Nothing is on our plan yet." if waiting else _NO_MEDICATION
        _fill(self.medication, summary.medication_facts(chart), none, strong=True)
        if waiting:
            link = self._link(waiting, "Reconcile")
            self.medication.body.insertWidget(1, link, 0, _LEFT)
        _fill(
            self.conditions,
            summary.condition_facts(chart),
            "No conditions recorded. Add them on the Health page.",
            strong=True,
        )
        _fill(self.measures, summary.measured_facts(chart), "Nothing has been measured yet.")
        _fill(
            self.team,
            person_facts.team_facts(chart.demographics),
            "Not recorded yet. Choose them with Edit.",
        )
        _fill(
            self.people,
            person_facts.contact_facts(chart.demographics),
            "No phone number or contact recorded.",
        )
        _fill(self.letters, summary.letter_facts(chart), "No letter has been sent.")
        told = check_in_facts(chart.check_in, self.context.today())
        self.check_in.setVisible(bool(told))
        _fill(self.check_in, told, "", strong=True)
        self.messages.show_patient(chart.patient.id or 0)
        self._ask_safety(chart)

    def _read_timeline(self, chart: Chart, same: bool) -> None:
        """Read all scores and results; the timeline shows once they are known."""
        if self._reading is not None:
            self._reading.drop()
        may, patient_id = self.context.may, chart.patient.id
        add, write = may(Operation.RECORD_EVENT, patient_id), may(Operation.SEND_LETTER, patient_id)
        self.timeline.offer(add=add, write=write)
        if not same:
            self.timeline.show_timeline(None)
            self.response.show_statements(())
        context = self.context

        def show(found: PatientTimeline) -> None:
            self._reading = None
            self.timeline.show_timeline(found.timeline, keep_view=same)
            self.response.show_statements(found.summary)

        def fail(error: ExpectedError) -> None:
            self._reading = None
            context.messages.show_error(error)

        self._reading = context.tasks.run(
            lambda: read_timeline(context.clinic, chart), done=show, failed=fail, parent=self
        )

    def _open_record(self, key: RecordKey) -> None:
        """Open an event here, and every other record on its page."""
        chart = self._chart
        if key.noun == "encounter":
            self.context.messages.info("This visit came with an import.", "All of it is told here.")
        elif key.noun != "chart_event":
            self.record_wanted.emit(key)
        elif chart is not None:
            event = next((each for each in chart.events if each.id == key.id), None)
            if event is not None and self.context.may(Operation.RECORD_EVENT, chart.patient.id):
                self._open_event(chart, event)
            else:
                self.record_wanted.emit(key)

    def _add_event(self) -> None:
        chart = self._chart
        if chart is not None:
            kind, today = ChartEventKind.LIFE_EVENT, self.context.today()
            self._open_event(chart, ChartEvent(chart.patient.id or 0, kind, "", today))

    def _open_event(self, chart: Chart, event: ChartEvent) -> None:
        from practice_desk.gui.dialogs.chart_event_dialog import ChartEventDialog

        ChartEventDialog(self.context, chart.patient, event, self).open()

    def _compare(self) -> None:
        from practice_desk.gui.dialogs.compare_dialog import CompareDialog

        chart, view = self._chart, self.timeline.view
        if chart is not None and view is not None:
            covered = covered_by(chart)
            CompareDialog(chart.patient, view.timeline, covered, self).open()

    def _print(self) -> None:
        from practice_desk.gui.dialogs.timeline_paper_dialog import TimelinePaperDialog
        from practice_desk.services.timeline_paper import TimelineChoice

        chart, view = self._chart, self.timeline.view
        if chart is None or view is None:
            return
        first, last = view.days_in_view
        choice = TimelineChoice(view.timeline, first, last, view.shown_keys)
        TimelinePaperDialog(
            self.context, chart.patient, choice, self, sensitive=view.sensitive_lanes
        ).open()

    def _ask_safety(self, chart: Chart) -> None:
        """Ask what stands in the plan; the card shows once it is known."""
        if self._asking is not None:
            self._asking.drop()
            self._asking = None
        patient_id, clinic = chart.patient.id, self.context.clinic
        if patient_id is None or not chart.plan:
            self.safety.hide()
            return
        self._asking = self.context.tasks.run(
            lambda: review_standing(clinic, patient_id),
            done=self._show_safety,
            failed=self._say_not_checked,
            parent=self,
        )

    def _show_safety(self, checked: CheckedChange | None) -> None:
        self._asking = None
        self.safety.setVisible(checked is not None)
        if checked is not None:
            view = safety_view(checked)
            self._entries = view.entries
            self.sources.setVisible(bool(view.entries))
            _fill(self.safety, standing_facts(view), standing_rest(view), strong=True)
            self.safety.body.addWidget(plain_label(view.foot, "small", wrap=True))

    def _show_sources(self) -> None:
        show_entries(self.context, self._entries, self)

    def _say_not_checked(self, error: ExpectedError) -> None:
        self._asking = None
        self.sources.hide()
        self.safety.show()
        _fill(self.safety, [], f"The plan was not checked. {error}")

    def _link(self, text: str, page: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "link")
        button.clicked.connect(lambda: self.page_wanted.emit(page))
        return button

    def _lay_out(self) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 12, 6, 16)
        grid.setSpacing(14)
        for place, (card, page) in enumerate(
            (
                (self.medication, "Plan"),
                (self.measures, "Health"),
                (self.conditions, "Health"),
                (self.team, ""),
                (self.letters, "Letters"),
                (self.people, ""),
            )
        ):
            row, column = divmod(place, 2)
            # the fourth row is the check-in's, the sixth the checks'
            grid.addWidget(card, row + 4 + (row > 0), column)
            if page:
                link = self._link("Open", page)
                link.setAccessibleName(f"Open the page {page}")
                card.add_header_widget(link)
        for column, stretch in enumerate((1, 1)):
            grid.setColumnStretch(column, stretch)
        self.safety.add_header_widget(self.sources)
        grid.addWidget(self.messages, 0, 0, 1, 2)
        grid.addWidget(self.timeline, 1, 0, 1, 2)
        grid.addWidget(self.response, 2, 0, 1, 2)
        grid.addWidget(self.check_in, 3, 0, 1, 2)
        grid.addWidget(self.safety, 5, 0, 1, 2)
        self.safety.add_header_widget(self._link("Open", "Plan"))
        grid.setRowStretch(8, 1)
        self.timeline.record_wanted.connect(self._open_record)
        self.timeline.add_wanted.connect(self._add_event)
        self.timeline.compare_wanted.connect(self._compare)
        self.timeline.print_wanted.connect(self._print)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.addWidget(scrolling(inside))


_NO_MEDICATION = "No current medication. Start one on the Plan page."
_LEFT = Qt.AlignmentFlag.AlignLeft


def _fill(card: Card, facts: Sequence[Fact], empty: str, *, strong: bool = False) -> None:
    card.clear()
    card.body.addWidget(FactList(facts, empty, strong=strong))
    card.body.addStretch(1)
