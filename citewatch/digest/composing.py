"""What is new in an edition → one message with a text and an HTML part; shown as files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

import css_inline
import jinja2

from citewatch import resources
from citewatch.digest.news import News, correction_key, problem_key
from citewatch.digest.words import address_of, mark_of, one_line
from citewatch.errors import RunError
from citewatch.model import Correction, Digest, Edition, FeedState, Listed, Mail, SourcePage, Window

MOST = 10  # of each list; what is left over is on the page

_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


# Seven bits only, since not every server takes eight. A line with an encoded word may have 76 characters (RFC 2047).
_WORDS = policy.SMTP.clone(max_line_length=76, cte_type="7bit")


class _Wire(EmailPolicy):
    """Folds the headers that hold words, and no other: a long List-Unsubscribe would be encoded into nonsense."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return (
            _WORDS.fold_binary(name, value) if name in {"From", "To", "Subject"} else super().fold_binary(name, value)
        )


_POLICY = _Wire(linesep="\r\n", max_line_length=998, cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Message:
    """A digest, ready for one recipient. `mark`: the same for the same edition and recipient, and no address."""

    subject: str
    sender: Address
    date: datetime
    mark: str
    text: str
    html: str
    unsubscribe: str | None = None

    @property
    def message_id(self) -> str:
        """Never a second one for one mail, so that one that is sent twice is shown once."""
        return f"<{self.mark}@{self.sender.domain}>"

    def as_bytes(self, recipient: str) -> bytes:
        """The mail on the wire. Raises: MailError, when the recipient is no mail address."""
        mail = EmailMessage(policy=_POLICY)
        mail["From"] = self.sender
        mail["To"] = address_of(recipient)
        mail["Subject"] = self.subject
        mail["Date"] = self.date
        mail["Message-ID"] = self.message_id
        mail["X-Entity-Ref-ID"] = self.mark  # for Gmail, which else shows the digests of many days as one thread
        mail["List-Id"] = f"<digest.citewatch.{self.sender.domain}>"
        by_mail = f"<mailto:{quote(self.sender.addr_spec, safe='@')}?subject=unsubscribe>"
        mail["List-Unsubscribe"] = f"<{self.unsubscribe}>, {by_mail}" if self.unsubscribe else by_mail
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self.text)
        mail.add_alternative(self.html, subtype="html")
        mail.set_boundary(f"=_{self.mark}")  # by default a random one
        return mail.as_bytes()


@dataclass(frozen=True, slots=True)
class _Item:
    """A line of a ranking as the mail shows it: every string is one clean line of bounded length."""

    place: str
    text: str
    lang: str
    original: str | None
    original_lang: str | None
    speaker: str
    outlets: str
    why: str
    url: str | None


@dataclass(frozen=True, slots=True)
class _Note:
    """What has no place in a ranking: what it is about, what is said of it, and its page."""

    what: str
    said: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A part of the mail. `more`: how many it leaves out; `ranked`: its items are shown with their places."""

    title: str
    items: Sequence[_Item] = ()
    notes: Sequence[_Note] = ()
    more: int = 0
    ranked: bool = False


def compose(edition: Edition, found: News, settings: Digest, mail: Mail) -> Message | None:
    """The mail about what is new in an edition. None when there is nothing, unless the settings want it all the same.

    Raises: MailError, when the sender is no mail address.
    """
    base, day = _base(edition.base_url), date.fromisoformat(mail.edition[:10])
    lists = [part for part in (*_ranked(edition, found, base), *_noted(edition, found, base)) if part]
    if not (lists or settings.always):
        return None
    sender = address_of(settings.sender, edition.title)
    unsubscribe = _base(settings.unsubscribe)
    values = {
        "title": one_line(edition.title, 120),
        "day": _day(day),
        "since": f"new since {_day(date.fromisoformat(mail.since[:10]))}" if mail.since else "the first digest",
        "window": _window(edition.windows[0].window),
        "lists": lists,
        "base": base,
        "sender": sender.addr_spec,
        "unsubscribe": unsubscribe,
    }
    return Message(
        subject=f"{_headline(lists)} ({_day(day)})",
        sender=sender,
        date=mail.at,
        mark=mark_of(mail.edition, mail.recipient),
        text=_render("digest.txt", values),
        html=_INLINER.inline(_render("digest.html", values)) + "\n",
        unsubscribe=unsubscribe,
    )


def edition_mark(edition: Edition) -> str:
    """The key under which it is recorded who has got this edition: its day, and a hash of its title."""
    return f"{edition.as_of.isoformat()}-{mark_of(edition.title)[:12]}"


def write_preview(message: Message, folder: Path) -> tuple[Path, ...]:
    """The digest as files to look at; the mail itself is addressed to its sender. Raises: RunError."""
    files = {
        "digest.html": message.html.encode(),
        "digest.txt": message.text.encode(),
        "digest.eml": message.as_bytes(message.sender.addr_spec),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise RunError(str(folder), f"the digest cannot be written here: {error.strerror}") from error
    return tuple(folder / name for name in files)


def _base(url: str | None) -> str | None:
    """The site's address without its last slash; None when it is no web address."""
    return url.rstrip("/") if url and urlsplit(url).scheme in {"http", "https"} else None


def _ranked(edition: Edition, found: News, base: str | None) -> Iterable[_List | None]:
    """The statements that are news, each list in the order of the edition."""
    window = edition.windows[0]
    listed = (*window.statements, *window.once)  # one may have left the ranking since the mail was meant
    before = {key: f"; before: {place}, in {posts} posts" for key, (place, posts) in found.risen.items()}
    for title, keys in (("New in the ranking", found.entered), ("Risen", before.keys()), ("Newly cited", found.once)):
        items = [_item(one, base, before.get(one.row.id, "")) for one in listed if one.row.id in keys]
        yield _part(title, items=items, ranked=title != "Newly cited")


def _noted(edition: Edition, found: News, base: str | None) -> Iterable[_List | None]:
    """Corrections, and what could not be read."""
    decided = [_correction(one) for one in edition.corrections if correction_key(one) in found.corrections]
    yield _part("Corrections", notes=decided)
    feeds = [_problem(one) for one in edition.feeds if one.problem and problem_key(one) in found.problems]
    unread = [_unread(one, base) for one in edition.sources if one.id in found.unread]
    yield _part("Could not be read", notes=[*feeds, *unread])


def _part(
    title: str, *, items: Sequence[_Item] = (), notes: Sequence[_Note] = (), ranked: bool = False
) -> _List | None:
    more = max(0, len(items) - MOST, len(notes) - MOST)
    return _List(title, items[:MOST], notes[:MOST], more, ranked) if items or notes else None


def _item(listed: Listed, base: str | None, before: str) -> _Item:
    row = listed.row
    return _Item(
        place=f"={row.place}" if row.tied else str(row.place),
        text=one_line(listed.text, 500),
        lang=one_line(listed.lang, 20),
        original=one_line(listed.original, 400) if listed.original else None,
        original_lang=one_line(listed.original_lang, 20) if listed.original_lang else None,
        speaker=_speaker(listed),
        outlets=", ".join(one_line(outlet.name, 60) for outlet in listed.outlets[:5]),
        why=one_line(listed.why + before, 200),
        url=f"{base}/{listed.path}" if base else None,
    )


def _speaker(listed: Listed) -> str:
    """The name, and how the source spells it."""
    if listed.speaker is None:
        return "Speaker not known"
    name = one_line(listed.speaker.name, 80)
    return f"{name} ({one_line(listed.speaker_original, 80)})" if listed.speaker_original else name


def _problem(feed: FeedState) -> _Note:
    newest = f"; its newest post is of {_day(feed.newest)}" if feed.newest else ""
    return _Note(one_line(feed.name, 80), one_line(feed.problem or "", 200) + newest)


def _unread(source: SourcePage, base: str | None) -> _Note:
    name = f"{one_line(source.outlet.name, 60)}: {one_line(source.title or source.url, 200)}"
    return _Note(name, one_line(source.unread or "", 200), f"{base}/source/{source.id}.html" if base else None)


def _correction(one: Correction) -> _Note:
    of = one_line(", ".join((*one.of, *filter(None, [one.name]))), 300)
    return _Note(f"{_day(one.day)}, {one_line(one.verb, 40)}", f"{of}: {one_line(one.reason, 300)}")


def _headline(lists: Sequence[_List]) -> str:
    """The day's first statement, else what there is."""
    if items := [item for part in lists for item in part.items]:
        return f"“{one_line(items[0].text, 70)}”"
    return " and ".join(part.title for part in lists) or "Nothing new"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _window(window: Window) -> str:
    if window == "all":
        return "all posts on record"
    return "the last day" if window == 1 else f"the last {window} days"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.templates() / "digest"),
        autoescape=jinja2.select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _render(name: str, values: Mapping[str, object]) -> str:
    return _environment().get_template(name).render(values)
