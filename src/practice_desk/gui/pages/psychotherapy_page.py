"""The author's own psychotherapy notes in a chart, behind their passphrase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.patient import Patient
from practice_desk.domain.psychotherapy_note import (
    BELONGS_HERE,
    BELONGS_IN_THE_CHART,
    NoteOrigin,
    NotesState,
    OwnNotes,
    PsychotherapyNote,
)
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.older_notes_dialog import OlderNotesDialog
from practice_desk.gui.dialogs.own_code_dialog import OwnCodeDialog
from practice_desk.gui.dialogs.psychotherapy_note_dialog import PsychotherapyNoteDialog
from practice_desk.gui.icons import set_icon, set_pixmap
from practice_desk.gui.messages import Level
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.notes_gate import NotesGate
from practice_desk.gui.wording import write_moment
from practice_desk.services import psychotherapy_keys, psychotherapy_notes
from practice_desk.services.charts import Chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.directory import clinic_profile

_LEAST_WIDTH = 200
_WALL = (
    "For your eyes only. Nobody else can read these notes or is shown whether a chart has any: no "
    "colleague, no administrator, no emergency access. They are in no search, letter, export, "
    "report, release or printed paper, and not part of what a patient may ask to see "
    "(45 CFR 164.501 and 164.524). The audit trail tells the administrator when you worked on "
    "notes of your own, never of whom."
)
_EMPTY = "You have written no psychotherapy note in this chart."
_DELETE = (
    "This note will be gone for good; backups made before still hold it, sealed. Some states and "
    "boards say how long such notes are kept: know what holds for you. Press again to delete it."
)
_DAMAGED = (
    "{} can’t be opened: what is stored was changed or put elsewhere. Tell your administrator that "
    "the clinic needs a check; a backup from before may still have it."
)
_OLDER = "{} under your earlier key."
_ORIGINS = {
    NoteOrigin.CAME_OVER: "Written in another chart, which was joined with this one",
    NoteOrigin.ELSEWHERE: (
        "Written in another chart, and no joining of the two is known: "
        "it may be about somebody else"
    ),
}


@dataclass(frozen=True, slots=True)
class _Found:
    patient_id: int
    state: NotesState
    own: OwnNotes | None


class PsychotherapyPage(ChartPage):
    """What belongs here; the door; behind it the list and the selected note.

    The widgets hold notes only while the page is on the screen: a lock leaves nothing in them.
    """

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._patient: Patient | None = None
        self._notes: tuple[PsychotherapyNote, ...] = ()
        self._unsure = False
        self._asked: NotesState | None = None
        self.gate = NotesGate()
        self.list = QListWidget()
        self.list.setAccessibleName("My psychotherapy notes")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("The selected note")
        self.empty = plain_label(_EMPTY, "dim", wrap=True)
        self.older = plain_label("", "dim", wrap=True)
        self.open_older = _button("Open older notes…")
        self.damaged = plain_label("", "problem", wrap=True)
        self.said = Banner()
        self.write = _button("Write…", "primary")
        self.go_on_button = _button("Go on…")
        self.delete = _button("Delete…")
        self.new_code = _button("New recovery code…")
        self.seal = _button("Seal them now")
        set_icon(self.seal, "lock")
        self.reading = Card("")
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_chart(self, chart: Chart) -> None:
        """Show the author's notes in *chart*, or the door to them."""
        if self._patient is None or self._patient.id != chart.patient.id:
            self._forget()
        self._patient = chart.patient
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the notes, where they are open."""
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the notes go from the widgets: another page is shown, or the window is locked."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._forget()

    def take_focus(self) -> None:
        """Lead to the passphrase, or to the notes."""
        behind = self.list if self._notes else self.write
        (self.gate.passphrase if self.stack.currentIndex() == 0 else behind).setFocus()

    def _refresh(self) -> None:
        patient, context = self._patient, self.context
        if patient is None or patient.id is None or not self.isVisible() or not context.is_open:
            return
        number = patient.id
        context.tasks.run(
            lambda: _read(context.clinic, number),
            done=self._show,
            failed=context.messages.show_error,
            parent=self,
        )

    def _show(self, found: _Found) -> None:
        if self._patient is None or self._patient.id != found.patient_id or not self.isVisible():
            return
        if found.own is None:
            if self._asked is not found.state:  # else somebody may be typing there
                self._forget()
                self.gate.show_state(found.state)
                self.stack.setCurrentIndex(0)
                self._asked = found.state
            return
        self._asked = None
        chosen = self._chosen()
        self._notes = found.own.notes
        self.list.clear()
        for note in self._notes:
            self.list.addItem(QListWidgetItem(_line(note)))
        self.empty.setVisible(not self._notes)
        self.list.setVisible(bool(self._notes))
        for widget in (self.older, self.open_older):
            widget.setVisible(found.own.older > 0)
        self.older.setText(_OLDER.format(_in_chart(found.own.older)))
        self.damaged.setVisible(found.own.damaged > 0)
        self.damaged.setText(_DAMAGED.format(_in_chart(found.own.damaged)))
        if self.stack.currentIndex() == 0:
            self.stack.setCurrentIndex(1)
            (self.list if self._notes else self.write).setFocus()
        ids = [note.id for note in self._notes]
        self.list.setCurrentRow(
            ids.index(chosen.id) if chosen is not None and chosen.id in ids else 0
        )
        self._show_chosen()

    def _show_chosen(self) -> None:
        note, self._unsure = self._chosen(), False
        self.said.say("")
        self.delete.setText("Delete…")
        self.reading.setVisible(note is not None)
        if note is None:
            self.text.clear()
            return
        self.text.setPlainText(note.text)
        self.reading.set_title(write_date(note.seen_on))
        signed = note.signed_at is not None
        facts = []
        if note.signed_at is not None:
            facts.append(f"Signed {write_moment(note.signed_at)}")
        elif note.written_at is not None:
            facts.append(f"Kept {write_moment(note.written_at)}, not signed")
        if note.origin in _ORIGINS:
            facts.append(_ORIGINS[note.origin])
        self.facts.setText(" · ".join(facts))
        self.go_on_button.setVisible(not signed)

    def _chosen(self) -> PsychotherapyNote | None:
        row = self.list.currentRow()
        return self._notes[row] if 0 <= row < len(self._notes) else None

    def _forget(self) -> None:
        self._notes, self._asked = (), None
        self.list.clear()
        self.text.clear()
        self.reading.set_title("")
        self.reading.hide()
        self.gate.forget()
        self.said.say("")

    def _write(self) -> None:
        if self._patient is not None and self._patient.id is not None:
            self._edit(PsychotherapyNote(self._patient.id, self.context.today(), ""))

    def _go_on(self) -> None:
        note = self._chosen()
        if note is not None and note.signed_at is None:
            self._edit(note)

    def _edit(self, note: PsychotherapyNote) -> None:
        if self._patient is None:
            return
        dialog = PsychotherapyNoteDialog(self.context, self._patient, note, self)
        dialog.finished.connect(self._refresh)
        dialog.open()

    def _delete(self) -> None:
        note = self._chosen()
        if note is None:
            return
        if not self._unsure:
            self._unsure = True
            self.delete.setText("Delete for good")
            self.said.say(_DELETE, "caution")
            return
        context = self.context
        self._run(lambda: psychotherapy_notes.delete_note(context.clinic, note))

    def _run(self, work: Callable[[], object]) -> None:
        """Do *work* and read again."""
        context = self.context
        context.tasks.run(
            work,
            done=lambda _none: self._refresh(),
            failed=context.messages.show_error,
            parent=self,
        )

    def _open(self, work: Callable[[], str | None]) -> None:
        """Open the door with *work*, which may return a new recovery code to be shown."""

        def opened(code: str | None) -> None:
            self._refresh()
            if code is not None and self.isVisible():
                OwnCodeDialog(code, self._sheet, self.context.tasks, self).open()

        self.context.tasks.run(work, done=opened, failed=self.gate.show_problem, parent=self)

    def _sheet(self, code: str) -> bytes:
        """Return the sheet of an own code; on the worker."""
        from practice_desk.services.emergency_sheet import emergency_sheet  # imports ReportLab

        clinic = self.context.clinic
        name, user = clinic_profile(clinic).name, clinic.session.user_name
        return emergency_sheet(name, user, code, clinic.now(), of_notes=True)

    def _begin(self, passphrase: str, anew: bool) -> None:
        context = self.context
        self._open(lambda: psychotherapy_keys.begin_notes(context.clinic, passphrase, anew=anew))

    def _unseal(self, passphrase: str) -> None:
        context = self.context

        def opened(failures: int) -> None:
            self._refresh()
            if failures > 0:
                self.context.messages.show_message(Level.CAUTION, *_told_of(failures))

        context.tasks.run(
            lambda: psychotherapy_keys.open_notes(context.clinic, passphrase),
            done=opened,
            failed=self.gate.show_problem,
            parent=self,
        )

    def _reopen(self, secret: str, passphrase: str) -> None:
        context = self.context
        self._open(lambda: psychotherapy_keys.reopen_notes(context.clinic, secret, passphrase))

    def _open_older(self) -> None:
        dialog = OlderNotesDialog(self)
        dialog.recover_wanted.connect(lambda secret: self._recover(dialog, secret))
        dialog.open()

    def _recover(self, dialog: OlderNotesDialog, secret: str) -> None:
        context = self.context

        def recovered(count: int) -> None:
            dialog.accept()
            self.context.messages.show_message(Level.INFO, _recovered(count))
            self._refresh()

        context.tasks.run(
            lambda: psychotherapy_keys.recover_notes(context.clinic, secret),
            done=recovered,
            failed=dialog.show_problem,
            parent=dialog,
        )

    def _renew_code(self) -> None:
        context = self.context
        self._open(lambda: psychotherapy_keys.renew_own_code(context.clinic))

    def _seal(self) -> None:
        context = self.context
        self._forget()
        self._run(context.clinic.author_key.forget)

    def _connect(self) -> None:
        self.gate.begin_wanted.connect(self._begin)
        self.gate.open_wanted.connect(self._unseal)
        self.gate.reopen_wanted.connect(self._reopen)
        self.open_older.clicked.connect(self._open_older)
        self.list.currentRowChanged.connect(lambda _row: self._show_chosen())
        self.list.itemActivated.connect(lambda _item: self._go_on())
        self.write.clicked.connect(self._write)
        self.go_on_button.clicked.connect(self._go_on)
        self.delete.clicked.connect(self._delete)
        self.new_code.clicked.connect(self._renew_code)
        self.seal.clicked.connect(self._seal)

    def _lay_out(self) -> None:
        self.facts = plain_label("", "dim", wrap=True)
        for button in (self.delete, self.go_on_button):
            self.reading.add_header_widget(button)
        self.reading.body.addWidget(self.facts)
        self.reading.body.addWidget(self.said)
        self.reading.body.addWidget(self.text, 1)
        mine = Card("My notes")
        mine.add_header_widget(self.write)
        mine.body.addWidget(self.list, 1)
        mine.body.addWidget(self.empty)
        mine.body.addWidget(self.damaged)
        keys = QHBoxLayout()
        for button in (self.seal, self.new_code):
            keys.addWidget(button)
        before = QHBoxLayout()
        before.addWidget(self.older, 1)
        before.addWidget(self.open_older)
        mine.body.addLayout(before)
        keys.addStretch(1)
        mine.body.addLayout(keys)
        mine.body.addStretch(0)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for widget in (self.list, self.text):
            widget.setMinimumWidth(_LEAST_WIDTH)
        inside = QWidget()
        beside = QHBoxLayout(inside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(14)
        beside.addWidget(mine, 4)
        beside.addWidget(self.reading, 6)
        door = QWidget()
        outside = QVBoxLayout(door)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self.gate)
        outside.addStretch(1)
        self.stack.addWidget(door)
        self.stack.addWidget(inside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 12, 6, 16)
        rows.setSpacing(14)
        rows.addWidget(_wall())
        rows.addWidget(self.stack, 1)


def _read(clinic: Clinic, patient_id: int) -> _Found:
    state = psychotherapy_keys.notes_state(clinic)
    own = psychotherapy_notes.own_notes(clinic, patient_id) if state is NotesState.OPEN else None
    return _Found(patient_id, state, own)


def _line(note: PsychotherapyNote) -> str:
    mark = "" if note.signed_at is not None else " · not signed"
    return f"{write_date(note.seen_on)}{mark}\n{note.beginning[:80]}"


def _in_chart(number: int) -> str:
    return "1 note in this chart" if number == 1 else f"{number} notes in this chart"


def _recovered(number: int) -> str:
    what = "1 older note is" if number == 1 else f"{number} older notes are"
    return f"{what} sealed under your present passphrase now, in whatever chart."


def _told_of(failures: int) -> tuple[str, str]:
    what = "1 wrong passphrase was" if failures == 1 else f"{failures} wrong passphrases were"
    return (
        f"{what} typed for your psychotherapy notes since you opened them last.",
        "If that was not you, tell your administrator.",
    )


def _button(text: str, kind: str = "quiet") -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", kind)
    button.setAccessibleName(f"{text.rstrip('…')}: psychotherapy notes")
    return button


def _wall() -> QFrame:
    """Return what the wall is for, and what belongs on which side of it."""
    frame = QFrame()
    frame.setProperty("banner", "caution")
    icon = QLabel()
    set_pixmap(icon, "lock", 20, "caution")
    words = QVBoxLayout()
    words.setSpacing(6)
    words.addWidget(plain_label("My psychotherapy notes", "heading"))
    words.addWidget(plain_label(_WALL, wrap=True))
    sides = QHBoxLayout()
    sides.setSpacing(24)
    for title, text in (
        ("Belongs here", BELONGS_HERE),
        ("Belongs in the chart’s own notes", BELONGS_IN_THE_CHART),
    ):
        side = QVBoxLayout()
        side.setSpacing(2)
        side.addWidget(plain_label(title, "strong"))
        side.addWidget(plain_label(text, wrap=True))
        side.addStretch(1)
        sides.addLayout(side, 1)
    words.addLayout(sides)
    row = QHBoxLayout(frame)
    row.setContentsMargins(14, 12, 14, 12)
    row.setSpacing(12)
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return frame
