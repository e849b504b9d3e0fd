"""`practice-desk clinic create DIR` and `practice-desk clinic change-key`."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from practice_desk.app.commands.console import (
    add_common_options,
    ask_secret,
    console_progress,
    say,
)


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("clinic", help="create a clinic, or change its key")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    create = verbs.add_parser("create", help="create an encrypted clinic in a new folder")
    create.add_argument("folder", type=Path, metavar="DIR")
    create.add_argument("--name", required=True, help="the clinic's name, for its letterhead")
    create.add_argument("--given-name", default="", help="the first person's given name")
    create.add_argument("--family-name", default="", help="and family name (else the user name)")
    create.add_argument("--credentials", default="", help="such as MD or PMHNP")
    create.add_argument("--npi", default="")
    create.add_argument("--phone", default="", help="callback number for letters")
    add_common_options(create, top=False)
    create.set_defaults(run=run)
    change = verbs.add_parser(
        "change-key", help="encrypt everything under a new key, so that copies of the old open none"
    )
    change.add_argument(
        "--remove-earlier",
        action="store_true",
        help="also remove earlier states kept from restores, which the old key would open",
    )
    change.add_argument(
        "--without-damaged", action="store_true", help="leave documents behind that can't be read"
    )
    add_common_options(change, top=False)
    change.set_defaults(run=change_key)


def run(options: Namespace) -> int:
    """Create the clinic and show its recovery code, once."""
    from practice_desk.domain.clinic import ClinicProfile
    from practice_desk.services.start_up import NewClinic, create_clinic

    user = options.user or getpass.getuser()
    request = NewClinic(
        clinic=ClinicProfile(options.name, phone=options.phone),
        user_name=user,
        given_name=options.given_name,
        family_name=options.family_name or user,
        passphrase=ask_secret(options, f"New passphrase for {user}", twice=True),
        credentials=options.credentials,
        npi=options.npi,
    )
    created = create_clinic(options.folder, request)
    created.clinic.close()
    code = created.recovery_code.text
    lines = [
        f"Created the clinic “{options.name}”.",
        "",
        "Recovery code, shown this once. Write it down and lock it away:",
        f"    {code}",
    ]
    say(options, lines, {"clinic": str(options.folder), "user": user, "recovery_code": code})
    return 0


def change_key(options: Namespace) -> int:
    """Change the clinic's key and say what holds now."""
    from practice_desk.app.commands.opening import unlock
    from practice_desk.services.rotation import rotate_data_key

    clinic = unlock(options)
    try:
        changed = rotate_data_key(
            clinic,
            console_progress(options),
            remove_earlier=options.remove_earlier,
            without_damaged=options.without_damaged,
        )
    finally:
        clinic.close()
    lines = [f"All records and {changed.documents:,} documents are under a new key."]
    if changed.lost_documents:
        lines.append(f"{changed.lost_documents:,} documents could not be read, before already.")
    if changed.under_old_key:
        names = ", ".join(changed.under_old_key)
        lines.append(f"Earlier states stay under an old key: {names}. Remove: --remove-earlier.")
    if not changed.complete:
        lines.append("Something under the old key goes when the clinic is opened next.")
    lines.append("Backups and copies made before keep the old key. Back up now.")
    plain = {
        "changed_at": changed.at.isoformat(timespec="seconds"),
        "documents": changed.documents,
        "lost_documents": changed.lost_documents,
        "under_old_key": list(changed.under_old_key),
        "complete": changed.complete,
    }
    say(options, lines, plain)
    return 0
