"""Everybody who may stand at a door."""

from django.test import Client

from clinics.models import Staff
from tests.access.asking import Visitor
from tests.access.world import ROLES, World
from tests.desk.accounts import give_authenticator, make_account, sign_in

ANONYMOUS = Visitor("anonymous", {}, {})


def all_visitors(world: World) -> list[Visitor]:
    """Strangers, people half way in, every role in its own clinic and in the other, and people of both."""
    oak, river = world.oak, world.river
    return [
        ANONYMOUS,
        # Nothing but what is in the request itself opens a link, a webhook or an API: signatures of nobody open nothing else.
        Visitor("link holder", {}, {}, headers={"Referer": "https://mail.example/"}),
        Visitor("webhook caller", {}, {}, headers={"X-Signature": "t=1,v1=00", "Authorization": "Bearer never-given"}),
        _password_given(world),
        _second_factor_missing(world),
        _disabled(world),
        *(_signed_in(f"{role} of the clinic", oak.staff[role], {"oak": frozenset({role})}) for role in ROLES),
        *(_signed_in(f"{role} of the other clinic", river.staff[role], {"river": frozenset({role})}) for role in ROLES),
        *(_signed_in(name, one, _roles_of(one)) for name, one in world.both.items()),
    ]


def _roles_of(staff: Staff) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for slug, role in staff.memberships.values_list("clinic__slug", "role"):
        found.setdefault(slug, set()).add(role)
    return {slug: frozenset(roles) for slug, roles in found.items()}


def _cookies_of(staff: Staff, *, has_passed: bool) -> dict[str, str]:
    client = Client()
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    if has_passed:
        session = client.session
        session[Staff.SECOND_FACTOR_MARK] = True
        session.save()
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _signed_in(name: str, staff: Staff, roles: dict[str, frozenset[str]]) -> Visitor:
    return Visitor(name, _cookies_of(staff, has_passed=True), roles, is_signed_in=True)


def _password_given(world: World) -> Visitor:
    """The right password, and the code still to come."""
    staff = make_account(world.oak.clinic, email="half.way@clinic.example", roles=ROLES)
    give_authenticator(staff)
    client = Client()
    assert sign_in(client, email=staff.email).status_code == 302
    return Visitor("password given", {name: morsel.value for name, morsel in client.cookies.items()}, {})


def _second_factor_missing(world: World) -> Visitor:
    """Signed in, with a second factor still to set up."""
    staff = make_account(world.oak.clinic, email="no.factor@clinic.example", roles=ROLES)
    return Visitor("second factor pending", _cookies_of(staff, has_passed=False), _roles_of(staff), is_signed_in=True, is_pending=True)


def _disabled(world: World) -> Visitor:
    """Somebody who left while a browser of theirs was signed in."""
    staff = make_account(world.oak.clinic, email="gone@clinic.example", roles=ROLES)
    cookies = _cookies_of(staff, has_passed=True)
    Staff.objects.filter(id=staff.id).update(is_active=False)
    return Visitor("disabled", cookies, {})
