"""What was talked about, when they come back, and the note that writes itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.visit import FollowUp
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.visit.approach_fields import ApproachFields
from practice_desk.gui.visit.section import VisitSection
from practice_desk.gui.visit.text_height import fit
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit


class VisitTalkForm(Form):
    """``ui/visit_talk.ui``."""

    ui = "visit_talk.ui"
    hint: QLabel
    talk: NoteEdit
    copied: QLabel
    copy: QPushButton


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

    def __init__(self, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.form = form = VisitTalkForm()
        self.body.addWidget(form.root)
        form.hint.setText(
            "Therapy content and what the patient tells, in words. Private process notes do not "
            "belong here."
        )
        form.talk.setProperty("kept_elsewhere", True)
        form.talk.textChanged.connect(self._type)
        form.copy.clicked.connect(self._copy)
        self.fields: ApproachFields | None = None
        if model.is_session:
            self.fields = ApproachFields(model)
            self.body.addWidget(self.fields)

    def show_model(self) -> None:
        """Show the words."""
        if self.fields is not None:
            self.fields.refresh()
        state, form, last = self.model.state, self.form, self.model.opened.last_talk
        if form.talk.toPlainText() != state.talk:
            form.talk.setPlainText(state.talk)
        copied = state.copied_of
        form.copied.setText(
            f"Copied from {copied.words}. The note says so, also once edited." if copied else ""
        )
        form.copied.setVisible(copied is not None)
        has_last = last is not None and not state.talk
        form.copy.setVisible(has_last)
        if last is not None and has_last:
            form.copy.setText(f"Copy from {last.source.words}".replace("&", "&&"))
        written = state.talk.strip() or not all(f.is_empty for f in self.model.session.sections)
        self.say("Written" if written else "Nothing written")
        self.fold(not state.talk.strip() and not self.model.is_session and not has_last)
        fit(form.talk)

    def _type(self) -> None:
        state, text = self.model.state, self.form.talk.toPlainText()
        if text != state.talk:
            copied = state.copied_of if text.strip() else None
            self.model.put(replace(state, talk=text, copied_of=copied))
        fit(self.form.talk)

    def _copy(self) -> None:
        last = self.model.opened.last_talk
        if last is not None:
            state = self.model.state
            self.model.put(replace(state, talk=last.text, copied_of=last.source))
            self.form.talk.setFocus()


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

    def __init__(self, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.form = form = VisitNoteForm()
        self.body.addWidget(form.root)
        form.note.setProperty("kept_elsewhere", True)
        form.edit.clicked.connect(self._edit)
        form.again.clicked.connect(self._again)
        form.note.textChanged.connect(self._type)

    def show_model(self) -> None:
        """Show the text as it stands."""
        form, own = self.form, self.model.state.own_note
        note = self.model.note()
        if form.note.toPlainText() != note:
            form.note.setPlainText(note)
        form.note.setReadOnly(own is None)
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
        fit(form.note)

    def _edit(self) -> None:
        self.model.own_note()
        self.form.note.setFocus()

    def _again(self) -> None:
        self.model.put(replace(self.model.state, own_note=None, own_note_of=""))

    def _type(self) -> None:
        state, text = self.model.state, self.form.note.toPlainText()
        if state.own_note is not None and text != state.own_note:
            self.model.put(replace(state, own_note=text))
        fit(self.form.note)
