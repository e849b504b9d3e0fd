"""What a note says beside its words: the kind of visit, when, who, and which code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtGui import QIntValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget

from practice_desk.domain.note import LARGEST_GROUP, LENGTHS, Modality, NoteKind
from practice_desk.gui.dialogs.note_codes import NoteCodes
from practice_desk.gui.models.note_form import MODALITIES, TypedNote, minutes_line
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.models.visit_session import SESSION_KINDS, VISIT_KINDS
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.visit.minor_agreement import labelled_line
from practice_desk.gui.visit.section import VisitSection, link
from practice_desk.gui.widgets.chip import chip
from practice_desk.gui.widgets.flow_row import FlowRow

_TIME_WIDTH = 110


class _StillBox(QComboBox):
    """A box that the wheel passes by: it stands in what scrolls."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the column."""
        event.ignore()


class SessionSection(VisitSection):
    """What the note says beside its words; a prescriber's visit needs none of it and folds it."""

    key, title = "session", "Times and codes"

    def __init__(
        self, model: VisitModel, now: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(model, parent)
        self._now = now
        self._words = SESSION_KINDS if model.is_session else VISIT_KINDS
        self.kinds = {kind: chip(words) for kind, words in self._words.items()}
        for kind, button in self.kinds.items():
            button.setObjectName(f"kind_{kind}")
            button.clicked.connect(partial(self._set, "kind", kind))
        self.modalities = {each: chip(MODALITIES[each]) for each in Modality}
        for modality, button in self.modalities.items():
            button.clicked.connect(partial(self._choose_modality, modality))
        self.started_at = self._line("started_at", "Start", _TIME_WIDTH)
        self.ended_at = self._line("ended_at", "At signing", _TIME_WIDTH)
        self.ended_at.setAccessibleName("End")
        self.ends_now = link("Ends now", "The session ends now", self._end_now)
        self.minutes = plain_label("", "dim")
        self.participants = self._line("participants", "Who else was there", 320)
        self.participants.setMaxLength(LENGTHS["participants"])
        self.group_size = self._number("group_size", "Members", LARGEST_GROUP)
        self.therapy_minutes = self._number("therapy_minutes", "Minutes", 999)
        self.add_code, self.chosen = _StillBox(), FlowRow()
        self.add_code.setAccessibleName("Add a CPT code")
        self.suggestion = QPushButton()
        self.suggestion.setAutoDefault(False)
        self.suggestion.setObjectName("code_suggestion")
        self.code_notes = plain_label("", "dim", wrap=True)
        self.codes = NoteCodes(
            self.add_code, self.chosen, self.suggestion, self.code_notes, self.inside
        )
        self.codes.changed.connect(lambda: self._set("codes", self.codes.codes))
        self._lay_out()

    def show_model(self) -> None:
        """Show what was chosen and typed, and which codes fit."""
        typed, note = self.model.session, self.model.session_note()
        for kind, button in self.kinds.items():
            button.setChecked(kind is typed.kind)
        for modality, button in self.modalities.items():
            button.setChecked(modality is typed.modality)
        now = self.model.day == self.model.today
        self.ended_at.setPlaceholderText("At signing" if now else "End")
        self.ends_now.setVisible(now)
        for name in ("started_at", "ended_at", "participants"):
            edit: QLineEdit = getattr(self, name)
            if edit.text() != getattr(typed, name):
                edit.setText(getattr(typed, name))
        for name in ("group_size", "therapy_minutes"):
            edit = getattr(self, name)
            if edit.text() != (shown := str(getattr(typed, name) or "")):
                edit.setText(shown)
        is_group = typed.kind is NoteKind.GROUP
        self._group_line.setVisible(is_group)
        self._who_line.setVisible(not is_group)
        self._therapy_line.setVisible(typed.kind is NoteKind.COMBINED)
        self.minutes.setText(minutes_line(note))
        self.codes.show(note, prescribes=self.model.may_prescribe)
        self.chosen.updateGeometry()
        self.fold(not self.model.is_session and self.model.state.session is None)
        said = [self._words.get(typed.kind, ""), self.minutes.text(), *note.codes]
        self.say(" · ".join(filter(None, said)))

    def _lay_out(self) -> None:
        self._group_line = labelled_line("Members", [self.group_size])
        self._who_line = labelled_line("With", [self.participants])
        self._therapy_line = labelled_line("Psychotherapy", [self.therapy_minutes])
        times = [self.started_at, self.ended_at, self.ends_now, self.minutes]
        for line in (
            labelled_line("Kind", [*self.kinds.values()]),
            labelled_line("How", [*self.modalities.values()]),
            labelled_line("From, to", times),
            self._who_line,
            self._group_line,
            self._therapy_line,
            labelled_line("CPT code", [self.add_code, self.suggestion]),
            self.chosen,
            self.code_notes,
        ):
            self.body.addWidget(line)

    def _line(self, name: str, placeholder: str, width: int) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(f"session_{name}")
        edit.setPlaceholderText(placeholder)
        edit.setAccessibleName(placeholder)
        edit.setFixedWidth(width)
        edit.setProperty("kept_elsewhere", True)
        edit.textEdited.connect(partial(self._set, name))
        return edit

    def _number(self, name: str, placeholder: str, most: int) -> QLineEdit:
        edit = self._line(name, placeholder, _TIME_WIDTH)
        edit.textEdited.disconnect()
        edit.setValidator(QIntValidator(0, most, edit))
        edit.textEdited.connect(lambda text: self._set(name, int(text) if text else 0))
        return edit

    def _end_now(self) -> None:
        self._set("ended_at", self._now())

    def _choose_modality(self, modality: Modality) -> None:
        again = self.model.session.modality is modality
        self._set("modality", None if again else modality)

    def _set(self, name: str, value: object, _checked: bool = False) -> None:
        self._put(replace(self.model.session, **{name: value}))  # type: ignore[arg-type]

    def _put(self, typed: TypedNote) -> None:
        self.model.put(replace(self.model.state, session=typed))
