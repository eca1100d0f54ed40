"""Where a request comes from: the client's address, told by a proxy only where that proxy is ours."""

import ipaddress

from aiohttp import web

from shared.web.keys import SITE

NETWORK_OF_IPV6 = 64
"""Bits: what one household or office has, and can change at will."""
UNKNOWN = "unknown"


def source_of(request: web.Request) -> str:
    """The last address that a trusted proxy was reached from; the peer's own where it is no such proxy."""
    trusted = request.config_dict[SITE].settings.trusted_proxies
    told = [part.strip() for line in request.headers.getall("X-Forwarded-For", []) for part in line.split(",")]
    way = [*told, request.remote or ""]
    for place in reversed(way):
        address = address_of(place)
        if address is None:
            return UNKNOWN
        if not any(address in network for network in trusted):
            return named(address)
    return named(address_of(way[0])) if way else UNKNOWN


def address_of(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def named(address: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> str:
    if address is None:
        return UNKNOWN
    if address.version == 4:  # noqa: PLR2004  IPv4
        return str(address)
    return str(ipaddress.ip_network((address, NETWORK_OF_IPV6), strict=False))
