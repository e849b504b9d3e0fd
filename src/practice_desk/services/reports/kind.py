"""What a report is: its name, who may see it, what it can be narrowed by, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress
from practice_desk.domain.report import Answer, FilterField, ReportFilter
from practice_desk.services.clinic import Clinic
from practice_desk.storage.unit_of_work import UnitOfWork

Read = Callable[[Clinic, UnitOfWork, ReportFilter, Progress], Answer]
"""Reads an answer inside a unit of work that was permitted and is recorded. Called on a worker."""


@dataclass(frozen=True, slots=True, eq=False)
class ReportKind:
    """One report. `name` is for the audit trail, `about` one sentence under its title.

    `operation` is what one must be permitted to see the numbers, `names` to see who is behind
    them. With `FilterField.PERIOD` among `asks`, `since` and `until` are always given to `read`.
    """

    name: str
    title: str
    about: str
    asks: frozenset[FilterField]
    read: Read
    operation: Operation = Operation.VIEW_REPORTS
    names: Operation = Operation.LIST_WORKLIST
