"""Offers coded terms under a line edit while somebody types; free text stays allowed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

from practice_desk.gui.context import AppContext
from practice_desk.services.terms import Term

_SHORTEST = 2


class TermSearch(QObject):
    """Searches on the worker; a result for text typed since is dropped."""

    chosen = Signal(object)
    """Emits the `Term` somebody chose."""

    def __init__(
        self, context: AppContext, edit: QLineEdit, find: Callable[[str], list[Term]]
    ) -> None:
        super().__init__(edit)
        self._context = context
        self._edit = edit
        self._find = find
        self._terms: list[Term] = []
        self._lines = QStringListModel(self)
        completer = QCompleter(self._lines, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(10)
        self._completer = completer
        completer.setWidget(edit)
        completer.activated.connect(self._choose)
        edit.textEdited.connect(self._search)

    def _search(self, text: str) -> None:
        wanted = " ".join(text.split())
        if len(wanted) < _SHORTEST:
            self._hide()
            return
        find = self._find
        self._context.tasks.run(
            lambda: find(wanted), done=lambda terms: self._offer(wanted, terms), parent=self
        )

    def _offer(self, wanted: str, terms: list[Term]) -> None:
        if " ".join(self._edit.text().split()) != wanted:
            return
        self._terms = terms
        self._lines.setStringList([term_line(term) for term in terms])
        if terms and self._edit.hasFocus():
            self._completer.complete()
        else:
            self._hide()

    def _choose(self, line: str) -> None:
        for term in self._terms:
            if term_line(term) == line:
                self._edit.setText(term.display)
                self.chosen.emit(term)
                return

    def _hide(self) -> None:
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()


def term_line(term: Term) -> str:
    """Return what a choice says, the code first, where it is never cut: "F33.1  ·  Major …"."""
    by_other_name = term.found_as.casefold() not in (term.display.casefold(), term.code.casefold())
    line = f"{term.display} ({term.found_as})" if by_other_name else term.display
    return f"{term.code}  ·  {line}" if term.code else line
