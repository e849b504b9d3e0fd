"""The log file: rotating, on this computer only, with ids and never a patient's values."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_BYTES = 1_000_000
_FILES = 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def start_logging(folder: Path) -> Path | None:
    """Write warnings and the application's own notes to *folder*; return the file.

    Where the folder cannot be written the application runs without a log, and None is returned.
    """
    path = folder / "practice-desk.log"
    try:
        handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    logging.getLogger().addHandler(handler)
    logging.getLogger("practice_desk").setLevel(logging.INFO)
    return path
