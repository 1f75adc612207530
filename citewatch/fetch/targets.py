"""An address as someone wrote it → a URL that may be asked for."""

from ipaddress import ip_address

import httpx

from citewatch.fetch.addresses import closed
from citewatch.fetch.failures import FetchError
from citewatch.model import FailureKind

_PORTS = {None, 80, 443}


def target(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """The address, absolute and without fragment. Raises: FetchError, when it must not be asked for."""
    try:
        url = base.join(address) if base else httpx.URL(address)
        url = url.copy_with(fragment=None)
        fault = _fault(url)  # also a host that only looks well can be none
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise FetchError(FailureKind.FORBIDDEN, f"not an address that can be asked for: {error}") from error
    if fault:
        raise FetchError(FailureKind.FORBIDDEN, fault)
    return url


def _fault(url: httpx.URL) -> str | None:
    if url.scheme not in ("http", "https"):
        return f"only http and https are asked for, not {url.scheme or 'an address without a scheme'}"
    if not url.host:
        return "the address has no host"
    if url.userinfo:
        return "the address holds a user name or password"
    if url.port not in _PORTS:
        return f"only ports 80 and 443 are asked, not {url.port}"
    return _closed_literal(url.host)


def _closed_literal(host: str) -> str | None:
    try:
        words = closed(ip_address(host))
    except ValueError:
        return None
    return f"{host} is {words}" if words else None
