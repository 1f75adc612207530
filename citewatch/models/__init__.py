"""Language models: imported and loaded when first needed, once per process (spaCy, slovnet, USE)."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from citewatch.model import Parse, Span
from citewatch.models.encoder import SentenceEncoder

if TYPE_CHECKING:
    from citewatch.models.english import EnglishParser
    from citewatch.models.russian import RussianParser

__all__ = ["LanguageParser", "SentenceEncoder"]


class LanguageParser:
    """Satisfies `ports.Parser` with a model for each language that is parsed; making one costs nothing."""

    def parse(self, text: str, sentences: Sequence[Span], hidden: Sequence[Span], lang: str) -> Iterator[Parse]:
        """The parses of some sentences of a text, in order. `hidden`: stretches that are blanked for the parser."""
        return _parser(lang).parse(text, sentences, hidden) if sentences else iter(())


@cache
def _parser(lang: str) -> "EnglishParser | RussianParser":
    """Imported here: importing spaCy alone takes longer than most commands that parse nothing."""
    if lang == "en":
        from citewatch.models.english import EnglishParser

        return EnglishParser()
    from citewatch.models.russian import RussianParser

    return RussianParser()
