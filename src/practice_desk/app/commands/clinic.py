"""`practice-desk clinic create DIR`."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from practice_desk.app.commands.console import add_common_options, ask_secret, say


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("clinic", help="create a clinic")
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
