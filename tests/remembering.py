"""What takes longest in a run is kept for as long as a process of tests lives: parses, vectors, the reading process.

Most tests run the job on the same recorded web, and models are functions of what they are given. What would not be seen
so has tests of its own: the reading process, and runs in processes of their own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any
from unittest.mock import patch

from citewatch.cli import wiring
from citewatch.model import Parse, Span
from citewatch.models import LanguageParser, SentenceEncoder
from citewatch.ports import Reader

_parse, _encode = LanguageParser.parse, SentenceEncoder.encode


@cache
def _parses(text: str, sentences: tuple[Span, ...], hidden: tuple[Span, ...], lang: str) -> tuple[Parse, ...]:
    return tuple(_parse(LanguageParser(), text, sentences, hidden, lang))


@cache
def _vectors(texts: tuple[str, ...]) -> Any:
    found = _encode(SentenceEncoder(), texts)
    found.flags.writeable = False
    return found


@contextmanager
def remembering() -> Iterator[None]:
    """From here on nothing is parsed or encoded twice."""

    def parse(
        _: LanguageParser, text: str, sentences: Sequence[Span], hidden: Sequence[Span], lang: str
    ) -> Iterator[Parse]:
        return iter(_parses(text, tuple(sentences), tuple(hidden), lang))

    def encode(_: SentenceEncoder, texts: Sequence[str]) -> Any:
        return _vectors(tuple(texts))

    with patch.object(LanguageParser, "parse", parse), patch.object(SentenceEncoder, "encode", encode):
        yield


@contextmanager
def reading_once(reader: Reader) -> Iterator[None]:
    """From here on all runs of the job have pages read by the same reader."""
    with patch.object(wiring, "Sandbox", lambda: nullcontext(reader)):
        yield
