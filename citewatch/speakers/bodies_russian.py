"""A Russian document → the bodies that it names: offices, firms, papers, in the nominative."""

import re
from dataclasses import dataclass

from citewatch import inflection, rules
from citewatch.model import Document, Span

_WORD = re.compile(r"[^\W\d_][\w‑-]*")
_MARKED = re.compile(r"\s*[«\"]([^«»\"]{2,60})[»\"]")
_ANY = frozenset(
    "ведомство учреждение организация компания фирма предприятие".split()
)  # words that stand for whatever body was named last
_BEFORE = 3  # words before or behind a noun that may go with it


@dataclass(frozen=True, slots=True)
class _Body:
    head: str
    name: str
    at: int


class Bodies:
    """The bodies of a document; one word stands for a longer name of the same body."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        words = list(_WORD.finditer(document.text))
        named = [self._read(words, at) for at, word in enumerate(words) if is_body(word[0]) or self._bears_name(word)]
        self._named = [one for one in named if one]
        self._spoken: dict[str, str] = {}

    def name(self, mention: Span, head: str) -> str:
        """The name in marks in or behind a mention, else its words, else a longer name given before or after."""
        words = mention.cut(self._text)
        lemma = inflection.lemma(head)
        marked = _MARKED.search(words) or _MARKED.match(self._text, mention.end)
        if marked or len(words.split()) > 1:
            self._spoken[lemma] = marked[1] if marked else inflection.nominative(words)
            return self._spoken[lemma]
        if lemma in _ANY and lemma not in self._spoken and not self._longer(lemma, mention.start):
            return self.last_before(mention.start) or inflection.nominative(words)
        return self._spoken.get(lemma) or self._longer(lemma, mention.start) or inflection.nominative(words)

    def last_before(self, offset: int) -> str | None:
        """The body named last, for «там же»."""
        found = [one.name for one in self._named if one.at < offset]
        return found[-1] if found else None

    def _longer(self, head: str, offset: int) -> str | None:
        fits = [one for one in self._named if one.head == head]
        before = [one for one in fits if one.at < offset]
        return before[-1].name if before else fits[0].name if fits else None

    def _read(self, words: list[re.Match[str]], at: int) -> _Body | None:
        """A body with its adjectives and what it is for, or its name in marks; a bare noun is none."""
        noun = words[at]
        head = inflection.lemma(noun[0])
        marked = _MARKED.match(self._text, noun.end())
        if marked:
            return _Body(head, marked[1], noun.start())
        first = at
        while first > max(0, at - _BEFORE) and self._goes_with(words[first - 1], words[first]):
            first -= 1
        last = at
        while last < min(at + _BEFORE, len(words) - 1) and self._hangs_on(words[last], words[last + 1]):
            last += 1
        if first == last:
            return None
        phrase = self._text[words[first].start() : words[last].end()]
        return _Body(head, inflection.nominative(phrase), words[first].start())

    def _bears_name(self, word: re.Match[str]) -> bool:
        """«Подрядчик «Тросстрой»»: a firm by what it does."""
        return bool(_MARKED.match(self._text, word.end())) and inflection.is_person(word[0])

    def _goes_with(self, word: re.Match[str], following: re.Match[str]) -> bool:
        beside = self._text[word.end() : following.start()].isspace()
        return beside and inflection.part_of_speech(word[0]) == "ADJF" and not inflection.is_pronoun(word[0])

    def _hangs_on(self, word: re.Match[str], following: re.Match[str]) -> bool:
        """«Министерство экологии»: what it is for, in the genitive and in small letters."""
        beside = self._text[word.end() : following.start()] == " "
        return beside and following[0].islower() and inflection.is_genitive(following[0])


def is_body(word: str) -> bool:
    return word.lower().startswith(rules.lines("bodies-ru"))
