"""Bytes to text: charsets that disagree, that nobody names, and what was only guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch.charsets import decode

WORDS = "Озеро Жарколь за последние десять лет отступило от посёлка на четыре километра, и рыбаки возят воду сами."
KAZAKH = "Теміртөбе қаласындағы үш мектепте биыл алғаш рет қазақ сыныптары ашылды, ата-аналар бұл күнді он жыл күтті."


def text(body: bytes, content_type: str | None = None) -> str:
    return decode(body, content_type).text


CHARSETS = ["utf-8", "windows-1251", "koi8-r", "utf-16"]
CLAIMS = [None, "utf-8", "windows-1251", "koi8-r", "iso-8859-1", "no-such", "punycode", "zlib"]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("header", CLAIMS)
@pytest.mark.parametrize("meta", CLAIMS)
def test_the_bytes_decide_where_claims_disagree(charset: str, header: str | None, meta: str | None) -> None:
    claim = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    html = f"<html><head>{claim}</head><body><p>{WORDS}</p></body></html>"
    assert text(html.encode(charset), header and f"text/html; charset={header}") == html


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("windows-1252", "Le café déjà fermé, où l’été s’achève, çà et là, sous l’œil naïf de Noël."),
        ("windows-1251", "Міністр сказав: «Їжа є, ґанок теж», — і всі пішли додому."),
        ("utf-8-sig", WORDS),
        ("utf-16-le", WORDS),
        ("utf-8", WORDS.upper()),
        ("utf-8", KAZAKH),
        ("ascii", "Nothing but plain words."),
        ("ascii", ""),
    ],
)
def test_charsets_that_nobody_names(charset: str, words: str) -> None:
    assert text(words.encode(charset)) == words


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("gb18030", "湖水正在消失，渔民说。" * 5),
        ("shift_jis", "湖はなくなった。" * 5),
        ("iso-8859-2", "Jezioro żółknie, mówi rybak."),
    ],
)
def test_named_charsets_of_other_parts_of_the_world(charset: str, words: str) -> None:
    assert text(words.encode(charset), f"text/html; charset={charset}") == words


def test_where_nothing_else_fits_the_bytes_are_weighed() -> None:
    words = "湖水正在消失，渔民说他们从来没有见过这样的夏天。" * 20
    assert text(words.encode("gb18030")) == words


def test_latin_1_means_windows_1252() -> None:
    words = (
        "L’été où le café fermé, çà et là, à côté, déjà naïf, répète: «élève, théâtre, forêt, fenêtre, bébé, préféré»."
    )
    assert text(words.encode("windows-1252"), "text/html; charset=ISO-8859-1") == words


def test_a_broken_byte_spoils_only_itself() -> None:
    body = WORDS.encode().replace("десять".encode(), b"\xd0\xb4\xd0")
    assert text(body, "text/html; charset=windows-1251") == WORDS.replace("десять", "д\ufffd")


@pytest.mark.parametrize(
    "declaration", ["<meta charset='{}'>", "<META CHARSET={}>", "<?xml version='1.0' encoding='{}'?>"]
)
def test_ways_to_declare_a_charset(declaration: str) -> None:
    html = declaration.format("koi8-r") + WORDS
    assert text(html.encode("koi8-r"), "text/html") == html


@given(
    st.binary(),
    st.sampled_from(["", "text/html; charset=utf-16", "text/html; charset=unicode_escape", "charset=\u0130"]),
)
def test_no_bytes_raise(body: bytes, content_type: str) -> None:
    assert isinstance(text(body, content_type), str)


PAGE = f"<html><body><p>{WORDS}</p></body></html>"


@pytest.mark.parametrize(
    ("charset", "claim", "guess"),
    [
        ("utf-8", None, None),
        ("utf-8", "windows-1251", None),
        ("utf-8-sig", None, None),
        ("utf-16", None, None),
        ("windows-1251", "windows-1251", None),
        ("koi8-r", "koi8-r", None),
        ("windows-1251", None, "windows-1251"),
        ("windows-1251", "utf-8", "windows-1251"),
        ("windows-1251", "koi8-r", "windows-1251"),
        ("koi8-r", "windows-1251", "koi8-r"),
        ("koi8-r", None, "koi8-r"),
        ("utf-16-le", None, "utf-16-le"),
        ("utf-16-be", "windows-1251", "utf-16-be"),
        ("utf-16-le", "utf-16-le", None),
    ],
)
def test_what_was_guessed_is_told(charset: str, claim: str | None, guess: str | None) -> None:
    decoded = decode(PAGE.encode(charset), claim and f"text/html; charset={claim}")
    assert (decoded.text, decoded.guess) == (PAGE, guess)
