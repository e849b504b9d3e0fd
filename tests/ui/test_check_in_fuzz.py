"""100,000 random keys, clicks, drags and other events at the check-in screen show nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from practice_desk.app.check_in_process import Turn
from practice_desk.credentials.answer_key import new_private_half, open_sealed, public_half
from practice_desk.domain.check_in_sheet import CheckInSheet, Choice, Item, Page, Wording
from practice_desk.exchange.check_in_messages import Said, decode_answers, split
from practice_desk.gui.idle import IdleClock
from practice_desk.services.check_in_wording import check_in_words
from tests.check_ins import BORN, recognize
from tests.ui.locked import seen_from_outside, visible_windows

EVENTS = 100_000
CANARY = "from-the-front-desk"
_ABOUT = b"fuzz"
_BUTTONS = (Qt.MouseButton.LeftButton,) * 6 + (
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.BackButton,
)
_KEYS = tuple(Qt.Key)
_MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.MetaModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
)


_TEMPTING = tuple(
    QKeySequence(keys)[0]
    for keys in (
        "Ctrl+V", "Shift+Ins", "Ctrl+C", "Ctrl+X", "Ctrl+A", "Ctrl+Z", "Ctrl+P", "Ctrl+O", "Ctrl+S",
        "Ctrl+N", "Ctrl+Q", "Ctrl+W", "Ctrl+Shift+I", "Alt+F4", "F1", "F11", "Shift+F10", "Menu",
        "Paste", "Copy", "Print", "Open", "Help",
    )
)  # fmt: skip
"""What somebody would try first."""


def _sheet(private: bytes) -> CheckInSheet:
    words = check_in_words("en")
    choices = (Choice("0", "Not at all"), Choice("1", "Nearly every day", alarm="crisis"))
    pages = (
        Page("a", "Choose", (Item("a", "How often?", choices),)),
        Page("b", "Type", (Item("b", "Street", length=40, shown="Maple Street"),)),
        Page("c", "Tell", (Item("c", "", length=400, is_tall=True),)),
    )
    wording = Wording("en", "English", words.screen, pages)
    return CheckInSheet(BORN, "Noor", (wording,), public_half(private), _ABOUT)


class Monkey:
    """Whoever is at the screen, with a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.private = new_private_half()
        self.sent: list[bytes] = []
        self.turns = 0
        self.mime = QMimeData()
        self.mime.setText(CANARY)
        self.turn = self._begin()

    def _begin(self) -> Turn:
        clock = IdleClock(lambda: (0.0, 0.0), lambda: 2)
        turn = Turn(_sheet(self.private), self.sent.append, clock)
        turn.begin()
        if self.chance.random() < 0.9:
            recognize(turn.screen)
        self.turns += 1
        return turn

    def again(self) -> None:
        """Begin anew, as the front desk does for the next patient."""
        self.turn.idle.stop()
        self.turn.screen.hide()
        self.turn.screen.deleteLater()
        self.turn.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.turn = self._begin()

    def target(self) -> QWidget:
        screen = self.turn.screen
        if self.chance.random() < 0.5:
            return screen.focusWidget() or screen
        place = QPoint(
            self.chance.randrange(screen.width() or 1), self.chance.randrange(screen.height() or 1)
        )
        return screen.childAt(place) or screen

    def event(self, widget: QWidget) -> QEvent:
        """Return any event that a keyboard, a mouse or another program may cause."""
        chance = self.chance.random()
        if chance < 0.5:
            return self._key()
        point = QPointF(self.chance.randrange(60), self.chance.randrange(30))
        if chance < 0.9:
            return self._mouse(widget, point)
        rare: tuple[Callable[[], QEvent], ...] = (
            lambda: QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point.toPoint(), QPoint()),
            lambda: QDragEnterEvent(
                point.toPoint(),
                Qt.DropAction.CopyAction,
                self.mime,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            ),
            lambda: QDropEvent(
                point,
                Qt.DropAction.CopyAction,
                self.mime,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            ),
            lambda: QHelpEvent(QEvent.Type.ToolTip, point.toPoint(), QPoint()),
            lambda: QEvent(QEvent.Type.Clipboard),
            lambda: QWheelEvent(
                point,
                point,
                QPoint(0, 8),
                QPoint(0, 120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )
        return self.chance.choice(rare)()

    def _key(self) -> QEvent:
        kinds = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
        if self.chance.random() < 0.2:
            tempting = self.chance.choice(_TEMPTING)
            kind = self.chance.choice(kinds)
            return QKeyEvent(kind, tempting.key(), tempting.keyboardModifiers())
        letter = self.chance.random() < 0.5
        key = self.chance.choice(_KEYS)
        text = chr(self.chance.randrange(32, 500)) if letter else ""
        if key == Qt.Key.Key_Escape and self.chance.random() < 0.9:
            key = Qt.Key.Key_A  # else it is over too soon to be of use
        modifiers = self.chance.choice(_MODIFIERS)
        return QKeyEvent(self.chance.choice(kinds), key, modifiers, text)

    def _mouse(self, widget: QWidget, point: QPointF) -> QEvent:
        kinds = (
            QEvent.Type.MouseButtonPress,
            QEvent.Type.MouseButtonRelease,
            QEvent.Type.MouseButtonDblClick,
            QEvent.Type.MouseMove,
        )
        button = self.chance.choice(_BUTTONS)
        kind = self.chance.choice(kinds)
        if kind == QEvent.Type.MouseMove:
            button = Qt.MouseButton.NoButton
        held = self.chance.choice((Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton))
        place = QPointF(widget.mapToGlobal(point.toPoint()))
        return QMouseEvent(kind, point, place, button, held, Qt.KeyboardModifier.NoModifier)


@pytest.mark.parametrize("seed", [20261126])
def test_that_random_events_open_nothing_paste_nothing_and_leave_nothing(
    look: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.chdir(tmp_path)
    QGuiApplication.clipboard().setText(CANARY)
    monkey = Monkey(seed)
    for number in range(EVENTS):
        widget = monkey.target()
        QApplication.sendEvent(widget, monkey.event(widget))
        if number % 100 == 0:
            _nothing_else_is_there(monkey)
        if number % 500 == 0:
            QApplication.processEvents()
            if number % 20_000 == 0:
                QApplication.sendEvent(monkey.turn.screen, QCloseEvent())
        if monkey.turn.screen.is_over:
            _nothing_of_the_patient_is_there(monkey)
            monkey.again()
    assert monkey.turns > 20
    _nothing_else_is_there(monkey)
    assert QGuiApplication.clipboard().text() == CANARY
    assert list(tmp_path.iterdir()) == []
    _only_sealed_answers_were_sent(monkey)
    monkey.turn.idle.stop()
    monkey.turn.screen.hide()
    monkey.turn.screen.deleteLater()
    QGuiApplication.clipboard().clear()


def _nothing_else_is_there(monkey: Monkey) -> None:
    screen = monkey.turn.screen
    assert visible_windows() == [screen]
    assert QApplication.activePopupWidget() is None
    fields = (*screen.findChildren(QLineEdit), *screen.findChildren(QPlainTextEdit))
    texts = [f.toPlainText() if isinstance(f, QPlainTextEdit) else f.text() for f in fields]
    assert CANARY not in " ".join(texts)


def _nothing_of_the_patient_is_there(monkey: Monkey) -> None:
    shown = " ".join(seen_from_outside())
    assert "Noor" not in shown
    assert "Maple" not in shown
    assert monkey.turn.screen.answers.given == {}


def _only_sealed_answers_were_sent(monkey: Monkey) -> None:
    opened = 0
    for message in monkey.sent:
        what, sealed = split(message)
        if what is Said.SEALED:
            answers = decode_answers(open_sealed(monkey.private, _ABOUT, sealed))
            assert set(answers.given) <= {"a", "b", "c"}
            opened += 1
        else:
            assert sealed == b""
    assert opened > 20
