"""Drawing up a consent: what is agreed to, until when, in which language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from practice_desk.domain.consent import (
    PROVISIONS,
    Assent,
    Consent,
    ConsentCategory,
    Language,
    MedicationConsent,
    Part2Consent,
    Provision,
    ReleaseConsent,
)
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.gui.binding import set_value, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.consent_forms import (
    FORMS,
    TITLES,
    AgreementConsentForm,
    MedicationConsentForm,
    Part2ConsentForm,
    ReleaseConsentForm,
    TelehealthConsentForm,
    TreatmentConsentForm,
)
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.consent_recipients import DirectoryEntry, recipients_by_name
from practice_desk.gui.models.consent_view import ASSENTS, LABELS, LANGUAGES, NOUNS
from practice_desk.letters.consent_wording import law_of
from practice_desk.services.charts import Chart
from practice_desk.services.consents import draw_up_consent
from practice_desk.services.directory import list_organizations, list_practitioners
from practice_desk.services.patients import Saved

EVERYBODY = (
    "My treating providers, health plans, third-party payers, and people helping to operate this"
    " program"
)
"""The words of 42 CFR 2.31(a)(4)(i)."""
CARE = "Treatment, payment, and health care operations"
_SERVICES = "Visits, talking therapy and medication for mental health."
_VIDEO = "By video, or by telephone where video does not work."
_BREAKS = "Call 911. If the connection breaks, we call you back within five minutes."
_NO_END = "none"
_IN_SPANISH = {
    EVERYBODY: (
        "Quienes me atienden, los planes de salud, los terceros que pagan y las personas que ayudan"
        " a operar este programa"
    ),
    CARE: "Tratamiento, pago y operaciones de atención médica",
    _SERVICES: "Visitas, terapia de conversación y medicinas para la salud mental.",
    _VIDEO: "Por video, o por teléfono si el video no funciona.",
    _BREAKS: "Llame al 911. Si se corta la conexión, le llamamos en menos de cinco minutos.",
    _NO_END: "ninguno",
}
"""What is filled in, in the language of the form."""
_IN_ENGLISH = {spanish: english for english, spanish in _IN_SPANISH.items()}
_NOT_COUNTED = frozenset(
    {"discloser", "recipient_organization_id", "recipient_practitioner_id", "medication_id"}
)
_IN_USE = (PlanStatus.ACTIVE, PlanStatus.PLANNED, PlanStatus.ON_HOLD)


class ConsentDialog(ChartDialog):
    """The form of one kind of consent, blank or, to replace *former*, as that one was."""

    draft_kind: ClassVar[str] = "consent"

    def __init__(
        self,
        context: AppContext,
        chart: Chart,
        category: ConsentCategory,
        parent: QWidget | None,
        former: Consent | None = None,
    ) -> None:
        self.form = form = FORMS[category]()
        super().__init__(context, form, TITLES[category], chart.patient, parent)
        self._chart, self._category, self._former = chart, category, former
        self._directory: dict[str, DirectoryEntry] = {}
        form.law.setText(law_of(category))
        _offer(form.language, LANGUAGES)
        spanish = chart.patient.language.casefold().startswith(("spa", "esp", "es"))
        set_value(form.language, Language.SPANISH if spanish else Language.ENGLISH)
        self._fill_choices()
        if former is None:
            self._suggest()
        else:
            self._show(former)
        self._translate()
        form.language.currentIndexChanged.connect(self._translate)
        getattr(form, _FIRST[category]).setFocus()
        self._make_room()  # for what the law says, which is some lines
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which kind of consent this is, and what it replaces."""
        former = None if self._former is None else self._former.id
        return {"category": str(self._category), "replaces": former}

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps what stands in the form."""
        form, clinic = self.form, self.context.clinic
        when = getattr(form, "expires_when", None)
        value = Consent(
            self._chart.patient.id or 0,
            self._provision(),
            clinic.now(),
            "",
            Language(value_of(form.language)),
            form.expires_on.value(),
            "" if when is None else value_of(when),
            None if self._former is None else self._former.id,
        )
        if isinstance(form, MedicationConsentForm) and form.assent.currentIndex() < 0:
            return _no_assent
        return lambda: draw_up_consent(clinic, value)

    def _provision(self) -> Provision:
        made = PROVISIONS[self._category]
        values: dict[str, Any] = {}
        for each in fields(made):
            widget = getattr(self.form, each.name, None)
            if each.name in _NOT_COUNTED or widget is None:
                continue
            values[each.name] = _read(each.name, widget)
        if made in (ReleaseConsent, Part2Consent):
            values |= self._bound(values["recipient"])
        if made is MedicationConsent:
            values["medication_id"] = self._medication_id(values["medication"])
            values["assent"] = Assent(values["assent"] or Assent.NOT_NEEDED)
        return made(**values)

    def _medication_id(self, name: str) -> int | None:
        named = (item.medication for item in self._chart.plan if item.medication.name == name)
        return next((medication.id for medication in named), None)

    def _bound(self, name: str) -> dict[str, int | None]:
        """Return which entry of the directory is meant, so that no other of the name gets it."""
        entry, former = self._on_team(name) or self._directory.get(name), self._former
        told = None if former is None else former.provision
        if entry is not None:
            number = (entry.organization_id, entry.practitioner_id)
        elif isinstance(told, ReleaseConsent | Part2Consent) and told.recipient == name:
            number = (told.recipient_organization_id, told.recipient_practitioner_id)
        else:
            number = (None, None)
        return dict(
            zip(("recipient_organization_id", "recipient_practitioner_id"), number, strict=True)
        )

    def _on_team(self, name: str) -> DirectoryEntry | None:
        """Return whom of the care team a name means, though others may have the same."""
        team = self._chart.care_team
        if team.pharmacy is not None and team.pharmacy.name == name:
            return DirectoryEntry(team.pharmacy.id)
        if team.primary_care is not None and team.primary_care.display_name == name:
            return DirectoryEntry(None, team.primary_care.id)
        return None

    def _offer_directory(self, combo: QComboBox) -> None:
        """Offer everybody of the directory, once they are read, after those of the care team."""
        clinic = self.context.clinic

        def found(entries: dict[str, DirectoryEntry]) -> None:
            self._directory = entries
            typed = combo.currentText()
            known = {combo.itemText(row) for row in range(combo.count())}
            combo.addItems([name for name in entries if name not in known])
            _write(combo, typed)

        self.context.tasks.run(
            lambda: recipients_by_name(list_organizations(clinic), list_practitioners(clinic)),
            done=found,
            parent=self,
        )

    def _fill_choices(self) -> None:
        form, team = self.form, self._chart.care_team
        others = [each.display_name for each in (team.primary_care,) if each is not None]
        pharmacies = [] if team.pharmacy is None else [team.pharmacy.name]
        if isinstance(form, MedicationConsentForm):
            _names(form.medication, [item.medication.name for item in self._in_use()])
            _offer(form.assent, ASSENTS)
            is_minor = self._chart.patient.is_minor(self.context.today())
            form.assent.setPlaceholderText("Choose…")
            form.assent.setCurrentIndex(-1 if is_minor else 0)
        elif isinstance(form, ReleaseConsentForm | Part2ConsentForm):
            _names(form.recipient, [*pharmacies, *others])
            self._offer_directory(form.recipient)
            _fill(form.nouns, NOUNS)
        elif isinstance(form, AgreementConsentForm):
            _names(form.pharmacy, pharmacies)
        if isinstance(form, ReleaseConsentForm):
            offered = {k: v for k, v in LABELS.items() if k is not SensitivityLabel.PART2}
            _fill(form.labels, offered)
        if isinstance(form, Part2ConsentForm):
            form.for_care.toggled.connect(self._widen)

    def _suggest(self) -> None:
        """Fill in what is usually so; nothing that the patient has to be told."""
        form, today = self.form, self.context.today()
        if isinstance(form, TreatmentConsentForm):
            form.services.setPlainText(_SERVICES)
        elif isinstance(form, TelehealthConsentForm):
            form.how.setPlainText(_VIDEO)
            form.emergency.setPlainText(_BREAKS)
        elif isinstance(form, Part2ConsentForm):
            form.for_care.setChecked(True)
        elif isinstance(form, AgreementConsentForm):
            controlled = [i.medication.name for i in self._in_use() if i.medication.schedule]
            form.medications.setPlainText(", ".join(controlled))
            form.pharmacy.setCurrentIndex(0 if form.pharmacy.count() else -1)
            form.expires_on.set_value(today.replace(year=today.year + 1, day=min(today.day, 28)))
        if isinstance(form, MedicationConsentForm):
            form.medication.currentTextChanged.connect(self._take_indication)

    def _take_indication(self, name: str) -> None:
        form = self.form
        item = next((i for i in self._chart.plan if i.medication.name == name), None)
        if isinstance(form, MedicationConsentForm) and item is not None:
            form.purpose.setText(item.medication.indication)

    def _translate(self) -> None:
        """Put what was filled in into the language of the form, as far as nobody changed it."""
        form = self.form
        spanish = value_of(form.language) == Language.SPANISH
        words = _IN_SPANISH if spanish else _IN_ENGLISH
        for each in fields(PROVISIONS[self._category]):
            widget = getattr(form, each.name, None)
            if isinstance(widget, QPlainTextEdit) and widget.toPlainText() in words:
                widget.setPlainText(words[widget.toPlainText()])
            elif isinstance(widget, QLineEdit) and widget.text() in words:
                widget.setText(words[widget.text()])
            elif isinstance(widget, QComboBox) and widget.currentText() in words:
                _write(widget, words[widget.currentText()])
        when = getattr(form, "expires_when", None)
        if isinstance(when, QLineEdit) and when.text() in words:
            when.setText(words[when.text()])

    def _widen(self, for_care: bool) -> None:
        """Write the law's own words where one consent is for all care, and take them away again."""
        form = self.form
        assert isinstance(form, Part2ConsentForm)
        for widget, words in ((form.purpose, CARE), (form.expires_when, _NO_END)):
            if for_care and not widget.text():
                widget.setText(words)
            elif not for_care and widget.text() in (words, _IN_SPANISH[words]):
                widget.clear()
        text = form.recipient.currentText()
        if for_care and not text:
            _write(form.recipient, EVERYBODY)
        elif not for_care and text in (EVERYBODY, _IN_SPANISH[EVERYBODY]):
            form.recipient.setEditText("")
        self._translate()

    def _show(self, former: Consent) -> None:
        for each in fields(former.provision):
            widget, value = (
                getattr(self.form, each.name, None),
                getattr(former.provision, each.name),
            )
            if isinstance(widget, QListWidget):
                _tick(widget, value)
            elif isinstance(widget, QComboBox) and widget.isEditable():
                widget.setEditText(value)
            elif widget is not None:
                set_value(widget, value)
        set_value(self.form.language, former.language)
        when = getattr(self.form, "expires_when", None)
        if when is not None:
            when.setText(former.expires_when)

    def _in_use(self) -> list[PlanItem]:
        return [item for item in self._chart.plan if item.status in _IN_USE]


_FIRST = {
    ConsentCategory.TREATMENT: "services",
    ConsentCategory.MEDICATION: "medication",
    ConsentCategory.RELEASE: "recipient",
    ConsentCategory.PART2: "what",  # to whom is filled in
    ConsentCategory.TELEHEALTH: "how",
    ConsentCategory.AGREEMENT: "medications",
}
_ENUMS: dict[str, type[RecordNoun] | type[SensitivityLabel]] = {
    "nouns": RecordNoun,
    "labels": SensitivityLabel,
}


def _read(name: str, widget: QWidget) -> object:
    if isinstance(widget, QListWidget):
        return tuple(_ENUMS[name](each) for each in ticked(widget))
    if isinstance(widget, QComboBox) and widget.isEditable():
        return " ".join(widget.currentText().split())
    value: object = value_of(widget)
    return value


def ticked(listing: QListWidget) -> list[str]:
    """Return the data of what is ticked in a list."""
    items = (listing.item(row) for row in range(listing.count()))
    on = (item for item in items if item.checkState() is Qt.CheckState.Checked)
    return [str(item.data(Qt.ItemDataRole.UserRole)) for item in on]


def _tick(listing: QListWidget, values: Iterable[str]) -> None:
    wanted = set(map(str, values))
    for row in range(listing.count()):
        item = listing.item(row)
        on = str(item.data(Qt.ItemDataRole.UserRole)) in wanted
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def _fill(listing: QListWidget, words: Mapping[Any, str]) -> None:
    for value, text in words.items():
        item = QListWidgetItem(text, listing)
        item.setData(Qt.ItemDataRole.UserRole, str(value))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
    listing.setCurrentRow(0)


def _offer(combo: QComboBox, words: dict[Any, str]) -> None:
    for value, text in words.items():
        combo.addItem(text, value)


def _names(combo: QComboBox, names: list[str]) -> None:
    combo.addItems(list(dict.fromkeys(names)))
    combo.setCurrentIndex(-1)


def _write(combo: QComboBox, text: str) -> None:
    """Write *text* into the field, to be read from its beginning."""
    combo.setEditText(text)
    if (edit := combo.lineEdit()) is not None:
        edit.setCursorPosition(0)


def _no_assent() -> Saved:
    raise Invalid((Problem("assent", "Say whether the young person agrees too."),))
