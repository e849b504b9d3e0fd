"""The clinic's own words on a handout, in both languages, with their versions and reading grade."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from practice_desk.domain.handout import ENGLISH, LANGUAGES, MOST_OWN_WORDS, SPANISH
from practice_desk.domain.handout_words import HandoutWords
from practice_desk.domain.patient import Patient
from practice_desk.domain.reading_grade import reading_grade
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.wording import write_moment
from practice_desk.services.handout_words import OwnWords, own_words, save_own_words
from practice_desk.services.patients import Saved

_EASY = 6
"""The highest school grade of a handout that is delivered."""
_FOR_ALL = (
    "For every patient who gets this handout. It is printed below the schedule, marked as the "
    "clinic’s, in the language it is written in. Write nothing about one patient here."
)
_BEGINNING = 60


class HandoutWordsForm(Form):
    """`ui/handout_words_dialog.ui`."""

    ui = "handout_words_dialog.ui"
    heading: QLabel
    patient: QLabel
    handout: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    words_en: NoteEdit
    grade_en: QLabel
    versions_en: QComboBox
    words_es: NoteEdit
    grade_es: QLabel
    versions_es: QComboBox


class HandoutWordsDialog(ChartDialog):
    """Adds a version; an earlier one can be taken up again."""

    draft_kind: ClassVar[str] = "handout_words"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        title: str,
        words: OwnWords,
        parent: QWidget | None,
    ) -> None:
        self.form = form = HandoutWordsForm()
        super().__init__(context, form, "The clinic’s own words", patient, parent)
        self._words = words
        form.patient.setText(_FOR_ALL)
        form.handout.setText(title)
        self._columns = {
            ENGLISH: (form.words_en, form.grade_en, form.versions_en),
            SPANISH: (form.words_es, form.grade_es, form.versions_es),
        }
        for language in LANGUAGES:
            self._set_up(language)
        form.words_en.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which handout this is about."""
        topic = self._words.topic
        return {"kind": str(topic.kind), "topic": topic.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that adds a version where the text differs."""
        context, before = self.context, self._words
        texts = {each: self._columns[each][0].toPlainText() for each in LANGUAGES}
        return lambda: save_own_words(context.clinic, before, texts)

    def take_newer(self) -> None:
        """Build on what somebody else saved; what was typed stays."""
        context, topic = self.context, self._words.topic

        def show(found: OwnWords) -> None:
            self._words = found
            for language in LANGUAGES:
                self._show_versions(language)
            self.say("Somebody saved other words meanwhile: see Versions. Save again to put yours.")

        context.tasks.run(
            lambda: own_words(context.clinic, topic), done=show, failed=self._failed, parent=self
        )

    def _set_up(self, language: str) -> None:
        text, _, versions = self._columns[language]
        text.longest = MOST_OWN_WORDS
        text.refused.connect(self.say)
        text.setPlainText(self._words.text(language))
        text.textChanged.connect(lambda: self._show_grade(language))
        versions.activated.connect(lambda at: self._take_up(language, at))
        self._show_versions(language)
        self._show_grade(language)

    def _show_versions(self, language: str) -> None:
        versions, found = self._columns[language][2], self._words.versions[language]
        versions.clear()
        versions.addItems(version_lines(found))
        versions.setEnabled(bool(found))

    def _take_up(self, language: str, at: int) -> None:
        self._columns[language][0].setPlainText(self._words.versions[language][at].text)

    def _show_grade(self, language: str) -> None:
        text, grade, _ = self._columns[language]
        said, is_hard = grade_words(reading_grade(text.toPlainText(), language))
        grade.setText(said)
        theme.style(grade, role="problem" if is_hard else "small")
        self._make_room()


def grade_words(grade: int | None) -> tuple[str, bool]:
    """Return what is said of a reading grade, and whether it is too hard."""
    if grade is None:
        return f"Reading grade: handouts stay at {_EASY} or below.", False
    if grade > _EASY:
        return f"Reading grade: about {grade}, above {_EASY}. Shorter sentences help.", True
    return f"Reading grade: about {grade}. That is easy to read.", False


def version_lines(versions: Sequence[HandoutWords]) -> list[str]:
    """Return a line for each version, the newest first."""
    if not versions:
        return ["Nothing was written yet"]
    return [
        f"{write_moment(each.written_at)} · {each.written_by}: "
        f"{' '.join(each.text.split())[:_BEGINNING] or 'taken away'}"
        for each in versions
    ]
