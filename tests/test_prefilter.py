"""The sentences that are not parsed hold no quotation: with all of them parsed the same is read."""

from collections.abc import Callable, Iterator
from itertools import chain, islice

import pytest

from citewatch import pipeline, posts, quotations
from citewatch.model import Reading
from citewatch.quotations import reported
from tests import gate, shared
from tests.reading import PARSER

_ARTICLES = 3
_SAMPLE = {"en-dev": 4, "ru-dev": 30}  # documents: the test is to stay quick


def own() -> Iterator[tuple[Reading, int]]:
    for case in chain(gate.cases("dev", "posts"), islice(gate.cases("dev", "articles"), _ARTICLES)):
        yield case.reading, len(quotations.to_parse(case.reading.document))


def beside() -> Iterator[tuple[Reading, int]]:
    for name, most in _SAMPLE.items():
        for one in shared.records(name)[:most]:
            document = posts.read_text(one["text"], lang=one["lang"], kind="article")
            yield pipeline.read_article(document, PARSER), len(quotations.to_parse(document))


@pytest.mark.parametrize("read", [own, beside])
def test_nothing_is_dropped(read: Callable[[], Iterator[tuple[Reading, int]]], monkeypatch: pytest.MonkeyPatch) -> None:
    filtered = list(read())
    if not filtered:
        pytest.skip(f"there is no {shared.SHARED}")
    monkeypatch.setattr(reported, "_may_hold_cue", lambda *_: True)
    whole = list(read())
    assert [one for one, _ in filtered] == [one for one, _ in whole]
    assert sum(parsed for _, parsed in filtered) < sum(parsed for _, parsed in whole)
