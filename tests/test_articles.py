"""Articles: charsets that disagree, selectors in their order, dates, what is furniture, what is unreadable."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch import articles
from citewatch.errors import ParseError
from citewatch.model import Document, Page, Select
from tests.test_charsets import KAZAKH, WORDS
from tests.test_markup import soup

WEB = Path(__file__).parents[1] / "fixtures" / "web"
AT = datetime(2026, 9, 15, 12, tzinfo=UTC)
URL = "https://steppe-monitor.example/34102-voda.html"


def page(body: str | bytes, content_type: str | None = None, url: str = URL, final: str | None = None) -> Page:
    headers = (("Content-Type", content_type),) if content_type else ()
    body = body.encode() if isinstance(body, str) else body
    return Page(url, final or url, 200, headers, body, AT)


def read(body: str, select: Select | None = None, lang: str | None = None) -> Document:
    return articles.read_article(page(f"<html><body>{body}</body></html>"), select, lang)


def paragraphs(document: Document) -> list[str]:
    return [span.cut(document.text) for span in document.paragraphs]


# ---------------------------------------------------------------- selectors

BODY = Select(body=".fullstory .text, .maincont, .fullstory")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # The first alternative wins wherever it stands in the page.
        ("<div class=maincont>Old. {0}</div><div class=fullstory><div class=text>New. {0}</div></div>", "New."),
        ("<div class=fullstory>Outer.<div class=maincont>Old. {0}</div></div>", "Old."),
        ("<div class=fullstory>Outer. {0}</div>", "Outer."),
        ("<div class=fullstory><div class=text> </div>Outer. {0}</div>", "Outer."),  # an empty one counts for nothing
        ("<div class=maincont></div><div class=maincont>Second. {0}</div>", "Second."),
    ],
)
def test_alternatives_are_tried_in_their_order(html: str, expected: str) -> None:
    assert read(html.format(WORDS), BODY).text.startswith(expected)


@pytest.mark.parametrize("body", [":is(.a, .b)", "[title='x,y'], .a", " .a , ", ".b,.a", ":not(:is(.c, div)):is(p, i)"])
def test_commas_inside_brackets_divide_nothing(body: str) -> None:
    document = read(f"<div class=c>Menu</div><p class=a>{WORDS}</p>", Select(body=body))
    assert paragraphs(document) == [WORDS]


def test_a_wrong_selector_names_itself() -> None:
    with pytest.raises(ParseError, match=r"\.a\[\[: is no CSS selector; correct it in sources\.yaml"):
        read(f"<p>{WORDS}</p>", Select(body=".a[["))


def test_what_the_outlet_selects_comes_first() -> None:
    html = f"""<title>Site</title><h1>Guess</h1><h2 id=t>Own <b>title</b></h2><p class=author>Guess</p>
        <p id=w>Мария Ёлкина</p>
        <time datetime="2026-09-01">x</time><p id=d>7-09-2026, 09:30 | Вода</p><div id=b><p>{WORDS}</p></div>"""
    document = read(html, Select(title="#no, #t", byline="#w", date="#d", body="#b"))
    assert (document.title, document.byline) == ("Own title", "Мария Ёлкина")
    assert document.published == datetime(2026, 9, 1, tzinfo=UTC)  # «| Вода» behind it makes it no date
    document = read(html.replace(" | Вода", ""), Select(date="#d", body="#b"))
    assert document.published == datetime(2026, 9, 7, 9, 30, tzinfo=UTC)
    assert (document.title, document.byline) == ("Guess", "Guess")


def test_guesses_without_selectors() -> None:
    html = f"""<html><head><title>Site: The Letter</title><meta property="og:title" content="The  Letter">
        <meta property="article:published_time" content="2026-09-10T10:00:00+05:00">
        <link rel="canonical" href="/1"></head><body><nav><a href="/">Home</a> <a href="/n">News</a></nav>
        <article><h1>The Letter</h1><p>{WORDS}</p><p>{WORDS.replace("Озеро", "Пруд")}</p></article>
        <div class="comments"><span class="author">Рыбак52</span> Врёте всё.</div>
        <footer>© Site</footer></body></html>"""
    document = articles.read_article(page(html))
    assert (document.title, document.byline, document.lang) == ("The Letter", None, "ru")
    assert document.published == datetime(2026, 9, 10, 5, tzinfo=UTC)
    assert document.url == "https://steppe-monitor.example/1"
    assert WORDS in paragraphs(document)
    assert not any(furniture in document.text for furniture in ("Home", "Врёте", "©"))


def test_a_reader_s_name_is_no_byline() -> None:
    html = f"<div id=b><p>{WORDS}</p></div>"
    html += "<div id=dle-comments-list><b class=author>гость</b><i class=date>Вчера, 11:41</i></div>"
    document = read(html, Select(byline=".author", date=".date", body="#b"))
    assert (document.byline, document.published) == (None, None)
    document = read(html + "<p class=author>Инна Лопаткина</p>", Select(byline=".author", body="#b"))
    assert document.byline == "Инна Лопаткина"


def test_a_body_class_that_speaks_of_comments_is_no_comment() -> None:
    html = f"<html><body class='comments-open'><p class=author>Инна Лопаткина</p><p id=b>{WORDS}</p></body></html>"
    assert articles.read_article(page(html), Select(body="#b")).byline == "Инна Лопаткина"


def test_a_wall_of_text_is_no_title() -> None:
    assert read(f"<h1>{WORDS * 4}</h1><p id=b>{WORDS}</p>", Select(body="#b")).title is None


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("<p class=date>Сегодня, 11:41</p>", datetime(2026, 9, 15, 11, 41, tzinfo=UTC)),
        ("<p class=date>Вчера, 11:41</p>", datetime(2026, 9, 14, 11, 41, tzinfo=UTC)),
        ("<p class=date>18-09-2019, 10:15</p>", datetime(2019, 9, 18, 10, 15, tzinfo=UTC)),
        ("<p class=date>18 сентября 2019</p>", datetime(2019, 9, 18, tzinfo=UTC)),
        ("<p class=date>18 қыркүйек 2019</p>", datetime(2019, 9, 18, tzinfo=UTC)),
        ('<time datetime="2026-09-10T10:00:00+05:00">10 қыркүйек</time>', datetime(2026, 9, 10, 5, tzinfo=UTC)),
        ('<meta itemprop=datePublished content="2026-09-10">', datetime(2026, 9, 10, tzinfo=UTC)),
        ('<time datetime="soon">x</time><p class=date>18-09-2019</p>', datetime(2019, 9, 18, tzinfo=UTC)),
        ("<p class=date>18-09-2031, 10:15</p>", None),
        ("<p class=date>Просмотров: 1098</p>", None),
        ("", None),
    ],
)
def test_the_date_of_an_article(stated: str, expected: datetime | None) -> None:
    assert read(f"{stated}<p id=b>{WORDS}</p>", Select(body="#b")).published == expected


# ---------------------------------------------------------------- the rest of the page


def test_dialogues_keep_their_turns() -> None:
    turns = ["– Что с озером?", f"– {WORDS}", "– Кто виноват?"]
    document = read(f"<div class=maincont><b>Лид.</b><br /><br />{'<br /><br />'.join(turns)}</div>", BODY)
    assert paragraphs(document) == ["Лид.", *turns]


def test_links_are_known_with_their_place() -> None:
    document = read(
        f'<div id=b><p>{WORDS}</p><p>См. <a href="/5-a.html?utm_source=x"> письмо</a>.</p></div>', Select(body="#b")
    )
    (link,) = document.links
    assert (link.span.cut(document.text), link.paragraph) == ("письмо", 1)
    assert link.href == "https://steppe-monitor.example/5-a.html?utm_source=x"
    assert link.url == "https://steppe-monitor.example/5-a.html"


@pytest.mark.parametrize(
    ("head", "own"),
    [
        ('<link rel=canonical href="https://www.steppe-monitor.example/1">', "https://www.steppe-monitor.example/1"),
        ('<meta property="og:url" content="https://steppe-monitor.example/2">', "https://steppe-monitor.example/2"),
        ('<link rel=canonical href="https://elsewhere.example/1">', "https://steppe-monitor.example/final"),
        ('<link rel=canonical href="javascript:x">', "https://steppe-monitor.example/final"),
        ("", "https://steppe-monitor.example/final"),
    ],
)
def test_the_page_s_own_address(head: str, own: str) -> None:
    found = page(f"<html><head>{head}</head><p id=b>{WORDS}</p>", final="https://steppe-monitor.example/final")
    assert articles.read_article(found, Select(body="#b")).url == own


def test_the_language_is_the_outlet_s_or_found() -> None:
    assert [read(f"<p id=b>{WORDS}</p>", Select(body="#b"), lang).lang for lang in ("kk", None)] == ["kk", "ru"]
    assert read(f"<p id=b>{KAZAKH}</p>", Select(body="#b")).lang == "kk"


@pytest.mark.parametrize(
    "html",
    [
        "", "<html></html>", "<html><body><div id=root></div><script>draw('Озеро Жарколь')</script></body></html>",
        "<body><noscript>Включите JavaScript, чтобы увидеть эту страницу целиком, как задумано.</noscript>",
        "<h1>404</h1><p>Страница не найдена.</p>",
    ],
)  # fmt: skip
def test_pages_without_text_are_unreadable(html: str) -> None:
    with pytest.raises(ParseError, match="no readable text") as caught:
        articles.read_article(page(html))
    assert caught.value.subject == URL


RECORDED = sorted(file for file in WEB.rglob("*.html") if "steppewindow" not in str(file) and "zapret" not in str(file))
MONITOR = Select(title="#news-title", byline=".author", date=".argdate", body=".maincont")


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_recorded_pages(file: Path) -> None:
    url = f"https://{'/'.join(file.relative_to(WEB).parts[1:])}"
    select = MONITOR if "maincont" in file.read_bytes().decode("latin-1") else None
    document = articles.read_article(page(file.read_bytes(), url=url), select)
    assert document.title
    assert document.lang == ("kk" if "qalahabar" in url else "ru")
    assert len(document.paragraphs) >= 3
    assert not any(word in document.text for word in ("Теги:", "Рыбак52", "гость", "Комментар"))
    if select:
        assert document.published
        assert document.published.year == 2026
        assert document.byline is None


@given(st.one_of(soup, st.text(st.characters())))
def test_nothing_but_parse_errors(html: str) -> None:
    found = page(html.encode("utf-8", "replace"))
    for select in (None, Select(body="body, p", title="p, li", date="p, td", byline="a")):
        try:
            document = articles.read_article(found, select)
        except ParseError:
            continue
        assert all(0 <= span.start < span.end <= len(document.text) for span in document.paragraphs)
        assert all(link.span.end <= len(document.text) for link in document.links)
