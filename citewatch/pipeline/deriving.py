"""What was recorded → what was read in it: posts, articles, statements."""

from datetime import timedelta

from citewatch import articles, statements, urls
from citewatch.errors import ItemError, RunError
from citewatch.model import Page, Report
from citewatch.pipeline.entries import derive_posts
from citewatch.pipeline.line import METHOD, Line
from citewatch.pipeline.tracing import derive_origins, forget_search

_MANY = 5_000  # new passages, from which on it is quicker to join all of them anew


def derive(line: Line) -> Report:
    """Everything that was recorded and not yet read with this method; statements anew when any post changed."""
    read, faults = derive_posts(line)
    sources_read, unread = derive_articles(line)
    derive_origins(line)
    derive_statements(line)
    if days := line.settings.store.keep_bodies_days:
        line.store.prune(line.started - timedelta(days=days), METHOD)
    return Report(posts_read=read, sources_read=sources_read, unread=unread, faults=faults)


def derive_articles(line: Line) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Pages of sources → articles. Returns how many were read, and what could not be."""
    library, read, unread = line.library, set(), []
    for url, page in line.store.unread_articles(METHOD):
        outlet = library.outlet(url)
        try:
            document = articles.read_article(page, outlet.select if outlet else None, outlet.lang if outlet else None)
        except ItemError as error:
            unread.append((url, error.message))
            line.store.save_article_reading(url, page, None, METHOD, error.message)
            continue
        line.store.save_article_reading(url, page, document, METHOD)
        read.add(url)
    if read:
        forget_search(line, read, line.shelf())
    return len(read), tuple(unread)


def derive_statements(line: Line) -> None:
    """Passages → statements: what has come and gone since the last time, or all where that is most of them."""
    posts = line.store.stale_posts()
    if not posts:
        return
    line.notice("joining statements")
    copies = line.store.folded()
    before = line.store.member_states(posts)
    now = {one.id: one for one in line.store.passages(posts) if one.post not in copies}
    states = {key: statements.state(one) for key, one in now.items()}
    gone = [key for key, state in before.items() if states.get(key) != state]
    come = [one for key, one in now.items() if before.get(key) != states[key]]
    if len(come) > _MANY:
        all_of_them = [one for one in line.store.passages() if one.post not in copies]
        line.store.rebuild_statements(statements.joined(all_of_them).all(), posts)
    else:
        line.store.update_statements(gone, come, posts)


def add(line: Line, url: str, body: bytes) -> str:
    """Record a page that the user saved, and read it. Says what it was taken for. Raises: RunError."""
    href = urls.absolute(url if "://" in url else f"https://{url}")
    if href is None:
        raise RunError(url, "is no http(s) address")
    if not urls.is_public(urls.host(href)):
        raise RunError(url, "is no address of the web")
    address, page = urls.canonical(href), Page(href, href, 200, (), body, line.clock.now())
    try:
        articles.read_article(page)  # what cannot be read must not take the place of what was
    except ItemError as error:
        raise RunError(href, f"the file was not recorded: {error.message}") from error
    line.store.record(page, "article", address)
    derive(line)
    state = line.store.article_states()[address]
    key = line.library.key(address)
    cited = any(line.library.key(link.url) == key for link in line.store.cited_addresses())
    read = f"{href}: read as «{state.title or 'no title'}»"
    return f"{read}. `citewatch render` shows it." if cited else f"{read}; no post cites it yet."
