"""Checks a change of the plan while it is being composed, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.knowledge import EntryKey
from practice_desk.domain.safety import SafetyAlert
from practice_desk.domain.safety_decision import FindingKey, finding_key
from practice_desk.gui.context import AppContext
from practice_desk.gui.entry_link import show_entries
from practice_desk.gui.models.safety_view import SafetyView, failed_view, safety_view, waiting_view
from practice_desk.gui.tasks import Task
from practice_desk.gui.widgets.safety_panel import SafetyPanel
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan_changes import ChangeToSign, check_changes
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.signing import CheckedChange, check_for_signing

_About = tuple[str, str]
"""A medication, by its id in the pack and its name."""

Question = PlannedChange | tuple[ChangeToSign, ...]
"""One change, or several that are made together."""

Unasked = str
"""What has to be entered before anything can be checked, as a sentence."""

ENTER_THE_DAY: Unasked = "Enter the day: the checks are about the plan as it is then."

PAUSE_MILLISECONDS = 250
"""How long the typing rests before the check is asked."""
SLOW_MILLISECONDS = 300
"""How long an empty panel waits for the answer before it says that there is none yet."""


class LiveCheck(QObject):
    """Asks again after every `ask_soon`; what an overtaken question finds is dropped.

    *read* returns what stands in the form, a sentence while what it lacks keeps it from being
    checked, or None while nothing is composed.
    """

    found = Signal(object)
    """Emits the `SafetyView` that the panel shows; None while nothing is asked."""

    def __init__(
        self,
        context: AppContext,
        patient_id: int,
        read: Callable[[], Question | Unasked | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.panel = SafetyPanel()
        self._context, self._patient_id, self._read = context, patient_id, read
        self._seen: dict[_About, dict[FindingKey, SafetyAlert]] = {}
        self._about: _About = ("", "")
        self.view: SafetyView | None = None
        """What the panel shows; None while nothing is asked."""
        self.checked: CheckedChange | None = None
        """What was found, None while nothing is asked or it could not be checked."""
        self._task: Task | None = None
        self._asked: Question | Unasked | None = None
        self._later = QTimer(self, interval=PAUSE_MILLISECONDS, singleShot=True)
        self._later.timeout.connect(self.ask)
        self._slow = QTimer(self, interval=SLOW_MILLISECONDS, singleShot=True)
        self._slow.timeout.connect(self._say_waiting)
        self.panel.entry_wanted.connect(self.show_entry)
        context.events.store_changed.connect(self._changed)

    def show_entry(self, key: EntryKey) -> None:
        """Show what a finding comes from: its source, its review, and for who may, reviewing."""
        show_entries(self._context, (key,), self.panel)

    @property
    def seen(self) -> tuple[SafetyAlert, ...]:
        """What interrupted since the form was opened, about the medication that it is about now.

        What interrupted while another was chosen tells nothing: it can't be told from a slip.
        """
        return tuple(self._seen.get(self._about, {}).values())

    def ask_soon(self) -> None:
        """Ask once the typing rests."""
        self._later.start()

    def ask_again(self) -> None:
        """Ask now, also about what was asked before: the plan is no longer what it was."""
        self._asked = None
        self.ask()

    def ask(self) -> None:
        """Ask now, unless this very change was asked about already."""
        self._later.stop()
        change = self._read()
        if change == self._asked:
            return
        self._asked = change
        if self._task is not None:
            self._task.drop()
            self._task = None
        if change is None:
            self.panel.forget()
            self._tell(None)
            return
        if isinstance(change, Unasked):
            self._show_unchecked(change)
            return
        context, patient_id, asked = self._context, self._patient_id, change
        self._about = _about(change)
        self._slow.start()
        self._task = self._context.tasks.run(
            lambda: _check(context.clinic, patient_id, asked),
            done=self._show,
            failed=self._say_not_checked,
            parent=self,
        )

    def _show(self, checked: CheckedChange) -> None:
        self._task = None
        seen = self._seen.setdefault(self._about, {})
        asked = self._asked
        alone = isinstance(asked, PlannedChange)
        if asked is not None and not isinstance(asked, Unasked) and not _form_of(asked).is_unread:
            seen.update(
                (finding_key(alert), alert)
                for alert in checked.unanswered
                # the others are not given up with it
                if alone or self._about[0] in alert.medications
            )
        view = safety_view(checked)
        self.panel.show_view(view)
        self._tell(view, checked)

    def _say_not_checked(self, error: ExpectedError) -> None:
        self._task = self._asked = None  # the same change may be asked about again
        self._show_unchecked(str(error))

    def _say_waiting(self) -> None:
        """Say that nothing is checked yet, unless what was found before still stands there."""
        if self._task is not None and not self._task.is_cancelled and self.view is None:
            self.panel.show_view(waiting_view())

    def _show_unchecked(self, why: str) -> None:
        view = failed_view(why)
        self.panel.show_view(view)
        self._tell(view)

    def _changed(self, changes: Changes) -> None:
        if "knowledge" in changes.nouns and self._asked is not None:
            self.ask_again()

    def _tell(self, view: SafetyView | None, checked: CheckedChange | None = None) -> None:
        self.view, self.checked = view, checked
        self.found.emit(view)


def _check(clinic: Clinic, patient_id: int, asked: Question) -> CheckedChange:
    if isinstance(asked, PlannedChange):
        return check_for_signing(clinic, patient_id, asked)
    return check_changes(clinic, patient_id, asked)


def _about(asked: Question) -> _About:
    """Return the medication that a form is about; among several changes the first is its own."""
    medication = _form_of(asked).medication
    return ("", "") if medication is None else (medication.concept_id, medication.name)


def _form_of(asked: Question) -> PlannedChange | ChangeToSign:
    """Return the change that the form itself composes."""
    return asked if isinstance(asked, PlannedChange) else asked[0]
