"""Where things stand on the site, and the names by which they go for good."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from citewatch import urls
from citewatch.model import StatementPage

_YEAR = 2026
"""RFC 4151 wants a day on which the host was its owner's; one for all, so that no id ever changes."""


@dataclass(frozen=True, slots=True)
class Places:
    """`base`: the site's address without a slash behind, None when it is not known; `paths`: the pages there are."""

    base: str | None
    paths: frozenset[str]

    def of(self, path: str) -> str | None:
        """The full address of a page or file of the site."""
        return f"{self.base}/{path}" if self.base else None

    def page(self, kind: str, id_: str) -> str | None:
        """The full address of a page, None where there is none."""
        path = f"{kind}/{id_}.html"
        return self.of(path) if path in self.paths else None

    def on_site(self, page: StatementPage) -> str | None:
        """The full address of a statement on the site, None where it is not shown."""
        return self.of(page.path) if page.path.partition("#")[0] in self.paths else None

    def statement(self, page: StatementPage) -> str | None:
        """The address of a statement; where the site has none, of the first post that reports it."""
        first = min(page.passages, key=lambda one: one.day, default=None)
        return self.on_site(page) or (first and urls.web(first.post_url)) or None

    def tag(self, name: str) -> str:
        """A name for good: a tag URI, under a host that nobody owns when the site's address is not known."""
        where = urlsplit(self.base or "https://citewatch.invalid")
        return f"tag:{where.hostname},{_YEAR}:{where.path}/{name}"
