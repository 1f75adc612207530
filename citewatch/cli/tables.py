"""Reports, rankings and readings → what a terminal shows (rich)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from rich.console import Console, Group, RenderableType
from rich.control import Control
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.segment import ControlType
from rich.table import Table
from rich.text import Text

from citewatch import urls
from citewatch.model import (
    Edition,
    Evidence,
    FeedReport,
    Head,
    Listed,
    OutletReport,
    PassageView,
    Reading,
    Report,
    Role,
    Settings,
    Span,
    StatementPage,
    WindowEdition,
)

_TOLD_FROM = 3  # failures in a row
_ROLE_STYLES = {Role.QUOTED_FROM: "green", Role.SEE_ALSO: "yellow", Role.OWN_POST: "dim"}


def report(found: Report) -> RenderableType:
    """What a run did: a line per feed and per outlet, the sources that could not be read, other faults."""
    parts: list[RenderableType] = []
    if found.feeds or found.outlets:
        table = _table("feed or outlet", "outcome", "new", "known", "problem", "asked again")
        for feed in found.feeds:
            row = (feed.name, feed.outcome.value, str(feed.new), str(feed.known), _problem(feed), _again(feed))
            table.add_row(*row, style="red" if feed.problem else "")
        for one in found.outlets:
            outcome, failed = ("read" if one.had else "failed"), _classes(one)
            again = _moment(one.next_try) if one.next_try else "never" if failed else ""
            table.add_row(one.name, outcome, str(one.had), "", failed, again, style="" if one.had else "red")
        parts += [table, Text()]
    if found.checked:
        gone = f"; deleted: {', '.join(found.gone)}" if found.gone else ""
        parts.append(Text(f"{_count(found.checked, 'post')} of earlier days looked for{gone}"))
    parts.append(Text(f"{_count(found.posts_read, 'post')} read, {_count(found.sources_read, 'source')} read"))
    parts += [Text(f"{urls.readable(url)}: {how}", style="dim") for url, how in found.notes]
    if found.unread:
        parts.append(Text(f"{_count(len(found.unread), 'source')} not read:"))
    for url, why in found.unread:
        parts += [Padding(Text(urls.readable(url)), (0, 0, 0, 2)), Padding(Text(why, style="dim"), (0, 0, 0, 6))]
    parts += [Text(f"{subject}: {fault}", style="red") for subject, fault in found.faults]
    return Group(*parts)


def news(found: Report) -> Iterator[str]:
    """What also a quiet run says, for cron mails what is printed.

    What failed from its third failure in a row on, and once when it is back; a feed that is gone for good, once.
    """
    for feed in found.feeds:
        told = feed.failures >= _TOLD_FROM or feed.muted
        if feed.problem and (found.all_failed or (told and feed.asked)):
            yield f"{feed.name} ({feed.url}): {feed.problem}"
        elif feed.back >= _TOLD_FROM:
            yield f"{feed.name} ({feed.url}): answers again, after {_count(feed.back, 'failure')}"
    for one in found.outlets:
        if one.failures >= _TOLD_FROM:
            yield f"{one.name}: no source could be read in {_count(one.failures, 'run')}; now: {_classes(one)}"
        elif one.back >= _TOLD_FROM:
            yield f"{one.name}: sources can be read again, after {_count(one.back, 'run')}"


def _problem(feed: FeedReport) -> str:
    moved = f"moved for good to {feed.moved}; put that into sources.yaml" if feed.moved else ""
    return "; ".join(part for part in (feed.problem, moved) if part)


def _again(feed: FeedReport) -> str:
    if feed.muted:
        return "never"
    return _moment(feed.next_try) if feed.next_try else "at the next run" if feed.problem else ""


def _classes(outlet: OutletReport) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in outlet.failed.items())


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def store(counts: Mapping[str, int], *, pending: bool) -> RenderableType:
    """What a store holds."""
    parts: list[RenderableType] = [Text(", ".join(f"{number:,} {name}" for name, number in counts.items()))]
    if pending:
        parts.append(Text("Posts were read since the statements were joined; the next run joins them anew."))
    return Group(*parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def ranking(head: Head, limit: int) -> RenderableType:
    """One ranking: to each place its words, whose they are, and why it is there; the rest is counted."""
    period = "all days" if head.window == "all" else f"{head.window} days, {head.first} to {head.last}"
    parts: list[RenderableType] = [Text(f"Most-cited {head.of}: {period}", style="bold"), Text()]
    if not head.lines:
        return Group(*parts, Text("Nothing is cited in these days."))
    table = Table(box=None, pad_edge=False, show_header=False, show_edge=False, padding=(0, 2, 0, 0), leading=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1)
    for line in head.lines[:limit]:
        table.add_row(_place(line), _what(line))
    more = head.whole - limit
    return Group(*parts, table, *([Text(f"\nand {more:,} more (--limit)")] if more > 0 else []))


def _place(line: Listed) -> str:
    return f"{'=' if line.row.tied else ''}{line.row.place}"


def _what(line: Listed) -> Text:
    words = Text(line.text if len(line.text) <= 240 else line.text[:239] + "…")
    if line.speaker:
        words.append(f"\n{line.speaker.name}", style="cyan")
    if line.outlets:
        words.append(f"{' · ' if line.speaker else chr(10)}{', '.join(one.name for one in line.outlets)}", style="dim")
    return words.append(f"\n{line.why}", style="green")


def statement(page: StatementPage) -> RenderableType:
    """A statement down to each passage: its places, where it stands, its origin, and what may be the same."""
    head = Text(page.text, style="bold")
    if page.original:
        head.append(f"\n{page.original}", style="italic not bold")
    if page.speaker:
        spelled = f" ({page.speaker_original})" if page.speaker_original else ""
        head.append(f"\n{page.speaker.name}{spelled}", style="cyan not bold")
    parts: list[RenderableType] = [head, *(Text(listed.why, style="green") for _, listed in page.places)]
    parts += [Padding(_passage(one), (1, 0, 0, 0)) for one in page.passages]
    for one in page.possible:
        parts.append(Padding(Text(f"may be the same, not counted: {one.why}", style="yellow"), (1, 0, 0, 0)))
        parts.append(_passage(one.passage))
    return Group(*parts)


def _passage(one: PassageView) -> RenderableType:
    words = Text(f"{one.day}  {one.post_title}\n", style="bold").append(f"{one.post_url}\n", style="dim")
    for number, piece in enumerate(one.context):
        words.append(piece, style="bold blue" if number % 2 else "not bold")
    words.append(f"\n{one.match}", style="not bold")
    words.append(
        f"; not counted: {one.why_not}" if one.why_not else "; counted", style="red" if one.why_not else "green"
    )
    for source in one.sources:
        words.append(f"\n← {source.url}: {source.role}, {source.evidence}", style="not bold green")
    if one.origin:
        sure = f"possible: {one.origin.why}" if one.origin.why else "sure"
        words.append(f"\n« {one.origin.exact} »", style="not bold italic")
        words.append(f"\n{sure} ({one.origin.sure}) {one.origin.url}", style="not bold dim")
    elif one.no_origin:
        words.append(f"\nno original words: {one.no_origin}", style="not bold dim")
    return Padding(words, (0, 0, 0, 2))


def settings(found: Settings) -> RenderableType:
    """What would be fetched."""
    feeds = _table("feed", "language", "address")
    for feed in found.feeds:
        feeds.add_row(feed.name, feed.lang, feed.url)
    if not found.outlets:
        return feeds
    outlets = _table("outlet", "language", "hosts", "key")
    for outlet in found.outlets:
        outlets.add_row(outlet.name, outlet.lang or "as found", ", ".join(outlet.hosts), outlet.key or "the address")
    return Group(feeds, Text(), outlets)


def reading(found: Reading) -> RenderableType:
    """A document with its quotations and links coloured, and under each paragraph what is bound to what, and why."""
    document = found.document
    parts: list[RenderableType] = []
    if document.title:
        parts.append(Text(document.title, style="bold"))
    for number, span in enumerate(document.paragraphs):
        paragraph = Table.grid(padding=(0, 2, 0, 0))
        paragraph.add_column(justify="right", style="dim", width=3)
        paragraph.add_row(str(number), _coloured(found, span))
        for line in _bindings(found, number):
            paragraph.add_row("", line)
        parts.append(Padding(paragraph, (1, 0, 0, 0)))
    if found.cut is not None:
        place = f"from character {found.cut:,} on"
        parts.append(Text(f"The document is very long: {place} it was searched for links only.", style="red"))
    return Group(*parts)


def _coloured(found: Reading, span: Span) -> Text:
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
    return words


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
    if not window.statements:
        return "nothing yet is cited in two posts or from two sources"
    top = window.statements[0]
    who = f"{top.speaker.name}: " if top.speaker else ""
    return f"{who}“{top.text}” — {top.why}"


def published(edition: Edition, without: str | None) -> str:
    """What stands first on a new site; and why it has no search, where it has none."""
    first = first_place(edition.windows[0])
    return f"{first}\nThe site goes without search: {without}" if without else first


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        number = column in {"new", "known"}
        table.add_column(column, justify="right" if number else "left", no_wrap=number, overflow="fold")
    return table


def console(*, error: bool = False) -> Console:
    return Console(stderr=error, highlight=False, soft_wrap=False)


def notice(*, quiet: bool, verbose: bool) -> Callable[[str], None]:
    """Shows what is going on: lines where that was asked for, in a terminal else one that the next one replaces."""
    screen = console(error=True)
    if quiet or not (verbose or screen.is_terminal):
        return _silent
    return _say if verbose else partial(_replace, screen)


def _silent(_: str) -> None:
    """Nobody is told."""


def _say(what: str) -> None:
    if what:
        console(error=True).print(Text(what))


def _replace(screen: Console, what: str) -> None:
    screen.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))
    screen.print(Text(what, style="dim"), end="", no_wrap=True, overflow="ellipsis")


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each thing that is under way, with the time that is left; shown in a terminal only."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    screen = console(error=True)
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=screen, disable=quiet or not screen.is_terminal) as bars:

        def told(what: str, done: int, whole: int) -> None:
            name = what.partition(":")[0]
            if name not in tasks:
                tasks[name] = bars.add_task(what, total=whole)
            bars.update(tasks[name], description=what, completed=done, total=whole)

        yield told
