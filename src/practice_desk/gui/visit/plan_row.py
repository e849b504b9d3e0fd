"""One medication of the visit's plan: its buttons, or its change with the reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.checks import without_control_characters
from practice_desk.domain.medication import PlanStatus
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.reasons import REASONS, find_reason
from practice_desk.gui.models.composed_change import ComposedChange
from practice_desk.gui.models.visit_plan import PlanOption, PlanRow, quick_reasons
from practice_desk.gui.plain_text import ElidedLabel, plain_label
from practice_desk.gui.visit.section import action, link
from practice_desk.gui.widgets.chip import chip
from practice_desk.gui.widgets.flow_row import FlowRow
from practice_desk.gui.widgets.pill import Pill

_NAME_WIDTH, _DIRECTIONS_WIDTH = 132, 150
_MOST_COMMENT = 500
_OTHER = "Another reason…"


class PlanRowWidget(QWidget):
    """Shows a `PlanRow`, or a change of what is not in the plan yet."""

    option_chosen = Signal(object, object)
    """Emits the `PlanItem` and the `PlanOption`."""
    reason_given = Signal(int, str, object)
    """Emits the place of the change, the reason's code, and the comment or None."""
    out_wanted = Signal(int)
    """Emits the place of a change to be left out."""
    form_wanted = Signal(str, object)
    """Emits the name of a form and the `PlanItem`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._shown: object = None
        head = QHBoxLayout()
        head.setSpacing(10)
        label = plain_label(name, "strong")
        label.setMinimumWidth(_NAME_WIDTH)
        self._directions = ElidedLabel("", "dim")
        self._directions.setMinimumWidth(_DIRECTIONS_WIDTH)
        head.addWidget(label)
        head.addWidget(self._directions, 1)
        self._buttons = FlowRow()
        head.addWidget(self._buttons, 9)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 2, 0, 2)
        self._rows.setSpacing(4)
        self._rows.addLayout(head)
        self._below: _ChangeBelow | None = None

    def show_row(self, row: PlanRow) -> None:
        """Show a medication of the plan."""
        key = (row.options, None if row.change is None else _key(row.change), row.place)
        if key != self._shown:
            self._shown = key
            self._directions.setText(row.directions)
            self._offer(row)
            self._show_change(row.place, row.change, is_more=row.is_more)
        self._refresh(row.change)

    def show_new(self, place: int, line: ComposedChange) -> None:
        """Show a change of what is not in the plan yet."""
        key = (place, _key(line))
        if key != self._shown:
            self._shown = key
            self._show_change(place, line, is_more=True)
        self._refresh(line)

    def _offer(self, row: PlanRow) -> None:
        for former in self._buttons.findChildren(QPushButton):
            former.hide()
            former.setParent(None)
            former.deleteLater()
        item, buttons = row.item, list[QWidget]()
        for option in row.options if row.change is None else ():
            button = action(
                option.words,
                f"{_object_name(option)}_of_{item.medication.id}",
                partial(self.option_chosen.emit, item, option),
                f"{row.name}: {option.words}",
            )
            buttons.append(button)
        held = item.status is PlanStatus.ON_HOLD
        more = (("resume", "Resume…"),) if held else (("change", "Other dose…"), ("hold", "Hold…"))
        for form, words in more if row.change is None else ():
            buttons.append(
                link(words, f"{row.name}: {words}", partial(self.form_wanted.emit, form, item))
            )
        self._buttons.show_widgets(buttons)

    def _show_change(
        self, place: int | None, line: ComposedChange | None, *, is_more: bool
    ) -> None:
        if self._below is not None:
            self._below.hide()
            self._below.setParent(None)
            self._below.deleteLater()
            self._below = None
        if place is None or line is None:
            return
        self._below = below = _ChangeBelow(place, line, is_more=is_more)
        below.reason_given.connect(self.reason_given)
        below.out_wanted.connect(self.out_wanted)
        self._rows.addWidget(below)
        if self.isVisible():
            QTimer.singleShot(0, below, below.take_focus)

    def _refresh(self, line: ComposedChange | None) -> None:
        if self._below is not None and line is not None:
            self._below.refresh(line)


class _ChangeBelow(QWidget):
    """What changes, why, and the way back."""

    reason_given = Signal(int, str, object)
    out_wanted = Signal(int)

    def __init__(self, place: int, line: ComposedChange, *, is_more: bool) -> None:
        super().__init__()
        self._place, self._kind = place, line.change.kind
        self._code = ""
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Pill(_word(line.change.kind), "accent"))
        after = line.title if line.diff is None else line.diff.after
        head.addWidget(plain_label(after, "strong", wrap=True), 1)
        self.undo = link("Undo", f"Undo: {line.title}", partial(self.out_wanted.emit, place))
        self.undo.setObjectName("undo_change")
        head.addWidget(self.undo)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_NAME_WIDTH + 10, 0, 0, 4)
        rows.setSpacing(4)
        rows.addLayout(head)
        first = quick_reasons(self._kind, is_more=is_more)
        self._chips: dict[str, QPushButton] = {}
        for reason in first:
            button = chip(reason.text)
            button.setObjectName(f"reason_{reason.code}_of_{line.change.medication_id}")
            button.setAccessibleName(f"{line.title}: {reason.text}")
            button.clicked.connect(partial(self._give, reason.code))
            self._chips[reason.code] = button
        self._others = QPushButton(_OTHER)
        self._others.setProperty("kind", "chip")
        self._others.setCheckable(True)
        self._others.setAutoDefault(False)
        self._others.setAccessibleName(f"{line.title}: another reason")
        menu = QMenu(self._others)
        for reason in REASONS[self._kind]:
            if reason.code not in self._chips:
                menu.addAction(reason.text, partial(self._give, reason.code))
        self._others.clicked.connect(self._show_menu)
        self._menu = menu
        self._comment = QLineEdit()
        self._comment.setAccessibleName(f"{line.title}: comment")
        self._comment.setPlaceholderText("Comment; it stays in the chart")
        self._comment.setMaxLength(_MOST_COMMENT)
        self._comment.textEdited.connect(self._type)
        self._comment.hide()
        self._add_comment = link("Comment…", f"{line.title}: comment", self._open_comment)
        self._flow = flow = FlowRow()
        flow.show_widgets([*self._chips.values(), self._others, self._add_comment])
        rows.addWidget(flow)
        rows.addWidget(self._comment)

    def take_focus(self) -> None:
        """Lead the keyboard to the reasons, or on where there is one."""
        if find_reason(self._kind, self._code) is None and self._chips:
            next(iter(self._chips.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.undo.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, line: ComposedChange) -> None:
        """Mark the reason."""
        entry = line.change.entry
        self._code = entry.reason_code
        for code, button in self._chips.items():
            button.setChecked(code == self._code)
        other = find_reason(self._kind, self._code) if self._code not in self._chips else None
        self._others.setText(_OTHER if other is None else other.text)
        self._others.setChecked(other is not None)
        self._others.setMinimumWidth(self._others.sizeHint().width())
        self._others.updateGeometry()
        wanted = bool(entry.comment) or self._code == "other"
        if wanted and self._comment.isHidden():
            self._open_comment(focus=False)
        if self._comment.text() != entry.comment and not self._comment.hasFocus():
            self._comment.setText(entry.comment)

    def _open_comment(self, *, focus: bool = True) -> None:
        self._comment.show()
        self._add_comment.hide()
        self._flow.updateGeometry()
        if focus:
            self._comment.setFocus()

    def _show_menu(self) -> None:
        self._others.setChecked(not self._others.isChecked())  # choosing in the list decides
        self._menu.popup(self._others.mapToGlobal(self._others.rect().bottomLeft()))

    def _give(self, code: str) -> None:
        self.reason_given.emit(self._place, code, None)

    def _type(self, text: str) -> None:
        self.reason_given.emit(self._place, self._code, without_control_characters(text))


def _key(line: ComposedChange) -> object:
    entry = line.change.entry
    return (line.change.kind, entry.dosage, entry.regimen, entry.adverse_event_id, line.title)


def _word(kind: PlanEventKind) -> str:
    return {PlanEventKind.RETRACT: "Error"}.get(kind, kind.value.capitalize())


def _object_name(option: PlanOption) -> str:
    if option.kind is PlanEventKind.STOP:
        return "stop" if option.report_id is None else f"stop_for_{option.report_id}"
    amount = (
        "" if option.dosage is None or option.dosage.dose is None else option.dosage.dose.amount
    )
    return f"{'raise' if option.is_more else 'lower'}_{amount}"
