"""Says at the field, while a new passphrase is typed, whether it is good enough."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel

from practice_desk.domain.errors import ExpectedError, Problem
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.passphrase_advice import passphrase_advice, wants_verdict
from practice_desk.gui.tasks import Task, Tasks
from practice_desk.gui.widgets.passphrase_field import PassphraseField

_PAUSE_MS = 250

Judge = Callable[[], tuple[Problem, ...]]


class PassphraseCheck(QObject):
    """Keeps *label* in step with the two fields of a new passphrase.

    Length and equality are said at once. How hard it is to guess is estimated on the worker of
    *tasks*, once typing pauses: *judge* is called here with the passphrase and returns the work.
    """

    def __init__(
        self,
        first: PassphraseField,
        again: PassphraseField,
        label: QLabel,
        tasks: Tasks,
        judge: Callable[[str], Judge],
    ) -> None:
        super().__init__(label)
        self._first, self._again, self._label = first, again, label
        self._tasks, self._judge = tasks, judge
        self._judged: str | None = None
        self._verdict: str | None = None
        self._task: Task | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._estimate)
        first.textChanged.connect(self._first_changed)
        again.textChanged.connect(self._show)
        self._show()

    def judge_anew(self) -> None:
        """Estimate again: the names that are known have changed."""
        self._judged = None
        self._first_changed()

    def give_way(self) -> None:
        """Say nothing until something else is typed: a problem stands at the field itself."""
        self._label.clear()

    def _first_changed(self) -> None:
        self._drop()
        passphrase = self._first.secret()
        if passphrase != self._judged:
            self._judged = self._verdict = None
            if wants_verdict(passphrase):
                self._pause.start()
        self._show()

    def _drop(self) -> None:
        self._pause.stop()
        if self._task is not None:
            self._task.drop()
            self._task = None

    def _estimate(self) -> None:
        passphrase = self._first.secret()

        def found(problems: tuple[Problem, ...]) -> None:
            self._task = None
            self._judged = passphrase
            self._verdict = " ".join(problem.sentence for problem in problems)
            self._show()

        task = self._tasks.run(
            self._judge(passphrase), done=found, failed=self._not_known, parent=self
        )
        self._task = None if self._judged == passphrase else task

    def _not_known(self, _error: ExpectedError) -> None:
        self._task = None  # saving judges again, and says then what is wrong

    def _show(self) -> None:
        advice = passphrase_advice(self._first.secret(), self._again.secret(), self._verdict)
        self._label.setText(advice.text)
        self._first.setAccessibleDescription(advice.text)
        role = "problem" if advice.is_problem else "small"
        if self._label.property("role") != role:
            theme.style(self._label, role=role)


def judge_in(context: AppContext) -> Callable[[str], Judge]:
    """Return what judges a passphrase for the clinic that is open."""

    def prepare(passphrase: str) -> Judge:
        def judge() -> tuple[Problem, ...]:
            from practice_desk.services.accounts import new_passphrase_problems  # on the worker

            return new_passphrase_problems(context.clinic, passphrase)

        return judge

    return prepare
