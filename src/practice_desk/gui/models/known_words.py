"""Words that the spelling of a chart's notes should know, which a dictionary lacks."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.services.charts import Chart


def words_of(chart: Chart) -> Iterator[str]:
    """Yield the names of medications and conditions, and of who and what is in *chart*."""
    patient, known = chart.patient, chart.known
    if known is not None:
        for concept in known.pack.medications.all:
            yield concept.generic_name
            yield from concept.brand_names
        yield from (condition.name for condition in known.pack.conditions.all)
    yield from (patient.display_name, patient.family_name, patient.given_name)
    yield from chart.people.values()
    yield from (each.name for each in chart.related_people)
    yield from (item.medication.name for item in chart.plan)
    yield from (each.display for each in chart.conditions)
