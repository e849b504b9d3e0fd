"""The tour of finding anything: the palette, and the search of the texts of all charts."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from practice_desk.app.demo.visitor import TourFailed, Visitor
from practice_desk.gui import theme
from practice_desk.gui.main_window import MainWindow


def find_anything(visitor: Visitor, window: MainWindow, app: QApplication) -> None:
    """Find a patient, a page and words in texts, light and dark."""
    finder = window.finder
    finder.open()
    visitor.settle()
    visitor.picture("find-recent", window, "Ctrl+K: recent charts, pages and actions")
    palette = finder.palette
    if palette is None:
        raise TourFailed("The palette did not come up.")
    visitor.type_into(palette.field, "sleep", instead=True)
    visitor.until(lambda: palette.model.rowCount() > 0, "what was found")
    visitor.until(lambda: any(row.marked for row in palette.model.rows), "the texts")
    for dark in (False, True):
        theme.theme().use(app, dark)
        look = "dark" if dark else "light"
        visitor.picture(f"find-anything-{look}", window, f"Find anything, {look}")
    theme.theme().use(app, False)
    finder.search_texts("sleep")
    search = finder.texts
    if search is None:
        raise TourFailed("The search of texts did not come up.")
    visitor.until(lambda: search.model.rowCount() > 0, "the texts")
    for dark in (False, True):
        theme.theme().use(app, dark)
        look = "dark" if dark else "light"
        visitor.picture(f"find-texts-{look}", window, f"The texts of all charts, {look}")
    theme.theme().use(app, False)
    search.shut()
