"""Writing a note: its sections in one column, what belongs to the contact beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from PySide6.QtGui import QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.account import Role
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Invalid
from practice_desk.domain.note import (
    KIND_WORDS,
    OFFERED_KINDS,
    Modality,
    Note,
    NoteFormat,
    NoteKind,
    threads,
)
from practice_desk.domain.note_section import NoteSection
from practice_desk.domain.note_template import NoteTemplates, laid_out
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, item_of, set_value
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.dialogs.note_codes import NoteCodes
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.models.known_words import words_of
from practice_desk.gui.models.note_form import (
    MODALITIES,
    TypedNote,
    minutes_line,
    read_typed,
    title_of,
    typed_of,
)
from practice_desk.gui.note_keeper import NoteKeeper
from practice_desk.gui.spelling import Spelling
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.flow_row import FlowRow
from practice_desk.gui.widgets.section_column import SectionColumn
from practice_desk.gui.wording import write_time
from practice_desk.services.charts import Chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.note_phrases import Phrases, note_phrases
from practice_desk.services.note_templates import note_templates
from practice_desk.services.notes import discard_draft, sign_note
from practice_desk.services.patients import Saved

_ROOM = 0.94
"""How much of the window behind it the editor takes."""


class NoteEditorForm(Form):
    """``ui/note_editor.ui``."""

    ui = "note_editor.ui"
    heading: QLabel
    patient: QLabel
    label_kind: QLabel
    kind: QComboBox
    label_seen_on: QLabel
    seen_on: DateField
    label_format: QLabel
    format: QComboBox
    label_approaches: QLabel
    approaches: QPushButton
    label_amendment_reason: QLabel
    amendment_reason: QLineEdit
    scroll: QScrollArea
    text_column: QWidget
    side: QWidget
    started_at: QLineEdit
    ended_at: QLineEdit
    minutes: QLabel
    modality: QComboBox
    label_therapy_minutes: QLabel
    therapy_minutes: QSpinBox
    label_group_size: QLabel
    group_size: QSpinBox
    label_participants: QLabel
    participants: QLineEdit
    add_code: QComboBox
    chosen_codes: FlowRow
    suggestion: QPushButton
    code_notes: QLabel
    problem: QLabel
    kept: QLabel
    discard_button: QPushButton
    cancel_button: QPushButton
    save_button: QPushButton


@dataclass(frozen=True, slots=True)
class NoteTools:
    """What notes are written with, read before the editor opens."""

    templates: NoteTemplates
    phrases: Phrases
    earlier: Note | None = None
    """The newest signed note of the same kind, to copy from section by section."""
    people: Mapping[str, str] = field(default_factory=dict)


def note_tools(clinic: Clinic) -> NoteTools:
    """Return the clinic's templates and phrases. On the worker."""
    return NoteTools(note_templates(clinic).templates, note_phrases(clinic))


class NoteEditor(RecordDialog):
    """Writes one note, addendum or amendment. Closing keeps it as a draft; signing locks it.

    *names* gives the words that are spelled right here, such as the patient's name and medications.
    """

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        note: Note,
        tools: NoteTools,
        names: Callable[[], Iterable[str]],
        parent: QWidget,
    ) -> None:
        self.form = form = NoteEditorForm()
        super().__init__(context, form, title_of(note, is_new=note.id is None), parent)
        self.setModal(True)
        self._base, self._tools, self._behind = note, tools, parent
        self.codes = NoteCodes(
            form.add_code, form.chosen_codes, form.suggestion, form.code_notes, self
        )
        self.codes.codes = note.codes
        self._approaches = {each.approach for each in note.sections if each.approach}
        self._unsure = False
        self.spelling = Spelling(names, self)
        self.column = SectionColumn(self.spelling)
        form.patient.setText(patient_line(patient))
        self._fill(note)
        self._lay_out()
        self.keeper = self.drafts = NoteKeeper(self, context, note)
        self._connect()
        self._show_sections(note.sections)
        self._follow()
        self.keeper.take_as_opened()
        self.column.focus_first()

    def note(self) -> Note:
        """Return the note as it stands in the form; what can't be read is left out."""
        return read_typed(self._typed(), self._base)[0]

    def was_kept(self, draft: Note, *, apart: bool) -> None:
        """Say when it was kept."""
        self.form.kept.setText(f"Draft kept {write_time(draft.recorded_at)}")
        if apart:
            self.say(
                "This note was written or signed elsewhere meanwhile. What you typed is kept as a "
                "draft of its own; nothing was overwritten."
            )

    def was_not_kept(self, error: ExpectedError) -> None:
        """Say why it was not kept."""
        self.form.kept.setText("Not kept yet")
        if isinstance(error, Invalid):
            self.problems.show(error.problems)
        else:
            self.say(str(error))

    def work(self) -> Callable[[], Saved]:
        """Return the call that signs the note as it stands."""
        value, problems = read_typed(self._typed(), self._base)
        context, keeper = self.context, self.keeper

        def sign() -> Saved:
            if problems:
                raise Invalid(problems)
            return sign_note(context.clinic, keeper.stamped(value))

        return sign

    def save(self) -> None:
        """Sign, unless the date cannot be read."""
        if not self.form.seen_on.check():
            self.form.seen_on.edit.setFocus()
            return
        self.keeper.timer.stop()
        super().save()

    def reject(self) -> None:
        """Close; what was typed stays as a draft."""
        if self.keeper.is_over:
            return
        self.keeper.set_aside(self._close)

    def done(self, result: int) -> None:
        """Close, and let the dictionary go."""
        self.spelling.close()
        super().done(result)

    def _close(self) -> None:
        self.context.events.store_changed.emit(Changes.of(self._base.patient_id, "note"))
        super().reject()

    def _discard(self) -> None:
        form, context, keeper = self.form, self.context, self.keeper
        if not self._unsure:
            self._unsure = True
            form.discard_button.setText("&Discard for good")
            self.say("The draft will be gone for good. Press again to discard it.")
            return
        keeper.timer.stop()

        def discard() -> None:
            if keeper.stored_id is not None:
                discard_draft(context.clinic, self._base.patient_id, keeper.stored_id)

        def gone(_none: None) -> None:
            context.events.store_changed.emit(Changes.of(self._base.patient_id, "note"))
            super(NoteEditor, self).reject()

        context.tasks.run(discard, done=gone, failed=self._failed, parent=self)

    def _typed(self) -> TypedNote:
        form = self.form
        modality = form.modality.currentData()  # through Qt a plain text
        return TypedNote(
            NoteKind(form.kind.currentData()),
            NoteFormat(form.format.currentData()),
            form.seen_on.value(),
            form.started_at.text(),
            form.ended_at.text(),
            None if modality is None else Modality(modality),
            form.therapy_minutes.value(),
            form.group_size.value(),
            " ".join(form.participants.text().split()),
            self.codes.codes,
            " ".join(form.amendment_reason.text().split()),
            self.column.sections(),
        )

    def _fill(self, note: Note) -> None:
        form, shown = self.form, typed_of(note)
        kinds = OFFERED_KINDS if note.kind in OFFERED_KINDS else (*OFFERED_KINDS, note.kind)
        for kind in kinds:
            form.kind.addItem(KIND_WORDS[kind], kind)
        for template in self._tools.templates.formats:
            form.format.addItem(template.name, template.code)
        for modality, words in MODALITIES.items():
            form.modality.addItem(words, modality)
        for name in (
            "kind", "format", "seen_on", "started_at", "ended_at", "modality", "therapy_minutes",
            "group_size", "participants", "amendment_reason",
        ):  # fmt: skip
            set_value(getattr(form, name), getattr(shown, name))
        form.approaches.setMenu(self._approach_menu())
        form.save_button.setText("&Sign")
        form.problem.hide()
        form.kept.setText("" if note.id is None else f"Kept {write_time(note.recorded_at)}")

    def _approach_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        group.setExclusive(False)
        for approach in self._tools.templates.approaches:
            action = menu.addAction(approach.name)
            action.setCheckable(True)
            action.setChecked(approach.code in self._approaches)
            action.setData(approach.code)
            group.addAction(action)
        group.triggered.connect(lambda action: self._choose_approach(action.data()))
        return menu

    def _lay_out(self) -> None:
        form, extra = self.form, self._base.addendum_to_id is not None
        inner = QVBoxLayout(form.text_column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.column)
        form.text_column.setAutoFillBackground(False)
        form.scroll.viewport().setAutoFillBackground(False)
        self.column.follow(form.scroll)
        self.column.offer_phrases(self._tools.phrases.offered)
        earlier = self._tools.earlier
        if earlier is not None and not extra:
            name = self._tools.people.get(earlier.author, earlier.author)
            self.column.offer_copies(earlier.sections, f"note by {name}", earlier.seen_on)
        form.label_amendment_reason.setVisible(self._base.amends_id is not None)
        form.amendment_reason.setVisible(self._base.amends_id is not None)
        for widget in (
            form.label_kind, form.kind, form.label_format, form.format, form.label_approaches,
            form.approaches, form.side, form.label_seen_on, form.seen_on,
        ):  # fmt: skip
            widget.setVisible(not extra)
        behind = self._behind.window().size()
        self.resize(round(behind.width() * _ROOM), round(behind.height() * _ROOM))

    def _connect(self) -> None:
        form = self.form
        form.kind.activated.connect(self._choose_kind)
        form.format.activated.connect(lambda: self._lay_out_sections())
        self.codes.changed.connect(self._codes_changed)
        form.discard_button.clicked.connect(self._discard)
        form.save_button.setAutoDefault(False)
        form.save_button.setDefault(False)
        for edit in (form.started_at, form.ended_at):
            edit.textChanged.connect(self._follow)
        form.therapy_minutes.valueChanged.connect(self._follow)
        self.column.typed.connect(self.keeper.changed)
        self.column.refused.connect(self.say)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, form.save_button.click)

    def _show_sections(self, sections: tuple[NoteSection, ...]) -> None:
        if not sections:
            sections = self._laid_out(())
        self.column.show_sections(sections, self._tools.templates.hint)
        self._lead_through()
        names = [
            each.name for each in self._tools.templates.approaches if each.code in self._approaches
        ]
        self.form.approaches.setText(", ".join(names) or "None")

    def _lead_through(self) -> None:
        """Let the tab key go from above the text through its sections to what is beside it."""
        chain: list[QWidget] = [self.form.amendment_reason, *self.column.edits]
        for before, after in pairwise([*chain, self.form.started_at]):
            QWidget.setTabOrder(before, after)

    def _laid_out(self, before: tuple[NoteSection, ...]) -> tuple[NoteSection, ...]:
        form = self.form
        return laid_out(
            self._tools.templates,
            NoteKind(form.kind.currentData()),
            NoteFormat(form.format.currentData()),
            tuple(self._approaches),
            before,
        )

    def _lay_out_sections(self) -> None:
        self._show_sections(self._laid_out(self.column.sections()))
        self.keeper.changed()

    def _choose_kind(self) -> None:
        kind = NoteKind(self.form.kind.currentData())
        if all(section.is_empty for section in self.column.sections()):
            usual = self._tools.templates.format_of(kind)
            self.form.format.setCurrentIndex(item_of(self.form.format, usual))
        self._lay_out_sections()
        self._follow()

    def _choose_approach(self, code: str) -> None:
        self._approaches ^= {code}
        self._lay_out_sections()

    def _codes_changed(self) -> None:
        self._follow()
        self.keeper.changed()

    def _follow(self) -> None:
        """Show what follows from kind and times: fields that matter, minutes, codes that fit."""
        form, value = self.form, self.note()
        is_group, is_combined = value.kind is NoteKind.GROUP, value.kind is NoteKind.COMBINED
        for widget, matters in (
            (form.group_size, is_group), (form.label_group_size, is_group),
            (form.participants, not is_group), (form.label_participants, not is_group),
            (form.therapy_minutes, is_combined), (form.label_therapy_minutes, is_combined),
        ):  # fmt: skip
            widget.setVisible(matters)
        form.minutes.setText(minutes_line(value))
        roles = self.context.clinic.session.roles if self.context.is_open else frozenset()
        self.codes.show(value, prescribes=Role.PRESCRIBER in roles)


def open_note_editor(
    context: AppContext, chart: Chart, note: Note, parent: QWidget, tools: NoteTools
) -> NoteEditor:
    """Open the editor of *note* in *chart*; an empty one gets the headings of its kind."""
    if not note.sections:
        chosen = tools.templates.format_of(note.kind)
        sections = laid_out(tools.templates, note.kind, chosen, ())
        note = replace(note, format=chosen, sections=sections)
    contacts = (thread.current for thread in threads(chart.notes))
    signed = (each for each in contacts if each.counts and each.id not in (note.id, note.amends_id))
    earlier = next((each for each in signed if each.kind is note.kind), None)
    tools = replace(tools, earlier=earlier, people=chart.people)
    editor = NoteEditor(context, chart.patient, note, tools, partial(words_of, chart), parent)
    editor.open()
    return editor
