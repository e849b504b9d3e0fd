"""Signed visits."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Text, bindparam, type_coerce

from practice_desk.domain.mental_status import MentalStatus
from practice_desk.domain.visit import ConsentTalk, Taught, Visit, VisitPaper
from practice_desk.storage.records import Records
from practice_desk.storage.visit_rows import VISIT


def _status_out(value: MentalStatus | None) -> object:
    return None if value is None else msgspec.to_builtins(value.differences)


def _status_in(plain: Any) -> MentalStatus | None:  # noqa: ANN401 - plain JSON
    if plain is None:
        return None
    return MentalStatus(msgspec.convert(plain, tuple[tuple[str, str], ...]))


_CONSENT = ("medication", "discussed", "comments", "language")


def _consents_out(value: tuple[ConsentTalk, ...]) -> object:
    return [
        [each.medication, sorted(each.discussed), [*each.comments], each.language] for each in value
    ]


def _consents_in(plain: Any) -> tuple[ConsentTalk, ...]:  # noqa: ANN401 - plain JSON
    return msgspec.convert(
        [
            dict(zip(_CONSENT, each, strict=False))  # rows of before hold less
            for each in plain
        ],
        tuple[ConsentTalk, ...],
    )


class Visits(Records[Visit]):
    """Visits in the order in which they were signed."""

    def __init__(self) -> None:
        super().__init__(
            "visit",
            Visit,
            VISIT,
            codecs={
                "mental_status": (_status_out, _status_in),
                "consents": (_consents_out, _consents_in),
                "taught": (msgspec.to_builtins, _reader(tuple[Taught, ...])),
                "event_ids": (list, tuple),
                "papers": (msgspec.to_builtins, _reader(tuple[VisitPaper, ...])),
            },
            order_by=("signed_at", "id"),
        )
        mine = self.table.c.patient_id == bindparam("patient_id")
        self._of_patient = self.prepare(mine)
        papers = type_coerce(self.table.c.papers, Text) != "[]"
        self._with_papers = self.prepare(self.table.c.signed_by == bindparam("user_name"), papers)

    def last(self, connection: Connection, patient_id: int) -> Visit | None:
        """Return the visit of a chart that was signed last, None before the first."""
        found = self._of_patient.all(connection, patient_id=patient_id)
        return found[-1] if found else None

    def with_papers(self, connection: Connection, user_name: str) -> list[Visit]:
        """Return the visits that somebody signed and that have papers, the oldest first."""
        return self._with_papers.all(connection, user_name=user_name)


def _reader(kind: Any) -> Any:  # noqa: ANN401 - any type that msgspec reads
    return lambda plain: msgspec.convert(plain, kind)


visits = Visits()
