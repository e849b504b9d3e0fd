"""Treatment stories in steps: a cross-taper, a benzodiazepine taper. Nobody real; usual doses."""

from __future__ import annotations

from decimal import Decimal

from practice_desk.app.demo.medicines import concept, take
from practice_desk.app.demo.stories_mood import ladder
from practice_desk.app.demo.story import Diagnosis, Story, change, start, stepped
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.making import Product
from practice_desk.domain.regimen import HoldRule, Regimen
from practice_desk.domain.regimen_building import Amounts, DayPattern, build, percent_taper
from practice_desk.domain.regimen_steering import stay_longer
from practice_desk.domain.timing import Food, Moment, Timing

_MDD = "Major depressive disorder"
_GAD = "Generalized anxiety disorder"


def product(drug: str, form: str, *, halved: bool = False) -> Product:
    """Return a form of a medication of the pack, with its real strengths."""
    found = next(each for each in concept(drug).forms if each.form == form)
    return Product(form, found.strengths, halved)


def in_steps(
    made_of: Product,
    amounts: Amounts,
    *moments: Moment,
    food: Food | None = None,
    rules: tuple[HoldRule, ...] = (),
) -> Regimen:
    """Return the regimen of *amounts* a day, taken by mouth at *moments*."""
    template = Dosage(form=made_of.form, route="oral", timing=Timing(food=food))
    built = build(amounts, DayPattern(template, moments), made_of)
    return Regimen(tuple(each.step for each in built), rules, made_of.may_be_halved)


def cross_taper() -> Story:
    """Escitalopram helps only in part; venlafaxine goes up while it is stepped down."""
    down = in_steps(
        product("escitalopram", "tablet"),
        [(Decimal(15), 14), (Decimal(10), 14), (Decimal(5), 14)],
        Moment.MORNING,
        rules=(
            HoldRule("electric-shock feelings or bad dizziness", "Go back one step and call us"),
        ),
    )
    up = in_steps(
        product("venlafaxine", "capsule_er"),
        [(Decimal("37.5"), 14), (Decimal(75), 14), (Decimal("112.5"), 14), (Decimal(150), None)],
        Moment.MORNING,
        food=Food.WITH_FOOD,
        rules=(
            HoldRule(
                "fever, stiff muscles and confusion",
                "Take no more of either and go to the emergency room",
                "serotonin_syndrome",
            ),
        ),
    )
    why = "Two trials of 20 mg, PHQ-9 stays above 10; cross-taper to venlafaxine agreed on."
    return Story(
        (Diagnosis("F33.1", f"{_MDD}, recurrent, moderate", 6),),
        (
            *ladder("escitalopram", _MDD),
            stepped(change(54, "escitalopram", take("escitalopram", "15 mg"), "taper", why), down),
            stepped(
                start(54, "venlafaxine", up.steps[0].dosage, _MDD, reason="switch_in"), up
            ),
        ),
        phq=((0, 19), (12, 14), (30, 12), (50, 13), (60, 12)),
        gad=((0, 12), (20, 9), (60, 9)),
        pulse=2,
    )  # fmt: skip


def benzodiazepine_taper() -> Story:
    """Clonazepam for years, stepped down by a tenth of the last dose, slowed once."""
    drug = "clonazepam"
    tablets = product(drug, "tablet", halved=True)
    amounts = percent_taper(tablets, Decimal(2), Decimal(10), 28, stay_where_coarse=True)
    down = in_steps(
        tablets,
        amounts,
        Moment.MORNING,
        Moment.BEDTIME,
        rules=(
            HoldRule("a seizure or confusion", "Call 911", "benzodiazepine_withdrawal"),
            HoldRule("shaking or panic that does not pass", "Take no less, and call us today"),
        ),
    )
    slower = stay_longer(down, 42, 28)
    assert slower is not None  # the taper is longer than six weeks
    before = take(drug, "1 mg", 2)
    return Story(
        (
            Diagnosis("F41.1", _GAD, 9),
            Diagnosis("F13.20", "Sedative dependence, prescribed, uncomplicated", 3),
        ),
        (
            start(0, drug, before, _GAD, reason="continued", comment="Taken for six years."),
            start(0, "sertraline", take("sertraline", "50 mg"), _GAD),
            change(4, "sertraline", take("sertraline", "100 mg"), "partial_response"),
            stepped(
                change(90, drug, before, "taper", "Wants to come off; a tenth every four weeks."),
                down,
            ),
            stepped(
                change(96, drug, before, "patient_wish", "Sleeps badly; stays four weeks longer."),
                slower,
            ),
        ),
        phq=((0, 11), (12, 7), (90, 6)),
        gad=((0, 16), (10, 10), (90, 7), (96, 10), (104, 8)),
    )
