"""The other people of the demo clinic, a restricted chart, and what waits for a decision."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

from practice_desk.app.demo.access import DEMO_PASSPHRASE, DEMO_USER
from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.app.demo.psychotherapy import write_own_note
from practice_desk.app.demo.session_notes import write_supervised_note
from practice_desk.credentials.kdf import KdfProfile
from practice_desk.domain.account import Account, Role
from practice_desk.domain.approval import ApprovalKind
from practice_desk.domain.patient import PatientSummary
from practice_desk.services.approvals import ask_approval
from practice_desk.services.chart_access import break_glass, restrict_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import find_patients, patient_summaries
from practice_desk.services.staff import FirstPassphrase, add_account
from practice_desk.services.start_up import open_clinic

THERAPIST, FRONT_DESK = "tomas.reed", "lena.ortiz"
COLLEAGUES = (
    Account("ida.holm", "Holm", "Ida", frozenset({Role.PRESCRIBER}), "MD", "1245319599"),
    Account(THERAPIST, "Reed", "Tomas", frozenset({Role.THERAPIST}), "LMSW", supervisor=DEMO_USER),
    Account(FRONT_DESK, "Ortiz", "Lena", frozenset({Role.FRONT_DESK})),
    Account("gus.hale", "Hale", "Gus", frozenset({Role.ADMINISTRATOR})),
    Account("pia.lund", "Lund", "Pia", frozenset({Role.PHARMACIST}), "PharmD"),
)
"""One account per role beside the first person's, all with the passphrase that the demo shows."""
RESTRICTED = "PD000012"


def add_colleagues(clinic: Clinic, profile: KdfProfile) -> None:
    """Give each role an account."""
    for account in COLLEAGUES:
        add_account(
            clinic, account, FirstPassphrase(DEMO_PASSPHRASE, one_time=False), profile=profile
        )


def restrict_one_chart(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Restrict a chart to its care team, two weeks before *today*."""
    clock.now = max(clock.now, office_time(today - timedelta(days=14), time(16, 30)))
    restrict_chart(clinic, _restricted(clinic).id, "The patient is a colleague's sister.")


def act_as_therapist(folder: Path, clock: DemoClock, today: date, profile: KdfProfile) -> None:
    """Open the restricted chart in an emergency, ask for a second person, and write a note."""
    clock.now = max(clock.now, office_time(today - timedelta(days=3), time(17, 10)))
    clinic = open_clinic(folder, THERAPIST, DEMO_PASSPHRASE, clock=clock)
    try:
        patient_id = _restricted(clinic).id
        reason = "Called in distress while Ana Berg was away."
        break_glass(clinic, patient_id, reason)
        clock.now += timedelta(minutes=40)
        ask_approval(
            clinic,
            ApprovalKind.LIFT_RESTRICTION,
            "I see the patient every week from now on.",
            patient_id=patient_id,
        )
        clock.now += timedelta(minutes=5)
        write_supervised_note(clinic)
        write_own_note(clinic, DEMO_PASSPHRASE, profile)
    finally:
        clinic.close()


def _restricted(clinic: Clinic) -> PatientSummary:
    (found,) = patient_summaries(clinic, find_patients(clinic, RESTRICTED)[:1])
    return found
