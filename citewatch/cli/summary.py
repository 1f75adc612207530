"""How it stands, in Markdown: for the summary of a job, or for a message to colleagues."""

import re
from collections.abc import Iterator

from citewatch.model import Edition, FeedState, Listed, Mail, MailState

ROWS = 10
LONGEST = 500
_MARKUP = re.compile(r"[\\`*_{}\[\]()<>#|~!&@]")


def summary(edition: Edition, mails: tuple[Mail, ...]) -> str:
    """The first window's ranking, how each feed stands, what could not be read, and what became of the last mails."""
    window = edition.windows[0]
    lines = [f"# {_plain(edition.title)}", "", f"{window.last:%d %B %Y}"]
    lines += ["", "| place | statement | speaker | why |", "| --- | --- | --- | --- |"]
    lines += [_row(one) for one in window.statements[:ROWS]] or ["| – | no statement is cited twice | | |"]
    lines += ["", "| feed | posts | newest | |", "| --- | --- | --- | --- |", *map(_feed, edition.feeds), ""]
    return "\n".join([*lines, *_told(edition, mails)]) + "\n"


def _row(one: Listed) -> str:
    place = f"={one.row.place}" if one.row.tied else str(one.row.place)
    speaker = one.speaker.name if one.speaker else "not known"
    return f"| {place} | {_plain(one.text)} | {_plain(speaker)} | {_plain(one.why)} |"


def _feed(feed: FeedState) -> str:
    newest = feed.newest.isoformat() if feed.newest else "–"
    return f"| {_plain(feed.name)} | {feed.posts} | {newest} | {_plain(feed.problem or 'good')} |"


def _told(edition: Edition, mails: tuple[Mail, ...]) -> Iterator[str]:
    unread = sum(1 for one in edition.sources if one.unread)
    yield f"Sources: {len(edition.sources)}, {unread} of them not read."
    last = {mail.recipient: mail for mail in mails}.values()
    counts = {state: sum(1 for mail in last if mail.state == state) for state in MailState}
    if last:
        yield f"Recipients: {', '.join(f'{count} {state.value}' for state, count in counts.items() if count)}."


def _plain(text: str) -> str:
    """Words of others as words, on one line."""
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split())[:LONGEST])
