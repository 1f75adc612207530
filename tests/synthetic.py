"""Invented archives of any size: statements reported again and again, as news changes them; always the same ones."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from citewatch import text
from citewatch.model import Citation, Evidence, Kind, Passage, Role

_SYLLABLES = [consonant + vowel for consonant in "bcdfgklmnprstvz" for vowel in "aeiou"]
_WORDS, _SPEAKERS = 30_000, 2_000
_POST, _DAY = 5, 200  # passages of one post, and of one day
_CITED = (Citation("https://outlet.example/a", Evidence.SENTENCE, 0, Role.QUOTED_FROM, "same sentence"),)


class Archive:
    """Passages in the order of their days, each with the number of the statement that it truly reports."""

    def __init__(self, seed: int = 7) -> None:
        self._random = Random(seed)  # noqa: S311 - chance that repeats
        choose = self._random.choice
        self._words = ["".join(choose(_SYLLABLES) for _ in range(self._random.randint(2, 4))) for _ in range(_WORDS)]
        self._frequency = list(accumulate(1 / (rank + 3) for rank in range(_WORDS)))  # Zipf
        self._speakers = [f"{choose(self._words)} {word}".title() for word in self._words[:_SPEAKERS]]
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
        words = [self._word() for _ in range(self._random.randint(6, 35))]
        self._said.append((words, self._random.choice(self._speakers)))
        return len(self._said) - 1

    def _word(self) -> str:
        return self._words[bisect(self._frequency, self._random.random() * self._frequency[-1])]

    def _changed(self, words: Sequence[str]) -> list[str]:
        """Substitutions, omissions and insertions in up to a tenth of the words."""
        changed = list(words)
        for _ in range(self._random.randint(0, max(1, len(words) // 10))):
            at, how = self._random.randrange(len(changed)), self._random.random()
            if how < 0.4:
                changed[at] = self._word()
            elif how < 0.7 and len(changed) > 7:
                del changed[at]
            else:
                changed.insert(at, self._word())
        return changed
