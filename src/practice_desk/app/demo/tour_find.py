"""The tour of finding anything: the palette, and the search of the texts of all charts."""

from __future__ import annotations

from practice_desk.app.demo.visitor import TourFailed, Visitor
from practice_desk.gui.main_window import MainWindow


def find_anything(visitor: Visitor, window: MainWindow) -> None:
    """Find a patient, a page and words in texts, light and dark."""
    finder = window.finder
    finder.open()
    visitor.in_both_looks("find-recent", window, "Ctrl+K: recent charts, pages and actions")
    palette = finder.palette
    if palette is None:
        raise TourFailed("The palette did not come up.")
    visitor.type_into(palette.field, "sleep", instead=True)
    visitor.until(lambda: palette.model.rowCount() > 0, "what was found")
    visitor.until(lambda: any(row.marked for row in palette.model.rows), "the texts")
    visitor.in_both_looks("find-anything", window, "Find anything")
    finder.search_texts("sleep")
    search = finder.texts
    if search is None:
        raise TourFailed("The search of texts did not come up.")
    visitor.until(lambda: search.model.rowCount() > 0, "the texts")
    visitor.in_both_looks("find-texts", window, "The texts of all charts")
    search.shut()
