"""Places of the window that a form outside can lead to, and nobody else's business."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from practice_desk.gui.pages.registry import CONSENTS, DIRECTORY, SETTINGS
from practice_desk.gui.pages.settings_tabs import CLINIC

if TYPE_CHECKING:
    from practice_desk.gui.main_window import MainWindow


class Place(StrEnum):
    """Where something is filled in that a letter lacks."""

    PERSON = "person"
    """The form of the patient's person and contacts."""
    CONSENTS = "consents"
    """The Consents page of the chart."""
    CLINIC = "clinic"
    """The clinic's letterhead, in the settings."""
    DIRECTORY = "directory"
    """Pharmacies and clinicians."""


@dataclass(frozen=True, slots=True)
class WantedPlace:
    """A place, and whose chart it is about."""

    place: Place
    patient_id: int


def lead_to(window: MainWindow, wanted: WantedPlace) -> None:
    """Show in *window* where the missing fact is filled in."""
    if wanted.place is Place.CLINIC:
        window.show_page_of(SETTINGS, CLINIC)
    elif wanted.place is Place.DIRECTORY:
        window.show_page_of(DIRECTORY)
    elif wanted.place is Place.CONSENTS:
        window.open_chart_page(wanted.patient_id, CONSENTS.title)
    else:
        window.open_patient(wanted.patient_id)
        window.chart.once_shown(wanted.patient_id, window.edit_patient, lambda: None)
