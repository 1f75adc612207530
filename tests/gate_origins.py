"""Measure origins and statements against the gold in `fixtures/gold`: `python -m tests.gate_origins [dev|gate] [-v]`.

An origin is right when it covers at least half of the words meant, and they cover half of it; one that is sure and not
right, or where the article has no such words, is wrong. Contradictions (the article says the opposite, or another
number) are counted apart by what they differ in, and in `with contradictions` as wrong. Statements are measured by
pairs of wordings: those of one statement are to be joined, those set apart are not.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from citewatch import origins, posts, statements
from citewatch.model import Passage, Span
from citewatch.models import SentenceEncoder
from citewatch.origins import Vectors
from tests.builders import passage

GOLD = Path(__file__).parent.parent / "fixtures" / "gold"
STANDING = ("full", "partial")
_ENCODER = SentenceEncoder()


@cache
def _vector(text: str) -> tuple[float, ...]:
    return tuple(_ENCODER.encode([text])[0])


def encode(texts: Sequence[str]) -> Vectors:
    """Each text once, however often it is asked for."""
    return np.array([_vector(one) for one in texts], dtype=np.float32)


def measure_origins(split: str, lang: str, faults: list[str]) -> Counter[str]:
    """Counts over all pairs of a split in one language; what is wrong is told in `faults`."""
    found: Counter[str] = Counter()
    for path in sorted((GOLD / "origins" / split).glob("*.yaml")):
        gold = yaml.safe_load(path.read_text("utf-8"))
        if gold["lang"] == lang:
            document = posts.read_text(path.with_suffix(".txt").read_text("utf-8"), None, lang, "article")
            article = origins.Article(document, encode)
            for pair in gold["pairs"]:
                _measure(pair, article, found, faults)
    return found


def _measure(pair: dict[str, Any], article: origins.Article, found: Counter[str], faults: list[str]) -> None:
    kind = pair["kind"] if pair["kind"] != "contradiction" else f"contradiction {pair['differs']}"
    place = origins.find(pair["english"], "en", article)
    right = place is not None and pair["kind"] in STANDING and _is_meant(place.span, pair["original"], article)
    sure = place is not None and place.why is None
    found[kind] += 1
    found[f"{kind}, sure"] += sure
    found[f"{kind}, sure and right"] += sure and right
    if sure != (pair["kind"] in STANDING) or (sure and not right):
        shown = place and (place.why or place.span.cut(article.document.text)[:90])
        faults.append(f"{pair['id']} ({kind}) {pair['english'][:90]} → {shown}")


def _is_meant(span: Span, original: str, article: origins.Article) -> bool:
    at = article.document.text.index(original)
    meant = Span(at, at + len(original))
    shared = min(span.end, meant.end) - max(span.start, meant.start)
    return 2 * shared >= meant.end - meant.start and 2 * shared >= span.end - span.start


def origin_figures(found: Counter[str]) -> dict[str, float]:
    """Precision and recall from counts."""

    def share(part: Iterable[str], whole: Iterable[str]) -> float:
        total = sum(found[one] for one in whole)
        return sum(found[one] for one in part) / total if total else 1.0

    right = [f"{kind}, sure and right" for kind in STANDING]
    plain = [f"{kind}, sure" for kind in (*STANDING, "none")]
    opposite = [kind for kind in found if kind.startswith("contradiction") and "," not in kind]
    told = {
        f"told apart: {kind.removeprefix('contradiction ')}": 1 - share([f"{kind}, sure"], [kind]) for kind in opposite
    }
    return {
        "precision": share(right, plain),
        "precision with contradictions": share(right, [*plain, *(f"{kind}, sure" for kind in opposite)]),
        "recall, full": share([right[0]], ["full"]),
        "recall, partial": share([right[1]], ["partial"]),
        **dict(sorted(told.items())),
    }


def measure_statements(split: str, faults: list[str]) -> dict[str, float]:
    """Precision and recall over pairs of wordings, all speakers of a split together."""
    gold = yaml.safe_load((GOLD / "statements" / f"{split}.yaml").read_text("utf-8"))
    said = list(_said(gold))
    joined, _ = statements.join(one for _, one in said)
    home = {member.passage.id: one.root.id for one in joined for member in one.members}
    found: Counter[tuple[bool, bool]] = Counter()
    for (group, one), (other_group, other) in combinations(said, 2):
        same, together = group == other_group, home[one.id] == home[other.id]
        found[same, together] += 1
        if same != together:
            faults.append(f"{'missed' if same else 'wrong'}: {one.text} | {other.text}")
    right, wrong, missed = found[True, True], found[False, True], found[True, False]
    return {"pairwise precision": right / (right + wrong), "pairwise recall": right / (right + missed)}


def _said(gold: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Passage]]:
    """(which statement, a passage). Wordings that are set apart, and paraphrases, are statements of their own."""
    for number, one in enumerate(gold):
        for n, words in enumerate(one["same"]):
            yield f"{number}", passage(words, f"p{number}s{n}", speaker=one["speaker"])
        alone = [*(apart["text"] for apart in one.get("apart") or ()), *(one.get("paraphrase") or ())]
        for n, words in enumerate(alone):
            yield f"{number}/{n}", passage(words, f"p{number}a{n}", speaker=one["speaker"])


def measure_guard(faults: list[str]) -> float:
    """How many pairs of the guard's table count as one statement: none may."""
    table = yaml.safe_load((GOLD / "statements" / "guard.yaml").read_text("utf-8"))
    failed = 0
    for row in table:
        pair = [passage(row[side], side, speaker=row[f"speaker_{side}"]) for side in ("a", "b")]
        if len(statements.join(pair)[0]) == 1:
            failed += 1
            faults.append(f"guard: {row['a']} | {row['b']}")
    return float(failed)


def figures(split: str, faults: list[str]) -> dict[str, float]:
    """All figures of a split; Ukrainian apart."""
    russian = {f"origins {key}": value for key, value in origin_figures(measure_origins(split, "ru", faults)).items()}
    ukrainian = origin_figures(measure_origins(split, "uk", faults))
    return {
        **russian,
        "Ukrainian origins precision": ukrainian["precision with contradictions"],
        "Ukrainian origins recall": (ukrainian["recall, full"] + ukrainian["recall, partial"]) / 2,
        **{f"statements {key}": value for key, value in measure_statements(split, faults).items()},
        "guard failures": measure_guard(faults),
    }


def minimums() -> dict[str, float]:
    """The least that the gate accepts, by figure."""
    found: dict[str, float] = yaml.safe_load((Path(__file__).parent / "gate_origins.yaml").read_text("utf-8"))
    return found


def main(arguments: Iterable[str]) -> int:
    """Print the figures beside their minimums; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("split", nargs="?", default="gate", choices=("dev", "gate"))
    parser.add_argument("-v", action="store_true", help="say what is wrong (for the development split)")
    chosen = parser.parse_args([*arguments])
    faults: list[str] = []
    found, least = figures(chosen.split, faults), minimums()
    if chosen.v:
        print("\n".join(faults))
    missed = [name for name, value in least.items() if found[name] < value] + (
        ["guard"] if found["guard failures"] else []
    )
    for name, value in found.items():
        print(f"{name:44} {value:.3f}{f'   at least {least[name]:.2f}' if name in least else ''}")
    return 1 if missed and chosen.split == "gate" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
