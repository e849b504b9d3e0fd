"""A psychotherapy note of the demo's therapist, behind their own key."""

from __future__ import annotations

from practice_desk.app.demo.session_notes import IN_GROUP
from practice_desk.credentials.kdf import KdfProfile
from practice_desk.domain.psychotherapy_note import PsychotherapyNote
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import find_patients
from practice_desk.services.psychotherapy_keys import begin_notes
from practice_desk.services.psychotherapy_notes import sign_own_note

_SAMPLE = (
    "Spoke of the house by the lake for the first time without laughing it off. Long silence "
    "after; I did not fill it.\n\n"
    "My guess: leaving first is how the quarrels at home were survived. I notice that I want to "
    "reassure. Take to supervision: whose impatience is it?"
)


def write_own_note(clinic: Clinic, passphrase: str, profile: KdfProfile) -> None:
    """Make a key for whoever is at the keyboard, and sign one note under it."""
    patient_id = next(iter(find_patients(clinic, IN_GROUP, active_only=True)))
    begin_notes(clinic, passphrase, profile=profile)
    sign_own_note(clinic, PsychotherapyNote(patient_id, clinic.today(), _SAMPLE))
