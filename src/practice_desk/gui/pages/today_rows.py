"""The rows of the page Today, in groups, and folds that keep what needs nobody now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.deferral import Deferral, Place
from practice_desk.gui import theme
from practice_desk.gui.icons import set_icon, set_pixmap
from practice_desk.gui.models.backup_view import TONES
from practice_desk.gui.models.today_turns import Turn, turns_of
from practice_desk.gui.pages.today_line import StandingLine
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.kept_focus import focus_kept

FEW = 3
"""So many of a group are shown before somebody asks for all."""
MOST = 100
"""So many rows of a group are made at most: the others come up as these are done."""
_ICONS = {
    Urgency.CALM: "circle-check",
    Urgency.NOTICE: "info",
    Urgency.CAUTION: "triangle-alert",
    Urgency.DANGER: "circle-alert",
}
_WORDS = {
    Urgency.CALM: "All is well",
    Urgency.NOTICE: "Note",
    Urgency.CAUTION: "Caution",
    Urgency.DANGER: "Danger",
}


class LineRow(QFrame):
    """One line: what it is, the button to the thing itself, and what else can be done with it."""

    def __init__(
        self,
        each: StandingLine,
        names: Mapping[str, str],
        opened: Callable[[StandingLine], None],
        turned: Callable[[StandingLine, Turn], None],
    ) -> None:
        super().__init__()
        self.line = line = each.line
        tone, is_calm = TONES[line.urgency], line.urgency is Urgency.CALM
        is_quiet = is_calm or each.standing.place is not Place.MINE
        if line.urgency is Urgency.DANGER and not is_quiet:
            theme.style(self, banner=tone)
        icon = QLabel()
        set_pixmap(icon, _ICONS[line.urgency], 20, tone)
        icon.setAccessibleName(_WORDS[line.urgency])
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(plain_label(line.sentence, wrap=True))
        for told in (line.detail, *standing_words(each, names)):
            if told:
                words.addWidget(plain_label(told, "dim", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 4, 5)
        row.setSpacing(10)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        self.button: QPushButton | None = None
        if line.action and line.opens is not None:
            self.button = button = QPushButton(line.action)
            button.setAccessibleDescription(line.sentence)
            button.clicked.connect(partial(opened, each))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.more: QToolButton | None = None
        if turns := turns_of(each):
            self.more = self._more(each, turns, turned)
            row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignVCenter)

    def _more(
        self,
        each: StandingLine,
        turns: Sequence[Turn],
        turned: Callable[[StandingLine, Turn], None],
    ) -> QToolButton:
        more = QToolButton()
        set_icon(more, "ellipsis")
        more.setAccessibleName(f"Hand on or put off: {each.line.sentence}")
        more.setToolTip("Hand on or put off")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(more)
        for turn in turns:
            menu.addAction(turn.value, partial(turned, each, turn))
        more.setMenu(menu)
        return more


def standing_words(each: StandingLine, names: Mapping[str, str]) -> Iterable[str]:
    """Yield what was said when a line was handed on or put off."""
    own, handed = each.standing.own, each.standing.handed
    if handed is not None:
        yield f"Handed on by {names.get(handed.user_name, handed.user_name)}{_because(handed)}"
    if own is not None and own.until is not None:
        yield f"Put off until {write_date(own.until)}{_because(own)}"
    elif own is not None:
        day = write_date(own.made_at.astimezone().date()) if own.id is not None else ""
        when = f" on {day}" if day else ""
        yield f"Handed on to {names.get(own.to_user, own.to_user)}{when}{_because(own)}"


def _because(value: Deferral) -> str:
    return f": “{value.reason}”" if value.reason else "."


class Groups(QWidget):
    """Lines under the headings of their groups, of each of which a few are shown at first."""

    def __init__(
        self,
        opened: Callable[[StandingLine], None],
        turned: Callable[[StandingLine, Turn], None],
    ) -> None:
        super().__init__()
        self._opened, self._turned = opened, turned
        self.rows: list[LineRow] = []
        self.whole: set[str] = set()
        """The groups of which somebody asked for all."""
        self._shown: tuple[Sequence[StandingLine], Mapping[str, str]] = ((), {})
        self._extras: dict[str, Callable[[], QWidget]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(14)

    def offer(self, group: str, make: Callable[[], QWidget]) -> None:
        """Put what *make* returns at the right of a group's heading."""
        self._extras[group] = make

    def show_lines(self, lines: Sequence[StandingLine], names: Mapping[str, str]) -> None:
        """Show *lines*, which are in their order."""
        self._shown = lines, names
        with focus_kept(self):
            self._build(lines, names)

    def _build(self, lines: Sequence[StandingLine], names: Mapping[str, str]) -> None:
        self.rows = []
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        groups: dict[str, list[StandingLine]] = {}
        for each in lines:
            groups.setdefault(each.line.group, []).append(each)
        for group, own in groups.items():
            self._column.addWidget(self._group(group, own, names))

    def _group(
        self, group: str, lines: Sequence[StandingLine], names: Mapping[str, str]
    ) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        is_whole = not group or group in self.whole
        if group:
            column.addWidget(self._heading(group, lines))
        for each in lines[: MOST if is_whole else FEW]:
            row = LineRow(each, names, self._opened, self._turned)
            self.rows.append(row)
            column.addWidget(row)
        if len(lines) > FEW and group:
            column.addWidget(self._all_button(group, len(lines), is_whole))
        if is_whole and len(lines) > MOST:
            rest = f"{len(lines) - MOST:,} more come up as these are done."
            column.addWidget(plain_label(rest, "dim"))
        return holder

    def _heading(self, group: str, lines: Sequence[StandingLine]) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 4, 2)
        row.addWidget(plain_label(group, "strong"))
        if len(lines) > 1:
            row.addWidget(plain_label(f"{len(lines):,}", "dim"))
        row.addStretch(1)
        if (make := self._extras.get(group)) is not None:
            row.addWidget(make())
        return holder

    def _all_button(self, group: str, count: int, is_whole: bool) -> QPushButton:
        button = QPushButton("Show fewer" if is_whole else f"Show all {count:,}")
        button.setProperty("kind", "quiet")
        button.setAccessibleName(f"{button.text()}: {group}")
        button.clicked.connect(partial(self._toggle, group))
        button.setMaximumWidth(button.sizeHint().width())
        return button

    def _toggle(self, group: str) -> None:
        self.whole ^= {group}
        self.show_lines(*self._shown)


class Fold(Card):
    """A card whose lines are there once somebody looks: what waits, is put off, or is others'."""

    def __init__(self, title: str, sentence: str, groups: Groups) -> None:
        super().__init__(title)
        self._title, self.groups = title, groups
        self.toggle = QPushButton("Show")
        self.toggle.setProperty("kind", "quiet")
        self.toggle.setCheckable(True)
        self._lines: tuple[Sequence[StandingLine], Mapping[str, str]] = ((), {})
        self.toggle.toggled.connect(self._turn)
        self.add_header_widget(self.toggle)
        self.body.addWidget(plain_label(sentence, "dim", wrap=True))
        self.body.addWidget(groups)
        groups.hide()
        self.hide()

    def show_lines(self, lines: Sequence[StandingLine], names: Mapping[str, str]) -> None:
        """Show how many there are, and them where somebody looks; nothing at all for none."""
        self.set_title(f"{self._title} ({len(lines):,})")
        self.setVisible(bool(lines))
        self._lines = lines, names
        self._turn(self.toggle.isChecked())

    def _turn(self, is_open: bool) -> None:
        self.toggle.setText("Hide" if is_open else "Show")
        self.toggle.setAccessibleName(f"{self.toggle.text()}: {self._title}")
        self.groups.setVisible(is_open)
        if is_open:
            self.groups.show_lines(*self._lines)
