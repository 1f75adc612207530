"""The stations that parse what strangers wrote, called in this process."""

from citewatch import articles, feeds, posts
from citewatch.model import Document, FeedReading, Page, Select


class Direct:
    """Reads in this process: what the child does, and what suits bytes that the user gave."""

    def read_feed(self, page: Page) -> FeedReading:
        return feeds.read_feed(page)

    def read_post(self, html: str, url: str | None, lang: str) -> Document:
        return posts.read_html(html, url, lang)

    def read_article(self, page: Page, select: Select | None = None, lang: str | None = None) -> Document:
        return articles.read_article(page, select, lang)
