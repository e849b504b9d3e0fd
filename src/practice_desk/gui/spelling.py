"""Unknown words underlined while they are typed; the dictionary is read and asked on a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from practice_desk.domain.spelled import words_in
from practice_desk.gui import theme

if TYPE_CHECKING:
    from practice_desk.knowledge.spelling import SpellBook

Suggested = Callable[[tuple[str, ...]], object]


class Spelling(QObject):
    """Knows which words of a form are unknown. Ask on the GUI thread; answers come there.

    Words that nobody looked up yet count as known until the thread has answered, which `checked`
    tells. `close` ends the thread; a dictionary that can't be read leaves every word known.
    """

    checked = Signal()
    _answered = Signal(object)

    def __init__(self, words: Callable[[], Iterable[str]], parent: QObject) -> None:
        super().__init__(parent)
        self._words = words
        self._known: dict[str, bool] = {}
        self._asked: set[str] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="spelling")
        self._book: SpellBook | None = None
        self._closed = threading.Event()
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._soon = QTimer(self, interval=50, singleShot=True)
        self._soon.timeout.connect(self.checked)

    def is_unknown(self, word: str) -> bool:
        """Return whether *word* is known to be unknown; look it up where nobody did."""
        known = self._known.get(word)
        if known is None and word not in self._asked and not self._closed.is_set():
            self._asked.add(word)
            self._submit(lambda book: lambda: self._learn(word, known=book.knows(word)))
        return known is False

    def suggest(self, word: str, then: Suggested) -> None:
        """Look for what may be meant by *word*, and call *then* on the GUI thread."""

        def look(book: SpellBook) -> Callable[[], object]:
            found = book.suggest(word)
            return lambda: then(found)

        self._submit(look)

    def leave(self, word: str) -> None:
        """Take *word* as it is, as long as this form is open."""
        self._learn(word, known=True)

    def close(self) -> None:
        """End the thread; nobody is called back any more."""
        self._closed.set()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _submit(self, ask: Callable[[SpellBook], Callable[[], object]]) -> None:
        def work() -> None:
            if self._closed.is_set():
                return
            answer = ask(self._opened())
            if not self._closed.is_set() and shiboken6.isValid(self):
                self._answered.emit(answer)

        if not self._closed.is_set():
            self._thread.submit(work).add_done_callback(self._note_failure)

    def _note_failure(self, done: Future[None]) -> None:
        """Let a bug on the thread be seen where all are: raised on the GUI thread."""
        if not done.cancelled() and (error := done.exception()) is not None:

            def fail() -> None:
                raise error

            if shiboken6.isValid(self):
                self._answered.emit(fail)

    def _opened(self) -> SpellBook:
        """Return the dictionary, read at the first word. On the thread."""
        if self._book is None:
            from practice_desk.knowledge.spelling import SpellBook

            self._book = SpellBook(self._words())
        return self._book

    @Slot(object)
    def _take(self, answer: Callable[[], object]) -> None:
        if not self._closed.is_set():
            answer()

    def _learn(self, word: str, *, known: bool) -> None:
        changes = known is not self._known.get(word, True)
        self._known[word] = known
        if changes:
            self._soon.start()  # many answers come at once


class SpellHighlighter(QSyntaxHighlighter):
    """Underlines the unknown words of one document."""

    def __init__(self, document: QTextDocument, spelling: Spelling) -> None:
        super().__init__(document)
        self._spelling = spelling
        spelling.checked.connect(self.rehighlight)
        theme.theme().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Underline what is unknown in one line."""
        look: QTextCharFormat | None = None
        for place, word in words_in(text):
            if self._spelling.is_unknown(word):
                look = look or _underline()
                self.setFormat(place, len(word), look)


def _underline() -> QTextCharFormat:
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
    look.setUnderlineColor(QColor(theme.tokens().danger))
    return look
