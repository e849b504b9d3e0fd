"""Building what one patient is asked at check-in: only what is due, in every language."""

from __future__ import annotations

from practice_desk.domain.check_in import LONGEST, CheckInField
from practice_desk.domain.check_in_sheet import LONGEST_ANSWER, Choice, Item, Page, Wording
from practice_desk.domain.patient import RelatedPerson, RelatedPersonRole
from practice_desk.services.check_in_wording import (
    CheckInWords,
    PageWords,
    check_in_words,
    languages_for,
)
from practice_desk.services.demographics import Demographics

Shown = dict[CheckInField, str]
"""What the chart says in each field of the screen."""

_F = CheckInField
_CONTACTS: dict[str, tuple[CheckInField, ...]] = {
    "contacts": (_F.PHONE_MOBILE, _F.PHONE),
    "address": (_F.ADDRESS_LINE, _F.CITY, _F.STATE, _F.POSTAL_CODE),
    "emergency_contact": (_F.CONTACT_NAME, _F.CONTACT_PHONE),
}
TOPIC = "topic"


def wordings(who: Demographics) -> tuple[Wording, ...]:
    """Return the screen's words and pages, first in the language of the chart."""
    spoken = languages_for(who.patient.language)
    return tuple(
        Wording(each, words.name, words.screen, _pages(words, who))
        for each, words in ((each, check_in_words(each)) for each in spoken)
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


def _pages(words: CheckInWords, who: Demographics) -> tuple[Page, ...]:
    shown = shown_of(who)
    contacts = (
        page(words, key, *(_field(words, field, shown) for field in fields))
        for key, fields in _CONTACTS.items()
    )
    return (*contacts, _pharmacy(words, shown), _topic(words))


def page(words: CheckInWords, key: str, *items: Item, note: str = "") -> Page:
    """Return the page *key* with its words."""
    said: PageWords = words.pages[key]
    return Page(key, said.title, items, said.intro, note)


def _field(words: CheckInWords, field: CheckInField, shown: Shown) -> Item:
    return Item(field.value, words.items[field.value], length=LONGEST[field], shown=shown[field])


def _pharmacy(words: CheckInWords, shown: Shown) -> Page:
    """Return whether the pharmacy is still right; which one, where the chart knows none."""
    present, length = shown[_F.PHARMACY], LONGEST[_F.PHARMACY]
    if not present:
        return page(
            words, "pharmacy", Item(_F.PHARMACY.value, words.items["pharmacy"], length=length)
        )
    still = words.items["pharmacy_still"].replace("{pharmacy}", present)
    yes, no = Choice("yes", words.choices["yes"]), Choice("no", words.choices["no"], asks_more=True)
    asked = Item(_F.PHARMACY.value, still, (yes, no), words.items["pharmacy"], length, present)
    return page(words, "pharmacy", asked)


def _topic(words: CheckInWords) -> Page:
    return page(words, TOPIC, Item(TOPIC, words.items[TOPIC], length=LONGEST_ANSWER, is_tall=True))
