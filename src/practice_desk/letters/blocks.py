"""Blocks: what a page is composed of. Each knows its height at a width and draws itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from practice_desk.letters.drawing import Pen
from practice_desk.letters.text import Clean

BLACK = 0.0
RULE_GRAY = 0.55
SHADE = 0.93


class Block(Protocol):
    """Something that takes room on a page; lengths in points."""

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        ...

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        ...


@dataclass(frozen=True, slots=True)
class Gap:
    """White space."""

    points: float

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return self.points

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line across the width; *dashes* are lengths in points."""

    weight: float = 0.75
    gray: float = BLACK
    dashes: tuple[float, ...] = ()

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return self.weight

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        pen.setStrokeGray(self.gray)
        pen.setLineWidth(self.weight)
        pen.setDash(list(self.dashes))
        pen.line(x, top, x + width, top)
        pen.setDash([])


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks below one another that stay on one page."""

    blocks: Sequence[Block]

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return sum(block.height(width) for block in self.blocks)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        for block in self.blocks:
            block.draw(pen, x, top, width)
            top -= block.height(width)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that the bookmarks of a long document name; it takes no room.

    A place of `level` 1 is listed below the one of level 0 before it.
    """

    title: Clean
    level: int = 0

    def height(self, width: float) -> float:
        """Return nothing."""
        return 0

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Mark the place at *top*."""
        pen.landmark(self.title, top, self.level)


@dataclass(frozen=True, slots=True)
class KeptWithNext:
    """A heading: it goes to the next page with what follows it."""

    inner: Block

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return self.inner.height(width)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        self.inner.draw(pen, x, top, width)


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks side by side, tops aligned (or bottoms); *shares* of the width, *gap* in points."""

    blocks: Sequence[Block]
    shares: Sequence[float]
    gap: float = 16
    bottom: bool = False

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        pairs = zip(self.blocks, self._widths(width), strict=True)
        return max(block.height(own) for block, own in pairs)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        full = self.height(width)
        for block, own in zip(self.blocks, self._widths(width), strict=True):
            lower = full - block.height(own) if self.bottom else 0
            block.draw(pen, x, top - lower, own)
            x += own + self.gap

    def _widths(self, width: float) -> list[float]:
        usable = width - self.gap * (len(self.blocks) - 1)
        return [usable * share / sum(self.shares) for share in self.shares]


@dataclass(frozen=True, slots=True)
class Box:
    """A block in a frame with padding; *shade* fills it with light grey."""

    inner: Block
    pad_x: float = 10
    pad_y: float = 8
    weight: float = 1
    shade: bool = False

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return self.inner.height(width - 2 * self.pad_x) + 2 * self.pad_y

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        full = self.height(width)
        pen.setStrokeGray(BLACK)
        pen.setFillGray(SHADE if self.shade else 1)
        pen.setLineWidth(self.weight)
        pen.rect(x, top - full, width, full, stroke=int(self.weight > 0), fill=int(self.shade))
        self.inner.draw(pen, x + self.pad_x, top - self.pad_y, width - 2 * self.pad_x)


@dataclass(frozen=True, slots=True)
class Tick:
    """An empty box to tick with its text beside it."""

    label: Block
    size: float = 9
    gap: float = 7

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return max(self.size, self.label.height(width - self.size - self.gap))

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        pen.setStrokeGray(BLACK)
        pen.setLineWidth(0.9)
        pen.rect(x, top - self.size - 2.2, self.size, self.size)
        indent = self.size + self.gap
        self.label.draw(pen, x + indent, top, width - indent)


@dataclass(frozen=True, slots=True)
class Marked:
    """A block beside its mark, such as a bullet or "3."; *indent* in points."""

    mark: Block
    label: Block
    indent: float = 14

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return max(self.mark.height(self.indent), self.label.height(width - self.indent))

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        self.mark.draw(pen, x, top, self.indent)
        self.label.draw(pen, x + self.indent, top, width - self.indent)


@dataclass(frozen=True, slots=True)
class WriteOn:
    """A line to write on with a small label under it; *room* in points above the line."""

    label: Block
    room: float = 22

    def height(self, width: float) -> float:
        """Return the height when *width* wide."""
        return self.room + 2 + self.label.height(width)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (*x*, *top*)."""
        pen.setStrokeGray(BLACK)
        pen.setLineWidth(0.6)
        pen.line(x, top - self.room, x + width, top - self.room)
        self.label.draw(pen, x, top - self.room - 2, width)
