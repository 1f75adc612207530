"""Measure reading against the gold in `fixtures/gold`: `python -m tests.gate [dev|gate] [-v]`.

Links are matched by place and address, quotations by their words (intersection over union of tokens of at least one
half, each once, best first). A binding is right when the set of sources is; minimums are pinned in `gate.yaml`.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from citewatch import pipeline, posts, text
from citewatch.model import Bound, Evidence, Reading, Role
from citewatch.models import LanguageParser
from tests import shared

PARSER = LanguageParser()
KINDS = ("posts", "articles", "articles without a parser")
GOLD = Path(__file__).parent.parent / "fixtures" / "gold"
_TOKEN = re.compile(r"\w+(?:[’'\-]\w+)*")


@dataclass(frozen=True, slots=True)
class Case:
    """A gold document: what was written by hand, and what citewatch reads."""

    name: str
    gold: dict[str, Any]
    reading: Reading


def cases(split: str, kind: str) -> Iterator[Case]:
    """The posts, the Russian articles, or the Ukrainian and Kazakh ones, of a split."""
    return _posts(split) if kind == "posts" else _articles(split, parsed=kind == "articles")


def _articles(split: str, *, parsed: bool) -> Iterator[Case]:
    for path in sorted((GOLD / "articles" / split).glob("*.yaml")):
        gold = yaml.safe_load(path.read_text("utf-8"))
        if (gold["lang"] == "ru") != parsed:
            continue
        document = posts.read_text(path.with_suffix(".txt").read_text("utf-8"), None, gold["lang"], "article")
        document = replace(document, title=gold["title"], byline=gold["byline"])
        yield Case(path.stem, gold, pipeline.read_article(document, PARSER))


def _posts(split: str) -> Iterator[Case]:
    for path in sorted((GOLD / "posts" / split).glob("*.yaml")):
        gold = yaml.safe_load(path.read_text("utf-8"))
        document = posts.read_html(path.with_suffix(".html").read_text("utf-8"), gold["url"])
        yield Case(path.stem, gold, pipeline.read_post(document, pipeline.own_hosts(None, gold["url"]), PARSER))


def measure(case: Case, faults: list[str]) -> Counter[str]:
    """Counts for one document; what is wrong is told in `faults`."""
    found: Counter[str] = Counter()
    if "links" in case.gold:
        _measure_links(case, found, faults)
    _measure_quotations(case, found, faults)
    return found


def _measure_links(case: Case, found: Counter[str], faults: list[str]) -> None:
    gold = [(one["url"], one["role"]) for one in case.gold.get("links") or ()]
    read = [(one.url, one.role.value) for one in case.reading.document.links]
    wanted, got = Counter(url for url, _ in gold), Counter(url for url, _ in read)
    both = wanted & got
    found.update(links_gold=wanted.total(), links_read=got.total(), links_both=both.total())
    faults += [f"{case.name}: link missed {url}" for url in (wanted - got)]
    faults += [f"{case.name}: link invented {url}" for url in (got - wanted)]
    right = (Counter(gold) & Counter(read)).total()
    found.update(roles=right)
    faults += [f"{case.name}: role of {url} is {role}" for url, role in (Counter(read) - Counter(gold)) if url in both]


def _measure_quotations(case: Case, found: Counter[str], faults: list[str]) -> None:
    gold = case.gold.get("quotations") or []
    read = case.reading.quotations
    pairs = _pairs([" ".join(one["spans"]) for one in gold], [_words(case.reading, one) for one in read])
    found.update(gold=len(gold), read=len(read), matched=len(pairs))
    missed = set(range(len(gold))) - {one for one, _ in pairs}
    invented = set(range(len(read))) - {other for _, other in pairs}
    faults += [f"{case.name}: missed ({gold[at]['kind']}) {gold[at]['spans']}" for at in sorted(missed)]
    faults += [f"{case.name}: invented {_words(case.reading, read[at])[:110]}" for at in sorted(invented)]
    for one, other in pairs:
        _measure_pair(case, gold[one], read[other], found, faults)


def _measure_pair(case: Case, gold: dict[str, Any], read: Bound, found: Counter[str], faults: list[str]) -> None:
    label = f"{case.name}: «{gold['spans'][0][:50]}»"
    if _same_person(gold["speaker"], read.quotation.speaker):
        found["speakers"] += 1
    else:
        faults.append(f"{label} speaker {read.quotation.speaker!r}, not {gold['speaker']!r}")
    if "sources" not in gold:
        return
    sources = {one.url for one in read.citations if one.role == Role.QUOTED_FROM}
    if sources != set(gold["sources"]):
        faults.append(f"{label} sources {sorted(sources)}, not {gold['sources']}")
        return
    found["bound"] += 1
    distance = read.citations[0].distance if read.citations else 0
    if read.evidence.value != gold["evidence"]:
        faults.append(f"{label} evidence {read.evidence.value}, not {gold['evidence']}")
    else:
        found["evidence"] += 1
        if read.evidence == Evidence.CARRIED and distance != gold["distance"]:
            faults.append(f"{label} distance {distance}, not {gold['distance']}")


def _same_person(gold: str | None, read: str | None) -> bool:
    if gold is None or read is None:
        return gold == read
    return (text.person_key(gold) or text.words(gold)) == (text.person_key(read) or text.words(read))


def _words(reading: Reading, bound: Bound) -> str:
    return " ".join(span.cut(reading.document.text) for span in bound.quotation.spans)


def _pairs(gold: Sequence[str], read: Sequence[str]) -> list[tuple[int, int]]:
    one = [_tokens(words) for words in gold]
    other = [_tokens(words) for words in read]
    scored = sorted(
        ((_overlap(a, b), n, m) for n, a in enumerate(one) for m, b in enumerate(other)), key=lambda pair: -pair[0]
    )
    pairs: list[tuple[int, int]] = []
    for score, n, m in scored:
        if score >= 0.5 and n not in {p for p, _ in pairs} and m not in {p for _, p in pairs}:
            pairs.append((n, m))
    return pairs


def _tokens(words: str) -> Counter[str]:
    return Counter(token.lower() for token in _TOKEN.findall(words))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    union = (one | other).total()
    return (one & other).total() / union if union else 0.0


def minimums(kind: str) -> dict[str, float]:
    """The least that the gate accepts, by figure."""
    found: dict[str, float] = yaml.safe_load((Path(__file__).parent / "gate.yaml").read_text("utf-8"))[kind]
    return found


def figures(found: Counter[str]) -> dict[str, float]:
    """The figures that count, from counts."""

    def ratio(part: str, whole: str) -> float:
        return found[part] / found[whole] if found[whole] else 1.0

    def f1(both: str, gold: str, read: str) -> float:
        total = found[gold] + found[read]
        return 2 * found[both] / total if total else 1.0

    return {
        "links F1": f1("links_both", "links_gold", "links_read"),
        "roles": ratio("roles", "links_both"),
        "quotations precision": ratio("matched", "read"),
        "quotations recall": ratio("matched", "gold"),
        "quotations F1": f1("matched", "gold", "read"),
        "quotations and speaker F1": f1("speakers", "gold", "read"),
        "speaker": ratio("speakers", "matched"),
        "binding": ratio("bound", "matched"),
        "evidence": ratio("evidence", "bound"),
    }


def main(arguments: Iterable[str]) -> int:
    """Print the figures beside their minimums, and by form; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("split", nargs="?", default="gate", choices=("dev", "gate"))
    parser.add_argument("-v", action="store_true", help="say what is wrong (for the development split)")
    chosen = parser.parse_args([*arguments])
    totals = {kind: Counter[str]() for kind in KINDS}
    missed = [_report(kind, chosen.split, totals[kind], tell=chosen.v) for kind in KINDS]
    if chosen.split == "gate" and KINDS:
        missed.append(_report_both(totals["posts"] + totals["articles"]))
    if chosen.split == "gate":
        missed += [_report_shared(name) for name in shared.SETS]
    return 1 if any(missed) else 0


def _report_both(total: Counter[str]) -> int:
    """Print what is asked of posts and Russian articles together; how many figures are missed."""
    least, found = minimums("posts and articles"), figures(total)
    print("posts and articles:")
    for name, bound in least.items():
        print(f"{name:28} {found[name]:.3f}   at least {bound:.2f}{'' if found[name] >= bound else '   MISSED'}")
    print()
    return sum(found[name] < bound for name, bound in least.items())


def _report_shared(name: str) -> int:
    """Print the figures of a set that lies beside the project; how many are missed."""
    if not shared.records(name):
        print(f"{name}: left out, there is no {shared.SHARED / name}.jsonl")
        return 0
    least, found = minimums(name), shared.figures(name)
    print(f"{name}:")
    for figure, value in found.items():
        bound = least.get(figure)
        told = "" if bound is None else f"   at least {bound:.2f}{'' if value >= bound else '   MISSED'}"
        print(f"{figure:28} {value:.3f}{told}")
    print()
    return sum(found[figure] < bound for figure, bound in least.items() if figure in found)


def _report(kind: str, split: str, total: Counter[str], *, tell: bool) -> int:
    """Print the figures of one kind of documents, and count them in `total`; how many are missed."""
    least = minimums(kind)
    faults: list[str] = []
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases(split, kind):
        counts = measure(case, faults)
        total.update(counts)
        for form in case.gold["forms"]:
            forms[form] += counts
    if tell:
        print("\n".join(faults))
    missed = 0
    print(f"{kind}:")
    for name, value in figures(total).items():
        if name not in least:
            continue
        missed += split == "gate" and value < least[name]
        print(f"{name:28} {value:.3f}   at least {least[name]:.2f}{'' if value >= least[name] else '   MISSED'}")
    print("\nby form:                     links F1  roles  quotations F1  speaker  binding  evidence")
    for form, counts in sorted(forms.items()):
        shown = figures(counts)
        row = [shown[key] for key in ("links F1", "roles", "quotations F1", "speaker", "binding", "evidence")]
        print(f"{form:30}" + "  ".join(f"{value:6.2f}" for value in row))
    print()
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
