"""What is chosen for a letter, and what follows from it: no widgets, no clinic."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.condition import Condition, ConditionCategory
from practice_desk.domain.consent import Language
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import Addressee, Item, ItemSort, RecipientSort, Urgency
from practice_desk.gui.letters.compose_model import (
    ComposeModel,
    Wanted,
    fix_of,
    letter_about,
    recipient_label,
    wanted_of,
)
from practice_desk.gui.places import Place
from practice_desk.letters.kind import AnswerSort, ItemOffer, LetterKind, Offer, Passage, Question
from practice_desk.letters.kinds.medication_notice import CODE, KIND
from practice_desk.services.letter_offering import OfferedItem, OfferedRecipient, Offering

GREETING = Passage(
    "greeting", "Greeting", default=lambda language: "Hola." if language == "es" else "Hello."
)
PHARMACY = Addressee(RecipientSort.PHARMACY, organization_id=7)
OTHER = Addressee(RecipientSort.PHARMACY, organization_id=8)
THERAPIST = Addressee(RecipientSort.CLINICIAN, practitioner_id=3)


def a_kind(most: int | None = None) -> LetterKind[object]:
    """A kind that lets one choose everything."""
    offer = Offer(
        recipients=(RecipientSort.PHARMACY,),
        items=(ItemOffer(ItemSort.CONDITION, "Conditions", most=most),),
        questions=(Question("days", "Days", AnswerSort.NUMBER, default="3"),),
        passages=(GREETING,),
        languages=(Language.ENGLISH, Language.SPANISH),
        may_be_urgent=True,
        may_be_copied=True,
    )
    return replace(KIND, code="sample", offer=offer)  # type: ignore[return-value]  # never built


def an_item(number: int, *, told_before: bool = False) -> OfferedItem:
    """One condition to choose."""
    value = Condition(1, f"Condition {number}", ConditionCategory.PROBLEM)
    return OfferedItem(Item(ItemSort.CONDITION, number), value, told_before)


def an_offering(*items: OfferedItem) -> Offering:
    """Two pharmacies, one of them usual, and a therapist for a copy."""
    return Offering(
        items=(items,),
        recipients=(
            OfferedRecipient(PHARMACY, "Riverside", ("1 Quay St",), "usual"),
            OfferedRecipient(OTHER, "Riverside", ("2 Hill St",)),
        ),
        copies=(OfferedRecipient(THERAPIST, "Tomas Reed", role="therapist"),),
        organizations=(),
        usual=PHARMACY,
        own_passages={("greeting", "en"): "Dear colleagues,"},
    )


def a_model(*items: OfferedItem, most: int | None = None, language: str = "") -> ComposeModel:
    """A letter that was just begun."""
    return ComposeModel.begun(a_kind(most), an_offering(*items), Wanted("sample"), language)


def test_that_a_letter_begins_with_the_usual_recipient_and_the_clinics_own_words() -> None:
    choices = a_model(an_item(1), an_item(2)).choices()
    assert choices.addressee == PHARMACY
    assert choices.items == ()
    assert choices.answer("days") == "3"
    assert choices.passage("greeting") == "Dear colleagues,"


def test_that_what_there_is_no_choice_about_is_chosen() -> None:
    assert a_model(an_item(1)).choices().items == (Item(ItemSort.CONDITION, 1),)
    assert a_model(an_item(1, told_before=True)).choices().items == ()


def test_that_a_patient_who_speaks_spanish_is_written_to_in_spanish() -> None:
    model = a_model(language="Spanish")
    assert model.choices().language is Language.SPANISH
    assert model.choices().passage("greeting") == "Hola."  # no words of the clinic's own in it


def test_that_of_a_list_with_one_choice_the_former_gives_way() -> None:
    model = a_model(an_item(1), an_item(2), most=1)
    model.tick(Item(ItemSort.CONDITION, 1), ticked=True)
    model.tick(Item(ItemSort.CONDITION, 2), ticked=True)
    assert [item.id for item in model.choices().items] == [2]


def test_that_what_was_told_before_is_hidden_unless_asked_for_or_chosen() -> None:
    told = an_item(1, told_before=True)
    model = a_model(told, an_item(2))
    assert model.hidden(told, show_told=False)
    assert not model.hidden(told, show_told=True)
    model.tick(told.item, ticked=True)
    assert not model.hidden(told, show_told=False)


@settings(max_examples=30)
@given(st.text(alphabet="ab \n", max_size=12))
def test_that_only_words_that_somebody_changed_count_as_edited(text: str) -> None:
    model = a_model()
    model.edit_passage(GREETING, text)
    assert model.passage_text(GREETING).strip() == text.strip()
    model.edit_passage(GREETING, "Dear colleagues,\n")
    assert model.passages == {}


def test_that_an_edited_letter_comes_back_from_its_draft() -> None:
    model = a_model()
    model.edit_passage(GREETING, "Hello again.")
    model.code = "L-7F3K9"
    again = a_model()
    again.take_plain(model.plain())
    assert again.choices() == model.choices()
    now = datetime(2026, 11, 26, tzinfo=UTC)
    body = {"target": {"letter": CODE, "items": [["condition", 4]]}}
    found = wanted_of(Draft("letter", "Letter", body, "", now, 1))
    assert found == Wanted(CODE, (Item(ItemSort.CONDITION, 4),))
    gone = {"target": {"letter": "a kind that is no more", "items": []}}
    assert wanted_of(Draft("letter", "Letter", gone, "", now, 1)) is None


def test_that_another_kind_keeps_whom_it_goes_to_and_how_urgent_it_is() -> None:
    former = a_model()
    former.addressee, former.urgency, former.code = OTHER, Urgency.URGENT, "L-7F3K9"
    model = a_model()
    model.take_over(former)
    assert (model.addressee, model.urgency) == (OTHER, Urgency.URGENT)
    assert model.code == ""  # it is another letter


def test_that_another_kind_means_somebody_else_where_nobody_was_chosen() -> None:
    former, model = a_model(), a_model()
    model.addressee = OTHER  # whom the other kind means
    model.take_over(former)
    assert model.addressee == OTHER


def test_that_who_gets_the_letter_gets_no_copy_of_it() -> None:
    model = a_model()
    model.copies = {THERAPIST}
    assert model.choices().copies == (THERAPIST,)
    model.addressee = THERAPIST
    assert model.choices().copies == ()


def test_that_each_missing_fact_leads_to_where_it_is_filled_in() -> None:
    def of(field: str) -> object:
        found = fix_of([Problem("code", "Nobody fills this in."), Problem(field, "Missing.")])
        return None if found is None else found.place or found.here

    assert of("recipient") == "recipient"
    assert of("items") == "items"
    assert of("answers.days") == "answers.days"
    assert of("callback") is Place.CLINIC
    assert of("birth_date") is Place.PERSON
    assert of("part2") is Place.CONSENTS
    assert of("something else") is None
    assert fix_of([Problem("items", "Choose.")], has_items=False) is None


def test_that_two_of_one_name_are_told_apart_by_their_street() -> None:
    first, second = an_offering().recipients
    assert recipient_label(first, lambda _name: True) == "Riverside, 1 Quay St (usual)"
    assert recipient_label(second, lambda _name: False) == "Riverside"


def test_that_a_letter_about_a_plan_event_is_found_in_the_registry() -> None:
    wanted = letter_about(ItemSort.PLAN_EVENT, 3)
    assert wanted is not None
    assert wanted.items == (Item(ItemSort.PLAN_EVENT, 3),)
