"""Passages and the articles that they cite → the origins of the passages."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from citewatch import origins, sources
from citewatch.model import Citation, Origin, Passage, Role
from citewatch.pipeline.line import Line

_HELD = 8  # articles whose vectors are kept: the posts of a day cite a few of them again and again


def derive_origins(line: Line) -> None:
    """Look for the original words of all passages whose post, or whose source, is newly read."""
    posts = line.store.unsearched_posts()
    if not posts:
        return
    line.notice("looking for the original words")
    search = _Search(line)
    for post in posts:
        passages = line.store.passages([post])
        line.store.save_origins(post, [replace(one, origins=tuple(search.all(one))) for one in passages])


class _Search:
    """Finds passages in the articles that were read."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._shelf = line.shelf()
        self._asked = cache(self._speaking)
        self._article = lru_cache(maxsize=_HELD)(self._prepared)

    def all(self, passage: Passage) -> Iterator[Origin]:
        """In each source from which the passage is quoted; in the others that it names only if there is none."""
        by_role: dict[bool, list[Citation]] = {True: [], False: []}
        for one in passage.citations:
            if one.role != Role.OWN_POST:
                by_role[one.role == Role.QUOTED_FROM].append(one)
        quoted = [found for one in by_role[True] if (found := self._origin(passage, one.url))]
        yield from quoted or (found for one in by_role[False] if (found := self._origin(passage, one.url)))

    def _origin(self, passage: Passage, url: str) -> Origin | None:
        asked = self._asked(self._shelf.source(url))
        prepared = self._article(asked) if asked else None
        kept = next((one for one in passage.origins if one.url == url), None)
        if prepared is None:
            return kept  # the source was read once, and its text is no longer here
        article, body = prepared
        if kept and kept.sure and kept.body != body:
            return origins.again(kept, article.document, body)
        found = origins.find(passage.text, passage.lang, article, passage.speaker or "")
        return origins.origin(found, article, url, body, passage.person) if found else None

    def _speaking(self, source: str) -> str | None:
        """The address that was asked for and speaks for a source."""
        store, shelf = self._line.store, self._shelf
        return shelf.asked(store.article_states(store.addresses(shelf.names(source)))).get(source)

    def _prepared(self, asked: str) -> tuple[origins.Article, str] | None:
        """An article and the hash of its page; None when it was not read."""
        found = self._line.store.article(asked)
        if found is None:
            return None
        document, body = found
        encoder = self._line.encoder
        return origins.Article(document, encoder.encode if document.lang in encoder.languages else None), body


def forget_search(line: Line, changed: set[str], shelf: sources.Shelf) -> None:
    """Posts that cite a source that is newly read are searched again. `changed`: addresses that were asked for."""
    line.store.forget_search(name for url in changed for name in shelf.names(shelf.source(url)))
