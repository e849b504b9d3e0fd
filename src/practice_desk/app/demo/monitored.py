"""Laboratory results over the years of two demo patients: on lithium, and on clozapine."""

from __future__ import annotations

from practice_desk.app.demo.medicines import take
from practice_desk.app.demo.story import Lab, Step, change, start, stop
from practice_desk.domain.timing import Moment

_CLOZAPINE_BEGINS = 48
_ANC = ("751-8", "Neutrophils [#/volume] in Blood by Automated count", "10*3/uL")
_WEEKLY = (
    4.2, 4.0, 4.4, 3.9, 3.6, 3.8, 4.1, 3.7, 3.5, 3.9, 4.0, 3.6, 3.3, 3.4, 3.1, 2.9, 2.6, 2.2,
    1.4, 2.1, 2.8, 3.0, 3.3, 3.2, 3.5, 3.4, 3.6,
)  # fmt: skip
"""The absolute neutrophil count of each week, with one dip in the 19th."""
_EVERY_TWO_WEEKS = (3.4, 3.7, 3.5, 3.3, 3.6, 3.8, 3.4, 3.5, 3.2, 3.6, 3.7, 3.5, 3.4)
_MONTHLY = (3.6, 3.3)


def lithium_labs() -> tuple[Lab, ...]:
    """Return four years of levels, kidney, thyroid and calcium: one level high, one TSH overdue."""
    return (
        *_series("14334-7", "Lithium [Moles/volume] in Serum or Plasma", "mmol/L",
                 (2, "0.4"), (4, "0.7"), (17, "0.8"), (30, "0.8"), (43, "0.7"), (60, "0.6"),
                 (84, "0.7"), (91.2, "0.8"), (110, "0.8"), (134, "0.9"), (150, "1.3"),
                 (151.2, "0.9"), (176, "0.8"), (200, "0.7")),
        *_series("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL",
                 (0, "0.8"), (13, "0.8"), (38, "0.8"), (59, "0.9"), (82, "0.9"), (108, "0.9"),
                 (134, "0.9"), (160, "1.0"), (186, "0.9")),
        *_series("98979-8", "Glomerular filtration rate (CKD-EPI 2021)", "mL/min/{1.73_m2}",
                 (0, "88"), (59, "80"), (108, "79"), (160, "68"), (186, "77")),
        *_series("3016-3", "Thyrotropin [Units/volume] in Serum or Plasma", "m[IU]/L",
                 (0, "1.8"), (26, "2.1"), (56, "2.4"), (82, "3.1"), (108, "3.0"), (134, "3.6"),
                 (158, "4.2")),
        *_series("17861-6", "Calcium [Mass/volume] in Serum or Plasma", "mg/dL",
                 (0, "9.4"), (52, "9.6"), (104, "9.5"), (156, "9.8")),
        *_series("4548-4", "Hemoglobin A1c", "%",
                 (0, "5.3"), (12, "5.4"), (64, "5.5"), (116, "5.6"), (168, "5.6")),
        *_lipids((0, "121", "98"), (12, "128", "120"), (64, "126", "131"), (168, "133", "142")),
    )  # fmt: skip


def clozapine_steps(indication: str) -> tuple[Step, ...]:
    """Clozapine after two other antipsychotics were not enough."""
    drug, at_night, begins = "clozapine", Moment.BEDTIME, _CLOZAPINE_BEGINS
    return (
        start(begins, drug, take(drug, "25 mg", at_night), indication, reason="switch_in",
              comment="Voices go on after risperidone and aripiprazole. ANC 4,200."),
        change(begins + 1, drug, take(drug, "100 mg", at_night), "planned_step"),
        change(begins + 2, drug, take(drug, "200 mg", at_night), "planned_step"),
        stop(begins + 3, "aripiprazole", "switch_out"),
        change(begins + 8, drug, take(drug, "300 mg", at_night), "partial_response"),
        change(begins + 30, drug, take(drug, "350 mg", at_night), "partial_response",
               "Voices only in the evening."),
    )  # fmt: skip


def clozapine_labs() -> tuple[Lab, ...]:
    """Neutrophil counts weekly, every two weeks, then monthly; and the metabolic panel."""
    begins = _CLOZAPINE_BEGINS
    counts = [(begins - 0.3 + week, value) for week, value in enumerate(_WEEKLY)]
    counts += [(begins + 18.2, 1.7), (begins + 18.5, 1.9)]
    counts += [(begins + 28 + 2 * turn, value) for turn, value in enumerate(_EVERY_TWO_WEEKS)]
    counts += [(begins + 56 + 4.3 * turn, value) for turn, value in enumerate(_MONTHLY)]
    code, display, unit = _ANC
    return (
        *(Lab(week, code, display, str(value), unit) for week, value in sorted(counts)),
        *_series("4548-4", "Hemoglobin A1c", "%",
                 (begins, "5.4"), (begins + 12, "5.7"), (begins + 36, "5.8")),
        *_lipids((begins, "118", "132"), (begins + 12, "127", "188"), (begins + 52, "131", "204")),
        *_series("8280-0", "Waist circumference", "cm", (begins, "84"), (begins + 50, "91")),
    )  # fmt: skip


def _series(code: str, display: str, unit: str, *points: tuple[float, str]) -> list[Lab]:
    return [Lab(week, code, display, value, unit) for week, value in points]


def _lipids(*panels: tuple[float, str, str]) -> list[Lab]:
    """Return lipid panels: the week, LDL cholesterol and triglycerides."""
    found = []
    for week, ldl, triglycerides in panels:
        total = str(int(ldl) + 48 + int(triglycerides) // 5)
        for code, display, value in (
            ("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", total),
            ("13457-7", "Cholesterol in LDL, calculated", ldl),
            ("2085-9", "Cholesterol in HDL", "48"),
            ("2571-8", "Triglyceride [Mass/volume] in Serum or Plasma", triglycerides),
        ):
            found.append(Lab(week, code, display, value, "mg/dL"))
    return found
