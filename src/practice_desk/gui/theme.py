"""Look of the whole application: Fusion, a palette and one style sheet, both made from `tokens`.

Call `install(app)` once. Afterwards the look follows the system's light or dark setting, and
`theme().changed` is emitted whenever it changes; icons set with `icons.set_icon` follow by
themselves, own painting reads `tokens()` each time it paints.

Widgets are styled by dynamic properties, never by their own style sheets:

- ``QLabel``: ``role`` = title, heading, dim, small, strong, field, problem, code
- ``QPushButton``: ``kind`` = primary, danger, quiet, link, chip, label
- ``QFrame``: ``surface`` = card, panel, rail, list, sunken, allergy; ``banner`` = info, success,
  caution, danger
- any field: ``invalid`` = true
- ``QToolButton``: ``kind`` = rail, icon

Set them in the .ui file or with `style(widget, role="dim")`.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from practice_desk.assets import asset, asset_path
from practice_desk.gui.tokens import DARK, LIGHT, Tokens

BASE_POINTS: Final = 10.0
"""Size of ordinary text; 13.3 px on a 96 dpi screen. Points, so that it follows the system."""

FONT_FILES: Final = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")

_HALF = 128  # of a colour's lightness

_open_assets = ExitStack()  # keeps unpacked indicator files alive while the program runs


class Theme(QObject):
    """The look in use. There is one, returned by `theme()`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self._forced: bool | None = None
        self._system_dark = False
        self._shown: Tokens | None = None

    def use(self, app: QApplication, dark: bool | None) -> None:
        """Show the dark or the light look; None follows the system. A change emits `changed`."""
        self._forced = dark
        self._refresh(app)

    def follow(self, app: QApplication, system_dark: bool) -> None:
        """Note the system's setting and show it unless another is fixed."""
        self._system_dark = system_dark
        self._refresh(app)

    def _refresh(self, app: QApplication) -> None:
        dark = self._system_dark if self._forced is None else self._forced
        self.tokens = DARK if dark else LIGHT
        if self.tokens is self._shown:  # else Qt would style every living widget anew
            return
        self._shown = self.tokens
        app.setPalette(_palette(self.tokens))
        app.setStyleSheet(_style_sheet(self.tokens))
        self.changed.emit()


@cache
def theme() -> Theme:
    """Return the application's look."""
    return Theme()


def tokens() -> Tokens:
    """Return the colours in use."""
    return theme().tokens


def color(token: str) -> QColor:
    """Return the colour named *token* in `Tokens`. Raises AttributeError for an unknown name."""
    value: str = getattr(theme().tokens, token)
    return QColor(value)


def install(app: QApplication, dark: bool | None = None, *, styled: bool = False) -> None:
    """Give *app* its fonts and look. *dark* fixes light or dark; None follows the system.

    *styled* says that the application was started with Fusion, which is quicker than changing it.
    """
    if not styled:
        app.setStyle("Fusion")
    for name in FONT_FILES:
        QFontDatabase.addApplicationFontFromData(asset("resources", "fonts", name).read_bytes())
    app.setFont(base_font())
    app.styleHints().colorSchemeChanged.connect(
        lambda scheme: theme().follow(app, scheme.name == "Dark")
    )
    # The palette that the system gave tells dark from light without the enums of `Qt`, which take
    # 30 ms to make: this comes before the first paint.
    theme().follow(app, app.palette().window().color().lightness() < _HALF)
    if dark is not None:
        theme().use(app, dark)


def base_font(points: float = BASE_POINTS) -> QFont:
    """Return Inter with figures of equal width, so that doses and dates stand in columns."""
    font = QFont("Inter")
    font.setPointSizeF(points)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def style(widget: QWidget, **properties: str | bool) -> None:
    """Set style properties such as ``role="dim"`` on *widget* and repaint it with them.

    The tone of a banner colors its words, too: they would keep the color of the one before.
    """
    for name, value in properties.items():
        widget.setProperty(name, value)
    inside = widget.findChildren(QWidget) if "banner" in properties else ()
    for each in (widget, *inside):
        each.style().unpolish(each)
        each.style().polish(each)
        each.update()


@cache
def _folder() -> Path:
    """Return where the style sheet's small pictures are."""
    return _open_assets.enter_context(asset_path("resources", "theme"))


def _style_sheet(tokens: Tokens) -> str:
    template = Template(asset("resources", "theme", "practice_desk.qss").read_text("utf-8"))
    return template.substitute({**tokens._asdict(), "folder": _folder().as_posix()})


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for place, value in (
        (role.Window, tokens.background),
        (role.WindowText, tokens.text),
        (role.Base, tokens.field),
        (role.AlternateBase, tokens.background),
        (role.Text, tokens.text),
        (role.Button, tokens.panel),
        (role.ButtonText, tokens.text),
        (role.ToolTipBase, tokens.tooltip),
        (role.ToolTipText, tokens.on_tooltip),
        (role.PlaceholderText, tokens.dim),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Link, tokens.accent),
        (role.Accent, tokens.accent),
        (role.Mid, tokens.line),
    ):
        palette.setColor(place, QColor(value))
    for place in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, QColor(tokens.disabled))
    return palette
