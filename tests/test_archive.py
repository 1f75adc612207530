"""Archives on one machine: the same result as the daily run; restart, hostile pages, and skew."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("daft", reason="daft is not installed: pip install 'citewatch[archive]'")

import daft

from citewatch import archive, site, statements
from citewatch.archive import pages
from citewatch.archive.tables import datatype, plain
from citewatch.errors import ConfigError
from citewatch.model import Anchor, Edge, Node, Page, Passage
from citewatch.pipeline import Ranked
from citewatch.replay import last_moment
from citewatch.store import open_store
from tests import synthetic
from tests.archives import gathered, jsonl, outcome, post_page, ranked_daily, warc_of
from tests.builders import passage, together
from tests.days import MORNING, WEB, Days, demo_settings, one_feed

MOMENT = last_moment(WEB)
BLOG = "https://blog.example"
SAID = "The summer of the long water was not like any other in this valley"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Days, Ranked, Path]:
    """The daily run over the demo's web, its rankings, and all that it recorded."""
    folder = tmp_path_factory.mktemp("demo")
    days = Days(folder, WEB, demo_settings())
    days.run(MOMENT)
    return days, ranked_daily(days, MOMENT), warc_of(days, MOMENT, folder / "web.warc.gz")


def joined(passages: list[Passage]) -> list[Any]:
    kind = datatype(Passage)
    rows = daft.from_pydict({"p": [plain(one) for one in passages]}).select(daft.col("p").cast(kind).unnest())
    return sorted(archive.join(rows), key=lambda one: one.node.key)


# ---------------------------------------------------------------- the same result


def test_an_archive_gives_what_the_daily_run_gave(demo: tuple[Days, Ranked, Path], tmp_path: Path) -> None:
    _, daily, warc = demo
    ranked, unread = gathered([warc], tmp_path / "out", demo_settings(), MOMENT)
    assert outcome(ranked) == outcome(daily)
    assert len(daily.by_id) > 100
    assert unread == 0
    tables = {name: daft.read_parquet(str(tmp_path / "out" / name / "*.parquet")) for name in ("posts", "quotations")}
    assert tables["posts"].count_rows() == len(daily.posts)
    assert {one["id"] for one in tables["quotations"].select("id").to_pylist()} == {
        member.passage.id for one in daily.by_id.values() for member in one.members
    }


def test_its_store_makes_the_same_pages_of_statements(demo: tuple[Days, Ranked, Path], tmp_path: Path) -> None:
    days, _, warc = demo
    gathered([warc], tmp_path / "out", demo_settings(), MOMENT)
    other = Days(tmp_path / "out", WEB, demo_settings())
    assert other.db == archive.Folder(tmp_path / "out").store
    made, daily = other.publish(MOMENT), days.publish(MOMENT)
    of_statements = {name for name in daily if name.startswith("s/") or "/s/" in name or name == "index.html"}
    assert of_statements
    assert {name: made[name][0] for name in of_statements} == {name: daily[name][0] for name in of_statements}
    assert site.MANIFEST in made


@pytest.mark.parametrize("group", [1, 250])
def test_joining_as_tables_is_joining_in_memory(group: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive.joining, "_GROUP", group)  # however those that met the same one are parted
    passages = [one for _, one in synthetic.Archive().passages(1500)]
    index = statements.joined(passages)
    expected = {one.node.key: one for one in index.all()}
    found = joined(passages)
    assert {one.node.key for one in found} == set(expected)
    for one in found:
        mine = expected[one.node.key]
        assert (one.keys, one.parent, one.settled) == (mine.keys, mine.parent, mine.settled)
        assert set(one.edges) == set(mine.edges)
        assert one.node.passages == mine.node.passages


# ---------------------------------------------------------------- pages of posts


def posts(number: int) -> Iterator[tuple[str, str]]:
    for n in range(number):
        yield (
            f"{BLOG}/{n}.html",
            post_page(
                f"Post {n}", f"“{SAID},” Ada Lovel says (https://outlet.example/{n % 3}).", f"The {n}th day was quiet."
            ),
        )


def test_posts_are_found_on_pages_of_the_blog(tmp_path: Path) -> None:
    at = jsonl(tmp_path / "a.jsonl", posts(6))
    again = jsonl(tmp_path / "b.jsonl", posts(2), "2026-09-14T05:30:00Z")
    ranked, unread = gathered([at, again], tmp_path / "out", one_feed(windows=("all",)))
    (row,) = ranked.rows[0].statements
    assert (row.lo.posts, row.lo.others, unread) == (6, 3, 0)


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet", "a.warc", "a.warc.gz"])
def test_every_form_holds_the_same_pages(name: str, tmp_path: Path) -> None:
    made = list(synthetic.pages(one for _, one in synthetic.Archive(hard=True).passages(12)))
    found = pages.rows(str(synthetic.write_pages(made, tmp_path / name)), pages.Sorter(one_feed()))
    assert [(row.url, row.at, row.body, row.purpose) for row in found] == [
        (one.url, one.fetched_at, one.body, "post") for one in made
    ]


def test_what_was_planted_is_found(tmp_path: Path) -> None:
    told = list(synthetic.Archive(hard=True).passages(60))
    file = synthetic.write_pages(synthetic.pages(one for _, one in told), tmp_path / "a.warc.gz")
    ranked, _ = gathered([file], tmp_path / "out", one_feed(windows=("all",)))
    said = {f"https://blog.example/{one.post}.html": one.text for _, one in told}
    assert set(ranked.posts) == {url.removesuffix("/") for url in said}
    assert sum(len(one.members) for one in ranked.by_id.values()) == len(told)


def test_a_hostile_page_is_one_failed_row(tmp_path: Path) -> None:
    deep = "<html><body><article>" + "<div>" * 400_000 + "<p>“x" * 9
    at = jsonl(tmp_path / "a.jsonl", [*posts(3), (f"{BLOG}/deep.html", deep), ("https://[", "<p>no address</p>")])
    with at.open("a") as lines:
        lines.write('{"url": "https://blog.example/cut')
    ranked, unread = gathered([at], tmp_path / "out", one_feed(windows=("all",)))
    assert unread == 3  # no address, too deep, and the file that breaks off
    assert ranked.rows[0].statements[0].lo.posts == 3


def test_what_was_cut_off_goes_on_from_its_finished_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from citewatch.archive import gathering

    monkeypatch.setattr(gathering, "_WAVE", 1)
    inputs = [jsonl(tmp_path / f"{n}.jsonl", [page]) for n, page in enumerate(posts(3))]
    whole, _ = gathered(inputs, tmp_path / "whole", one_feed(windows=("all",)))
    given = archive.Folder.part
    calls = Counter[str]()

    def cut(self: archive.Folder, table: str, *given_: Any) -> Any:
        calls[table] += 1
        if calls["pages"] == 3:
            raise KeyboardInterrupt
        return given(self, table, *given_)

    monkeypatch.setattr(archive.Folder, "part", cut)
    with pytest.raises(KeyboardInterrupt):
        gathered(inputs, tmp_path / "out", one_feed(windows=("all",)))
    monkeypatch.setattr(archive.Folder, "part", given)
    finished = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "pages").rglob("*.parquet")}
    ranked, _ = gathered(inputs, tmp_path / "out", one_feed(windows=("all",)))
    assert len(finished) == 2
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    assert outcome(ranked) == outcome(whole)


def renamed(pages: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(url, html.replace("Ada Lovel", "Bea Moran")) for url, html in pages]


OTHERS: dict[str, Callable[[Path], list[Path]]] = {
    "one more": lambda folder: [folder / "a.jsonl", jsonl(folder / "b.jsonl", list(posts(9))[6:])],
    "another": lambda folder: [jsonl(folder / "b.jsonl", list(posts(9))[4:])],
    "changed": lambda folder: [jsonl(folder / "a.jsonl", renamed(posts(6)))],
}


@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS)
def test_other_inputs_give_what_they_would_in_a_folder_of_their_own(
    others: Callable[[Path], list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from citewatch.archive import gathering

    monkeypatch.setattr(gathering, "_WAVE", 1)
    settings, out = one_feed(windows=("all",)), tmp_path / "out"
    gathered([jsonl(tmp_path / "a.jsonl", posts(6))], out, settings)
    with open_store(archive.Folder(out).store) as store:
        store.record_anchors([Anchor("a-published-id", "post", SAID)], MORNING)
    parts = set((out / "pages").iterdir())
    inputs = others(tmp_path)
    again, _ = gathered(inputs, out, settings)
    anew, _ = gathered(inputs, tmp_path / "anew", settings)
    assert outcome(again) == outcome(anew)
    now = set((out / "pages").iterdir())
    assert (len(now), len(now & parts)) == (len(inputs), len(inputs) - 1), "what is the same is not read again"
    with open_store(archive.Folder(out).store) as store:
        assert [one.id for one in store.anchors()] == ["a-published-id"]
        assert not list(store.faults())


def test_the_store_of_a_daily_job_is_no_place_for_an_archive(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db") as store:
        store.record(Page(BLOG, BLOG, 200, (), b"", MORNING), "article", BLOG)
    with pytest.raises(ConfigError, match=r"into which no archive was read; name another folder \(--out\)"):
        gathered([jsonl(tmp_path / "a.jsonl", posts(1))], tmp_path, one_feed())
    with open_store(tmp_path / "store.db") as store:
        assert store.last_fetch() == 1


def test_what_holds_no_pages_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there are no pages here"):
        pages.files((tmp_path,))


# ---------------------------------------------------------------- skew


def test_a_phrase_in_very_many_posts_costs_no_more_than_the_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Counter[str]()
    whole = statements.edge

    def edge(node: Node, other: Node) -> Edge | None:
        compared[node.key] += 1
        return whole(node, other)

    monkeypatch.setattr(statements, "edge", edge)
    words = SAID.split()
    passages = [passage(f"{SAID} {'abcdefghijklmnop'[n % 16]}{n}x", f"p{n}") for n in range(400)]
    found = joined(passages)
    most = statements.CROWD * 12  # of each of its keys
    assert 0 < max(compared.values()) <= most
    assert {one.node.key for one in found} == {node.key for node in statements.joined(passages).nodes.values()}
    in_memory, _ = statements.join(passages)
    nodes, settled = [one.node for one in found], [one.settled for one in found]
    assert together(statements.statements(nodes, settled)) == together(in_memory)
    assert len(words) > 6


def test_equal_words_in_very_many_posts_are_one_node() -> None:
    found = joined([passage(SAID, f"p{n}", ago=n % 90) for n in range(3000)])
    assert [len(one.node.passages) for one in found] == [3000]
