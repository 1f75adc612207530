"""The JSON of the contract: exactly these keys, in a reading or ranking that is full and in one that is bare."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from citewatch import exports, ranking
from citewatch.model import (
    Bound,
    Citation,
    Document,
    Evidence,
    FeedOutcome,
    FeedReport,
    Kind,
    Link,
    Match,
    OutletReport,
    Passage,
    Quotation,
    Reading,
    Report,
    Role,
    Span,
)
from tests.builders import DAY, citation, passage, post, source_of, statement

BODY = "“The ice does not wait,” says the captain (outlet.example/a)."

INSPECTION = {"schema", "id", "url", "lang", "title", "published", "text", "paragraphs", "links", "quotations", "terms"}
ADDED = {"cut", "level"}  # since the contract was written; it allows additions only
LINK = {"url", "raw", "span", "role", "paragraph"}
QUOTATION = {"spans", "kind", "counted", "speaker", "speaker_span", "cue", "cue_span", "citations"}
CITATION = {"url", "evidence", "distance", "role"}
RANKING = {"schema", "as_of", "window", "method", "rows"}
PLACE = {"place", "tied", "best", "worst", "P", "Q", "P_hi", "Q_hi", "ranked", "last"}
ROW = PLACE | {"statement", "text", "original", "speaker", "quotations"}
MEMBER = {"post", "published", "text", "match", "counted", "withdrawn", "citations", "origin"}


def reading(*citations: Citation, kind: str = "post") -> Reading:
    """A reading with one quotation."""
    address = Link(Span(43, 59), "outlet.example/a", "https://outlet.example/a", "https://outlet.example/a", 0)
    found = Quotation((Span(1, 22),), Kind.DIRECT, 0, Span(25, 29), Span(30, 41), "Damir Esenkulov")
    when = datetime(2026, 5, 4, 9, tzinfo=UTC)
    document = Document(
        kind, BODY, (Span(0, len(BODY)),), (address,), url="https://blog.example/1", title="T", published=when
    )
    return Reading(document, (Bound(found, citations),), (Span(30, 41),))


def test_an_inspection_has_the_keys_of_the_contract() -> None:
    found = exports.inspection(reading(citation()), "x-1")
    assert found.keys() == INSPECTION | ADDED
    assert found == {
        "schema": 1,
        "id": "x-1",
        "url": "https://blog.example/1",
        "lang": "en",
        "level": "direct",
        "title": "T",
        "published": "2026-05-04T09:00:00+00:00",
        "text": BODY,
        "paragraphs": [[0, 61]],
        "links": [
            {
                "url": "https://outlet.example/a",
                "raw": "outlet.example/a",
                "span": [43, 59],
                "role": "quoted-from",
                "paragraph": 0,
            }
        ],
        "quotations": [
            {
                "spans": [[1, 22]],
                "kind": "direct",
                "counted": True,
                "speaker": "Damir Esenkulov",
                "speaker_span": [30, 41],
                "cue": "says",
                "cue_span": [25, 29],
                "citations": [
                    {"url": "https://outlet.example/a", "evidence": "sentence", "distance": 0, "role": "quoted-from"}
                ],
            }
        ],
        "terms": [[30, 41]],
        "cut": None,
    }
    (link,), (quotation,) = found["links"], found["quotations"]
    assert (link.keys(), quotation.keys(), quotation["citations"][0].keys()) == (LINK, QUOTATION, CITATION)
    assert [BODY[start:end] for start, end in (link["span"], *quotation["spans"], quotation["cue_span"])] == [
        "outlet.example/a", "The ice does not wait", "says",
    ]  # fmt: skip


def test_a_reading_without_quotations_has_the_same_keys() -> None:
    found = exports.inspection(Reading(Document("post", "", ()), (), ()))
    assert found.keys() == INSPECTION | ADDED
    assert {key for key, value in found.items() if value is None} == {"id", "url", "title", "published", "cut"}
    assert found["quotations"] == found["links"] == found["terms"] == found["paragraphs"] == []


def test_a_quotation_of_nobody_has_the_same_keys() -> None:
    bare = Reading(Document("post", BODY, (Span(0, 61),)), (Bound(Quotation((Span(1, 22),), Kind.DIRECT, 0)),), ())
    (found,) = exports.inspection(bare)["quotations"]
    assert found.keys() == QUOTATION
    assert [found[key] for key in ("speaker", "speaker_span", "cue", "cue_span")] == [None] * 4


@pytest.mark.parametrize(
    ("citations", "kind", "counted"),
    [
        ([citation()], "post", True),
        ([citation("a", Role.SEE_ALSO), citation()], "post", True),
        ([citation("a", Role.SEE_ALSO)], "post", False),
        ([citation("a", Role.OWN_POST)], "post", False),
        ([], "post", False),
        ([], "article", True),
    ],
)
def test_counted_means_that_a_source_is_quoted_from(citations: list[Citation], kind: str, counted: bool) -> None:
    assert exports.inspection(reading(*citations, kind=kind))["quotations"][0]["counted"] is counted


def ranked(*passages: Passage) -> dict[str, object]:
    one = statement(*passages, match=Match.NEAR)
    rows = ranking.rank(ranking.tally_statements([one], [], {one.root.id: "an-id"}, source_of, 7, DAY))
    posts = {each.post: post(each.post) for each in passages}
    return exports.ranking(rows, lambda key: exports.statement(key, one, posts), 7, DAY, 3)


def test_a_ranking_has_the_keys_of_the_contract() -> None:
    gone = passage("the ice will not wait for us now", "p2", speaker=None, cites=[], withdrawn=date(2026, 5, 2))
    found = ranked(passage("the ice will not wait for us", "p1", cites=["a", "b"]), gone)
    assert json.loads(json.dumps(found)) == found
    assert found.keys() == RANKING
    assert (found["schema"], found["as_of"], found["window"], found["method"]) == (1, "2026-05-04", 7, 3)
    rows = found["rows"]
    assert isinstance(rows, list)
    (row,) = rows
    assert row.keys() == ROW
    assert {key: row[key] for key in PLACE} == {
        "place": 1, "tied": 0, "best": 1, "worst": 1, "P": 1, "Q": 2, "P_hi": 1, "Q_hi": 2, "ranked": True,
        "last": "2026-05-04",
    }  # fmt: skip
    assert (row["statement"], row["original"]) == ("an-id", None)
    assert row["text"] == gone.text  # the longest stands for it
    assert [member.keys() for member in row["quotations"]] == [MEMBER, MEMBER]
    first, second = row["quotations"]
    assert first == {
        "post": "https://blog.example/p1.html",
        "published": "2026-05-04T09:00:00+00:00",
        "text": "the ice will not wait for us",
        "match": "exact",
        "counted": True,
        "withdrawn": None,
        "citations": [
            {"url": f"https://outlet.example/{name}", "evidence": "sentence", "distance": 0, "role": "quoted-from"}
            for name in "ab"
        ],
        "origin": None,
    }
    assert (second["match"], second["withdrawn"], second["citations"]) == ("near", "2026-05-02", [])


def test_a_ranking_of_nothing() -> None:
    found = exports.ranking((), lambda key: {"statement": key}, "all", DAY, 1)
    assert found == {"schema": 1, "as_of": "2026-05-04", "window": "all", "method": 1, "rows": []}


def test_a_row_of_a_source_keeps_the_figures() -> None:
    (row,) = ranking.rank({"outlet.example/a": ranking.Tally({("p1", "s")}, set(), {"p1": DAY})})
    (found,) = exports.ranking([row], lambda key: {"source": key}, "all", DAY, 1)["rows"]
    assert found.keys() == PLACE | {"source"}
    assert (found["source"], found["P"], found["ranked"]) == ("outlet.example/a", 1, False)


def test_an_undated_post_has_no_date() -> None:
    one = statement(passage())
    undated = replace(post("p1", uncertain=True), published=None)
    assert exports.statement("id", one, {"p1": undated})["quotations"][0]["published"] is None


def test_a_report_has_every_outcome() -> None:
    feeds = (
        FeedReport("A", "https://a.example/feed", FeedOutcome.NEW, 3, known=22, moved="https://new.example/feed"),
        FeedReport(
            *("B", "https://b.example/feed", FeedOutcome.FAILED, 0, "slow: it took too long"),
            failures=2,
            trouble="slow",
            next_try=datetime(2026, 9, 14, 12, tzinfo=UTC),
        ),
    )
    unread, faults = (("https://s.example/1", "slow: 30 s"),), (("x", "is broken"),)
    outlets = (OutletReport("Paper", 0, {"gone": 2}, 3),)
    notes = (("https://s.example/2", "read from its print page"),)
    found = exports.report(Report(feeds, 3, 2, unread, faults, outlets, checked=4, gone=("tag:1",), notes=notes))
    assert found == {
        "schema": 1,
        "feeds": [
            {
                "name": "A",
                "url": "https://a.example/feed",
                "outcome": "new",
                "new": 3,
                "known": 22,
                "problem": None,
                "trouble": None,
                "failures": 0,
                "muted": False,
                "moved": "https://new.example/feed",
                "next_try": None,
            },
            {
                "name": "B",
                "url": "https://b.example/feed",
                "outcome": "failed",
                "new": 0,
                "known": 0,
                "problem": "slow: it took too long",
                "trouble": "slow",
                "failures": 2,
                "muted": False,
                "moved": None,
                "next_try": "2026-09-14T12:00:00+00:00",
            },
        ],
        "outlets": [{"name": "Paper", "read": 0, "failed": {"gone": 2}, "failures": 3, "next_try": None}],
        "posts_checked": 4,
        "posts_gone": ["tag:1"],
        "posts_read": 3,
        "sources_read": 2,
        "unread": [{"url": "https://s.example/1", "why": "slow: 30 s"}],
        "notes": [{"url": "https://s.example/2", "how": "read from its print page"}],
        "faults": [{"subject": "x", "fault": "is broken"}],
    }


def test_evidence_is_written_as_in_the_contract() -> None:
    assert [one.value for one in Evidence] == ["sentence", "paragraph", "carried", "none"]
    assert [one.value for one in Match] == ["exact", "near", "origin", "editor", "possible"]
