"""Posts read in several processes: the same readings in the same order."""

from functools import partial

import pytest

from citewatch import pipeline, posts
from citewatch.cli import processes
from citewatch.pipeline.reading import read_told
from tests import gate
from tests.reading import PARSER

READ = partial(read_told, parser=PARSER)


def documents(number: int) -> list[pipeline.Told]:
    pages = sorted((gate.GOLD / "posts" / "dev").glob("*.html"))[:number]
    return [(posts.read_html(page.read_text("utf-8")), frozenset()) for page in pages]


def test_the_same_is_read_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "ENOUGH", 0)
    told = documents(4)
    several = list(processes.map_documents(READ, told))
    assert several == list(map(READ, told))
    assert any(one.quotations for one in several)


def test_little_is_read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "ProcessPoolExecutor", None)  # to call it would raise
    told = documents(1)
    assert list(processes.map_documents(READ, told)) == list(map(READ, told))
