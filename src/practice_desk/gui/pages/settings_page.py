"""Settings: the clinic, its people, the own account, this computer, roles, and the program."""

from __future__ import annotations

from typing import ClassVar, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk import __version__
from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.entry_dialogs import EntryCorrectionDialog
from practice_desk.gui.messages import Level
from practice_desk.gui.models.settings_view import (
    LICENCES,
    pack_basis,
    pack_sentence,
)
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.approvals_section import ApprovalsSection
from practice_desk.gui.pages.audit_section import AuditSection
from practice_desk.gui.pages.document_topics_section import DocumentTopicsSection
from practice_desk.gui.pages.key_section import KeySection
from practice_desk.gui.pages.knowledge_section import OWN_ENTRIES, KnowledgeSection
from practice_desk.gui.pages.letter_look_section import LetterLookSection
from practice_desk.gui.pages.letter_wording_section import LetterWordingSection
from practice_desk.gui.pages.message_queues_section import MessageQueuesSection
from practice_desk.gui.pages.note_phrases_section import NotePhrasesSection
from practice_desk.gui.pages.note_templates_section import NoteTemplatesSection
from practice_desk.gui.pages.overrides_section import OverridesSection
from practice_desk.gui.pages.people_section import PeopleSection
from practice_desk.gui.pages.recovery_section import RecoverySection
from practice_desk.gui.pages.registry import BACKUP
from practice_desk.gui.pages.schedule_section import ScheduleSection
from practice_desk.gui.pages.settings_sections import (
    AccountSection,
    ClinicSection,
    ComputerSection,
    PassphraseSection,
)
from practice_desk.gui.pages.settings_tabs import (
    APPROVALS,
    CLINIC,
    KNOWLEDGE,
    OVERRIDES,
    PEOPLE,
    RECOVERY,
    ROLES,
    SCHEDULE_SETUP,
    SECURITY,
)
from practice_desk.gui.pages.unlocking_card import UnlockingCard
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.page_column import WIDEST
from practice_desk.gui.widgets.permission_table import PermissionTable
from practice_desk.gui.widgets.tab_list import TabList
from practice_desk.knowledge.identity import PackIdentity
from practice_desk.services.clinic_knowledge import knowledge_of

_POLICY = "appointment policy"


class _Saves(Protocol):
    """A part of the settings that somebody types into and saves."""

    root: QWidget

    def is_changed(self) -> bool:
        """Return whether something typed is not saved."""

    def discard(self) -> None:
        """Show what is stored instead."""


class SettingsPage(AppPage):
    """One tab for each subject."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {
            *(kind.draft_kind for kind in OWN_ENTRIES.values()),
            EntryCorrectionDialog.draft_kind,
            _POLICY,
        }
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setProperty("surface", "page")
        self.clinic = ClinicSection(context)
        self.letter_look = LetterLookSection(context)
        self.folders = DocumentTopicsSection(context)
        self.schedule = ScheduleSection(context)
        self.people = PeopleSection(context)
        self.account = AccountSection(context)
        self.passphrase = PassphraseSection(context)
        self.unlocking = UnlockingCard(context)
        self.computer = ComputerSection(context)
        self.recovery = RecoverySection(context)
        self.key = KeySection(context)
        self.approvals = ApprovalsSection(context)
        self.audit = AuditSection(context)
        self.knowledge = KnowledgeSection(context)
        self.templates = NoteTemplatesSection(context)
        self.phrases = NotePhrasesSection(context)
        self.queues = MessageQueuesSection(context)
        self.wording = LetterWordingSection(context)
        self.overrides = OverridesSection(context)
        self.pack = Banner()
        self.pack_basis = plain_label("", "dim", wrap=True, selectable=True)
        self.tabs = QTabWidget()
        self._needs: dict[QWidget, Operation] = {}
        self._add_tabs()
        self.titles = TabList(self.tabs, "Settings")
        self._offer()
        self.key.backup_wanted.connect(lambda: self.page_wanted.emit(BACKUP, ""))
        self.people.key_change_wanted.connect(self.change_key)
        context.events.store_changed.connect(self._changed)
        self._lay_out()

    def _add_tabs(self) -> None:
        """Add a tab for each subject, in the order in which they are listed."""
        op = Operation
        of_clinic = [_card(each.root) for each in (self.clinic, self.letter_look, self.folders)]
        self._add_tab(CLINIC, *of_clinic, needs=op.EDIT_CLINIC)
        self._add_tab(SCHEDULE_SETUP, self.schedule, needs=op.SET_UP_SCHEDULE)
        self._add_tab(PEOPLE, self.people, needs=op.VIEW_ACCOUNTS)
        self._add_tab(ROLES, _permissions())
        own = (_card(self.account.root), _card(self.passphrase.root), self.unlocking)
        self._add_tab("Your account", *own)
        self._add_tab("This computer", _card(self.computer.root))
        self._add_tab(RECOVERY, _card(self.recovery.root), needs=op.MANAGE_RECOVERY)
        self._add_tab(SECURITY, self.key, needs=op.CHANGE_KEY)
        self._add_tab(APPROVALS, self.approvals, needs=op.ASK_APPROVAL)
        self._add_whole(self.audit, "Audit trail", op.VIEW_AUDIT_TRAIL)
        self._add_whole(self.knowledge, KNOWLEDGE, op.VIEW_KNOWLEDGE)
        notes = (_card(self.templates.root), self.phrases.root)
        self._add_tab("Notes", *notes, needs=op.EDIT_NOTE_TEMPLATES)
        self._add_tab("Messages", self.queues.root, needs=op.EDIT_QUEUES)
        self._add_tab("Letters", self.wording.root, needs=op.EDIT_LETTER_WORDING)
        self._add_tab(OVERRIDES, self.overrides, needs=op.VIEW_OVERRIDES)
        self._add_tab("About", self._about())

    def _add_whole(self, section: QWidget, title: str, needs: Operation) -> None:
        """Add a section that scrolls by itself."""
        self._needs[section] = needs
        self.tabs.addTab(section, title)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(plain_label("Settings", "title"))
        beside = QHBoxLayout()
        beside.setSpacing(16)
        beside.addWidget(self.titles)
        beside.addWidget(self.tabs, 1)
        rows.addLayout(beside, 1)
        self.tabs.currentChanged.connect(self._load_current)

    def refresh(self) -> None:
        """Read everything again; what was typed and not saved stays."""
        self._offer()
        self.clinic.load()
        self.letter_look.load()
        self.folders.load()
        self.templates.load()
        self.phrases.load()
        self.queues.load()
        self.wording.load()
        self.account.load()
        self.unlocking.load()
        self.computer.load()
        if self.context.may(Operation.MANAGE_RECOVERY):
            self.recovery.load()
        self.key.load()
        self.approvals.load()
        self._load_current()
        context = self.context
        context.tasks.run(
            lambda: knowledge_of(context.clinic).pack.identity, done=self._show_pack, parent=self
        )

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        if draft.kind == _POLICY:
            self.show_tab(SCHEDULE_SETUP)
            return self.schedule.go_on_with_policy(draft)
        self.show_tab(KNOWLEDGE)
        return self.knowledge.go_on(draft)

    def show_tab(self, title: str) -> None:
        """Bring the tab of this title forward, if this person has it; after a colon, what in it."""
        title, _, wanted = title.partition(":")
        for place in range(self.tabs.count()):
            if self.tabs.tabText(place) == title and self.tabs.isTabVisible(place):
                self.tabs.setCurrentIndex(place)
                if title == RECOVERY:
                    self.recovery.form.sheet_code.setFocus()
                elif title == PEOPLE and wanted:
                    self.people.choose(wanted)
                elif title == APPROVALS and wanted:
                    self.approvals.choose(wanted)

    def flush(self) -> bool:
        """Keep the page while something typed is not saved; passphrases are forgotten."""
        for section in self._sections:
            if section.is_changed():
                self._bring_forward(section.root)
                self.context.messages.show_message(
                    Level.CAUTION,
                    "Something you typed in the settings is not saved.",
                    "Save it, or discard it.",
                    action="Discard",
                    on_action=section.discard,
                )
                return False
        self.passphrase.forget()
        self.recovery.forget()
        return True

    @property
    def _sections(self) -> tuple[_Saves, ...]:
        return (
            self.clinic,
            self.letter_look,
            self.folders,
            self.account,
            self.templates,
            self.phrases,
            self.queues,
            self.wording,
            self.schedule.hours,
        )

    @property
    def holds_typing(self) -> bool:
        """Whether something typed is not saved."""
        return any(section.is_changed() for section in self._sections)

    @property
    def holds_work(self) -> bool:
        """Whether something typed is not saved, or the key is being changed."""
        return self.holds_typing or self.key.work.is_running

    def change_key(self) -> None:
        """Bring the clinic's key forward and begin to change it."""
        if self.context.may(Operation.CHANGE_KEY):
            self._bring_forward(self.key)
            self.key.change()

    def _add_tab(self, title: str, *cards: QWidget, needs: Operation | None = None) -> None:
        tab = _tab(*cards)
        if needs is not None:
            self._needs[tab] = needs
        self.tabs.addTab(tab, title)

    def _offer(self) -> None:
        """Show the tabs of what the person at the keyboard may see."""
        for tab, operation in self._needs.items():
            self.tabs.setTabVisible(self.tabs.indexOf(tab), self.context.may(operation))
        self.titles.follow()

    def _changed(self, changes: Changes) -> None:
        if "account" in changes.nouns:  # perhaps the own roles
            self._offer()

    def _load_current(self) -> None:
        """Read what is recorded as seen when its tab comes forward: what nobody sees is no view."""
        current = self.tabs.currentWidget()
        if current is self.audit:
            self.audit.load()
        elif current is self.knowledge:
            self.knowledge.load()
        elif current.isAncestorOf(self.overrides):
            self.overrides.load()
        elif current.isAncestorOf(self.people):
            self.people.load()
        elif current.isAncestorOf(self.schedule):
            self.schedule.load()

    def _bring_forward(self, widget: QWidget) -> None:
        tabs = [self.tabs.widget(place) for place in range(self.tabs.count())]
        for place, tab in enumerate(tabs):
            if tab is not None and tab.isAncestorOf(widget):
                self.tabs.setCurrentIndex(place)

    def _show_pack(self, identity: PackIdentity) -> None:
        self.pack_basis.setText(pack_basis(identity))
        today = self.context.today()
        doubtful = identity.is_draft or identity.is_past_review(today)
        self.pack.say(pack_sentence(identity, today), "caution" if doubtful else "info")

    def _about(self) -> Card:
        card = Card(f"Practice Desk {__version__}")
        card.body.addWidget(
            plain_label(
                "Medication management for small mental-health clinics. It works without a "
                "network; everything stays in the clinic's encrypted folder.",
                "dim",
                wrap=True,
            )
        )
        card.body.addWidget(self.pack)
        card.body.addWidget(self.pack_basis)
        card.body.addWidget(plain_label("Made with", "field"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        for row, (what, licence) in enumerate(LICENCES):
            grid.addWidget(plain_label(what), row, 0)
            grid.addWidget(plain_label(licence, "dim"), row, 1)
        card.body.addLayout(grid)
        return card


def _permissions() -> Card:
    card = Card("Who may do what")
    card.body.addWidget(
        plain_label(
            "A person may hold several roles and then do what any of them may.", "dim", wrap=True
        )
    )
    card.body.addWidget(PermissionTable())
    return card


def _card(root: QWidget) -> Card:
    card = Card()
    card.body.addWidget(root)
    return card


def _tab(*cards: QWidget) -> QScrollArea:
    column = QWidget()
    rows = QVBoxLayout(column)
    rows.setContentsMargins(0, 0, 24, 20)
    rows.setSpacing(16)
    for card in cards:
        card.setMaximumWidth(WIDEST)
        rows.addWidget(card)
    rows.addStretch(1)
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(column)
    scroll.viewport().setAutoFillBackground(False)
    column.setAutoFillBackground(False)
    return scroll
