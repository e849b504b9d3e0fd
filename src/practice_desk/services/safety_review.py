"""What stands in a plan, whatever changes: for the Summary, after the chart is on the screen."""

from __future__ import annotations

from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.safety import read_chart, standing_findings
from practice_desk.services.safety_question import is_taken_now
from practice_desk.services.signing import CheckedChange, with_decisions


def review_standing(clinic: Clinic, patient_id: int) -> CheckedChange | None:
    """Return what the checks find in the plan as it is taken today; None where nothing is taken.

    With the reasons that findings were accepted for. Raises NotFound or NotPermitted.
    """
    today = clinic.today()
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        items = [item for item in read_plan(work, patient_id, today) if is_taken_now(item)]
        if not items:
            return None
        known = knowledge_in(clinic, work)
        findings = standing_findings(read_chart(work, patient_id), items, known, today)
        return with_decisions(clinic, work, patient_id, findings, needs_reasons=False)
