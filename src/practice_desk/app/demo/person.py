"""What is written down about a demo patient before the treatment's story begins."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.app.demo.medicines import told
from practice_desk.app.demo.story import Step, Story
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.patient import SexAssigned
from practice_desk.domain.timing import Moment

FEMALE, MALE, OTHER = SexAssigned.FEMALE, SexAssigned.MALE, SexAssigned.OTHER


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One fictional patient.

    *born* is (age reached this year, month, day), so that children stay children; *weeks* is how
    long ago the first visit was. *allergies* are keys of `ALLERGIES`: None means not asked, empty
    means asked and none. *background* are keys of `BACKGROUND`. *weight* is in pounds at the first
    visit, *pressure* the usual blood pressure. *contacts* are (role, name, relationship). The chart
    is inactive from week *until* on. *mistaken_allergy* was entered and taken back. *supply* names
    the story of `demo.supply` that is kept of it.
    """

    family: str
    given: str
    sex: SexAssigned
    born: tuple[int, int, int]
    weeks: int
    story: Story
    middle: str = ""
    suffix: str = ""
    preferred: str = ""
    pronouns: str = ""
    gender: str = ""
    language: str = "English"
    interpreter: bool = False
    alert: str = ""
    allergies: tuple[str, ...] | None = ()
    background: tuple[str, ...] = ()
    family_history: tuple[tuple[str, str], ...] = ()
    use: tuple[tuple[str, str, str], ...] = ()
    contacts: tuple[tuple[str, str, str], ...] = ()
    extra: tuple[Step, ...] = ()
    weight: int = 165
    pressure: tuple[int, int] = (118, 74)
    therapy: bool = True
    visits: bool = True
    until: float = 10_000
    mistaken_allergy: str = ""
    supply: str = ""


@dataclass(frozen=True, slots=True)
class DemoAllergy:
    """An allergy or intolerance that several demo patients share."""

    substance: str
    substance_id: str
    reaction: str
    severity: str
    intolerance: bool = False


ALLERGIES = {
    "penicillin": DemoAllergy("Penicillins", "penicillin", "Hives", "moderate"),
    "sulfa": DemoAllergy("Sulfonamide antibiotics", "sulfonamide_antibiotic", "Rash", "moderate"),
    "peanut": DemoAllergy("Peanut", "peanut", "Anaphylaxis", "severe"),
    "latex": DemoAllergy("Latex", "latex", "Itching", "mild"),
    "bee": DemoAllergy("Bee or wasp sting", "bee_venom", "Swelling of the throat", "severe"),
    "codeine": DemoAllergy("codeine", "codeine", "Vomiting", "moderate", True),
    "lamotrigine": DemoAllergy("lamoTRIgine", "lamotrigine", "Spreading rash", "severe"),
    "haloperidol": DemoAllergy("haloperidol", "haloperidol", "Acute dystonia", "severe", True),
    "paroxetine": DemoAllergy("PARoxetine", "paroxetine", "Sweating, tremor", "mild", True),
    "contrast": DemoAllergy("Iodinated contrast medium", "contrast_medium", "Hives", "moderate"),
}


@dataclass(frozen=True, slots=True)
class Background:
    """A condition beside the mental health ones, and what somebody else gives for it."""

    icd10cm: str
    display: str
    years: float
    drug: str = ""
    dosage: Dosage | None = None
    past: bool = False


_EVENING = Moment.EVENING
BACKGROUND = {
    "hypertension": Background(
        "I10", "Essential hypertension", 6, "lisinopril", told("10 mg")
    ),
    "hypertension_metoprolol": Background(
        "I10", "Essential hypertension", 14, "metoprolol", told("50 mg", form="tablet_er_24h")
    ),
    "atrial_fibrillation": Background(
        "I48.91", "Unspecified atrial fibrillation", 5, "warfarin", told("5 mg", _EVENING)
    ),
    "diabetes": Background(
        "E11.9", "Type 2 diabetes mellitus without complications", 7,
        "metformin", told("1,000 mg", 2, strength="500 mg"),
    ),
    "thyroid": Background(
        "E03.9", "Hypothyroidism, unspecified", 9, "levothyroxine", told("75 mcg")
    ),
    "asthma": Background("J45.909", "Unspecified asthma, uncomplicated", 15),
    "cholesterol": Background(
        "E78.5", "Hyperlipidemia, unspecified", 4, "atorvastatin", told("20 mg", _EVENING)
    ),
    "reflux": Background(
        "K21.9", "Gastro-esophageal reflux disease without esophagitis", 3,
        "omeprazole", told("20 mg", form="capsule_dr"),
    ),
    "migraine": Background("G43.909", "Migraine, unspecified", 10),
    "kidney": Background("N18.31", "Chronic kidney disease, stage 3a", 3),
    "apnea": Background("G47.33", "Obstructive sleep apnea", 4),
    "concussion": Background("S06.0X0A", "Concussion without loss of consciousness", 8, past=True),
    "appendectomy": Background("Z90.49", "Appendix removed", 14, past=True),
    "seizure": Background("R56.9", "One seizure after a fall, normal EEG", 11, past=True),
    "obesity": Background("E66.9", "Obesity, unspecified", 8),
}  # fmt: skip
