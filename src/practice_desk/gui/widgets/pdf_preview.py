"""Shows the pages of a PDF one below the other, to scroll and zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.plain_text import plain_label

if TYPE_CHECKING:
    from practice_desk.gui.tasks import Tasks

SCREEN_DPI: Final = 96
ZOOMS: Final = (50, 75, 100, 125, 150, 200)
_FIT: Final = 0
_SETTLED: Final = 120  # milliseconds without a further change of size


@register_custom_widget
class PdfPreview(QFrame):
    """A scroll area of pages. Set `tasks` before `show_pdf`; pages are drawn on the worker.

    The newest PDF wins; `page_count` is 0 until its pages are there.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "sunken")
        self.tasks: Tasks | None = None
        self._pdf: bytes | None = None
        self._number = 0
        self._pages: list[QLabel] = []
        self._drawn_dpi = 0.0
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLED)
        self._settle.timeout.connect(self._refit)
        self.zoom = QComboBox()
        self.zoom.setAccessibleName("Zoom")
        self.zoom.addItem("Fit width", _FIT)
        for percent in ZOOMS:
            self.zoom.addItem(f"{percent} %", percent)
        self.zoom.currentIndexChanged.connect(self._render)
        self.message = plain_label("", "dim", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("Pages of the letter")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        sheet = QWidget()
        self._sheet = QVBoxLayout(sheet)
        self._sheet.setContentsMargins(12, 12, 12, 12)
        self._sheet.setSpacing(12)
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._scroll.setWidget(sheet)
        self._count = plain_label("", "small")
        tools = QHBoxLayout()
        tools.setContentsMargins(12, 8, 12, 0)
        tools.addWidget(self._count, 1)
        tools.addWidget(self.zoom)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, 1)
        rows.addLayout(tools)
        rows.addWidget(self.message, 1)
        rows.addWidget(self._scroll, 1)
        self.show_message("")

    def sizeHint(self) -> QSize:
        """Return the room for most of a page's width."""
        return QSize(600, 700)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages again once the size has settled."""
        super().resizeEvent(event)
        if self._pdf is not None:
            self._settle.start()

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._pages)

    def show_message(self, text: str) -> None:
        """Show *text* instead of pages."""
        self._number += 1
        self._pdf = None
        self._clear()
        self.message.setText(text)
        self.message.show()
        self._scroll.hide()
        self.zoom.setEnabled(False)
        self._count.clear()

    def show_pdf(self, pdf: bytes) -> None:
        """Show the pages of *pdf*."""
        self._pdf = pdf
        self._render()

    def _render(self) -> None:
        pdf, tasks = self._pdf, self.tasks
        if pdf is None or tasks is None:
            return
        self._number += 1
        number, ratio = self._number, self.devicePixelRatioF()
        self._drawn_dpi = self._dpi()
        dpi = self._drawn_dpi * ratio
        tasks.run(
            lambda: _draw(pdf, dpi),
            done=lambda images: self._show(number, images, ratio),
            parent=self,
        )

    def _refit(self) -> None:
        if abs(self._dpi() - self._drawn_dpi) > 0.5:
            self._render()

    def _dpi(self) -> float:
        percent = int(self.zoom.currentData())
        if percent != _FIT:
            return SCREEN_DPI * percent / 100
        room = max(320, self.width() - 48)
        return room / 8.5  # inches of the paper's width

    def _show(self, number: int, images: list[QImage], ratio: float) -> None:
        if number != self._number:
            return
        self._clear()
        for place, image in enumerate(images, start=1):
            image.setDevicePixelRatio(ratio)
            page = QLabel()
            page.setPixmap(QPixmap.fromImage(image))
            page.setAccessibleName(f"Page {place} of {len(images)}")
            self._sheet.addWidget(page)
            self._pages.append(page)
        self._count.setText("1 page" if len(images) == 1 else f"{len(images)} pages")
        self.message.hide()
        self._scroll.show()
        self.zoom.setEnabled(True)

    def _clear(self) -> None:
        for page in self._pages:
            page.hide()
            page.deleteLater()
        self._pages.clear()


def _draw(pdf: bytes, dpi: float) -> list[QImage]:
    from practice_desk.gui.pdf_pages import page_images  # loads the renderer off the GUI thread

    return list(page_images(pdf, dpi))
