"""Origins looked for in the gold articles, beside encoding alone what the search encodes."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from citewatch import origins, posts
from citewatch.model import Document
from citewatch.models import SentenceEncoder
from citewatch.origins import Vectors
from tests.bench.timing import Measure, once

GOLD = Path(__file__).parents[2] / "fixtures" / "gold" / "origins" / "dev"
LEAST = 400  # sentences encoded a second


def measures() -> Iterator[Measure]:
    encoder, asked = SentenceEncoder(), list[list[str]]()
    encoder.encode(["the model is loaded"])

    def encode(texts: Sequence[str]) -> Vectors:
        asked.append([*texts])
        return encoder.encode(texts)

    told = [yaml.safe_load(path.read_text("utf-8")) | {"path": path} for path in sorted(GOLD.glob("*.yaml"))]
    found, _ = once(lambda: [_searched(one, encode) for one in told])
    floor, _ = once(lambda: [encoder.encode(texts) for texts in asked])
    quotations = sum(len(one["pairs"]) for one in told)
    words = f"{found / quotations * 1000:.0f} ms a quotation, of {quotations} in {len(told)} articles"
    yield Measure("origins looked for", "the encoder alone", found / floor, words)
    texts = _sentences(told)
    took, _ = once(lambda: encoder.encode(texts))
    words = f"{len(texts) / took:.0f} a second, at least {LEAST}"
    yield Measure("sentences encoded", "", None, words, len(texts) / took >= LEAST)


def _sentences(told: Sequence[dict[str, Any]]) -> list[str]:
    """Those of the gold: the words of a synthetic archive are in no language, and cut into twice as many pieces."""
    found = list[str]()
    for one in told:
        document = _document(one)
        found += [span.cut(document.text) for span in origins.Article(document, None).sentences.spans]
        found += [pair["english"] for pair in one["pairs"]]
    return found


def _searched(told: dict[str, Any], encode: Callable[[Sequence[str]], Vectors]) -> list[object]:
    article = origins.Article(_document(told), encode)
    return [origins.find(pair["english"], "en", article) for pair in told["pairs"]]


def _document(told: dict[str, Any]) -> Document:
    text = told["path"].with_suffix(".txt").read_text("utf-8")
    return posts.read_text(text, None, told["lang"], "article")
