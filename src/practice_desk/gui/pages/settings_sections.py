"""The parts of the settings that are forms: letterhead, own name, passphrase, this computer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QLabel,
    QPushButton,
    QSystemTrayIcon,
    QWidget,
)

from practice_desk.domain.account import Account
from practice_desk.domain.changes import Changes
from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.errors import ExpectedError, Invalid, Problem, StaleRecord
from practice_desk.domain.passphrase import are_the_same, check_passphrase
from practice_desk.gui import theme
from practice_desk.gui.binding import set_value, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.settings_view import roles_text, workstation_sentence
from practice_desk.gui.pages.settings_forms import (
    AccountSettingsForm,
    ClinicSettingsForm,
    ComputerSettingsForm,
    PassphraseSettingsForm,
)
from practice_desk.gui.preferences import IDLE_MINUTES, LOOK, preferences
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.gui.widgets.npi_check import check_npi_while_typed
from practice_desk.gui.widgets.passphrase_check import PassphraseCheck, judge_in
from practice_desk.gui.widgets.saved_meanwhile import take_over
from practice_desk.services.accounts import change_passphrase
from practice_desk.services.directory import clinic_profile, save_clinic_profile
from practice_desk.services.own_account import own_account, save_own_account
from practice_desk.services.workstation import (
    WorkstationStatus,
    bind_to_workstation,
    release_from_workstation,
    workstation_status,
)

_CLINIC_FIELDS = (
    "name",
    "address_line",
    "city",
    "state",
    "postal_code",
    "phone",
    "fax",
    "email",
)
_ACCOUNT_FIELDS = ("given_name", "family_name", "credentials", "npi")


class Section:
    """A form that saves itself; failures show at its fields or in its own line."""

    def __init__(self, context: AppContext, root: QWidget, problem: QLabel) -> None:
        self.context = context
        self.root = root
        self.problems = FieldProblems(root, problem)
        self._problem = problem

    def run(
        self,
        work: Callable[[], object],
        button: QPushButton,
        done: Callable[[object], None],
    ) -> None:
        """Run *work* with *button* disabled meanwhile."""
        self.problems.clear()
        button.setEnabled(False)

        def end(result: object) -> None:
            button.setEnabled(True)
            done(result)

        def give_up(error: ExpectedError) -> None:
            button.setEnabled(True)
            self.show_error(error)

        self.context.tasks.run(work, done=end, failed=give_up, parent=self.root)

    def show_error(self, error: ExpectedError) -> None:
        """Show what went wrong; what was typed stays."""
        if isinstance(error, Invalid):
            self.problems.show(error.problems)
            return
        self._problem.setText(str(error))
        self._problem.show()

    def saved(self, changes: object, sentence: str) -> None:
        """Tell everybody."""
        if isinstance(changes, Changes):
            self.context.events.store_changed.emit(changes)
        self.context.messages.success(sentence)


class ClinicSection(Section):
    """The letterhead."""

    def __init__(self, context: AppContext) -> None:
        self.form = ClinicSettingsForm()
        super().__init__(context, self.form.root, self.form.problem)
        self._read: ClinicProfile | None = None
        self.form.save_button.clicked.connect(self.save)

    def load(self) -> None:
        """Read the letterhead, unless something was typed that is not saved."""
        context = self.context
        if not self.is_changed():
            context.tasks.run(
                lambda: clinic_profile(context.clinic), done=self._show, parent=self.root
            )

    def is_changed(self) -> bool:
        """Whether the form differs from what was read."""
        return self._read is not None and self._typed() != self._read

    def discard(self) -> None:
        """Show what is stored instead of what was typed."""
        self._read = None
        self.load()

    def save(self) -> None:
        """Save the letterhead."""
        typed, context = self._typed(), self.context
        self.run(
            lambda: save_clinic_profile(context.clinic, typed), self.form.save_button, self._saved
        )

    def show_error(self, error: ExpectedError) -> None:
        """Show what went wrong, and what somebody else saved meanwhile beside what was typed."""
        super().show_error(error)
        if isinstance(error, StaleRecord):
            context = self.context
            context.tasks.run(
                lambda: clinic_profile(context.clinic), done=self._merge, parent=self.root
            )

    def _merge(self, stored: ClinicProfile) -> None:
        if self._read is not None:
            self._problem.setText(take_over(self.root, asdict(self._read), asdict(stored)))
        self._read = stored

    def _saved(self, changes: object) -> None:
        self._read = None
        self.load()
        self.saved(changes, "The letterhead was saved.")

    def _typed(self) -> ClinicProfile:
        version = None if self._read is None else self._read.version
        typed = {name: value_of(getattr(self.form, name)) for name in _CLINIC_FIELDS}
        return ClinicProfile(**typed, version=version)

    def _show(self, profile: ClinicProfile) -> None:
        for name in _CLINIC_FIELDS:
            set_value(getattr(self.form, name), getattr(profile, name))
        self._read = profile
        self._read = self._typed()  # as the form writes it


class AccountSection(Section):
    """The own name, credentials and NPI."""

    def __init__(self, context: AppContext) -> None:
        self.form = AccountSettingsForm()
        super().__init__(context, self.form.root, self.form.problem)
        self._read: Account | None = None
        check_npi_while_typed(self.form.npi, self.form.npi_hint)
        self.form.save_button.clicked.connect(self.save)

    def load(self) -> None:
        """Read the account, unless something was typed that is not saved."""
        context = self.context
        if not self.is_changed():
            context.tasks.run(
                lambda: own_account(context.clinic), done=self._show, parent=self.root
            )

    def is_changed(self) -> bool:
        """Whether the form differs from what was read."""
        return self._read is not None and self._typed(self._read) != self._read

    def discard(self) -> None:
        """Show what is stored instead of what was typed."""
        self._read = None
        self.load()

    def save(self) -> None:
        """Save name, credentials and NPI."""
        if self._read is None:
            return
        typed, context = self._typed(self._read), self.context
        self.run(
            lambda: save_own_account(context.clinic, typed), self.form.save_button, self._saved
        )

    def show_error(self, error: ExpectedError) -> None:
        """Show what went wrong, an NPI's problem only once."""
        super().show_error(error)
        if self.problems.sentence("npi"):
            self.form.npi_hint.hide()

    def _saved(self, changes: object) -> None:
        self._read = None
        self.load()
        self.saved(changes, "Your name was saved; new letters carry it.")

    def _typed(self, read: Account) -> Account:
        typed = {name: value_of(getattr(self.form, name)) for name in _ACCOUNT_FIELDS}
        return replace(read, **typed)

    def _show(self, own: Account) -> None:
        form = self.form
        form.account_line.setText(f"User name {own.user_name}. Roles: {roles_text(own.roles)}.")
        for name in _ACCOUNT_FIELDS:
            set_value(getattr(form, name), getattr(own, name))
        self._read = self._typed(own)


class PassphraseSection(Section):
    """Changing the own passphrase."""

    def __init__(self, context: AppContext) -> None:
        self.form = form = PassphraseSettingsForm()
        super().__init__(context, form.root, form.problem)
        self.check = PassphraseCheck(
            form.passphrase, form.passphrase_again, form.advice, context.tasks, judge_in(context)
        )
        form.change_button.clicked.connect(self.save)

    def save(self) -> None:
        """Change the passphrase."""
        form, context = self.form, self.context
        old, new = form.old_passphrase.secret(), form.passphrase.secret()
        if problems := passphrase_problems(old, new, form.passphrase_again.secret()):
            self.show_error(Invalid(problems))
            return
        self.run(
            lambda: change_passphrase(context.clinic, old, new), form.change_button, self._saved
        )

    def show_error(self, error: ExpectedError) -> None:
        """Show what went wrong, a weakness only once."""
        super().show_error(error)
        if self.problems.sentence("passphrase"):
            self.check.give_way()

    def forget(self) -> None:
        """Empty every field."""
        for field in (
            self.form.old_passphrase,
            self.form.passphrase,
            self.form.passphrase_again,
        ):
            field.forget()

    def _saved(self, _none: object) -> None:
        self.forget()
        self.context.messages.success(
            "Your passphrase was changed.", "Backups made before still open with the old one."
        )


class ComputerSection(Section):
    """Look, lock and keyring of this computer."""

    def __init__(self, context: AppContext) -> None:
        self.form = form = ComputerSettingsForm()
        super().__init__(context, form.root, form.workstation_problem)
        self._status: WorkstationStatus | None = None
        self._looks = {"": form.look_system, "light": form.look_light, "dark": form.look_dark}
        group = QButtonGroup(form.root)
        for button in self._looks.values():
            group.addButton(button)
        self._looks.get(preferences.get(LOOK), form.look_system).setChecked(True)
        group.buttonClicked.connect(lambda _button: self._choose_look())
        form.idle_minutes.setValue(preferences.idle_minutes())
        form.idle_minutes.valueChanged.connect(
            lambda minutes: preferences.put(IDLE_MINUTES, str(minutes))
        )
        me = context.user_name
        form.tell_news.setChecked(preferences.tells_news(me))
        form.tell_news.toggled.connect(lambda told: preferences.tell_news(me, told))
        form.tray.setChecked(preferences.tray)
        form.tray.toggled.connect(preferences.show_tray)
        form.workstation_button.clicked.connect(self.save)
        form.workstation_controls.hide()

    def load(self) -> None:
        """Ask the keyring again, and whether there is a tray."""
        context = self.context
        self.form.tray_missing.setVisible(not QSystemTrayIcon.isSystemTrayAvailable())
        context.tasks.run(
            lambda: workstation_status(context.clinic), done=self._show, parent=self.root
        )

    def save(self) -> None:
        """Tie the account to this computer's keyring, or release it."""
        form, context = self.form, self.context
        if self._status is None:
            return
        passphrase = form.workstation_passphrase.secret()
        if not passphrase:
            self.problems.show([Problem("workstation_passphrase", "Enter your passphrase.")])
            return
        change = release_from_workstation if self._status.bound else bind_to_workstation
        self.run(lambda: change(context.clinic, passphrase), form.workstation_button, self._show)

    def _show(self, status: object) -> None:
        if not isinstance(status, WorkstationStatus):
            return
        form = self.form
        self._status = status
        form.workstation_passphrase.forget()
        form.workstation_sentence.setText(workstation_sentence(status))
        form.workstation_controls.setVisible(status.available or status.bound)
        form.workstation_button.setText(
            "Rele&ase my account from this computer"
            if status.bound
            else "&Tie my account to this computer"
        )

    def _choose_look(self) -> None:
        chosen = next(name for name, button in self._looks.items() if button.isChecked())
        preferences.put(LOOK, chosen)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.theme().use(application, preferences.dark())


def passphrase_problems(old: str, new: str, again: str) -> tuple[Problem, ...]:
    """Return what is wrong before the slow derivation is begun."""
    problems = [] if old else [Problem("old_passphrase", "Enter your present passphrase.")]
    problems += check_passphrase(new)
    if not are_the_same(new, again):
        problems.append(Problem("passphrase_again", "This is not the same as the new passphrase."))
    return tuple(problems)
