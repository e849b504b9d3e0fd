"""Treatment stories of psychosis, attention, substance use and others. Nobody real; usual doses."""

from __future__ import annotations

from practice_desk.app.demo.medicines import as_needed, take
from practice_desk.app.demo.monitored import clozapine_labs, clozapine_steps
from practice_desk.app.demo.story import (
    Diagnosis,
    Lab,
    Story,
    change,
    hold,
    outside,
    resume,
    start,
    stop,
)
from practice_desk.domain.timing import Cycle, Food, Moment, Timing

_A1C = ("4548-4", "Hemoglobin A1c")
_CHOLESTEROL = ("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma")


def psychosis() -> Story:
    """Risperidone, a cross-over to aripiprazole, then clozapine with its blood counts."""
    indication = "Schizophrenia"
    twice = 2
    return Story(
        (Diagnosis("F20.9", "Schizophrenia, unspecified", 4),),
        (
            start(0, "risperidone", take("risperidone", "1 mg", twice), indication),
            change(2, "risperidone", take("risperidone", "2 mg", twice), "planned_step"),
            start(
                5,
                "benztropine",
                take("benztropine", "0.5 mg", twice),
                "Stiffness from risperidone",
                reason="treats_side_effect",
                review_weeks=12,
            ),
            start(
                30,
                "aripiprazole",
                take("aripiprazole", "5 mg"),
                indication,
                reason="switch_in",
                comment="Cross-over over four weeks: weight and prolactin.",
            ),
            change(32, "risperidone", take("risperidone", "1 mg", twice), "taper"),
            change(32, "aripiprazole", take("aripiprazole", "10 mg"), "planned_step"),
            stop(34, "risperidone", "side_effect", "Up 19 pounds; prolactin high."),
            stop(36, "benztropine", "goal_reached", "No stiffness since risperidone ended."),
            change(44, "aripiprazole", take("aripiprazole", "15 mg"), "partial_response"),
            *clozapine_steps(indication),
        ),
        phq=((0, 10), (30, 8), (60, 6)),
        labs=(
            Lab(0, *_A1C, "5.3", "%"),
            Lab(28, *_A1C, "5.8", "%"),
            Lab(29, "2842-3", "Prolactin [Mass/volume] in Serum or Plasma", "61", "ng/mL"),
            *clozapine_labs(),
        ),
        pounds_a_year=6,
    )


def monthly_injection() -> Story:
    """Paliperidone tablets first, then the monthly injection."""
    drug, indication = "paliperidone_palmitate_1m", "Schizoaffective disorder"
    monthly, once = Timing(Cycle.MONTH), Timing(Cycle.ONCE)
    return Story(
        (Diagnosis("F25.0", "Schizoaffective disorder, bipolar type", 9),),
        (
            start(0, "paliperidone", take("paliperidone", "6 mg"), indication, review_weeks=6),
            start(
                5,
                drug,
                take(drug, "234 mg", once),
                indication,
                reason="switch_in",
                comment="First loading dose, given here in the deltoid muscle.",
            ),
            stop(5, "paliperidone", "switch_out"),
            change(6, drug, take(drug, "156 mg", once), "planned_step", "Second loading dose."),
            change(10, drug, take(drug, "117 mg", monthly), "planned_step"),
            change(38, drug, take(drug, "156 mg", monthly), "partial_response"),
        ),
        phq=((0, 12), (26, 9), (60, 7)),
        labs=(Lab(20, *_A1C, "5.6", "%"), Lab(20, *_CHOLESTEROL, "221", "mg/dL")),
        pounds_a_year=5,
    )


def attention_teen(*, summer_break: bool = True) -> Story:
    """Methylphenidate ER for a teenager, paused in the summer holidays."""
    drug, form, indication = "methylphenidate", "tablet_er_osmotic", "ADHD"
    steps = [
        start(0, drug, take(drug, "18 mg", form=form), indication,
              comment="Weight, pulse and blood pressure at each visit."),
        change(3, drug, take(drug, "27 mg", form=form), "planned_step"),
        change(7, drug, take(drug, "36 mg", form=form), "partial_response",
               "Teachers see less in the afternoon."),
    ]  # fmt: skip
    if summer_break:
        steps += [
            hold(38, drug, "patient_wish", "No school: the family wants a pause."),
            resume(48, drug, "School begins."),
        ]
    hyperactive = "Attention-deficit hyperactivity disorder, combined type"
    return Story(
        (Diagnosis("F90.2", hyperactive, 3),),
        tuple(steps),
        gad=((0, 6), (20, 5)),
        pounds_a_year=5,
        pulse=6,
    )


def attention_adult() -> Story:
    """Lisdexamfetamine for an adult, lowered for appetite."""
    drug, indication = "lisdexamfetamine", "ADHD"
    inattentive = "Attention-deficit hyperactivity disorder, predominantly inattentive type"
    return Story(
        (Diagnosis("F90.0", inattentive, 12),),
        (
            start(0, drug, take(drug, "30 mg"), indication),
            change(4, drug, take(drug, "50 mg"), "partial_response"),
            change(12, drug, take(drug, "40 mg"), "side_effect", "Forgets to eat; lost 7 pounds."),
        ),
        phq=((0, 8), (12, 5)),
        gad=((0, 7), (12, 6)),
        pounds_a_year=-2,
        pulse=7,
    )


def autism_irritability() -> Story:
    """Guanfacine, then a small dose of risperidone for irritability."""
    return Story(
        (
            Diagnosis("F84.0", "Autistic disorder", 6),
            Diagnosis("F90.2", "Attention-deficit hyperactivity disorder, combined type", 3),
        ),
        (
            start(
                0,
                "guanfacine",
                take("guanfacine", "1 mg", Moment.EVENING, form="tablet_er"),
                "ADHD",
            ),
            change(
                2,
                "guanfacine",
                take("guanfacine", "2 mg", Moment.EVENING, form="tablet_er"),
                "planned_step",
            ),
            start(
                16,
                "risperidone",
                take("risperidone", "0.25 mg", Moment.BEDTIME),
                "Irritability in autism",
            ),
            change(
                20,
                "risperidone",
                take("risperidone", "0.5 mg", Moment.BEDTIME),
                "partial_response",
            ),
            outside(4, "melatonin", take("melatonin", "3 mg", Moment.BEDTIME), "Sleep", own=True),
        ),
        labs=(Lab(40, *_A1C, "5.2", "%"),),
        pounds_a_year=9,
    )


def alcohol() -> Story:
    """Naltrexone, and gabapentin for the first weeks."""
    indication = "Alcohol use disorder"
    alt = ("1742-6", "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma")
    return Story(
        (Diagnosis("F10.20", "Alcohol dependence, uncomplicated", 8),),
        (
            start(
                0,
                "naltrexone",
                take("naltrexone", "50 mg", food=Food.WITH_FOOD),
                indication,
                comment="No opioids for two weeks before; says so.",
            ),
            start(
                0,
                "gabapentin",
                take("gabapentin", "300 mg", 3, form="capsule"),
                indication,
                review_weeks=12,
            ),
            change(8, "gabapentin", take("gabapentin", "300 mg", Moment.BEDTIME), "taper"),
            stop(12, "gabapentin", "goal_reached"),
            hold(40, "naltrexone", "procedure", "Knee surgery: may need opioids."),
            resume(43, "naltrexone", "Last opioid twelve days ago."),
        ),
        phq=((0, 15), (8, 9), (30, 6), (60, 8), (80, 5)),
        gad=((0, 12), (8, 8), (30, 6)),
        labs=(Lab(0, *alt, "58", "U/L"), Lab(13, *alt, "34", "U/L"), Lab(60, *alt, "29", "U/L")),
    )


def opioids() -> Story:
    """Buprenorphine and naloxone film."""
    drug, indication = "buprenorphine_naloxone", "Opioid use disorder"
    return Story(
        (Diagnosis("F11.20", "Opioid dependence, uncomplicated", 6),),
        (
            start(0, drug, take(drug, "4 mg"), indication, reason="new_indication"),
            change(0.5, drug, take(drug, "8 mg"), "planned_step"),
            change(2, drug, take(drug, "16 mg"), "partial_response", "Cravings in the evening."),
            change(90, drug, take(drug, "12 mg"), "patient_wish", "Stable for a year; wants less."),
        ),
        phq=((0, 14), (6, 9), (30, 6)),
        gad=((0, 12), (6, 8), (30, 6)),
    )


def binge_eating() -> Story:
    """Lisdexamfetamine for binge eating, and nicotine patches stepped down."""
    patch = "nicotine_replacement"
    indication = "Stopping smoking"
    return Story(
        (
            Diagnosis("F50.819", "Binge eating disorder, unspecified", 6),
            Diagnosis("F17.210", "Nicotine dependence, cigarettes, uncomplicated", 11,
                      settled_week=40),
        ),
        (
            start(0, "lisdexamfetamine", take("lisdexamfetamine", "30 mg"), "Binge eating"),
            change(1, "lisdexamfetamine", take("lisdexamfetamine", "50 mg"), "planned_step"),
            start(12, patch, take(patch, "21 mg/24 h"), indication, review_weeks=10),
            change(18, patch, take(patch, "14 mg/24 h"), "planned_step"),
            change(20, patch, take(patch, "7 mg/24 h"), "planned_step"),
            stop(22, patch, "goal_reached", "Smoke-free for ten weeks."),
        ),
        phq=((0, 12), (12, 7), (40, 5)),
        gad=((0, 9), (12, 7)),
        pounds_a_year=-7,
        pulse=5,
    )  # fmt: skip


def tics() -> Story:
    """Guanfacine for tics, hydroxyzine before flights."""
    return Story(
        (Diagnosis("F95.2", "Tourette's disorder", 8),),
        (
            start(0, "guanfacine", take("guanfacine", "1 mg", Moment.BEDTIME), "Tics"),
            change(4, "guanfacine", take("guanfacine", "1 mg", 2), "partial_response"),
            start(
                10,
                "hydroxyzine",
                as_needed("hydroxyzine", "10 mg", "fear of flying", "20 mg"),
                "Fear of flying",
            ),
        ),
        gad=((0, 10), (10, 7), (40, 5)),
    )


def memory() -> Story:
    """Donepezil at bedtime for a beginning dementia."""
    return Story(
        (Diagnosis("G30.9", "Alzheimer's disease, unspecified", 1.5),),
        (
            start(0, "donepezil", take("donepezil", "5 mg", Moment.BEDTIME), "Memory"),
            change(5, "donepezil", take("donepezil", "10 mg", Moment.BEDTIME), "planned_step"),
            change(
                20,
                "donepezil",
                take("donepezil", "10 mg", Moment.MORNING),
                "side_effect",
                "Vivid dreams; moved to the morning.",
            ),
        ),
        phq=((0, 7), (20, 6)),
        pounds_a_year=-3,
    )
