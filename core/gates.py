"""The access registry: every URL says, in one row, who may come in and by which methods. No row, no page."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.urls import ResolverMatch


class Access(StrEnum):
    """What kind of door a URL is."""

    PUBLIC = "public"
    LINK = "link"
    WEBHOOK = "webhook"
    SITE_KEY = "site_key"
    API_KEY = "api_key"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"
    STAFF = "staff"
    HEALTH = "health"
    STATIC = "static"


# Doors whose answers depend on nothing a browser remembers: no session, no user, no cookie, no CSRF token.
# What they trust instead is in the request itself (a token in the path, a signature, a key).
COOKIELESS = frozenset({Access.PUBLIC, Access.LINK, Access.WEBHOOK, Access.SITE_KEY, Access.API_KEY, Access.HEALTH, Access.STATIC})
ON_LINK_HOST = frozenset({Access.PUBLIC, Access.LINK, Access.SITE_KEY})
ON_DESK_HOST = frozenset({Access.STAFF, Access.SIGN_IN, Access.SECOND_FACTOR})
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
# Doors behind which somebody is signed in, who can be asked to prove it again.
SIGNED_IN = frozenset({Access.STAFF, Access.SECOND_FACTOR})


@dataclass(frozen=True)
class Gate:
    """One row of the registry. Empty `roles` lets every role in; GET brings HEAD and OPTIONS with it.

    `step_up` names the methods that need a fresh proof: signed in, or asked again, within ten minutes. Without it the
    answer is 403 with a page that asks and then goes on with what was sent (a GET is led to a page that asks, by 302).
    """

    access: Access
    methods: frozenset[str]
    roles: frozenset[str] = frozenset()
    step_up: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.methods or not self.methods <= METHODS:
            raise ValueError(f"A gate needs methods out of {', '.join(sorted(METHODS))}.")
        if self.roles and self.access is not Access.STAFF:
            raise ValueError("Only a staff gate has roles.")
        if not self.step_up <= self.methods or (self.step_up and self.access not in SIGNED_IN):
            raise ValueError("A fresh proof can be asked of signed-in staff only, for methods of the gate.")

    @property
    def allowed_methods(self) -> frozenset[str]:
        """The methods to let through."""
        return self.methods | {"HEAD", "OPTIONS"} if "GET" in self.methods else self.methods | {"OPTIONS"}

    def needs_fresh_proof(self, method: str | None) -> bool:
        """Whether this method opens only to somebody who proved a short while ago that it is them."""
        return ("GET" if method == "HEAD" else method) in self.step_up

    @property
    def is_cookieless(self) -> bool:
        """Whether session, user and cookies are out of bounds here."""
        return self.access in COOKIELESS


def public(*methods: str) -> Gate:
    """A page for anybody."""
    return Gate(Access.PUBLIC, frozenset(methods))


def link(*methods: str) -> Gate:
    """A page behind a token in its path."""
    return Gate(Access.LINK, frozenset(methods))


def webhook(*methods: str) -> Gate:
    """A receiver of signed messages from a provider."""
    return Gate(Access.WEBHOOK, frozenset(methods))


def site_key(*methods: str) -> Gate:
    """A door for the clinic's own website."""
    return Gate(Access.SITE_KEY, frozenset(methods))


def api_key(*methods: str) -> Gate:
    """A door for the clinic's own programs."""
    return Gate(Access.API_KEY, frozenset(methods))


def sign_in(*methods: str) -> Gate:
    """A page of signing in or out: session yes, nobody known yet."""
    return Gate(Access.SIGN_IN, frozenset(methods))


def second_factor(*methods: str, step_up: tuple[str, ...] = ()) -> Gate:
    """A page for somebody whose password was right and whose second factor is still to come."""
    return Gate(Access.SECOND_FACTOR, frozenset(methods), step_up=frozenset(step_up))


def staff(*methods: str, roles: tuple[str, ...] = (), step_up: tuple[str, ...] = ()) -> Gate:
    """A page for signed-in staff, with one of `roles` if any are named, and a fresh proof for the methods in `step_up`."""
    return Gate(Access.STAFF, frozenset(methods), frozenset(roles), frozenset(step_up))


def health(*methods: str) -> Gate:
    """A page for the machine that watches us."""
    return Gate(Access.HEALTH, frozenset(methods))


def static(*methods: str) -> Gate:
    """Files without data."""
    return Gate(Access.STATIC, frozenset(methods))


class Registry:
    """All gates by URL name ("public:start")."""

    def __init__(self) -> None:
        self._gates: dict[str, Gate] = {}

    def declare(self, gates: Mapping[str, Gate]) -> None:
        """Add an app's gates; raises ValueError when a name has a gate already."""
        taken = sorted(self._gates.keys() & gates.keys())
        if taken:
            raise ValueError(f"These URL names have a gate already: {', '.join(taken)}")
        self._gates.update(gates)

    def gate_for(self, match: ResolverMatch | None) -> Gate | None:
        """The gate of a resolved URL; None when it has no name or nobody declared it."""
        return self._gates.get(match.view_name) if match and match.url_name else None

    def names(self) -> frozenset[str]:
        """Every declared URL name."""
        return frozenset(self._gates)

    def gates(self) -> Mapping[str, Gate]:
        """A copy of the whole registry."""
        return dict(self._gates)


registry = Registry()
