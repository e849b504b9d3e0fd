"""Building what one patient is asked at check-in: only what is due, in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from practice_desk.domain.check_in import LONGEST, CheckIn, CheckInField
from practice_desk.domain.check_in_sheet import (
    LONGEST_ANSWER,
    NO,
    PREGNANCY,
    TOPIC,
    CheckInEnd,
    Choice,
    Item,
    Page,
    Wording,
)
from practice_desk.domain.patient import RelatedPerson, RelatedPersonRole
from practice_desk.knowledge.side_effects import SideEffectRecord
from practice_desk.services.charts import Chart
from practice_desk.services.check_in_questions import (
    adherence_pages,
    asks_pregnancy,
    asks_substances,
    asks_who,
    due_measures,
    effect_pages,
    measure_pages,
    new_medicines_page,
    pregnancy_page,
    substances_page,
    told_by_page,
)
from practice_desk.services.check_in_wording import (
    CheckInWords,
    check_in_words,
    languages_for,
    page,
)
from practice_desk.services.demographics import Demographics

Shown = dict[CheckInField, str]
"""What the chart says in each field of the screen."""
AGAIN = timedelta(days=90)
"""After how long contacts, substances and pregnancy are asked again."""

_F = CheckInField
_CONTACTS: dict[str, tuple[CheckInField, ...]] = {
    "contacts": (_F.PHONE_MOBILE, _F.PHONE),
    "address": (_F.ADDRESS_LINE, _F.CITY, _F.STATE, _F.POSTAL_CODE),
    "emergency_contact": (_F.CONTACT_NAME, _F.CONTACT_PHONE),
}


def wordings(
    who: Demographics,
    chart: Chart,
    earlier: Iterable[CheckIn],
    today: date,
    effects: Mapping[str, SideEffectRecord] | None = None,
) -> tuple[Wording, ...]:
    """Return the screen's words and pages, first in the language of the chart.

    *effects* are the side effects as the clinic has corrected them.
    """
    recent = asked_lately(earlier, today)
    made = []
    for language in languages_for(who.patient.language):
        words = check_in_words(language)
        pages = tuple(_pages(words, language, who, chart, recent, today, effects))
        made.append(Wording(language, words.name, words.screen, pages))
    return tuple(made)


def asked_lately(earlier: Iterable[CheckIn], today: date) -> frozenset[str]:
    """Return the keys of the pages that were answered so lately that they need not be asked."""
    return frozenset(
        page.key
        for each in earlier
        if each.ending is CheckInEnd.ANSWERED
        and each.answers is not None
        and each.handed_at.astimezone().date() + AGAIN > today
        for page in each.asked
        if page.key not in each.answers.skipped
    )


def shown_of(who: Demographics) -> Shown:
    """Return what the chart says in each field of the check-in screen."""
    patient, contact, pharmacy = who.patient, emergency_contact(who), who.care_team.pharmacy
    return {
        _F.PHONE_MOBILE: patient.phone_mobile,
        _F.PHONE: patient.phone,
        _F.ADDRESS_LINE: patient.address_line,
        _F.CITY: patient.city,
        _F.STATE: patient.state,
        _F.POSTAL_CODE: patient.postal_code,
        _F.PHARMACY: "" if pharmacy is None else pharmacy.name,
        _F.CONTACT_NAME: "" if contact is None else contact.name,
        _F.CONTACT_PHONE: "" if contact is None else contact.phone,
    }


def emergency_contact(who: Demographics) -> RelatedPerson | None:
    """Return the first emergency contact that stands."""
    role = RelatedPersonRole.EMERGENCY_CONTACT
    found = (p for p in who.related_people if p.role is role and not p.retracted_reason)
    return next(found, None)


def _pages(
    words: CheckInWords,
    language: str,
    who: Demographics,
    chart: Chart,
    recent: frozenset[str],
    today: date,
    effects: Mapping[str, SideEffectRecord] | None,
) -> Iterator[Page]:
    asked_who = asks_who(chart, today)
    if asked_who:
        yield told_by_page(words)
    due = due_measures(chart, today)
    yield from measure_pages(words, language, due, asks_who=asked_who)
    yield from effect_pages(words, language, chart, effects)
    yield from adherence_pages(words, language, chart)
    yield new_medicines_page(words)
    if "substances" not in recent and asks_substances(chart, today):
        yield substances_page(words)
    if PREGNANCY not in recent and asks_pregnancy(chart, today):
        yield pregnancy_page(words)
    yield from _contacts(words, shown_of(who), recent)
    yield page(words, TOPIC, Item(TOPIC, words.items[TOPIC], length=LONGEST_ANSWER, is_tall=True))


def _contacts(words: CheckInWords, shown: Shown, recent: frozenset[str]) -> Iterator[Page]:
    yield _pharmacy(words, shown)
    for key, fields in _CONTACTS.items():
        if key not in recent:
            yield page(words, key, *(_field(words, field, shown) for field in fields))


def _field(words: CheckInWords, field: CheckInField, shown: Shown) -> Item:
    return Item(field.value, words.items[field.value], length=LONGEST[field], shown=shown[field])


def _pharmacy(words: CheckInWords, shown: Shown) -> Page:
    """Return whether the pharmacy is still right; which one, where the chart knows none."""
    present, length = shown[_F.PHARMACY], LONGEST[_F.PHARMACY]
    if not present:
        which = Item(_F.PHARMACY.value, words.items["pharmacy"], length=length)
        return page(words, "pharmacy", which)
    still = words.items["pharmacy_still"].replace("{pharmacy}", present)
    yes, no = Choice(NO, words.choices["yes"]), Choice("no", words.choices["no"], asks_more=True)
    asked = Item(_F.PHARMACY.value, still, (yes, no), words.items["pharmacy"], length, present)
    return page(words, "pharmacy", asked)
