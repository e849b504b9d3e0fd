"""The timeline redrawn: ten years with 5,000 scores and results, moved a little each time."""

from __future__ import annotations

import gc
import random
from datetime import date, timedelta

from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.timeline import (
    Band,
    DoseSpell,
    EffectSpell,
    Happening,
    HappeningKind,
    LaneKind,
    MedicationTrack,
    Reading,
    SeriesTrack,
    Severity,
    Timeline,
)
from practice_desk.gui import theme
from practice_desk.gui.models.timeline_colors import timeline_colors
from practice_desk.gui.models.timeline_view import TimelineView
from practice_desk.gui.widgets.display_list_painter import DisplayListPainter, TextSizes
from practice_desk.gui.widgets.timeline_canvas import TimelineCanvas
from tests.bench.measure import Measure, interleaved, p95, timed

POINTS, SERIES = 5_000, 6
DAYS = 3653
FRAMES = 120
WIDTH = 880
"""Pixels that the picture has in a window of 1366."""
FRAME_MS = 16.0
TODAY = date(2026, 11, 26)


def redraw() -> list[Measure]:
    """Lay out and paint a frame after each little move, and paint the same shapes alone."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.install(application, dark=False)
    gc.disable()  # as in the application, which collects garbage between frames (gui/garbage.py)
    view = TimelineView(ten_years())
    view.show_all()
    canvas = TimelineCanvas()
    canvas.resize(WIDTH, 600)
    canvas.show_view(view)
    canvas.show()
    application.processEvents()
    steps = iter(range(10 * FRAMES))

    def frame() -> float:
        view.move(0.002 if next(steps) % 20 < 10 else -0.002)
        return timed(lambda: (canvas.refresh(), canvas.repaint()))

    painter = DisplayListPainter(
        timeline_colors(theme.tokens()), TextSizes(theme.base_font(), canvas.logicalDpiY())
    )
    ground = QPixmap(canvas.size())

    def bare() -> float:
        shapes = list(view.picture.shapes())
        ground.fill(theme.color("panel"))
        brush = QPainter(ground)
        brush.scale(canvas.scale, canvas.scale)
        taken = timed(lambda: painter.draw(brush, shapes))
        brush.end()
        return taken

    for _ in range(5):
        frame(), bare()
    whole, drawing = (p95(found) for found in interleaved(frame, bare, FRAMES))
    canvas.close()
    gc.enable()
    return [
        Measure("timeline_redraw_p95", whole, "ms", FRAME_MS, 1.0).emit(),
        Measure("timeline_redraw_against_bare_drawing", whole, "ms", drawing, 2.5).emit(),
    ]


def ten_years() -> Timeline:
    """Return a timeline of ten years with `POINTS` scores and results in all."""
    rng, start = random.Random(7), TODAY - timedelta(days=DAYS)
    each = POINTS // SERIES

    def series(number: int) -> SeriesTrack:
        readings = tuple(
            Reading(
                start + timedelta(days=DAYS * n // each),
                rng.randint(0, 27),
                "",
                RecordKey("observation", n),
            )
            for n in range(each)
        )
        bands = (Band(0, 5, "minimal"), Band(5, 10, "mild"), Band(10, 27, "severe"))
        kind = LaneKind.MEASURE if number < SERIES - 2 else LaneKind.LABORATORY
        return SeriesTrack(f"Measure {number}", kind, readings, "", 0, 27, bands)

    tracks = [series(number) for number in range(SERIES)]
    return Timeline(
        TODAY,
        tuple(_medication(number, start, rng) for number in range(6)),
        tuple(track for track in tracks if track.kind is LaneKind.MEASURE),
        tuple(track for track in tracks if track.kind is LaneKind.LABORATORY),
        tuple(_effect(number, start) for number in range(40)),
        tuple(_happening(number, start, HappeningKind.LIFE_EVENT, 120) for number in range(30)),
        tuple(_happening(number, start, HappeningKind.SESSION, 14) for number in range(260)),
    )


def _medication(number: int, start: date, rng: random.Random) -> MedicationTrack:
    spells = tuple(
        DoseSpell(
            start + timedelta(days=91 * n),
            start + timedelta(days=91 * (n + 1)),
            50.0 * rng.randint(1, 4),
            "50 mg a day",
        )
        for n in range(40)
    )
    return MedicationTrack(f"medication {number}", "mg", spells, RecordKey("medication", number))


def _effect(number: int, start: date) -> EffectSpell:
    begun = start + timedelta(days=90 * number)
    severity = list(Severity)[number % len(Severity)]
    key, suspect = RecordKey("adverse_event", number), RecordKey("medication", number % 6)
    return EffectSpell("nausea", begun, begun + timedelta(days=30), severity, key, suspect)


def _happening(number: int, start: date, kind: HappeningKind, apart: int) -> Happening:
    on = start + timedelta(days=apart * number)
    return Happening(kind, on, "Moved house", RecordKey("chart_event", number))
