"""Who gets the letter, and who gets a copy: one choice, somebody typed in, and boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from practice_desk.domain.letter_choice import Addressee
from practice_desk.gui.letters.compose_model import (
    ComposeModel,
    recipient_label,
    typed_addressee,
)
from practice_desk.gui.letters.composer_form import ComposerForm
from practice_desk.services.letter_offering import OfferedRecipient

_TYPED = "typed"
_LONGEST = 200


class RecipientPart:
    """Follows the fields of one form; calls *chosen* after a choice and *typed* while typing."""

    def __init__(
        self, form: ComposerForm, chosen: Callable[[], None], typed: Callable[[], None]
    ) -> None:
        self._form, self._chosen, self._typed = form, chosen, typed
        self._model: ComposeModel | None = None
        self._offered: dict[str, OfferedRecipient] = {}
        self.boxes: list[QCheckBox] = []
        form.typed_place.hide()
        for edit in (form.typed_name, form.typed_phone, form.typed_fax):
            edit.setMaxLength(_LONGEST)
            edit.textChanged.connect(self._take_typed)
        form.typed_address.textChanged.connect(self._take_typed)
        form.recipient.currentIndexChanged.connect(self._take)

    def show(self, model: ComposeModel) -> None:
        """Show what *model* offers, and whom it means."""
        self._model = None  # what the fields tell while they are filled is nobody's choice
        form, recipients = self._form, model.offering.recipients
        names = Counter(each.name for each in recipients)
        form.recipient.clear()
        if model.offering.usual is None:
            form.recipient.addItem("Choose who gets it", None)
        self._offered = {_key(each.addressee): each for each in recipients}
        for key, each in self._offered.items():
            label = recipient_label(each, lambda name: names[name] > 1)
            form.recipient.addItem(label, key)
        if model.may_type_recipient:
            form.recipient.addItem("Somebody else…", _TYPED)
        key = "" if model.addressee is None else _key(model.addressee)
        form.recipient.setCurrentIndex(max(0, form.recipient.findData(key)))
        self._show_copies(model)
        self._model = model
        self._show_lines()

    def _show_copies(self, model: ComposeModel) -> None:
        rows = self._form.copies.layout()
        assert isinstance(rows, QVBoxLayout)  # the form has it
        for box in self.boxes:
            box.hide()
            box.setParent(None)
            box.deleteLater()
        self.boxes = []
        for each in model.offering.copies:
            box = QCheckBox(f"Copy to {each.name} ({each.role})".replace("&", "&&"))
            box.setObjectName(f"copy_{_key(each.addressee)}")
            box.setChecked(each.addressee in model.copies)
            box.toggled.connect(lambda on, to=each.addressee: self._copy(to, on=on))
            self.boxes.append(box)
            rows.addWidget(box)
        self._form.copies.setVisible(bool(self.boxes))

    def _copy(self, to: Addressee, *, on: bool) -> None:
        model = self._model
        if model is not None:
            model.copies = (model.copies | {to}) if on else (model.copies - {to})
            self._chosen()

    def _take(self) -> None:
        form, model = self._form, self._model
        if model is None:
            return
        key = form.recipient.currentData()
        if key == _TYPED:
            self._take_typed()
        else:
            offered = self._offered.get(str(key))
            model.addressee = None if offered is None else offered.addressee
        self._show_lines()
        self._chosen()

    def _take_typed(self) -> None:
        form, model = self._form, self._model
        if model is None or form.recipient.currentData() != _TYPED:
            return
        model.addressee = typed_addressee(
            model.typed_sort,
            form.typed_name.text(),
            form.typed_address.toPlainText(),
            form.typed_phone.text(),
            form.typed_fax.text(),
        )
        self._typed()

    def _show_lines(self) -> None:
        form, model = self._form, self._model
        is_typed = form.recipient.currentData() == _TYPED
        form.typed_place.setVisible(is_typed)
        recipient = None if model is None else model.recipient
        lines = () if recipient is None or is_typed else recipient.lines
        if model is not None:
            for box, each in zip(self.boxes, model.offering.copies, strict=True):
                box.setHidden(each.addressee == model.addressee)  # who gets the letter itself
        form.recipient_text.setText("\n".join(lines))
        form.recipient_text.setVisible(bool(lines))


def _key(to: Addressee) -> str:
    return f"{to.sort.value}-{to.organization_id or 0}-{to.practitioner_id or 0}"
