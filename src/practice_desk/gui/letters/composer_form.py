"""The form of the composer of letters."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from practice_desk.gui.dialogs.letter_dialog import LetterForm
from practice_desk.gui.letters.answer_fields import AnswerFields
from practice_desk.gui.letters.item_lists import ItemLists
from practice_desk.gui.widgets.note_edit import NoteEdit


class ComposerForm(LetterForm):
    """`ui/letter_composer.ui`."""

    ui = "letter_composer.ui"
    scroll: QScrollArea
    choices: QWidget
    kind_label: QLabel
    kind: QComboBox
    hint: QLabel
    items: ItemLists
    show_told: QCheckBox
    recipient_label: QLabel
    recipient: QComboBox
    recipient_text: QLabel
    typed_place: QWidget
    typed_name: QLineEdit
    typed_address: NoteEdit
    typed_phone: QLineEdit
    typed_fax: QLineEdit
    copies: QWidget
    urgency_label: QLabel
    urgency: QComboBox
    language_label: QLabel
    language: QComboBox
    answers: AnswerFields
    passages_place: QWidget
    cover_label: QLabel
    cover: QComboBox
    missing_frame: QFrame
    missing: QLabel
    fix_it: QPushButton
