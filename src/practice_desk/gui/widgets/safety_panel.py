"""What the safety checks found, under the dose that is being entered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from practice_desk.domain.knowledge import DRAFT_MARK
from practice_desk.domain.safety_decision import FindingKey, OverrideReason, check_reason
from practice_desk.gui.models.safety_view import SafetyLine, SafetyView, Tone, failed_view
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.override_row import OverrideRow
from practice_desk.gui.widgets.pill import Pill


class SafetyPanel(QFrame):
    """Shows a `SafetyView`; hidden until there is one. What interrupts asks for a reason.

    Reasons are kept by finding: they outlast every new check of the same form.
    """

    resized = Signal()
    """Emitted when it shows more or less than before."""
    answered = Signal()
    """Emitted when a reason was chosen or typed."""
    entry_wanted = Signal(object)
    """Emitted with the `EntryKey` of a finding whose source and review somebody wants to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "sunken")
        self.setAccessibleName("Safety checks")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(12, 10, 12, 10)
        self._rows.setSpacing(6)
        self._open = False
        self._view: SafetyView | None = None
        self._reasons: dict[FindingKey, OverrideReason] = {}
        self._asking: dict[FindingKey, OverrideRow] = {}
        self._stops: list[QWidget] = []
        self.hide()

    @property
    def reasons(self) -> tuple[OverrideReason, ...]:
        """What was answered about what is found now."""
        return tuple(self._reasons[key] for key in self._asking if key in self._reasons)

    @property
    def all_reasons(self) -> tuple[OverrideReason, ...]:
        """What was answered, also about what is no longer found."""
        return tuple(self._reasons.values())

    def put_reasons(self, reasons: Iterable[OverrideReason]) -> None:
        """Take answers that were kept; they show with the next check."""
        self._reasons = {reason.about: reason for reason in reasons}

    def add_reasons(self, reasons: Iterable[OverrideReason]) -> None:
        """Take answers that were given elsewhere, where there is none here."""
        for reason in reasons:
            self._reasons.setdefault(reason.about, reason)

    def ask_first(self) -> OverrideRow | None:
        """Lead the keyboard to the first finding without a reason, and return where it is asked."""
        for key, row in self._asking.items():
            reason = self._reasons.get(key)
            if reason is None or check_reason(reason):
                row.ask()
                return row
        return None

    def ask(self, key: FindingKey) -> OverrideRow | None:
        """Lead the keyboard to where the reason for one finding is asked, and return the row."""
        row = self._asking.get(key)
        if row is not None:
            row.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        return row

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key stops, in its order."""
        return tuple(self._stops)

    def show_view(self, view: SafetyView) -> None:
        """Show what was found; the rest stays as folded as it was."""
        if view == self._view:
            return  # a reason that is being typed is left alone
        self._empty()
        self._view = view
        for line in view.shown:
            self._rows.addWidget(self._finding(line))
        rest = [self._finding(line) for line in view.folded]
        if rest:
            self._rows.addWidget(self._more_button(view.more, rest))
        for widget in rest:
            widget.setVisible(self._open)
            self._rows.addWidget(widget)
        if view.foot:
            self._rows.addWidget(plain_label(view.foot, "small", wrap=True))
        self.show()
        self.resized.emit()

    def say_not_checked(self, why: str) -> None:
        """Say that the check could not be made, and why."""
        self.show_view(failed_view(why))

    def forget(self) -> None:
        """Show nothing: what was found is about another entry."""
        if not self.isHidden():
            self._empty()
            self.hide()
            self.resized.emit()

    def _finding(self, line: SafetyLine) -> QWidget:
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        tone: Tone = "neutral" if line.accepted else line.tone
        head.addWidget(Pill(line.word, tone), 0, Qt.AlignmentFlag.AlignVCenter)
        about = plain_label(line.about or line.message, "strong", wrap=True)
        head.addWidget(about, 1)
        rows.addLayout(head)
        management = "" if line.accepted else line.management
        for text, role in ((line.message if line.about else "", ""), (management, "dim")):
            if text:
                rows.addWidget(plain_label(text, role, wrap=True, selectable=False))
        if line.mark and line.mark != DRAFT_MARK:  # the foot says of all others that they are
            rows.addWidget(plain_label(line.mark, "small"))
        for told in (line.accepted, line.earlier):
            if told:
                rows.addWidget(plain_label(told, "small", wrap=True))
        if line.asks is not None:
            rows.addWidget(self._ask(line, line.asks))
        if line.entry is not None:
            button = _link("Source", f"Source and review of: {line.message}")
            button.clicked.connect(partial(self.entry_wanted.emit, line.entry))
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            self._stops.append(button)
        elif line.sources:
            words = f"{line.standing} Sources: {line.sources}".strip()
            sources = plain_label(words, "small", wrap=True)
            sources.hide()
            button = _link("Sources", f"Sources of: {line.message}")
            button.clicked.connect(sources.show)
            button.clicked.connect(button.hide)
            button.clicked.connect(self.resized)
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            rows.addWidget(sources)
            self._stops.append(button)
        return box

    def _ask(self, line: SafetyLine, key: FindingKey) -> OverrideRow:
        known = self._reasons.get(key)
        row = OverrideRow(
            line.about or line.message, known.code if known else "", known.text if known else ""
        )

        def take(code: str, text: str) -> None:
            self._reasons[key] = OverrideReason(key, code, text)
            self.answered.emit()
            self.resized.emit()

        row.answered.connect(take)
        self._asking[key] = row
        self._stops += [row.reason, row.words]
        return row

    def _more_button(self, words: str, rest: list[QWidget]) -> QPushButton:
        button = _link("Show less" if self._open else words, "")
        button.setObjectName("more_findings")

        def turn() -> None:
            self._open = not self._open
            button.setText("Show less" if self._open else words)
            for widget in rest:
                widget.setVisible(self._open)
            self.resized.emit()

        button.clicked.connect(turn)
        self._stops.append(button)
        return button

    def _empty(self) -> None:
        self._view = None
        self._asking.clear()
        self._stops.clear()
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def _link(text: str, spoken: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "link")
    button.setAutoDefault(False)
    button.setAccessibleName(spoken or text)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button
