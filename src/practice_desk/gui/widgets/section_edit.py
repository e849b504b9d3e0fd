"""The text of one section of a note: bold and lists, as high as what it holds, pasted as plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextFormat,
    QTextListFormat,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QTextEdit, QToolTip, QWidget

from practice_desk.domain.checks import without_control_characters
from practice_desk.domain.note_section import LONGEST_NOTE, NotePart, Origin
from practice_desk.gui import theme
from practice_desk.gui.models.note_document import (
    bold_format,
    forget_origin,
    is_as_it_came,
    list_of,
    origin_of,
    origin_words,
    origins_line,
    parts_of,
    put_parts,
)

if TYPE_CHECKING:
    from practice_desk.gui.spelling import SpellHighlighter

_MARGIN = 8
_OF_OFFERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_BEGINS_LIST = re.compile(r"(?:(-|\*)|1\.) $")
_TOKEN = re.compile(r"(?:^|(?<=\s))/([a-z0-9]*)$", re.IGNORECASE)


class SectionEdit(QTextEdit):
    """Never scrolls by itself: it grows, and what is around it scrolls."""

    shortcut_typed = Signal(str)
    """Emits the letters after a slash while they are typed, and an empty text when none are."""
    refused = Signal(str)
    """Emits why nothing was pasted."""
    caret_moved = Signal(QRect)
    """Emits where the caret is, in coordinates of this widget."""
    menu_wanted = Signal(object)
    """Emits the `QContextMenuEvent`."""
    origins_changed = Signal(str)
    """Emits what the foot says of words that nobody typed."""

    def __init__(self, title: str, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given: tuple[NotePart, ...] = ()
        self.phrases_open: Callable[[], bool] = lambda: False
        """Says whether phrases are offered now, which then take the keys that choose one."""
        self.copy_button: QPushButton | None = None
        """What copies here what an earlier note said."""
        self.spelled: SpellHighlighter | None = None
        """What underlines unknown words here; kept, as Qt does not keep the Python half."""
        self._lines = lines
        self._origins = ""
        self.setAccessibleName(title)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLineWrapMode(QTextEdit.LineWrapMode.WidgetWidth)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.document().setIndentWidth(20)
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.cursorPositionChanged.connect(self._follow)
        theme.theme().changed.connect(self._mark_origins)
        self._fit()

    def put(self, parts: Sequence[NotePart]) -> None:
        """Show *parts*; what can be undone begins here."""
        self._given = tuple(parts)
        put_parts(self.document(), self._given)
        self._mark_origins()
        self._fit()

    def add_parts(self, parts: Sequence[NotePart]) -> None:
        """Add *parts* below what stands here, each with where its words come from."""
        self.put((*self.parts(), *parts))
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.textChanged.emit()

    def parts(self) -> tuple[NotePart, ...]:
        """Return what stands here, each part with where its words come from."""
        return parts_of(self.document(), self._given)

    @property
    def origins(self) -> str:
        """What the foot says of words that nobody typed."""
        return self._origins

    def typed_shortcut(self) -> str | None:
        """Return the letters between a slash and the caret, None where there is no slash."""
        found = _TOKEN.search(self._before_caret())
        return None if found is None else found[1].casefold()

    def write_phrase(self, text: str) -> None:
        """Write *text* in the place of the slash and the letters that were typed."""
        found = _TOKEN.search(self._before_caret())
        cursor = self.textCursor()
        if found is not None:
            back = len(found[0])
            cursor.movePosition(
                QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, back
            )
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def word_at(self, cursor: QTextCursor) -> QTextCursor:
        """Return *cursor* with the word around it selected."""
        found = QTextCursor(cursor)
        found.select(QTextCursor.SelectionType.WordUnderCursor)
        return found

    def toggle_bold(self) -> None:
        """Make the selected words bold, or what is typed next; or the opposite."""
        bold = self.fontWeight() > QFont.Weight.Medium
        self.mergeCurrentCharFormat(bold_format(bold=not bold))

    def toggle_list(self, style: QTextListFormat.Style) -> None:
        """Make list items of the selected lines, or plain lines again."""
        cursor = self.textCursor()
        listed = list_of(cursor.block())
        if listed is not None and listed.format().style() == style:
            self._leave_list(cursor)
        else:
            cursor.createList(style)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Ctrl+B, begin lists as they are typed, end them at an empty item."""
        if self.phrases_open() and event.key() in _OF_OFFERS:
            event.ignore()  # the list of phrases takes it
            return
        if event.matches(QKeySequence.StandardKey.Bold):
            self.toggle_bold()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._new_line(event)
            return
        if event.key() == Qt.Key.Key_Backspace and self._at_begin_of_item():
            self._leave_list(self.textCursor())
            return
        super().keyPressEvent(event)
        if event.text() == " ":
            self._begin_list()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop *source* as plain text if it fits."""
        text = source.text().replace("\r\n", "\n").replace("\t", " ")
        text = without_control_characters(text)  # which nobody sees, and no note may hold
        size = len(self.toPlainText()) + len(text)
        if size > LONGEST_NOTE:
            sentence = (
                f"{size:,} characters do not fit here; {LONGEST_NOTE:,} do. Nothing was pasted."
            )
            QToolTip.showText(self.mapToGlobal(self.rect().center()), sentence, self)
            self.setAccessibleDescription(sentence)
            self.refused.emit(sentence)
            return
        cursor = self.textCursor()
        first = cursor.block().blockNumber()
        cursor.insertText(text, bold_format(bold=False))
        for number in range(first + 1, cursor.block().blockNumber() + 1):
            forget_origin(self.document().findBlockByNumber(number))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave the menu to whoever knows the suggestions."""
        self.menu_wanted.emit(event)

    def event(self, event: QEvent) -> bool:
        """Tell where words come from that nobody typed, as a tip."""
        if event.type() == QEvent.Type.ToolTip:
            block = self.cursorForPosition(event.pos()).block()  # type: ignore[attr-defined]  # a help event
            QToolTip.showText(
                event.globalPos(),  # type: ignore[attr-defined]  # a help event
                origin_words(origin_of(block, self._given)), self,
            )  # fmt: skip
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow with the lines that a narrower text has."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the room that the text takes."""
        return QSize(400, self._wanted_height())

    def minimumSizeHint(self) -> QSize:
        """Return the height of the text at a small width."""
        return QSize(200, self._wanted_height())

    def _wanted_height(self) -> int:
        least = self.fontMetrics().lineSpacing() * self._lines
        return int(max(least, self.document().size().height())) + 2 * _MARGIN

    def _fit(self) -> None:
        height = self._wanted_height()
        if height != self.height():
            self.setFixedHeight(height)

    def _changed(self) -> None:
        self._mark_origins()
        self._offer_phrases()

    def _follow(self) -> None:
        self._offer_phrases()
        if self.hasFocus():
            self.caret_moved.emit(self.cursorRect())

    def _offer_phrases(self) -> None:
        typed = self.typed_shortcut() if self.hasFocus() else None
        self.shortcut_typed.emit("" if typed is None else f"/{typed}")

    def _before_caret(self) -> str:
        cursor = self.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]

    def _mark_origins(self) -> None:
        """Tint the lines that nobody typed; the foot says the same in words."""
        colors = theme.tokens()
        tints = {Origin.GENERATED: colors.info_soft, Origin.COPIED: colors.caution_soft}
        marks, block = [], self.document().begin()
        while block.isValid():
            tint = tints.get(origin_of(block, self._given).origin) if block.text() else None
            if tint is not None:
                marks.append(_tinted(block, tint))
            block = block.next()
        self.setExtraSelections(marks)
        said = origins_line(self.parts())
        if said != self._origins:
            self._origins = said
            self.origins_changed.emit(said)

    def _new_line(self, event: QKeyEvent) -> None:
        cursor = self.textCursor()
        if list_of(cursor.block()) is not None and not cursor.block().text():
            self._leave_list(cursor)
            return
        whole = is_as_it_came(cursor.block()) and cursor.atBlockEnd()
        super().keyPressEvent(event)
        if whole:
            forget_origin(self.textCursor().block())

    def _begin_list(self) -> None:
        cursor = self.textCursor()
        found = _BEGINS_LIST.fullmatch(self._before_caret())
        if found is None or list_of(cursor.block()) is not None:
            return
        styles = QTextListFormat.Style
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        cursor.createList(styles.ListDisc if found[1] else styles.ListDecimal)
        cursor.endEditBlock()

    def _at_begin_of_item(self) -> bool:
        cursor = self.textCursor()
        listed = list_of(cursor.block()) is not None
        return listed and cursor.atBlockStart() and not cursor.hasSelection()

    def _leave_list(self, cursor: QTextCursor) -> None:
        listed = list_of(cursor.block())
        if listed is None:
            return
        cursor.beginEditBlock()
        listed.remove(cursor.block())
        kept = cursor.blockFormat()
        kept.setIndent(0)
        cursor.setBlockFormat(kept)
        cursor.endEditBlock()


def _tinted(block: QTextBlock, color: str) -> QTextEdit.ExtraSelection:
    mark = QTextEdit.ExtraSelection()
    mark.cursor = QTextCursor(block)
    mark.format.setBackground(QColor(color))
    mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
    return mark
