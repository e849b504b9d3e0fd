"""Today's lines about documents that nobody has reviewed yet."""

from __future__ import annotations

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.services.clinic import Clinic
from practice_desk.services.documents import unreviewed_documents

GROUP = "Documents to review"


def document_lines(clinic: Clinic) -> list[TodayLine]:
    """Tell which documents wait for a review, the oldest first."""
    return [
        TodayLine(
            Urgency.NOTICE,
            f"{each.patient_name}: “{each.title}” is not reviewed.",
            f"Filed {write_date(each.filed_at.astimezone().date())}.",
            "Review",
            each.patient_id,
            record=RecordKey("filed_document", each.document_id),
            group=GROUP,
            key=f"document:{each.document_id}",
        )
        for each in unreviewed_documents(clinic)
    ]
