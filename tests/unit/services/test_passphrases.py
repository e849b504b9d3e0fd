"""Which passphrases are refused, wherever one is set."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice_desk.domain.errors import Invalid
from practice_desk.services.accounts import change_passphrase, names_known_in, reset_passphrase
from practice_desk.services.passphrases import passphrase_problems
from practice_desk.services.start_up import create_clinic, open_clinic
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic, new_clinic_request

GUESSED = (
    "too short",
    "harbor street clinic",
    "12 harbor street, Portland",
    "Ana Berg, Ana Berg",
    "ana.berg ana.berg",
    "sertraline Zoloft Prozac",
    "correct horse battery staple",
)


@pytest.mark.parametrize("passphrase", GUESSED)
def test_that_no_clinic_is_made_with_a_passphrase_that_is_easily_guessed(
    passphrase: str, tmp_path: Path
):
    with pytest.raises(Invalid) as caught:
        create_clinic(tmp_path / "clinic", new_clinic_request(passphrase=passphrase), profile=CHEAP)
    assert [problem.field for problem in caught.value.problems] == ["passphrase"]
    assert not (tmp_path / "clinic").exists()


@pytest.mark.parametrize("passphrase", GUESSED)
def test_that_neither_change_nor_reset_takes_one(passphrase: str, made: MadeClinic):
    with pytest.raises(Invalid):
        change_passphrase(made.clinic, PASSPHRASE, passphrase, profile=CHEAP)
    with pytest.raises(Invalid):
        reset_passphrase(made.clinic, made.recovery_code, passphrase, profile=CHEAP)
    made.clinic.close()
    open_clinic(made.root, USER, PASSPHRASE).close()


def test_that_the_clinic_and_its_people_are_known(made: MadeClinic):
    with made.clinic.store.read() as work:
        known = " ".join(names_known_in(work))
    for name in ("Harbor Street Clinic", "Portland", "Ana Berg", USER):
        assert name in known


def test_that_medications_are_known_without_being_named():
    assert passphrase_problems("lamotrigine lithium", ())
    assert passphrase_problems("Lamictal and Seroquel", ())


def test_that_one_spelling_sets_the_passphrase_and_another_opens_with_it(made: MadeClinic):
    composed, apart = "d\u00e9j\u00e0 vu spoon asphalt", "de\u0301ja\u0300 vu spoon asphalt"
    change_passphrase(made.clinic, PASSPHRASE, composed, profile=CHEAP)
    made.clinic.close()
    open_clinic(made.root, USER, apart).close()
