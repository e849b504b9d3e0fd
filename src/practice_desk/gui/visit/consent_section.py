"""What was discussed before a start or a raise, and whether it was understood."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from practice_desk.domain.education import TeachBack
from practice_desk.domain.handout import ENGLISH, SPANISH
from practice_desk.domain.visit import LONGEST_COMMENT, ConsentElement
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.visit.minor_agreement import LEFT, MinorAgreementWidget, labelled_line
from practice_desk.gui.visit.section import VisitSection, empty, link
from practice_desk.gui.widgets.chip import chip
from practice_desk.services.visit_consents import ToldFrom

_ELEMENTS = {
    ConsentElement.BENEFITS: "Benefits",
    ConsentElement.RISKS: "Risks",
    ConsentElement.ALTERNATIVES: "Alternatives",
    ConsentElement.NO_TREATMENT: "No treatment",
    ConsentElement.QUESTIONS: "Questions",
}
_ALL = frozenset(ConsentElement)
_LANGUAGES = {ENGLISH: "English", SPANISH: "Spanish"}
NOTHING_WRITTEN = "Nothing is written about this medication: say what you told."
_ABOVE = 5
"""Pixels above a line, as in a button."""
_TOP = Qt.AlignmentFlag.AlignTop


class ConsentSection(VisitSection):
    """One block for each medication that is started or raised."""

    key, title = "consent", "Consent and education"

    def __init__(self, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        self.body.addLayout(self._rows)
        self._languages = {code: chip(_LANGUAGES[code]) for code in model.languages}
        for code, button in self._languages.items():
            button.setObjectName(f"told_in_{code}")
            button.clicked.connect(partial(self._tell_in, code))
        self._told_in = labelled_line("Told in", [*self._languages.values()])
        self.body.insertWidget(0, self._told_in)
        self._minor = MinorAgreementWidget(model)
        self.body.addWidget(self._minor)
        self._shown: tuple[str, ...] | None = None
        self._blocks: list[_Agreement] = []

    def show_model(self) -> None:
        """Show what is to be agreed to."""
        names = self.model.to_agree()
        minor = self.model.minor
        self._minor.setVisible(bool(names) and minor is not None)
        self._told_in.setVisible(len(self._languages) > 1)
        for code, button in self._languages.items():
            button.setChecked(code == self.model.language)
        if minor is not None:
            self._minor.show_agreement(minor)
        if names != self._shown:
            self._shown = names
            empty(self._rows)
            self._blocks = [_Agreement(self.model, name) for name in names]
            for block in self._blocks:
                self._rows.addWidget(block)
        for block in self._blocks:
            block.refresh()
        self.say(self._standing(names))
        self.fold(not names)

    def _tell_in(self, code: str) -> None:
        self.model.tell_in(code)
        self.show_model()  # also where it was told in that language already

    def _standing(self, names: tuple[str, ...]) -> str:
        """Say how far it is; of a minor never that it is agreed where no adult has."""
        if not names:
            return "Nothing is started or raised"
        whole = sum(self.model.talk(name).is_whole for name in names)
        minor = self.model.minor
        if minor is None:
            return f"{whole} of {len(names)} agreed"
        adult = "an adult agrees" if minor.is_given else "no adult has agreed yet"
        return f"{whole} of {len(names)} discussed, {adult}"


class _Part(QWidget):
    """One part of what is told: a button that says it was, its words, and what somebody adds."""

    toggled = Signal()
    commented = Signal(str)

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.button = chip(words)
        self.button.setAccessibleName(f"{name}: {words.lower()} discussed")
        self.button.clicked.connect(self.toggled)
        self.text = plain_label("", wrap=True)
        self.comment = QLineEdit()
        self.comment.setPlaceholderText("In your own words")
        self.comment.setAccessibleName(f"{name}: {words.lower()}, in your own words")
        self.comment.setMaxLength(LONGEST_COMMENT)
        self.comment.setProperty("kept_elsewhere", True)
        self.comment.textEdited.connect(self.commented)
        self.add = link("Add words", f"{name}: add words to {words.lower()}", self._open)
        self._by_hand = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        left = QWidget()
        left.setFixedWidth(LEFT)
        inner = QHBoxLayout(left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.button)
        inner.addStretch(1)
        row.addWidget(left, 0, _TOP)
        words_column = QVBoxLayout()
        words_column.setContentsMargins(0, _ABOVE, 0, 0)
        words_column.setSpacing(4)
        words_column.addWidget(self.text)
        words_column.addWidget(self.comment)
        row.addLayout(words_column, 1)
        row.addWidget(self.add, 0, _TOP)

    def show_talk(self, text: str, comment: str, *, discussed: bool) -> None:
        """Show what is told and what was added; without either it has to be typed."""
        self.button.setChecked(discussed)
        self.text.setText(text or NOTHING_WRITTEN)
        if self.comment.text() != comment and not self.comment.hasFocus():
            self.comment.setText(comment)
        is_open = bool(comment) or not text or self._by_hand
        self.comment.setVisible(is_open)
        self.add.setVisible(not is_open)

    def _open(self) -> None:
        self._by_hand = True
        self.comment.show()
        self.add.hide()
        self.comment.setFocus()


class _Agreement(QWidget):
    """The five parts with their words, all of them one click, and the teach-back."""

    def __init__(self, model: VisitModel, name: str) -> None:
        super().__init__()
        self._model, self._name = model, name
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(plain_label(name, "strong"))
        self._source = plain_label("", "dim")
        self._sources = plain_label("", "small", wrap=True)
        self._sources.hide()
        self.show_sources = link("Sources", f"{name}: show the sources", self._turn_sources)
        beside = QHBoxLayout()
        beside.addWidget(self._source)
        beside.addWidget(self.show_sources)
        beside.addStretch(1)
        rows.addLayout(beside)
        rows.addWidget(self._sources)
        self._parts: dict[ConsentElement, _Part] = {}
        for element, words in _ELEMENTS.items():
            part = _Part(name, words)
            part.toggled.connect(partial(self._toggle, element))
            part.commented.connect(partial(self._comment, element))
            self._parts[element] = part
            rows.addWidget(part)
        words = "All five discussed, agrees" if model.minor is None else "All five discussed"
        self.all = chip(words)
        self.all.setObjectName("consent_all")
        self.all.setAccessibleName(f"{name}: {words[:1].lower()}{words[1:]}")
        self.all.clicked.connect(self._toggle_all)
        rows.addWidget(labelled_line("Agreed" if model.minor is None else "All", [self.all]))
        self.said_back = chip("Said it back")
        self.said_back.setObjectName("said_back")
        self.said_back.setAccessibleName(f"{name}: explained, said it back")
        self.not_yet = chip("Not yet clear")
        self.not_yet.setAccessibleName(f"{name}: explained, not yet clear")
        for button, result in (
            (self.said_back, TeachBack.UNDERSTOOD),
            (self.not_yet, TeachBack.NEEDS_MORE),
        ):
            button.clicked.connect(partial(self._teach, result))
        rows.addWidget(labelled_line("How to take it", [self.said_back, self.not_yet]))

    def refresh(self) -> None:
        """Show what is told, and mark what was discussed."""
        talk = self._model.talk(self._name)
        texts = self._model.told().get(self._name, {})
        for element, part in self._parts.items():
            discussed = element in talk.discussed
            part.show_talk(texts.get(element, ""), talk.comment(element), discussed=discussed)
        source = self._model.told_from(self._name)
        self._source.setText("" if source is None else source_line(source))
        self._sources.setText("" if source is None else f"{'; '.join(source.sources)}.")
        self._source.setVisible(source is not None)
        self.show_sources.setVisible(source is not None)
        self.all.setChecked(talk.is_whole)
        taught = self._model.state.teaching(self._name)
        result = None if taught is None else taught.result
        self.said_back.setChecked(result is TeachBack.UNDERSTOOD)
        self.not_yet.setChecked(result is TeachBack.NEEDS_MORE)

    def _turn_sources(self) -> None:
        self._sources.setVisible(self._sources.isHidden())

    def _toggle(self, element: ConsentElement) -> None:
        talk = self._model.talk(self._name)
        talk = replace(talk, discussed=talk.discussed ^ {element})
        self._model.put_talk(talk)

    def _comment(self, element: ConsentElement, text: str) -> None:
        talk = self._model.state.consent(self._name).with_comment(element, text)
        self._model.put(self._model.state.with_consent(talk))

    def _toggle_all(self) -> None:
        talk = self._model.talk(self._name)
        talk = replace(talk, discussed=frozenset() if talk.is_whole else _ALL)
        self._model.put_talk(talk)

    def _teach(self, result: TeachBack) -> None:
        taught = self._model.state.teaching(self._name)
        again = taught is not None and taught.result is result
        self._model.put(self._model.state.with_teaching(self._name, None if again else result))


def source_line(told: ToldFrom) -> str:
    """Return where the words below come from, and that nobody has reviewed them, if so."""
    if told.is_reviewed:
        return "From its handout, which a clinician has reviewed."
    return (
        "From its handout, a draft that no clinician has reviewed: say what you know to be right."
    )
