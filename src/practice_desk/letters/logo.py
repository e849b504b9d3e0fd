"""The clinic's logo: a picture that somebody chose, made small, grey and harmless; and its place.

Grey, with its darkest tone black, it prints the same on every printer and survives a fax.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps
from reportlab.lib.utils import ImageReader

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.letter_look import LEAST_SIDE, MOST_BYTES, MOST_PIXELS
from practice_desk.letters.drawing import Pen

_STORED = (600, 240)  # pixels; 300 dots to the inch in its place
_PLACE = (124.0, 44.0)  # points
_WHITE = 255
_NEARLY_WHITE = 248  # the border of a JPEG is not all white
_TOO_MANY = f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels."
_NOT_A_PICTURE = "This is not a PNG or JPEG picture that can be read."


def prepared_logo(picture: bytes) -> bytes:
    """Return a PNG or JPEG file as a small grey PNG without its white border.

    Raises Invalid with a sentence for anything else, for what is too large or too small, and for a
    picture without anything on it. The size is read before the picture is unpacked.
    """
    if len(picture) > MOST_BYTES:
        raise _invalid(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        with Image.open(BytesIO(picture), formats=("PNG", "JPEG")) as opened:
            _check_size(*opened.size)
            grey = _on_white(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _invalid(_TOO_MANY) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise _invalid(_NOT_A_PICTURE) from error
    box = grey.point(lambda tone: _WHITE * (tone < _NEARLY_WHITE)).getbbox()
    if box is None:
        raise _invalid("There is nothing on this picture but white.")
    small = ImageOps.autocontrast(grey.crop(box))
    small.thumbnail(_STORED, Image.Resampling.LANCZOS)
    file = BytesIO()
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    colours = picture.convert("RGBA")
    white = Image.new("RGBA", colours.size, (_WHITE, _WHITE, _WHITE, _WHITE))
    return Image.alpha_composite(white, colours).convert("L")


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _invalid(_TOO_MANY)
    if min(width, height) < LEAST_SIDE:
        raise _invalid(f"The picture has fewer than {LEAST_SIDE} pixels on one side.")


def _invalid(sentence: str) -> Invalid:
    return Invalid((Problem("logo", f"{sentence} Choose another one."),))


@dataclass(frozen=True, slots=True)
class LogoBlock:
    """The logo in its place beside the clinic's name."""

    logo: bytes

    @property
    def width(self) -> float:
        """Its width in points."""
        return self._size()[0]

    def height(self, width: float) -> float:
        """Return its height, which does not depend on *width*."""
        return self._size()[1]

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        own, height = self._size()
        pen.drawImage(_reader(self.logo), x, top - height, own, height)

    def _size(self) -> tuple[float, float]:
        width, height = _reader(self.logo).getSize()
        scale = min(_PLACE[0] / width, _PLACE[1] / height)
        return width * scale, height * scale


@lru_cache(maxsize=2)
def _reader(logo: bytes) -> ImageReader:
    return ImageReader(BytesIO(logo))
