"""Small pieces of pages that stand many times on each: made here, since a macro takes ten times as long.

All words pass through `safe`, which cleans and escapes them. An address that is not http(s), or a page that is not
there, leaves its text without a link.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from markupsafe import Markup, escape

from citewatch import urls
from citewatch.model import History, Listed, Ref, Row, StatementPage
from citewatch.site import pictures, words

_SPECIAL = re.compile("[&<>'\"]")

Link = Callable[[str, str], str]


def safe(text: str) -> str:
    """Words for a page or an attribute."""
    plain = text.isprintable() and not _SPECIAL.search(text)  # as most words are
    return text if plain else str(escape(words.clean(text)))


def lang(code: str | None) -> Markup:
    """The attribute of a language, where it is known."""
    return Markup(f' lang="{safe(code)}"' if code else "")


def to(text: str, href: str, code: str | None = None) -> Markup:
    """A link within the site."""
    inner = f"<bdi>{safe(text)}</bdi>"
    return Markup(f'<a href="{safe(href)}"{lang(code)}>{inner}</a>' if href else f"<bdi{lang(code)}>{safe(text)}</bdi>")


def out(text: str, url: str, of: str = "") -> Markup:
    """A link into the web; `of`: what tells links of equal words apart, read out and not shown."""
    unseen = f'<span class="unseen">: {safe(of)}</span>' if of else ""
    if not urls.web(url):
        return Markup("" if of else f"<bdi>{safe(text)}</bdi>")
    return Markup(f'<a class="out" href="{safe(url)}"><bdi>{safe(text)}</bdi>{unseen}</a>')


def said(text: str, tag: str, href: str, code: str | None) -> Markup:
    """A statement's words. No <bdi> in it, or dir="auto" would not see them."""
    inner = f'<a href="{safe(href)}">{safe(text)}</a>' if href else safe(text)
    return Markup(f'<{tag} class="words" dir="auto"{lang(code)}>{inner}</{tag}>')


def speaker(link: Link, said: Listed | StatementPage) -> Markup:
    """The speaker of a statement, in both scripts."""
    if said.speaker is None:
        return Markup("Speaker unknown")
    own = said.speaker_original
    spelled = f' <bdi class="own"{lang(said.original_lang)}>{safe(own)}</bdi>' if own else ""
    return Markup(f"{to(said.speaker.name, link(said.speaker.id, 'speaker'))}{spelled}")


def refs(link: Link, kind: str, things: Iterable[Ref]) -> Markup:
    """The names of some things, each a link to its page."""
    return Markup(", ".join(to(thing.name, link(thing.id, kind)) for thing in things))


def day(day: date) -> Markup:
    return Markup(f'<time datetime="{day.isoformat()}">{words.day(day)}</time>')


def place(row: Row) -> Markup:
    """A place with the interval in which it may lie."""
    lies = words.interval(row)
    between = f' <span class="interval"><span class="unseen">between </span>{lies}</span>' if lies else ""
    head = "Shared place" if row.tied else "Place"
    return Markup(f'<p class="place"><span class="unseen">{head} </span>{words.place(row)}{between}</p>')


def marked(parts: Sequence[str], tag: str) -> Markup:
    """Words of which every second part is marked."""
    return Markup(
        "".join(f"<{tag}>{safe(part)}</{tag}>" if n % 2 and part else safe(part) for n, part in enumerate(parts))
    )


def bars(history: History | None, first: date | None, last: date) -> Markup:
    """The citing posts of a thing over time; nothing when there is none."""
    drawn = pictures.spark(history.days, first, last) if history else None
    if drawn is None:
        return Markup("")
    wide, high = pictures.WIDTH, pictures.HEIGHT
    return Markup(
        f'<svg class="spark" viewBox="0 0 {wide} {high + 1}" role="img" aria-label="{drawn.label}">'
        f'<path class="base" d="M0 {high}.5h{wide}"/><path d="{drawn.path}"/></svg>'
    )
