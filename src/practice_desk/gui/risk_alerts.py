"""Interrupts whoever opens a chart or a visit with answers about self-harm that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext

if TYPE_CHECKING:
    from practice_desk.services.charts import Chart


class RiskAlerts:
    """Alerts once to each answer that the person at the keyboard was not asked about when it came.

    That is what a patient or a file told, and what somebody else entered from paper.
    """

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._alerted: set[int | None] = set()

    def interrupt(self, chart: Chart, parent: QWidget) -> None:
        """Alert to the first answer in *chart* that nobody decided about."""
        from practice_desk.domain.questionnaire_response import AnswerMode  # loaded with the chart

        if not self._context.may(Operation.ASSESS_RISK, chart.patient.id):
            return
        without_us = (AnswerMode.CHECK_IN, AnswerMode.IMPORTED)
        me = self._context.clinic.session.user_name
        for response in chart.risk.undecided:
            is_news = response.mode in without_us or response.recorded_by != me
            if is_news and response.id not in self._alerted:
                from practice_desk.gui.dialogs.risk_dialogs import alert_about

                self._alerted.add(response.id)
                alert_about(self._context, chart.patient, response, parent)
                return
