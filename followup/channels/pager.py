"""Pager: one signed post to an address an admin typed in, which must not be a way into the clinic's own network."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import certifi
import urllib3
from django.conf import settings

from followup.domain.paging import PagerAnswer

# Seconds for connecting, and for each wait for an answer.
TIMEOUT = 5.0
_AGENT = "Threshold/1"


class RefusedAddressError(ValueError):
    """This address must not be posted to; the message says why."""


@dataclass(frozen=True)
class _Target:
    """A checked address: the host that was asked for and the number it stands for now."""

    parts: SplitResult
    address: str
    port: int


class HttpPager:
    """Posts over HTTPS to public addresses only; in local and test mode also over HTTP and to this machine.

    The name is looked up once and the connection goes to the very number that was checked, so a name that changes its
    number in between reaches nothing else.
    """

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> PagerAnswer:
        """One post without redirects. The answer's body is not read."""
        try:
            target = checked_target(url)
            with _pool(target) as pool:
                answer = pool.urlopen(
                    "POST",
                    _path(target.parts),
                    body=body,
                    headers={**headers, "Host": target.parts.netloc.rpartition("@")[2], "User-Agent": _AGENT},
                    redirect=False,
                    retries=False,
                    preload_content=False,
                )
                status = int(answer.status)
                answer.close()
        except (RefusedAddressError, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return PagerAnswer(status=0, error=type(error).__name__)
        return PagerAnswer(status=status)


def check_url(url: str) -> None:
    """Raise RefusedAddressError, with a sentence for an admin, when an address must not be a pager's."""
    checked_target(url)


def checked_target(url: str) -> _Target:
    """Take the address apart and look its host up; raises RefusedAddressError."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise RefusedAddressError("This is not an address.") from None
    if parts.scheme != "https" and not (settings.LOCAL and parts.scheme == "http"):
        raise RefusedAddressError("The address must start with https://.")
    if not parts.hostname or parts.username is not None:
        raise RefusedAddressError("The address needs a host and must not hold a user name.")
    return _Target(parts, _public_number(parts.hostname, port), port)


def _public_number(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise RefusedAddressError("The host is not known.") from None
    numbers = [str(entry[4][0]) for entry in found]
    if not settings.LOCAL and not all(is_public(number) for number in numbers):
        raise RefusedAddressError("The host is in a private network.")
    return numbers[0]


def is_public(number: str) -> bool:
    """Whether an IP address is reachable for everybody: not private, loopback, link-local, or one of these in disguise."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner:
            return inner.is_global
    return address.is_global and not address.is_multicast


def _pool(target: _Target) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=TIMEOUT, read=TIMEOUT)
    if target.parts.scheme == "http":
        return urllib3.HTTPConnectionPool(target.address, target.port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        target.address,
        target.port,
        timeout=timeout,
        server_hostname=target.parts.hostname,
        assert_hostname=target.parts.hostname,
        cert_reqs="CERT_REQUIRED",
        ca_certs=certifi.where(),
    )


def _path(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path
