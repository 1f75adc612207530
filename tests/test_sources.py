"""One key per document, other addresses folded in, and who published it."""

from pathlib import Path
from urllib.parse import quote

import pytest

from citewatch import sources, urls
from citewatch.model import Outlet

WEB = Path(__file__).parents[1] / "fixtures" / "web"

LIBRARY = sources.Library(
    (
        Outlet("Steppe Monitor", ("steppe-monitor.example",), key="dle"),
        Outlet("Bereg", ("www.bereg.example", "бере́г.example".replace("\u0301", "")), key=r"[?&]id=(\d+)"),
        Outlet("Niva", ("niva.example",)),
    )
)

# Every way in which DataLife Engine spells the address of article 34102.
SAME = [
    "/34102-voda-zharkolya.html",
    "/34102-ozero-zharkol-voda.html",
    "/34102-.html",
    "/ekologiya/34102-voda-zharkolya.html",
    "/ekologiya/reki/34102-voda-zharkolya.html",
    "/page,2,34102-voda-zharkolya.html",
    "/page,1,2,34102-voda-zharkolya.html",
    "/ekologiya/page,2,34102-voda-zharkolya.html",
    "/print:page,1,34102-voda-zharkolya.html",
    "/ekologiya/print:page,1,34102-voda-zharkolya.html",
    "/34102-voda-zharkolya.html?utm_source=tg",
    "/34102-voda-zharkolya.html#comment-id-7",
    "/index.php?newsid=34102",
    "/?newsid=34102",
    "/index.php?do=show&newsid=34102&news_page=2",
    "/engine/print.php?newsid=34102",
]

OTHERS = [
    "/",
    "/34103-voda-zharkolya.html",
    "/4102-voda-zharkolya.html",
    "/34102.html",
    "/novosti/34102",
    "/2026/09/34102",
    "/about.html",
    "/page/34102/",
    "/tags/34102-voda/",
    "/index.php?do=static&page=34102",
    "/index.php?newsid=34103",
    "/index.php?xnewsid=34102",
    "/uploads/34102-voda.jpg",
    "/?q=/34102-voda.html",
]


@pytest.mark.parametrize("scheme", ["https://", "http://", "http://www."])
@pytest.mark.parametrize("tail", SAME)
def test_the_number_is_the_article(scheme: str, tail: str) -> None:
    assert LIBRARY.key(f"{scheme}steppe-monitor.example{tail}") == "steppe-monitor.example/34102"


def test_other_addresses_are_other_documents() -> None:
    keys = [LIBRARY.key(f"https://steppe-monitor.example{tail}") for tail in OTHERS]
    assert "steppe-monitor.example/34102" not in keys
    assert len(set(keys)) == len(OTHERS) - 1  # 34103 stands there twice


def test_a_pattern_of_one_s_own() -> None:
    assert LIBRARY.key("https://bereg.example/a.php?lang=ru&id=7&x=1") == "bereg.example/7"
    assert LIBRARY.key("https://bereg.example/a.php?lang=ru") == "bereg.example/a.php?lang=ru"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.niva.example/a/?fbclid=1", "niva.example/a"),
        ("https://elsewhere.example/5-a.html", "elsewhere.example/5-a.html"),
        ("https://elsewhere.example", "elsewhere.example/"),
    ],
)
def test_without_pattern_the_one_spelling_is_the_key(url: str, key: str) -> None:
    assert LIBRARY.key(url) == key


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://steppe-monitor.example/1", "Steppe Monitor"),
        ("https://m.steppe-monitor.example/1", "Steppe Monitor"),
        ("https://bereg.example/1", "Bereg"),
        ("https://берег.example/1", "Bereg"),
        ("https://xsteppe-monitor.example/1", "xsteppe-monitor.example"),
        ("https://news.severkurier.com/1", "severkurier.com"),
        ("https://steppe.blogspot.ca/1", "steppe.blogspot.com"),
        ("https://вода.рф/1", "вода.рф"),
        ("https://192.0.2.7/1", "192.0.2.7"),
    ],
)
def test_the_outlet_of_an_address(url: str, name: str) -> None:
    assert LIBRARY.outlet_name(url) == name


def test_an_outlet_may_have_a_host_of_its_own_below_another_s() -> None:
    library = sources.Library((Outlet("A", ("a.example",)), Outlet("B", ("b.a.example",))))
    assert [library.outlet_name(f"https://{host}/") for host in ("c.a.example", "x.b.a.example")] == ["A", "B"]


def test_names_of_patterns() -> None:
    assert sources.key_names() == {"dle"}


FOLDS = {
    "nothing": ([], {}),
    "itself": ([("a", "a")], {}),
    "a redirect": ([("a", "b")], {"a": "b"}),
    "a chain": ([("a", "b"), ("b", "c")], {"a": "c", "b": "c"}),
    "a circle": ([("b", "a"), ("a", "b")], {"a": "a", "b": "a"}),
    "into a circle": ([("x", "b"), ("b", "c"), ("c", "b")], {"x": "b", "b": "b", "c": "b"}),
    "a home page answers for what is gone": ([("a.kz/1", "a.kz/"), ("a.kz/2", "a.kz/")], {}),
    "eight names are many": ([(f"a.kz/{n}", "a.kz/x") for n in range(8)], {f"a.kz/{n}": "a.kz/x" for n in range(8)}),
    "a page that answers for all is no document": ([(f"a.kz/{n}", "a.kz/gone") for n in range(9)], {}),
}


@pytest.mark.parametrize(("pairs", "expected"), FOLDS.values(), ids=FOLDS)
def test_folding(pairs: list[tuple[str, str]], expected: dict[str, str]) -> None:
    assert sources.fold(pairs) == expected
    assert sources.fold(reversed(pairs)) == expected


def recorded() -> set[str]:
    """The addresses of all recorded pages, over the days."""
    files = (file.relative_to(WEB).parts[1:] for file in WEB.rglob("*") if file.is_file())
    return {f"https://{host}/{quote('/'.join(path), safe='/:?=&,')}" for host, *path in files if path != ["host.yaml"]}


def test_the_recorded_web_is_folded_right() -> None:
    by_key: dict[str, set[str]] = {}
    for url in recorded():
        by_key.setdefault(LIBRARY.key(url), set()).add(url)
    folded = {key: found for key, found in by_key.items() if len(found) > 1}
    assert list(folded) == ["steppe-monitor.example/34102"]  # and its printed page
    assert len(folded["steppe-monitor.example/34102"]) == 2
    monitor = {key for key in by_key if key.startswith("steppe-monitor.example/3")}
    assert len(monitor) == 6
    assert all(urls.canonical(f"https://{key}") for key in by_key)
