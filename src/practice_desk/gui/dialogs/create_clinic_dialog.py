"""Asking for a new clinic: the clinic, then its first person. The recovery code comes third."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.errors import (
    ClinicExists,
    DiskFull,
    ExpectedError,
    FolderReadOnly,
    Invalid,
    Problem,
)
from practice_desk.gui.binding import Form, value_of
from practice_desk.gui.icons import set_pixmap
from practice_desk.gui.models.new_clinic import (
    CLINIC_FIELDS,
    NewClinicFields,
    check_clinic_step,
    check_person_step,
    suggested_folder,
    suggested_user_name,
)
from practice_desk.gui.tasks import Tasks
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.gui.widgets.passphrase_check import Judge, PassphraseCheck
from practice_desk.gui.widgets.passphrase_field import PassphraseField

CLINIC_STEP, PERSON_STEP = range(2)

_TITLES = ("The clinic", "You")
_INTRODUCTIONS = (
    "Name, address and numbers stand on every letter. They can be changed later.",
    "You are the first to unlock this clinic. Nothing is made before this step is complete.",
)
_WIDTH = 620


class CreateClinicForm(Form):
    """The widgets of ``create_clinic_dialog.ui``."""

    ui = "create_clinic_dialog.ui"
    step: QLabel
    title: QLabel
    introduction: QLabel
    problem_frame: QFrame
    problem_icon: QLabel
    problem: QLabel
    pages: QStackedWidget
    name: QLineEdit
    address_line: QLineEdit
    city: QLineEdit
    state: QLineEdit
    postal_code: QLineEdit
    phone: QLineEdit
    fax: QLineEdit
    folder: QLineEdit
    choose_button: QPushButton
    given_name: QLineEdit
    family_name: QLineEdit
    credentials: QLineEdit
    npi: QLineEdit
    user_name: QLineEdit
    passphrase: PassphraseField
    passphrase_again: PassphraseField
    advice: QLabel
    progress: QProgressBar
    cancel_button: QPushButton
    back_button: QPushButton
    next_button: QPushButton


class CreateClinicDialog(QDialog):
    """Asks for a new clinic.

    `create_requested` comes with everything checked. Answer with `set_busy(True)`, then with
    `made` or `show_error`.
    """

    create_requested = Signal(object, object)
    """Emits (folder: Path, fields: NewClinicFields)."""

    def __init__(
        self, tasks: Tasks, parent: QWidget | None = None, *, home: Path | None = None
    ) -> None:
        """Suggest folders in *home*, by default the person's documents."""
        super().__init__(parent)
        self._home = home or _documents()
        self._busy = False
        self._suggested_user = ""
        self.form = CreateClinicForm(self)
        self._problems = FieldProblems(self.form.pages)
        self._check = PassphraseCheck(
            self.form.passphrase,
            self.form.passphrase_again,
            self.form.advice,
            tasks,
            self._judge,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form.root)
        self.setWindowTitle(self.form.root.windowTitle())
        self.setFixedWidth(_WIDTH)
        self._prepare()
        self._connect()
        self._show_step(CLINIC_STEP)

    @property
    def step(self) -> int:
        """The step shown: CLINIC_STEP or PERSON_STEP."""
        return self.form.pages.currentIndex()

    def set_busy(self, busy: bool) -> None:
        """Show that the clinic is being made and take no input meanwhile."""
        self._busy = busy
        self.form.pages.setEnabled(not busy)
        self.form.progress.setVisible(busy)
        self._show_buttons()

    def show_error(self, error: ExpectedError) -> None:
        """Say what failed, at the fields where it can; what was typed stays."""
        self.set_busy(False)
        if isinstance(error, Invalid):
            self._show_problems(error.problems)
            return
        if isinstance(error, ClinicExists | FolderReadOnly | DiskFull):
            self._show_step(CLINIC_STEP)
            self.form.folder.setFocus()
        self._say(str(error))

    def made(self) -> None:
        """Close: the clinic is there."""
        self.set_busy(False)
        self.accept()

    def done(self, result: int) -> None:
        """Close and forget the passphrase, but not while the clinic is made."""
        if self._busy:
            return
        for field in (self.form.passphrase, self.form.passphrase_again):
            field.forget()
        super().done(result)

    def _prepare(self) -> None:
        form = self.form
        set_pixmap(form.problem_icon, "circle-alert", 20, "danger")
        form.problem_icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        form.problem_frame.hide()
        policy = form.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        form.progress.setSizePolicy(policy)
        form.progress.hide()
        form.next_button.setDefault(True)
        form.folder.setText(str(suggested_folder(self._home, "")))

    def _connect(self) -> None:
        form = self.form
        form.next_button.clicked.connect(self._next)
        form.back_button.clicked.connect(lambda: self._show_step(CLINIC_STEP))
        form.cancel_button.clicked.connect(self.reject)
        form.choose_button.clicked.connect(self._choose_folder)
        form.name.textEdited.connect(self._suggest_folder)
        form.folder.textEdited.connect(self._keep_folder)
        form.given_name.textEdited.connect(self._suggest_user_name)
        form.family_name.textEdited.connect(self._suggest_user_name)
        for field in (form.given_name, form.family_name, form.user_name):
            field.textChanged.connect(self._check.judge_anew)
        self._folder_is_mine = True

    def _show_step(self, step: int) -> None:
        form = self.form
        form.pages.setCurrentIndex(step)
        form.step.setText(f"Step {step + 1} of 3")
        form.title.setText(_TITLES[step])
        form.introduction.setText(_INTRODUCTIONS[step])
        form.problem_frame.hide()
        self._show_buttons()
        first = (form.name, form.given_name)[step]
        first.setFocus()

    def _show_buttons(self) -> None:
        form, step = self.form, self.step
        form.cancel_button.setEnabled(not self._busy)
        form.back_button.setVisible(step == PERSON_STEP)
        form.back_button.setEnabled(not self._busy)
        words = ("Next", "Creating…" if self._busy else "Create clinic")
        form.next_button.setText(words[step])
        form.next_button.setEnabled(not self._busy)

    def _next(self) -> None:
        self.form.problem_frame.hide()
        problems = check_clinic_step(self._clinic(), self.form.folder.text())
        if self.step == PERSON_STEP:
            again = self.form.passphrase_again.secret()
            problems += check_person_step(self._fields(), again)
        if problems:
            self._show_problems(problems)
        elif self.step == CLINIC_STEP:
            self._problems.clear()
            self._show_step(PERSON_STEP)
        else:
            self._problems.clear()
            self.create_requested.emit(self._folder(), self._fields())

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        if any(problem.field in CLINIC_FIELDS for problem in problems):
            self._show_step(CLINIC_STEP)
        rest = self._problems.show(problems)
        if self._problems.sentence("passphrase"):
            self._check.give_way()
        if rest:
            self._say(" ".join(problem.sentence for problem in rest))

    def _say(self, sentence: str) -> None:
        self.form.problem.setText(sentence)
        self.form.problem_frame.show()

    def _clinic(self) -> ClinicProfile:
        form = self.form
        return ClinicProfile(
            *(
                value_of(field)
                for field in (
                    form.name,
                    form.address_line,
                    form.city,
                    form.state,
                    form.postal_code,
                    form.phone,
                    form.fax,
                )
            )
        )

    def _fields(self) -> NewClinicFields:
        form = self.form
        return NewClinicFields(
            self._clinic(),
            value_of(form.user_name),
            value_of(form.given_name),
            value_of(form.family_name),
            form.passphrase.secret(),
            value_of(form.credentials),
            value_of(form.npi),
        )

    def _folder(self) -> Path:
        return Path(self.form.folder.text().strip()).expanduser()

    def _choose_folder(self) -> None:
        chooser = QFileDialog(self, "Where to keep the clinic", str(self._home))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._folder_chosen)
        chooser.open()

    def _folder_chosen(self, parent: str) -> None:
        self._home = Path(parent)
        self._folder_is_mine = True
        self._suggest_folder()

    def _suggest_folder(self) -> None:
        if self._folder_is_mine:
            self.form.folder.setText(str(suggested_folder(self._home, self.form.name.text())))

    def _keep_folder(self) -> None:
        self._folder_is_mine = False

    def _suggest_user_name(self) -> None:
        field = self.form.user_name
        if field.text() == self._suggested_user:
            given, family = self.form.given_name.text(), self.form.family_name.text()
            self._suggested_user = suggested_user_name(given, family)
            field.setText(self._suggested_user)

    def _judge(self, passphrase: str) -> Judge:
        names = self._fields().names

        def judge() -> tuple[Problem, ...]:
            from practice_desk.services.passphrases import passphrase_problems

            return passphrase_problems(passphrase, names)

        return judge


def _documents() -> Path:
    places = QStandardPaths.StandardLocation
    return Path(QStandardPaths.writableLocation(places.DocumentsLocation) or Path.home())
