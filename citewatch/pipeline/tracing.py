"""Passages and the articles that they cite → the origins of the passages."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from itertools import islice

from citewatch import origins, sources
from citewatch.model import Citation, Document, Origin, Passage, Role
from citewatch.pipeline.line import Articles, Line, Sought
from citewatch.ports import Encoder

_HELD = 8  # articles that are kept, with their vectors: the posts of a day cite a few of them again and again
_BATCH = 500  # posts that are held in memory at once


def derive_origins(line: Line) -> None:
    """Look for the original words of all passages whose post, or whose source, is newly read."""
    posts = iter(line.store.unsearched_posts())
    seeking, search = _Seeking(line), Search(line.encoder)
    while batch := [seeking.sought(post) for post in islice(posts, _BATCH)]:
        line.notice("looking for the original words")
        for (post, sought), found in zip(batch, line.map_searches(search, [one for _, one in batch]), strict=True):
            pairs = zip(sought.passages, found, strict=True)
            line.store.save_origins(post, [replace(passage, origins=those) for passage, those in pairs])


class _Seeking:
    """Gathers what is to be looked for, and where."""

    def __init__(self, line: Line) -> None:
        self._store, self._shelf = line.store, line.shelf()
        self._speaking = cache(self._speaks)
        self._article = lru_cache(maxsize=_HELD)(self._store.article)

    def sought(self, post: str) -> tuple[str, Sought]:
        """A post, and what is sought for it."""
        passages = self._store.passages([post])
        cited = {one.url for passage in passages for one in passage.citations if one.role != Role.OWN_POST}
        asked = {url: self._speaking(self._shelf.source(url)) for url in sorted(cited)}
        read = {url: found for url, at in asked.items() if at and (found := self._article(at))}
        return post, Sought(passages, read)

    def _speaks(self, source: str) -> str | None:
        """The address that was asked for and speaks for a source."""
        found = self._store.article_states(self._store.addresses(self._shelf.names(source)))
        return self._shelf.asked(found).get(source)


class Search:
    """Finds the passages of posts in the articles that these cite. May be at work in another process."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._prepared = lru_cache(maxsize=_HELD)(self._article)

    def __call__(self, sought: Sought) -> tuple[tuple[Origin, ...], ...]:
        """The origins of each passage."""
        return tuple(tuple(self._all(one, sought.articles)) for one in sought.passages)

    def _all(self, passage: Passage, articles: Articles) -> Iterator[Origin]:
        """In each source from which the passage is quoted; in the others that it names only if there is none."""
        by_role: dict[bool, list[Citation]] = {True: [], False: []}
        for one in passage.citations:
            if one.role != Role.OWN_POST:
                by_role[one.role == Role.QUOTED_FROM].append(one)
        quoted = [found for one in by_role[True] if (found := self._origin(passage, one.url, articles))]
        yield from quoted or (found for one in by_role[False] if (found := self._origin(passage, one.url, articles)))

    def _origin(self, passage: Passage, url: str, articles: Articles) -> Origin | None:
        kept = next((one for one in passage.origins if one.url == url), None)
        if url not in articles:
            return kept  # the source was read once, and its text is no longer here
        document, body = articles[url]
        if kept and kept.sure and kept.body != body:
            return origins.again(kept, document, body)
        article = self._prepared(document)
        found = origins.find(passage.text, passage.lang, article, passage.speaker or "")
        return origins.origin(found, article, url, body, passage.person) if found else None

    def _article(self, document: Document) -> origins.Article:
        encoder = self._encoder
        return origins.Article(document, encoder.encode if document.lang in encoder.languages else None)


def forget_search(line: Line, changed: set[str], shelf: sources.Shelf) -> None:
    """Posts that cite a source that is newly read are searched again. `changed`: addresses that were asked for."""
    line.store.forget_search(name for url in changed for name in shelf.names(shelf.source(url)))
