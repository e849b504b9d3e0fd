"""The shape of `resources/knowledge/compiled.json`, written by `compile`, read by `pack`."""

from __future__ import annotations

import msgspec

FORMAT = 1
FILE_NAME = "compiled.json"


class PackRecord(msgspec.Struct, frozen=True):
    """Which pack this is."""

    version: str
    date: str
    status: str
    disclaimers: tuple[str, ...]
    review_by: str = ""
    basis: str = ""
    not_looked_up: str = ""


class FormRecord(msgspec.Struct, frozen=True):
    """A product form; each strength is the amounts ("8/2") and their unit ("mg")."""

    form: str
    route: str
    strengths: tuple[tuple[str, str], ...]


class MedicationRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One coded medication."""

    id: str
    generic_name: str
    role: str
    display_name: str = ""
    brand_names: tuple[str, ...] = ()
    dea_schedule: str = ""
    rxcui: str = ""
    classes: tuple[str, ...] = ()
    forms: tuple[FormRecord, ...] = ()


class ConditionRecord(msgspec.Struct, frozen=True):
    """One coded condition."""

    id: str
    name: str
    kind: str
    icd10cm: tuple[str, ...]
    topics: tuple[str, ...]


class SubstanceRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A class of medications, or an allergen that is not a medication."""

    id: str
    name: str
    also: tuple[str, ...] = ()


class Head(msgspec.Struct, frozen=True):
    """Which pack the file holds; the lists are passed over."""

    pack: PackRecord


class Compiled(msgspec.Struct, frozen=True):
    """Everything in the file."""

    format: int
    pack: PackRecord
    medications: tuple[MedicationRecord, ...]
    conditions: tuple[ConditionRecord, ...]
    classes: tuple[SubstanceRecord, ...]
    allergens: tuple[SubstanceRecord, ...]
