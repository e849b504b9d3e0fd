"""Looking into files: the real process on real files, and whatever a process gone wild may say."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QColor, QImage
from reportlab.pdfgen.canvas import Canvas

from practice_desk.domain.document_file import FileType, Pixels, Refusal, recognise
from practice_desk.domain.errors import Cancelled, UnreadableInput
from practice_desk.exchange.looking import SECONDS, Drawn, Looker, Opened, Text, encode
from practice_desk.exchange.own_process import HelperEnded


def a_pdf(*pages: str, script: str = "", password: str | None = None) -> bytes:
    """Return a PDF with a line on each page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=password)
    for words in pages:
        canvas.drawString(72, 700, words)
        canvas.showPage()
    canvas.save()
    data = buffer.getvalue()
    action = f"/OpenAction << /S /JavaScript /JS ({script}) >> /Type /Catalog".encode()
    return data.replace(b"/Type /Catalog", action) if script else data


def a_png(width: int, height: int) -> bytes:
    """Return a red picture."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def a_bomb() -> bytes:
    """Return a PNG of a few bytes that says it has 3,600 million dots."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(9))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def first_page(looker: Looker, content: bytes, file_type: FileType) -> Pixels:
    """Open a file and draw its first page."""
    looker.open(content, file_type)
    return looker.page(0, 40, 40)


@pytest.fixture(scope="module")
def looker() -> Iterator[Looker]:
    """Return the real process, started once for all."""
    with Looker() as running:
        yield running


def test_that_pages_of_a_pdf_come_as_pixels_and_text_and_nothing_of_it_is_run(
    looker: Looker,
) -> None:
    content = a_pdf("Sleep report", "second page", script="app.alert\\(1\\)")
    assert looker.open(content, FileType.PDF) == 2
    picture = looker.page(1, 120, 156)
    assert (picture.height, len(picture.data)) == (156, 3 * picture.width * picture.height)
    assert picture.data.startswith(b"\xff\xff\xff")
    assert looker.text(1).strip() == "second page"


def test_that_a_picture_comes_as_pixels_within_the_room_there_is(looker: Looker) -> None:
    assert looker.open(a_png(400, 200), FileType.PNG) == 1
    picture = looker.page(0, 40, 40)
    assert (picture.width, picture.height) == (40, 20)
    assert picture.data == b"\xff\0\0" * 800
    assert looker.page(0, 4000, 4000).width == 400
    assert looker.text(0) == ""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (a_bomb(), Refusal.LARGE),
        (a_pdf(*["page"] * 1001), Refusal.MANY_PAGES),
        (a_pdf("secret", password="x"), Refusal.PASSWORD),
        (a_pdf("cut", "off")[:400], Refusal.DAMAGED),
        (a_png(400, 200)[:60], Refusal.DAMAGED),
        (b"\0\0\0\x18ftypheic" + bytes(99), Refusal.FORMAT),
    ],
)
def test_that_what_can_not_be_shown_is_refused_with_its_reason(
    looker: Looker, content: bytes, why: Refusal
) -> None:
    with pytest.raises(UnreadableInput) as refused:
        first_page(looker, content, recognise(content))
    assert str(refused.value) == str(why.error)
    assert looker.open(a_png(4, 2), FileType.PNG) == 1  # it goes on


class Wild:
    """A helper that says what it is told to say."""

    def __init__(self, *messages: bytes | Exception) -> None:
        self.messages = list(messages)
        self.closed = False

    def send(self, message: bytes) -> None:
        """Take anything."""

    def receive(self) -> bytes:
        """Say the next thing."""
        said = self.messages.pop(0) if self.messages else HelperEnded()
        if isinstance(said, Exception):
            raise said
        return said

    def close(self) -> None:
        """Note it."""
        self.closed = True


def wild(*messages: bytes | Exception) -> tuple[Looker, Wild]:
    """Return a looker whose process says *messages*."""
    helper = Wild(*messages)
    return Looker(start=lambda _: helper), helper


@pytest.mark.parametrize(
    "messages",
    [
        (),
        (b"no message",),
        (encode(Text("not asked for")),),
        (encode(Opened(1_000_000_000)),),
        (encode(Opened(1)), encode(Drawn(4000, 4000))),
        (encode(Opened(1)), encode(Drawn(2, 2)), bytes(13)),
        (encode(Opened(1)), encode(Drawn(2, 2)), b""),
    ],
)
def test_that_a_process_gone_wild_is_ended_and_believed_nothing(
    messages: tuple[bytes, ...],
) -> None:
    looker, helper = wild(*messages)
    with pytest.raises(UnreadableInput, match="made its viewer fail"):
        first_page(looker, b"x", FileType.PDF)
    assert helper.closed


def test_that_a_process_that_hangs_is_ended_when_its_time_is_over_or_somebody_stops_it() -> None:
    def hanging(*times: float, stop: Exception | None = None) -> tuple[Looker, list[bool]]:
        closed: list[bool] = []
        readings = iter(times)

        class Hangs(Wild):
            def __init__(self, waiting: Callable[[], None]) -> None:
                super().__init__()
                self.waiting = waiting

            def receive(self) -> bytes:
                while True:
                    self.waiting()

            def close(self) -> None:
                closed.append(True)

        def waiting() -> None:
            if stop is not None:
                raise stop

        return Looker(waiting, start=Hangs, clock=lambda: next(readings)), closed

    slow, closed = hanging(0.0, 1.0, SECONDS + 1.0)
    with pytest.raises(UnreadableInput, match="too long"):
        slow.open(b"x", FileType.PDF)
    assert closed
    stopped, closed = hanging(0.0, 1.0, stop=Cancelled())
    with pytest.raises(Cancelled):
        stopped.open(b"x", FileType.PDF)
    assert closed
