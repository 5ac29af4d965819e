"""One spelling for the address somebody comes from, so that a limit counts a household and never everybody at once."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

_PORT = re.compile(r"\[(.+)\](?::\d+)?|([^:]+):\d+")


def plain_address(text: str) -> str:
    """The address without a port, and an IPv4 address as such where a server or proxy wrote it into IPv6 ("::ffff:192.0.2.1").

    Those would all be one network of 64 bits. What is no address stays as it is.
    """
    bare = text.strip()
    with_port = _PORT.fullmatch(bare)
    found = _read((with_port[1] or with_port[2]) if with_port else bare)
    if found is None:
        return bare
    return str(found.ipv4_mapped or found) if isinstance(found, IPv6Address) else str(found)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
