"""The open data of a site: each file as its schema says, whole whatever the words are, and the same every time."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from jsonschema import Draft202012Validator

from citewatch import resources
from citewatch.exports import Places, bibtex, csl, files
from citewatch.model import Correction, Edition, OriginView, PassageView, StatementPage
from citewatch.site import render
from tests.site_editions import empty, hostile, many, rich
from tests.site_facts import AS_OF, SAID, SOURCES
from tests.test_site import HOSTILE

NAUGHTY = Path(__file__).parents[2] / "shared/corpora/blns/blns.json"
BASE = "https://watch.example/sarylim"
SCHEMAS = resources.templates() / "site" / "schema"
XML = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def full() -> Edition:
    """The rich edition with origins, sure, possible and lost, and an editor's decision."""
    edition = rich()
    statements = tuple(
        replace(page, passages=tuple(_made(page, n, one) for n, one in enumerate(page.passages)))
        for page in edition.statements
    )
    decided = Correction("exclude", ("old-keys",), None, AS_OF, "the speaker asked for it")
    return replace(edition, statements=statements, corrections=(decided,))


def _made(page: StatementPage, number: int, passage: PassageView) -> PassageView:
    if not page.original or not passage.sources:
        return passage
    source = passage.sources[0]
    made = OriginView(
        source=source.source,
        url=f"{source.url}#:~:text=%D0%BB",
        lang="ru",
        prefix="Капитан сказал: «",
        exact=page.original,
        suffix="», и ушёл.",
        sure="the same words",
        why=None if number else "another sentence is as near",
        lost=number == 2,
    )
    return replace(passage, origin=made)


def everything(edition: Edition) -> dict[str, bytes]:
    """Each file that is no page, by path."""
    return {path: make() for path, make in render(edition).items() if not path.endswith(".html")}


def loaded(edition: Edition) -> dict[str, Any]:
    return {path: json.loads(content) for path, content in everything(edition).items() if path.endswith(".json")}


# Schemas


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def described(edition: Edition) -> Iterator[tuple[str, Any]]:
    """Each value that a schema describes, with the schema's name."""
    for path, value in loaded(edition).items():
        name = Path(path).stem
        if path.startswith("data/") and "/schema/" not in path and not name.endswith(".csl"):
            yield re.sub("-.*", "", name), value
    for line in everything(edition)["data/annotations.jsonl"].splitlines():
        yield "annotation", json.loads(line)


@pytest.mark.parametrize("edition", [full(), rich(), empty(), rich(said=many(60)), replace(full(), base_url=None)])
def test_every_file_is_as_its_schema_says(edition: Edition) -> None:
    for name, value in described(edition):
        assert [error.message for error in validator(name).iter_errors(value)] == [], name


def test_every_schema_is_used_and_published() -> None:
    used = {name for name, _ in described(full())}
    assert used == {file.stem for file in SCHEMAS.glob("*.json")}
    assert {f"data/schema/{name}.json" for name in used} <= everything(empty()).keys()


def test_a_schema_refuses_what_it_does_not_describe() -> None:
    status = loaded(full())["data/status.json"]
    assert validator("status").is_valid(status)
    for wrong in ({**status, "more": 1}, {**status, "schema": 2}, {**status, "as_of": "yesterday"}):
        assert not validator("status").is_valid(wrong)


def test_the_index_names_every_data_file() -> None:
    made = everything(full())
    listed = {f"data/{path}" for path in json.loads(made["data/index.json"])["files"]}
    schemas = {path for path in made if path.startswith("data/schema/")}
    assert listed == {path for path in made if path.startswith("data/")} - {"data/index.json"} - schemas


# What the files say


def test_ids_lead_from_file_to_file() -> None:
    found = loaded(full())
    statements = {one["statement"]: one for one in found["data/statements-2026.json"]["statements"]}
    sources, speakers, outlets, posts = (
        {one[name]: one for one in found[f"data/{name}s.json"][f"{name}s"]}
        for name in ("source", "speaker", "outlet", "post")
    )
    assert statements.keys() == {said.id for said in SAID}
    for one in statements.values():
        assert one["speaker_id"] is None or one["speaker_id"] in speakers
        for passage in one["passages"]:
            assert one["statement"] in posts[passage["post"]]["statements"]
            for cited in passage["citations"]:
                assert cited["source"] in sources
                assert cited["outlet"] in outlets
                assert cited["source"] in posts[passage["post"]]["sources"]
    for post in posts.values():
        assert set(post["sources"]) <= sources.keys()
    for row in found["data/ranking-statements-all.json"]["rows"]:
        assert row["text"] == statements[row["statement"]]["text"]


def test_a_ranking_has_every_row_of_the_edition() -> None:
    edition = full()
    for window in edition.windows:
        for kind in ("statements", "sources", "outlets", "speakers"):
            listed = [*getattr(window, kind), *(window.once if kind == "statements" else ())]
            rows = loaded(edition)[f"data/ranking-{kind}-{window.window}.json"]["rows"]
            assert [(row[kind[:-1]], row["place"], row["P"]) for row in rows] == [
                (one.row.id, one.row.place, one.row.lo.posts) for one in listed
            ]
            table = everything(edition)[f"data/ranking-{kind}-{window.window}.csv"].decode()
            lines = list(csv.DictReader(io.StringIO(table, newline="")))
            assert [line[kind[:-1]] for line in lines] == [one.row.id for one in listed]


def test_a_quotation_is_the_odd_pieces_of_its_context() -> None:
    (first, *_) = loaded(full())["data/statements-2026.json"]["statements"]
    assert first["statement"] == SAID[0].id
    assert " ".join(first["passages"][0]["context"][1::2]) == SAID[0].text


def test_statements_stand_in_the_year_of_their_first_post() -> None:
    edition = full()
    old = tuple(replace(one, day=one.day - timedelta(days=365)) for one in edition.statements[0].passages)
    moved = replace(edition, statements=(replace(edition.statements[0], passages=old), *edition.statements[1:]))
    found = loaded(moved)
    assert [one["statement"] for one in found["data/statements-2025.json"]["statements"]] == [SAID[0].id]
    assert len(found["data/statements-2026.json"]["statements"]) == len(SAID) - 1


def test_what_stays_the_same_is_not_dated_anew() -> None:
    """The day alone changes no file but the rankings, the status, the index and the script that tells it."""
    one, other = (everything(replace(full(), as_of=AS_OF + timedelta(days=n))) for n in (0, 1))
    changed = {path for path in one if one[path] != other[path]}
    assert {re.sub("-.*", "", path) for path in changed} == {
        *("data/ranking", "data/status.json", "data/index.json", "site.js"),
    }


# Annotations


def test_only_sure_origins_are_annotated() -> None:
    lines = everything(full())["data/annotations.jsonl"].splitlines()
    found = [json.loads(line) for line in lines]
    assert {one["body"][0]["value"] for one in found} == {SAID[0].text, SAID[1].text}
    first = found[0]
    assert first["target"]["selector"] == {
        "type": "TextQuoteSelector",
        "exact": SAID[0].original,
        "prefix": "Капитан сказал: «",
        "suffix": "», и ушёл.",
    }
    assert first["body"][1]["source"] == f"{BASE}/statement/{SAID[0].id}.html"
    assert not [one for one in found if "#" in one["target"]["source"]]
    assert len({one["id"] for one in found}) == len(found)


def test_the_selector_of_a_passage_that_is_cut_matches_the_source() -> None:
    edition = rich()
    long = replace(edition.statements[0].passages[0].origin, prefix="… сказал: «", exact="Никто нам не …", suffix="")  # type: ignore[type-var]
    said = replace(edition.statements[0], passages=(replace(edition.statements[0].passages[0], origin=long),))
    (line,) = everything(replace(edition, statements=(said,)))["data/annotations.jsonl"].splitlines()
    assert json.loads(line)["target"]["selector"] == {
        "type": "TextQuoteSelector",
        "exact": "Никто нам не",
        "prefix": "сказал: «",
        "suffix": "",
    }


# References


def places(edition: Edition) -> Places:
    return Places(BASE, frozenset(path for path in render(edition) if path.endswith(".html")))


def parsed_bib(content: str) -> Any:
    library = parse_string(content, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    return library


def test_bibtex_says_what_csl_says() -> None:
    made = everything(full())
    for kind, count in (("statements", len(SAID)), ("sources", len(SOURCES))):
        entries = parsed_bib(made[f"data/{kind}.bib"].decode()).entries
        references = json.loads(made[f"data/{kind}.csl.json"])
        assert [one.key for one in entries] == [one["id"] for one in references]
        assert len(entries) == count
        for entry, reference in zip(entries, references, strict=True):
            said = {key: value.value.strip("{}") for key, value in entry.fields_dict.items()}
            assert said["title"] == reference["title"]
            assert said.get("author") == reference.get("author", [{"literal": None}])[0]["literal"]
            assert said.get("howpublished") == reference.get("container-title")
            assert said.get("note") == reference.get("note")


def test_a_statement_is_cited_by_its_page_and_the_posts_that_report_it() -> None:
    edition = full()
    found = csl(edition.statements[0], edition, places(edition))
    assert found["URL"] == f"{BASE}/statement/{SAID[0].id}.html"
    assert found["author"] == [{"literal": "Damir Esenkulov"}]
    assert found["note"].startswith("As reported in “Round-up of the north” (Sarylim Watch, 2026-04-22); “")
    alone = csl(edition.statements[0], edition, Places(None, frozenset()))
    assert alone["URL"] == "https://blog.example/2026/05/4.html"  # without a page: the first post


def test_tex_takes_nothing_for_a_command() -> None:
    text = r"50% of #1 & $5_000 {a} \write18{x} ^ ~ } @misc{evil, title={x}} Ёжик — “да”"
    edition = hostile(text)
    entries = parse_string(everything(edition)["data/statements.bib"].decode()).entries
    assert len(entries) == len(SAID)
    assert {untex(entry.fields_dict["title"].value[1:-1]) for entry in entries} == {text}
    for line in bibtex(csl(edition.statements[0], edition, places(edition))).splitlines():
        assert line.count("{") == line.count("}") or line.startswith("@") or line == "}"
        assert not re.search(r"(?<!\\)[#$%&_^~](?=.*,$)", line) or line.startswith("  url")


def untex(value: str) -> str:
    """What TeX would print."""
    named = {"braceleft": "{", "braceright": "}", "asciicircum": "^", "asciitilde": "~", "backslash": "\\"}
    return re.sub(r"\\(?:text(\w+)\{\}|([#$%&_]))", lambda found: named[found[1]] if found[1] else found[2], value)


# Sitemap, robots


def test_the_sitemap_names_every_page() -> None:
    edition = full()
    made = render(edition)
    aliases = {f"statement/{alias}.html" for page in edition.statements for alias in page.aliases}
    pages = {path for path in made if path.endswith(".html")} - aliases - {"404.html"}
    named = [str(one.text) for one in ET.fromstring(made["sitemap.xml"]()).iter(f"{XML}loc")]  # noqa: S314 - our own
    assert sorted(named) == sorted(f"{BASE}/{path}" for path in pages)
    assert made["robots.txt"]().decode() == f"User-agent: *\nAllow: /\n\nSitemap: {BASE}/sitemap.xml\n"


def test_a_sitemap_of_many_pages_is_an_index() -> None:
    paths = frozenset(f"statement/s-{n}.html" for n in range(100_001))
    made = files(empty(), Places(BASE, paths))
    parts = [str(one.text).removeprefix(f"{BASE}/") for one in ET.fromstring(made["sitemap.xml"]()).iter(f"{XML}loc")]  # noqa: S314 - our own
    assert parts == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    sizes = [made[part]().count(b"<loc>") for part in parts]
    assert sizes == [50_000, 50_000, 1]


def test_without_an_address_there_are_no_feeds_and_no_sitemap() -> None:
    made = render(replace(full(), base_url=None))
    assert not [path for path in made if path.endswith(".xml")]
    assert made["robots.txt"]() == b"User-agent: *\nAllow: /\n"
    assert ".nojekyll" in made


# Whatever the words are


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert everything(full()) == everything(full())


def assert_whole(text: str) -> None:
    edition = replace(hostile(text), base_url=BASE)
    for name, value in described(edition):
        errors = [error for error in validator(name).iter_errors(value) if not set(error.path) & {"role"}]
        assert errors == [], name
    made = everything(edition)
    for path, content in made.items():
        if path.endswith(".xml"):
            ET.fromstring(content)  # noqa: S314 - our own
        if path.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert not [cell for row in rows for cell in row if cell[:1] and cell[0] in "=+-@\t\r\n"]
    for kind, count in (("statements", len(SAID)), ("sources", len(SOURCES))):
        assert len(parse_string(made[f"data/{kind}.bib"].decode()).entries) == count


@pytest.mark.parametrize("text", [*HOSTILE, "=1+2", "@SUM(1)", "＝1", "\\", "}", "{", '"', "%", "a\r\nb", "\n=1"])
def test_hostile_words_break_no_file(text: str) -> None:
    assert_whole(text)


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the Big List of Naughty Strings is not beside the project")
def test_naughty_strings_break_no_file() -> None:
    strings = [text for text in json.loads(NAUGHTY.read_text("utf-8")) if text.strip()]
    for start in range(0, len(strings), 90):
        assert_whole("\n".join(strings[start : start + 90]))
