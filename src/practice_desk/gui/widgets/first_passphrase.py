"""The passphrase an account gets from an administrator: typed by the person, or for one unlock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import Problem
from practice_desk.domain.passphrase import are_the_same, check_passphrase
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.widgets.passphrase_check import PassphraseCheck, judge_in
from practice_desk.gui.widgets.passphrase_field import PassphraseField
from practice_desk.services.staff import FirstPassphrase, suggested_passphrase

_OWN, _ONCE = range(2)


class FirstPassphraseForm(Form):
    """``ui/first_passphrase.ui``."""

    ui = "first_passphrase.ui"
    types_own: QRadioButton
    gets_one_time: QRadioButton
    pages: QStackedWidget
    passphrase: PassphraseField
    passphrase_again: PassphraseField
    advice: QLabel
    one_time: QLineEdit
    another: QPushButton


@register_custom_widget
class FirstPassphraseEditor(QWidget):
    """Two ways to choose from; `passphrase` reads the chosen one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._made: FirstPassphraseForm | None = None
        self._check: PassphraseCheck | None = None

    @property
    def form(self) -> FirstPassphraseForm:
        """The form, loaded at first use: a form loaded while another is being loaded is lost."""
        if self._made is None:
            self._made = form = FirstPassphraseForm(self)
            self._rows.addWidget(form.root)
            self.setFocusProxy(form.types_own)
            form.gets_one_time.toggled.connect(self._turn)
            form.another.clicked.connect(self._suggest)
            self._suggest()
        return self._made

    def judge_in(self, context: AppContext) -> None:
        """Say from now on, while it is typed, whether a passphrase is good enough."""
        form, judge = self.form, judge_in(context)
        self._check = PassphraseCheck(
            form.passphrase, form.passphrase_again, form.advice, context.tasks, judge
        )

    def passphrase(self) -> FirstPassphrase:
        """Return the passphrase as chosen."""
        if self.form.gets_one_time.isChecked():
            return FirstPassphrase(self.form.one_time.text().strip(), one_time=True)
        return FirstPassphrase(self.form.passphrase.secret(), one_time=False)

    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong before anything slow is begun."""
        chosen = self.passphrase()
        if problems := check_passphrase(chosen.text):
            return self.placed(problems)
        again = self.form.passphrase_again.secret()
        if not chosen.one_time and not are_the_same(chosen.text, again):
            return (Problem("passphrase_again", "The two differ. Type it again."),)
        return ()

    def placed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return *problems* with those of the passphrase at the field where it was chosen."""
        if self._made is None or not self.form.gets_one_time.isChecked():
            return tuple(problems)
        return tuple(
            replace(problem, field="one_time") if problem.field == "passphrase" else problem
            for problem in problems
        )

    def give_way(self) -> None:
        """Leave it to the problem that stands at the field."""
        if self._check is not None:
            self._check.give_way()

    def forget(self) -> None:
        """Empty every field."""
        if self._made is None:
            return
        for field in (self.form.passphrase, self.form.passphrase_again):
            field.forget()
        self.form.one_time.clear()

    def _turn(self, one_time: bool) -> None:
        self.form.pages.setCurrentIndex(_ONCE if one_time else _OWN)

    def _suggest(self) -> None:
        assert self._made is not None  # its own button
        self._made.one_time.setText(suggested_passphrase())
        self._made.one_time.setCursorPosition(0)
