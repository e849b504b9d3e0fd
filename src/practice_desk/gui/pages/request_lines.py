"""Today's lines about what patients asked for about their records, each until it is answered."""

from __future__ import annotations

from datetime import date, timedelta

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.patient_request import RequestKind
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.models.request_view import due_words, tone_of
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.services.clinic import Clinic
from practice_desk.services.patient_requests import ListedRequest, open_requests

_ASKS = {
    RequestKind.ACCESS: "asks to see or get the record",
    RequestKind.AMENDMENT: "asks to amend the record",
}
_URGENCIES = {"danger": Urgency.DANGER, "caution": Urgency.CAUTION, "": Urgency.CALM}


def request_lines(clinic: Clinic) -> list[TodayLine]:
    """Tell of every open request, louder in its last week and loud once it is overdue."""
    today = clinic.today()
    return [_line(each, today) for each in open_requests(clinic)]


def _line(each: ListedRequest, today: date) -> TodayLine:
    case, request = each.case, each.case.request
    name = each.patient.display_name
    left = (case.due_on - today).days
    overdue = "Overdue: " if left < 0 else ""
    return TodayLine(
        _URGENCIES[tone_of(case, today)],
        f"{overdue}{name} {_ASKS[request.kind]}.",
        f"Received {write_date(request.received_on)}. Answer it by {due_words(case, today)}.",
        "Open request",
        request.patient_id,
        record=RecordKey("patient_request", request.id or 0),
        group="Requests about records",
        key=f"patient_request:{request.id}",
        weight=max(0, -left),
        longest=timedelta(days=max(0, left)),
    )
