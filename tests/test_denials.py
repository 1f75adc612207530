"""What one wording denies and the other does not."""

import pytest

from citewatch.marks.denials import deny_otherwise, may_negate
from citewatch.marks.words import read

HEARD = "Дом там, где твоего акцента уже не слышат, хотя он никуда не делся."


@pytest.mark.parametrize(
    ("quotation", "original", "otherwise"),
    [
        ("Home is where they still hear your accent since it has not gone anywhere", HEARD, True),
        ("Home is where they do not hear your accent, though it has not gone anywhere", HEARD, False),
        ("Home is where your accent is never really heard, though it is not gone", HEARD, False),
        ("Home is where hardly anyone hears your accent", HEARD, False),
        ("Home is where they rarely hear your accent", HEARD, False),  # limits it
        ("We hear you: home is where they hear no accent", HEARD, False),  # the verb is there twice
        ("They do not read that newspaper", "Эту газету читают в каждом доме", True),
        ("They do not openly read that newspaper", "Эту газету читают в каждом доме", True),
        ("They read it", "Они не хотели читать", True),  # what they did not want
        ("They are unwilling to read it", "Они этого не читают", False),  # a prefix denies too
        ("They did not want to read it", "Они не хотели это читать", False),
        ("She nearly fell", "Она чуть не упала", False),
        ("She fell", "Она чуть не упала", False),  # «чуть не» denies nothing
        ("He has seen it more than once", "Он не раз это видел", False),
        ("Nobody reads 1,000 pages", "Тысячу страниц не читают", False),
        ("They do not work until ten", "Работают только с десяти", False),
        ("Do they feel offended?", "А они не чувствуют себя обиженными?", False),  # a question denies nothing
        ("On none of those that were shut has traffic been restored", "Движение потом не восстановили", False),
        ("They have yet to read it", "Они этого не читали", False),
        ("It is not bread", "Это хлеб", False),  # no verb
        ("It could not be worse", "Хуже быть может", False),  # auxiliary verbs only
        ("They do not read it", "They read it", False),  # in one language nothing is translated
    ],
)
def test_a_verb_is_denied_in_one_only(quotation: str, original: str, otherwise: bool) -> None:
    assert deny_otherwise(quotation, original) is otherwise
    assert deny_otherwise(original, quotation) is otherwise


@pytest.mark.parametrize(
    ("wording", "may"),
    [
        ("It is hopeless", True), ("Unable to go", True), ("Это невозможно", True), ("Бессмысленно держать", True),
        ("They understand the university", False), ("In the union", False), ("Прошла неделя", False),
        ("Несколько лет беседы", False), ("Нефть дорожает", False), ("Useless", True), ("The blessed ones", False),
    ],
)  # fmt: skip
def test_words_that_only_look_prefixed_stand_for_no_negation(wording: str, may: bool) -> None:
    assert may_negate(read(wording)) is may
