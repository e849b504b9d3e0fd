"""The check-in screen: a patient confirms who they are and looks at their own details.

It is the only window while it is up, and it knows nothing of the clinic but one sheet. Every key
that is no typing leads nowhere, or gives the screen back, which locks.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.check_in import LONGEST, TRIES, CheckInField, corrections
from practice_desk.gui.binding import Form
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.services.check_in import CheckInSheet

THANKS_MILLISECONDS = 120_000
"""How long the thanks stand before the unlock window takes their place."""
_WHO, _DETAILS, _THANKS = range(3)
_ALL_RIGHT, _SEND = "All of this is right", "Send my corrections"
_K = Qt.Key
_TYPING = frozenset(
    {
        _K.Key_Tab, _K.Key_Backtab, _K.Key_Return, _K.Key_Enter, _K.Key_Backspace, _K.Key_Delete,
        _K.Key_Left, _K.Key_Right, _K.Key_Up, _K.Key_Down, _K.Key_Home, _K.Key_End,
        _K.Key_Shift, _K.Key_CapsLock,
    }
)  # fmt: skip
"""Keys without a character that the screen needs."""
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
_MOUSE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class CheckInForm(Form):
    """``ui/check_in.ui``."""

    ui = "check_in.ui"
    root: QStackedWidget
    birth_date: DateField
    problem: QLabel
    go_on: QPushButton
    hello: QLabel
    phone_mobile: QLineEdit
    phone: QLineEdit
    address_line: QLineEdit
    city: QLineEdit
    state: QLineEdit
    postal_code: QLineEdit
    pharmacy: QLineEdit
    contact_name: QLineEdit
    contact_phone: QLineEdit
    failure: QLabel
    send: QPushButton
    unlock: QPushButton


class CheckInDialog(QDialog):
    """Covers the whole screen. It never closes by itself: whoever made it takes it away."""

    left = Signal()
    """The screen was given back, or left, before the end."""
    not_recognized = Signal()
    """Too many birth dates were wrong."""
    answered = Signal()
    """The patient has looked at everything."""
    over = Signal()
    """The front desk is back after the thanks."""

    def __init__(self, sheet: CheckInSheet) -> None:
        super().__init__()
        self.setWindowTitle("Check-in")
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setProperty("surface", "page")
        self._sheet, self._wrong, self._was_active = sheet, 0, False
        self.form = form = CheckInForm()
        rows = QVBoxLayout(self)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(form.root, 8)
        row.addStretch(1)
        rows.addLayout(row)
        form.problem.hide()
        form.failure.hide()
        self._timer = QTimer(self, interval=THANKS_MILLISECONDS, singleShot=True)
        self._timer.timeout.connect(self.over)
        form.go_on.clicked.connect(self._recognize)
        form.birth_date.edit.returnPressed.connect(self._recognize)
        form.send.clicked.connect(self._send)
        form.unlock.clicked.connect(self.over)
        for edit in self._edits().values():
            edit.textChanged.connect(self._offer)
        self._shut_ways_out()
        # On macOS the window may lose the keyboard before the application counts as left.
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._leave_if_elsewhere)
        form.birth_date.setFocus()

    @property
    def typed(self) -> dict[CheckInField, str]:
        """What stands in the fields; nothing before the patient was recognized."""
        if self.form.root.currentIndex() == _WHO:
            return {}
        return {field: edit.text() for field, edit in self._edits().items()}

    @property
    def is_over(self) -> bool:
        """Whether the patient has answered, so that only the thanks are left."""
        return self.form.root.currentIndex() == _THANKS

    def thank(self) -> None:
        """Show that it is done; nothing of the patient stays on the screen."""
        for edit in self._edits().values():
            edit.clear()
        self.form.hello.clear()
        self.form.birth_date.set_value(None)
        self.form.root.setCurrentIndex(_THANKS)
        self.form.unlock.setFocus()
        self._timer.start()

    def say_failure(self) -> None:
        """The answers could not be kept: say so, and let the patient try again."""
        self.form.failure.setText("This could not be saved. Please tell the front desk.")
        self.form.failure.show()
        self.form.send.setEnabled(True)

    def reject(self) -> None:
        """Give the screen back: never just close."""
        (self.over if self.is_over else self.left).emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the screen back instead of closing."""
        event.ignore()
        self.reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let typing through and nothing else: no short cuts, no menus, no pasting."""
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind in _KEYS:
            return self._swallows(event)
        if isinstance(event, QMouseEvent) and kind in _MOUSE:
            return event.button() != Qt.MouseButton.LeftButton
        return kind in (QEvent.Type.ContextMenu, QEvent.Type.DragEnter, QEvent.Type.Drop)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the screen back at Esc, and press the button that has the keyboard at Return."""
        front = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            front, QPushButton
        ):
            front.click()

    def changeEvent(self, event: QEvent) -> None:
        """Whoever goes to another program has left the screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            if self.isActiveWindow():
                self._was_active = True
            else:
                self._leave_if_elsewhere()

    def _leave_if_elsewhere(self) -> None:
        in_use = self._was_active and self.isVisible() and not self.is_over
        if in_use and _is_elsewhere():
            self.left.emit()

    def _swallows(self, event: QKeyEvent) -> bool:
        command = event.modifiers() & _COMMANDS
        other_letters = event.text().isprintable() and bool(event.text())  # by AltGr, too
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        cuts = event.key() == Qt.Key.Key_Delete and bool(
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        allowed = (event.key() in _TYPING and not cuts) or other_letters
        if event.key() == Qt.Key.Key_Escape or _locks(event):
            if event.type() == QEvent.Type.KeyPress:
                self.reject()
        elif allowed and (not command or (command == both and other_letters)):
            return False
        event.accept()  # as a short cut, it would be asked of the application's others
        return True

    def _recognize(self) -> None:
        form = self.form
        if form.birth_date.value() == self._sheet.birth_date:
            self._show_details()
            return
        if not form.birth_date.check():
            return  # no date at all is no try
        self._wrong += 1
        if self._wrong >= TRIES:
            self.not_recognized.emit()
            return
        form.problem.setText("This is not the birth date we know. Please look at it again.")
        form.problem.show()
        form.birth_date.setFocus()
        form.birth_date.edit.selectAll()

    def _show_details(self) -> None:
        form, shown = self.form, self._sheet.shown
        form.hello.setText(f"Hello, {self._sheet.name}")
        for field, edit in self._edits().items():
            edit.setMaxLength(LONGEST[field])
            edit.setText(shown[field])
        form.root.setCurrentIndex(_DETAILS)
        form.phone_mobile.setFocus()

    def _offer(self) -> None:
        changed = bool(corrections(self._sheet.shown, self.typed))
        self.form.send.setText(_SEND if changed else _ALL_RIGHT)

    def _send(self) -> None:
        self.form.send.setEnabled(False)
        self.answered.emit()

    def _edits(self) -> dict[CheckInField, QLineEdit]:
        return {field: getattr(self.form, field.value) for field in CheckInField}

    def _shut_ways_out(self) -> None:
        for widget in (self, *self.findChildren(QWidget)):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            widget.setAcceptDrops(False)
            widget.setToolTip("")
            widget.installEventFilter(self)


def _locks(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_L and bool(
        event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )


def _is_elsewhere() -> bool:
    return QGuiApplication.applicationState() is not Qt.ApplicationState.ApplicationActive
