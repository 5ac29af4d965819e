"""`manage create_staff`: one account with roles in one clinic. The password is made here and printed once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinics.domain.memberships import add_known
from clinics.domain.staffing import BadAccountError, add_staff, new_password
from clinics.models import Clinic
from clinics.states import Role
from core import clock
from core.audit import COMMAND


class Command(BaseCommand):
    """For the people of a clinic that exists; `create_admin` makes the first clinic too."""

    help = "Add a member of staff to a clinic and print a password for them, once; or give an account that is there a place in it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Roles may be named several times."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--clinic", metavar="SLUG", required=True)
        parser.add_argument("--role", action="append", choices=Role.values, required=True, help="may be given several times")
        parser.add_argument("--spanish", action="store_true", help="they speak Spanish with people")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the account."""
        clinic = Clinic.objects.filter(slug=options["clinic"]).first()
        if clinic is None:
            raise CommandError("There is no clinic with this slug.")
        password = new_password()
        common: dict[str, Any] = {"actor": COMMAND, "now": clock.now()}
        try:
            if add_known(email=options["email"], clinic_id=clinic.id, roles=options["role"], **common):
                self.stderr.write(
                    "There is an account with this address already; its password stays as it is. They have these roles here, too."
                )
                return
            add_staff(
                email=options["email"],
                name=options["name"],
                roles={clinic.id: options["role"]},
                password=password,
                languages=["en", "es"] if options["spanish"] else ["en"],
                **common,
            )
        except BadAccountError as error:
            raise CommandError(str(error)) from None
        self.stderr.write("The account is made. This password is shown once:")
        self.stdout.write(password)
