"""Invented archives of any size: statements reported again and again, as news changes them; always the same ones."""

import json
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, groupby
from pathlib import Path
from random import Random

from citewatch import text
from citewatch.model import Citation, Evidence, Kind, Page, Passage, Role
from citewatch.replay import export_warc

_SYLLABLES = [consonant + vowel for consonant in "bcdfgklmnprstvz" for vowel in "aeiou"]
_WORDS, _SPEAKERS = 30_000, 2_000
_MARKS = {"not", "never"}
_POST, _DAY = 5, 200  # passages of one post, and of one day
_CITED = (Citation("https://outlet.example/a", Evidence.SENTENCE, 0, Role.QUOTED_FROM, "same sentence"),)


_BLOG = "https://blog.example"


def pages(passages: Iterable[Passage]) -> Iterator[Page]:
    """The posts in which passages stand, as pages of a blog; a passage is the quotation of its own number there."""
    for key, group in groupby(passages, key=lambda one: one.post):
        said = list(group)
        at = datetime.combine(said[0].day, time(8), UTC)
        body = "".join(
            f"<p>“{one.text},” {one.speaker} says (<a href='https://outlet.example/{n % 7}'>source</a>).</p>"
            for n, one in enumerate(said)
        )
        html = (
            f"<html><head><title>Post {key}</title><meta property='article:published_time' content='{at.isoformat()}'>"
            f"</head><body><article><h1>Post {key}</h1>{body}</article></body></html>"
        )
        url = f"{_BLOG}/{key}.html"
        yield Page(url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), html.encode(), at)


def write_pages(found: Iterable[Page], path: Path) -> Path:
    """As JSON Lines, Parquet or WARC, by the name of the file."""
    if path.name.endswith((".warc", ".warc.gz")):
        export_warc(path, ((one, True) for one in found), "citewatch/1")
        return path
    if path.name.endswith(".parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = [_row(one) | {"at": one.fetched_at, "body": one.body} for one in found]
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        path.write_text("\n".join(json.dumps(_row(one)) for one in found), "utf-8")
    return path


def _row(page: Page) -> dict[str, object]:
    kind, at = page.header("content-type"), page.fetched_at.isoformat()
    return {"url": page.url, "at": at, "content_type": kind, "body": page.body.decode()}


class Vocabulary:
    """Invented words, few of which are frequent, as in any language (Zipf's law)."""

    def __init__(self, chance: Random) -> None:
        self.words = ["".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4))) for _ in range(_WORDS)]
        self._frequency = list(accumulate(1 / (rank + 3) for rank in range(_WORDS)))

    def word(self, chance: Random) -> str:
        return self.words[bisect(self._frequency, chance.random() * self._frequency[-1])]


class Archive:
    """Passages in the order of their days, each with the number of the statement that it truly reports.

    `hard`: some are cut short or bear other marks, and some statements are traps, which say another one's opposite or
    other number in its words.
    """

    def __init__(self, seed: int = 7, *, hard: bool = False) -> None:
        self._hard = hard
        self._random = Random(seed)  # noqa: S311 - chance that repeats
        self._vocabulary = Vocabulary(self._random)
        words = self._vocabulary.words
        self._speakers = [f"{self._random.choice(words)} {word}".title() for word in words[:_SPEAKERS]]
        self._said: list[tuple[list[str], str]] = []

    def passages(self, number: int) -> Iterator[tuple[int, Passage]]:
        """More than half report something again; the likelihood of that falls off as in news."""
        for at in range(number):
            statement = self._statement()
            words, speaker = self._said[statement]
            said = " ".join(self._changed(words))
            post = f"p{at // _POST}"
            day = date(2020, 1, 1) + timedelta(days=at // _DAY)
            yield statement, Passage(
                f"{post}#{at % _POST}", post, day, said, "en", text.person_key(speaker), speaker, Kind.DIRECT, "says",
                ("", said, ""), _CITED,
            )  # fmt: skip

    def _statement(self) -> int:
        if self._said and self._random.random() < 0.55:
            if self._random.random() < 0.7:
                return self._random.randrange(len(self._said))
            return int(self._random.paretovariate(1.2)) % len(self._said)
        if self._said and self._hard and self._random.random() < 0.1:
            words, speaker = self._said[self._random.randrange(len(self._said))]
            at = self._random.randrange(1, len(words))
            trap = self._random.choice(["not", "never", str(self._random.randint(11, 99))])
            self._said.append(([*words[:at], trap, *words[at:]], speaker))
            return len(self._said) - 1
        words = [self._word() for _ in range(self._random.randint(6, 35))]
        self._said.append((words, self._random.choice(self._speakers)))
        return len(self._said) - 1

    def _word(self) -> str:
        return self._vocabulary.word(self._random)

    def _changed(self, words: Sequence[str]) -> list[str]:
        """Substitutions, omissions and insertions in up to a tenth of the words."""
        changed = list(words)
        for _ in range(self._random.randint(0, max(1, len(words) // 10))):
            at, how = self._random.randrange(len(changed)), self._random.random()
            if changed[at] in _MARKS or changed[at].isdecimal():
                continue  # what makes a statement another one
            if how < 0.4:
                changed[at] = self._word()
            elif how < 0.7 and len(changed) > 7:
                del changed[at]
            else:
                changed.insert(at, self._word())
        return self._cut(changed) if self._hard else changed

    def _cut(self, words: list[str]) -> list[str]:
        """Now and then without an end, or with a comma that another report has not."""
        if len(words) > 14 and self._random.random() < 0.1 and not _MARKS & {*words[-2:]}:
            del words[-self._random.randint(1, 2) :]
        if self._random.random() < 0.2:
            words[self._random.randrange(len(words) - 1)] += ","
        return words
