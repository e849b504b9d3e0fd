"""The Supply page: how long each followed medication lasts, and what oversees it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.consent import ConsentCategory
from practice_desk.domain.draft import Draft
from practice_desk.domain.letter_choice import ItemSort
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.permission import Operation
from practice_desk.domain.supply import SupplyEntry, SupplyEvent, SupplyKind
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.supply_dialog import SupplyDialog, SupplyRequest
from practice_desk.gui.dialogs.supply_retract_dialog import SupplyRetractDialog
from practice_desk.gui.icons import set_icon
from practice_desk.gui.letters.compose_model import Wanted, letter_about
from practice_desk.gui.models import supply_cards
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.fact_list import FactList
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.gui.widgets.supply_bar import SupplyBar
from practice_desk.services.charts import Chart
from practice_desk.services.supply_consents import is_consent
from practice_desk.services.supply_view import SupplyCard, SupplyOverview, supply_overview

_COLUMNS = ("Day", "What", "Medication", "Details", "Recorded by")
_BUTTONS = (
    (SupplyKind.FILL, "Fill…", "F", "plus", "primary"),
    (SupplyKind.EVENT, "Early, lost, travel…", "E", "calendar-days", ""),
    (SupplyKind.COUNT, "Count…", "O", "list-checks", ""),
)
_MENU = (
    (SupplyKind.AGREEMENT, "Treatment agreement…", "A"),
    (SupplyKind.PDMP, "PDMP check…", "P"),
    (SupplyKind.SCREEN, "Drug screen…", "D"),
    (SupplyKind.LIMIT, "Quantity limit…", "Q"),
    (SupplyKind.NALOXONE, "Naloxone offered…", "X"),
    (SupplyKind.SELF_HARM, "Self-harm screen…", "H"),
    (SupplyKind.FOLLOWING, "Follow a medication…", "W"),
    (SupplyKind.PART2, "Records under 42 CFR Part 2…", "2"),
)
_AGREEMENT = "agreement"
_ABOVE = 24
"""Pixels that stay free around the card that was asked for."""
_EMPTY = (
    "No medication’s supply is followed. Controlled medications are by themselves; any other is"
    " with Record → Follow a medication, or once a fill is recorded."
)


class SupplyPage(ChartPage):
    """A card for each followed medication, the checks beside them, and every entry below."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {SupplyDialog.draft_kind, SupplyRetractDialog.draft_kind}
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self.overview: SupplyOverview | None = None
        self._about: int | None = None
        """The medication that somebody came here for: forms begin with it."""
        self.limit_banner, self.naloxone_banner = Banner(), Banner()
        self.buttons: dict[SupplyKind, QPushButton] = {}
        self.record = QPushButton("Record")
        self.show_retracted = QCheckBox("Show what was &entered in error")
        self.cards: list[Card] = []
        self.checks = Card("Agreement and checks")
        self.checks.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pattern = Card("The last twelve months")
        self.entries = ListCard("Entries", _COLUMNS, "Nothing is recorded yet.", widest=3)
        self._lay_out()
        self._set_up_actions()

    def show_chart(self, chart: Chart) -> None:
        """Show the supply of *chart*; what follows from it is worked out on the worker."""
        context = self.context
        if self._chart is None or self._chart.patient.id != chart.patient.id:
            self.show_retracted.setChecked(False)
            self.overview, self._about = None, None
        self._chart = chart
        today = context.today()
        context.tasks.run(
            lambda: supply_overview(chart, today),
            done=lambda overview: self._show(chart, overview),
            parent=self,
        )

    def take_focus(self) -> None:
        """Bring the keyboard to the page, so that its single keys are heard."""
        fill = self.buttons[SupplyKind.FILL]
        (fill if fill.isEnabled() else self.record).setFocus()

    def find_awaited(self) -> None:
        """Lead to the card of the medication that was asked for, or to the agreement."""
        key = self._awaited
        if key is None or self.overview is None:
            return
        self._awaited = None
        ids = [each.item.medication.id for each in self.overview.cards]
        card = self.checks
        if key.noun != _AGREEMENT:
            if key.id not in ids:
                return
            self._about = key.id
            card = self.cards[ids.index(key.id)]
        card.show()  # one that was just made is not yet, and takes no keyboard before
        self._scroll.ensureWidgetVisible(card, 0, _ABOVE)
        card.setFocus()

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        dialog = self._dialog_of(draft)
        if dialog is None:
            return False
        dialog.open()
        dialog.put_draft(draft)
        return True

    def open_form(self, kind: SupplyKind, event_id: int | None = None) -> None:
        """Open the form of one kind of entry, with the medication one came for, else the first."""
        if self._chart is None or self.overview is None or not self._may_record():
            return
        followed = self.overview.cards
        first = self._about or (followed[0].item.medication.id if followed else None)
        SupplyDialog(
            self.context, self._chart, self._items(), SupplyRequest(kind, first, event_id), self
        ).open()

    def _show(self, chart: Chart, overview: SupplyOverview) -> None:
        if chart is not self._chart:
            return  # another one has been shown since
        self.overview = overview
        self.limit_banner.say(supply_cards.limit_sentence(overview), "caution")
        self.naloxone_banner.say(supply_cards.naloxone_sentence(overview), "caution")
        self._show_cards(overview)
        today = self.context.today()
        _fill(self.checks, FactList(supply_cards.check_facts(overview, today), ""))
        _fill(self.pattern, FactList(supply_cards.pattern_rows(overview), supply_cards.NO_FACTS))
        self._show_entries()
        self._offer()
        self.find_awaited()

    def _show_cards(self, overview: SupplyOverview) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [self._card(card) for card in overview.cards]
        if not self.cards:
            empty = Card("Followed medications")
            empty.body.addWidget(FactList((), _EMPTY))
            self.cards.append(empty)
        for place, card in enumerate(self.cards):
            self._followed.insertWidget(place, card)

    def _card(self, shown: SupplyCard) -> Card:
        assert self._chart is not None  # it is what is shown
        medication, today = shown.item.medication, self.context.today()
        words = [medication.name, medication.schedule, shown.kin.value]
        card = Card(" · ".join(word for word in words if word))
        card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for pill in supply_cards.card_pills(shown, today):
            label = plain_label(pill.text)
            label.setProperty("tone", pill.tone)
            card.add_header_widget(label)
        if shown.coverage:
            card.body.addWidget(SupplyBar(medication.name, shown.coverage, shown.until, today))
        card.body.addWidget(FactList(supply_cards.card_facts(shown, self._chart.supply, today), ""))
        return card

    def _show_entries(self) -> None:
        if self._chart is None:
            return
        also = self.show_retracted.isChecked()
        rows = supply_cards.entry_rows(self._chart)
        self.entries.show_rows([row for row in rows if also or not row.retracted_reason])

    def _offer(self) -> None:
        may = self._may_record()
        for button in (*self.buttons.values(), self.record):
            button.setVisible(may)
        has_medications = bool(self._items())
        for button in self.buttons.values():
            button.setEnabled(has_medications)
        self.entries.offer_buttons(may)

    def _may_record(self) -> bool:
        chart = self._chart
        return chart is not None and self.context.may(Operation.RECORD_SUPPLY, chart.patient.id)

    def _items(self) -> tuple[PlanItem, ...]:
        """The medications that a form offers, the followed ones first."""
        if self.overview is None:
            return ()
        return (*(card.item for card in self.overview.cards), *self.overview.others)

    def _decide(self, row: RecordRow) -> None:
        if isinstance(row.record, SupplyEntry):
            self.open_form(SupplyKind.DECISION, row.record.id)

    def _waits(self, row: RecordRow) -> bool:
        chart, entry = self._chart, row.record
        if chart is None or not isinstance(entry, SupplyEntry):
            return False
        return entry.id in supply_cards.waiting_events(chart)

    def _can_be_told(self, row: RecordRow) -> bool:
        chart, entry = self._chart, row.record
        if chart is None or not isinstance(entry, SupplyEntry) or row.retracted_reason:
            return False
        may = self.context.may(Operation.SEND_LETTER, chart.patient.id)
        return may and isinstance(entry.details, SupplyEvent) and _letter(entry) is not None

    def _write_letter(self, row: RecordRow) -> None:
        if isinstance(row.record, SupplyEntry) and (wanted := _letter(row.record)) is not None:
            self.wanted.emit("Letters", wanted)

    def _retract(self, row: RecordRow) -> None:
        if self._chart is not None and isinstance(row.record, SupplyEntry):
            words = " · ".join(cell for cell in row.cells[:4] if cell)
            SupplyRetractDialog(self.context, self._chart.patient, row.record, words, self).open()

    def _dialog_of(self, draft: Draft) -> ChartDialog | None:
        chart, target = self._chart, draft.body.get("target")
        if chart is None or not isinstance(target, dict) or chart.patient.id != draft.patient_id:
            return None
        if draft.kind == SupplyRetractDialog.draft_kind:
            rows = supply_cards.entry_rows(chart)
            entry = next((r.record for r in rows if _id_of(r) == target.get("entry")), None)
            if not isinstance(entry, SupplyEntry):
                return None
            words = str(target.get("words"))
            return SupplyRetractDialog(self.context, chart.patient, entry, words, self)
        event, medication = target.get("event"), target.get("medication")
        request = SupplyRequest(
            SupplyKind(str(target.get("kind"))),
            medication if isinstance(medication, int) else None,
            event if isinstance(event, int) else None,
        )
        items = tuple(item for item in chart.plan if item.medication.id is not None)
        return SupplyDialog(self.context, chart, items, request, self)

    def _set_up_actions(self) -> None:
        for kind, text, key, icon, style in _BUTTONS:
            button = QPushButton(text)
            if style:
                button.setProperty("kind", style)
            set_icon(button, icon, "on_accent" if style else "dim")
            button.setToolTip(f"{text.rstrip('…')} ({key.lower()})")
            button.setAccessibleName(f"Record: {text.rstrip('…')}")
            button.clicked.connect(partial(self._open, kind))
            self._on_key(key, kind)
            self.buttons[kind] = button
            self._actions.addWidget(button)
        menu = QMenu(self.record)
        for kind, text, key in _MENU:
            action = QAction(f"{text}\t{key.lower()}", menu)
            action.triggered.connect(partial(self._open, kind))
            menu.addAction(action)
            self._on_key(key, kind)
        self.record.setMenu(menu)
        self._actions.addWidget(self.record)
        self._actions.addStretch(1)
        self._actions.addWidget(self.show_retracted)
        self.show_retracted.toggled.connect(self._show_entries)
        self.entries.add_button("Decide…", self._decide, self._waits)
        self.entries.add_button("Letter…", self._write_letter, self._can_be_told)
        self.entries.add_button("Entered in error…", self._retract, _stands)

    def _open(self, kind: SupplyKind, _checked: bool = False) -> None:
        if kind is SupplyKind.AGREEMENT and self._may_record():
            self.wanted.emit("Consents", ConsentCategory.AGREEMENT)
        else:
            self.open_form(kind)

    def _on_key(self, key: str, kind: SupplyKind) -> None:
        shortcut = QShortcut(QKeySequence(key), self, partial(self._open, kind))
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 6, 16)
        column.setSpacing(14)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        column.addLayout(self._actions)
        column.addWidget(self.limit_banner)
        column.addWidget(self.naloxone_banner)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        self._followed = QVBoxLayout()
        self._followed.setSpacing(14)
        self._followed.addStretch(1)
        beside = QVBoxLayout()
        beside.setSpacing(14)
        beside.addWidget(self.checks)
        beside.addWidget(self.pattern)
        beside.addStretch(1)
        sides.addLayout(self._followed, 5)
        sides.addLayout(beside, 4)
        column.addLayout(sides)
        column.addWidget(self.entries)
        column.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self._scroll = scrolling(inside)
        rows.addWidget(self._scroll)


def _fill(card: Card, inside: QWidget) -> None:
    card.clear()
    card.body.addWidget(inside)


def _letter(entry: SupplyEntry) -> Wanted | None:
    return letter_about(ItemSort.SUPPLY_EVENT, entry.id or 0)


def _stands(row: RecordRow) -> bool:
    """Whether an entry can be taken back here; a consent is revoked on the Consents page."""
    is_row = isinstance(row.record, SupplyEntry) and not is_consent(row.record)
    return is_row and not row.retracted_reason


def _id_of(row: RecordRow) -> int | None:
    return row.record.id if isinstance(row.record, SupplyEntry) else None
