"""The feeds of a site, as a feed reader takes them; and what stands in the heads of its pages."""

import json
import struct
from dataclasses import replace
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from citewatch.model import Edition, PassageView
from citewatch.site import render
from tests.site_editions import empty, hostile, rich
from tests.site_facts import AS_OF, SAID
from tests.test_site import HOSTILE

BASE = "https://watch.example/sarylim"


def read(edition: Edition, path: str) -> Any:
    found = feedparser.parse(render(edition)[path]())
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def reported(edition: Edition, *ages: int, sources: int = 1) -> Edition:
    """The edition with one statement, in posts of so many days ago, each with so many sources."""
    page = edition.statements[0]
    one = page.passages[0]
    assert len(one.sources) >= sources
    passages = tuple(_passage(one, age, sources) for age in ages)
    return replace(edition, statements=(replace(page, passages=passages, possible=()),))


def _passage(one: PassageView, age: int, sources: int) -> PassageView:
    url = f"https://blog.example/{age}"
    return replace(one, post_url=url, day=AS_OF - timedelta(days=age), sources=one.sources[:sources])


# Atom


def test_what_is_new_is_dated_by_the_day_from_which_it_was_ranked() -> None:
    cases = {(40,): None, (40, 12): 12, (40, 12, 3): 12, (12, 12): None}
    for ages, entered in cases.items():
        entries = read(reported(rich(), *ages), "new.xml").entries
        days = [one.updated for one in entries]
        assert days == ([] if entered is None else [f"{AS_OF - timedelta(days=entered)}T00:00:00Z"]), ages


def test_two_sources_in_one_post_rank_a_statement() -> None:
    edition = rich()
    views = [page for page in edition.statements if any(len(one.sources) > 1 for one in page.passages)]
    (passage,) = [one for one in views[0].passages if len(one.sources) > 1]
    quoted = tuple(replace(one, role="quoted from") for one in passage.sources)
    for sources, count in ((quoted, 1), ((quoted[0], replace(quoted[1], role="see also")), 0)):
        page = replace(views[0], passages=(replace(passage, sources=sources),))
        assert len(read(replace(edition, statements=(page,)), "new.xml").entries) == count


def test_what_does_not_count_is_no_news() -> None:
    edition = reported(rich(), 40, 12)
    passages = tuple(replace(one, counted=False, why_not="withdrawn") for one in edition.statements[0].passages)
    gone = replace(edition, statements=(replace(edition.statements[0], passages=passages),))
    for path in ("new.xml", "risen.xml", "speaker/damir-esenkulov.xml", "outlet/stepnoy-vestnik.xml"):
        assert read(gone, path).entries == []


@pytest.mark.parametrize(
    ("ages", "risen"),
    [
        ((50, 40), False),  # two in the month before, none in this one
        ((50, 40, 3), False),  # one after two: it falls
        ((50, 3), False),  # new, and no rise yet behind that
        ((50, 9, 3), True),
        ((90, 80, 3), True),
        ((29, 20, 3), True),
        ((90, 80, 59, 29), False),  # the 30th day counts to this month, the 60th to the one before
        ((90, 80, 60, 29), True),
    ],
)
def test_what_has_risen(ages: tuple[int, ...], risen: bool) -> None:
    edition = reported(rich(), *ages)
    entries = read(edition, "risen.xml").entries
    last = AS_OF - timedelta(days=min(ages))
    assert [(one.id, one.updated) for one in entries] == (
        [(f"tag:watch.example,2026:/sarylim/risen/{last}/{SAID[0].id}", f"{last}T00:00:00Z")] if risen else []
    )


def test_an_entry_leads_to_the_statement_and_its_post() -> None:
    (entry,) = read(reported(rich(), 40, 12), "new.xml").entries
    assert entry.title == SAID[0].text
    assert entry.author == "Damir Esenkulov"
    assert [(link.rel, link.href) for link in entry.links] == [
        ("alternate", f"{BASE}/statement/{SAID[0].id}.html"),
        ("via", "https://blog.example/12"),
    ]
    assert SAID[0].original in entry.summary
    assert entry.id == f"tag:watch.example,2026:/sarylim/new/{SAID[0].id}"


def test_a_feed_names_itself_and_its_page() -> None:
    for path, page in (("new.xml", "index.html"), ("speaker/pyotr-lansky.xml", "speaker/pyotr-lansky.html")):
        feed = read(rich(), path).feed
        assert {link.rel: link.href for link in feed.links} == {"self": f"{BASE}/{path}", "alternate": f"{BASE}/{page}"}
        assert feed.id == f"tag:watch.example,2026:/sarylim/{path}"


def test_a_feed_is_as_new_as_its_newest_entry() -> None:
    found = read(rich(), "new.xml")
    assert found.feed.updated == max(one.updated for one in found.entries)
    assert read(empty_here(), "new.xml").feed.updated == f"{AS_OF}T00:00:00Z"


def empty_here() -> Edition:
    return replace(empty(), base_url=BASE)


def test_every_speaker_and_outlet_has_a_feed() -> None:
    edition = rich()
    for kind, pages in (("speaker", edition.speakers), ("outlet", edition.outlets)):
        for page in pages:
            read(edition, f"{kind}/{page.id}.xml")
    said = {one.title for one in read(edition, "speaker/damir-esenkulov.xml").entries}
    assert said == {one.text for one in SAID if one.speaker == "Damir Esenkulov" and one.cited}
    quoted = {one.title for one in read(edition, "outlet/sarylim-daily.xml").entries}
    assert quoted == {one.text for one in SAID if any(source == "budget" for _, source in one.cited)}


def test_a_feed_ends_at_fifty() -> None:
    edition = reported(rich(), 40, 12)
    (page,) = edition.statements
    pages = tuple(replace(page, id=f"one-{n}") for n in range(60))
    assert len(read(replace(edition, statements=pages), "new.xml").entries) == 50


def test_the_next_day_changes_no_feed() -> None:
    one, other = (render(replace(rich(), as_of=AS_OF + timedelta(days=n))) for n in (0, 1))
    paths = [path for path in one if path.endswith(".xml")]
    assert len(paths) > 8
    assert [path for path in paths if one[path]() != other[path]()] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words_in_feeds(text: str) -> None:
    edition = replace(hostile(text), base_url=BASE)
    tame = replace(hostile("x"), base_url=BASE)
    for path in ("new.xml", "risen.xml", "speaker/damir-esenkulov.xml"):
        found = read(edition, path)
        assert len(found.entries) == len(read(tame, path).entries)
        for entry in found.entries:
            assert all(link.href.startswith("https://") for link in entry.links)


# Heads


def linked(edition: Edition, path: str) -> Any:
    page = LexborHTMLParser(render(edition)[path]())
    (script,) = page.css("script[type='application/ld+json']")
    return json.loads(script.text())


def test_a_statement_is_a_quotation_in_the_words_of_schema_org() -> None:
    found = linked(rich(), f"statement/{SAID[0].id}.html")
    assert (found["@type"], found["text"], found["inLanguage"]) == ("Quotation", SAID[0].text, "en")
    assert found["url"] == f"{BASE}/statement/{SAID[0].id}.html"
    speaker = {"@type": "Person", "name": "Damir Esenkulov", "alternateName": "Дамир Есенкулов"}
    assert found["spokenByCharacter"] == speaker
    assert found["translationOfWork"]["text"] == SAID[0].original
    assert {one["@type"] for one in found["isPartOf"]} == {"Article"}
    assert {one["@type"] for one in found["subjectOf"]} == {"BlogPosting"}


def test_a_source_is_an_article_and_the_front_page_a_site() -> None:
    found = linked(rich(), "source/parom.html")
    assert (found["@type"], found["publisher"]["name"]) == ("Article", "Степной вестник")
    assert {one["text"] for one in found["hasPart"]} == {one.text for one in SAID if (0, "parom") in one.cited} | {
        one.text for one in SAID if (1, "parom") in one.cited
    }
    assert linked(rich(), "index.html") == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Sarylim Watch: most-cited statements",
        "url": f"{BASE}/",
    }


def test_nothing_is_judged() -> None:
    for path, make in render(rich()).items():
        assert b"ClaimReview" not in make(), path


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_in_their_script(text: str) -> None:
    found = linked(hostile(text), f"statement/{SAID[0].id}.html")
    assert found["@type"] == "Quotation"
    assert "isPartOf" not in found or all(one["url"].startswith("http") for one in found["isPartOf"])


def test_a_page_has_a_card_and_its_feeds() -> None:
    files = render(rich())
    page = LexborHTMLParser(files["speaker/damir-esenkulov.html"]())
    card = {str(one.attributes["property"]): one.attributes["content"] for one in page.css("meta[property]")}
    assert card["og:title"] == "Damir Esenkulov"
    assert card["og:url"] == f"{BASE}/speaker/damir-esenkulov.html"
    path = str(card["og:image"]).removeprefix(f"{BASE}/")
    width, height = struct.unpack(">II", files[path]()[16:24])  # of a PNG's first chunk
    assert (card["og:image:width"], card["og:image:height"]) == (str(width), str(height))
    feeds = [str(one.attributes["href"]) for one in page.css("link[type='application/atom+xml']")]
    assert feeds == ["../speaker/damir-esenkulov.xml", "../new.xml", "../risen.xml"]


def test_a_page_that_is_lost_has_no_address() -> None:
    page = LexborHTMLParser(render(rich())["404.html"]())
    assert page.css_first("link[rel=canonical]") is None
