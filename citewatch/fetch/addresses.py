"""IP address → why it must not be connected to, or None.

From the IANA special-purpose registries, stricter than `is_global` and `is_private`, which let relays to inner
networks through: https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

_CLOSED_V4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), words)
    for network, words in (
        ("0.0.0.0/8", "this machine"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a provider's inner network"),  # also Alibaba's metadata, 100.100.100.200
        ("127.0.0.0/8", "this machine"),
        ("168.63.129.16/32", "a cloud's inner service"),  # Azure; looks public
        ("169.254.0.0/16", "a link-local address"),  # also the metadata of most clouds
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "a protocol's own address"),  # also Oracle's metadata, 192.0.0.192
        ("192.0.2.0/24", "an address for documentation"),
        ("192.88.99.0/24", "a relay into other networks"),
        ("192.168.0.0/16", "a private network"),
        ("198.18.0.0/15", "an address for measurements"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)

# The only part of IPv6 that is given out: outside lie loopback, mapped, NAT64, unique local, link-local, multicast.
_OPEN_V6 = IPv6Network("2000::/3")

_CLOSED_V6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), words)
    for network, words in (
        ("2001::/23", "a protocol's own address"),  # Teredo, benchmarks, ORCHID
        ("2001:db8::/32", "an address for documentation"),
        ("2002::/16", "a relay into other networks"),  # 6to4 holds any IPv4 address
        ("3fff::/20", "an address for documentation"),
    )
)


def closed(address: Address) -> str | None:
    """What kind of address it is when it must not be connected to."""
    words = _closed_v4(address) if isinstance(address, IPv4Address) else _closed_v6(address)
    return words or (None if address.is_global else "an address outside the public network")


def _closed_v4(address: IPv4Address) -> str | None:
    return next((words for network, words in _CLOSED_V4 if address in network), None)


def _closed_v6(address: IPv6Address) -> str | None:
    if address not in _OPEN_V6:
        return "an address outside the public network"
    return next((words for network, words in _CLOSED_V6 if address in network), None)
