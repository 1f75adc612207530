"""What holds of Russian whatever a parser says, cycles and all."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from citewatch import posts
from citewatch.model import Parse, Span, Token
from citewatch.quotations import find_quotations, to_parse
from citewatch.speakers import resolve_speakers

WORDS = st.lists(
    st.sampled_from(
        "Ерлан Досмагулов он она я сказал заявил, что « » – : , . воде по словам историка управлении в говорится "
        "заявление улыбается который и вода уходит источник как если ( ) „ “".split()
    ),
    min_size=2,
    max_size=25,
).map(" ".join)
LABELS = st.sampled_from(
    "nsubj obj obl nmod ccomp acl acl:relcl conj parataxis advcl xcomp punct mark appos flat:name case det root".split()
)
TAGS = st.sampled_from(["VERB", "NOUN", "PROPN", "PRON", "PUNCT", "SCONJ", "ADJ", "ADP"])


def any_parse(data: st.DataObject, text: str, sentence: Span) -> Parse:
    words = list(re.finditer(r"\w+|[^\w\s]", text[sentence.start : sentence.end]))
    heads = st.integers(0, max(0, len(words) - 1))
    return Parse(
        tuple(
            Token(
                Span(sentence.start + word.start(), sentence.start + word.end()),
                word[0].lower(),
                data.draw(TAGS),
                data.draw(LABELS),
                data.draw(heads),
            )
            for word in words
        )
    )


@given(st.data(), WORDS)
@settings(max_examples=150, deadline=None)
def test_any_tree_is_read_and_its_spans_cut_the_text(data: st.DataObject, text: str) -> None:
    document = posts.read_text(text, None, "ru", "article")
    parses = {one: any_parse(data, document.text, one) for one in to_parse(document)}
    found, _ = find_quotations(document, parses)
    for one in resolve_speakers(document, found):
        for span in (*one.spans, *filter(None, (one.cue_span, one.speaker_span))):
            assert 0 <= span.start < span.end <= len(document.text)
