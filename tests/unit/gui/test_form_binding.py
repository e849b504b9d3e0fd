"""A form's class and its file agree, or the form says at once where they do not."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from practice_desk.gui import binding
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.passphrase_field import PassphraseField


class Right(binding.Form):
    ui = "restore_dialog.ui"
    user_name: QComboBox
    passphrase: PassphraseField


class WrongKind(binding.Form):
    ui = "restore_dialog.ui"
    user_name: QLineEdit


class Missing(binding.Form):
    ui = "restore_dialog.ui"
    favourite_color: QLineEdit


def test_that_annotated_widgets_are_found_and_typed(qtbot):
    form = Right()
    qtbot.addWidget(form.root)
    assert form.field("user_name") is form.user_name
    assert isinstance(form.passphrase, PassphraseField)


@pytest.mark.parametrize(
    ("kind", "words"), [(WrongKind, "found QComboBox"), (Missing, "found nothing")]
)
def test_that_a_form_that_disagrees_says_where(qapp, kind, words):
    with pytest.raises(TypeError, match=rf"restore_dialog\.ui: {kind.__name__} .*{words}"):
        kind()


def test_that_a_form_that_does_not_exist_is_an_error(qapp):
    with pytest.raises(FileNotFoundError):
        binding.load("no_such_form.ui")


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (QLineEdit, "José María"),
        (QPlainTextEdit, "two\nlines"),
        (QCheckBox, True),
        (QSpinBox, 7),
        (DateField, date(1985, 3, 14)),
    ],
)
def test_that_a_value_comes_back_as_it_went_in(qtbot, make, value):
    widget = make()
    qtbot.addWidget(widget)
    binding.set_value(widget, value)
    assert binding.value_of(widget) == value


def test_that_outer_and_doubled_spaces_are_left_out_of_a_line_but_never_of_a_passphrase(qtbot):
    line, secret = QLineEdit("  Ana   Berg "), PassphraseField()
    qtbot.addWidget(line)
    qtbot.addWidget(secret)
    secret.setText(" two  words ")
    assert binding.value_of(line) == "Ana Berg"
    assert secret.secret() == " two  words "


def test_that_a_widget_without_a_value_is_refused(qtbot):
    widget: QWidget = QLabel("text")
    qtbot.addWidget(widget)
    with pytest.raises(TypeError, match="no value goes into QLabel"):
        binding.set_value(widget, 1)
    with pytest.raises(TypeError, match="no value comes from QLabel"):
        binding.value_of(widget)
