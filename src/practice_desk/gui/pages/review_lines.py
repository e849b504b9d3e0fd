"""Today's lines on requests that wait, emergencies to review, people and a key to be changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.models.key_view import people_who_left
from practice_desk.gui.pages.registry import SETTINGS
from practice_desk.gui.pages.settings_tabs import APPROVALS, SECURITY
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.services.approvals import list_approvals
from practice_desk.services.chart_access import accesses_to_review, charts_of_nobody
from practice_desk.services.clinic import Clinic
from practice_desk.services.key_status import key_status

_ACTION = "Look"
_ONE_DAY = timedelta(days=1)


def approval_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of requests that the person at the keyboard may decide."""
    from practice_desk.gui.models.approval_view import KINDS

    return [
        TodayLine(
            Urgency.NOTICE,
            f"{line.asked_by} asks for a second person: {KINDS[line.approval.kind].lower()}.",
            f"Since {write_date(line.approval.asked_at.astimezone().date())}: "
            f"“{line.approval.reason}”",
            _ACTION,
            SETTINGS,
            f"{APPROVALS}:approval:{line.approval.id}",
            group="Requests to decide",
            key=f"approval:{line.approval.id}",
        )
        for line in list_approvals(clinic)
        if line.may_decide
    ]


def emergency_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of charts that were opened in an emergency and that nobody has reviewed, and of those
    that are closed to everybody.

    Somebody looks at it by tomorrow: so long it can be put off.
    """
    closed = [
        TodayLine(
            Urgency.CAUTION,
            f"{each.display_name}: nobody can see what waits in this restricted chart.",
            "Its prescriber and therapist are not entered or have no account any more. The front "
            "desk or a clinician can enter others.",
            "Open",
            each.id,
            group="Charts that nobody can open",
            key=f"closed_chart:{each.id}",
            owners=frozenset(),
            longest=_ONE_DAY,
        )
        for each in charts_of_nobody(clinic)
    ]
    return closed + [
        TodayLine(
            Urgency.CAUTION,
            f"{each.opened_by} opened a restricted chart in an emergency.",
            f"{each.patient_name}, {write_date(each.access.opened_at.astimezone().date())}. "
            "Nobody has reviewed it yet.",
            _ACTION,
            SETTINGS,
            f"{APPROVALS}:emergency:{each.access.id}",
            group="Emergencies to review",
            key=f"emergency:{each.access.id}",
            owners=frozenset(),
            longest=_ONE_DAY,
        )
        for each in accesses_to_review(clinic)
    ]


def key_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of people who left while the clinic's key stayed the same."""
    status = key_status(clinic)
    names = people_who_left(status)
    if status.is_older:
        sentence = "The restored backup has brought an old key of the clinic back."
    elif names:
        sentence = f"{names} left, and the clinic still has the same key."
    else:
        return []
    detail = "A copy of the clinic's key file from before still opens it. A new key ends that."
    line = TodayLine(
        Urgency.CAUTION, sentence, detail, "Change the key", SETTINGS, SECURITY, key="clinic_key"
    )
    return [line]
