"""Trials of medications and events."""

from __future__ import annotations

from practice_desk.domain.chart_event import ChartEvent
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.storage.follow_up_rows import CHART_EVENT, MEDICATION_TRIAL
from practice_desk.storage.records import Records

trials: Records[MedicationTrial] = Records("trial", MedicationTrial, MEDICATION_TRIAL)
chart_events: Records[ChartEvent] = Records("event", ChartEvent, CHART_EVENT)
