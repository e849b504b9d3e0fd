"""Treatment stories of depression and bipolar disorder. Nobody real; usual doses."""

from __future__ import annotations

from practice_desk.app.demo.medicines import as_needed, take, take_split
from practice_desk.app.demo.monitored import lithium_labs
from practice_desk.app.demo.story import (
    Diagnosis,
    Lab,
    Points,
    Step,
    Story,
    change,
    hold,
    resume,
    start,
    stop,
)
from practice_desk.domain.timing import Food, Moment

_MDD = "Major depressive disorder"
_LADDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "sertraline": ("tablet", ("50 mg", "100 mg", "150 mg")),
    "escitalopram": ("tablet", ("10 mg", "20 mg")),
    "fluoxetine": ("capsule", ("20 mg", "40 mg")),
    "venlafaxine": ("capsule_er", ("37.5 mg", "75 mg", "150 mg")),
    "duloxetine": ("capsule_dr", ("30 mg", "60 mg")),
    "bupropion": ("tablet_er_24h", ("150 mg", "300 mg")),
    "mirtazapine": ("tablet", ("15 mg", "30 mg")),
}
_WEEKS = (0, 5, 11)
_REMISSION: Points = ((0, 18), (5, 14), (11, 9), (18, 4), (60, 3), (110, 5), (300, 3))
_RESPONSE: Points = ((0, 21), (6, 18), (14, 12), (26, 9), (52, 7), (300, 6))


def ladder(drug: str, indication: str, rungs: int = 9, since: float = 0) -> tuple[Step, ...]:
    """Start an antidepressant and raise it for partial response, *rungs* doses in all."""
    form, doses = _LADDERS[drug]
    when = Moment.BEDTIME if drug == "mirtazapine" else Moment.MORNING
    food = Food.WITH_FOOD if drug == "venlafaxine" else None
    steps: list[Step] = []
    for week, dose in list(zip(_WEEKS, doses, strict=False))[:rungs]:
        dosage = take(drug, dose, when, form=form, food=food)
        if not steps:
            steps.append(start(since, drug, dosage, indication))
        else:
            comment = f"PHQ-9 better but not in remission; {dose} from tomorrow."
            steps.append(change(since + week, drug, dosage, "partial_response", comment))
    return tuple(steps)


def depression(drug: str = "sertraline", *, rungs: int = 9, recurrent: bool = True) -> Story:
    """Depression, one antidepressant titrated to remission."""
    code, words = ("F33.1", "recurrent") if recurrent else ("F32.1", "single episode")
    diagnosis = Diagnosis(code, f"{_MDD}, {words}, moderate", 2, settled_week=30)
    return Story((diagnosis,), ladder(drug, _MDD, rungs), phq=_REMISSION, gad=((0, 9), (18, 4)))


def depression_groggy() -> Story:
    """Sertraline helps in part; trazodone, added for sleep, makes groggy: for the visit today."""
    indication = "Insomnia"
    trazodone = take("trazodone", "50 mg", Moment.BEDTIME)
    return Story(
        (Diagnosis("F33.1", f"{_MDD}, recurrent, moderate", 3),),
        (
            *ladder("sertraline", _MDD, 2),
            start(12, "trazodone", trazodone, indication, review_weeks=8),
        ),
        phq=((0, 20), (5, 16), (12, 13), (17, 12)),
        gad=((0, 11), (12, 8)),
        visits=(12,),
    )


def depression_switched() -> Story:
    """Escitalopram stopped for a sexual side effect, bupropion instead."""
    told = "Less interest in sex since the higher dose; asks for another medication."
    return Story(
        (Diagnosis("F33.1", f"{_MDD}, recurrent, moderate", 4, settled_week=44),),
        (
            *ladder("escitalopram", _MDD),
            stop(19, "escitalopram", "side_effect", told),
            start(
                19,
                "bupropion",
                take("bupropion", "150 mg", form="tablet_er_24h"),
                _MDD,
                reason="switch_in",
            ),
            change(
                22,
                "bupropion",
                take("bupropion", "300 mg", form="tablet_er_24h"),
                "planned_step",
            ),
        ),
        phq=((0, 19), (11, 10), (19, 9), (22, 11), (34, 5), (60, 3), (300, 4)),
        gad=((0, 7), (19, 5), (60, 3)),
    )


def depression_augmented(*, restless: bool = False) -> Story:
    """Sertraline alone was not enough; aripiprazole added, stopped again where it made restless."""
    steps = (
        *ladder("sertraline", _MDD),
        start(24, "aripiprazole", take("aripiprazole", "2 mg"), _MDD, reason="augmentation"),
        change(28, "aripiprazole", take("aripiprazole", "5 mg"), "partial_response"),
    )
    if restless:
        comment = "Can't sit still since 5 mg: akathisia."
        steps = (*steps, stop(31, "aripiprazole", "side_effect", comment))
    lab_week = 36
    return Story(
        (Diagnosis("F33.2", f"{_MDD}, recurrent, severe without psychotic features", 7),),
        steps,
        phq=_RESPONSE,
        gad=((0, 12), (26, 8), (60, 6)),
        labs=(Lab(lab_week, "4548-4", "Hemoglobin A1c", "5.4", "%"),),
        pounds_a_year=3,
    )


def perinatal() -> Story:
    """Depression before, in and after a pregnancy."""
    indication = "Postpartum depression"
    return Story(
        (
            Diagnosis("F33.1", f"{_MDD}, recurrent, moderate", 5, settled_week=30),
            Diagnosis("F53.0", indication, -1.35, settled_week=104),
        ),
        (
            *ladder("bupropion", _MDD, 1),
            start(
                4,
                "trazodone",
                take("trazodone", "50 mg", Moment.BEDTIME),
                "Insomnia",
                review_weeks=12,
            ),
            stop(26, "trazodone", "pregnancy", "Pregnant, 6 weeks. Sleeping well without."),
            stop(26, "bupropion", "pregnancy", "Prefers to go without in the first trimester."),
            start(
                70,
                "sertraline",
                take("sertraline", "25 mg"),
                indication,
                comment="Breastfeeding; discussed with her obstetrician.",
            ),
            change(72, "sertraline", take("sertraline", "50 mg"), "planned_step"),
            change(78, "sertraline", take("sertraline", "75 mg"), "partial_response"),
        ),
        phq=((0, 16), (10, 9), (26, 5), (60, 6), (69, 19), (78, 12), (90, 6), (300, 4)),
        gad=((0, 8), (26, 6), (69, 15), (90, 6)),
        visits=(40, 54, 70),
    )


def bipolar_one() -> Story:
    """Lithium with levels, held once, and quetiapine at night."""
    lithium, bipolar = "lithium", "Bipolar I disorder"
    return Story(
        (Diagnosis("F31.12", f"{bipolar}, current episode manic, moderate", 6, settled_week=26),),
        (
            start(0, lithium, take(lithium, "300 mg", 2, form="tablet_er"), bipolar),
            start(
                0,
                "quetiapine",
                take("quetiapine", "100 mg", Moment.BEDTIME),
                bipolar,
                comment="Until sleep is back.",
            ),
            change(
                2,
                lithium,
                take_split(lithium, "tablet_er", morning="300 mg", bedtime="600 mg"),
                "level_or_lab",
                "Level 0.4 mmol/L.",
            ),
            change(3, "quetiapine", take("quetiapine", "200 mg", Moment.BEDTIME), "no_response"),
            change(20, "quetiapine", take("quetiapine", "100 mg", Moment.BEDTIME), "side_effect",
                   "Sleepy until noon."),
            hold(58, lithium, "interaction", "Vomiting and diarrhea; risk of a high level."),
            resume(59, lithium, "Eating and drinking again; creatinine normal."),
            change(
                90, lithium, take(lithium, "900 mg", Moment.BEDTIME, form="tablet_er"), "simpler"
            ),
        ),
        phq=((0, 6), (12, 9), (30, 4), (300, 4)),
        labs=lithium_labs(),
        pounds_a_year=5,
    )  # fmt: skip


def bipolar_two(*, rash: bool = False) -> Story:
    """Lamotrigine by the slow schedule; with *rash* it is stopped at the first sign."""
    indication = "Bipolar II disorder"

    doses = ((2, "50 mg"), (4, "100 mg"), (5, "200 mg"))
    steps = [start(0, "lamotrigine", take("lamotrigine", "25 mg"), indication)]
    for week, amount in doses[: 1 if rash else 3]:
        steps.append(change(week, "lamotrigine", take("lamotrigine", amount), "planned_step"))
    if rash:
        comment = "Rash on both arms since yesterday. Stopped at once; seen by primary care."
        steps.append(stop(3, "lamotrigine", "side_effect", comment))
        steps.append(
            start(
                4,
                "quetiapine",
                take("quetiapine", "50 mg", Moment.BEDTIME, form="tablet_er"),
                indication,
                reason="switch_in",
            )
        )
        for later, amount in ((4.5, "150 mg"), (6, "300 mg")):
            dosage = take("quetiapine", amount, Moment.BEDTIME, form="tablet_er")
            steps.append(change(later, "quetiapine", dosage, "planned_step"))
    return Story(
        (Diagnosis("F31.81", indication, 3),),
        tuple(steps),
        phq=((0, 17), (6, 12), (16, 7), (60, 5), (120, 9), (140, 5), (300, 5)),
        gad=((0, 8), (16, 5)),
        pounds_a_year=4 if rash else 0,
    )


def late_life_depression() -> Story:
    """Depression at an age with primary care's own medications: low and slow."""
    mirtazapine = "mirtazapine"
    return Story(
        (Diagnosis("F33.1", f"{_MDD}, recurrent, moderate", 12, settled_week=40),),
        (
            start(0, mirtazapine, take(mirtazapine, "7.5 mg", Moment.BEDTIME), _MDD),
            change(3, mirtazapine, take(mirtazapine, "15 mg", Moment.BEDTIME), "planned_step"),
            change(
                12,
                mirtazapine,
                take(mirtazapine, "22.5 mg", Moment.BEDTIME),
                "partial_response",
                "Half a tablet more, for a smaller step.",
            ),
        ),
        phq=((0, 15), (6, 11), (16, 6), (40, 4), (300, 4)),
        labs=(Lab(3, "2951-2", "Sodium [Moles/volume] in Serum or Plasma", "138", "mmol/L"),),
        pounds_a_year=3,
    )


def emotional_instability() -> Story:
    """Therapy first; fluoxetine for mood, quetiapine as needed tried and stopped."""
    return Story(
        (
            Diagnosis("F60.3", "Borderline personality disorder", 3),
            Diagnosis("F33.1", f"{_MDD}, recurrent, moderate", 3),
        ),
        (
            *ladder("fluoxetine", _MDD),
            start(
                8,
                "quetiapine",
                as_needed("quetiapine", "25 mg", "agitation", "50 mg", 2),
                "Agitation",
                review_weeks=6,
            ),
            stop(14, "quetiapine", "side_effect", "Too sleepy the next morning."),
        ),
        phq=((0, 20), (12, 14), (30, 11), (52, 12), (80, 8), (300, 8)),
        gad=((0, 15), (30, 10), (80, 8)),
    )
