"""Text fields as high as their text: nothing scrolls within what scrolls."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QPlainTextEdit

_LEAST_LINES = 3
_PADDING = 14
"""Pixels that the style sheet puts above and below the text."""


def fit(text: QPlainTextEdit, least: int = _LEAST_LINES) -> None:
    """Make a text field as high as its text: nothing scrolls within what scrolls."""
    document = text.document()
    lines = max(least, math.ceil(document.size().height()))  # which a plain text counts in lines
    margins = 2 * (document.documentMargin() + text.frameWidth()) + _PADDING
    text.setFixedHeight(math.ceil(text.fontMetrics().lineSpacing() * lines + margins))
