"""Today's lines about documents that nobody has reviewed yet."""

from __future__ import annotations

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.timeline import RecordKey
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.documents import unreviewed_documents

MOST_LINES = 4
"""So many charts are named; of the rest the number is told."""


def document_lines(clinic: Clinic) -> list[TodayLine]:
    """Tell in which charts documents wait for a review, the oldest first."""
    waiting = unreviewed_documents(clinic)
    lines = []
    for each in waiting[:MOST_LINES]:
        count = write_count(each.count, "document waits", "documents wait")
        sentence = f"{each.patient_name}: {count} to be reviewed."
        record = RecordKey("filed_document", each.newest)
        lines.append(
            TodayLine(Urgency.NOTICE, sentence, "", "Review", each.patient_id, record=record)
        )
    if rest := sum(each.count for each in waiting[MOST_LINES:]):
        more = write_count(rest, "more document waits", "more documents wait")
        charts = write_count(len(waiting) - MOST_LINES, "chart")
        sentence = f"{more} to be reviewed in {charts}."
        lines.append(TodayLine(Urgency.NOTICE, sentence, "They come up here in turn."))
    return lines
