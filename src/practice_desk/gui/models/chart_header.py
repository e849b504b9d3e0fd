"""What the header of a chart says, worked out without widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergySeverity,
    AllergyState,
    AllergyType,
    is_current,
)
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.patient import PatientStatus, RelatedPersonRole
from practice_desk.gui.wording import write_time

if TYPE_CHECKING:
    from practice_desk.services.charts import Chart
    from practice_desk.services.demographics import Demographics

LONGEST_ALLERGIES = 360
"""Characters of allergies in the header; what does not fit is counted, never dropped silently."""

_WORST_FIRST = (
    AllergySeverity.SEVERE,
    AllergySeverity.MODERATE,
    AllergySeverity.MILD,
    AllergySeverity.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class Pill:
    """A short word beside the name, in the style *tone*."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Banner:
    """The line about allergies: danger, success or caution, never by colour alone."""

    tone: str
    icon: str
    title: str
    text: str
    aside: str


@dataclass(frozen=True, slots=True)
class HeaderText:
    """Everything in the header; without `allergies` for who may not see the chart."""

    name: str
    facts: str
    pills: tuple[Pill, ...]
    allergies: Banner | None = None
    allergies_asked: bool = True
    alert: str = ""
    emergency: str = ""


NO_BANNER = Banner("info", "info", "", "", "")
NO_CHART = HeaderText("", "", ())
"""The header before a chart is open."""


def header_text(chart: Chart, today: date) -> HeaderText:
    """Return the header of *chart* as of *today*."""
    person = person_header(chart.demographics, today)
    return replace(
        person,
        pills=(
            *_risk(chart),
            *person.pills,
            *_restriction(chart),
            *_part2(chart),
            *_consents(chart, today),
            *_side_effects(chart),
            *_overdue(chart),
            *_measures(chart, today),
        ),
        allergies=_allergies(chart),
        allergies_asked=chart.allergy_state is not AllergyState.NOT_ASKED,
        alert=chart.patient.alert,
        emergency=_emergency(chart),
    )


def person_header(person: Demographics, today: date) -> HeaderText:
    """Return what the header says of *person* to somebody who may not see the chart."""
    return HeaderText(
        person.patient.display_name, " · ".join(_facts(person, today)), _pills(person, today)
    )


def born_line(birth_date: date | None, today: date, age: int | None) -> str:
    """Return "Born Mar 14, 1985 (41 y)"; under two years in months."""
    if birth_date is None or age is None:
        return "Birth date not recorded"
    if age >= 2:
        return f"Born {write_date(birth_date)} ({age} y)"
    months = (today.year - birth_date.year) * 12 + today.month - birth_date.month
    return f"Born {write_date(birth_date)} ({months - (today.day < birth_date.day)} mo)"


def allergy_line(allergy: AllergyIntolerance) -> str:
    """Return "Lamotrigine — rash, severe"; an intolerance says that it is one."""
    told = [allergy.reaction] if allergy.reaction else []
    if allergy.severity is not AllergySeverity.UNKNOWN:
        told.append(allergy.severity.value)
    if allergy.type is AllergyType.INTOLERANCE:
        told.append("intolerance")
    return f"{allergy.substance} — {', '.join(told)}" if told else allergy.substance


def _facts(person: Demographics, today: date) -> list[str]:
    patient = person.patient
    facts = [born_line(patient.birth_date, today, patient.age(today))]
    facts += [patient.pronouns] if patient.pronouns else []
    facts.append(patient.chart_number)
    facts += (
        [patient.phone_mobile or patient.phone] if patient.phone_mobile or patient.phone else []
    )
    if person.care_team.prescriber is not None:
        facts.append(person.care_team.prescriber.display_name)
    return facts


def _pills(person: Demographics, today: date) -> tuple[Pill, ...]:
    patient = person.patient
    pills = []
    if patient.status is PatientStatus.ACTIVE:
        pills.append(Pill("Active", "accent"))
    else:
        pills.append(Pill(patient.status.value.capitalize(), "neutral"))
    if patient.is_minor(today):
        guardians = [
            each.name
            for each in person.related_people
            if each.role is RelatedPersonRole.GUARDIAN and not each.retracted_reason
        ]
        told = f"guardian {guardians[0]}" if guardians else "no guardian recorded"
        more = f" +{len(guardians) - 1}" if len(guardians) > 1 else ""
        pills.append(Pill(f"Minor · {told}{more}", "info" if guardians else "caution"))
    if patient.interpreter_needed:
        language = f" · {patient.language}" if patient.language else ""
        pills.append(Pill(f"Interpreter{language}", "info"))
    return tuple(pills)


def _part2(chart: Chart) -> tuple[Pill, ...]:
    """Say that what leaves this chart needs the patient's written consent and a notice."""
    from practice_desk.domain.supply import part2_of  # loaded with the chart

    if part2_of(chart.supply) is None and not chart.labels:
        return ()
    from practice_desk.gui.models.consent_view import part2_words

    words, tone = part2_words(chart)
    return (Pill(words, tone),) if words else ()


def _consents(chart: Chart, today: date) -> tuple[Pill, ...]:
    """Say which consent ends soon or has ended and was not renewed."""
    if not chart.consents:
        return ()
    from practice_desk.gui.models.consent_view import ending_words  # loaded with the chart

    words = ending_words(chart, today)
    return (Pill(words, "caution"),) if words else ()


def _restriction(chart: Chart) -> tuple[Pill, ...]:
    if chart.access.restriction is None:
        return ()
    return (Pill("Restricted to the care team", "caution"),)


def _side_effects(chart: Chart) -> tuple[Pill, ...]:
    """Say how many side effects wait for a decision or a recheck."""
    from practice_desk.gui.models.side_effect_rows import header_words  # loaded with the chart

    words, urgent = header_words(chart.side_effects)
    return (Pill(words, "danger" if urgent else "caution"),) if words else ()


def _overdue(chart: Chart) -> tuple[Pill, ...]:
    from practice_desk.gui.models.monitoring_view import overdue_words  # loaded with the chart

    words = overdue_words(chart.monitoring)
    return (Pill(words, "danger"),) if words else ()


def _risk(chart: Chart) -> tuple[Pill, ...]:
    from practice_desk.gui.models.measure_words import risk_words  # loaded with the chart

    words = risk_words(chart.risk)
    return (Pill(words, "danger"),) if words else ()


def _measures(chart: Chart, today: date) -> tuple[Pill, ...]:
    overdue = [each for each in chart.due_measures if each.is_overdue(today)]
    if not overdue:
        return ()
    from practice_desk.gui.models.measure_words import due_words  # loaded with the chart
    from practice_desk.services.measures import measures

    names = {each.id: each.short_name for each in measures(chart.known)}
    return (Pill(due_words(overdue, names), "caution"),)


def _emergency(chart: Chart) -> str:
    access = chart.access.emergency
    if access is None:
        return ""
    return (
        f"Opened in an emergency, until {write_time(access.ends_at)}. This is recorded, and an "
        "administrator reviews it."
    )


def _allergies(chart: Chart) -> Banner:
    state = chart.allergy_state
    if state is AllergyState.LISTED:
        return Banner("danger", "circle-alert", "Allergies:", _listed(chart.allergies), "")
    if state is AllergyState.NO_KNOWN_ALLERGIES and chart.allergy_statement is not None:
        asked = write_date(chart.allergy_statement.recorded_at.astimezone().date())
        return Banner("success", "shield-check", "No known allergies", "", f"Asked {asked}")
    return Banner("caution", "triangle-alert", "Allergies: not asked yet", "", "")


def _listed(allergies: tuple[AllergyIntolerance, ...]) -> str:
    current = [allergy for allergy in allergies if is_current(allergy)]
    current.sort(key=lambda allergy: _WORST_FIRST.index(allergy.severity))
    shown: list[str] = []
    for allergy in current:
        line = allergy_line(allergy)
        if shown and sum(map(len, shown)) + len(line) > LONGEST_ALLERGIES:
            shown.append(f"and {len(current) - len(shown)} more on the Health page")
            break
        shown.append(line)
    return "  ·  ".join(shown)
