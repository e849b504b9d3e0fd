"""What stands in the composer of letters, and what follows from it; without widgets.

It goes over the registry's kinds: what a kind offers is shown, whatever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from practice_desk.domain.consent import Language
from practice_desk.domain.draft import Draft, Json
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import (
    YES,
    Addressee,
    Choices,
    Item,
    ItemSort,
    RecipientSort,
    Urgency,
)
from practice_desk.gui.places import Place
from practice_desk.letters.kind import LetterKind, Passage
from practice_desk.letters.registry import LETTER_KINDS
from practice_desk.services.letter_offering import OfferedItem, OfferedRecipient, Offering

RECIPIENT_WORDS = {
    RecipientSort.PHARMACY: "To the pharmacy",
    RecipientSort.CLINICIAN: "To another clinician",
    RecipientSort.PATIENT: "To the patient",
    RecipientSort.PAYER: "To the insurance",
    RecipientSort.SCHOOL_OR_EMPLOYER: "To a school or an employer",
}
_TYPED_FOR = frozenset(
    {RecipientSort.CLINICIAN, RecipientSort.PAYER, RecipientSort.SCHOOL_OR_EMPLOYER}
)
"""Who need not be in the directory."""
LANGUAGES = {Language.ENGLISH: "English", Language.SPANISH: "Spanish"}
URGENCIES = {Urgency.ROUTINE: "Routine", Urgency.URGENT: "Urgent: today"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a letter was asked for with: its kind, and what is chosen already."""

    kind: str
    items: tuple[Item, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    replaces: int | None = None
    """The id of a letter that it supersedes."""

    @classmethod
    def events(cls, kind: str, event_ids: Iterable[int], cancelled: Iterable[int] = ()) -> Wanted:
        """Return a letter about plan events, and lines that the pharmacy is to cancel."""
        items = [Item(ItemSort.PLAN_EVENT, number) for number in event_ids]
        items += [Item(ItemSort.CANCELLATION, number) for number in cancelled]
        return cls(kind, tuple(items))


def wanted_of(draft: Draft) -> Wanted | None:
    """Return what a letter that was not sent was about; None for a kind that is no more."""
    target = draft.body.get("target")
    kind = str(target.get("letter")) if isinstance(target, dict) else ""
    if not isinstance(target, dict) or kind not in {each.code for each in LETTER_KINDS}:
        return None
    listed = target.get("items")
    pairs = listed if isinstance(listed, list) else []
    items = (Item(ItemSort(str(p[0])), int(str(p[1]))) for p in pairs if isinstance(p, list))
    replaces = target.get("replaces")
    return Wanted(kind, tuple(items), replaces=replaces if isinstance(replaces, int) else None)


def letter_about(sort: ItemSort, number: int) -> Wanted | None:
    """Return the letter about one thing of the chart; None while no kind is about such things."""
    for kind in LETTER_KINDS:
        if any(offer.sort is sort for offer in kind.offer.items):
            return Wanted(kind.code, (Item(sort, number),))
    return None


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a missing fact is filled in: a choice of the composer by name, or a place outside."""

    words: str
    here: str = ""
    place: Place | None = None


_OUTSIDE = {
    "birth_date": Fix("Edit the patient…", place=Place.PERSON),
    "recipient.address": Fix("Open the directory…", place=Place.DIRECTORY),
    "recipient.address_lines": Fix("Open the directory…", place=Place.DIRECTORY),
    "recipient.fax": Fix("Open the directory…", place=Place.DIRECTORY),
    "callback": Fix("Open the clinic’s settings…", place=Place.CLINIC),
    "clinic_name": Fix("Open the clinic’s settings…", place=Place.CLINIC),
    "part2": Fix("Open the consents…", place=Place.CONSENTS),
}
_HERE = {
    "recipient": Fix("Choose who gets it", here="recipient"),
    "items": Fix("Choose what it is about", here="items"),
}


def fix_of(missing: Iterable[Problem], *, has_items: bool = True) -> Fix | None:
    """Return where the first fact is filled in that is filled in somewhere; None for none."""
    for problem in missing:
        if problem.field.startswith(("answers.", "passages.")):
            return Fix("Fill it in", here=problem.field)
        if problem.field in _OUTSIDE:
            return _OUTSIDE[problem.field]
        if problem.field in _HERE and (has_items or problem.field != "items"):
            return _HERE[problem.field]
    return None


@dataclass(slots=True)
class ComposeModel:
    """The choices for one letter of one chart. `items` are the ticked ones.

    `passages` holds only what somebody changed; `answers` every answer that was given.
    """

    kind: LetterKind[object]
    offering: Offering
    items: set[Item] = field(default_factory=set)
    addressee: Addressee | None = None
    copies: set[Addressee] = field(default_factory=set)
    urgency: Urgency = Urgency.ROUTINE
    language: Language = Language.ENGLISH
    answers: dict[str, str] = field(default_factory=dict)
    passages: dict[str, str] = field(default_factory=dict)
    code: str = ""
    replaces: int | None = None

    @classmethod
    def begun(
        cls, kind: LetterKind[object], offering: Offering, wanted: Wanted, language: str = ""
    ) -> ComposeModel:
        """Return the letter as it was asked for; *language* is what the patient speaks."""
        known = {each.item for offered in offering.items for each in offered}
        model = cls(kind, offering, {item for item in wanted.items if item in known})
        model.addressee = offering.usual
        model.replaces = wanted.replaces
        model.answers = {each.name: each.default for each in kind.offer.questions}
        model.answers.update(wanted.answers)
        if Language.SPANISH in kind.offer.languages and _is_spanish(language):
            model.language = Language.SPANISH
        if not model.items:
            model.items = set(model._only_choices())
        return model

    def take_over(self, former: ComposeModel) -> None:
        """Keep of another kind's letter what was chosen and this one offers too.

        Whom the former kind meant by itself is not kept: this one may mean somebody else.
        """
        offered = {each.addressee for each in self.offering.recipients}
        if former.addressee != former.offering.usual and former.addressee in offered:
            self.addressee = former.addressee
        self.copies = former.copies & {each.addressee for each in self.offering.copies}
        self.urgency = former.urgency
        self.replaces = former.replaces
        if former.language in self.kind.offer.languages:
            self.language = former.language

    def choices(self) -> Choices:
        """Return everything that is chosen, in the order in which it is offered."""
        offer = self.kind.offer
        return Choices(
            addressee=self.addressee,
            copies=tuple(
                each.addressee
                for each in self.offering.copies
                if each.addressee in self.copies and each.addressee != self.addressee
            ),
            items=tuple(
                each.item
                for offered in self.offering.items
                for each in offered
                if each.item in self.items
            ),
            urgency=self.urgency if offer.may_be_urgent else Urgency.ROUTINE,
            answers=tuple((each.name, self.answers.get(each.name, "")) for each in offer.questions),
            passages=tuple((each.name, self.passage_text(each)) for each in offer.passages),
            language=self.language,
            code=self.code,
            replaces=self.replaces,
        )

    def passage_text(self, passage: Passage) -> str:
        """Return the words of a passage: edited here, the clinic's own, or those delivered."""
        return self.passages.get(passage.name, self.given_text(passage))

    def given_text(self, passage: Passage) -> str:
        """Return the words that stand until somebody edits them here."""
        own = self.offering.own_passages.get((passage.name, self.language.value))
        return passage.default(self.language) if own is None else own

    def edit_passage(self, passage: Passage, text: str) -> None:
        """Take the words of a passage as they stand in the form."""
        if text.strip() == self.given_text(passage).strip():
            self.passages.pop(passage.name, None)
        else:
            self.passages[passage.name] = text.strip()

    def tick(self, item: Item, *, ticked: bool) -> None:
        """Choose *item* or not; where one at most can be chosen, the former gives way."""
        offer = next((each for each in self.kind.offer.items if each.sort is item.sort), None)
        if ticked and offer is not None and offer.most == 1:
            self.items = {each for each in self.items if each.sort is not item.sort}
        self.items = (self.items | {item}) if ticked else (self.items - {item})

    def hidden(self, offered: OfferedItem, *, show_told: bool) -> bool:
        """Return whether an item is left out of the list: told before, and not asked for."""
        return offered.told_before and not show_told and offered.item not in self.items

    @property
    def has_told(self) -> bool:
        """Whether something was told before, which can be told again."""
        return any(each.told_before for offered in self.offering.items for each in offered)

    @property
    def has_untold(self) -> bool:
        """Whether there is anything that no letter has told."""
        return any(not each.told_before for offered in self.offering.items for each in offered)

    @property
    def has_items(self) -> bool:
        """Whether there is anything that the letter can be about."""
        return any(self.offering.items)

    @property
    def recipient(self) -> OfferedRecipient | None:
        """Who gets the letter, where it is one of those offered."""
        found = (each for each in self.offering.recipients if each.addressee == self.addressee)
        return next(found, None)

    @property
    def may_type_recipient(self) -> bool:
        """Whether somebody can get it who is not in the directory."""
        return bool(_TYPED_FOR & set(self.kind.offer.recipients))

    @property
    def typed_sort(self) -> RecipientSort:
        """What somebody who is not in the directory is to this kind."""
        sorts = self.kind.offer.recipients
        return next((each for each in sorts if each in _TYPED_FOR), sorts[0])

    @property
    def is_to_patient(self) -> bool:
        """Whether the patient gets it."""
        return self.addressee is not None and self.addressee.sort is RecipientSort.PATIENT

    def plain(self) -> dict[str, Json]:
        """Return what stands in no field of the form, for a draft that outlives a crash."""
        passages: dict[str, Json] = dict(self.passages.items())
        return {"passages": passages, "code": self.code}

    def take_plain(self, plain: Mapping[str, Json]) -> None:
        """Take what `plain` returned."""
        passages = plain.get("passages")
        if isinstance(passages, dict):
            known = {each.name for each in self.kind.offer.passages}
            self.passages = {name: str(text) for name, text in passages.items() if name in known}
        self.code = str(plain.get("code") or "")

    def _only_choices(self) -> Iterable[Item]:
        """Yield what there is no choice about: the only thing of a list that must have one."""
        for offer, offered in zip(self.kind.offer.items, self.offering.items, strict=True):
            if offer.least > 0 and len(offered) == 1 and not offered[0].told_before:
                yield offered[0].item


def ticked(answer: str) -> bool:
    """Return whether an answer is that of a ticked box."""
    return answer == YES


def recipient_label(offered: OfferedRecipient, twice: Callable[[str], bool]) -> str:
    """Return somebody as a choice, with the role; of a name that is there *twice*, the street."""
    street = offered.lines[0] if offered.lines and twice(offered.name) else ""
    label = ", ".join(part for part in (offered.name, street) if part)
    return f"{label} ({offered.role})" if offered.role else label


def typed_addressee(
    sort: RecipientSort, name: str, address: str, phone: str, fax: str
) -> Addressee:
    """Return somebody who was typed in; without a name nobody."""
    lines = tuple(line.strip() for line in address.splitlines() if line.strip())
    found = Addressee(sort, name=name.strip(), address=lines, phone=phone.strip())
    return replace(found, fax=fax.strip())


def _is_spanish(language: str) -> bool:
    return language.strip().casefold() in ("es", "spa", "spanish", "español", "espanol")
