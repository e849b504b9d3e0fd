"""The Consents page: what the patient agreed to, and which records leave with consent only."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.consent import ConsentCase, ConsentCategory, ConsentState, SignedHow
from practice_desk.domain.consent_rules import waits_for_scan
from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.consent_dialog import ConsentDialog
from practice_desk.gui.dialogs.consent_follow_dialogs import (
    ConsentRetractDialog,
    PaperConsentDialog,
    RevokeConsentDialog,
)
from practice_desk.gui.dialogs.consent_form_dialog import ConsentFormDialog
from practice_desk.gui.dialogs.label_dialog import LabelDialog
from practice_desk.gui.dialogs.signed_consent_dialog import SignedConsentDialog
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models import consent_view
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.fact_grid import fact_grid
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.services.charts import Chart

_EMPTY = (
    "No consent is kept yet. New consent draws one up; it is printed and signed on paper, or signed"
    " here on the screen."
)
_NO_LABELS = (
    "No record carries a label. Label what may leave the clinic with the patient’s consent only."
)
_OPEN = (ConsentState.DRAFT, ConsentState.PRINTED)
_KEYS = {
    ConsentCategory.TREATMENT: "T",
    ConsentCategory.MEDICATION: "M",
    ConsentCategory.RELEASE: "R",
    ConsentCategory.PART2: "2",
    ConsentCategory.TELEHEALTH: "V",
    ConsentCategory.AGREEMENT: "A",
}


class ConsentsPage(ChartPage):
    """The list of consents, what the selected one says, and the labelled records."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {
            ConsentDialog.draft_kind,
            PaperConsentDialog.draft_kind,
            RevokeConsentDialog.draft_kind,
            ConsentRetractDialog.draft_kind,
        }
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self.banner = Banner()
        self.new = QPushButton("New consent")
        self.show_all = QCheckBox("Show what was &replaced or entered in error")
        self.consents = ListCard("Consents", consent_view.HEADERS, _EMPTY, widest=1)
        self.reading = Card("What it says")
        self.labelled = ListCard(
            "Sensitive records", consent_view.LABEL_HEADERS, _NO_LABELS, widest=0
        )
        self.label = QPushButton("&Label a record…")
        self._lay_out()
        self._set_up_actions()

    def show_chart(self, chart: Chart) -> None:
        """Show the consents and labels of *chart*."""
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self.show_all.setChecked(False)
        self._chart = chart
        self.banner.say(consent_view.part2_sentence(chart), "caution")
        self._fill()
        self.labelled.show_rows(consent_view.label_rows(consent_view.records_of(chart)))
        may = self.context.may(Operation.RECORD_CONSENT, chart.patient.id)
        self.new.setVisible(may)
        for text in ("Print or sign…", "Signed on paper…", "Replace…", "Revoke…"):
            self.consents.button(text).setVisible(may)
        self.consents.button("Entered in error…").setVisible(may)
        may_label = self.context.may(Operation.LABEL_RECORD, chart.patient.id)
        self.label.setVisible(may_label)
        self.labelled.offer_buttons(may_label)

    def take_focus(self) -> None:
        """Bring the keyboard to the page, so that its single keys are heard."""
        (self.consents.table if self.consents.table.rowCount() else self.new).setFocus()

    def draw_up(self, category: ConsentCategory) -> None:
        """Open the blank form of one kind of consent."""
        chart = self._chart
        if chart is not None and self.context.may(Operation.RECORD_CONSENT, chart.patient.id):
            ConsentDialog(self.context, chart, category, self).open()

    def open_wanted(self, wanted: object) -> None:
        """Open the blank form of the kind that another page asks for."""
        if isinstance(wanted, ConsentCategory):
            self.draw_up(wanted)

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        dialog = self._dialog_of(draft)
        if dialog is None:
            return False
        dialog.open()
        dialog.put_draft(draft)
        return True

    def _fill(self) -> None:
        chart = self._chart
        if chart is None:
            return
        rows = consent_view.consent_rows(chart, self.context.today())
        also = self.show_all.isChecked()
        self.consents.show_rows([row for row in rows if also or not _is_over(row)])
        table = self.consents.table
        if table.chosen is None and table.rowCount():
            table.selectRow(0)
        self._tell()

    def _tell(self) -> None:
        case, chart = self._chosen(), self._chart
        self.reading.setVisible(case is not None)
        if case is not None and chart is not None:
            self.reading.clear()
            facts = consent_view.story_of(case, chart.people)
            self.reading.body.addLayout(fact_grid([(each.label, each.value) for each in facts]))

    def _chosen(self) -> ConsentCase | None:
        row = self.consents.table.chosen
        return row.record if row is not None and isinstance(row.record, ConsentCase) else None

    def _find(self, consent_id: object) -> ConsentCase | None:
        cases = () if self._chart is None else self._chart.consents
        return next((case for case in cases if case.consent.id == consent_id), None)

    def _dialog_of(self, draft: Draft) -> ChartDialog | None:
        chart, target = self._chart, draft.body.get("target")
        if chart is None or not isinstance(target, dict) or chart.patient.id != draft.patient_id:
            return None
        if draft.kind == ConsentDialog.draft_kind:
            category = ConsentCategory(str(target.get("category")))
            former = self._find(target.get("replaces"))
            consent = None if former is None else former.consent
            return ConsentDialog(self.context, chart, category, self, consent)
        case = self._find(target.get("consent"))
        kinds = (PaperConsentDialog, RevokeConsentDialog, ConsentRetractDialog)
        made = next((kind for kind in kinds if kind.draft_kind == draft.kind), None)
        return None if case is None or made is None else made(self.context, chart, case, self)

    def _follow(self, kind: str, row: RecordRow) -> None:
        chart, case = self._chart, row.record
        if chart is None or not isinstance(case, ConsentCase):
            return
        context = self.context
        if kind == "form":
            ConsentFormDialog(context, chart.patient, case, self).open()
        elif kind == "show":
            SignedConsentDialog(context, chart.patient, case, self).open()
        elif kind == "paper":
            PaperConsentDialog(context, chart, case, self).open()
        elif kind == "replace":
            category = case.consent.category
            ConsentDialog(context, chart, category, self, case.consent).open()
        elif kind == "revoke":
            RevokeConsentDialog(context, chart, case, self).open()
        else:
            ConsentRetractDialog(context, chart, case, self).open()

    def _label(self, row: RecordRow | None = None) -> None:
        if self._chart is not None:
            record = None if row is None else row.record
            first = record if isinstance(record, consent_view.LabelledRecord) else None
            LabelDialog(self.context, self._chart, self, first).open()

    def _set_up_actions(self) -> None:
        self.new.setProperty("kind", "primary")
        set_icon(self.new, "plus", "on_accent")
        menu = QMenu(self.new)
        for category, text in consent_view.KINDS.items():
            key = _KEYS[category]
            action = QAction(f"{text}…\t{key.lower()}", menu)
            action.triggered.connect(partial(self._draw_up, category))
            menu.addAction(action)
            shortcut = QShortcut(QKeySequence(key), self, partial(self._draw_up, category))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.new.setMenu(menu)
        self.show_all.toggled.connect(self._fill)
        self.consents.table.itemSelectionChanged.connect(self._tell)
        for text, kind, allowed in (
            ("Print or sign…", "form", _is_open),
            ("Signed on paper…", "paper", _takes_paper),
            ("Show signed…", "show", _has_document),
            ("Replace…", "replace", _is_ours),
            ("Revoke…", "revoke", _holds),
            ("Entered in error…", "error", _is_ours),
        ):
            self.consents.add_button(text, partial(self._follow, kind), allowed)
        self.labelled.add_button("Change…", self._label, lambda _row: True)
        self.label.clicked.connect(lambda: self._label())

    def _draw_up(self, category: ConsentCategory, _checked: bool = False) -> None:
        self.draw_up(category)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 6, 16)
        column.setSpacing(14)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(self.new)
        actions.addWidget(self.label)
        actions.addStretch(1)
        actions.addWidget(self.show_all)
        column.addLayout(actions)
        column.addWidget(self.banner)
        column.addWidget(self.consents)
        column.addWidget(self.reading)
        column.addWidget(self.labelled)
        column.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(scrolling(inside))


def _is_over(row: RecordRow) -> bool:
    over = (ConsentState.REPLACED, ConsentState.ENTERED_IN_ERROR)
    return isinstance(row.record, ConsentCase) and row.record.state in over


def _is_open(row: RecordRow) -> bool:
    return isinstance(row.record, ConsentCase) and row.record.state in _OPEN


def _takes_paper(row: RecordRow) -> bool:
    case = row.record
    return _is_open(row) or (isinstance(case, ConsentCase) and waits_for_scan(case))


def _holds(row: RecordRow) -> bool:
    ends = (ConsentState.SIGNED, ConsentState.EXPIRED)
    return isinstance(row.record, ConsentCase) and row.record.state in ends


def _is_ours(row: RecordRow) -> bool:
    case = row.record
    return isinstance(case, ConsentCase) and case.state is not ConsentState.ENTERED_IN_ERROR


def _has_document(row: RecordRow) -> bool:
    case = row.record
    if not isinstance(case, ConsentCase) or case.signed is None:
        return False
    return case.signed.how is not SignedHow.SPOKEN and case.signed.document_id is not None
