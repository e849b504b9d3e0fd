"""No core dumps: what a crash writes to the disk would hold keys and charts in clear.

On Linux a core file has two makers. The limit keeps the kernel from writing one; a collector such
as systemd-coredump or apport, to which the kernel pipes memory, heeds only the process's own flag,
which also keeps other programs of the same user from reading its memory.
"""

from __future__ import annotations

import sys

_SET_DUMPABLE = 4  # PR_SET_DUMPABLE of <linux/prctl.h>
_NO_ERROR_BOXES = 0x0001 | 0x0002  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX
_NO_HEAP = 0x0001  # WER_FAULT_REPORTING_FLAG_NOHEAP


def forbid_core_files() -> None:
    """Let the kernel write no core file. Takes no time, so it comes first of all."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forbid_memory_reports() -> None:
    """Keep crash collectors and other programs of this user away from this process's memory.

    Call it before the first passphrase is typed. On Linux file dialogs of the desktop portal then
    refuse this program, so windows use Qt's own. macOS writes no memory into crash reports.
    """
    if sys.platform == "linux":
        import ctypes  # not for the first paint

        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    elif sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(_NO_ERROR_BOXES)
        ctypes.windll.kernel32.WerSetFlags(_NO_HEAP)
