"""What the user configures in `sources.yaml`; `config` makes these values, checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

Window = int | Literal["all"]
"""A number of days, or all of them."""

_STRICT: Mapping[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Feed:
    """A watched blog. `hosts`: further hosts at which the blog's own posts are met."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    url: str
    name: str
    lang: str = "en"
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Select:
    """CSS selectors for the parts of an outlet's articles; a missing one is guessed."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    title: str | None = None
    byline: str | None = None
    date: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher of sources. `key`: a name in `rules/keys.txt`, or a regular expression with one group.

    For sources that refuse: `print`, the way to an article's print page (a name in `rules/prints.txt`, or a path with
    {folder} and {name}), and whether web archives are asked for a copy.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    name: str
    hosts: tuple[str, ...]
    lang: str | None = None
    key: str | None = None
    select: Select = Select()
    print: str | None = None
    archives: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """The published page. `url`: where it will stand, needed for absolute links in mails.

    `longest_passage`: how many characters of a document one passage may show.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    title: str = "Most-cited statements"
    url: str | None = None
    longest_passage: int = 1500


@dataclass(frozen=True, slots=True)
class Fetching:
    """Politeness and bounds. Seconds and bytes; `first_posts`: how far back a first run pages."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    contact: str | None = None
    pause: float = 2.0
    timeout: float = 30.0
    max_bytes: int = 5 * 1024 * 1024
    first_posts: int = 100


@dataclass(frozen=True, slots=True)
class Storing:
    """What the store keeps. `keep_bodies_days`: how long pages stay as they were answered; 0 for ever."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    keep_bodies_days: int = 0


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server; its password comes from CITEWATCH_SMTP_PASSWORD only."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    host: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Digest:
    """The e-mail digest. Without recipients none is sent: they may be given where it is mailed, and not elsewhere.

    `to` get it on each day with news, `weekly` once a week; `always`: also without news. `secret`: of the HMAC under
    which recipients are recorded, from CITEWATCH_SECRET only.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    sender: str
    smtp: Smtp
    to: tuple[str, ...] = ()
    weekly: tuple[str, ...] = ()
    always: bool = False
    unsubscribe: str | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `sources.yaml`. The first window is the front page's."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = _STRICT
    feeds: tuple[Feed, ...]
    outlets: tuple[Outlet, ...] = ()
    windows: tuple[Window, ...] = (7, 30, 365, "all")
    site: Site = Site()
    fetch: Fetching = Fetching()
    store: Storing = Storing()
    digest: Digest | None = None
