"""The widgets of the unlock window, the one form that is not drawn in Designer.

It is the first thing painted. Loading any form makes PySide set up every widget class that there
is, 9 ms that all later forms then do not pay, and the enums of `Qt` take 30 ms to make: nothing
here uses either. See docs/decisions/0004.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.gui.widgets.passphrase_field import PassphraseField

_PLAIN_TEXT = 0  # Qt.TextFormat.PlainText
_TOP_LEFT = 0x21  # Qt.AlignmentFlag.AlignTop | AlignLeft


class UnlockForm:
    """Who is there, the secret, and what to do with it; `root` is the widget with all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.root = QWidget(parent)
        self.root.setObjectName("unlock_form")
        self.root.setWindowTitle("Unlock the clinic")
        self.lock_icon = _label("lock_icon")
        self.lock_icon.setProperty("alignment", _TOP_LEFT)
        self.clinic_name = _label("clinic_name", "Practice Desk", role="title")
        self.clinic_name.setWordWrap(True)
        self.folder_name = _label("folder_name", role="small")
        self.user_name = QComboBox()
        self.user_name.setObjectName("user_name")
        self.secret = PassphraseField()
        self.secret.setObjectName("secret")
        self.secret_label = _label("secret_label", "&Passphrase", role="field")
        self.secret_label.setBuddy(self.secret)
        self.switch_button = _button("switch_button", "Use the &recovery code", "link")
        self.problem_icon = _label("problem_icon")
        self.problem_icon.setProperty("alignment", _TOP_LEFT)
        self.problem = _label("problem")
        self.problem.setWordWrap(True)
        self.problem_frame = self._problem_frame()
        self.progress = QProgressBar()
        self.progress.setObjectName("progress")
        self.progress.setMaximum(0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Unlocking")
        self.other_button = _button("other_button", "&Other clinic…", "quiet")
        self.unlock_button = _button("unlock_button", "Un&lock", "primary")
        self.unlock_button.setMinimumWidth(120)
        self._lay_out()
        self._order_tabs()

    def _problem_frame(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("problem_frame")
        frame.setProperty("banner", "danger")
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self.problem_icon)
        row.addWidget(self.problem, 1)
        return frame

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self.root)
        rows.setContentsMargins(32, 28, 32, 24)
        rows.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.clinic_name)
        words.addWidget(self.folder_name)
        heading = _row(14)
        heading.addWidget(self.lock_icon)
        heading.addLayout(words, 1)
        switch = _row(8)
        switch.addWidget(self.switch_button)
        switch.addStretch()
        buttons = _row(8)
        buttons.addWidget(self.other_button)
        buttons.addStretch()
        buttons.addWidget(self.unlock_button)
        user_name_label = _label("user_name_label", "&User name", role="field")
        user_name_label.setBuddy(self.user_name)
        rows.addLayout(heading)
        rows.addSpacing(8)
        rows.addWidget(user_name_label)
        rows.addWidget(self.user_name)
        rows.addSpacing(2)
        rows.addWidget(self.secret_label)
        rows.addWidget(self.secret)
        rows.addLayout(switch)
        rows.addWidget(self.problem_frame)
        rows.addWidget(self.progress)
        rows.addSpacing(4)
        rows.addLayout(buttons)

    def _order_tabs(self) -> None:
        order = (
            self.user_name, self.secret, self.switch_button, self.unlock_button, self.other_button,
        )  # fmt: skip
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)


def _label(name: str, text: str = "", *, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setProperty("textFormat", _PLAIN_TEXT)
    if role:
        label.setProperty("role", role)
    return label


def _button(name: str, text: str, kind: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("kind", kind)
    button.setAutoDefault(kind == "primary")
    return button


def _row(spacing: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(spacing)
    return row
