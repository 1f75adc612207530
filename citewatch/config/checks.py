"""The text of one setting → what is wrong with it, or None."""

import re
import warnings
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from urllib.parse import urlsplit

from citewatch.config.reading import shown

Check = Callable[[str], str | None]

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_MAILBOX = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def ascii_host(text: str) -> str | None:
    """The one ASCII spelling of a host name, None when it is no host name."""
    if not 0 < len(text) <= 253:
        return None
    try:
        spelled = text.encode("idna").decode("ascii").lower()
        spelled.encode("ascii").decode("idna")  # a wrong xn-- label shows only on the way back
    except UnicodeError:
        return None
    return spelled if all(map(_LABEL.fullmatch, spelled.split("."))) else None


def line_of_text(text: str) -> str | None:
    if not text.strip():
        return "is empty; give a text, or remove the line"
    if not text.isprintable():
        return f"holds a line break or control character: {shown(text)}; keep it on one line"
    return None


def language(text: str) -> str | None:
    if _LANGUAGE.fullmatch(text):
        return None
    return f"{shown(text)} is no language code; expected one such as en, ru or kk"


def public_host(text: str) -> str | None:
    """A host with a dot, as it stands in addresses."""
    spelled = ascii_host(text)
    if spelled and "." in spelled:
        return None
    meant = _hostname(text if "://" in text else f"//{text}")
    hint = f"did you mean {shown(meant)}?" if meant and "." in meant else "expected one such as example.com"
    return f"{shown(text)} is no host name; {hint}"


def any_host(text: str) -> str | None:
    return None if ascii_host(text) else f"{shown(text)} is no host name; expected one such as mail.example.com"


def _hostname(url: str) -> str | None:
    """The host in an address, None when there is none or it is wrong."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host if host and ascii_host(host) else None


def web_address(text: str) -> str | None:
    if not text.isprintable() or " " in text:
        return f"{shown(text)} holds a space or control character; a web address has none"
    if not text.lower().startswith(("https://", "http://")):
        return f"{shown(text)} is no web address; it begins with https:// or http://"
    if not _hostname(text):
        return f"{shown(text)} has no valid host name; expected an address such as https://example.com/feed"
    parts = urlsplit(text)
    if parts.username is not None:
        return "holds a user name or password before the host (@); only addresses without one are asked for"
    return None if _has_port(text) else f"{shown(text)} has no valid port; leave it out"


def _has_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def mail_address(text: str) -> str | None:
    mailbox, _, host = text.rpartition("@")
    if len(text) <= 254 and len(mailbox) <= 64 and _MAILBOX.fullmatch(mailbox) and host.isascii() and ascii_host(host):
        return None
    return f"{shown(text)} is no mail address; expected one such as name@example.com"


def contact(text: str) -> str | None:
    """It stands in the header of every request, so it must be ASCII."""
    if text.isascii() and (mail_address(text) is None or web_address(text) is None):
        return None
    return f"{shown(text)} is neither a mail address nor a web address, such as name@example.com"


def identity(key_names: frozenset[str]) -> Check:
    """The check of an outlet's `key`."""

    def check(text: str) -> str | None:
        if text in key_names:
            return None
        wrong = _wrong_pattern(text)
        close = get_close_matches(text, sorted(key_names), n=1)
        hint = f"; did you mean {shown(close[0])}?" if close else ""
        known = ", ".join(sorted(key_names))
        return wrong and f"{shown(text)} {wrong}; expected {known}, or a pattern with exactly one group{hint}"

    return check


def print_way(print_names: frozenset[str]) -> Check:
    """The check of an outlet's `print`."""

    def check(text: str) -> str | None:
        if text in print_names or (text.startswith(("/", "{folder}")) and "{name}" in text and text.isprintable()):
            return None
        known = ", ".join(sorted(print_names))
        return f"{shown(text)} is no way to a print page; expected {known}, or a path such as /print/{{name}}"

    return check


def _wrong_pattern(text: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what `re` finds doubtful would change its meaning one day
            groups = re.compile(text).groups
    except (re.error, Warning, OverflowError, RecursionError) as error:
        return f"is no regular expression ({shown(str(error), quote='')})"
    return None if groups == 1 else f"has {groups or 'no'} groups"


def checks(key_names: frozenset[str], print_names: frozenset[str]) -> Mapping[str, Check]:
    """The check of each setting that is a text, by its pattern."""
    return {
        "feeds[].url": web_address,
        "feeds[].name": line_of_text,
        "feeds[].lang": language,
        "feeds[].hosts[]": public_host,
        "outlets[].name": line_of_text,
        "outlets[].hosts[]": public_host,
        "outlets[].lang": language,
        "outlets[].key": identity(key_names),
        "outlets[].print": print_way(print_names),
        **{f"outlets[].select.{part}": line_of_text for part in ("title", "byline", "date", "body")},
        "site.title": line_of_text,
        "site.url": web_address,
        "fetch.contact": contact,
        "digest.sender": mail_address,
        "digest.to[]": mail_address,
        "digest.weekly[]": mail_address,
        "digest.unsubscribe": web_address,
        "digest.smtp.host": any_host,
        "digest.smtp.user": line_of_text,
    }


def _same_host(text: str) -> str | None:
    spelled = ascii_host(text)
    return spelled and spelled.removeprefix("www.")


def _same_address(text: str) -> str:
    host, slash, rest = re.sub(r"^https?://(www\.)?", "", text, flags=re.IGNORECASE).partition("/")
    return (host.lower() + slash + rest).rstrip("/")


UNIQUE: Mapping[str, Callable[[str], str | None]] = {
    "feeds[].url": _same_address,
    "feeds[].name": str.casefold,
    "outlets[].name": str.casefold,
    "outlets[].hosts[]": _same_host,
    "windows[]": str.casefold,
}
"""What must not stand twice, and by which spelling two are the same."""
