"""Addresses: one spelling each, and who owns them.

A canonical address is for telling documents apart, never for asking: that is done with the address as written.
"""

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import quote, unquote

import ada_url
from publicsuffixlist import PublicSuffixList

from citewatch import rules

_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f]")
_BLOGSPOT = re.compile(r"^([a-z0-9-]+)\.blogspot\.(?:com?\.)?[a-z]{2,3}$")


def absolute(href: str, base: str | None = None) -> str | None:
    """The http(s) address that a reference means, by the WHATWG URL standard; None when it means none."""
    try:
        url = ada_url.URL(href.strip(), base=base) if base else ada_url.URL(href.strip())
    except ValueError:
        return None
    good = url.protocol in {"http:", "https:"} and url.hostname and not url.username and not url.password
    return str(url.href) if good else None


def canonical(address: str) -> str:
    """One spelling per address: https, ASCII host without `www.`, no default port, fragment, tracker or trailing slash.

    A Blogger post is the same under its country domains and with `m=`. Percent-escapes follow RFC 3986, 6.2.2. Raises: ValueError for what is no http(s) address.
    """
    href = absolute(address)
    if href is None:
        raise ValueError(f"not an http(s) address: {address!r}")
    url = ada_url.URL(href)
    port = f":{url.port}" if url.port else ""
    path = _escapes(url.pathname).rstrip("/") or "/"
    owner = host(href)
    drop = _is_mobile if owner.endswith(".blogspot.com") else _is_tracker
    return f"https://{owner}{port}{path}{_query(url.search, drop)}"


def host(address: str) -> str:
    """The ASCII host of an address, lower-case, without `www.`; Blogger's country domains read as blogspot.com."""
    name = bare_host(ada_url.URL(address).hostname)
    found = _BLOGSPOT.match(name)
    return f"{found[1]}.blogspot.com" if found else name


def bare_host(name: str) -> str:
    return name.lower().rstrip(".").removeprefix("www.")


def ascii_host(name: str) -> str:
    """A host as written in a configuration, in the spelling of `host`. Raises: ValueError."""
    return host(f"https://{name}/")


def registrable(name: str) -> str:
    """The part of a host that its owner registered (public suffix list), or the host itself."""
    return _suffixes().privatesuffix(name) or name


def readable_host(name: str) -> str:
    """A host with punycode undone."""
    return str(ada_url.idna.decode(name)) if "xn--" in name else name


def tail(address: str) -> str:
    """Path and query of an address."""
    url = ada_url.URL(address)
    return str(url.pathname + url.search)


def is_public(name: str) -> bool:
    """Whether a host stands below a suffix that the public suffix list knows, or is reserved for examples (RFC 2606)."""
    suffix = _suffixes().publicsuffix(name, accept_unknown=False)
    return suffix not in {None, name} or name.endswith((".example", ".test"))


def readable(address: str) -> str:
    """An address for people: without scheme, escapes and punycode undone where that is safe."""
    url = ada_url.URL(address)
    rest = url.pathname + url.search
    shown = unquote(rest, errors="strict") if _decodes(rest) else rest
    return bare_host(readable_host(url.hostname)) + ("" if shown == "/" else _UNSEEN.sub("", shown))


def _decodes(tail: str) -> bool:
    try:
        unquote(tail, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def _escapes(part: str) -> str:
    """Escapes of unreserved characters undone, the others in upper case; bare non-ASCII escaped."""

    def one(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16))
        return char if _UNRESERVED.match(char) else found[0].upper()

    return quote(_ESCAPE.sub(one, part), safe="%/:@!$&'()*+,;=~-._?[]|")


def _query(search: str, drop: Callable[[str], bool]) -> str:
    kept = [pair for pair in search.removeprefix("?").split("&") if pair and not drop(pair.split("=")[0])]
    return "?" + _escapes("&".join(kept)) if kept else ""


def _is_mobile(name: str) -> bool:
    """Blogger shows the same post with m=0 and m=1."""
    return name == "m" or _is_tracker(name)


def _is_tracker(name: str) -> bool:
    low = name.lower()
    return low in rules.words("trackers") or any(low.startswith(prefix) for prefix in _prefixes())


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(rule[:-1] for rule in rules.lines("trackers") if rule.endswith("*"))


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
