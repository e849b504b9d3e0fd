"""Finding medications, conditions and substances while typing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.knowledge.allergens import SubstanceKind
from practice_desk.knowledge.pack import knowledge_pack

MEDICATIONS = knowledge_pack().medications
CONDITIONS = knowledge_pack().conditions
SUBSTANCES = knowledge_pack().substances


@pytest.mark.parametrize(
    ("typed", "found", "by"),
    [
        ("ser", "sertraline", "sertraline"),
        ("SERTRA", "sertraline", "sertraline"),
        ("zoloft", "sertraline", "Zoloft"),
        ("setraline", "sertraline", "sertraline"),
        ("sertarline", "sertraline", "sertraline"),
        ("bupropoin", "bupropion", "bupropion"),
        ("lamictil", "lamotrigine", "Lamictal"),
        ("Séroquel", "quetiapine", "Seroquel"),
        ("adderall xr", "amphetamine_mixed_salts", "Adderall XR"),
        ("aderall xr", "amphetamine_mixed_salts", "Adderall XR"),
        ("librium", "chlordiazepoxide", "Librium"),
        ("lith", "lithium", "lithium carbonate or citrate"),
    ],
)
def test_that_a_medication_is_found_first(typed: str, found: str, by: str) -> None:
    first = MEDICATIONS.search(typed)[0]
    assert (first.value.id, first.name) == (found, by)


def test_that_nothing_is_found_for_nothing_and_for_no_name() -> None:
    assert MEDICATIONS.search("") == ()
    assert MEDICATIONS.search("  -- ") == ()
    assert MEDICATIONS.search("xyzzyq") == ()
    assert MEDICATIONS.search("ser", 0) == ()


def test_that_a_medication_is_listed_once_however_many_names_fit() -> None:
    found = [match.value.id for match in MEDICATIONS.search("adderall", 50)]
    assert len(found) == len(set(found))


def test_that_the_limit_holds() -> None:
    assert len(MEDICATIONS.search("a", 5)) == 5


@given(st.text(max_size=40))
def test_that_no_typing_breaks_the_search(text: str) -> None:
    assert len(MEDICATIONS.search(text, 3)) <= 3
    assert len(CONDITIONS.search(text, 3)) <= 3


def test_that_every_medication_is_found_by_each_of_its_names() -> None:
    for concept in MEDICATIONS.all:
        for name in (concept.generic_name, *concept.brand_names):
            assert concept in MEDICATIONS.by_name(name)
            assert concept in [match.value for match in MEDICATIONS.search(name, 5)]


def test_that_look_alike_names_are_spelled_tall() -> None:
    assert MEDICATIONS.by_id("bupropion").display_name == "buPROPion"
    assert MEDICATIONS.by_id("olanzapine_fluoxetine").display_name == "OLANZapine and FLUoxetine"
    assert MEDICATIONS.by_id("aripiprazole_lauroxil").display_name == "ARIPiprazole lauroxil"
    assert MEDICATIONS.by_id("sertraline").display_name == "sertraline"


def test_that_brands_carry_no_remarks() -> None:
    brands = [brand for concept in MEDICATIONS.all for brand in concept.brand_names]
    assert not [brand for brand in brands if "(" in brand or not brand.strip()]
    assert "BuSpar" in MEDICATIONS.by_id("buspirone").brand_names


def test_that_an_ingredient_leads_to_its_plainest_medication_first() -> None:
    assert MEDICATIONS.by_rxcui("89013")[0].id == "aripiprazole"
    assert MEDICATIONS.by_rxcui("") == ()


def test_that_controlled_medications_are_known() -> None:
    assert MEDICATIONS.by_id("clonazepam").dea_schedule == "CIV"
    assert MEDICATIONS.by_id("methylphenidate").is_controlled
    assert not MEDICATIONS.by_id("sertraline").is_controlled


def test_that_an_unknown_id_is_none() -> None:
    assert MEDICATIONS.by_id("unobtainium") is None
    assert CONDITIONS.by_id("unobtainium") is None
    assert SUBSTANCES.by_id("unobtainium") is None


@pytest.mark.parametrize(
    ("typed", "found", "by"),
    [
        ("attention", "adhd", "Attention-deficit hyperactivity disorder"),
        ("adhd", "adhd", "ADHD"),
        ("mdd", "major_depressive_disorder", "MDD"),
        ("F33.1", "major_depressive_disorder", "F33.1"),
        ("f331", "major_depressive_disorder", "F33.1"),
        ("f33", "major_depressive_disorder", "F33.0"),
        ("schizofrenia", "schizophrenia", "Schizophrenia"),
    ],
)
def test_that_a_condition_is_found_by_name_abbreviation_and_code(
    typed: str, found: str, by: str
) -> None:
    first = CONDITIONS.search(typed)[0]
    assert (first.value.id, first.name) == (found, by)


def test_that_a_code_is_not_guessed() -> None:
    codes = {match.name for match in CONDITIONS.search("F33.1", 50)}
    assert codes == {"F33.1"}
    assert CONDITIONS.search("F99.99") == ()


def test_that_topics_are_those_of_mental_health() -> None:
    assert {"depression", "anxiety", "psychosis", "sleep"} <= set(CONDITIONS.topics())
    assert "medical" not in CONDITIONS.topics()
    assert CONDITIONS.topic_of("F33.1") == "depression"
    assert CONDITIONS.topic_of("Q99.9") == ""


@pytest.mark.parametrize(
    ("typed", "found", "kind"),
    [
        ("peniclin", "penicillin", SubstanceKind.OTHER),
        ("sulfa", "sulfonamide_antibiotic", SubstanceKind.OTHER),
        ("benzodiaz", "benzodiazepine", SubstanceKind.MEDICATION_CLASS),
        ("lamictal", "lamotrigine", SubstanceKind.MEDICATION),
    ],
)
def test_that_a_substance_is_found(typed: str, found: str, kind: SubstanceKind) -> None:
    first = SUBSTANCES.search(typed)[0].value
    assert (first.id, first.kind) == (found, kind)


def test_that_a_substance_is_known_by_its_exact_name() -> None:
    assert SUBSTANCES.by_name("LATEX").id == "latex"
    assert SUBSTANCES.by_name("moon dust") is None
