"""Russian sentences → dependency parses (slovnet, with the models of natasha's wheel)."""

import importlib.util
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from navec import Navec
from razdel import tokenize
from slovnet import Morph, Syntax
from threadpoolctl import ThreadpoolController

from citewatch.model import Parse, Span, Token
from citewatch.models.blanks import blank

_BATCH = 32  # sentences of like length: half as fast again as in the order of the text


class _Word(NamedTuple):
    start: int
    end: int
    text: str


class _Models(NamedTuple):
    syntax: Syntax
    morph: Morph
    threads: ThreadpoolController


class RussianParser:
    """Parses Russian; making one costs nothing."""

    def parse(self, text: str, sentences: Sequence[Span], hidden: Sequence[Span]) -> Iterator[Parse]:
        """The parses of some sentences of a text, in order. `hidden`: stretches that are blanked for the parser."""
        blanked = blank(text, hidden)
        worded = [_words(blanked, one) for one in sentences]
        by_length = sorted((number for number, words in enumerate(worded) if words), key=lambda n: len(worded[n]))
        batch = [[word.text for word in worded[number]] for number in by_length]
        parses = [Parse(())] * len(worded)
        if batch:
            models = _models()
            with models.threads.limit(limits=1):  # more wait for each other: as slow, and twice the work
                read = list(zip(models.syntax.map(batch), models.morph.map(batch), strict=True))
            for number, (syntax, morph) in zip(by_length, read, strict=True):
                labels = [
                    (morph_token.pos, token.rel, int(token.head_id) - 1)
                    for token, morph_token in zip(syntax.tokens, morph.tokens, strict=True)
                ]
                parses[number] = _read(worded[number], labels)
        yield from parses


def _words(text: str, sentence: Span) -> list[_Word]:
    found = tokenize(sentence.cut(text))
    return [_Word(sentence.start + one.start, sentence.start + one.stop, one.text) for one in found]


def _read(words: list[_Word], labels: list[tuple[str, str, int]]) -> Parse:
    """A head outside the sentence, as that of a root, is made the word itself. Cycles are left to the reader."""
    return Parse(
        tuple(
            Token(Span(word.start, word.end), word.text.lower(), pos, dep, head if 0 <= head < len(words) else at)
            for at, (word, (pos, dep, head)) in enumerate(zip(words, labels, strict=True))
        )
    )


@cache
def _models() -> _Models:
    """The models lie in natasha's wheel; natasha itself is not imported, as its lemmatizer no longer runs."""
    found = importlib.util.find_spec("natasha")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("natasha is not installed: make the environment anew with `make test`")
    data = Path(found.submodule_search_locations[0]) / "data"
    vectors = Navec.load(data / "emb" / "navec_news_v1_1B_250K_300d_100q.tar")
    syntax = Syntax.load(data / "model" / "slovnet_syntax_news_v1.tar", batch_size=_BATCH)
    morph = Morph.load(data / "model" / "slovnet_morph_news_v1.tar", batch_size=_BATCH)
    return _Models(syntax.navec(vectors), morph.navec(vectors), ThreadpoolController())
