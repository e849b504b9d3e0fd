"""A QR code as one path, black on white, which faxes and copies of copies keep."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from practice_desk.letters.blocks import BLACK
from practice_desk.letters.drawing import Pen

QUIET_MODULES = 4
"""White modules on each side that a reader needs (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square code of *text*, *side* points wide with its white border.

    Upper-case letters, digits and `$%*+-./:` make the smallest code: 16 of them take 21 modules,
    which at 58 points are 0.7 mm each and survive a fax at 200 dots to the inch. A quarter of the
    code may be lost. The text must hold no patient data: anybody may read it.
    """

    text: str
    side: float = 58

    def height(self, width: float) -> float:
        """Return the side."""
        return self.side

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw at the right edge of *width*, upper edge at *top*."""
        modules, runs = _dark_runs(self.text)
        size = self.side / (modules + 2 * QUIET_MODULES)
        left = x + width - self.side + QUIET_MODULES * size
        upper = top - QUIET_MODULES * size
        path = pen.beginPath()
        for row, first, length in runs:
            path.rect(left + first * size, upper - (row + 1) * size, length * size, size)
        pen.setFillGray(BLACK)
        pen.drawPath(path, stroke=0, fill=1)


@lru_cache(maxsize=256)
def _dark_runs(text: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Return modules a side and the dark ones as runs (row, first column, length)."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.Q)
    code.addData(text)
    code.make()
    modules = code.getModuleCount()
    runs: list[tuple[int, int, int]] = []
    for row in range(modules):
        column = 0
        while column < modules:
            first = column
            while column < modules and code.isDark(row, column):
                column += 1
            if column > first:
                runs.append((row, first, column - first))
            column += 1
    return modules, tuple(runs)
