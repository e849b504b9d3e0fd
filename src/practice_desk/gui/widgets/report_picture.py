"""The picture of a report on the screen, as wide as there is room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from practice_desk.domain.report import Picture, ReportTable
from practice_desk.domain.report_picture import Drawn, draw_picture, picture_text
from practice_desk.gui import theme
from practice_desk.gui.models.timeline_colors import timeline_colors
from practice_desk.gui.widgets.display_list_painter import DisplayListPainter, TextSizes

_WIDEST = 900
_NOTHING = Drawn((), 0.0)


class ReportPicture(QWidget):
    """Draws one picture; its description tells the same numbers to who can't see it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Picture, ReportTable] | None = None
        self._sizes = TextSizes(theme.base_font(), self.logicalDpiY())
        self._drawn = _NOTHING
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Picture of the report")

    @property
    def scale(self) -> float:
        """Pixels for a point of the picture: as large as the text of this computer asks for."""
        return max(1.0, self.logicalDpiY() / 72 * self.font().pointSizeF() / theme.BASE_POINTS)

    def show_picture(self, picture: Picture | None, table: ReportTable) -> None:
        """Show another picture of *table*, or none."""
        self._shown = None if picture is None else (picture, table)
        self.setAccessibleDescription("" if picture is None else picture_text(picture, table))
        self._lay_out()

    def sizeHint(self) -> QSize:
        """Return the height that the bars take."""
        return QSize(480, round(self._drawn.height * self.scale) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw for the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours of another theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shapes."""
        painter = QPainter(self)
        painter.scale(self.scale, self.scale)
        colors = timeline_colors(theme.tokens())
        DisplayListPainter(colors, self._sizes).draw(painter, self._drawn.shapes)
        painter.end()

    def _lay_out(self) -> None:
        width = min(self.width() / self.scale, _WIDEST)
        if self._shown is None or width < 1:
            self._drawn = _NOTHING
        else:
            self._drawn = draw_picture(*self._shown, width, self._sizes.measure)
        self.setFixedHeight(self.sizeHint().height())
        self.update()
