"""Recovery codes survive being read aloud and typed, and show mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.errors import WrongRecoveryCode

codes = st.builds(RecoveryCode.generate)


def test_that_a_code_is_nine_groups_of_four_and_always_new():
    code = RecoveryCode.generate()
    groups = code.text.split("-")
    assert [len(group) for group in groups] == [4] * 9
    assert code.last_group == groups[-1]
    assert code != RecoveryCode.generate()


@given(code=codes)
def test_that_case_spacing_and_confusable_letters_are_forgiven(code):
    typed = code.text.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert RecoveryCode.parse(f" {typed}\n") == code
    assert RecoveryCode.parse(code.text.replace("1", "I").replace("-", "–")) == code
    fullwidth = "".join(chr(ord(c) + 0xFEE0) for c in code.text)
    assert RecoveryCode.parse(fullwidth) == code


@given(code=codes, position=st.integers(0, 35), other=st.sampled_from("0123456789ABCXYZ"))
def test_that_one_wrong_character_is_noticed(code, position, other):
    letters = list(code.text.replace("-", ""))
    if letters[position] == other:
        return
    letters[position] = other
    with pytest.raises(WrongRecoveryCode):
        RecoveryCode.parse("".join(letters))


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 36, "é" * 36, "٣" * 36, "0" * 37])
def test_that_what_is_no_code_is_refused_with_a_sentence(typed):
    with pytest.raises(WrongRecoveryCode) as caught:
        RecoveryCode.parse(typed)
    assert caught.value.sentence
    assert caught.value.next_step


def test_that_the_code_does_not_show_in_its_repr():
    code = RecoveryCode.generate()
    assert code.text[:4] not in repr(code)
