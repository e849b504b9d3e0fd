"""Fills a clinic with many fictional patients quickly, below the services, with the same schema."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.dosage_plain import to_plain
from practice_desk.domain.patient import Patient
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.timing import Moment, at
from practice_desk.services.start_up import NewClinic, create_clinic
from practice_desk.storage.people import search_names, search_words, sort_key

USER, PASSPHRASE = "ana.berg", "only for measuring here"
OBSERVATIONS, CONDITIONS, ALLERGIES, MEDICATIONS, EVENTS_EACH = 28, 3, 1, 3, 2
ROWS_EACH = 1 + OBSERVATIONS + CONDITIONS + ALLERGIES + MEDICATIONS * (1 + EVENTS_EACH)

_FAMILY = (
    "Abbott Alvarez Andersson Baker Bauer Begum Bianchi Brooks Carvalho Chen Cohen Costa Cruz "
    "Dąbrowski Diaz Dubois Edwards Eriksen Evans Fischer Flores Foster Garcia Gálvez Goldberg "
    "Gonzalez Green Haddad Hansen Harris Hernandez Hoang Hoffman Hughes Ibrahim Ivanov Jackson "
    "Jensen Johnson Jones Kaur Kelly Khan Kim Kowalski Kumar Larsen Lee Lewis Lopez Martin "
    "Martinez Meyer Miller Moore Morales Murphy Müller Nakamura Nguyễn Novak O'Neil Okafor Olsen "
    "Ortiz Park Patel Pereira Perez Peterson Popescu Ramirez Reyes Rivera Robinson Rossi Ruiz "
    "Sánchez Santos Sato Schmidt Silva Singh Smith Søgaard Suzuki Taylor Thomas Thompson Torres "
    "Tran Vargas Walker Wang Weber White Williams Wilson Wright Yamamoto Young Zhang Zhou"
).split()
_SYLLABLES = (
    "ba be bo da de do fa fe ga go ha he ka ke ko la le lo ma me mo na ne no pa pe ra re ro sa "
    "se so ta te to va ve wa we ya ze ber dal fen gar hol jan kem lun mar nor pol ram sten tor"
).split()
_GIVEN = (
    "Aaron Abigail Adam Aisha Alex Amara Amelia Andrea Anna Anthony Ben Camila Carlos Chloe "
    "Daniel David Diego Dylan Eleni Elena Elif Emma Eva Fatima Felix Gabriel Grace Hannah Henry "
    "Hiro Ines Isaac Ivy Jack James Jana Javier Joan John Jorge José Julia Kai Karen Leah Leo "
    "Liam Lin Lucas Łukasz Luis Maria Mark Maya Mia Michael Mina Mohammed Nadia Nina Noah Nora "
    "Oliver Omar Oscar Pablo Paula Peter Priya Rachel Ramón Robert Rosa Ruth Sam Sara Sofia "
    "Søren Thomas Tina Tom Uma Vera Victor Yara Yusuf Zoë"
).split()


def make_large_clinic(
    folder: Path, patients: int, *, seed: int = 7, profile: KdfProfile = STANDARD
) -> None:
    """Create a clinic with *patients* charts of `ROWS_EACH` rows each, and close it."""
    request = NewClinic(
        ClinicProfile("Harbor Mind Clinic"), USER, "Ana", "Berg", PASSPHRASE, "PMHNP"
    )
    clinic = create_clinic(folder, request, profile=profile).clinic
    try:
        with clinic.store.write() as work:
            fill(work.connection, patients, random.Random(seed))
            work.commit()
        with clinic.store.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    finally:
        clinic.close()


def fill(connection: Connection, count: int, rng: random.Random) -> None:
    """Insert *count* charts."""
    people = [(number, _patient(number, rng)) for number in range(1, count + 1)]
    names = [f.name for f in fields(Patient) if f.name not in ("id", "version")]
    _insert(
        connection,
        "patient",
        ("id", "version", *names, "sort_key"),
        ((number, 1, *(_plain(getattr(p, n)) for n in names), sort_key(p)) for number, p in people),
    )
    words = ((number, search_words(person)) for number, person in people)
    _insert(connection, "patient_words", ("rowid", "words"), words)
    vocabulary = sorted({word for _, person in people for word in search_names(person).split()})
    _insert(connection, "name_word", ("word",), ((word,) for word in vocabulary))
    _insert(connection, "patient_list", ("id", "revision"), iter([(1, count)]))
    _fill_health(connection, count, rng)
    _fill_plan(connection, count)


def _patient(number: int, rng: random.Random) -> Patient:
    born = date(1930, 1, 1) + timedelta(days=rng.randrange(29_000))
    return Patient(
        family_name=_family_name(rng),
        given_name=rng.choice(_GIVEN),
        middle_name=rng.choice(("", "", rng.choice(_GIVEN))),
        preferred_name=rng.choice(("", "", "", rng.choice(_GIVEN))),
        birth_date=born,
        chart_number=f"PD{number:06d}",
        phone=f"({rng.randrange(201, 990)}) 555-{rng.randrange(10_000):04d}",
    )


def _family_name(rng: random.Random) -> str:
    """Return a frequent name, or one of many made-up ones: a real clinic has thousands."""
    if rng.random() < 0.4:
        return rng.choice(_FAMILY)
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 3, 3)))).capitalize()


def _fill_health(connection: Connection, count: int, rng: random.Random) -> None:
    codes = (("44261-6", "PHQ-9", "survey"), ("29463-7", "Weight", "vital-signs"))
    start = date(2020, 1, 1)
    _insert(
        connection,
        "observation",
        "version patient_id category display observed_at code value unit value_text components "
        "note reported retracted_reason".split(),
        (
            (1, number, codes[k % 2][2], codes[k % 2][1],
             f"{start + timedelta(days=30 * k)} 09:00:00.000000", codes[k % 2][0],
             str(rng.randrange(27)), "", "", "[]", "", 0, "")
            for number in range(1, count + 1)
            for k in range(OBSERVATIONS)
        ),
    )  # fmt: skip
    _insert(
        connection,
        "condition",
        "version patient_id display category icd10cm status onset_on topic note source_code "
        "reported retracted_reason".split(),
        (
            (1, number, "Major depressive disorder", "problem", "F33.1", "active", "2020-02-01",
             "depression", "", "", 0, "")
            for number in range(1, count + 1)
            for _ in range(CONDITIONS)
        ),
    )  # fmt: skip
    _insert(
        connection,
        "allergy_intolerance",
        "version patient_id substance type substance_id reaction severity status note source_code "
        "reported retracted_reason".split(),
        (
            (1, number, "Penicillin", "allergy", "", "rash", "mild", "active", "", "", 0, "")
            for number in range(1, count + 1)
        ),
    )


def _fill_plan(connection: Connection, count: int) -> None:
    _insert(
        connection,
        "medication",
        "id patient_id name horizon origin concept_id rxnorm_code schedule indication "
        "prescriber_name".split(),
        (
            ((number - 1) * MEDICATIONS + k + 1, number, "sertraline", "long_term", "clinic",
             "sertraline", "", "", "Depression", "")
            for number in range(1, count + 1)
            for k in range(MEDICATIONS)
        ),
    )  # fmt: skip
    dosage = json.dumps(to_plain(a_dosage()))
    _insert(
        connection,
        "plan_event",
        "medication_id kind effective_on reason_code recorded_at recorded_by dosage "
        "comment".split(),
        (
            (medication, kind, day, reason, "2024-01-01 09:00:00.000000", USER, dosage, "")
            for medication in range(1, count * MEDICATIONS + 1)
            for kind, day, reason in (
                ("start", "2024-01-01", "new_indication"),
                ("change", "2024-03-01", "partial_response"),
            )
        ),
    )


def a_dosage() -> Dosage:
    """Return one 50 mg tablet every morning."""
    strength = Strength(Quantity(Decimal(50), "mg"), Quantity(Decimal(1), "tablet"))
    return Dosage(Quantity(Decimal(50), "mg"), strength, "tablet", "oral", at(Moment.MORNING))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _insert(
    connection: Connection, table: str, columns: tuple[str, ...] | list[str], rows: Iterator
) -> None:
    driver = connection.connection.driver_connection
    marks = ",".join("?" * len(columns))
    sql = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})"
    while batch := list(islice(rows, 20_000)):
        driver.executemany(sql, batch)
