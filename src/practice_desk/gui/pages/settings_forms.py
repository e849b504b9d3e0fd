"""The settings' forms as typed Python."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from practice_desk.gui.binding import Form
from practice_desk.gui.widgets.passphrase_field import PassphraseField


class ClinicSettingsForm(Form):
    """``ui/clinic_settings.ui``."""

    ui = "clinic_settings.ui"
    name: QLineEdit
    address_line: QLineEdit
    city: QLineEdit
    state: QLineEdit
    postal_code: QLineEdit
    phone: QLineEdit
    fax: QLineEdit
    email: QLineEdit
    problem: QLabel
    save_button: QPushButton


class AccountSettingsForm(Form):
    """``ui/account_settings.ui``."""

    ui = "account_settings.ui"
    account_line: QLabel
    given_name: QLineEdit
    family_name: QLineEdit
    credentials: QLineEdit
    npi: QLineEdit
    npi_hint: QLabel
    problem: QLabel
    save_button: QPushButton


class PassphraseSettingsForm(Form):
    """``ui/passphrase_settings.ui``."""

    ui = "passphrase_settings.ui"
    old_passphrase: PassphraseField
    passphrase: PassphraseField
    passphrase_again: PassphraseField
    advice: QLabel
    problem: QLabel
    change_button: QPushButton


class ComputerSettingsForm(Form):
    """``ui/computer_settings.ui``."""

    ui = "computer_settings.ui"
    look_system: QRadioButton
    look_light: QRadioButton
    look_dark: QRadioButton
    idle_minutes: QSpinBox
    tell_news: QCheckBox
    tray: QCheckBox
    tray_missing: QLabel
    workstation_sentence: QLabel
    workstation_controls: QWidget
    workstation_passphrase: PassphraseField
    workstation_problem: QLabel
    workstation_button: QPushButton
