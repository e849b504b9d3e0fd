"""Logo and sheet of the clinic on every kind, in greys that any printer and fax keeps."""

from __future__ import annotations

import struct
import zlib
from dataclasses import is_dataclass, replace
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from practice_desk.domain.errors import Invalid
from practice_desk.letters.logo import prepared_logo
from practice_desk.letters.parties import Letterhead
from practice_desk.letters.registry import KINDS
from practice_desk.letters.rendering import render

from .hostile import benign
from .samples import CLOCK

A4 = (595, 842)


def picture(
    size: tuple[int, int] = (300, 120), kind: str = "PNG", colour: tuple[int, ...] = (250, 190, 90)
) -> bytes:
    """A disc of a colour on nothing, or on white where the kind knows no transparency."""
    mode = "RGBA" if kind != "JPEG" else "RGB"
    made = Image.new(mode, size, (255, 255, 255, 0)[: len(mode)])
    ImageDraw.Draw(made).ellipse((40, 20, 140, 100), fill=colour)
    file = BytesIO()
    made.save(file, kind)
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def looking(content: object, **look: object) -> object:
    """The content with the clinic's look on its letterhead, wherever that is."""
    if isinstance(content, Letterhead):
        return replace(content, **look)
    if not is_dataclass(content) or isinstance(content, type):
        return content
    names = [name for name in ("letterhead", "frame") if hasattr(content, name)]
    return replace(content, **{name: looking(getattr(content, name), **look) for name in names})


@pytest.mark.parametrize("code", sorted(KINDS))
def test_that_every_kind_prints_the_logo_on_a4_in_greys_and_within_the_sheet(code: str) -> None:
    content = looking(benign(KINDS[code].content_type), logo=prepared_logo(picture()), a4=True)
    letter = render(code, content, made_at=CLOCK)
    document = pypdfium2.PdfDocument(letter.pdf)
    for number, page in enumerate(document):
        assert tuple(round(side) for side in page.get_size()) == A4
        seen = page.render(scale=1).to_pil().convert("RGB")
        red, green, blue = seen.split()
        assert red.tobytes() == green.tobytes() == blue.tobytes()
        left, upper, right, lower = red.point(lambda level: 255 * (level < 250)).getbbox()
        assert left >= 42
        assert right <= A4[0] - 42
        assert upper >= 34
        assert lower <= A4[1] - 18
        images = [each for each in page.get_objects() if each.type == 3]
        assert len(images) <= (number == 0)
    document.close()


def test_that_a_letter_carries_the_logo_once_and_is_the_same_again() -> None:
    look = {"logo": prepared_logo(picture()), "a4": False}
    content = looking(benign(KINDS["medication_notice"].content_type), **look)
    first, second = (render("medication_notice", content, made_at=CLOCK).pdf for _ in range(2))
    assert first == second
    assert first.count(b"/Subtype /Image") == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_that_a_pale_coloured_logo_becomes_grey_and_dark_without_its_border(kind: str) -> None:
    logo = Image.open(BytesIO(prepared_logo(picture(kind=kind))))
    assert (logo.format, logo.mode) == ("PNG", "L")
    assert logo.size == pytest.approx((101, 81), abs=10)
    assert logo.getextrema() == (0, 255)
    assert not logo.info


def test_that_a_large_logo_is_made_small() -> None:
    logo = prepared_logo(picture((3000, 900)))
    assert len(logo) < 60_000
    assert max(Image.open(BytesIO(logo)).size) <= 600


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "not a PNG or JPEG"),
        (b"GIF89a" + bytes(40), "not a PNG or JPEG"),
        (picture(kind="GIF"), "not a PNG or JPEG"),
        (picture()[:200], "not a PNG or JPEG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a PNG or JPEG"),
        (bomb(60_000, 60_000), "million pixels"),
        (bomb(4_000, 4_001), "million pixels"),
        (bomb(600, 600), "not a PNG or JPEG"),
        (picture((20, 300)), "fewer than 32 pixels"),
        (picture(colour=(255, 255, 255)), "nothing on this picture"),
        (bytes(5_000_001), "larger than 5 MB"),
    ],
)
def test_that_anything_else_is_refused_in_a_sentence(file: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        prepared_logo(file)
    assert said in refused.value.problems[0].sentence
    assert refused.value.problems[0].field == "logo"
