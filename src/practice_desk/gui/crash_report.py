"""What is told of a bug: where it happened and of what kind, never a value.

Messages and variables of an exception can hold what somebody typed, paths hold the user's name;
neither is in the report.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from types import TracebackType

from PySide6.QtCore import qVersion

from practice_desk import __version__


def crash_report(error: BaseException) -> str:
    """Return kind, causes and places (module, line, function) of *error*, innermost place last."""
    versions = f"Practice Desk {__version__}, Python {platform.python_version()}, Qt {qVersion()}"
    lines = [f"{versions}, {platform.system()} {platform.machine()}"]
    for number, each in enumerate(_chain(error)):
        kind = type(each)
        lines.append("")
        lines.append(f"{'Caused by ' if number else ''}{kind.__module__}.{kind.__qualname__}")
        lines.extend(f"  {place}" for place in _places(each.__traceback__))
    return "\n".join(lines)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        hidden = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or hidden


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        module = trace.tb_frame.f_globals.get("__name__", "?")
        yield f"{module}:{trace.tb_lineno} {code.co_qualname}"
        trace = trace.tb_next
