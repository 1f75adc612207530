"""Origins looked for in the gold articles, beside encoding alone what the search encodes."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import yaml

from citewatch import origins, posts
from citewatch.models import SentenceEncoder
from citewatch.origins import Vectors
from tests.bench.timing import Measure, once
from tests.synthetic import Archive

GOLD = Path(__file__).parents[2] / "fixtures" / "gold" / "origins" / "dev"
LEAST = 400  # texts encoded a second


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
    texts = [passage.text for _, passage in Archive().passages(400)]
    took, _ = once(lambda: encoder.encode(texts))
    yield Measure(
        "texts encoded", "", None, f"{len(texts) / took:.0f} a second, at least {LEAST}", len(texts) / took >= LEAST
    )


def _searched(told: dict[str, object], encode: Callable[[Sequence[str]], Vectors]) -> list[object]:
    path, lang = told["path"], str(told["lang"])
    assert isinstance(path, Path)
    document = posts.read_text(path.with_suffix(".txt").read_text("utf-8"), None, lang, "article")
    article = origins.Article(document, encode)
    return [origins.find(pair["english"], "en", article) for pair in told["pairs"]]  # type: ignore[attr-defined]
