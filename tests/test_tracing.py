"""The line over the recorded web, held against its truth: originals are found, and statements joined by them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from citewatch import pipeline, text
from citewatch.model import Fetching, Match, Override, Passage, Statement, Verb
from tests.days import MORNING, WEB, Days, atom, demo_settings, entry, one_feed, put
from tests.test_pipeline import expected

LAST = MORNING + timedelta(days=2)
Homes = Mapping[tuple[str, tuple[str, ...]], tuple[Passage, Statement]]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """The recorded web as it stands on its last day."""
    found = Days(tmp_path_factory.mktemp("days"), WEB, demo_settings())
    found.run(LAST)
    return found


@contextmanager
def ranked_line(web: Days, *overrides: Override) -> Iterator[tuple[pipeline.Line, pipeline.Ranked]]:
    with web.line(LAST) as line:
        line = replace(line, overrides=overrides)
        pipeline.derive(line)
        yield line, pipeline.rank(line, LAST.date(), ["all"])


@pytest.fixture(scope="module")
def homes(days: Days) -> Homes:
    """By post and words: a passage and its statement."""
    with ranked_line(days) as (_, ranked):
        return {
            (ranked.posts[m.passage.post].url, text.words(m.passage.text)): (m.passage, one)
            for one in ranked.by_id.values()
            for m in one.members
        }


def members(one: Mapping[str, object], homes: Homes) -> list[tuple[Passage, Statement]]:
    listed = one["members"]
    assert isinstance(listed, list)
    keys = [(member["post"], text.words(member["text"])) for member in listed]
    return [homes[key] for key in keys if key in homes]


def test_statements_are_those_of_the_truth(homes: Homes) -> None:
    """All members of most are together, and many only because they were made from the same sentence."""
    whole, by_origin = 0, 0
    told = expected()["statements"]
    for one in told:
        found = {statement.root.id: statement for _, statement in members(one, homes)}
        if len(found) == 1 and len(members(one, homes)) >= 2:
            whole += 1
            (statement,) = found.values()
            by_origin += any(member.match == Match.ORIGIN for member in statement.members)
    assert whole >= 19, f"{whole} of {len(told)}"
    assert by_origin >= 12


def test_what_is_apart_stays_apart(homes: Homes) -> None:
    for one in expected()["apart"]:
        keys = [(member["post"], text.words(member["text"])) for member in one["pair"]]
        found = [homes[key][1].root.id for key in keys if key in homes]
        assert len(set(found)) == len(found) == 2, one["why"]


def test_no_statement_holds_two_of_the_truth(homes: Homes) -> None:
    owner: dict[str, str] = {}
    for one in expected()["statements"]:
        for _, statement in members(one, homes):
            assert owner.setdefault(statement.root.id, one["name"]) == one["name"]


def test_sure_originals_are_those_of_the_truth(homes: Homes) -> None:
    right = wrong = missing = 0
    for one in expected()["statements"]:
        wanted = set(text.words(one["original"]))
        for passage, _ in members(one, homes):
            origin = passage.origin
            if origin is None or not origin.sure:
                missing += 1
            elif len(wanted & set(text.words(origin.exact))) >= len(wanted) / 2:
                right += 1
            else:
                wrong += 1
    assert (wrong, missing <= 9) == (0, True), (right, wrong, missing)
    assert right >= 50


def test_a_second_look_searches_nothing(days: Days) -> None:
    with days.line(LAST) as line:
        assert not line.store.unsearched_posts()
        assert not line.store.stale_posts()


def test_editors_decide(days: Days) -> None:
    """Ids are those of the published page."""
    with days.line(LAST) as line:
        pipeline.edition(line, LAST.date())
    with ranked_line(days) as (_, ranked):
        first, second = [key for key, one in ranked.by_id.items() if len(one.members) > 1][:2]
        alone = next(key for key, one in ranked.by_id.items() if one.root.speaker is None)
        gone = next(key for key in ranked.by_id if key not in (first, second, alone))
    said = [
        Override(Verb.SAME, (first, second), date(2026, 9, 16), "one answer"),
        Override(Verb.SPEAKER, (alone,), date(2026, 9, 16), "the post says so", "Ada Lovel"),
        Override(Verb.EXCLUDE, (gone,), date(2026, 9, 16), "on request"),
    ]
    with ranked_line(days, *said) as (_, ranked):
        assert ranked.names.aliases.keys() & {first, second}
        assert (first in ranked.by_id) != (second in ranked.by_id)
        assert ranked.by_id[alone].root.person == text.person_key("Ada Lovel")
        assert gone not in ranked.by_id
    with ranked_line(days) as (_, ranked):
        assert {first, second, alone, gone} <= ranked.by_id.keys(), "what is taken back is as before"


ARTICLE = "<html><body><article><h1>Ада Ловел</h1><p>{}</p><p>{}</p></article></body></html>"
SAID = "Нам никто не отказал, а лёд ждать не умеет, сказала Ада Ловел."
FILLER = "Вода в озере за лето опустилась на два пальца, и рыбаки перестали выходить в море по утрам. " * 6


def test_a_source_that_changes_is_searched_for_the_same_words_only(tmp_path: Path) -> None:
    put(tmp_path / "web", "blog.example/feed", atom(entry("tag:1", POST)))
    put(tmp_path / "web", "paper.example/12", ARTICLE.format(SAID, FILLER))
    web = Days(tmp_path, tmp_path / "web", one_feed())
    web.run()
    with web.line() as line:
        (before,) = [one.origin for one in line.store.passages()]
        assert before is not None
        assert before.sure, before
        assert (before.lang, before.speaker, before.lost) == ("ru", "Ада Ловел", False)
        assert "лёд ждать не умеет" in before.exact
        pipeline.add(line, "https://paper.example/12", ARTICLE.format(FILLER, SAID.upper()).encode())
        (moved,) = [one.origin for one in line.store.passages()]
        assert moved is not None
        assert (moved.exact, moved.lost) == (before.exact.upper(), False)
        assert moved.body != before.body
        pipeline.add(line, "https://paper.example/12", ARTICLE.format(FILLER, FILLER).encode())
        (lost,) = [one.origin for one in line.store.passages()]
        assert lost is not None
        assert (lost.exact, lost.lost) == (moved.exact, True)


def test_a_language_that_the_encoder_does_not_know_has_no_origins(tmp_path: Path) -> None:
    kazakh = "Бізге ешкім бас тартқан жоқ, ал мұз күте алмайды, деді ол ауыл тұрғындарына кеше кешке. " * 5
    put(tmp_path / "web", "blog.example/feed", atom(entry("tag:1", POST)))
    put(tmp_path / "web", "paper.example/12", ARTICLE.format(kazakh, kazakh))
    web = Days(tmp_path, tmp_path / "web", one_feed())
    web.run()
    with web.line() as line:
        assert [one.origins for one in line.store.passages()] == [()]
        edition = pipeline.edition(line, MORNING.date())
    (page,) = edition.statements
    assert page.passages[0].no_origin == "the encoder does not know this language (kk)"


POST = "<p>“Nobody has refused us, and the ice does not know how to wait,” Ada Lovel says (paper.example/12).</p>"


def test_copies_of_an_article_are_one_source(tmp_path: Path) -> None:
    """The same text at two outlets; the posts cite one each."""
    feed = atom(entry("tag:1", POST), entry("tag:2", POST.replace("paper.example/12", "mirror.example/a/9")))
    put(tmp_path / "web", "blog.example/feed", feed)
    for name in ("paper.example/12", "mirror.example/a/9"):
        put(tmp_path / "web", name, ARTICLE.format(SAID, LONG))
    put(tmp_path / "web", "mirror.example/a/10", ARTICLE.format(SAID, LONG.upper() + FILLER * 3))
    web = Days(tmp_path, tmp_path / "web", one_feed())
    web.run()
    with web.line() as line:
        assert line.store.copies_of_articles() == (("https://mirror.example/a/9", "https://paper.example/12"),)
        (source,) = pipeline.rank(line, MORNING.date(), ["all"]).rows[0].sources
        (statement,) = pipeline.rank(line, MORNING.date(), ["all"]).rows[0].statements
    assert (source.lo.posts, statement.lo.posts, statement.lo.others) == (2, 2, 1)


def test_one_page_at_very_many_addresses_is_compared_with_few_and_is_one_source(tmp_path: Path) -> None:
    names = [f"paper.example/{n}" for n in range(60)]
    posts = [entry(f"tag:{name}", POST.replace("paper.example/12", name)) for name in names]
    put(tmp_path / "web", "blog.example/feed", atom(*posts))
    for name in names:
        put(tmp_path / "web", name, ARTICLE.format(SAID, LONG))
    web = Days(tmp_path, tmp_path / "web", one_feed(fetch=Fetching(first_posts=99)))
    web.run()
    with web.line() as line:
        assert 59 <= len(line.store.copies_of_articles()) <= 60 * 20
        (source,) = pipeline.rank(line, MORNING.date(), ["all"]).rows[0].sources
    assert source.lo.posts == 60


LONG = " ".join(f"Слово {n} стоит в этой статье на своём месте, и строка {n * 7} за ним." for n in range(30))
