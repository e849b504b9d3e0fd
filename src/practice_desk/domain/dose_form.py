"""Dose forms and routes: the codes of the clinical pack and the words that directions use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FormWords:
    """How directions speak of a form; *pieces* is what one unit may be divided into (1, 2 or 4)."""

    name: str
    singular: str
    plural: str
    pieces: int
    verb: str = "Take"
    place: str = ""  # stands for the route's words where the form has better ones


@dataclass(frozen=True, slots=True)
class RouteWords:
    """How directions speak of a route."""

    name: str
    place: str
    verb: str = "Take"


def _tablet(name: str, pieces: int = 4, verb: str = "Take", place: str = "") -> FormWords:
    return FormWords(name, "tablet", "tablets", pieces, verb, place)


def _capsule(name: str) -> FormWords:
    return FormWords(name, "capsule", "capsules", 1)


def _liquid(name: str) -> FormWords:
    return FormWords(name, "mL", "mL", 1)


def _injection(name: str) -> FormWords:
    return FormWords(name, "injection", "injections", 1, "Give")


# Modified-release and capsule forms are taken whole; plain, chewable and dissolving tablets may be
# divided into quarters (which products are scored, the pack does not say yet).
FORMS: Final[dict[str, FormWords]] = {
    "tablet": _tablet("tablet"),
    "tablet_chew": _tablet("chewable tablet", verb="Chew"),
    "tablet_chew_er": _tablet("extended-release chewable tablet", 2, "Chew"),
    "tablet_dr": _tablet("delayed-release tablet", 1),
    "tablet_er": _tablet("extended-release tablet", 1),
    "tablet_er_8h": _tablet("extended-release tablet (8 hours)", 1),
    "tablet_er_12h": _tablet("extended-release tablet (12 hours)", 1),
    "tablet_er_24h": _tablet("extended-release tablet (24 hours)", 1),
    "tablet_er_hydrobromide": _tablet("extended-release tablet (hydrobromide)", 1),
    "tablet_er_osmotic": _tablet("extended-release tablet (osmotic)", 1),
    "tablet_odt": _tablet("orally disintegrating tablet", 4, "Dissolve", "on the tongue"),
    "tablet_odt_er": _tablet(
        "extended-release orally disintegrating tablet", 1, "Dissolve", "on the tongue"
    ),
    "tablet_sl": _tablet("sublingual tablet", verb="Dissolve"),
    "tablet_sl_zubsolv": _tablet("sublingual tablet (Zubsolv)", verb="Dissolve"),
    "tablet_soluble": _tablet("tablet for oral suspension"),
    "capsule": _capsule("capsule"),
    "capsule_dr": _capsule("delayed-release capsule"),
    "capsule_er": _capsule("extended-release capsule"),
    "capsule_er_evening": _capsule("extended-release capsule (evening)"),
    "capsule_er_triphasic": _capsule("extended-release capsule (three-phase)"),
    "capsule_sprinkle": _capsule("sprinkle capsule"),
    "film_oral": FormWords("oral film", "film", "films", 1, "Dissolve", "on the tongue"),
    "film_sl": FormWords("sublingual film", "film", "films", 4, "Dissolve"),
    "gum": FormWords("gum", "piece of gum", "pieces of gum", 1, "Chew"),
    "lozenge": FormWords("lozenge", "lozenge", "lozenges", 1, "Dissolve"),
    "patch": FormWords("patch", "patch", "patches", 1, "Apply"),
    "nasal_spray": FormWords("nasal spray", "spray", "sprays", 1, "Use"),
    "solution": _liquid("oral solution"),
    "suspension": _liquid("oral suspension"),
    "suspension_er": _liquid("extended-release oral suspension"),
    "oral_concentrate": _liquid("oral concentrate"),
    "injection": _injection("injection"),
    "injection_lai": _injection("long-acting injection"),
    "injection_depot": _injection("depot injection"),
    "injection_depot_weekly": _injection("weekly depot injection"),
    "injection_depot_monthly": _injection("monthly depot injection"),
}

GIVEN_AT_CLINIC: Final = frozenset(
    {"injection_lai", "injection_depot", "injection_depot_weekly", "injection_depot_monthly"}
)
"""Forms that a patient never takes alone: they come to the clinic for them."""

ROUTES: Final[dict[str, RouteWords]] = {
    "oral": RouteWords("by mouth", "by mouth"),
    "sublingual": RouteWords("under the tongue", "under the tongue", "Dissolve"),
    "buccal": RouteWords("in the cheek", "in the cheek", "Dissolve"),
    "transdermal": RouteWords("through the skin", "to the skin", "Apply"),
    "topical": RouteWords("on the skin", "on the skin", "Apply"),
    "nasal": RouteWords("in the nose", "in the nose", "Use"),
    "inhaled": RouteWords("inhaled", "by inhaling it", "Use"),
    "rectal": RouteWords("rectal", "into the rectum", "Insert"),
    "vaginal": RouteWords("vaginal", "into the vagina", "Insert"),
    "ophthalmic": RouteWords("in the eye", "in the eye", "Use"),
    "otic": RouteWords("in the ear", "in the ear", "Use"),
    "intramuscular": RouteWords("into the muscle", "into the muscle", "Inject"),
    "subcutaneous": RouteWords("under the skin", "under the skin", "Inject"),
    "intravenous": RouteWords("into the vein", "into the vein", "Inject"),
    "injection": RouteWords("by injection", "by injection", "Inject"),
}

# What a strength counts in, other than pieces of the form.
MEASURES: Final[dict[str, tuple[str, str]]] = {
    "mL": ("mL", "mL"),
    "spray": ("spray", "sprays"),
    "device": ("device", "devices"),
}


def form_name(form: str | None) -> str:
    """Return *form* in words; an unknown code is shown as it is, None as an empty string."""
    if form is None:
        return ""
    words = FORMS.get(form)
    return form.replace("_", " ") if words is None else words.name


def route_name(route: str | None) -> str:
    """Return *route* in words; an unknown code is shown as it is, None as an empty string."""
    if route is None:
        return ""
    words = ROUTES.get(route)
    return route.replace("_", " ") if words is None else words.name
