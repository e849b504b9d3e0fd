"""Pictures of widgets, to look at: ``render(dialog, Path("unlock.png"), dark=True)``."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from practice_desk.gui.theme import theme


def render(
    widget: QWidget, path: Path, size: tuple[int, int] | None = None, *, dark: bool = False
) -> None:
    """Save *widget*, shown at *size* or at its own, as a picture in the light or dark look."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme().use(application, dark)
    if size is not None:
        widget.resize(QSize(*size))
    widget.show()
    for _ in range(3):  # a first layout can ask for a second
        application.processEvents()
    path.parent.mkdir(parents=True, exist_ok=True)
    assert widget.grab().save(str(path)), path
