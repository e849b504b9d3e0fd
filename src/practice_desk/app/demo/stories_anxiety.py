"""Treatment stories of anxiety, trauma, compulsions and sleep. Nobody real; usual doses."""

from __future__ import annotations

from practice_desk.app.demo.medicines import as_needed, take, take_split
from practice_desk.app.demo.stories_mood import ladder
from practice_desk.app.demo.story import Diagnosis, Story, change, start, stop
from practice_desk.domain.timing import Moment

_GAD = "Generalized anxiety disorder"


def generalized_anxiety(*, restless_nights: bool = False) -> Story:
    """Escitalopram, and hydroxyzine as needed for the first weeks."""
    indication = "Anxiety"
    steps = [
        start(0, "escitalopram", take("escitalopram", "5 mg"), _GAD),
        start(
            0,
            "hydroxyzine",
            as_needed("hydroxyzine", "25 mg", "anxiety", "75 mg", 3),
            indication,
            review_weeks=8,
        ),
        change(2, "escitalopram", take("escitalopram", "10 mg"), "planned_step"),
        change(9, "escitalopram", take("escitalopram", "20 mg"), "partial_response"),
        stop(14, "hydroxyzine", "goal_reached", "Has not needed it for three weeks."),
    ]
    if restless_nights:
        text = "Awake until 2 a.m. when taken in the evening; now in the morning."
        steps.insert(
            3,
            change(
                4,
                "escitalopram",
                take("escitalopram", "10 mg", Moment.MORNING),
                "side_effect",
                text,
            ),
        )
        steps[2] = change(
            2, "escitalopram", take("escitalopram", "10 mg", Moment.EVENING), "patient_wish"
        )
    return Story(
        (Diagnosis("F41.1", _GAD, 3),),
        tuple(steps),
        phq=((0, 9), (12, 6), (40, 4)),
        gad=((0, 17), (5, 13), (10, 10), (18, 5), (60, 4), (300, 4)),
    )  # fmt: skip


def anxiety_with_buspirone() -> Story:
    """Buspirone, raised slowly, with duloxetine later for pain and mood."""
    return Story(
        (Diagnosis("F41.1", _GAD, 8),),
        (
            start(0, "buspirone", take("buspirone", "7.5 mg", 2), _GAD),
            change(3, "buspirone", take("buspirone", "10 mg", 2), "planned_step"),
            change(8, "buspirone", take("buspirone", "15 mg", 2), "partial_response"),
            *ladder("duloxetine", _GAD, since=20),
        ),
        phq=((0, 11), (20, 9), (34, 5)),
        gad=((0, 15), (8, 11), (20, 10), (34, 6), (300, 5)),
    )


def panic() -> Story:
    """Sertraline with a short clonazepam bridge that is tapered as planned."""
    indication = "Panic disorder"
    drug = "clonazepam"
    return Story(
        (Diagnosis("F41.0", f"{indication} without agoraphobia", 1),),
        (
            start(0, "sertraline", take("sertraline", "25 mg"), indication),
            start(
                0,
                drug,
                take(drug, "0.25 mg", 2),
                indication,
                review_weeks=8,
                comment="Bridge until sertraline works; taper agreed on today.",
            ),
            change(1, "sertraline", take("sertraline", "50 mg"), "planned_step"),
            change(1, drug, take(drug, "0.5 mg", 2), "partial_response"),
            change(5, "sertraline", take("sertraline", "100 mg"), "partial_response"),
            change(6, drug, take_split(drug, morning="0.25 mg", bedtime="0.5 mg"), "taper"),
            change(8, drug, take(drug, "0.5 mg", Moment.BEDTIME), "taper"),
            change(10, drug, take(drug, "0.25 mg", Moment.BEDTIME), "taper"),
            stop(12, drug, "goal_reached", "Taper done, no rebound."),
        ),
        phq=((0, 8), (12, 5)),
        gad=((0, 18), (2, 12), (8, 8), (20, 5), (80, 4), (120, 7), (140, 4)),
    )


def social_anxiety() -> Story:
    """Venlafaxine, and propranolol before speaking in public."""
    indication = "Social anxiety disorder"
    return Story(
        (Diagnosis("F40.11", "Social phobia, generalized", 9),),
        (
            *ladder("venlafaxine", indication),
            start(
                6,
                "propranolol",
                as_needed("propranolol", "10 mg", "speaking in public", "20 mg", form="tablet"),
                indication,
            ),
        ),
        gad=((0, 14), (8, 11), (20, 7), (60, 5)),
        phq=((0, 7), (20, 4)),
        pulse=3,
    )


def trauma(*, sedated: bool = False) -> Story:
    """Sertraline by day and prazosin at bedtime against nightmares."""
    indication, nights = "Post-traumatic stress disorder", "Nightmares"
    doses = ((1, "2 mg"), (4, "3 mg"), (8, "5 mg"))
    steps = [
        start(0, "sertraline", take("sertraline", "25 mg"), indication),
        change(1, "sertraline", take("sertraline", "50 mg"), "planned_step"),
        change(5, "sertraline", take("sertraline", "100 mg"), "partial_response"),
        change(11, "sertraline", take("sertraline", "150 mg"), "partial_response"),
        start(2, "prazosin", take("prazosin", "1 mg", Moment.BEDTIME), nights,
              comment="Sit up slowly; first doses at bedtime."),
        *(change(2 + week, "prazosin", take("prazosin", dose, Moment.BEDTIME), "planned_step")
          for week, dose in doses),
    ]  # fmt: skip
    if sedated:
        steps.append(
            change(
                16,
                "prazosin",
                take("prazosin", "3 mg", Moment.BEDTIME),
                "side_effect",
                "Dizzy when getting up at night; blood pressure 96/58 standing.",
            )
        )
    return Story(
        (Diagnosis("F43.12", f"{indication}, chronic", 5),),
        tuple(steps),
        phq=((0, 16), (8, 12), (26, 8), (60, 7)),
        gad=((0, 16), (8, 12), (26, 9), (60, 7)),
    )


def compulsions() -> Story:
    """Fluvoxamine, slowly to a high dose, the larger part at bedtime."""
    indication, drug = "Obsessive-compulsive disorder", "fluvoxamine"
    return Story(
        (Diagnosis("F42.2", "Mixed obsessional thoughts and acts", 10),),
        (
            start(0, drug, take(drug, "50 mg", Moment.BEDTIME), indication),
            change(1, drug, take(drug, "100 mg", Moment.BEDTIME), "planned_step"),
            change(4, drug, take_split(drug, morning="50 mg", bedtime="100 mg"), "planned_step"),
            change(9, drug, take(drug, "100 mg", 2), "partial_response"),
            change(
                18, drug, take_split(drug, morning="100 mg", bedtime="150 mg"), "partial_response"
            ),
        ),
        phq=((0, 11), (18, 7), (52, 5)),
        gad=((0, 16), (9, 13), (18, 10), (40, 7)),
    )


def insomnia() -> Story:
    """Trazodone for a few weeks, stopped because of grogginess, then zolpidem for ten days."""
    indication = "Insomnia"
    return Story(
        (Diagnosis("F51.01", "Primary insomnia", 1),),
        (
            start(
                0,
                "trazodone",
                take("trazodone", "50 mg", Moment.BEDTIME),
                indication,
                review_weeks=4,
            ),
            stop(3, "trazodone", "side_effect", "Groggy until late morning, missed work twice."),
            start(
                3,
                "zolpidem",
                take("zolpidem", "5 mg", Moment.BEDTIME, days=10),
                indication,
                reason="switch_in",
                review_weeks=2,
                comment="Ten days only, beside CBT-I.",
            ),
            stop(5, "zolpidem", "goal_reached", "CBT-I goes well."),
        ),
        phq=((0, 8), (6, 5), (20, 3)),
        gad=((0, 7), (6, 5), (20, 3)),
    )


def adjustment() -> Story:
    """Therapy alone, no medication."""
    diagnosis = Diagnosis(
        "F43.23", "Adjustment disorder with mixed anxiety and depressed mood", 0.3
    )
    return Story((diagnosis,), phq=((0, 11), (8, 7), (20, 4)), gad=((0, 12), (8, 8), (20, 4)))
