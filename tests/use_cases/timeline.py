"""The use cases of the timeline: reading it, and giving it to the patient on paper."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.permission import Operation
from practice_desk.services import timeline, timeline_paper
from tests.stage import Call, Stage, UseCases

_OP = Operation


def _choice(stage: Stage) -> timeline_paper.TimelineChoice:
    stage.medication()
    made = timeline.read_timeline(stage.clinic, stage.chart()).timeline
    today = stage.clinic.today()
    lanes = tuple(f"medication:{track.record.id}" for track in made.medications)
    return timeline_paper.TimelineChoice(made, today - timedelta(days=90), today, lanes)


def _read(stage: Stage) -> Call:
    return partial(timeline.read_timeline, stage.clinic, stage.chart())


def _draft(stage: Stage) -> Call:
    choice = _choice(stage)
    return partial(timeline_paper.timeline_draft, stage.clinic, stage.patient_id, choice)


def _give(stage: Stage) -> Call:
    draft = timeline_paper.timeline_draft(stage.clinic, stage.patient_id, _choice(stage))
    pages = timeline_paper.render_timeline(draft)
    delivery = LetterDelivery.PRINTED
    return partial(timeline_paper.give_timeline, stage.clinic, draft, pages, delivery)


TIMELINE: UseCases = {
    "timeline.read_timeline": (_OP.VIEW_CHART, _read),
    "timeline_paper.timeline_draft": (_OP.SEND_LETTER, _draft),
    "timeline_paper.give_timeline": (_OP.SEND_LETTER, _give),
}
