"""A photo or scan from outside, as pixels. Its size is read before a dot of it is decoded."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from practice_desk.app.looking.serving import CannotShow
from practice_desk.domain.document_file import MAX_PAGES, MAX_PIXELS, FileType, Pixels, Refusal

_FORMATS = {
    FileType.JPEG: "jpeg",
    FileType.PNG: "png",
    FileType.TIFF: "tiff",
    FileType.HEIC: "heic",
}
_MEGABYTES = 512


class PictureFile:
    """Implements `Shown`: one page, or as many as a TIFF has."""

    def __init__(self, file_type: FileType, content: bytes) -> None:
        QImageReader.setAllocationLimit(_MEGABYTES)
        self._format = _FORMATS.get(file_type, "")
        known = {bytes(each.data()).decode() for each in QImageReader.supportedImageFormats()}
        if self._format not in known:
            raise CannotShow(Refusal.FORMAT)
        self._content = QByteArray(content)
        self.pages = 1
        if file_type is FileType.TIFF:  # counted before the size is asked for, else it counts one
            self.pages = max(1, self._new_reader().imageCount())
        if self.pages > MAX_PAGES:
            raise CannotShow(Refusal.MANY_PAGES)
        self._reader(0)

    def draw(self, number: int, width: int, height: int) -> Pixels:
        """Return a page within so many dots, turned as it was held. Raises CannotShow."""
        reader = self._reader(number)
        size, room = reader.size(), QSize(width, height)
        turned = reader.transformation().value & 4  # its sides are exchanged
        if turned:
            room.transpose()
        if size.width() > room.width() or size.height() > room.height():
            smaller = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
            reader.setScaledSize(smaller.expandedTo(QSize(1, 1)))
        image = reader.read()
        if image.isNull():
            raise CannotShow(Refusal.DAMAGED)
        return _pixels(image, width, height)

    def text(self, number: int) -> str:
        """Return nothing: a picture has no text that could be read."""
        return ""

    def close(self) -> None:
        """Let go of the picture."""
        self._content = QByteArray()

    def _reader(self, number: int) -> QImageReader:
        """Return a reader at a page whose size is known and bearable. Raises CannotShow."""
        reader = self._new_reader()
        if number and not reader.jumpToImage(number):
            raise CannotShow(Refusal.DAMAGED)
        size = reader.size()
        if size.isEmpty():
            raise CannotShow(Refusal.DAMAGED)
        if size.width() * size.height() > MAX_PIXELS:
            raise CannotShow(Refusal.LARGE)
        return reader

    def _new_reader(self) -> QImageReader:
        self._buffer = QBuffer()  # the reader does not keep it
        self._buffer.setData(self._content)
        self._buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        reader = QImageReader(self._buffer, QByteArray(self._format.encode()))
        reader.setDecideFormatFromContent(False)
        reader.setAutoDetectImageFormat(False)
        reader.setAutoTransform(True)
        return reader


def _pixels(image: QImage, width: int, height: int) -> Pixels:
    """Return the picture on white, as rows without gaps."""
    if image.width() > width or image.height() > height:
        image = image.scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio)
    if image.hasAlphaChannel():
        paper = QImage(image.size(), QImage.Format.Format_RGB888)
        paper.fill(QColor("white"))
        painter = QPainter(paper)
        painter.drawImage(0, 0, image)
        painter.end()
        image = paper
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    across, down, stride = plain.width(), plain.height(), plain.bytesPerLine()
    data = bytes(plain.constBits())
    rows = (data[row * stride : row * stride + 3 * across] for row in range(down))
    return Pixels(across, down, b"".join(rows))
