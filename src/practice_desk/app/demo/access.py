"""Where the demo clinic lies and what unlocks it. Light: the unlock window asks it first."""

from __future__ import annotations

from pathlib import Path

from practice_desk.app.paths import data_folder

DEMO_USER = "ana.berg"
DEMO_PASSPHRASE = "harbor lights at night"
"""No secret: it protects fictional people, and the unlock window of the demo shows it."""


DEMO_ROLES = {
    DEMO_USER: "Prescriber, therapist and administrator",
    "ida.holm": "Prescriber",
    "tomas.reed": "Therapist",
    "lena.ortiz": "Front desk",
    "gus.hale": "Administrator",
    "pia.lund": "Pharmacist",
}
"""Who may unlock the demo clinic, all with the same passphrase, and in which role."""


def demo_place() -> Path:
    """Return the folder of this computer's demo clinic, whether it is there yet or not."""
    return data_folder() / "demo-clinic"


def demo_passphrase(folder: Path) -> str:
    """Return the passphrase of the clinic in *folder* if it is the demo clinic, else nothing."""
    return DEMO_PASSPHRASE if folder == demo_place() else ""


def demo_note(user: str) -> str:
    """Return what the demo's unlock window says of *user*: the role and the passphrase."""
    role = DEMO_ROLES.get(user, "Somebody")
    return f"{role}. Fictional patients.\nPassphrase, filled in: {DEMO_PASSPHRASE}"
