"""A worklist that the demo clinic keeps, with somebody on it."""

from __future__ import annotations

from practice_desk.domain.worklist import Missing, WorklistQuestion
from practice_desk.services.clinic import Clinic
from practice_desk.services.worklists import save_worklist

KEPT = "Lithium: thyroid due"
_QUESTION = WorklistQuestion(Missing.CHECK, "lithium", check="mon_lithium_thyroid", months=6)


def keep_worklists(clinic: Clinic) -> None:
    """Keep a question under a name for everybody."""
    save_worklist(clinic, KEPT, _QUESTION, own=False)
