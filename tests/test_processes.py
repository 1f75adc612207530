"""Posts read in several processes: the same readings in the same order."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest

from citewatch.cli import processes
from citewatch.model import Post, Reading
from citewatch.pipeline.deriving import read_recorded
from tests import gate
from tests.reading import PARSER

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
POST = Post("k", "https://blog.example/feed", "", "T", "<p>Text.</p>", NOON, NOON, date(2026, 9, 14))
READ = partial(read_recorded, feeds={}, parser=PARSER)


def test_the_same_is_read_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "ENOUGH", 0)
    pages = sorted((gate.GOLD / "posts" / "dev").glob("*.html"))[:4]
    posts = [replace(POST, key=page.stem, html=page.read_text("utf-8")) for page in pages]
    several = list(processes.map_posts(READ, posts))
    assert several == list(map(READ, posts))
    assert any(isinstance(one, Reading) and one.quotations for one in several)


def test_little_is_read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "ProcessPoolExecutor", None)  # to call it would raise
    assert list(processes.map_posts(READ, [POST])) == [READ(POST)]
