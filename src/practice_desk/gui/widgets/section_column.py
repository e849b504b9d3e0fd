"""The sections of a note below one another, in one column that scrolls as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QPoint, QRect, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeySequence,
    QShortcut,
    QTextCursor,
    QTextListFormat,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.note_phrase import NotePhrase, matching
from practice_desk.domain.note_section import NoteSection, copied
from practice_desk.gui.plain_text import plain_label, set_tip
from practice_desk.gui.spelling import SpellHighlighter, Spelling
from practice_desk.gui.widgets.section_edit import SectionEdit

_ALONE, _AMONG = 14, 3
"""Lines that an empty section shows, alone and among others."""
_LONGEST_OFFER = 60


class SectionColumn(QWidget):
    """Shows sections with a heading each, and reads them back."""

    typed = Signal()
    refused = Signal(str)

    def __init__(
        self, spelling: Spelling, parent: QWidget | None = None, *, lines: int = 0
    ) -> None:
        """*lines* are those that an empty section shows; one that is alone has no heading then."""
        super().__init__(parent)
        self._lines = lines
        self.edits: list[SectionEdit] = []
        self._sections: tuple[NoteSection, ...] = ()
        self._phrases: tuple[NotePhrase, ...] = ()
        self._earlier: dict[tuple[str, str], NoteSection] = {}
        self._source, self._of = "", date.min
        self._spelling = spelling
        self._scroll: QScrollArea | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0 if lines else 12, 0)
        self._rows.setSpacing(4)
        self._offers = QStringListModel(self)
        self._completer = QCompleter(self._offers, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.activated.connect(self._write_phrase)
        for keys, act in (
            ("Ctrl+Shift+8", lambda: self._toggle(QTextListFormat.Style.ListDisc)),
            ("Ctrl+Shift+7", lambda: self._toggle(QTextListFormat.Style.ListDecimal)),
            ("F7", self._next_unknown),
            ("F8", self._copy_here),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def popup(self) -> QAbstractItemView:
        """The list of phrases that a slash offers."""
        popup = self._completer.popup()
        assert popup is not None  # a completer makes one
        return popup

    def follow(self, scroll: QScrollArea) -> None:
        """Let *scroll* show the line that is written."""
        self._scroll = scroll

    def offer_phrases(self, phrases: Sequence[NotePhrase]) -> None:
        """Write these with a slash."""
        self._phrases = tuple(phrases)

    def offer_copies(self, earlier: Sequence[NoteSection], source: str, of: date) -> None:
        """Offer to copy what an *earlier* note said, section by section, marked with its day."""
        self._earlier = {(each.approach, each.key): each for each in earlier if not each.is_empty}
        self._source, self._of = source, of

    def show_sections(
        self, sections: Sequence[NoteSection], hint: Callable[[NoteSection], str]
    ) -> None:
        """Show *sections* in the place of the former ones."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._sections, self.edits = tuple(sections), []
        for section in self._sections:
            self._add(section, hint(section))
        self._rows.addStretch(1)

    def sections(self) -> tuple[NoteSection, ...]:
        """Return the sections with what stands in them."""
        pairs = zip(self._sections, self.edits, strict=True)
        return tuple(replace(section, parts=edit.parts()) for section, edit in pairs)

    def focus_first(self) -> None:
        """Lead the keyboard to the first section in which nothing stands, else to the first."""
        empty = (edit for edit in self.edits if not edit.toPlainText().strip())
        edit = next(empty, self.edits[0] if self.edits else None)
        if edit is not None:
            edit.setFocus()

    def _add(self, section: NoteSection, hint: str) -> None:
        alone = len(self._sections) == 1
        edit = SectionEdit(section.title, self._lines or (_ALONE if alone else _AMONG))
        edit.setObjectName(f"{section.approach}_{section.key}".strip("_"))
        edit.setPlaceholderText(hint)
        heading = QLabel(section.title.replace("&", "&&"))
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setProperty("role", "strong")
        heading.setBuddy(edit)
        top = QWidget()
        beside = QHBoxLayout(top)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(heading)
        beside.addStretch(1)
        heading.setVisible(not (alone and self._lines))
        if (copy := self._copy_button(section, edit)) is not None:
            beside.addWidget(copy)
        foot = plain_label("", "small", wrap=True)
        foot.hide()
        edit.put(section.parts)
        _say(foot, edit.origins)
        edit.spelled = SpellHighlighter(edit.document(), self._spelling)
        edit.phrases_open = lambda: self._offers_for(edit)
        edit.origins_changed.connect(lambda said: _say(foot, said))
        edit.textChanged.connect(self.typed)
        edit.refused.connect(self.refused)
        edit.shortcut_typed.connect(lambda typed: self._offer(edit, typed))
        edit.caret_moved.connect(lambda where: self._show_caret(edit, where))
        edit.menu_wanted.connect(lambda event: self._open_menu(edit, event))
        for widget in (top, edit, foot):
            self._rows.addWidget(widget)
        top.setVisible(copy is not None or not heading.isHidden())
        edit.show()
        self._rows.addSpacing(6)
        self.edits.append(edit)

    def _copy_button(self, section: NoteSection, edit: SectionEdit) -> QPushButton | None:
        earlier = self._earlier.get((section.approach, section.key))
        if earlier is None or not section.is_empty:
            return None
        button = QPushButton(f"Copy from {write_date(self._of)}")
        button.setAutoDefault(False)
        button.setProperty("kind", "link")
        button.setAccessibleName(f"{button.text()}: {section.title}")
        set_tip(button, f"F8. {self._source[:1].upper()}{self._source[1:]}:\n{earlier.text}")
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # F8 does it by keyboard

        def copy() -> None:
            edit.add_parts([copied(part, self._source, self._of) for part in earlier.parts])
            button.hide()
            edit.setFocus()

        button.clicked.connect(copy)
        edit.copy_button = button
        return button

    def _copy_here(self) -> None:
        edit = self._current()
        if edit is not None and edit.copy_button is not None and not edit.copy_button.isHidden():
            edit.copy_button.click()

    def _current(self) -> SectionEdit | None:
        return next((edit for edit in self.edits if edit.hasFocus()), None)

    def _toggle(self, style: QTextListFormat.Style) -> None:
        if (edit := self._current()) is not None:
            edit.toggle_list(style)

    def _show_caret(self, edit: SectionEdit, where: QRect) -> None:
        inside = None if self._scroll is None else self._scroll.widget()
        if self._scroll is not None and inside is not None:
            spot = edit.mapTo(inside, where.center())
            self._scroll.ensureVisible(spot.x(), spot.y(), 0, 40)

    def _offer(self, edit: SectionEdit, typed: str) -> None:
        popup = self.popup
        found = matching(self._phrases, typed[1:]) if typed else ()
        if not found:
            popup.hide()
            return
        self._offers.setStringList([_offer_line(each) for each in found])
        self._completer.setWidget(edit)
        where = edit.cursorRect()
        where.setWidth(420)
        self._completer.complete(where)
        popup.setCurrentIndex(self._offers.index(0, 0))

    def _offers_for(self, edit: SectionEdit) -> bool:
        return self.popup.isVisible() and self._completer.widget() is edit

    def _write_phrase(self, line: str) -> None:
        edit = self._completer.widget()
        chosen = next((each for each in self._phrases if _offer_line(each) == line), None)
        if isinstance(edit, SectionEdit) and chosen is not None:
            # After the completer has let the key go, which otherwise would be typed as well.
            QTimer.singleShot(0, edit, lambda: edit.write_phrase(chosen.text))

    def _next_unknown(self) -> None:
        """Select the next unknown word and offer what may be meant."""
        edit = self._current()
        if edit is None:
            return
        cursor = edit.textCursor()
        start = cursor.selectionEnd()
        places = _unknown(edit, self._spelling)
        after = [place for place in places if place[0] >= start] or places
        if not after:
            return
        begin, word = after[0]
        cursor.setPosition(begin)
        cursor.setPosition(begin + len(word), QTextCursor.MoveMode.KeepAnchor)
        edit.setTextCursor(cursor)
        self._open_words(edit, cursor, edit.viewport().mapToGlobal(edit.cursorRect().bottomLeft()))

    def _open_menu(self, edit: SectionEdit, event: QContextMenuEvent) -> None:
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        cursor = edit.textCursor() if by_keys else edit.cursorForPosition(event.pos())
        spot = event.globalPos()
        if by_keys:
            spot = edit.viewport().mapToGlobal(edit.cursorRect().bottomLeft())
        self._open_words(edit, cursor, spot)

    def _open_words(self, edit: SectionEdit, cursor: QTextCursor, spot: QPoint) -> None:
        menu = edit.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        found = edit.word_at(cursor)
        word = found.selectedText()
        if word and self._spelling.is_unknown(word):
            self._put_suggestions(menu, found, word)
        menu.popup(spot)

    def _put_suggestions(self, menu: QMenu, found: QTextCursor, word: str) -> None:
        first = menu.actions()[0]
        waiting = QAction("Looking for what may be meant…", menu)
        waiting.setEnabled(False)
        leave = QAction(f"Leave “{word}” as it is", menu)
        leave.triggered.connect(lambda: self._spelling.leave(word))
        menu.insertActions(first, [waiting, leave])
        menu.insertSeparator(first)

        def show(words: tuple[str, ...]) -> None:
            made = [_replacing(menu, found, each) for each in words]
            menu.insertActions(waiting, made)
            waiting.setText("Nothing like it is known")
            waiting.setVisible(not made)
            if made:
                menu.setActiveAction(made[0])

        self._spelling.suggest(word, _while_open(menu, show))


def _while_open(
    menu: QMenu, show: Callable[[tuple[str, ...]], None]
) -> Callable[[tuple[str, ...]], None]:
    import shiboken6

    return lambda words: show(words) if shiboken6.isValid(menu) else None


def _replacing(menu: QMenu, found: QTextCursor, word: str) -> QAction:
    action = QAction(word, menu)
    action.triggered.connect(lambda: found.insertText(word))
    return action


def _unknown(edit: SectionEdit, spelling: Spelling) -> list[tuple[int, str]]:
    from practice_desk.domain.spelled import words_in

    found = []
    block = edit.document().begin()
    while block.isValid():
        for place, word in words_in(block.text()):
            if spelling.is_unknown(word):
                found.append((block.position() + place, word))
        block = block.next()
    return found


def _offer_line(phrase: NotePhrase) -> str:
    words = " ".join(phrase.text.split())
    short = words if len(words) <= _LONGEST_OFFER else f"{words[:_LONGEST_OFFER].rstrip()}…"
    return f"/{phrase.shortcut}  {short}"


def _say(label: QLabel, sentence: str) -> None:
    label.setText(sentence)
    label.setVisible(bool(sentence))
