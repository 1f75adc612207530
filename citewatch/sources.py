"""Addresses → sources: one key per document, other addresses of it folded in, and the outlet that published it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from citewatch import rules, urls
from citewatch.model import ArticleState, Outlet


@dataclass(frozen=True)
class Library:
    """The outlets that the user configured: who published an address, and which document it is."""

    outlets: Sequence[Outlet] = ()

    @cached_property
    def _by_host(self) -> dict[str, Outlet]:
        return {urls.ascii_host(host): outlet for outlet in self.outlets for host in outlet.hosts}

    def outlet(self, url: str) -> Outlet | None:
        """The configured outlet of an address: of its host, else of a host above it."""
        host = urls.host(url)
        while host:
            if host in self._by_host:
                return self._by_host[host]
            host = host.partition(".")[2]
        return None

    def outlet_name(self, url: str) -> str:
        """The outlet's name, else the registrable domain."""
        outlet = self.outlet(url)
        return outlet.name if outlet else urls.readable_host(urls.registrable(urls.host(url)))

    def key(self, url: str) -> str:
        """The key of the document at an address: by the outlet's pattern, else the canonical address without scheme."""
        address = urls.canonical(url)
        outlet = self.outlet(address)
        for pattern in _patterns(outlet.key) if outlet and outlet.key else ():
            found = pattern.search(urls.tail(address))
            if found:
                return f"{urls.host(address)}/{found[1]}"
        return address.removeprefix("https://")


@dataclass(frozen=True)
class Shelf:
    """All that is known of the sources that were asked for, whatever the address under which they are cited.

    `found`: by the address that was asked for; `same`: addresses of one document, the first of which speaks for it,
    as editors or their contents say.
    """

    library: Library
    found: Mapping[str, ArticleState]
    same: Sequence[Sequence[str]] = ()

    @cached_property
    def _folds(self) -> Mapping[str, str]:
        key = self.library.key
        led = fold((key(url), key(one.own_url)) for url, one in self.found.items() if one.own_url)
        said = {key(other): led.get(key(first), key(first)) for first, *others in self.same for other in others}
        return {one: said.get(to, to) for one, to in {**said, **led}.items()} | said

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {}

    def source(self, url: str) -> str:
        """The key of the source at an address."""
        if url not in self._keys:
            key = self.library.key(url)
            self._keys[url] = self._folds.get(key, key)
        return self._keys[url]

    def outlet(self, url: str) -> str:
        """The outlet of the source to which an address leads, which a shortener's is not."""
        key = self.library.key(url)
        return self.library.outlet_name(f"https://{self._folds[key]}" if key in self._folds else url)

    @cached_property
    def asked(self) -> Mapping[str, str]:
        """By key of the source: the address asked for that speaks for it, one that was read before others."""
        by_use = sorted(self.found, key=lambda url: (self.found[url].unread is None, url))
        return {self.source(url): url for url in by_use}

    @cached_property
    def states(self) -> Mapping[str, ArticleState]:
        """By key of the source."""
        return {key: self.found[url] for key, url in self.asked.items()}


def _patterns(key: str) -> list[re.Pattern[str]]:
    """The patterns of a name in `rules/keys.txt`; any other key is a pattern itself."""
    named = [re.compile(pattern) for name, pattern in rules.pairs("keys") if name == key]
    return named or [re.compile(key)]


def key_names() -> frozenset[str]:
    """The names of patterns that an outlet's `key` may give."""
    return frozenset(name for name, _ in rules.pairs("keys"))


def fold(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Which keys are another name of a document, from (asked, answered) pairs of keys; chains are followed.

    An answer from a home page folds nothing: many sites lead there from articles that are gone.
    """
    direct = {asked: found for asked, found in sorted(pairs) if asked != found and not found.endswith("/")}
    return {key: _last(key, direct) for key in direct}


def _last(key: str, direct: Mapping[str, str]) -> str:
    seen = {key}
    while key in direct and direct[key] not in seen:
        key = direct[key]
        seen.add(key)
    return min(seen) if key in direct else key  # a circle: any one of it, the same for all
