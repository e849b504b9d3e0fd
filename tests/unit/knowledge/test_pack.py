"""The clinical pack: compiled form, identity, every product's directions."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from practice_desk.assets import asset
from practice_desk.domain.directions import directions
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.dosage_plain import from_plain, to_plain
from practice_desk.domain.dosage_rules import check
from practice_desk.domain.reading_directions import read_directions
from practice_desk.domain.timing import Moment, at
from practice_desk.knowledge.compile import compile_knowledge
from practice_desk.knowledge.compiled import FILE_NAME
from practice_desk.knowledge.pack import knowledge_pack, read_pack

PACK = knowledge_pack()
PRESCRIBED = [concept for concept in PACK.medications.all if concept.prescribed]


def compiled_file() -> bytes:
    return asset("resources", "knowledge", FILE_NAME).read_bytes()


def test_that_the_compiled_pack_is_up_to_date() -> None:
    assert compiled_file() == compile_knowledge(), (
        "run python -m practice_desk.knowledge.compile and commit"
    )


def test_that_the_pack_says_that_it_is_a_draft() -> None:
    assert PACK.identity.version == "0.1.0"
    assert PACK.identity.released_on == date(2026, 11, 23)
    assert PACK.identity.is_draft
    assert PACK.identity.disclaimers


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"not json", b"\xff"])
def test_that_a_damaged_pack_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_pack(content)


def test_that_a_pack_of_another_format_is_refused() -> None:
    newer = json.loads(compiled_file()) | {"format": 2}
    with pytest.raises(ValueError, match="another format"):
        read_pack(json.dumps(newer).encode())


def test_that_the_pack_is_whole() -> None:
    assert len(PRESCRIBED) == 148
    assert len(PACK.medications.all) == 250
    assert len(PACK.conditions.all) == 123
    assert all(concept.forms for concept in PRESCRIBED)


@pytest.mark.parametrize("pieces", ["1", "2", "10"])
@pytest.mark.parametrize("concept", PRESCRIBED, ids=lambda concept: concept.id)
def test_that_directions_for_every_strength_read_back(concept, pieces: str) -> None:
    for product in concept.forms:
        for strength in product.strengths:
            dosage = Dosage(
                strength.dose_of(Decimal(pieces)),
                strength,
                product.form,
                product.route,
                at(Moment.MORNING, Moment.BEDTIME),
            )
            assert check(dosage) == ()
            text = directions(dosage)
            assert read_directions(text, form=product.form, strength=strength) == dosage
            assert from_plain(to_plain(dosage)) == dosage
            assert ".0 " not in text
            assert " None" not in text
