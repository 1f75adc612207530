"""The lexicon: words in any form, and a list that is in order."""

import pytest

from citewatch import inflection, lexicon, rules


@pytest.mark.parametrize(
    ("english", "russian"),
    [("districts", "район"), ("spoke", "сказать"), ("Deployments", "размещение"), ("churches", "церковный")],
)
def test_a_word_is_found_in_any_form(english: str, russian: str) -> None:
    assert russian in lexicon.translations(english)


@pytest.mark.parametrize("word", ["Zarechny", "сказал", "1998"])
def test_what_is_not_listed_has_no_translation(word: str) -> None:
    assert lexicon.translations(word) == frozenset()


def test_russian_words_stand_in_normal_forms_and_once() -> None:
    """Others would never be found: a wording's words are compared in these forms."""
    for english, listed in rules.pairs("lexicon-en-ru"):
        words = listed.split()
        assert len(words) == len(set(words)), english
        assert [word for word in words if word not in inflection.lemmas(word)] == [], english


def test_english_words_stand_once_and_in_order() -> None:
    words = [english for english, _ in rules.pairs("lexicon-en-ru")]
    assert words == sorted(set(words))
