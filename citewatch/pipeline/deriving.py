"""What was recorded → what was read in it: posts, articles, statements."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from citewatch import statements, text, urls
from citewatch.errors import ItemError, RunError
from citewatch.model import Document, Outlet, Page, Report, Step, Via
from citewatch.pipeline.entries import derive_posts
from citewatch.pipeline.line import Line
from citewatch.pipeline.tracing import derive_origins, forget_search
from citewatch.ports import Reader
from citewatch.rules import METHOD

_SHARED = 4  # of the eight hashes of a sketch: then two articles are compared word by word …
_COMPARED = 20  # … but no more: an outlet may answer a thousand addresses with one page
_MANY = 5_000  # new passages, from which on it is quicker to join all of them anew


def derive(line: Line) -> Report:
    """Everything that was recorded and not yet read with this method; statements anew when any post changed."""
    read, faults = derive_posts(line)
    articles = derive_articles(line)
    derive_origins(line)
    derive_statements(line)
    if days := line.settings.store.keep_bodies_days:
        line.store.prune(line.started - timedelta(days=days), METHOD)
    return replace(articles, posts_read=read, faults=faults)


def derive_articles(line: Line) -> Report:
    """Pages of sources → articles; what the report says of them."""
    unread, read = [], []
    for url, page, document in _read_ahead(line):
        if isinstance(document, ItemError):
            unread.append((url, document.message))
            line.store.save_article_reading(url, page, None, METHOD, document.message)
        else:
            read.append(url)
            sketch, copies = _copies(line, url, document)
            line.store.save_article_reading(url, page, document, METHOD, sketch=sketch, copies=copies)
    notes: tuple[tuple[str, str], ...] = ()
    if read:
        forget_search(line, set(read), line.shelf())
        found = line.store.article_states(read)
        notes = tuple((url, note) for url in read for note in found[url].notes)
    return Report(sources_read=len(read), unread=tuple(unread), notes=notes)


def _copies(line: Line, url: str, document: Document) -> tuple[tuple[int, ...], list[str]]:
    """The sketch of an article, and the articles that are the same text: syndicated copies are one source."""
    words = text.words(document.text)
    sketch = text.sketch(words)
    likest = line.store.like_articles(url, sketch, _SHARED, _COMPARED)
    others = ((other, line.store.article(other)) for other in likest)
    return sketch, [
        one
        for one, found in others
        if found and (found[0].text == document.text or text.same_content(words, text.words(found[0].text)))
    ]


def _read_ahead(line: Line) -> Iterator[tuple[str, Page, Document | ItemError]]:
    """The unread pages of sources, each with what stands in it; while one is stored the next is read."""
    library = line.library
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read") as pool:
        before: tuple[str, Page, Future[Document | ItemError]] | None = None
        for url, page in line.store.unread_articles(METHOD):
            reading = pool.submit(_read, line.reader, library.outlet(url), url, page)
            if before:
                yield before[0], before[1], before[2].result()
            before = url, page, reading
        if before:
            yield before[0], before[1], before[2].result()


def _read(reader: Reader, outlet: Outlet | None, url: str, page: Page) -> Document | ItemError:
    select, lang = (outlet.select, outlet.lang) if outlet else (None, None)
    standing = replace(page, final_url=url) if page.via else page  # its links lead from where it stands
    try:
        return reader.read_article(standing, select, lang)
    except ItemError as error:
        return error


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
    address, page = urls.canonical(href), Page(href, href, 200, (), body, line.clock.now(), via=Via(Step.SAVED))
    try:
        line.reader.read_article(page)  # what cannot be read must not take the place of what was
    except ItemError as error:
        raise RunError(href, f"the file was not recorded: {error.message}") from error
    line.store.record(page, "article", address)
    derive(line)
    state = line.store.article_states([address])[address]
    key = line.library.key(address)
    cited = any(line.library.key(link.url) == key for link in line.store.cited_addresses())
    read = f"{href}: read as «{state.title or 'no title'}»"
    return f"{read}. `citewatch render` shows it." if cited else f"{read}; no post cites it yet."
