"""`manage create_admin`: the first account of an installation, with the first clinic and its usual queues and texts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from clinics.domain.memberships import add_known
from clinics.domain.settling import TakenNameError, add_clinic
from clinics.domain.staffing import BadAccountError, add_staff, new_password
from clinics.models import Clinic
from clinics.states import Language, Role
from core import clock
from core.audit import COMMAND
from followup.domain.ready_plans.plans import publish_ready_plans
from followup.domain.starting_pages import add_ready_pages
from intake.domain.queueing import add_usual_queues


class Command(BaseCommand):
    """The admin does everything else on the settings pages."""

    help = "Make a clinic (unless it is there) and its admin: a new account, whose password is printed once, or one that is there."

    def add_arguments(self, parser: CommandParser) -> None:
        """The clinic's names can be changed later in its settings."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="of the admin")
        parser.add_argument("--clinic", metavar="SLUG", required=True, help="its part of web addresses: keep it neutral")
        parser.add_argument("--clinic-name", help="public name; needed for a new clinic")
        parser.add_argument("--discreet-name", help="what e-mails and page titles show; the public name if not given")
        parser.add_argument("--time-zone", default="America/New_York")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, all or nothing."""
        password = new_password()
        common: dict[str, Any] = {"actor": COMMAND, "now": clock.now()}
        try:
            with transaction.atomic():
                clinic = Clinic.objects.filter(slug=options["clinic"]).first() or _new_clinic(options)
                is_known = add_known(email=options["email"], clinic_id=clinic.id, roles=[Role.ADMIN], **common)
                if not is_known:
                    add_staff(email=options["email"], name=options["name"], roles={clinic.id: [Role.ADMIN]}, password=password, **common)
        except (BadAccountError, TakenNameError) as error:
            raise CommandError(str(error)) from None
        if is_known:
            self.stderr.write("There is an account with this address already; its password stays as it is. They run this clinic, too.")
            return
        self.stderr.write("The account is made. At the first sign-in it asks for an authenticator app. This password is shown once:")
        self.stdout.write(password)


def _new_clinic(options: dict[str, Any]) -> Clinic:
    if not options["clinic_name"]:
        raise CommandError("There is no clinic with this slug. Give --clinic-name to make it.")
    now = clock.now()
    clinic = add_clinic(
        slug=options["clinic"],
        public_name=options["clinic_name"],
        discreet_name=options["discreet_name"] or options["clinic_name"][:60],
        time_zone=options["time_zone"],
        languages=list(Language.values),
        actor=COMMAND,
        now=now,
    )
    add_usual_queues(clinic=clinic, staff=None, now=now)
    publish_ready_plans(clinic=clinic, now=now)
    add_ready_pages(clinic=clinic, now=now)
    return clinic
