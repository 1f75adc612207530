"""The guard: a table of pairs that it must keep apart, and of pairs that it must not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch.marks.numbers import compound, value_of
from citewatch.statements import difference

# Kind of difference; both wordings in one, {where|here} they differ; what the case is about.
APART = (
    # numbers
    ("number", "The dam will hold for {40|50} years, the engineers say", "digits"),
    ("number", "It took {four|five} hours to reach the pass in winter", "words"),
    ("number", "It took {4|five} hours to reach the pass in winter", "digits against words"),
    ("number", "The repair costs {2.5|25} million tenge a year", "a lost decimal point"),
    ("number", "The repair costs {2,500|2.5} tenge a year", "a thousands comma is no decimal point"),
    ("number", "The budget lacks five {million|billion} for the school", "scale"),
    ("number", "The budget lacks five {million |}for the school", "scale dropped"),
    ("number", "Two {hundred|thousand} families left the village that year", "scale after an equal word"),
    ("number", "{Twenty-five|Twenty-six} families have left since then", "hyphened compounds"),
    ("number", "The ferry ran {twice|once} a day until the war", "multiplicatives"),
    ("number", "{Half|A third} of the herders sold their sheep", "fractions"),
    ("number", "{Half of the|The} herders sold their {sheep|sheep, all of them}", "a fraction dropped"),
    ("number", "He was the {first|second} captain to refuse the order", "ordinals"),
    ("number", "He was the {5th|6th} captain to refuse the order", "ordinals in digits"),
    ("number", "{Dozens|Hundreds} of boats lie on the sand", "round numbers"),
    ("number", "The frost came at {-5|5} degrees that night", "a minus"),
    ("number", "The road rises from {|10 to }5 {to 10 |}percent there", "the same numbers changed about"),
    ("number", "They remember World War {I|II} in every house", "Roman numerals"),
    ("number", "Prices were frozen in {the 1990s|1990} here", "a decade and a year"),
    ("number", "The {G7|G8} has nothing to say about the lake", "a number in a name"),
    ("number", "Из района уехали {40|14} семей за одну зиму", "digits, Russian"),
    ("number", "Из района уехали {сорок|тридцать} семей за зиму", "words, Russian"),
    ("number", "На ремонт нужно пять {миллионов|миллиардов} тенге", "scale, Russian"),
    ("number", "Цены выросли {вдвое|втрое} за последний год", "multiplicatives, Russian"),
    ("number", "{Половина|Треть} рыбаков сдала лицензии весной", "fractions, Russian"),
    # units
    ("unit", "The canal is 40 {kilometers|miles} longer than planned", "lengths"),
    ("unit", "They owe us 300 million {dollars|tenge} for water", "money"),
    ("unit", "They owe us {$300|€300} million for the water", "signs of money"),
    ("unit", "The share fell by 5 {percent |}in a year", "a percentage dropped"),
    ("unit", "The work will take three {weeks|months} at the least", "times"),
    ("unit", "Поле в 40 {гектаров|километров} ушло под воду", "Russian"),
    ("unit", "Работы займут три {недели,|месяца,} не меньше", "times, Russian"),
    # dates
    ("date", "We were promised water on {Monday|Friday} morning", "weekdays"),
    ("number", "Since the {eighteenth|nineteenth} century our village has moved", "ordinals of two digits"),
    ("unit", "Its share fell by seven {percent|percentage points} in a year", "percentage points"),
    ("date", "The bridge was closed in {January|February} for repairs", "months"),
    # numbers
    ("number", "The bridge was closed on 3 May {2019|2020} for repairs", "years"),
    ("number", "The decree of {12.05.2020|13.05.2020} was never read", "dates in digits"),
    # dates
    ("date", "They {met yesterday|meet tomorrow} behind closed doors", "relative days"),
    ("date", "Воду обещали дать в {январе|феврале} всем домам", "months, Russian"),
    # negations
    ("negation", "The people of the left bank will {|not }accept this", "not"),
    ("negation", "We {can|can’t} repair the hull in six weeks", "n’t"),
    ("negation", "We {can|cannot} repair the hull in six weeks", "cannot"),
    ("negation", "The school opened {with|without} teachers this autumn", "without"),
    ("negation", "The new pump will {|hardly }help the lower fields", "hardly"),
    ("negation", "The new pump will {not|hardly} help the lower fields", "not is more than hardly"),
    ("negation", "{Everybody|Nobody} here has seen the plan of the canal", "nobody"),
    ("negation", "{Neither the|The} mayor {nor|and} the captain signed the paper", "neither"),
    ("negation", "It is {likely|unlikely} that the ice will hold", "a listed prefix"),
    ("negation", "The decision of the court was {legal|illegal}", "prefix il-"),
    ("negation", "The vote in the village was {fair|unfair}", "prefix un-"),
    ("negation", "The promise of the minister was {an honest|a dishonest} one", "prefix dis-"),
    ("negation", "A {hopeful|hopeless} winter lies before the herders", "suffix -less"),
    ("negation", "We {did not say|said} that the dam would {|not }be closed this year", "moved"),
    ("negation", "Мы {|не }подпишем этот договор в таком виде", "не"),
    ("negation", "Школа открылась {с учителями|без учителей} этой осенью", "без"),
    ("negation", "Новый насос {|вряд ли }поможет нижним полям", "вряд ли"),
    ("negation", "Новый насос {|едва ли }поможет нижним полям", "едва ли"),
    ("negation", "Решение суда было {законным|незаконным} и ясным", "prefix не-"),
    ("negation", "Дорога через перевал {опасна|безопасна} зимой", "prefix без-"),
    # names
    ("name", "They will sell the water to {Bukhara|Samarkand} in spring", "places"),
    ("name", "{Moscow|Tashkent} will decide about the railway alone", "names that begin the sentence"),
    ("name", "The letter was signed by Aliya {Serova|Petrova} alone", "surnames"),
    ("name", "The letter was signed by {Ivanov|Ivanova} and sent", "his and hers"),
    ("name", "The Uzbeks will build it with the {Kazakhs|Tajiks}", "peoples"),
    ("name", "{Moscow|Tashkent} will supply grain to {Tashkent|Moscow} this time", "who does it to whom"),
    ("name", "The letter was signed and sent {to Bukhara|}", "a name dropped"),
    ("name", "Воду продадут {Бухаре,|Самарканду,} и это решено", "places, Russian"),
    # words that turn the statement round
    ("word of opposite sense", "There will be {more|less} water in the lower fields", "more"),
    ("word of opposite sense", "They came {before|after} the water rose", "before"),
    ("word of opposite sense", "Воды в нижних полях будет {больше|меньше}", "больше"),
    ("word of opposite sense", "The harvest {last|this} year was eaten by locusts", "last"),
    ("word of opposite sense", "The harvest {was|is} the business of the state", "was"),
    # a promise is no deed, a duty neither, and with a condition it is less of one
    ("tense", "The state {will repair|has repaired} the road to the pass", "a promise and a deed"),
    ("tense", "A permit {costs|will cost} a month’s wages in the city", "a promise and a fact"),
    ("tense", "Every sleeper {has to be|has been} replaced on this line", "a duty and a deed"),
    ("tense", "Дорогу через перевал {будут|были} чинить", "будут"),
    ("tense", "Область {проведёт|провела} сюда газ", "a promise and a deed in one word"),
    ("condition", "The lake will fill again{| if the snow comes}", "if"),
    ("condition", "The lake will never fill again{| unless it is dredged}", "unless"),
    ("condition", "Озеро снова наполнится{|, если выпадет снег}", "если"),
)

SAME = (
    ("We lost {4|four} boats in that storm", "a number in digits and in words"),
    ("We lost {205|two hundred and five} sheep in that storm", "a compound number"),
    ("It costs {3.5 million|3,500,000} tenge a year", "a scale and digits"),
    ("It costs {25|twenty-five} thousand tenge a year", "a number before a scale"),
    ("It costs {12,500|12 500} tenge a year", "thousands apart by comma and blank"),
    ("Only {5 percent|5%} of them voted", "percent and %"),
    ("Only {5 per cent|five percent} of them voted", "per cent"),
    ("It is 40 {kilometres|km} to the pass", "a unit and its sign"),
    ("They owe us {$5|5} million {|dollars }for it", "a price in front and behind"),
    ("Уехало {двести пять|205} семей за зиму", "a compound number, Russian"),
    ("Нужно {5 млн|пять миллионов} тенге на ремонт", "an abbreviated scale, Russian"),
    ("Уехало {трёх|трех} братьев и 40 овец", "ё and е"),
    ("{The officials|Officials} say that the ice will hold", "a capital that only begins the sentence"),
    ("{However,|But} the ice does not wait for a table", "openers changed"),
    ("{And we|We} have kept the keys of the boat", "an opener dropped"),
    ("{“The|The} ice does not {wait,”|wait;} and neither do {we|we!}", "quotes and punctuation"),
    ("We lost the {harvest – again –|harvest, again,} to the drought", "dashes"),
    ("We {do not|don’t} know whom to give the keys to", "a contraction"),
    ("We {cannot|can not} wait until the river freezes", "cannot"),
    ("{I’m|I am} sure that the ice will hold", "I’m"),
    ("{We’ll|We will} build it, and {they’ve|they have} seen the plan", "we’ll, they’ve"),
    ("They are no longer on speaking terms with {one another|each other}", "one that is no number"),
    ("{One can|We can} change the alphabet by decree", "one for anybody"),
    ("The rails {must|have to} be replaced before winter", "must and have to"),
    ("{No one|Nobody} has refused us this paper", "no one"),
    ("{Nazarbayev|Nazarbaev} knew about it in those days", "one name, two transliterations"),
    ("The people of {Dzhambul|Jambul} will not forget it", "dzh and j"),
    ("They met {Sergei|Sergey} Lvov in the harbour", "ei and ey"),
    ("The road to {Nur-Sultan|Nursultan} is closed again", "a hyphen in a name"),
    ("The {President|president} will sign it in the end", "a title’s capital"),
    ("{Kazakhstan’s|Kazakhstan} herders have sold their sheep", "a possessive"),
    ("{THE ICE WILL NOT WAIT FOR US|The ice will not wait for us}", "capitals throughout"),
    ("We must build the {non-violent|nonviolent} road together", "a hyphen after a prefix"),
    ("The {organisation|organization} of the {harbour|harbor} is bad", "British and American"),
    ("The {really |}big boats have gone to the delta", "a dropped adverb"),
    ("{«Лёд|Лёд} стола не {ждёт»,|ждёт —} и мы не ждём", "marks, Russian"),
    ("{Конечно,|Однако} воду нам так и дали зимой", "openers, Russian"),
    ("Это {не правда,|неправда,} и все в порту знают", "не apart and joined"),
    ("Bread{\u00a0| }and water were{\u200b|} all we had there", "no-break and invisible blanks"),
)


def both(wordings: str) -> tuple[str, str]:
    """The two wordings that are written as one."""
    one, other = (re.sub(r"\{([^|}]*)\|([^|}]*)\}", rf"\{side}", wordings) for side in (1, 2))
    return one, other


WORDINGS = st.lists(
    st.sampled_from(
        "We we The the not never Moscow moscow Rose rose five 5 25 2.5 -5 % $ thousand hundred and percent No one "
        "don’t I’m un fair unfair more less не НЕТ Москва пять тысяч — “ ” … . , May 1990s II".split()
    ),
    max_size=9,
).map(" ".join)


@pytest.mark.parametrize(("kind", "wordings", "about"), APART, ids=[f"{row[0]}: {row[2]}" for row in APART])
def test_apart(kind: str, wordings: str, about: str) -> None:
    one, other = both(wordings)
    assert difference(one, other) == f"differs in a {kind}", about
    assert difference(other, one) == f"differs in a {kind}", about


@pytest.mark.parametrize(("wordings", "about"), SAME, ids=[row[1] for row in SAME])
def test_not_apart(wordings: str, about: str) -> None:
    one, other = both(wordings)
    assert one != other
    assert difference(one, other) is None, about
    assert difference(other, one) is None, about


def test_the_table_is_large_enough() -> None:
    assert len(APART) + len(SAME) >= 60


@given(WORDINGS)
def test_a_wording_never_differs_from_itself(wording: str) -> None:
    assert difference(wording, wording) is None
    assert difference(wording, f"“{wording}”") is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_have_an_answer_the_same_both_ways(one: str, other: str) -> None:
    assert difference(one, other) == difference(other, one)
    assert difference(one, one) is None


def test_two_ways_to_lay_wordings_side_by_side_give_one_answer() -> None:
    assert difference("ice not lake", "not ice") == difference("not ice", "ice not lake")
    assert difference("ice not", "not ice") == difference("not ice", "ice not")


@given(WORDINGS, WORDINGS)
def test_the_guard_knows_no_direction(one: str, other: str) -> None:
    assert difference(one, other) == difference(other, one)


@pytest.mark.parametrize(
    ("digits", "suffix", "value"),
    [
        ("4", "", "4"),
        ("05", "", "5"),
        ("12,500", "", "12500"),
        ("12 500", "", "12500"),
        ("1,234,567.50", "", "1234567.5"),
        ("2,5", "", "2.5"),  # a decimal comma
        ("2.50", "", "2.5"),
        ("1.500", "", "1.5"),  # unsure whether a thousand: apart from 1500
        ("12.05.2020", "", "12.05.2020"),
        ("1990", "s", "1990s"),
        ("5", "th", "#5"),
        ("5", "-й", "#5"),
    ],
)
def test_digits(digits: str, suffix: str, value: str) -> None:
    assert value_of(digits, suffix) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2 100", None),  # two numbers that stand side by side
        ("100 5", "105"),
        ("20 5", "25"),
        ("5 20", None),
        ("200 5 *1000", "205000"),
        ("*100", "100"),  # «a hundred»
        ("1 *1000000 2 *100 *1000", "1200000"),
        ("3.5 *1000000", "3500000"),
        ("#2 *1000", None),
    ],
)
def test_compound_numbers(written: str, value: str | None) -> None:
    parts = [("scale", one[1:]) if one.startswith("*") else ("number", one) for one in written.split()]
    assert compound(parts) == value


@given(st.integers(1, 999_999))
def test_a_number_in_words_is_the_number_in_digits(number: int) -> None:
    assert difference(f"we saw {_in_words(number)} boats", f"we saw {number:,} boats") is None
    assert difference(f"we saw {_in_words(number)} boats", f"we saw {number + 1} boats") is not None


_ONES = (
    " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split(" ")
_TENS = "  twenty thirty forty fifty sixty seventy eighty ninety".split(" ")


def _in_words(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return f"{_TENS[number // 10]}-{_ONES[number % 10]}".rstrip("-")
    if number < 1000:
        return f"{_ONES[number // 100]} hundred and {_in_words(number % 100)}".removesuffix(" and ")
    return f"{_in_words(number // 1000)} thousand {_in_words(number % 1000)}".strip()
