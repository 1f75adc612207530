"""Origins: parts of articles, the search in one language and across, and what is kept of a place."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch import origins, posts
from citewatch.model import Document, Origin, Span
from citewatch.origins import Article, Vectors, again, find, origin
from citewatch.origins.contrast import denied_crosswise, numbered_crosswise
from citewatch.origins.parts import Sentences, clause_runs
from tests.reading import ENCODER

BODY = (
    "Посёлок Сарыкан спорит о воде третий год.\n\n"
    "– Мы поливаем не хлопок, а песок под каналом, – говорит Ерлан Досмагулов. Доверие – это когда проверить можно, "
    "но уже лень. Счётчики изменили не расход, а разговоры.\n\n"
    "Суд решал спор шесть лет, и за это время поле высохло."
)


def article(body: str = BODY, lang: str = "ru", *, known: bool = True) -> Article:
    return Article(posts.read_text(body, None, lang, "article"), ENCODER.encode if known else None)


# ---------------------------------------------------------------- parts


def test_runs_of_sentences_stay_in_their_paragraph() -> None:
    runs = [span.cut(BODY) for span in article().sentences.runs(1, 2)]
    assert "Посёлок Сарыкан спорит о воде третий год." in runs
    assert not [run for run in runs if "\n" in run]
    assert any(run.startswith("Доверие") and run.endswith("разговоры.") for run in runs)


def test_clauses_stand_without_the_marks_around_them() -> None:
    sentence = Span(BODY.index("Суд"), len(BODY))
    runs = [span.cut(BODY) for span in clause_runs(BODY, sentence)]
    assert "Суд решал спор шесть лет" in runs
    assert "за это время поле высохло." in runs or "и за это время поле высохло." in runs


@given(st.text(alphabet="абв .,–«»\n!?", max_size=120))
def test_all_parts_lie_in_the_text(body: str) -> None:
    document = posts.read_text(body, None, "ru", "article")
    sentences = Sentences(document)
    for span in sentences.runs(1, 3):
        assert 0 <= span.start <= span.end <= len(document.text)
    for sentence in sentences.spans:
        assert all(sentence.covers(run) for run in clause_runs(document.text, sentence))


# ---------------------------------------------------------------- the search


def test_the_words_are_found_across_languages() -> None:
    found = find("It is not the cotton we are watering but the sand beneath the canal", "en", article())
    assert found is not None
    assert found.span.cut(BODY).startswith("Мы поливаем не хлопок, а песок под каналом")
    assert found.why is None
    assert found.score + found.lead >= origins.SURE


def test_a_part_of_a_sentence_is_found() -> None:
    found = find("by that time the field had dried up", "en", article())
    assert found is not None
    assert "поле высохло" in found.span.cut(BODY)
    assert "шесть лет" not in found.span.cut(BODY)


def test_what_is_contradicted_is_only_possible() -> None:
    found = find("A court took nine years to settle the dispute, and by then the field had dried up", "en", article())
    assert found is not None
    assert found.why == "differs in a number"


def test_what_is_not_there_is_not_found() -> None:
    found = find("Bees need neither maps nor timetables to find the orchard", "en", article())
    assert found is None or found.why is not None


@pytest.mark.parametrize("known", [True, False])
def test_in_one_language_the_words_themselves_are_looked_for(known: bool) -> None:
    found = find("«мы поливаем НЕ хлопок — а песок»", "ru", article(known=known))
    assert found is not None
    assert (found.span.cut(BODY), found.score, found.why) == ("Мы поливаем не хлопок, а песок", 1.0, None)
    nearly = find("Доверие – это когда можно проверить, но уже лень", "ru", article(known=known))
    assert nearly is not None
    assert nearly.why is None
    assert nearly.span.cut(BODY).startswith("Доверие")


def test_a_language_that_is_not_known_has_only_its_own_words() -> None:
    assert find("by that time the field had dried up", "en", article(known=False)) is None


@pytest.mark.parametrize("quotation", ["", "…", "\ud800", "a" * 5000])
def test_odd_quotations_are_searched(quotation: str) -> None:
    found = find(quotation, "en", article())
    assert found is None or found.span.end <= len(BODY)


def test_an_empty_article_has_nothing() -> None:
    assert find("by that time the field had dried up", "en", article("")) is None


def test_parts_are_encoded_once() -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return ENCODER.encode(texts)

    counted = Article(posts.read_text(BODY, None, "ru", "article"), encode)
    for _ in range(2):
        find("by that time the field had dried up", "en", counted)
    parts = [one for one in asked if not one.isascii()]
    assert len(parts) == len(set(parts))


def test_the_name_of_a_speaker_before_his_words_is_no_part_of_them() -> None:
    body = "Борис Хлопунов, глава района: Все, кто закрывал деревни, в них выросли.\n\nГлавное: никто не уехал."
    said = [span.cut(body) for span in article(body).sentences.spans]
    assert said == ["Все, кто закрывал деревни, в них выросли.", "Главное: никто не уехал."]


def test_a_negation_that_was_left_out_of_the_best_part_is_seen() -> None:
    found = find("I wanted to warn her and did so", "en", article("Я хотела предупредить её и не предупредила."))
    assert found is not None
    assert found.why == "differs in a negation"


def test_an_origin_grows_over_no_other_sentence() -> None:
    before, said = "У него нет лица, у него есть печать.", "Заказчик нанимает подрядчика, и от договора остаётся слово."
    asked = (
        "The client hires a contractor, and by then all that is left of the whole contract is somebody’s word of honor"
    )
    found = find(asked, "en", article(f"{before} {said}"))
    assert found is not None
    assert found.span.cut(f"{before} {said}") == said


# ---------------------------------------------------------------- contrasts


@pytest.mark.parametrize(
    ("one", "other", "opposite"),
    [
        ("it is not the money but the enumerators who are to blame", "виноваты не деньги, а переписчики", False),
        ("it is the enumerators and not the money that are to blame", "виноваты не переписчики, а деньги", True),
        ("the money is to blame", "виноваты не переписчики, а деньги", False),
    ],
)
def test_which_of_two_is_denied(one: str, other: str, opposite: bool) -> None:
    assert denied_crosswise(one, other, ENCODER.encode) is opposite


TAXES = "Nobody in Kamenka district pays taxes"


def test_an_origin_that_names_another_place_is_not_sure() -> None:
    found = find(TAXES, "en", article("Дорогу размыло. Налогов в Заречном районе никто не платит."))
    assert found is not None
    assert found.why == "differs in a name"


OF_HUNDRED = "За расчистку канала проголосовали шестьдесят два хозяина, против — двадцать семь."


@pytest.mark.parametrize(
    ("quotation", "exchanged"),
    [
        ("62 owners voted to have the canal cleared, while 27 were against", False),
        ("27 owners voted to have the canal cleared, while 62 were against", True),
        ("27 owners were against, but 62 voted to have the canal cleared", False),
        ("27 owners voted to have the canal cleared, while 62 were against, and 27 stayed at home", False),  # which 27?
        ("27 of the 89 owners voted against having the canal cleared", False),  # the original has but one of them
    ],
)
def test_what_each_of_two_numbers_counts(quotation: str, exchanged: bool) -> None:
    assert numbered_crosswise(quotation, OF_HUNDRED, ENCODER.encode) is exchanged


def test_a_number_belongs_to_its_clause_or_to_the_one_before() -> None:
    asked = "62 owners were against clearing the canal, and 27 were for clearing it"
    assert numbered_crosswise(asked, "Против — двадцать семь, за — шестьдесят два", ENCODER.encode)
    of = "Of the 37 who board the morning train eleven are railwaymen"  # «of the» tells nothing of 37
    original = "В утренний поезд садятся тридцать семь человек, из них одиннадцать железнодорожники"
    assert not numbered_crosswise(of, original, ENCODER.encode)


def test_an_origin_may_be_two_sentences() -> None:
    said = "Лодки вернулись в августе. В них не было рыбы."
    body = f"Весной ушли все. {said} Осенью никто не вышел в море."
    found = find("The boats came back in August. There was no fish in them.", "en", article(body))
    assert found is not None
    assert found.span.cut(body).rstrip(".") == said.rstrip(".")


def test_an_origin_in_which_two_numbers_are_exchanged_is_not_sure() -> None:
    quotation = "27 owners voted to have the canal cleared, while 62 were against"
    found = find(quotation, "en", article(f"Собрание шло до вечера. {OF_HUNDRED}"))
    assert found is not None
    assert found.why == "differs in what a number counts"


# ---------------------------------------------------------------- what is kept


def kept(words: str = "поле высохло", body: str = BODY) -> Origin:
    at = body.index(words)
    found = origins.Found(Span(at, at + len(words)), 0.6123, 0.2004)
    return origin(found, article(body), "https://paper.example/1", "a" * 64, "erlan dosmagulov")


def test_an_origin_is_kept_with_what_stands_around_it() -> None:
    one = kept()
    assert (one.exact, one.prefix[-6:], one.suffix) == ("поле высохло", "время ", ".")
    assert (one.score, one.lead, one.sure, one.speaker) == (0.612, 0.2, True, "Ерлан Досмагулов")
    (place,) = one.places
    sentence = BODY[BODY.index("Суд") :]
    assert sentence[place.start : place.end] == "поле высохло"


def test_a_sentence_is_the_same_wherever_it_stands() -> None:
    copied = kept(body=BODY.replace("Посёлок Сарыкан спорит о воде третий год.", "Перепечатка."))
    assert copied.places == kept().places


def test_two_halves_of_a_sentence_are_two_places() -> None:
    (first,), (second,) = kept("Суд решал спор").places, kept("поле высохло").places
    assert not first.overlaps(second)
    assert first.overlaps(first)


@pytest.mark.parametrize(
    ("body", "exact", "lost"),
    [
        (BODY, "поле высохло", False),
        ("А вот: ПОЛЕ — высохло!", "ПОЛЕ — высохло", False),
        ("Поле цветёт.", "поле высохло", True),
    ],
)
def test_a_changed_source_is_searched_for_the_words(body: str, exact: str, lost: bool) -> None:
    found = again(kept(), Document("article", body, (Span(0, len(body)),), lang="ru"), "b" * 64)
    assert (found.exact, found.lost) == (exact, lost)
    assert found.body == ("a" if lost else "b") * 64


def test_vectors_have_length_one() -> None:
    rows = ENCODER.encode(["поле высохло", "", "\ud800"])
    assert rows.shape == (3, 512)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert ENCODER.encode([]).shape == (0, 512)
