"""Shows one document: pages that another process draws one at a time, or plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.icons import set_icon
from practice_desk.gui.plain_text import plain_label

if TYPE_CHECKING:
    from practice_desk.domain.document_file import Pixels
    from practice_desk.domain.filed_document import FiledDocument
    from practice_desk.gui.context import AppContext
    from practice_desk.services.document_viewer import OpenDocument

_FIT_PAGE, _FIT_WIDTH = 0, 100
_ZOOMS: Final = {"Fit width": _FIT_WIDTH, "Whole page": _FIT_PAGE, "150 %": 150, "200 %": 200}
_SETTLED: Final = 120  # milliseconds without a further change of size or choice
_SLOW: Final = 200  # milliseconds until it is said that a document is being opened
_TALLEST: Final = 4000
_FRAME: Final = 20


class DocumentPreview(QFrame):
    """One document at a time, the one chosen last. Its process ends when this is hidden.

    Drawing has a worker of its own: a file that takes long holds up nothing but itself.
    """

    opened = Signal(int)
    """Emits the document's id once its first page, or its text, is shown."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from practice_desk.services.document_viewer import DocumentViewer

        self.setProperty("surface", "sunken")
        self._context = context
        self._drawing = context.tasks.another(self)
        self._viewer = viewer = DocumentViewer()
        self._value: FiledDocument | None = None
        self._open: OpenDocument | None = None
        self._number = 0
        self._page = 0
        self._make_widgets()
        self._lay_out()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLED)
        self._settle.timeout.connect(self._draw)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW)
        self._slow.timeout.connect(self._say_opening)
        self.zoom.currentIndexChanged.connect(lambda _place: self._draw())
        self.back.clicked.connect(lambda: self.turn(-1))
        self.on.clicked.connect(lambda: self.turn(1))
        self._sheet.turned.connect(self.turn)
        self.destroyed.connect(viewer.close)
        self.show_message("")

    @property
    def page(self) -> int:
        """The page shown, from 0."""
        return self._page

    def shows(self, value: FiledDocument) -> bool:
        """Whether *value* is shown, or about to be."""
        return self._value is not None and self._value.id == value.id

    def show_message(self, text: str) -> None:
        """Show *text* instead of a document."""
        self._number += 1
        self._value = self._open = None
        self.message.setText(text)
        self._show(self.message)
        self._offer()

    def show_document(self, value: FiledDocument, page: int = 0) -> None:
        """Show *value*, at *page*. It is read by the clinic's worker, and drawn by another."""
        if self.shows(value) and self._open is not None:
            self._value = value
            self.turn(page - self._page)
            return
        self.show_message("")
        self._value, self._page = value, page
        self._slow.start()
        number, context = self._number, self._context
        patient_id, document_id = value.patient_id, value.id or 0

        def read() -> object:
            from practice_desk.services.documents import read_document

            return read_document(context.clinic, patient_id, document_id)

        context.tasks.run(
            read,
            done=lambda content: self._open_content(number, content),
            failed=lambda error: self._give_up(number, error),
            parent=self,
        )

    def take_focus(self) -> None:
        """Lead the keyboard to what is shown."""
        if (shown := self._stack.currentWidget()) is not None:
            shown.setFocus()

    def turn(self, pages: int) -> None:
        """Show another page, *pages* further, as far as there are any."""
        if self._open is None or self._open.text is not None:
            return
        page = min(max(0, self._page + pages), self._open.pages - 1)
        if page != self._page:
            self._page = page
            self._sheet.verticalScrollBar().setValue(0)
            self._draw()

    def forget(self) -> None:
        """Show nothing, and end the process."""
        self.show_message("")
        self._viewer.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """End the process: nobody looks."""
        super().hideEvent(event)
        self._viewer.close()
        self._number += 1
        self._value = self._open = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page again once the size has settled."""
        super().resizeEvent(event)
        if self._open is not None:
            self._settle.start()

    def sizeHint(self) -> QSize:
        """Return the room for a page that can be read."""
        return QSize(440, 520)

    def _open_content(self, number: int, content: object) -> None:
        viewer = self._viewer

        def work() -> OpenDocument | None:
            from practice_desk.services.documents import Content

            wanted = number == self._number and isinstance(content, Content)
            return viewer.open(content) if wanted and isinstance(content, Content) else None

        self._drawing.run(
            work,
            done=lambda found: self._opened(number, found),
            failed=lambda error: self._give_up(number, error),
            parent=self,
        )

    def _opened(self, number: int, found: OpenDocument | None) -> None:
        if number != self._number or found is None:
            if not self.isVisible():
                self._viewer.close()  # the page was left while its process was being started
            return
        self._open = found
        if found.text is not None:
            self.text.setPlainText(found.text)
            self._show(self.text)
            self._offer()
            self.opened.emit(found.document.id or 0)
            return
        self._page = min(self._page, found.pages - 1)
        self._draw()

    def _draw(self) -> None:
        found = self._open
        if found is None or found.text is not None:
            return
        number, page, viewer = self._number, self._page, self._viewer
        ratio = self.devicePixelRatioF()
        width, height = self._room(ratio)

        def work() -> Pixels | None:
            return viewer.page(page, width, height) if number == self._number else None

        self._offer()
        self._drawing.run(
            work,
            done=lambda pixels: self._show_page(number, page, ratio, pixels),
            failed=lambda error: self._give_up(number, error),
            parent=self,
        )

    def _room(self, ratio: float) -> tuple[int, int]:
        view = self._stack.size()  # what is not shown yet has no size of its own
        percent = int(self.zoom.currentData())
        width, height = max(160, view.width() - _FRAME), max(160, view.height() - _FRAME)
        if percent != _FIT_PAGE:
            width, height = width * percent // 100 - _FRAME // 2, _TALLEST
        return min(_TALLEST, round(width * ratio)), min(_TALLEST, round(height * ratio))

    def _show_page(self, number: int, page: int, ratio: float, pixels: Pixels | None) -> None:
        if number != self._number or page != self._page or pixels is None or self._open is None:
            return
        shape = QImage.Format.Format_RGB888
        image = QImage(pixels.data, pixels.width, pixels.height, 3 * pixels.width, shape)
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(ratio)
        self._paper.setPixmap(picture)
        self._paper.setAccessibleName(f"Page {page + 1} of {self._open.pages}")
        self._show(self._sheet)
        self._offer()
        self.opened.emit(self._open.document.id or 0)

    def _give_up(self, number: int, error: ExpectedError) -> None:
        if number == self._number:
            self.show_message(f"{error.sentence}\n{error.next_step}".strip())

    def _offer(self) -> None:
        pages = 0 if self._open is None else self._open.pages
        self.back.setEnabled(pages > 0 and self._page > 0)
        self.on.setEnabled(self._page + 1 < pages)
        self.zoom.setEnabled(pages > 0)
        self.count.setText(f"Page {self._page + 1} of {pages}" if pages else "")

    def _say_opening(self) -> None:
        if self._value is not None and self._stack.currentWidget() is self.message:
            self.message.setText("Opening the document…")

    def _show(self, widget: QWidget) -> None:
        self._stack.setCurrentWidget(widget)

    def _make_widgets(self) -> None:
        self.back, self.on = QToolButton(), QToolButton()
        for button, icon, name in (
            (self.back, "chevron-left", "Page before"),
            (self.on, "chevron-right", "Next page"),
        ):
            set_icon(button, icon)
            button.setAccessibleName(name)
            button.setToolTip(name)
        self.count = plain_label("", "small")
        self.zoom = QComboBox()
        self.zoom.setAccessibleName("Size of the page")
        for text, percent in _ZOOMS.items():
            self.zoom.addItem(text, percent)
        self.message = plain_label("", "dim", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Text of the document")
        self._paper = QLabel()
        self._paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sheet = _Sheet()
        self._sheet.setAccessibleName("Page of the document")
        self._sheet.setWidgetResizable(True)
        self._sheet.setFrameShape(QFrame.Shape.NoFrame)
        self._sheet.setWidget(self._paper)
        self._stack = QStackedWidget()
        for widget in (self.message, self.text, self._sheet):
            self._stack.addWidget(widget)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(8, 6, 8, 0)
        tools.setSpacing(6)
        tools.addWidget(self.back)
        tools.addWidget(self.count)
        tools.addWidget(self.on)
        tools.addStretch(1)
        tools.addWidget(self.zoom)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, 1)
        rows.setSpacing(4)
        rows.addLayout(tools)
        rows.addWidget(self._stack, 1)


class _Sheet(QScrollArea):
    """A page to scroll; scrolling on at its end by key turns the page."""

    turned = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the page where there is nothing left to scroll."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_PageDown and bar.value() == bar.maximum():
            self.turned.emit(1)
        elif event.key() == Qt.Key.Key_PageUp and bar.value() == bar.minimum():
            self.turned.emit(-1)
        else:
            super().keyPressEvent(event)
