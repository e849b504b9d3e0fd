"""A print server of a test's own: three queues on a socket in its folder, which keep every job."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LETTERS, REFUSES, PAUSED = "Letters", "Refuses", "Paused"
_QUEUES = ((LETTERS, "Idle", "Yes"), (REFUSES, "Idle", "No"), (PAUSED, "Stopped", "Yes"))
_SECONDS = 10

_OPTION = """*OpenUI *{name}: PickOne
*Default{name}: {default}
{choices}*CloseUI: *{name}
"""
_PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "LETTERS.PPD"
*Manufacturer: "Practice Desk"
*Product: "(Letters)"
*PSVersion: "(3010.000) 0"
*ModelName: "Letters"
*ShortNickName: "Letters"
*NickName: "Letters"
*cupsFilter: "application/pdf 0 -"
*DefaultImageableArea: Letter
*ImageableArea Letter: "0 0 612 792"
*ImageableArea A4: "0 0 595 842"
*DefaultPaperDimension: Letter
*PaperDimension Letter: "612 792"
*PaperDimension A4: "595 842"
"""


def find_cupsd() -> Path | None:
    """Return the print server's program; None where it is not installed, or can't be run."""
    found = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


@contextmanager
def private_cups(cupsd: Path, folder: Path) -> Iterator[Path]:
    """Run the server in *folder* and yield its socket, for CUPS_SERVER."""
    for name in ("conf/ppd", "spool/tmp", "cache", "state", "log"):
        (folder / name).mkdir(parents=True)
    socket = folder / "socket"
    _write_configuration(cupsd, folder, socket)
    conf = folder / "conf"
    server = subprocess.Popen(
        [cupsd, "-f", "-c", conf / "cupsd.conf", "-s", conf / "cups-files.conf"]
    )
    try:
        end = time.monotonic() + _SECONDS
        while not socket.exists() and server.poll() is None and time.monotonic() < end:
            time.sleep(0.02)  # a process of another program: there is nothing to be told by
        yield socket
    finally:
        server.terminate()
        server.wait(_SECONDS)


def jobs(folder: Path) -> list[tuple[bytes, bytes]]:
    """Return each job that a queue took: its attributes as CUPS keeps them (IPP), its pages."""
    numbers = sorted(path.name[1:] for path in (folder / "spool").glob("d*-001"))
    return [
        (
            (folder / "spool" / f"c{number.removesuffix('-001')}").read_bytes(),
            (folder / "spool" / f"d{number}").read_bytes(),
        )
        for number in numbers
    ]


def _write_configuration(cupsd: Path, folder: Path, socket: Path) -> None:
    usr, conf = cupsd.parents[1], folder / "conf"
    nobody = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    group = grp.getgrgid(nobody.pw_gid).gr_name
    (conf / "cups-files.conf").write_text(
        f"FileDevice Yes\nUser {nobody.pw_name}\nGroup {group}\nServerRoot {conf}\n"
        f"ServerBin {usr}/lib/cups\nDataDir {usr}/share/cups\nCacheDir {folder}/cache\n"
        f"StateDir {folder}/state\nRequestRoot {folder}/spool\nTempDir {folder}/spool/tmp\n"
        f"AccessLog {folder}/log/access\nErrorLog {folder}/log/error\nPageLog {folder}/log/page\n"
    )
    everybody = "Order allow,deny\nAllow all\n"
    (conf / "cupsd.conf").write_text(
        f"Listen {socket}\nBrowsing No\nDefaultAuthType None\nWebInterface No\n"
        f"PreserveJobFiles Yes\nPreserveJobHistory Yes\n<Location />\n{everybody}</Location>\n"
        f"<Policy default>\n<Limit All>\n{everybody}</Limit>\n</Policy>\n"
    )
    entries = []
    for name, state, accepting in _QUEUES:
        (conf / "ppd" / f"{name}.ppd").write_text(_ppd())
        tag = "DefaultPrinter" if name == LETTERS else "Printer"
        entries.append(
            f"<{tag} {name}>\nInfo {name}\nDeviceURI file:///dev/null\nState {state}\n"
            f"Accepting {accepting}\nShared No\nJobSheets none none\n</{tag}>\n"
        )
    (conf / "printers.conf").write_text("".join(entries))


def _ppd() -> str:
    options = (
        ("PageSize", "Letter", ("Letter", "A4")),
        ("PageRegion", "Letter", ("Letter", "A4")),
        ("InputSlot", "Upper", ("Upper", "Lower")),
        ("Duplex", "DuplexNoTumble", ("None", "DuplexNoTumble", "DuplexTumble")),
    )
    return _PPD + "".join(
        _OPTION.format(
            name=name,
            default=default,
            choices="".join(f'*{name} {choice}/{choice}: ""\n' for choice in choices),
        )
        for name, default, choices in options
    )
