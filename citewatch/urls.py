"""Addresses: one spelling each, and who owns them.

A canonical address is for telling documents apart, never for asking: that is done with the address as written.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import quote, unquote

import ada_url
from ada_url.ada_adapter import ParseAttributes
from publicsuffixlist import PublicSuffixList

from citewatch import rules

_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# White space, and characters that hide or turn the others round.
_AMP = re.compile(
    r"^(?:/amp)+(?=/[^/]+)|(?<=[^/])(?:/amp)+$|(?<=[^/])(?:\.amp)+(?=\.html?$)"
)  # ways to the AMP form of a page
# Addresses that are their one spelling already, without anything that `address` might change: most of those recorded.
_PLAIN = re.compile(
    r"https://(?!.*(?:[./]amp|xn--|\.blogspot\.))(?!www\.)(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)+"
)
_PORT = re.compile(r":\d+$")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u061c\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff]")
_WWW = re.compile(r"^(?:www\.)+(?=[^.]+\.)")
_WEB = re.compile(r"https?://[^\s/?#\\\x00-\x1f\x7f][^\s\x00-\x1f\x7f]*", re.IGNORECASE)
_BLOGSPOT = re.compile(r"^([a-z0-9-]+)\.blogspot\.(?:com?\.)?[a-z]{2,3}$")


@dataclass(frozen=True, slots=True)
class Address:
    """An http(s) address: `href` to be asked for, `url` its one spelling, `host` as `host` spells it."""

    href: str
    url: str
    host: str


_PARTS = ("href", "protocol", "username", "password", "hostname", "port", "pathname", "search")


@lru_cache(maxsize=4_096)
def address(reference: str, base: str | None = None) -> Address | None:
    """The http(s) address that a reference means, by the WHATWG URL standard; None when it means none."""
    try:
        meant = ada_url.join_url(base, reference.strip()) if base else reference.strip()
        url = ada_url.parse_url(meant, attributes=_PARTS)
    except ValueError:
        return None
    name = url["hostname"]
    named = all(name.removesuffix(".").split("."))  # no name server knows `a..b`
    if url["protocol"] not in {"http:", "https:"} or not named or url["username"] or url["password"]:
        return None
    return Address(url["href"], _spelled(url), _owner(name))


def _spelled(url: ParseAttributes) -> str:
    owner = _owner(url["hostname"])
    port = "" if url["port"] in {"", "80", "443"} else f":{url['port']}"
    path = _AMP.sub("", _escapes(url["pathname"]).rstrip("/")) or "/"
    drop = _is_mobile if owner.endswith(".blogspot.com") else _is_tracker
    return f"https://{owner}{port}{path}{_query(url['search'], drop)}"


def _owner(name: str) -> str:
    name = bare_host(name)
    found = _BLOGSPOT.match(name)
    return f"{found[1]}.blogspot.com" if found else name


def web(url: str) -> str:
    """The address if it may stand in a link, else nothing."""
    return url if _WEB.fullmatch(url) else ""


def absolute(reference: str, base: str | None = None) -> str | None:
    """The http(s) address that a reference means, as it is to be asked for; None when it means none."""
    found = address(reference, base)
    return found.href if found else None


def canonical(reference: str) -> str:
    """One spelling per address: https, ASCII host without `www.`, no default port, fragment, tracker or trailing slash.

    A Blogger post is the same under its country domains and with `m=`, a page under its AMP form. Percent-escapes
    follow RFC 3986, 6.2.2.
    Raises: ValueError for what is no http(s) address.
    """
    if _PLAIN.fullmatch(reference):
        return reference
    found = address(reference)
    if found is None:
        raise ValueError(f"not an http(s) address: {reference!r}")
    return found.url


def host(reference: str) -> str:
    """The ASCII host of an address, lower-case, without `www.`; Blogger's country domains read as blogspot.com."""
    return _owner(ada_url.URL(reference).hostname)


def host_of(url: str) -> str:
    """The host of an address in its one spelling."""
    return _PORT.sub("", url.removeprefix("https://").partition("/")[0])


def bare_host(name: str) -> str:
    """A host in lower case, without `www.` and the root's dot."""
    return _WWW.sub("", name.lower().rstrip("."))


def ascii_host(name: str) -> str:
    """A host as written in a configuration, in the spelling of `host`. Raises: ValueError."""
    return host(f"https://{name}/")


@lru_cache(maxsize=10_000)
def registrable(name: str) -> str:
    """The part of a host that its owner registered (public suffix list), or the host itself."""
    last = name.rpartition(".")[2]
    return name if last.isdigit() or last.endswith("]") else _suffixes().privatesuffix(name) or name


def readable_host(name: str) -> str:
    """A host with punycode undone."""
    return str(ada_url.idna.decode(name)) if "xn--" in name else name


def tail(address: str) -> str:
    """Path and query of an address."""
    url = ada_url.URL(address)
    return str(url.pathname + url.search)


def is_furniture(url: str) -> bool:
    """Whether a canonical address is that of a share button, an advert or a counter, and no document."""
    owner, _, path = url.removeprefix("https://").partition("/")
    tail = f"/{path}".lower()
    parents = (owner[at:] for at in range(len(owner)) if at == 0 or owner[at - 1] == ".")
    prefixes = (prefix for parent in parents for prefix in _furniture().get(parent, ()))
    return tail.startswith((*prefixes, *rules.lines("share-paths")))


@cache
def _furniture() -> dict[str, tuple[str, ...]]:
    """By host: the beginnings of paths that are no documents; "/" stands for all."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in rules.lines("shares"):
        owner, _, path = rule.partition("/")
        found[owner] = (*found.get(owner, ()), f"/{path}")
    return found


@lru_cache(maxsize=10_000)
def is_public(name: str) -> bool:
    """Whether a host ends in a suffix that the public suffix list knows, or is reserved for examples (RFC 2606).

    It may be such a suffix itself: gov.kz has a site.
    """
    known = _suffixes().publicsuffix(name, accept_unknown=False) is not None
    return "." in name and (known or name.endswith((".example", ".test")))


def readable(address: str) -> str:
    """An address for people: without scheme, escapes and punycode undone where that is safe."""
    url = ada_url.URL(address)
    rest = url.pathname + url.search
    shown = unquote(rest, errors="strict") if _decodes(rest) else rest
    return bare_host(readable_host(url.hostname)) + ("" if shown == "/" else _UNSEEN.sub(_escape, shown))


def _decodes(tail: str) -> bool:
    try:
        unquote(tail, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def _escape(found: re.Match[str]) -> str:
    return quote(found[0])


def _escapes(part: str) -> str:
    """Escapes of unreserved characters undone, the others in upper case; bare non-ASCII and `%` escaped."""

    def one(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16))
        return char if _UNRESERVED.match(char) else found[0].upper()

    return quote(_ESCAPE.sub(one, _BARE_PERCENT.sub("%25", part)), safe="%/:@!$&'()*+,;=~-._?[]|")


def _query(search: str, drop: Callable[[str], bool]) -> str:
    pairs = _escapes(search.removeprefix("?")).split("&")
    kept = [pair for pair in pairs if pair and not drop(pair.split("=")[0])]
    return "?" + "&".join(kept) if kept else ""


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


_WHOLE = 12  # words up to which a text fragment holds them all
_ENDS = 5  # words at either end of a longer one


def with_text(url: str, exact: str) -> str:
    """An address that leads to some words of its page: a text fragment (WICG Scroll To Text Fragment, 3.1)."""
    words = exact.split()
    ends = [exact] if len(words) <= _WHOLE else [" ".join(words[:_ENDS]), " ".join(words[-_ENDS:])]
    encoded = (quote(" ".join(one.split()), safe="").replace("-", "%2D") for one in ends)
    return f"{url.partition('#')[0]}#:~:text={','.join(encoded)}"
