"""A date as a page or a feed states it → an aware UTC datetime (dateparser)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from dateparser import parse

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""There were no blogs before; a date that says so is wrong."""

# Named, because trying all of its two hundred takes a second for each new form of date.
_LANGUAGES = ("en", "ru", "kk", "uk", "be", "ky", "uz", "de", "fr", "es", "it", "pl", "tr")
_SETTINGS = {
    "RETURN_AS_TIMEZONE_AWARE": True,
    "TIMEZONE": "UTC",
    "DATE_ORDER": "DMY",
    "REQUIRE_PARTS": ["day", "month", "year"],
}
_OF_YEAR = re.compile(r"(\d{4})\s+(?:жылғы|жылдың|жылы)\b")  # Kazakh: «of the year 2019», which dateparser cannot read
_LONGEST = 60


def read_date(stated: str, at: datetime | None = None) -> datetime | None:
    """The moment that some words state, UTC where they name no zone; None for no date or one that cannot be true.

    `at`: when the words were read, which «Вчера, 11:41» needs, and after which they cannot point.
    """
    words = " ".join(stated.split())
    started = re.search(r"\d.*", words)  # behind «Опубликовано:»
    tried = [words, started[0]] if started else [words]
    moment = next((found for one in tried if len(one) <= _LONGEST and (found := _moment(one, at))), None)
    if moment is None or moment < EARLIEST or (at is not None and moment > at + timedelta(days=1)):
        return None
    return moment


def _moment(words: str, at: datetime | None) -> datetime | None:
    try:
        parsed = _iso(words) or parse(_OF_YEAR.sub(r"\1", words), languages=list(_LANGUAGES), settings=_settings(at))
        return parsed.astimezone(UTC) if isinstance(parsed, datetime) else None
    except (ValueError, OverflowError):  # year 0, year 10000
        return None


def _iso(words: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(words) if "-" in words else None
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


def _settings(at: datetime | None) -> dict[str, Any]:
    """Words like «yesterday» are read only when it is known when they were said."""
    if at is None:
        return {**_SETTINGS, "PARSERS": ["absolute-time"]}
    return {**_SETTINGS, "PARSERS": ["absolute-time", "relative-time"], "RELATIVE_BASE": at.replace(tzinfo=None)}
