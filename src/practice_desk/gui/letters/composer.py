"""Writes a letter of any kind, with the finished pages at the side, and sends it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from practice_desk.domain.consent import Language
from practice_desk.domain.draft import Draft, Json
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.letter_choice import Item, Urgency
from practice_desk.domain.letter_cover import CoverKind
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterDialog, ReadyPages
from practice_desk.gui.drafting import Drafting, Target
from practice_desk.gui.letters.compose_model import (
    LANGUAGES,
    RECIPIENT_WORDS,
    URGENCIES,
    ComposeModel,
    Fix,
    Wanted,
    fix_of,
)
from practice_desk.gui.letters.composer_form import ComposerForm
from practice_desk.gui.letters.composing import (
    Beginning,
    MadeLetter,
    kinds_for,
    make_letter,
    read_beginning,
)
from practice_desk.gui.letters.passages_part import PassagesPart, WritingTools
from practice_desk.gui.letters.recipient_part import RecipientPart
from practice_desk.gui.models.letter_view import missing_text
from practice_desk.gui.places import Place, WantedPlace
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.letters.kind import LetterKind
from practice_desk.letters.registry import letter_kind
from practice_desk.services.letter_making import LetterDraft, send_made_letter

DRAFT_KIND = "letter"
_SETTLED = 350  # milliseconds without a further letter typed
COVERS = {
    CoverKind.FAX: "A fax cover sheet",
    CoverKind.WINDOW: "An address sheet for a window envelope",
    CoverKind.ENVELOPE: "The envelope",
}
_NEEDS = {
    Place.PERSON: Operation.EDIT_PATIENT,
    Place.CONSENTS: Operation.RECORD_CONSENT,
    Place.CLINIC: Operation.EDIT_CLINIC,
    Place.DIRECTORY: Operation.EDIT_DIRECTORY,
}


class LetterComposer(LetterDialog, Drafting):
    """A letter about one patient. What was chosen and written outlives a lock and a crash."""

    title: ClassVar[str] = "Write a letter"
    draft_kind: ClassVar[str] = DRAFT_KIND

    def __init__(
        self, context: AppContext, patient: Patient, wanted: Wanted, parent: QWidget | None = None
    ) -> None:
        form = ComposerForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self.model: ComposeModel | None = None
        self.passages: PassagesPart | None = None
        self._wanted, self._language = wanted, patient.language
        self._made: MadeLetter | None = None
        self._cover: CoverKind | None = None
        self._number, self._is_making, self._again = 0, False, False
        self._draft: Draft | None = None
        self._fix: Fix | None = None
        self._touched = self._asked_once = False
        self._soon = QTimer(self, interval=_SETTLED, singleShot=True)
        self._soon.timeout.connect(self._make)
        self.recipient = RecipientPart(form, self._chosen, self._typed)
        self._set_up()
        self.resize(1240, 700)
        self._load()

    @property
    def draft(self) -> LetterDraft | None:
        """The letter as last made."""
        return self._made.draft if self._made else None

    @property
    def kind(self) -> LetterKind[object]:
        """The kind of the letter."""
        return letter_kind(self._wanted.kind)

    def ready_pages(self) -> ReadyPages | None:
        """Return the letter's pages, None while something is missing or being typed."""
        made = self._made
        if made is None or made.rendered is None or made.cover_problem:
            return None
        draft, pages = made.draft, made.rendered
        return ReadyPages(
            pages.pdf,
            draft.code,
            lambda clinic, delivery, path: send_made_letter(clinic, draft, pages, delivery, path),
            draft.kind,
            None if made.cover is None else made.cover.pdf,
        )

    def show_busy(self, busy: bool) -> None:
        """Let nothing be chosen while pages are under way, nor after they were printed."""
        self.form.choices.setEnabled(not busy and not self.is_printed)

    def draft_target(self) -> Target:
        """Return the kind of letter and what it was asked to be about."""
        model = self.model
        items = self._wanted.items if model is None else tuple(model.items)
        plain: list[Json] = [[item.sort.value, item.id] for item in items]
        replaces = self._wanted.replaces
        return {"letter": self._wanted.kind, "items": plain, "replaces": replaces}

    def draft_extra(self) -> Target:
        """Return the passages that were edited, and the letter's number."""
        return {} if self.model is None else self.model.plain()

    def take_extra(self, extra: Target) -> None:
        """Take the passages that were edited."""
        if self.model is not None and self.passages is not None:
            self.model.take_plain(extra)
            self.passages.show(self.model)

    def put_draft(self, draft: Draft) -> None:
        """Go on with *draft*, once what the letter can be about was read."""
        if self.model is None:
            self._draft = draft
            return
        super().put_draft(draft)
        self._make()

    def touched_again(self) -> None:
        """One Esc does not throw away what came back from a draft."""
        self._touched = True

    def tell_of_draft(self, sentence: str) -> None:
        """Say that the draft is back."""
        self.say(sentence)

    def reject(self) -> None:
        """Close; with something written only at the second Esc."""
        if self._touched and not self._asked_once and not self.is_printed:
            self._asked_once = True
            self.say("This letter was not sent. Press Esc again to discard it.")
            return
        super().reject()

    def done(self, result: int) -> None:
        """Close, and let the dictionary go."""
        self._soon.stop()
        if self.passages is not None:
            self.passages.close()
        super().done(result)

    def _set_up(self) -> None:
        form = self.form
        kinds = kinds_for(lambda operation: self.context.may(operation, self.patient_id))
        _fill_kinds(form.kind, kinds)
        form.kind.setProperty("kept_elsewhere", True)  # what is offered hangs on it
        form.kind.setCurrentIndex(form.kind.findData(self._wanted.kind))
        for urgency, words in URGENCIES.items():
            form.urgency.addItem(words, urgency.value)
        form.missing_frame.hide()
        form.choices.setEnabled(False)
        form.kind.currentIndexChanged.connect(self._choose_kind)
        form.items.changed.connect(self._tick)
        form.show_told.toggled.connect(self._follow_items)
        form.urgency.currentIndexChanged.connect(self._take_options)
        form.language.currentIndexChanged.connect(self._take_language)
        form.answers.answered.connect(self._answer)
        form.answers.typed.connect(self._type_answer)
        form.cover.currentIndexChanged.connect(self._take_cover)
        form.fix_it.clicked.connect(self._fix_it)
        form.fix_it.setAutoDefault(False)
        self._show_covers(tuple(CoverKind))
        self.show_offered()

    def _load(self) -> None:
        context, patient_id, wanted = self.context, self.patient_id, self._wanted
        context.tasks.run(
            lambda: read_beginning(context.clinic, patient_id, wanted),
            done=self._begin,
            failed=self.show_failed,
            parent=self,
        )

    def _begin(self, beginning: Beginning) -> None:
        former, form = self.model, self.form
        kind = self.kind
        model = ComposeModel.begun(kind, beginning.offering, self._wanted, self._language)
        if former is not None:
            model.take_over(former)
        self.model = None  # what the fields tell while they are filled is nobody's choice
        form.hint.setText(kind.hint)
        form.hint.setVisible(bool(kind.hint))
        form.items.show_items(model)
        form.show_told.setVisible(model.has_told and model.has_untold)
        form.show_told.setChecked(not model.has_untold)
        form.urgency.setCurrentIndex(form.urgency.findData(model.urgency.value))
        for widget in (form.urgency, form.urgency_label):
            widget.setVisible(kind.offer.may_be_urgent)
        self._show_languages(model)
        form.answers.show_questions(model)
        self._show_passages(model, beginning.tools)
        self.model = model
        self.recipient.show(model)
        self._follow_items()
        self._order_tabs()
        form.choices.setEnabled(True)
        self._lead_in(former is None)
        self._keep_draft(former is None)
        self._make()

    def _lead_in(self, first: bool) -> None:
        """Lead the keyboard to what the letter is about; after another kind was chosen, stay."""
        if not first:
            self.form.kind.setFocus()
        elif self.form.items.lists:
            self.form.items.focus_first()
        else:
            self.form.recipient.setFocus()

    def _keep_draft(self, first: bool) -> None:
        if first:
            self.keep_drafts(
                self.context, f"Write a letter: {self.kind.on_screen}", self.patient_id
            )
        elif self.drafts is not None:
            self.drafts.watch(self.form.choices)
        draft, self._draft = self._draft, None
        if draft is not None:
            self.put_draft(draft)

    def _show_languages(self, model: ComposeModel) -> None:
        form = self.form
        form.language.clear()
        for language in model.kind.offer.languages:
            form.language.addItem(LANGUAGES[language], language.value)
        form.language.setCurrentIndex(form.language.findData(model.language.value))
        for widget in (form.language, form.language_label):
            widget.setVisible(form.language.count() > 1)

    def _show_passages(self, model: ComposeModel, tools: WritingTools) -> None:
        if self.passages is None and model.kind.offer.passages:
            self.passages = PassagesPart(self.form, tools, self._type_passage, self.say, self)
        if self.passages is not None:
            self.passages.show(model)
        else:
            self.form.passages_place.hide()

    def _show_covers(self, covers: tuple[CoverKind, ...]) -> None:
        combo = self.form.cover
        shown = [combo.itemData(place) for place in range(1, combo.count())]
        if combo.count() and shown == [each.value for each in covers]:
            return
        combo.blockSignals(True)
        combo.clear()
        combo.addItem("Nothing else", "")
        for each in covers:
            combo.addItem(COVERS[each], each.value)
        if self._cover not in covers:
            self._cover = None
        combo.setCurrentIndex(max(0, combo.findData(self._cover.value if self._cover else "")))
        combo.blockSignals(False)

    def _choose_kind(self) -> None:
        code = self.form.kind.currentData()
        if code and code != self._wanted.kind:
            items = () if self.model is None else tuple(self.model.items)
            self._wanted = Wanted(str(code), items)
            self.form.choices.setEnabled(False)
            self._load()
            self._count_as_chosen()

    def _tick(self, item: Item, is_ticked: bool) -> None:
        if self.model is not None:
            self.model.tick(item, ticked=is_ticked)
            self._follow_items()
            self._chosen()

    def _follow_items(self) -> None:
        if self.model is not None:
            self.form.items.follow(self.model, show_told=self.form.show_told.isChecked())

    def _take_options(self) -> None:
        if self.model is not None:
            self.model.urgency = Urgency(self.form.urgency.currentData())
            self._chosen()

    def _take_language(self) -> None:
        code = self.form.language.currentData()
        if self.model is not None and code:
            self.model.language = Language(code)
            if self.passages is not None:
                self.passages.show(self.model)
            self._chosen()

    def _take_cover(self) -> None:
        code = self.form.cover.currentData()
        self._cover = CoverKind(code) if code else None
        self._chosen()

    def _answer(self, name: str, answer: str) -> None:
        if self.model is not None:
            self.model.answers[name] = answer
            self._chosen()

    def _type_answer(self, name: str, answer: str) -> None:
        if self.model is not None:
            self.model.answers[name] = answer
            self._typed()

    def _type_passage(self) -> None:
        self._count_as_chosen()
        self._typed()

    def _count_as_chosen(self) -> None:
        if self.drafts is not None:
            self.drafts.choose()

    def _chosen(self) -> None:
        """Make the pages at once: one choice is one change."""
        self._soon.stop()
        self._make()

    def _typed(self) -> None:
        """Make the pages once nobody types any more."""
        self._touched, self._asked_once = True, False
        self._made = None
        self.show_offered()
        self._soon.start()

    def _make(self) -> None:
        """Make the pages; while some are being made, only the newest choices are made next."""
        model = self.model
        if model is None:
            return
        self._number += 1
        self._made = None
        self.show_offered()
        if self._is_making:
            self._again = True
            return
        self._is_making = True
        number, choices, cover = self._number, model.choices(), self._cover
        context, patient_id, kind = self.context, self.patient_id, self._wanted.kind
        context.tasks.run(
            lambda: make_letter(context.clinic, patient_id, kind, choices, cover),
            done=lambda made: self._show_made(number, made),
            failed=lambda error: self._show_refused(number, error),
            parent=self,
        )

    def _is_newest(self, number: int) -> bool:
        self._is_making = False
        if number == self._number:
            return True
        again, self._again = self._again, False
        if again:
            self._make()
        return False

    def _show_made(self, number: int, made: MadeLetter) -> None:
        if not self._is_newest(number) or self.model is None:
            return
        self._made, self.model.code = made, made.draft.code
        form, missing = self.form, made.draft.missing
        self.say(made.cover_problem)
        left_out = made.draft.left_out
        if left_out and not made.cover_problem:
            self.say(f"Left out, as no consent covers it: {', '.join(left_out)}.")
        has_items = self.model.has_items
        form.missing.setText(missing_text(missing, nothing_to_tell=not has_items))
        form.missing_frame.setVisible(bool(missing))
        self._fix = self._permitted(fix_of(missing, has_items=has_items))
        form.fix_it.setVisible(self._fix is not None)
        form.fix_it.setText(self._fix.words if self._fix else "")
        self._show_covers(made.covers)
        if made.rendered is None:
            form.preview.show_message("The letter appears here once nothing is missing.")
        else:
            form.preview.show_pdf(made.rendered.pdf)
        self.show_offered()

    def _show_refused(self, number: int, error: ExpectedError) -> None:
        if self._is_newest(number):
            self.form.missing_frame.hide()
            self.form.preview.show_message("This letter can't be printed as it is.")
            self.show_failed(error)

    def _permitted(self, fix: Fix | None) -> Fix | None:
        if fix is None or fix.place is None:
            return fix
        return fix if self.context.may(_NEEDS[fix.place], self.patient_id) else None

    def _fix_it(self) -> None:
        """Lead to where the first missing fact is filled in; outside, this letter is kept."""
        fix = self._fix
        if fix is None:
            return
        if fix.place is not None:
            self._leave_for(fix.place)
        elif fix.here == "recipient":
            self.form.recipient.setFocus()
            self.form.recipient.showPopup()
        elif fix.here == "items":
            self.form.items.focus_first(self.form.missing.text())
        else:
            self._focus_named(fix.here)

    def _focus_named(self, name: str) -> None:
        part, _, field = name.partition(".")
        target = self.form.answers.fields.get(field)
        if part == "passages" and self.passages is not None:
            target = self.passages.edit_of(field)
        if target is not None:
            target.setFocus()
            self.form.scroll.ensureWidgetVisible(target)

    def _leave_for(self, place: Place) -> None:
        keeper, wanted = self.drafts, WantedPlace(place, self.patient_id)
        if keeper is None:
            return

        def leave() -> None:
            self.context.events.place_wanted.emit(wanted)
            super(LetterComposer, self).reject()

        keeper.set_aside(leave)

    def _order_tabs(self) -> None:
        stops = list(self._stops())
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _stops(self) -> Iterator[QWidget]:
        form = self.form
        yield form.kind
        yield from form.items.lists
        yield from (form.show_told, form.recipient, form.typed_name, form.typed_address)
        yield from (form.typed_phone, form.typed_fax, *self.recipient.boxes)
        yield from (form.urgency, form.language)
        for field in form.answers.fields.values():
            yield field.edit if isinstance(field, DateField) else field
        if self.passages is not None:
            yield from self.passages.edits()
        yield from (form.cover, form.fix_it, form.print, form.save, form.cancel)


def _fill_kinds(combo: QComboBox, kinds: tuple[LetterKind[object], ...]) -> None:
    """List the kinds under whom they go to; the headings can't be chosen."""
    before = ""
    for kind in kinds:
        heading = RECIPIENT_WORDS[kind.offer.recipients[0]]
        if heading != before:
            combo.addItem(heading, "")
            model = cast("QStandardItemModel", combo.model())
            item = model.item(combo.count() - 1)
            item.setEnabled(False)
            before = heading
        combo.addItem(kind.on_screen, kind.code)
