"""Makes `resources/knowledge/compiled.json` from the YAML files beside it.

Run `python -m practice_desk.knowledge.compile` in a checkout after changing them. YAML takes more
than a second to read, the compiled file a few milliseconds. Each source is checked against its
schema on the way, so that a misspelled field stops the build and not a prescriber.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
import yaml

from practice_desk.assets import asset, asset_path
from practice_desk.domain.dose_form import FORMS, ROUTES
from practice_desk.domain.knowledge import REVIEW_AFTER_DAYS
from practice_desk.domain.quantity import Strength
from practice_desk.knowledge import education_records, follow_up, instruments, side_effects
from practice_desk.knowledge.compiled import (
    FILE_NAME,
    FORMAT,
    Compiled,
    ConditionRecord,
    FormRecord,
    MedicationRecord,
    PackRecord,
    SubstanceRecord,
)
from practice_desk.knowledge.education_source import education_of
from practice_desk.knowledge.instrument_source import instruments_of, schedules_of
from practice_desk.knowledge.pack_file import write_pack_file
from practice_desk.knowledge.safety import compile as safety

_T = TypeVar("_T")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # eight times faster where it is built
QUESTIONS = "OPEN_QUESTIONS.md"
"""What the pack's authors ask a pharmacist, beside its YAML."""
_NOT_A_SUBSTANCE = frozenset({"psychotropic", "nonpsychiatric"})  # umbrellas nobody is allergic to
_NO_BRAND = frozenset({"many brands", "generic tablets"})
_BRAND_INSIDE = re.compile(r"\(generic; (\w+) brand discontinued\)")


class _Strength(msgspec.Struct):
    amount: int | float | str
    unit: str


class _Form(msgspec.Struct):
    form: str
    route: str
    strengths: list[_Strength]


class _Medication(msgspec.Struct):
    id: str
    generic_name: str
    brand_names: list[str]
    role: Literal["prescribed", "interaction_only"]
    classes: list[str]
    dea_schedule: Literal["none", "CII", "CIII", "CIV", "CV"]
    tall_man: str = ""
    rxcui: str = ""
    forms: list[_Form] = []


class _Medications(msgspec.Struct):
    medications: list[_Medication]


class _Condition(msgspec.Struct):
    id: str
    name: str
    kind: Literal["mental_health", "medical_or_risk"]
    icd10cm: list[str]
    topics: list[str]


class _Conditions(msgspec.Struct):
    conditions: list[_Condition]


class _Class(msgspec.Struct):
    id: str
    name: str
    kind: Literal["therapeutic", "chemical", "functional"]


class _Classes(msgspec.Struct):
    classes: list[_Class]


class _Allergens(msgspec.Struct):
    allergens: list[SubstanceRecord]


class _Verification(msgspec.Struct):
    basis: str
    looked_up: list[str]
    not_looked_up: str


class _Pack(msgspec.Struct):
    pack_version: str
    date: str
    status: str
    disclaimers: list[str]
    verification: _Verification
    review_by: str = ""


class _RedFlag(msgspec.Struct):
    is_flag: bool = msgspec.field(name="is")
    level: Literal["none", "same_day", "emergency"]
    do: str = ""


class _TrialRules(msgspec.Struct):
    trial_rules: list[follow_up.TrialRuleRecord]


class _SideEffect(msgspec.Struct):
    id: str
    clinical_term: str
    meddra_pt: str
    body_system: str
    plain_words: str
    red_flag: _RedFlag
    typical_onset: str
    related_classes: list[str]
    management: list[str]
    caused_by: list[str]
    sources: list[str]


class _SideEffects(msgspec.Struct):
    side_effects: list[_SideEffect]


class _WarningSigns(msgspec.Struct, forbid_unknown_fields=True):
    warning_signs: list[side_effects.WarningRule]


class _SideEffectWords(msgspec.Struct, forbid_unknown_fields=True):
    alike: list[list[str]]
    words: dict[str, list[str]]


def delivered(name: str) -> str:
    """Return one of the YAML files that the program is delivered with."""
    return asset("resources", "knowledge", name).read_text(encoding="utf-8")


def compile_knowledge(text_of: Callable[[str], str] = delivered) -> bytes:
    """Return the compiled file's content. Raises ValueError naming what the YAML has wrong.

    *text_of* returns a YAML file's text by its name.
    """

    pack = _read("pack.yaml", _Pack, text_of)
    medications = _read("medications.yaml", _Medications, text_of).medications
    tall_man = {
        entry.generic_name: entry.tall_man
        for entry in medications
        if entry.tall_man and " " not in entry.generic_name
    }
    return _written(
        Compiled(
            FORMAT,
            _identity(pack),
            tuple(_medication(entry, tall_man) for entry in medications),
            tuple(
                ConditionRecord(c.id, c.name, c.kind, tuple(c.icd10cm), tuple(c.topics))
                for c in _read("conditions.yaml", _Conditions, text_of).conditions
            ),
            tuple(
                SubstanceRecord(entry.id, entry.name)
                for entry in _read("classes.yaml", _Classes, text_of).classes
                if entry.kind != "functional" and entry.id not in _NOT_A_SUBSTANCE
            ),
            tuple(_read("common_allergens.yaml", _Allergens, text_of).allergens),
        )
    )


def _identity(pack: _Pack) -> PackRecord:
    """Return which pack it is; one that names no review date is due a year after its own."""
    written_on = date.fromisoformat(pack.date)
    due = pack.review_by or str(written_on + timedelta(days=REVIEW_AFTER_DAYS))
    return PackRecord(
        pack.pack_version,
        pack.date,
        pack.status,
        tuple(pack.disclaimers),
        due,
        pack.verification.basis,
        pack.verification.not_looked_up,
    )


def _read(name: str, schema: type[_T], text_of: Callable[[str], str] = delivered) -> _T:
    return msgspec.convert(_plain(text_of(name)), schema)


def _plain(text: str) -> safety.Yaml:
    plain: safety.Yaml = yaml.load(text, Loader=_LOADER)
    return plain


def _medication(entry: _Medication, tall_man: dict[str, str]) -> MedicationRecord:
    display = entry.tall_man or _with_tall_man(entry.generic_name, tall_man)
    return MedicationRecord(
        id=entry.id,
        generic_name=entry.generic_name,
        role=entry.role,
        display_name="" if display == entry.generic_name else display,
        brand_names=tuple(filter(None, map(_brand, entry.brand_names))),
        dea_schedule="" if entry.dea_schedule == "none" else entry.dea_schedule,
        rxcui=entry.rxcui,
        classes=tuple(entry.classes),
        forms=tuple(_form(entry.id, form) for form in entry.forms),
    )


def _with_tall_man(name: str, tall_man: dict[str, str]) -> str:
    """Spell each ingredient of a longer name as it is spelled alone."""
    return re.sub(r"[A-Za-z]+", lambda word: tall_man.get(word[0], word[0]), name)


def _brand(name: str) -> str:
    """Return the brand without remarks such as "(discontinued brand)"; empty if there is none."""
    inside = _BRAND_INSIDE.fullmatch(name)
    if inside:
        return inside[1]
    return "" if name in _NO_BRAND else re.sub(r"\s*\(.*\)", "", name)


def _form(medication_id: str, entry: _Form) -> FormRecord:
    if entry.form not in FORMS or entry.route not in ROUTES:
        raise ValueError(f"{medication_id}: unknown form {entry.form} or route {entry.route}")
    strengths = tuple((str(strength.amount), strength.unit) for strength in entry.strengths)
    for amounts, unit in strengths:
        try:
            Strength.of(map(Decimal, amounts.split("/")), unit)
        except InvalidOperation:
            raise ValueError(f"{medication_id}: {amounts} {unit} is not a strength") from None
    return FormRecord(entry.form, entry.route, strengths)


def _written(
    compiled: Compiled
    | follow_up.FollowUp
    | instruments.CompiledInstruments
    | side_effects.SideEffectFile
    | education_records.EducationFile,
) -> bytes:
    """Write one record per line, so that a change can be reviewed as a difference."""
    fields: list[bytes] = []
    for name in compiled.__struct_fields__:
        value = getattr(compiled, name)
        if isinstance(value, tuple):
            lines = b",\n".join(msgspec.json.encode(record) for record in value)
            written = b"[\n" + lines + b"\n]"
        else:
            written = msgspec.json.encode(value)
        fields.append(msgspec.json.encode(name) + b":" + written)
    return b"{" + b",\n".join(fields) + b"}\n"


def compile_follow_up() -> bytes:
    """Return the content of the file of trial rules. Raises ValueError as above."""
    return _written(
        follow_up.FollowUp(
            follow_up.FORMAT,
            tuple(_read("trial_rules.yaml", _TrialRules).trial_rules),
        )
    )


def compile_side_effects() -> bytes:
    """Return the content of the file of side effects. Raises ValueError as above."""
    effects = _read("side_effects.yaml", _SideEffects).side_effects
    said = _read("side_effect_words.yaml", _SideEffectWords)
    rules = _read("warning_signs.yaml", _WarningSigns).warning_signs
    named = {*said.words, *(effect for rule in rules for effect in (*rule.effects, *rule.also))}
    if unknown := named - {each.id for each in effects}:
        raise ValueError(f"there is no side effect {min(unknown)}")
    return _written(
        side_effects.SideEffectFile(
            side_effects.FORMAT,
            tuple(map(tuple, said.alike)),
            tuple(_side_effect(each, said.words.get(each.id, ())) for each in effects),
            tuple(rules),
        )
    )


def _side_effect(entry: _SideEffect, said: Sequence[str]) -> side_effects.SideEffectRecord:
    flag = entry.red_flag
    if flag.is_flag != (flag.level != "none"):
        raise ValueError(f"{entry.id}: a warning sign has a level, and nothing else has one")
    return side_effects.SideEffectRecord(
        id=entry.id,
        term=entry.clinical_term,
        meddra=entry.meddra_pt,
        system=entry.body_system,
        question=entry.plain_words,
        onset=entry.typical_onset,
        level=flag.level,
        do=flag.do,
        classes=tuple(entry.related_classes),
        management=tuple(entry.management),
        caused_by=tuple(entry.caused_by),
        sources=tuple(entry.sources),
        said=tuple(said),
    )


def compile_instruments() -> bytes:
    """Return the content of the file of measures. Raises ValueError as above."""
    rules = _plain(delivered("instrument_rules.yaml"))
    made = instruments_of(_plain(delivered("instruments.yaml")), rules)
    schedules = schedules_of(rules, made)
    return _written(instruments.CompiledInstruments(instruments.FORMAT, made, schedules))


def compile_education() -> bytes:
    """Return the content of the file of handouts. Raises ValueError as above."""

    def texts(name: str) -> object:
        source = asset("resources", "education", f"{name}.yaml").read_text(encoding="utf-8")
        return _plain(source)

    source = msgspec.convert(_plain(delivered("medications.yaml")), dict[str, object])
    entries = msgspec.convert(source["medications"], list[dict[str, object]])
    known = _read("medications.yaml", _Medications).medications
    tall_man = {each.generic_name: each.tall_man for each in known if each.tall_man}
    names = {each.id: _medication(each, tall_man) for each in known}
    effects = _read("side_effects.yaml", _SideEffects).side_effects
    made = education_of(
        texts,
        [entry for entry in entries if entry["role"] == "prescribed"],
        {each.id: each.red_flag.level for each in effects},
        {each.id: each.display_name or each.generic_name for each in names.values()},
        _read("pack.yaml", _Pack).pack_version,
    )
    return _written(made)


def compile_safety_facts(text_of: Callable[[str], str] = delivered) -> bytes:
    """Return the content of the file of safety facts. Raises ValueError as above."""
    files = {name: _plain(text_of(name)) for name in safety.SOURCES}
    return safety.compile_safety(files, text_of(QUESTIONS))


def compile_pack_file(folder: Path) -> bytes:
    """Return the pack in the YAML files of *folder* as one file for a clinic.

    Names of common allergens are the delivered ones where the folder has none. Raises ValueError as
    above, also where a file is missing or no YAML.
    """

    def text_of(name: str) -> str:
        path = folder / name
        if name == "common_allergens.yaml" and not path.is_file():
            return delivered(name)
        if name == QUESTIONS and not path.is_file():
            return ""
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise ValueError(f"{name} can't be read") from error

    try:
        return write_pack_file(compile_knowledge(text_of), compile_safety_facts(text_of))
    except yaml.YAMLError as error:
        raise ValueError(f"it is no YAML: {error}") from error
    except (KeyError, TypeError) as error:
        raise ValueError(f"a part is missing or of another kind: {error}") from error


def main() -> int:
    """Write the compiled files into the checkout; return an exit code."""
    contents = {
        FILE_NAME: compile_knowledge(),
        follow_up.FILE_NAME: compile_follow_up(),
        instruments.FILE_NAME: compile_instruments(),
        side_effects.FILE_NAME: compile_side_effects(),
        safety.FILE_NAME: compile_safety_facts(),
    }
    handouts = {education_records.FILE_NAME: compile_education()}
    for place, files in (("knowledge", contents), ("education", handouts)):
        with asset_path("resources", place) as folder:
            for name, content in files.items():
                (Path(folder) / name).write_bytes(content)
                sys.stdout.write(f"{name}: {len(content):,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
