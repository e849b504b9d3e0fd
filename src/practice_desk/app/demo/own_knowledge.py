"""What the demo's prescriber and the pharmacist she works with said about the clinical pack.

Invented, like everything in the demo: none of it is a clinical statement.
"""

from __future__ import annotations

from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.domain.knowledge import EntryKey, EntryKind, RevisionKind
from practice_desk.services.clinic import Clinic
from practice_desk.services.knowledge_entries import (
    Said,
    correct_entry,
    read_entry,
    review_entry,
    write_own_entry,
)

_PHARMACIST = "Sam Ortiz, PharmD"
_LABEL = Said("The current label, read together", "Part of the yearly review.", _PHARMACIST)
_ACCEPTED = (
    EntryKey(EntryKind.MEDICATION, "sertraline"),
    EntryKey(EntryKind.MEDICATION, "escitalopram"),
    EntryKey(EntryKind.MEDICATION, "lithium"),
    EntryKey(EntryKind.MEDICATION, "lamotrigine"),
    EntryKey(EntryKind.INTERACTION, "int_lithium_nsaid"),
    EntryKey(EntryKind.MONITORING, "mon_lithium_level"),
)
_NOTED = EntryKey(EntryKind.MEDICATION, "trazodone")
_SUPPLEMENT = {
    "generic_name": "saffron extract",
    "brand_names": [],
    "classes": ["herbal_supplement"],
    "dea_schedule": "none",
    "forms": [
        {
            "form": "capsule",
            "route": "oral",
            "strengths": [{"amount": "15", "unit": "mg"}, {"amount": "30", "unit": "mg"}],
        }
    ],
}
_PAIR = {
    "a": "hydroxyzine",
    "a_type": "medication",
    "b": "melatonin",
    "b_type": "medication",
    "severity": "minor",
    "effect": "Both make drowsy the next morning.",
    "management": "Ask about driving to work.",
}


def speak_of_pack(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Accept some entries, correct one and add two, in the week before *today*."""
    clock.now = max(clock.now, office_time(today - timedelta(days=6), time(12, 15)))
    for key in _ACCEPTED:
        clock.now += timedelta(minutes=7)
        seen = read_entry(clinic, key).fingerprint
        review_entry(clinic, key, RevisionKind.ACCEPT, _LABEL, seen)
    clock.now += timedelta(minutes=5)
    note = {"dose_note": "Here mostly for sleep: 25 to 100 mg at bedtime."}
    correct_entry(clinic, _NOTED, note, Said("Our prescribers' meeting", "Says how we use it."))
    own = Said("Entered for the demo", "Patients ask for it.")
    write_own_entry(clinic, EntryKind.MEDICATION, _SUPPLEMENT, own)
    write_own_entry(clinic, EntryKind.INTERACTION, _PAIR, own)
