"""Reports, rankings and readings → what a terminal shows (rich)."""

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from citewatch import urls
from citewatch.model import Evidence, Listed, Reading, Report, Role, Settings, Span, WindowEdition

_ROLE_STYLES = {Role.QUOTED_FROM: "green", Role.SEE_ALSO: "yellow", Role.OWN_POST: "dim"}


def report(found: Report) -> RenderableType:
    """What a run did: a line per feed, the sources that could not be read, other faults."""
    table = _table("feed", "outcome", "new posts", "problem")
    for feed in found.feeds:
        style = "red" if feed.problem else ""
        table.add_row(feed.name, feed.outcome.value, str(feed.new), feed.problem or "", style=style)
    parts: list[RenderableType] = [table]
    parts.append(Text(f"{found.posts_read} posts read, {found.sources_read} sources read"))
    if found.unread:
        unread = _table("source not read", "why")
        for url, why in found.unread:
            unread.add_row(urls.readable(url), why)
        parts.append(unread)
    parts += [Text(f"{subject}: {fault}", style="red") for subject, fault in found.faults]
    return Group(*parts)


def rankings(window: WindowEdition, of: str, limit: int) -> RenderableType:
    """One ranking as a table; the rest is counted."""
    lines: Sequence[Listed] = getattr(window, of)
    if of == "statements":
        lines = [*lines, *window.once]
    table = _table("place", of.removesuffix("s"), "P", "Q", "why", ratio=1)
    for line in lines[:limit]:
        table.add_row(_place(line), _what(line), str(line.row.lo.posts), str(line.row.lo.others), line.why)
    more = len(lines) - limit
    period = "all days" if window.window == "all" else f"{window.window} days, {window.first} to {window.last}"
    return Group(Text(f"Most-cited {of}: {period}", style="bold"), table, Text(f"and {more} more" if more > 0 else ""))


def _place(line: Listed) -> str:
    return f"{'=' if line.row.tied else ''}{line.row.place}"


def _what(line: Listed) -> Text:
    words = Text(line.text if len(line.text) <= 240 else line.text[:239] + "…")
    if line.speaker:
        words.append(f"\n{line.speaker.name}", style="cyan")
    if line.outlets:
        words.append(f"{' · ' if line.speaker else chr(10)}{', '.join(one.name for one in line.outlets)}", style="dim")
    return words


def settings(found: Settings) -> RenderableType:
    """What would be fetched."""
    feeds = _table("feed", "language", "address")
    for feed in found.feeds:
        feeds.add_row(feed.name, feed.lang, feed.url)
    outlets = _table("outlet", "language", "hosts", "key")
    for outlet in found.outlets:
        outlets.add_row(outlet.name, outlet.lang or "as found", ", ".join(outlet.hosts), outlet.key or "the address")
    return Group(feeds, outlets)


def reading(found: Reading) -> RenderableType:
    """A document with its quotations and links coloured, and under each paragraph what is bound to what, and why."""
    document = found.document
    parts: list[RenderableType] = []
    if document.title:
        parts.append(Text(document.title, style="bold"))
    for number, span in enumerate(document.paragraphs):
        parts.append(Padding(_coloured(found, number, span), (1, 0, 0, 0)))
        parts += [Padding(line, (0, 0, 0, 4)) for line in _bindings(found, number)]
    return Group(*parts)


def _coloured(found: Reading, number: int, span: Span) -> Text:
    body = Text(f"{number:>2}  ", style="dim")
    words = Text(span.cut(found.document.text).replace("\n", " "), style="default")
    for bound in found.quotations:
        for one in bound.quotation.spans:
            _paint(words, span, one, "bold blue")
        if bound.quotation.cue_span:
            _paint(words, span, bound.quotation.cue_span, "magenta")
    for link in found.document.links:
        _paint(words, span, link.span, _ROLE_STYLES[link.role] + " underline")
    for term in found.terms:
        _paint(words, span, term, "italic")
    return body.append_text(words)


def _paint(words: Text, paragraph: Span, span: Span, style: str) -> None:
    if paragraph.overlaps(span):
        words.stylize(style, max(0, span.start - paragraph.start), min(paragraph.end, span.end) - paragraph.start)


def _bindings(found: Reading, number: int) -> Iterable[Text]:
    for bound in found.quotations:
        if bound.quotation.paragraph != number:
            continue
        who = bound.quotation.speaker or "nobody named"
        head = f"└ {bound.quotation.kind.value}, {who}"
        if not bound.citations:
            ending = "" if found.document.kind == "article" else f": {Evidence.NONE.value}, nothing supports a link"
            yield Text(head + ending, style="dim")
        for one in bound.citations:
            yield Text(f"{head} ← {urls.readable(one.url)}: {one.reason}", style="green")
    for link in found.document.links:
        if link.paragraph == number and link.role != Role.QUOTED_FROM:
            yield Text(f"└ {link.role.value}: {urls.readable(link.url)}", style=_ROLE_STYLES[link.role])


def first_place(window: WindowEdition) -> str:
    """What stands first, and why, in one line."""
    lines = window.statements or window.once
    if not lines:
        return "nothing is cited yet"
    top = lines[0]
    who = f"{top.speaker.name}: " if top.speaker else ""
    return f"{who}“{top.text}” — {top.why}"


def _table(*columns: str, ratio: int | None = None) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        right = column in {"P", "Q", "new posts", "place"}
        table.add_column(column, justify="right" if right else "left", no_wrap=right, ratio=None if right else ratio)
    return table


def console(*, error: bool = False) -> Console:
    return Console(stderr=error, highlight=False, soft_wrap=False)


