"""Addresses and contents → one key per document, other addresses and copies of it folded in, and who published it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from citewatch import rules, text, urls
from citewatch.model import ArticleState, Entry, Outlet, Post


@dataclass(frozen=True)
class Library:
    """The outlets that the user configured: who published an address, and which document it is."""

    outlets: Sequence[Outlet] = ()

    @cached_property
    def _by_host(self) -> dict[str, Outlet]:
        return {urls.ascii_host(host): outlet for outlet in self.outlets for host in outlet.hosts}

    def outlet(self, url: str) -> Outlet | None:
        """The configured outlet of an address: of its host, else of a host above it."""
        return self._of_host(urls.host(url))

    def _of_host(self, host: str) -> Outlet | None:
        while host:
            if host in self._by_host:
                return self._by_host[host]
            host = host.partition(".")[2]
        return None

    def outlet_name(self, url: str) -> str:
        """The outlet's name, else the registrable domain."""
        return self.name_of_host(urls.host(url))

    def name_of_host(self, host: str) -> str:
        """The name of a host's outlet, else its registrable domain."""
        name = self._names.get(host)
        if name is None:
            outlet = self._of_host(host)
            name = self._names[host] = outlet.name if outlet else urls.readable_host(urls.registrable(host))
        return name

    @cached_property
    def _names(self) -> dict[str, str]:
        return {}

    def key(self, url: str) -> str:
        """The key of the document at an address: by the outlet's pattern, else the canonical address without scheme."""
        address = urls.canonical(url)
        host = urls.host_of(address)
        outlet = self._of_host(host)
        for pattern in _patterns(outlet.key) if outlet and outlet.key else ():
            found = pattern.search(urls.tail(address))
            if found:
                return f"{host}/{found[1]}"
        return address.removeprefix("https://")

    @cached_property
    def state(self) -> str:
        """Of the rules by which keys are made; changes whenever those may."""
        outlets = (f"{outlet.hosts} {outlet.key}" for outlet in self.outlets)
        return text.digest(str(rules.METHOD), *map(str, rules.pairs("keys")), *outlets, size=16)


@dataclass(frozen=True)
class Shelf:
    """Which addresses lead to one source.

    `led`: pairs of keys, of a document as it was asked for and as it calls itself; `same`: addresses of one document,
    the first of which speaks for it, as editors say; `copies`: pairs of addresses that were asked for and answered with
    one text.
    """

    library: Library
    led: Sequence[tuple[str, str]] = ()
    same: Sequence[Sequence[str]] = ()
    copies: Sequence[tuple[str, str]] = ()

    @cached_property
    def _folds(self) -> Mapping[str, str]:
        key = self.library.key
        led = fold(self.led)
        said = {key(other): led.get(key(first), key(first)) for first, *others in self.same for other in others}
        folds = {one: said.get(to, to) for one, to in led.items()} | said
        return folds | _copied([(folds.get(key(a), key(a)), folds.get(key(b), key(b))) for a, b in self.copies], folds)

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
        return self.library.name_of_host(urls.host_of(self.source(url)))

    def names(self, source: str) -> frozenset[str]:
        """All keys that lead to a source."""
        return frozenset([source, *self._names.get(source, ())])

    @cached_property
    def _names(self) -> Mapping[str, list[str]]:
        names = defaultdict[str, list[str]](list)
        for name, source in self._folds.items():
            names[source].append(name)
        return names

    def asked(self, found: Mapping[str, ArticleState]) -> Mapping[str, str]:
        """By key of the source: the address that speaks for it, one that was read before others.

        `found`: what is known of sources, by the address that was asked for.
        """
        by_use = sorted(found, key=lambda url: (found[url].unread is None, url))
        return {self.source(url): url for url in by_use}


def _copied(pairs: Iterable[tuple[str, str]], folds: Mapping[str, str]) -> dict[str, str]:
    """Keys in pairs that are one text → the first of them all, also of what was folded into one of them before."""
    first: dict[str, str] = {}
    for one, other in sorted(tuple(sorted(pair)) for pair in pairs):
        home = first.get(one, one)
        if other != home:
            first[other] = home
    return first | {key: first[to] for key, to in folds.items() if to in first}


def _patterns(key: str) -> list[re.Pattern[str]]:
    """The patterns of a name in `rules/keys.txt`; any other key is a pattern itself."""
    named = [re.compile(pattern) for name, pattern in rules.pairs("keys") if name == key]
    return named or [re.compile(key)]


def key_names() -> frozenset[str]:
    """The names of patterns that an outlet's `key` may give."""
    return frozenset(name for name, _ in rules.pairs("keys"))


def fold(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Which keys are another name of a document, from (asked, answered) pairs of keys; chains are followed.

    An answer from a home page folds nothing, nor one that very many addresses lead to: many sites answer so for
    articles that are gone.
    """
    others = sorted({(asked, found) for asked, found in pairs if asked != found and not found.endswith("/")})
    names = Counter(found for _, found in others)
    direct = {asked: found for asked, found in others if names[found] <= _MOST_NAMES}
    return {key: _last(key, direct) for key in direct}


_MOST_NAMES = 8  # of one document, besides its own: shorteners, mobile and print pages


def _last(key: str, direct: Mapping[str, str]) -> str:
    seen = {key}
    while key in direct and direct[key] not in seen:
        key = direct[key]
        seen.add(key)
    return min(seen) if key in direct else key  # a circle: any one of it, the same for all


# ---------------------------------------------------------------- posts


def is_again(entry: Entry, post: Post, html: str) -> bool:
    """Whether an entry with the id or the address of a known post, whose content is `html`, is that post again.

    Ids and addresses change, and some feeds use them twice: where id and address disagree, the day of publication
    decides, and where that differs too, the content. An address without a day is trusted, an id without one is not.
    """
    same_address = bool(entry.url and post.url) and urls.canonical(entry.url) == urls.canonical(post.url)
    if entry.key == post.key and (same_address or not entry.url or not post.url):
        return True
    if entry.published == post.published if entry.published and post.published else same_address:
        return True
    new, old = text.words_of_html(entry.html), text.words_of_html(html)
    return new == old or text.same_content(new, old)


def own_key(entry: Entry) -> str:
    """The key of an entry whose id another post has."""
    return f"{entry.key} {entry.url or text.digest(entry.html, size=32)}"


def change(before: str, now: str) -> str:
    """What a newer HTML of a post is: `same` words, `cut` where a feed has begun to give only beginnings, `edited`."""
    old, new = text.words_of_html(before), text.words_of_html(now)
    if old == new:
        return "same"
    begun = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    only_begun = not new or begun >= max(_MORE, len(new) - _MORE)
    return "cut" if only_begun and len(new) < len(old) / 2 else "edited"


_MORE = 5  # words behind a beginning: «… Read more at the blog»


def republished(pairs: Iterable[tuple[str, str]], posts: Mapping[str, Post]) -> dict[str, str]:
    """Which posts are copies of which first one, from pairs of posts in the same words.

    The first is the one with the earlier day, then the one that was seen first; copies of copies are followed.
    """

    def age(key: str) -> tuple[object, ...]:
        return posts[key].day, posts[key].first_seen, key

    first: dict[str, str] = {}
    for pair in pairs:
        early, late = sorted(pair, key=age)
        first[late] = min(first.get(late, early), early, key=age)
    return {key: _last(key, first) for key in first}
