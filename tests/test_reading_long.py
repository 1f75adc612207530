"""Long and hostile documents: read in bounded time, cut where that is said, and never an error but ParseError."""

import contextlib
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewatch import exports, pipeline, posts
from citewatch.errors import ParseError
from citewatch.model import Reading
from tests.reading import PARSER, read

# Pieces of posts in the forms that readers of such documents stumble over.
PIECES = (
    "“", "”", "«", "»", "‘", "’", '"', "''", "(", ")", "[", "]", "\n\n", "\n", " ", "\u00a0\u00a0", ". ", ", ",
    ": ", "– ", "kanal.example/a/1", "https://kanal.example/a(b)c", "www.bereg.example/?q=1",
    "события.example/путь", "http://", "%zz", " and ", " reposted at ", "see ", "Damir Sultan", " says that ",
    " said", "he says", "according to ", "the hydrologist", "· ", "1. ", "<p>", "</p>", "<br />", "<li>",
    '<a href="https://volna.example/x">', "</a>", '<a href="javascript:x">', "&nbsp;", "&#0;", "<o:p></o:p>",
    "сказал Ерлан", "\ud800", "\x00", "the water is falling every year", "Nobody reads it",
)  # fmt: skip


def _read(html: str, *, plain: bool) -> Reading | None:
    with contextlib.suppress(ParseError):
        document = posts.read_text(html) if plain else posts.read_html(html, "https://steppewindow.example/a.html")
        return pipeline.read_post(document, frozenset({"steppewindow.example"}), PARSER)
    return None


@pytest.mark.parametrize(
    "text",
    ["A" * 60_000, "А" * 60_000, "字。" * 40_000, "(" + "kanal.example/a " * 4_000 + ")", "." * 60_000 + "x"],
    ids=["Latin capitals", "Cyrillic capitals", "no blanks", "one parenthesis", "dots"],
)
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_hostile_runs_take_no_longer_than_their_length(text: str, lang: str) -> None:
    document = posts.read_text(f"Ivan Petrov says that it is late.\n\n{text}", lang=lang)
    began = time.process_time()
    pipeline.read_post(document, frozenset(), PARSER)
    assert time.process_time() - began < 15  # quadratic ones took minutes; the bound is generous on purpose


def test_a_mention_of_invisible_characters_is_nobody() -> None:
    assert all(one.quotation.speaker is None for one in read("\u200b says that the lake is dying today.").quotations)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.booleans())
def test_any_mixture_of_forms_is_read(html: str, plain: bool) -> None:
    reading = _read(html, plain=plain)
    assert reading is not None
    end = len(reading.document.text)
    exports.inspection(reading)
    for bound in reading.quotations:
        assert all(0 <= span.start < span.end <= end for span in bound.quotation.spans)
        assert {one.url for one in bound.citations} <= {link.url for link in reading.document.links}


@pytest.mark.parametrize(
    "piece", ["(", "“word ", "(kanal.example/a) ", "<div>", "<b><i>", "· he says that it is so (a.kz/1)\n\n"]
)
def test_a_long_run_of_one_form_is_read(piece: str) -> None:
    assert _read(piece * 2_000, plain=False) is not None


def test_language_is_read_up_to_a_bound_and_the_cut_is_reported() -> None:
    paragraph = "“Nobody reads my figures now,” Damir Sultan says (kanal.example/a/1). " + "It is hot. " * 90
    reading = read("\n\n".join([paragraph] * 220))
    assert reading.cut is not None
    assert 199_000 < reading.cut <= 200_000
    assert len(reading.document.links) == 220
    assert all(one.quotation.spans[-1].end <= reading.cut for one in reading.quotations)
    assert exports.inspection(reading)["cut"] == reading.cut


def test_a_document_of_usual_length_is_not_cut() -> None:
    assert read("“Nobody reads my figures now,” Damir Sultan says.").cut is None
