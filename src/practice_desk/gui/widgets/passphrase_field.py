"""A field for a passphrase, with a switch to see what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.icons import set_icon
from practice_desk.gui.theme import color

if TYPE_CHECKING:  # each takes half a millisecond to set up, and this is painted first
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

_TAB_FOCUS = 1
"""`Qt.FocusPolicy.TabFocus`: the enums of `Qt` take 30 ms to make, and this is painted first."""

_ICON = 16


_LINE_BREAKS = "\r\n\u2028\u2029"


@register_custom_widget
class PassphraseField(QLineEdit):
    """A line edit that hides its text until asked to show it, and hides it again when it closes.

    Read it with `secret`, which keeps every space: `binding.value_of` does not.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._toggle = QAction(self)
        self._toggle.setCheckable(True)
        self.addAction(self._toggle, QLineEdit.ActionPosition.TrailingPosition)
        self._toggle.toggled.connect(self._show_or_hide)
        self._show_or_hide(False)

    def secret(self) -> str:
        """Return the text exactly as typed, without the line break that comes with some pastes.

        Nobody could type that break again, here or on the command line.
        """
        return self.text().strip(_LINE_BREAKS)

    def show_text(self, shown: bool) -> None:
        """Show or hide the text, as the switch does."""
        self._toggle.setChecked(shown)

    def forget(self) -> None:
        """Empty the field, with its undo history, and hide what comes next."""
        self.show_text(False)
        self.setText("")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a ring around the switch while it has the focus: Qt's own button shows nothing."""
        super().paintEvent(event)
        button = self._button()
        if button is not None and button.hasFocus():
            from PySide6.QtGui import QPainter, QPen

            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(color("accent"), 2))
            painter.drawRoundedRect(button.geometry().adjusted(1, 4, -1, -4), 5, 5)
            painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the switch right after the field in the tab order, whatever the form says."""
        button = self._button()
        if button is not None:
            button.setAccessibleName(self._toggle.text())
            button.setProperty("focusPolicy", _TAB_FOCUS)
            QWidget.setTabOrder(self, button)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Hide the text when the field leaves the screen."""
        self.show_text(False)
        super().hideEvent(event)

    def _show_or_hide(self, shown: bool) -> None:
        modes = QLineEdit.EchoMode
        self.setEchoMode(modes.Normal if shown else modes.Password)
        if shown:  # a hidden field has these hints by itself
            hints = QtCore.Qt.InputMethodHint
            self.setInputMethodHints(
                hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhNoAutoUppercase
            )
        words = "Hide what I type" if shown else "Show what I type"
        self._toggle.setText(words)
        self._toggle.setToolTip(words)
        set_icon(self._toggle, "eye-off" if shown else "eye", sizes=(_ICON,))
        button = self._button()
        if button is not None:
            button.setAccessibleName(words)

    def _button(self) -> QToolButton | None:
        """Return Qt's own button of the switch, looked up anew: Qt may have made another one."""
        found: QToolButton | None = self.findChild(QToolButton)
        return found
