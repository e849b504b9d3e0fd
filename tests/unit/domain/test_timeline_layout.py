"""Where a timeline's lanes, bars, lines and words lie."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.display_list import Box, Line, Mark, Pattern, Rect, Sign, Text, box_of
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.timeline import (
    Band,
    Bound,
    DoseSpell,
    DoseState,
    EffectSpell,
    Happening,
    HappeningKind,
    LaneKind,
    MedicationTrack,
    Reached,
    Reading,
    SeriesTrack,
    Severity,
    Timeline,
)
from practice_desk.domain.timeline_axis import Axis, View, ticks
from practice_desk.domain.timeline_layout import GUTTER, Picture, TimelineLayout
from practice_desk.domain.timeline_series import thinned

TODAY = date(2026, 11, 26)
FEW = settings(max_examples=25, deadline=None)


def measure(text: str, size: float, bold: bool) -> float:
    return len(text) * size * (0.58 if bold else 0.54)


def draw(timeline: Timeline, view: View | None = None, width: float = 900) -> Picture:
    layout = TimelineLayout(timeline)
    return layout.draw(view or layout.whole, width, measure, lambda lane: True)


def day(text: str) -> date:
    return date.fromisoformat(text)


def sertraline(*spells: DoseSpell) -> MedicationTrack:
    return MedicationTrack("sertraline", "mg", spells, RecordKey("medication", 1))


SERTRALINE = sertraline(
    DoseSpell(day("2026-03-01"), day("2026-05-01"), 50, "50 mg a day"),
    DoseSpell(day("2026-05-01"), day("2026-06-01"), 50, "on hold", DoseState.HELD),
    DoseSpell(day("2026-06-01"), None, 100, "100 mg a day"),
)

days = st.integers(0, 3650).map(lambda back: TODAY - timedelta(days=back))
words = st.sampled_from(["Moved house", "New job", "Death of a parent", "CBT started", "x" * 60])


@st.composite
def spans(draw):
    start = draw(days)
    length = draw(st.none() | st.integers(0, 400))
    return start, None if length is None else start + timedelta(days=length)


@st.composite
def timelines(draw):
    doses = []
    for start, amount in sorted(
        draw(st.dictionaries(days, st.integers(1, 400), max_size=8)).items()
    ):
        if doses:
            doses[-1] = DoseSpell(doses[-1].start, start, doses[-1].amount, doses[-1].text)
        doses.append(DoseSpell(start, None, amount, f"{amount} mg a day"))
    scores = sorted(draw(st.lists(st.tuples(days, st.integers(0, 27)), max_size=40)))
    readings = tuple(
        Reading(on, value, f"{value} of 27", RecordKey("observation", n), reached=Reached.RESPONSE)
        for n, (on, value) in enumerate(scores)
    )
    phq = SeriesTrack(
        "PHQ-9", LaneKind.MEASURE, readings, lowest=0, highest=27,
        bands=(Band(0, 5, "minimal"), Band(5, 27, "more")), bounds=(Bound(11, "response", True),),
    )  # fmt: skip
    level = SeriesTrack("lithium", LaneKind.LABORATORY, readings, bounds=(Bound(40.0, "high"),))
    effects = tuple(
        EffectSpell(
            "nausea", start, end, severity, RecordKey("adverse_event", n), SERTRALINE.record
        )
        for n, ((start, end), severity) in enumerate(
            draw(st.lists(st.tuples(spans(), st.sampled_from(Severity)), max_size=8))
        )
    )
    happened = tuple(
        Happening(kind, start, told, RecordKey("chart_event", n), end, lasts=end is not None)
        for n, ((start, end), kind, told) in enumerate(
            draw(st.lists(st.tuples(spans(), st.sampled_from(HappeningKind), words), max_size=12))
        )
    )
    tracks = (sertraline(*doses),) if doses else ()
    return Timeline(TODAY, tracks, (phq,), (level,), effects, happened, happened)


views = st.builds(
    View,
    st.floats(TODAY.toordinal() - 4000, TODAY.toordinal() + 50),
    st.sampled_from([10.0, 31.5, 90.0, 365.0, 3650.0]),
)


@given(timelines(), views)
@FEW
def test_that_nothing_is_drawn_outside_its_lane_whatever_is_in_view(timeline, view):
    for lane in draw(timeline, view).lanes:
        for shape in lane.shapes:
            assert box_of(shape).is_within(lane.box), shape
            assert isinstance(shape, Text) or box_of(shape).left >= GUTTER - 0.01


@given(timelines(), views, st.sampled_from([500.0, 900.0, 1600.0]))
@FEW
def test_that_no_two_texts_lie_over_each_other(timeline, view, width):
    picture = draw(timeline, view, width)
    boxes = [box_of(shape) for shape in picture.shapes() if isinstance(shape, Text)]
    for number, box in enumerate(boxes):
        assert box.right <= picture.width
        assert not any(box.meets(other) for other in boxes[number + 1 :])


@given(timelines(), views)
@FEW
def test_that_what_is_later_never_lies_further_left(timeline, view):
    for lane in draw(timeline, view).lanes:
        items = lane.items()
        placed = [(item.on, (item.box.left + item.box.right) / 2) for item in items]
        if lane.kind is LaneKind.MEASURE:
            assert [x for _, x in placed] == sorted(x for _, x in placed)
        assert [on for on, _ in placed] == sorted(on for on, _ in placed)


@given(timelines(), views)
@FEW
def test_that_lanes_stand_below_one_another(timeline, view):
    picture = draw(timeline, view)
    tops = [lane.box.top for lane in picture.lanes]
    assert tops == sorted(tops)
    for above, below in pairwise(picture.lanes):
        assert above.box.bottom <= below.box.top
    assert all(lane.box.bottom <= picture.height for lane in picture.lanes)


@given(views, st.sampled_from([300.0, 700.0, 1500.0]))
@FEW
def test_that_named_days_are_in_order_apart_and_tell_a_year(view, width):
    axis = Axis(view, 100, width)
    found = ticks(axis, 54)
    places = [axis.x(tick.day.toordinal()) for tick in found]
    assert all(later - earlier >= 54 - 1e-6 for earlier, later in pairwise(places))
    assert not found or any(str(tick.day.year) in tick.label for tick in found)


def test_that_ten_days_are_named_by_day_and_ten_years_by_year():
    ten_days = ticks(Axis(View.of(day("2026-11-17"), TODAY), 0, 800), 54)
    assert [tick.label for tick in ten_days][:3] == ["Nov 17 2026", "Nov 18", "Nov 19"]
    ten_years = ticks(Axis(View.of(day("2016-11-27"), TODAY), 0, 800), 54)
    assert [tick.label for tick in ten_years] == [str(year) for year in range(2017, 2027)]


def test_that_doses_are_drawn_to_scale_and_a_hold_leaves_a_gap():
    lane = next(iter(draw(Timeline(TODAY, (SERTRALINE,))).lanes))
    areas = [shape for shape in lane.shapes if isinstance(shape, Rect)]
    low, high = areas[0], areas[1]
    assert high.height == 2 * low.height
    gap_from, gap_to = low.x + low.width, high.x
    assert gap_to - gap_from > 50
    assert any(isinstance(shape, Line) and shape.dashed for shape in lane.shapes)
    assert "on hold" in [shape.text for shape in lane.shapes if isinstance(shape, Text)]


def test_that_a_dose_as_needed_is_hatched_and_one_ahead_is_fainter():
    ahead = TODAY + timedelta(days=60)
    track = sertraline(
        DoseSpell(day("2026-06-01"), day("2026-07-01"), None, "as needed", DoseState.AS_NEEDED),
        DoseSpell(day("2026-07-01"), ahead, 100, "100 mg a day"),
    )
    areas = [s for s in draw(Timeline(TODAY, (track,))).lanes[0].shapes if isinstance(s, Rect)]
    assert areas[0].pattern is Pattern.HATCHED
    assert areas[1].alpha > areas[2].alpha


def test_that_severities_differ_by_more_than_their_colour():
    effects = tuple(
        EffectSpell(
            "nausea", TODAY - timedelta(days=40), TODAY, each, RecordKey("adverse_event", n)
        )
        for n, each in enumerate(Severity)
    )
    lane = draw(Timeline(TODAY, effects=effects)).lanes[0]
    looks = {shape.pattern for shape in lane.shapes if isinstance(shape, Rect)}
    told = [shape.text for shape in lane.shapes if isinstance(shape, Text)]
    assert len(looks) == len(Severity)
    assert all(any(each.value in text for text in told) for each in Severity)


def test_that_a_side_effect_is_led_to_the_dose_that_is_suspected():
    onset = day("2026-06-05")
    effect = EffectSpell(
        "nausea", onset, None, Severity.MILD, RecordKey("adverse_event", 3),
        SERTRALINE.record, "sertraline",
    )  # fmt: skip
    picture = draw(Timeline(TODAY, (SERTRALINE,), effects=(effect,)))
    x = picture.axis.x(onset.toordinal())
    dose, effects = picture.lanes
    link = next(s for s in picture.front if isinstance(s, Line) and s.dashed and s.x1 == x)
    assert dose.box.top < link.y1 <= dose.box.bottom
    assert effects.box.top < link.y2 < effects.box.bottom
    assert "sertraline is suspected" in effects.items()[0].words


def test_that_response_and_remission_have_signs_of_their_own():
    readings = tuple(
        Reading(day(on), value, f"{value}", RecordKey("observation", n), reached=reached)
        for n, (on, value, reached) in enumerate(
            [
                ("2026-03-01", 20, Reached.NOTHING),
                ("2026-06-01", 9, Reached.RESPONSE),
                ("2026-09-01", 3, Reached.REMISSION),
            ]
        )
    )
    track = SeriesTrack("PHQ-9", LaneKind.MEASURE, readings, lowest=0, highest=27)
    shapes = draw(Timeline(TODAY, measures=(track,))).lanes[0].shapes
    signs = [shape.sign for shape in shapes if isinstance(shape, Mark)]
    assert signs == [Sign.RING, Sign.DISC, Sign.DIAMOND]
    told = {shape.text for shape in shapes if isinstance(shape, Text)}
    assert {"response", "remission"} <= told


def test_that_thinning_keeps_the_highest_and_the_lowest_of_each_point():
    count = 20_000
    at = [TODAY.toordinal() + n / 100 for n in range(count)]
    values = [float(n % 97) for n in range(count)]
    kept = thinned(at, values, 0.5)
    assert len(kept) <= 202
    assert {min(values), max(values)} <= {values[n] for n in kept}
    assert kept == sorted(kept)


def test_that_a_long_line_is_made_of_the_same_readings_wherever_one_looks():
    readings = tuple(
        Reading(TODAY - timedelta(days=4000 - n), (n * 37) % 28, "", RecordKey("observation", n))
        for n in range(4000)
    )
    layout = TimelineLayout(
        Timeline(TODAY, measures=(SeriesTrack("PHQ-9", LaneKind.MEASURE, readings),))
    )

    def days(moved: float) -> set[date]:
        view = View.of(TODAY - timedelta(days=2000), TODAY - timedelta(days=1000)).moved(moved)
        (lane,) = layout.draw(view, 600, measure, lambda lane: True).lanes
        return {item.on for item in lane.items()}

    first = days(0)
    assert len(first) < 600
    both = TODAY - timedelta(days=1950), TODAY - timedelta(days=1050)
    inside = {on for on in first if both[0] < on < both[1]}
    for moved in (0.0004, 0.003, 0.0101):
        assert inside == {on for on in days(moved) if both[0] < on < both[1]}


def test_that_the_part_of_a_picture_that_is_seen_leaves_out_only_what_is_not():
    series = SeriesTrack(
        "PHQ-9", LaneKind.MEASURE, (Reading(TODAY, 9, "9", RecordKey("observation", 1)),)
    )
    picture = draw(Timeline(TODAY, (SERTRALINE,), measures=(series,)))
    below = picture.lanes[1].box
    part = list(picture.shapes_between(below.top + 1, below.bottom))
    assert [each for each in picture.shapes() if each in part] == part
    seen = Box(0, below.top + 1, picture.width, below.bottom)
    for shape in picture.shapes():
        assert shape in part or not box_of(shape).meets(seen)
    assert len(part) < len(list(picture.shapes()))


def test_that_a_day_is_told_with_doses_scores_effects_and_what_happened():
    reading = Reading(day("2026-06-10"), 9, "9 of 27", RecordKey("observation", 1))
    stay = Happening(
        HappeningKind.HOSPITAL_STAY, day("2026-06-01"), "Ward 3", RecordKey("chart_event", 1),
        end=day("2026-06-20"), lasts=True,
    )  # fmt: skip
    effect = EffectSpell(
        "nausea", day("2026-06-02"), day("2026-06-15"), Severity.MILD, RecordKey("adverse_event", 1)
    )
    timeline = Timeline(
        TODAY, (SERTRALINE,), (SeriesTrack("PHQ-9", LaneKind.MEASURE, (reading,)),),
        effects=(effect,), life=(stay,),
    )  # fmt: skip
    assert timeline.told_on(day("2026-06-12")) == [
        "sertraline 100 mg a day", "PHQ-9 9 of 27, Jun 10, 2026", "nausea, mild", "Ward 3",
    ]  # fmt: skip
    assert timeline.told_on(day("2026-05-05")) == ["sertraline on hold"]


def test_that_a_view_is_never_shorter_than_ten_days_and_keeps_its_place_when_zoomed():
    view = View.of(TODAY, TODAY)
    assert view.days == 10
    year = View.of(TODAY - timedelta(days=364), TODAY)
    near = year.zoomed(0.5, 0.25)
    assert near.first + near.days * 0.25 == year.first + year.days * 0.25
    assert year.zoomed(0.0001).days == 10


def test_that_a_lane_that_is_not_shown_leaves_no_gap():
    timeline = Timeline(TODAY, (SERTRALINE,), effects=())
    layout = TimelineLayout(timeline)
    picture = layout.draw(layout.whole, 800, measure, lambda lane: False)
    assert not picture.lanes
    assert picture.height < 50  # the two rows of dates
    assert box_of(Rect(1, 2, 3, 4, "text")) == Box(1, 2, 4, 6)


def test_that_the_name_of_a_goal_keeps_away_from_the_readings():
    readings = tuple(
        Reading(TODAY - timedelta(days=days), 12.0, "12", RecordKey("observation", days))
        for days in (40, 20, 0)
    )
    goal = Bound(11, "response", True)
    track = SeriesTrack("PHQ-9", LaneKind.MEASURE, readings, bounds=(goal,), lowest=0, highest=27)
    view = View.of(TODAY - timedelta(days=99), TODAY)
    picture = draw(Timeline(TODAY, measures=(track,)), view)
    shapes = list(picture.shapes())
    name = next(each for each in shapes if isinstance(each, Text) and each.text == "response")
    marks = [each for each in shapes if isinstance(each, Mark)]
    assert marks
    assert all(name.x + name.width < mark.x for mark in marks)


def test_that_no_words_are_struck_through_by_the_line_of_a_dose_or_a_goal():
    doses = (("2026-01-01", "2026-03-01", 5.0), ("2026-03-01", None, 200.0))
    spells = tuple(
        DoseSpell(day(start), None if end is None else day(end), amount, f"{amount:g} mg a day")
        for start, end, amount in doses
    )
    track = MedicationTrack("venlafaxine", "mg", spells, RecordKey("medication", 1))
    readings = tuple(
        Reading(day(on), value, f"{value}", RecordKey("observation", n), reached=reached)
        for n, (on, value, reached) in enumerate(
            [
                ("2026-01-05", 19, Reached.NOTHING),
                ("2026-03-05", 9, Reached.RESPONSE),
                ("2026-05-05", 4, Reached.REMISSION),
                ("2026-06-01", 13, Reached.NOTHING),
            ]
        )
    )
    goals = (Bound(9, "response: 9 or less", True), Bound(5, "remission: under 5", True))
    series = SeriesTrack("PHQ-9", LaneKind.MEASURE, readings, bounds=goals, lowest=0, highest=27)
    shapes = list(draw(Timeline(TODAY, (track,), measures=(series,))).shapes())
    words = [shape for shape in shapes if isinstance(shape, Text) and shape.x > GUTTER]
    told = {"5 mg a day", "200 mg a day", "response", "remission", *(goal.name for goal in goals)}
    assert told <= {text.text for text in words}
    level = [shape for shape in shapes if isinstance(shape, Line) and shape.y1 == shape.y2]
    for text in words:
        for line in level:
            beside = line.x2 <= text.x or text.x + text.width <= line.x1
            assert beside or not text.y - text.size * 0.7 < line.y1 < text.y, text.text


def test_that_a_long_name_goes_on_in_a_second_line() -> None:
    known = DoseSpell(day("2026-03-01"), None, 900, "900 mg a day")
    track = MedicationTrack("lithium carbonate or citrate", "mg", (known,), RecordKey("m", 1))
    (lane,) = draw(Timeline(TODAY, medications=(track,))).lanes
    names = [shape.text for shape in lane.shapes if isinstance(shape, Text) and shape.x == 4]
    assert names == ["lithium carbonate or", "citrate", "900 mg a day"]
    words = [shape for shape in lane.shapes if isinstance(shape, Text) and shape.x == 4]
    assert words[-1].y <= lane.box.bottom
