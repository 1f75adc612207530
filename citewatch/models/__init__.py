"""Language models: loaded when first needed, once per process (spaCy, slovnet, USE)."""

from collections.abc import Iterator, Sequence

from citewatch.model import Parse, Span
from citewatch.models.encoder import SentenceEncoder
from citewatch.models.english import EnglishParser
from citewatch.models.russian import RussianParser

__all__ = ["LanguageParser", "SentenceEncoder"]


class LanguageParser:
    """Satisfies `ports.Parser` with a model for each language that is parsed; making one costs nothing."""

    def __init__(self) -> None:
        self._parsers: dict[str, EnglishParser | RussianParser] = {"en": EnglishParser(), "ru": RussianParser()}

    def parse(self, text: str, sentences: Sequence[Span], hidden: Sequence[Span], lang: str) -> Iterator[Parse]:
        """The parses of some sentences of a text, in order. `hidden`: stretches that are blanked for the parser."""
        return self._parsers[lang].parse(text, sentences, hidden) if sentences else iter(())
