"""What reports can be narrowed to: who treats, and what some chart has."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from practice_desk.domain.condition import ConditionCategory
from practice_desk.storage.health_rows import CONDITION
from practice_desk.storage.measures_rows import QUESTIONNAIRE_RESPONSE
from practice_desk.storage.people import practitioners
from practice_desk.storage.people_rows import PATIENT
from practice_desk.storage.plan_rows import MEDICATION


def treating(connection: Connection) -> Iterator[tuple[int, str]]:
    """Yield who prescribes for or treats some patient, by name."""
    prescribers = select(PATIENT.c.prescriber_id).distinct()
    therapists = select(PATIENT.c.therapist_id).distinct()
    ids = connection.execute(prescribers.union(therapists)).scalars()
    known = [practitioners.get(connection, each) for each in ids if each is not None]
    for who in sorted(known, key=lambda each: (each.family_name, each.given_name)):
        assert who.id is not None  # it was read
        yield who.id, who.display_name


def medications_recorded(connection: Connection) -> list[str]:
    """Return the pack's ids of what some plan holds or held."""
    known = MEDICATION.c.concept_id != ""
    return list(
        connection.execute(select(MEDICATION.c.concept_id).where(known).distinct()).scalars()
    )


def conditions_recorded(connection: Connection) -> list[str]:
    """Return the ICD-10-CM codes of the problems that some chart lists."""
    wanted = (
        select(CONDITION.c.icd10cm)
        .where(
            CONDITION.c.icd10cm != "",
            CONDITION.c.category == ConditionCategory.PROBLEM.value,
            CONDITION.c.retracted_reason == "",
        )
        .distinct()
    )
    return list(connection.execute(wanted).scalars())


def measures_recorded(connection: Connection) -> list[str]:
    """Return the ids of the measures that somebody has filled in."""
    standing = QUESTIONNAIRE_RESPONSE.c.retracted_reason == ""
    wanted = select(QUESTIONNAIRE_RESPONSE.c.instrument_id).where(standing).distinct()
    return list(connection.execute(wanted).scalars())
