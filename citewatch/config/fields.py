"""What each key of `sources.yaml` means, and the bounds within which it may lie."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from citewatch.config.reading import Keys, shown
from citewatch.model.settings import Digest, Feed, Fetching, Outlet, Select, Settings, Site, Smtp, Storing

SECTIONS: Mapping[str, type[Any]] = {
    "": Settings,
    "feeds[]": Feed,
    "outlets[]": Outlet,
    "outlets[].select": Select,
    "site": Site,
    "fetch": Fetching,
    "store": Storing,
    "digest": Digest,
    "digest.smtp": Smtp,
}

NOT_IN_FILE = frozenset({"digest.smtp.password", "digest.secret"})
"""What only the environment may hold."""

DESCRIPTIONS: Mapping[str, str] = {
    "feeds": "the blogs to watch",
    "feeds[].url": "the address of the blog's feed, Atom or RSS",
    "feeds[].name": "the blog's name as the page shows it",
    "feeds[].lang": "the language of the posts, as a code such as en",
    "feeds[].hosts": "further hosts at which the blog's own posts are met; links to them are never counted",
    "outlets": "the publishers of sources that need a name or help with reading; all others go by their domain",
    "outlets[].name": "the outlet's name as the page shows it",
    "outlets[].hosts": "the hosts at which the outlet publishes, without www.",
    "outlets[].lang": "the language of the articles, as a code such as ru; guessed when missing",
    "outlets[].key": "what in an address identifies an article: dle, or a regular expression with one group",
    "outlets[].print": "the way to an article's print page, for articles that refuse: dle, or a path with {folder} and "
    "{name}, the parts of the article's own path",
    "outlets[].archives": "whether the Wayback Machine is asked for a copy of articles that refuse",
    "outlets[].select": "CSS selectors for the parts of an article; a missing one is guessed",
    "outlets[].select.title": "the CSS selector of the headline",
    "outlets[].select.byline": "the CSS selector of the author's name",
    "outlets[].select.date": "the CSS selector of the date of publication",
    "outlets[].select.body": "the CSS selector of the article's text",
    "windows": "the rankings to make, each a number of days or all; the first is the front page's",
    "site": "the published page",
    "site.title": "the title of the page",
    "site.url": "the address at which the page will stand, for links in mails and feeds",
    "site.longest_passage": "how many characters of a document one passage may show",
    "fetch": "politeness and bounds in asking the web",
    "fetch.contact": "a mail or web address at which site owners reach you; every request names it",
    "fetch.pause": "seconds between two requests to the same host",
    "fetch.timeout": "seconds that one address may take in all",
    "fetch.max_bytes": "the size in bytes up to which a page is read",
    "fetch.first_posts": "how many posts of a new feed are read back at most",
    "store": "what is kept of what was recorded",
    "store.keep_bodies_days": "days for which pages are kept as they were answered; 0 keeps them for ever",
    "digest": "the e-mail digest; none is made without it",
    "digest.sender": "the mail address from which the digest comes",
    "digest.to": "the mail addresses that get the digest; CITEWATCH_RECIPIENTS replaces them",
    "digest.weekly": "the mail addresses that get it once a week; CITEWATCH_WEEKLY_RECIPIENTS replaces them",
    "digest.always": "whether a digest is also mailed when nothing is new",
    "digest.unsubscribe": "a web address at which readers can unsubscribe; without it they do so by mail",
    "digest.smtp": "the mail server that sends the digest",
    "digest.smtp.host": "the name of the mail server",
    "digest.smtp.port": "the port of the mail server",
    "digest.smtp.security": "how the connection is encrypted: starttls, tls or none",
    "digest.smtp.user": "the user name at the mail server; the password is in CITEWATCH_SMTP_PASSWORD",
}

BOUNDS: Mapping[str, tuple[float, float]] = {
    "windows[]": (1, 36_500),
    "site.longest_passage": (200, 100_000),
    "fetch.pause": (0, 3_600),
    "fetch.timeout": (1, 600),
    "fetch.max_bytes": (10_000, 1_000_000_000),
    "fetch.first_posts": (1, 100_000),
    "store.keep_bodies_days": (0, 36_500),
    "digest.smtp.port": (1, 65_535),
}

FILLED = frozenset({"feeds", "windows", "outlets[].hosts"})
"""Lists that must not be empty."""


def dotted(keys: Keys) -> str:
    """As a user may say it: `outlets[0].name`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{_printable(key)}" for key in keys).removeprefix(".")


def _printable(key: str) -> str:
    return key if key.replace("-", "_").isidentifier() else shown(key, longest=40)


def pattern(keys: Keys) -> str:
    """The path without its numbers: `outlets[].name`, which finds it in the tables above."""
    steps = ("[]" if isinstance(key, int) else f".{key}" for key in keys)
    return "".join(steps).removeprefix(".")


def names(section: str) -> tuple[str, ...]:
    """The keys that a section of the file may have."""
    known = (field.name for field in fields(SECTIONS[section]))
    return tuple(name for name in known if f"{section}.{name}" not in NOT_IN_FILE)


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of `Settings` with what only this module knows: descriptions, bounds, and what is not in the file."""
    for section, kind in SECTIONS.items():
        part = schema["$defs"][kind.__name__] if section else schema
        for name in set(part["properties"]) - set(names(section)):
            del part["properties"][name]
        for name, value in part["properties"].items():
            _describe(value, f"{section}.{name}".removeprefix("."))
    return schema


def _describe(value: dict[str, Any], at: str) -> None:
    text = DESCRIPTIONS[at]
    value["description"] = f"{text[0].upper()}{text[1:]}."
    _bound(value, at)
    if at in FILLED:
        value["minItems"] = 1
    for option in value.get("items", {}).get("anyOf", ()):
        _bound(option, f"{at}[]")


def _bound(value: dict[str, Any], at: str) -> None:
    if at in BOUNDS and value["type"] in {"integer", "number"}:
        value["minimum"], value["maximum"] = BOUNDS[at]
