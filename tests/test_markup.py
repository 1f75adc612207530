"""HTML → flow: where paragraphs end, where anchors stand, what is not text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch import markup

PARAGRAPHS = {
    "p": ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
    "p never closed": ("<p>One.<p>Two.", ["One.", "Two."]),
    "div": ("<div>One.</div><div>Two.</div>", ["One.", "Two."]),
    "text beside a block": ("One.<div>Two.</div>Three.", ["One.", "Two.", "Three."]),
    "doubled breaks": ("One.<br /><br />Two.", ["One.", "Two."]),
    "doubled breaks with blanks between": ("One.<br>\n&nbsp;<br>Two.", ["One.", "Two."]),
    "one break is a wrap": ("One<br>line.", ["One line."]),
    "a break before a turn": ("– Who?<br>– We.", ["– Who?", "– We."]),
    "a break before a bullet": ("Week:<br>· One.<br>· Two.", ["Week:", "· One.", "· Two."]),
    "a break before a number": ("Week:<br>1. One.<br>2) Two.", ["Week:", "1. One.", "2) Two."]),
    "a break and a tab run": ("One.<br>\n<span>" + "&nbsp;" * 12 + "</span>Two.", ["One.", "Two."]),
    "a break and a broken tab run": ("One.<br>" + "&nbsp; " * 6 + "Two.", ["One.", "Two."]),
    "a tab run at the start": ("<p>" + "&nbsp;" * 12 + "One.</p>", ["One."]),
    "one no-break space after a break": ("One<br>&nbsp;line.", ["One line."]),
    "hard line breaks": ("<p>One\nlong\r\nline.</p>", ["One long line."]),
    "runs of no-break spaces": ("<p>One.&nbsp;&nbsp; Two.</p>", ["One. Two."]),
    "Word's empty paragraphs": (
        "<p class=MsoNormal>One.<o:p></o:p></p><p><o:p>&nbsp;</o:p></p><p>Two.</p>",
        ["One.", "Two."],
    ),
    "Word's conditional comments": ("<p>One<!--[if gte mso 9]><xml>x</xml><![endif]-->.</p>", ["One."]),
    "inline elements": ("<p>O<b>n</b>e <i>two</i><span> three</span>.</p>", ["One two three."]),
    "soft hyphens and joiners": ("<p>wa&shy;ter&#8203;way</p>", ["waterway"]),
    "headings and quotes": ("<h2>One</h2><blockquote>Two.</blockquote>", ["One", "Two."]),
    "tables": ("<table><tr><td>One</td><td>Two</td></tr></table>", ["One", "Two"]),
    "scripts and styles": ("<style>p{}</style><p>One.</p><script>var a='<p>x</p>'</script>", ["One."]),
    "furniture": ("<p>One.<button>Share</button><svg><text>x</text></svg></p>", ["One."]),
    "entities": ("<p>R&amp;D &laquo;a&raquo; &#8212; b &lt;c&gt;</p>", ["R&D «a» — b <c>"]),
    "nothing": ("", []),
    "only blanks": (" \n&nbsp;<br><br><p> </p>", []),
}

ANCHORS = {
    "with words": ('<p>See <a href="/a">the letter</a>.</p>', [("the letter", "/a")]),
    "with its own address": ('(<a href="http://b.kz/1">b.kz/1</a>).', [("b.kz/1", "http://b.kz/1")]),
    "blanks inside": ('<p>See<a href="/a"> it </a>now</p>', [(" it", "/a")]),
    "a paragraph inside": ('<a href="/a"><p>One.</p></a>', [("One.", "/a")]),
    "over two paragraphs": ('<a href="/a"><p>One.</p><p>Two.</p></a>', [("One.\n\nTwo.", "/a")]),
    "after a break": ('One<br><a href="/a">two</a>', [("two", "/a")]),
    "around a picture": ('<a href="/a"><img src="x"></a>One.', []),
    "without address": ('<a name="x">One</a> <a href="">two</a>', []),
    "two in a row": ('<a href="/a">one</a><a href="/b">two</a>', [("one", "/a"), ("two", "/b")]),
}

soup = st.lists(
    st.sampled_from(
        [
            "<p>", "</p>", "<br>", "<a href='/x'>", "</a>", "<li>", "</li>", "<ul>", "</ul>", "<b>", "<table>", "<td>",
            "</table>", "<script>", "</script>", "<!--", "-->", "&nbsp;", "&#0;", "<svg>", "<template>", "- ", "\n",
            "word", "слово", "🐟", "\ud800", "\x00", "(", "bereg.example/a", "b.kz/1).", "<", "“", "”", "1. ",
        ]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_paragraphs(html: str, expected: list[str]) -> None:
    flow = markup.read(html)
    assert [span.cut(flow.text) for span in flow.paragraphs] == expected
    assert flow.text == "\n\n".join(expected)


@pytest.mark.parametrize(("html", "expected"), ANCHORS.values(), ids=ANCHORS)
def test_anchors(html: str, expected: list[tuple[str, str]]) -> None:
    flow = markup.read(html)
    assert [(one.span.cut(flow.text).rstrip(), one.href) for one in flow.anchors] == expected


def test_list_items_are_known() -> None:
    flow = markup.read("<p>Week:</p><ul><li>One.<li><p>Two.</p><ol><li>Three.</ol>Four.</li></ul><p>End.</p>")
    assert [span.cut(flow.text) for span in flow.paragraphs] == ["Week:", "One.", "Two.", "Three.", "Four.", "End."]
    assert flow.items == {1, 2, 3, 4}


def test_depth_is_no_danger() -> None:
    assert markup.read("<i><span>" * 400 + "deep" + "</span></i>" * 400).text == "deep"


@given(st.one_of(soup, st.text(st.characters())))
def test_spans_lie_inside_and_in_order(html: str) -> None:
    flow = markup.read(html)
    at = -2
    for span in flow.paragraphs:
        assert at + 2 == span.start < span.end
        assert span.cut(flow.text) == span.cut(flow.text).strip()
        at = span.end
    assert len(flow.text) == max(at, 0)
    assert all(0 <= one.span.start < one.span.end <= len(flow.text) for one in flow.anchors)
    assert flow.items <= set(range(len(flow.paragraphs)))
