"""Patients' requests, what became of them, and exported charts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from practice_desk.domain.chart_export import ChartExport, ExportedFile, ExportPart
from practice_desk.domain.patient_request import DenialGround, PatientRequest, RequestEntry
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.storage.patient_request_rows import (
    CHART_EXPORT,
    PATIENT_REQUEST,
    REQUEST_ENTRY,
)
from practice_desk.storage.records import Records


def _noun_out(noun: RecordNoun | None) -> str | None:
    return None if noun is None else str(noun)


def _noun_in(text: str | None) -> RecordNoun | None:
    return None if text is None else RecordNoun(text)


def _ground_out(ground: DenialGround | None) -> str | None:
    return None if ground is None else str(ground)


def _ground_in(text: str | None) -> DenialGround | None:
    return None if text is None else DenialGround(text)


def _parts_out(parts: Iterable[ExportPart]) -> list[str]:
    return [str(part) for part in parts]


def _parts_in(plain: Iterable[str]) -> tuple[ExportPart, ...]:
    return tuple(ExportPart(text) for text in plain)


def _files_out(files: Iterable[ExportedFile]) -> list[list[object]]:
    return [[each.name, each.size, each.sha256] for each in files]


def _files_in(plain: Iterable[list[Any]]) -> tuple[ExportedFile, ...]:
    return tuple(ExportedFile(*each) for each in plain)


class PatientRequests(Records[PatientRequest]):
    """The requests, in the order in which they were recorded."""

    def __init__(self) -> None:
        super().__init__(
            "request",
            PatientRequest,
            PATIENT_REQUEST,
            codecs={"about_noun": (_noun_out, _noun_in)},
        )
        self._open = self.prepare(self.table.c.is_open.is_(True))

    def open_ones(self, connection: Connection) -> list[PatientRequest]:
        """Return the requests of all charts that nobody has answered."""
        return self._open.all(connection)

    def mark(self, connection: Connection, request_id: int, *, is_open: bool) -> None:
        """Keep whether somebody has to act on a request; the caller knows why."""
        statement = update(self.table).where(self.table.c.id == request_id)
        connection.execute(statement.values(is_open=is_open))


class RequestEntries(Records[RequestEntry]):
    """The steps of requests, in the order in which they were recorded."""

    def __init__(self) -> None:
        super().__init__(
            "step of a request",
            RequestEntry,
            REQUEST_ENTRY,
            codecs={"ground": (_ground_out, _ground_in)},
        )
        entries = REQUEST_ENTRY.c
        own = select(PATIENT_REQUEST.c.id).where(PATIENT_REQUEST.c.id == entries.request_id)
        self._of_request = self.prepare(entries.request_id == bindparam("request_id"))
        self._of_open = self.prepare(
            own.where(PATIENT_REQUEST.c.is_open.is_(True)).correlate(REQUEST_ENTRY).exists()
        )

    def of_request(self, connection: Connection, request_id: int) -> list[RequestEntry]:
        """Return what happened to one request."""
        return self._of_request.all(connection, request_id=request_id)

    def of_open(self, connection: Connection) -> list[RequestEntry]:
        """Return what happened to the requests of all charts that nobody has answered."""
        return self._of_open.all(connection)


patient_requests = PatientRequests()
request_entries = RequestEntries()
chart_exports: Records[ChartExport] = Records(
    "export of a chart",
    ChartExport,
    CHART_EXPORT,
    codecs={"parts": (_parts_out, _parts_in), "files": (_files_out, _files_in)},
)
