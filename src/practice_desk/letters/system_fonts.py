"""Fonts of the operating system for the scripts that are too large to be shipped.

Only known faces with TrueType outlines are taken: ReportLab embeds no others, and an unknown font
may draw boxes or ornaments. Windows and macOS bring faces for Chinese, Japanese, Korean and most
other scripts; on Linux they are installed.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

_CHINESE: Final = (
    "msyh.ttc",
    "Arial Unicode.ttf",
    "STHeiti Light.ttc",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "msjh.ttc",
    "simsun.ttc",
    "uming.ttc",
)
_JAPANESE: Final = (
    "YuGothM.ttc",
    "YuGothR.ttc",
    "meiryo.ttc",
    "msgothic.ttc",
    "ipag.ttf",
    "ipaexg.ttf",
    "TakaoGothic.ttf",
    "VL-Gothic-Regular.ttf",
)
_KOREAN: Final = (
    "malgun.ttf",
    "AppleGothic.ttf",
    "NanumGothic.ttf",
    "NanumBarunGothic.ttf",
    "UnDotum.ttf",
    "gulim.ttc",
)
_SYMBOLS: Final = (
    "seguisym.ttf",
    "Apple Symbols.ttf",
    "NotoSansSymbols-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
    "NotoSansMath-Regular.ttf",
    "DejaVuSans.ttf",
    "NotoEmoji-Regular.ttf",
    "Symbola_hint.ttf",
    "Symbola.ttf",
    "Arial Unicode.ttf",
)
_OTHERS: Final = (
    "Nirmala.ttf",
    "LeelawUI.ttf",
    "ebrima.ttf",
    "sylfaen.ttf",
    "segoeui.ttf",
    "arial.ttf",
    "tahoma.ttf",
    "Thonburi.ttc",
    "Arial Unicode.ttf",
    "DejaVuSans.ttf",
)
_ORDER: Final = {
    "ja": (*_JAPANESE, *_CHINESE, *_KOREAN),
    "ko": (*_KOREAN, *_CHINESE, *_JAPANESE),
    "zh": (*_CHINESE, *_JAPANESE, *_KOREAN),
}
_LETTER_OR_MARK: Final = frozenset("LM")


def font_folders() -> tuple[Path, ...]:
    """Return where this operating system keeps its fonts, the system's before the person's."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        return windows / "Fonts", local / "Microsoft" / "Windows" / "Fonts"
    if sys.platform == "darwin":
        system = Path("/System/Library/Fonts")
        return system, Path("/Library/Fonts"), home / "Library" / "Fonts"
    shared = Path("/usr/share/fonts"), Path("/usr/local/share/fonts")
    return *shared, home / ".local" / "share" / "fonts", home / ".fonts"


def tongue(text: str) -> str:
    """Return "ja", "ko" or "zh": whose shapes the Chinese characters of *text* are to have."""
    names = {unicodedata.name(char, "").partition(" ")[0] for char in text}
    if names & {"HIRAGANA", "KATAKANA"}:
        return "ja"
    return "ko" if "HANGUL" in names else "zh"


def candidates(char: str, whose: str) -> Iterator[Path]:
    """Yield the files that may have a glyph for *char*, best first; *whose* is from `tongue`."""
    files = _files()
    for name in _names(char, whose):
        found = files.get(name.lower())
        if found is not None:
            yield found


def _names(char: str, whose: str) -> tuple[str, ...]:
    wide = unicodedata.east_asian_width(char) in "WF"
    if wide and not "\U0001f000" <= char < "\U00020000":  # emoji are wide too
        return _ORDER[whose]
    if unicodedata.category(char)[0] not in _LETTER_OR_MARK:
        return _SYMBOLS
    script = unicodedata.name(char, "").partition(" ")[0].title()
    return f"NotoSans{script}-Regular.ttf", *_OTHERS


@cache
def _files() -> dict[str, Path]:
    """Return the font files of this computer by their names in lower case."""
    found: dict[str, Path] = {}
    for folder in font_folders():
        for where, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".ttc")):
                    found.setdefault(name.lower(), Path(where, name))
    return found


def forget_fonts() -> None:
    """Look for fonts anew when the next one is needed."""
    _files.cache_clear()
