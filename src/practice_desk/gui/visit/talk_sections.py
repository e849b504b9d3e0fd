"""What was talked about, when they come back, and the note that writes itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.note_section import NotePart
from practice_desk.domain.note_section import NoteSection as Section
from practice_desk.domain.visit import FollowUp
from practice_desk.domain.visit_copy import TALK
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.visit.approach_fields import ApproachFields
from practice_desk.gui.visit.section import VisitSection
from practice_desk.gui.visit.text_height import fit
from practice_desk.gui.visit.writing import Writing
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit

_ABOUT = (
    "Therapy content and what the patient tells, in words. Private process notes do not belong "
    "here. Type / for phrases."
)
_LINES = 3


class VisitFollowUpForm(Form):
    """``ui/visit_follow_up.ui``."""

    ui = "visit_follow_up.ui"
    one: QPushButton
    two: QPushButton
    four: QPushButton
    six: QPushButton
    eight: QPushButton
    twelve: QPushButton
    none: QPushButton
    day_label: QLabel
    day: DateField
    told: QLabel


class VisitNoteForm(Form):
    """``ui/visit_note.ui``."""

    ui = "visit_note.ui"
    hint: QLabel
    edit: QPushButton
    again: QPushButton
    note: NoteEdit


class TalkSection(VisitSection):
    """What was talked about in words. Copied words say so, with whose they are and their day."""

    key, title = "talk", "Talked about"

    def __init__(self, model: VisitModel, writing: Writing, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.body.addWidget(plain_label(_ABOUT, "dim", wrap=True))
        self.column = writing.column(_LINES)
        self.column.typed.connect(self._type)
        self.body.addWidget(self.column)
        self._last = model.opened.last_talk
        if self._last is not None:
            self.column.offer_copies(self._last.sections, self._last.source, self._last.on)
        self.fields = ApproachFields(model, writing)
        self.body.addWidget(self.fields)
        self._shown: tuple[NotePart, ...] = ()
        self._put()

    def show_model(self) -> None:
        """Show the words."""
        self.fields.refresh()
        self.fields.setVisible(self.model.is_therapy)
        talk = self.model.state.talk
        if talk != self._shown:
            self._put()
        fields = self.model.session.sections if self.model.is_therapy else ()
        written = bool(talk) or not all(each.is_empty for each in fields)
        self.say("Written" if written else "Nothing written")
        self.fold(not talk and not self.model.is_therapy and self._last is None)

    def _put(self) -> None:
        self._shown = self.model.state.talk
        section = Section(TALK, self.title, self._shown)
        self.column.show_sections((section,), lambda _section: "")

    def _type(self) -> None:
        (section,) = self.column.sections()
        if section.parts != self._shown:
            self._shown = section.parts
            self.model.put(replace(self.model.state, talk=self._shown))


class FollowUpSection(VisitSection):
    """When they come back: the front desk is asked to book it when the visit is signed."""

    key, title = "follow_up", "Follow-up"

    def __init__(self, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.form = form = VisitFollowUpForm()
        self.body.addWidget(form.root)
        self._weeks = {
            1: form.one,
            2: form.two,
            4: form.four,
            6: form.six,
            8: form.eight,
            12: form.twelve,
        }
        for weeks, button in self._weeks.items():
            button.clicked.connect(partial(self._choose_weeks, weeks))
        form.none.clicked.connect(partial(self._choose, None))
        form.day.value_changed.connect(self._type)
        form.day.setMaximumWidth(260)
        form.day.edit.setProperty("kept_elsewhere", True)

    def show_model(self) -> None:
        """Show the day."""
        form, follow_up = self.form, self.model.state.follow_up
        on = None if follow_up is None else follow_up.on
        for weeks, button in self._weeks.items():
            button.setChecked(on == self._after(weeks))
        form.none.setChecked(follow_up is not None and on is None)
        if on is not None and form.day.value() != on:
            form.day.set_value(on)
        if follow_up is None:
            self.say("Not chosen yet")
            form.told.setText("")
        elif on is None:
            self.say("None planned")
            form.told.setText("")
        else:
            self.say(f"{on:%A}, {write_date(on)}")
            form.told.setText("Signing asks the front desk to book this day.")

    def _after(self, weeks: int) -> date:
        return self.model.today + timedelta(weeks=weeks)

    def _choose_weeks(self, weeks: int) -> None:
        self._choose(self._after(weeks))

    def _choose(self, on: date | None) -> None:
        wanted = FollowUp(on)
        state = self.model.state
        self.model.put(replace(state, follow_up=None if state.follow_up == wanted else wanted))

    def _type(self, day: date | None) -> None:
        state = self.model.state
        if day is not None and state.follow_up != FollowUp(day):
            self.model.put(replace(state, follow_up=FollowUp(day)))


class NoteSection(VisitSection):
    """The note as it will be signed. It writes itself until somebody changes it."""

    key, title = "note", "Note"

    def __init__(self, model: VisitModel, writing: Writing, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.form = form = VisitNoteForm()
        self.body.addWidget(form.root)
        form.note.setProperty("kept_elsewhere", True)
        self.column = writing.column(1)
        self.column.typed.connect(self._type)
        self.column.hide()
        self.body.addWidget(self.column)
        self._shown: tuple[Section, ...] | None = None
        form.edit.clicked.connect(self._edit)
        form.again.clicked.connect(self._again)

    def show_model(self) -> None:
        """Show the text as it stands."""
        form, own = self.form, self.model.state.own_note
        form.note.setVisible(own is None)
        self.column.setVisible(own is not None)
        if own is None:
            note = self.model.note()
            if form.note.toPlainText() != note:
                form.note.setPlainText(note)
            fit(form.note)
        elif own != self._shown:
            self.column.show_sections(own, lambda _section: "")
        self._shown = own
        behind = self.model.is_note_behind
        form.edit.setVisible(own is None or behind)
        form.edit.setText("&Edit the note" if own is None else "It is &right as it stands")
        form.again.setVisible(own is not None)
        hint = "Written from what was recorded above; it goes on changing with it."
        if own is not None:
            hint = "Changed by you: what you record above no longer changes it."
        if behind:
            hint = "Something above changed after you edited this. Is it still true?"
        form.hint.setText(hint)
        theme.style(form.hint, role="strong" if behind else "dim")
        self.say("Edited, to be looked at" if behind else "Generated" if own is None else "Edited")

    def _edit(self) -> None:
        self.model.own_note()
        self.column.focus_first()

    def _again(self) -> None:
        self.model.put(replace(self.model.state, own_note=None, own_note_of=""))

    def _type(self) -> None:
        sections = self.column.sections()
        if self._shown is not None and sections != self._shown:
            self._shown = sections
            self.model.put(replace(self.model.state, own_note=sections))
