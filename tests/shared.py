"""The gold sets that lie beside the project where it is developed; they are other people's and no part of it."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

from citewatch import exports, pipeline, posts
from citewatch.models import LanguageParser

SHARED = Path(__file__).parents[2] / "shared" / "gold"
SETS = ("en-dev", "ru-dev")


def records(name: str) -> list[dict[str, Any]]:
    """The documents of a set, each once; none where the set is absent."""
    file = SHARED / f"{name}.jsonl"
    if not file.exists():
        return []
    lines = file.read_text("utf-8").splitlines()
    return list(_scorer().first_annotator(map(json.loads, lines)).values())


def figures(name: str) -> dict[str, float]:
    """What the set's own scorer says of the words of speech and their speakers, read as articles."""
    scorer, gold, parser = _scorer(), records(name), LanguageParser()
    read = {}
    for one in gold:
        document = posts.read_text(one["text"], lang=one["lang"], kind="article")
        read[one["id"]] = scorer.as_quotes(exports.inspection(pipeline.read_article(document, parser), one["id"]))
    precision, recall, f1 = scorer.run({one["id"]: one for one in gold}, read, "speech")["e2e"]
    return {"e2e precision": precision, "e2e recall": recall, "e2e F1": f1}


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
