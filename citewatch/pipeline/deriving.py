"""What was recorded → what was read in it: posts, articles, statements."""

from citewatch import statements, urls
from citewatch.errors import ItemError, RunError
from citewatch.model import Page, Report
from citewatch.pipeline.entries import derive_posts
from citewatch.pipeline.line import METHOD, Line


def derive(line: Line) -> Report:
    """Everything that was recorded and not yet read with this method; statements anew when any post changed."""
    read, faults = derive_posts(line)
    sources_read, unread = derive_articles(line)
    derive_statements(line)
    return Report(posts_read=read, sources_read=sources_read, unread=unread, faults=faults)


def derive_articles(line: Line) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Pages of sources → articles. Returns how many were read, and what could not be."""
    library, read, unread = line.library, 0, []
    for url, page in line.store.unread_articles(METHOD):
        outlet = library.outlet(url)
        try:
            select, lang = (outlet.select, outlet.lang) if outlet else (None, None)
            document = line.reader.read_article(page, select, lang)
        except ItemError as error:
            unread.append((url, error.message))
            line.store.save_article_reading(url, page, None, METHOD, error.message)
            continue
        line.store.save_article_reading(url, page, document, METHOD)
        read += 1
    return read, tuple(unread)


def derive_statements(line: Line) -> None:
    """Passages → statements, when any reading has changed."""
    fingerprint = line.store.fingerprint()
    if line.store.joined_from() == fingerprint:
        return
    line.notice("joining statements")
    line.store.save_statements(*statements.join(line.store.passages()), fingerprint)


def add(line: Line, url: str, body: bytes) -> str:
    """Record a page that the user saved, and read it. Says what it was taken for. Raises: RunError."""
    href = urls.absolute(url if "://" in url else f"https://{url}")
    if href is None:
        raise RunError(url, "is no http(s) address")
    if not urls.is_public(urls.host(href)):
        raise RunError(url, "is no address of the web")
    address, page = urls.canonical(href), Page(href, href, 200, (), body, line.clock.now())
    try:
        line.reader.read_article(page)  # what cannot be read must not take the place of what was
    except ItemError as error:
        raise RunError(href, f"the file was not recorded: {error.message}") from error
    line.store.record(page, "article", address)
    derive(line)
    state = line.store.article_states()[address]
    key = line.library.key(address)
    cited = any(line.library.key(link.url) == key for link in line.store.cited_addresses())
    read = f"{href}: read as «{state.title or 'no title'}»"
    return f"{read}. `citewatch render` shows it." if cited else f"{read}; no post cites it yet."
