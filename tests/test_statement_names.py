"""Names of speakers and the passages of a reading, as statements need them."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch.model import (
    Anchor,
    Bound,
    Citation,
    Document,
    Evidence,
    Kind,
    Passage,
    Post,
    Quotation,
    Reading,
    Role,
    Span,
    Statement,
)
from citewatch.statements import (
    join,
    name,
    passages_of,
)
from tests.builders import passage, statement
from tests.test_statements import NEARLY, ROOT, related

# ---------------------------------------------------------------- names


def test_a_new_statement_gets_an_id_from_its_words() -> None:
    names = name([statement(passage("Лёд стола не ждёт, и мы не ждём"))], [])
    assert names.ids == {"p1#0": names.fresh[0].id}
    assert re.fullmatch(r"led-stola-ne-zhdet-i-my-[0-9a-f]{6}", names.fresh[0].id)
    assert not names.aliases


def test_an_id_lasts_when_the_statement_grows() -> None:
    first = passage(ROOT, "p1")
    names = name([statement(first)], [])
    grown = name([statement(first, passage(ROOT, "p2"), passage(NEARLY, "p3"))], names.fresh)
    assert grown.ids == names.ids
    assert not grown.fresh


def test_an_id_lasts_when_the_root_changes() -> None:
    first, longer = passage(NEARLY, "p1"), passage(ROOT, "p2")
    names = name([statement(first)], [])
    grown = name([statement(longer, first)], names.fresh)
    assert grown.ids == {"p2#0": names.ids["p1#0"]}
    assert not grown.fresh


def test_when_two_statements_merge_the_oldest_id_wins() -> None:
    one, two = passage(ROOT, "p1"), passage(NEARLY, "p2")
    older = name([statement(one)], [])
    both = name([statement(one), statement(two)], older.fresh)
    merged = name([statement(two, one)], [*older.fresh, *both.fresh])
    assert merged.ids == {"p2#0": older.ids["p1#0"]}
    assert merged.aliases == {older.ids["p1#0"]: (both.ids["p2#0"],)}
    assert not merged.fresh


def test_when_a_statement_splits_its_anchor_keeps_the_id() -> None:
    one, two = passage(ROOT, "p1"), passage(NEARLY, "p2")
    whole = name([statement(two, one)], [])
    split = name([statement(one), statement(two)], whole.fresh)
    assert split.ids["p2#0"] == whole.ids["p2#0"]
    assert [anchor.id for anchor in split.fresh] == [split.ids["p1#0"]]
    assert name([statement(one), statement(two)], [*whole.fresh, *split.fresh]).ids == split.ids


def test_after_a_merge_and_a_split_both_have_their_own_ids_again() -> None:
    one, two = passage(ROOT, "p1"), passage(NEARLY, "p2")
    apart = name([statement(one), statement(two)], [])
    assert name([statement(one, two)], apart.fresh).aliases
    assert name([statement(one), statement(two)], apart.fresh).ids == apart.ids


def test_an_id_lasts_when_a_better_reading_moves_the_ends_of_the_quotation() -> None:
    short = passage("the lake is dying not from the heat", "p1", 3)
    names = name([statement(short)], [])
    longer = passage(ROOT, "p1", 5)
    assert name([statement(longer)], names.fresh).ids == {"p1#5": names.ids["p1#3"]}


def test_other_words_of_the_same_post_do_not_take_an_id() -> None:
    names = name([statement(passage(ROOT, "p1"))], [])
    other = passage("the lake is dying, and nobody has come to look at it", "p1", 1)
    assert name([statement(other)], names.fresh).ids["p1#1"] != names.ids["p1#0"]


def test_the_same_words_twice_in_one_post_have_two_lasting_ids() -> None:
    twins = [statement(replace(passage(ROOT, "p1", n, speaker=None), context=("“", ROOT, "”"))) for n in range(3)]
    names = name(twins, [])
    assert len(set(names.ids.values())) == 3
    again = name(twins, names.fresh)
    assert (again.ids, again.fresh, again.aliases) == (names.ids, (), {})


def test_the_place_tells_the_same_words_apart() -> None:
    one, two = passage(ROOT, "p1", 1, speaker=None), passage(ROOT, "p1", 2, speaker=None)
    names = name([statement(two)], [])
    assert name([statement(one), statement(two)], names.fresh).ids["p1#2"] == names.ids["p1#2"]


@pytest.mark.parametrize(
    "words", ["…", "«—»", "!?", "冰 不 等", "الجليد لا ينتظر", "🧊 🧊 🧊 🧊", "Лёд не ждёт", "a" * 500]
)
def test_any_words_give_an_id(words: str) -> None:
    (anchor,) = name([statement(passage(words))], []).fresh
    assert re.fullmatch(r"[a-z0-9-]{1,80}", anchor.id)


@given(related(), st.lists(st.integers(0, 8), max_size=4))
def test_ids_are_valid_unique_and_settle(passages: list[Passage], published: list[int]) -> None:
    early = join([one for n, one in enumerate(passages) if n in published])[0]
    before = name(early, [])
    statements = join(passages)[0]
    names = name(statements, before.fresh)
    assert set(names.ids) == {one.root.id for one in statements}
    assert all(re.fullmatch(r"[a-z0-9-]{1,80}", one) for one in names.ids.values())
    everything = [*names.ids.values(), *(alias for each in names.aliases.values() for alias in each)]
    assert max(Counter(everything).values(), default=1) == 1
    assert name(statements, before.fresh) == names
    settled = name(statements, [*before.fresh, *names.fresh])
    assert (settled.ids, settled.fresh) == (names.ids, ())


def test_an_anchor_says_where_the_words_stand() -> None:
    long = replace(passage(ROOT), context=("x" * 99 + "before “", ROOT, "” behind" + "y" * 99))
    assert name([statement(long)], []).fresh == (
        Anchor(name([statement(long)], []).ids["p1#0"], "p1", ROOT, "x" * 24 + "before “", "” behind" + "y" * 24),
    )


def test_an_anchor_of_a_post_that_is_gone_is_left_alone() -> None:
    gone = Anchor("old-id", "p9", ROOT)
    assert set(name([statement(passage(ROOT))], [gone]).ids.values()) != {"old-id"}


# ---------------------------------------------------------------- passages

BODY = (
    "The captain has no hope. “Nobody has refused us,” he says, “and the ice does not wait.” The state is silent.\n\n"
    "Another paragraph follows."
)


def reading(*spans: str, body: str = BODY, speaker: str | None = "Damir Esenkulov", cue: str | None = None) -> Reading:
    """A reading with one quotation of these stretches of the body."""
    ends = [m.start() for m in re.finditer(r"\n\n", body)] + [len(body)]
    starts = [0, *(end + 2 for end in ends[:-1])]
    document = Document("post", body, tuple(Span(a, b) for a, b in zip(starts, ends, strict=True)))
    found = tuple(Span(body.index(one), body.index(one) + len(one)) for one in spans)
    cue_span = Span(body.index(cue), body.index(cue) + len(cue)) if cue else None
    cited = Citation("https://outlet.example/a", Evidence.SENTENCE, 0, Role.QUOTED_FROM, "same sentence")
    bound = Bound(Quotation(found, Kind.DIRECT, 0, cue_span=cue_span, speaker=speaker), (cited,))
    return Reading(document, (bound,), ())


def post() -> Post:
    at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    return Post("tag:1", "https://blog.example/feed", "https://blog.example/1", "A title", "", at, at, date(2026, 5, 4))


def test_a_quotation_becomes_a_passage() -> None:
    (made,) = passages_of(post(), reading("Nobody has refused us", "and the ice does not wait", cue="says"))
    assert (made.id, made.post, made.day) == ("tag:1#0", "tag:1", date(2026, 5, 4))
    assert made.text == "Nobody has refused us … and the ice does not wait"
    assert (made.person, made.speaker) == ("damir esenkulov", "Damir Esenkulov")
    assert made.cue == "says"
    assert [one.url for one in made.citations] == ["https://outlet.example/a"]
    assert made.context == (
        "The captain has no hope. “",
        "Nobody has refused us",
        ",” he says, “",
        "and the ice does not wait",
        ".” The state is silent.",
    )


def test_a_bare_surname_is_no_person() -> None:
    (made,) = passages_of(post(), reading("Nobody has refused us", speaker="Esenkulov"))
    assert (made.person, made.speaker) == (None, "Esenkulov")


def test_nobody_named() -> None:
    (made,) = passages_of(post(), reading("Nobody has refused us", speaker=None))
    assert (made.person, made.speaker, made.cue) == (None, None, None)


def test_a_long_context_is_cut_at_words() -> None:
    filler = "ninety nine boats " * 40
    body = f"{filler}“Nobody has refused us” {filler}"
    (made,) = passages_of(post(), reading("Nobody has refused us", body=body))
    before, words, behind = made.context
    assert words == "Nobody has refused us"
    assert len(before) <= 290
    assert len(behind) <= 290
    assert set(before.removeprefix("… ").removesuffix("“").split()) == {"ninety", "nine", "boats"}
    assert set(behind.removeprefix("” ").removesuffix(" …").split()) == {"ninety", "nine", "boats"}
    assert before.startswith("… ")
    assert behind.endswith(" …")


def test_the_context_stays_in_its_paragraphs() -> None:
    (made,) = passages_of(post(), reading("Another paragraph"))
    assert made.context == ("", "Another paragraph", " follows.")


@given(st.text("ab \n\u00a0.“”", min_size=1, max_size=700), st.data())
def test_any_quotation_has_a_context_around_its_words(body: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))
    document = Document("post", body, (Span(0, len(body)),))
    bound = Bound(Quotation((Span(start, end),), Kind.DIRECT, 0))
    (made,) = passages_of(post(), Reading(document, (bound,), ()))
    assert len(made.context) == 3
    assert made.context[1].split() == body[start:end].split()


def test_the_statements_of_a_reading_are_numbered_by_root() -> None:
    statements, _ = join([passage(ROOT, "p2"), passage("the road to the pass is closed again", "p1")])
    assert [one.root.id for one in statements] == ["p1#0", "p2#0"]
    assert all(isinstance(one, Statement) for one in statements)
