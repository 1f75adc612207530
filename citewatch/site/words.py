"""Words and figures as pages print them: filters of the templates, and what is kept out of every page."""

from collections.abc import Sequence
from datetime import date

from citewatch import text, urls
from citewatch.model import Row, Window, WindowEdition

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def clean(value: object) -> object:
    """What is printed, without characters that a page must not hold."""
    if value is None:
        raise TypeError("a template printed None")
    if type(value) is not str:  # numbers, and what a macro made; its parts were cleaned when it printed them
        return value
    return value if value.isprintable() else text.shown(value)  # as most are


def archived(url: str) -> str:
    """Where the Internet Archive lists its copies of a page, without the fragment; nothing for no web address."""
    return f"https://web.archive.org/web/*/{url.partition('#')[0]}" if urls.web(url) else ""


def day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def days(window: Window) -> str:
    return "All time" if window == "all" else count(window, "day")


def between(first: date, last: date) -> str:
    """«28 April – 4 May 2026»."""
    if first == last:
        return day(last)
    same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    start = str(first.day) if same_month else day(first).removesuffix(f" {last.year}" if same_year else "")
    return f"{start} – {day(last)}"


def span(window: WindowEdition) -> str:
    """The days of a window."""
    return between(window.first or window.last, window.last)


def place(row: Row) -> str:
    return f"={row.place}" if row.tied else str(row.place)


def interval(row: Row) -> str:
    """Between which places a row may lie; empty where there is nothing possible."""
    return f"{row.best}–{row.worst}" if row.best != row.worst else ""


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def sentence(words: str) -> str:
    """With a capital letter at its head."""
    return words[:1].upper() + words[1:]


def ending(words: str) -> str:
    """The whole words at the end of a text that was cut anywhere."""
    return f"… {words.partition(' ')[2]}" if words.strip() else ""


def beginning(words: str) -> str:
    """The whole words at the beginning of a text that was cut anywhere."""
    return f"{words.rpartition(' ')[0]} …" if words.strip() else ""


def near(number: int, paths: Sequence[str]) -> list[tuple[int, str] | None]:
    """The pages of a list to offer on one of them: the ends, those beside it, and None for what is left out."""
    around = {1, 2, len(paths), *range(number - 2, number + 3)}
    shown = sorted(n for n in around if 1 <= n <= len(paths))
    offered: list[tuple[int, str] | None] = []
    for before, n in zip([0, *shown], shown, strict=False):
        if n > before + 1:
            offered.append(None)
        offered.append((n, paths[n - 1]))
    return offered
