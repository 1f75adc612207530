"""One document → all that stands in it."""

from dataclasses import replace

from citewatch import citations, quotations, speakers, urls
from citewatch.model import Bound, Document, Feed, FeedReading, Page, Quotation, Reading, Span
from citewatch.ports import Parser, Reader

BROKEN_OFF = "the feed breaks off in the middle; its entries up to there are read"


def read_post(document: Document, own_hosts: frozenset[str], parser: Parser) -> Reading:
    """All that stands in a post: its quotations, bound to the sources that it cites."""
    found, terms = _quotations(document, parser)
    links, bound = citations.bind(document, speakers.resolve_speakers(document, found), own_hosts)
    return Reading(
        replace(document, links=links), bound, terms, quotations.find_cut(document), quotations.level(document)
    )


def read_told(told: tuple[Document, frozenset[str]], parser: Parser) -> Reading:
    """The same, of a document with its own hosts. May run in another process."""
    return read_post(*told, parser)


def read_article(document: Document, parser: Parser) -> Reading:
    """All that stands in an article."""
    found, terms = _quotations(document, parser)
    bound = tuple(Bound(one) for one in speakers.resolve_speakers(document, found))
    return Reading(document, bound, terms, quotations.find_cut(document), quotations.level(document))


def _quotations(document: Document, parser: Parser) -> tuple[tuple[Quotation, ...], tuple[Span, ...]]:
    sentences = quotations.to_parse(document)
    parses = parser.parse(document.text, sentences, quotations.hidden(document), document.lang)
    return quotations.find_quotations(document, dict(zip(sentences, parses, strict=True)))


def own_hosts(feed: Feed | None, url: str | None) -> frozenset[str]:
    """The hosts of a blog: as configured, and that of the post itself."""
    named = [urls.ascii_host(host) for host in feed.hosts] if feed else []
    met = [urls.host(address) for address in (feed.url if feed else None, url) if address]
    return frozenset([*named, *met])


def read_feed(feed: str, page: Page, reader: Reader) -> FeedReading:
    """A feed's page; entries whose id is no URI, such as a number, are told apart from those of other feeds.

    Raises: ParseError.
    """
    reading = reader.read_feed(page)
    entries = (replace(one, key=one.key if ":" in one.key else f"{feed}#{one.key}") for one in reading.entries)
    return replace(reading, entries=tuple(entries))
