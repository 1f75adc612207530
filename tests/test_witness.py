"""What contradicts an original across languages, and what only says it otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch.marks import contradiction
from citewatch.marks.witness import same_name

CONTRADICTED = [
    ("number", "We asked 480 residents", "Мы опросили восемьсот сорок жителей"),
    ("number", "It burned for thirteen days", "Горело тридцать дней"),
    ("number", "Every fifth house is empty", "Каждый третий дом пуст"),
    ("number", "The boat holds seven", "Лодка берёт шестерых"),
    ("number", "They were built in the eighteenth century", "Их построили в XIX веке"),
    ("number", "Eight-year-olds work there", "Там работают девятилетние"),
    ("unit", "Some 300 kilograms went through", "Прошло около трёхсот тонн"),
    ("unit", "It yields nine centners", "Даёт девять пудов"),
    ("unit", "It opens two weeks earlier", "Открывается на два дня раньше"),
    ("unit", "It brings seven thousand rubles a month", "Это приносит семь тысяч рублей в год"),
    ("date", "It will be closed by the first of March", "Закроют до первого мая"),
    ("date", "The well dried up in autumn", "Колодец высох весной"),
    ("name", "They first asked the village of Petrovka", "Первой спросили деревню Покровку"),
    ("name", "The sermon was in Kyrgyz", "Проповедь читали по-узбекски"),
    ("name", "Kulagina confessed that the gauge was broken", "Полуянов признался, что прибор сломан"),
    ("name", "Swedes built the pier", "Причал построили немцы"),
    ("name", "Northern villages were the first to empty", "Первыми опустели южные деревни"),
    ("negation", "He says he will return", "Говорит, что не вернётся"),
    ("negation", "No child was turned away", "Детей везли всю ночь"),
    ("word of opposite sense", "The gates were opened in time", "Ворота вовремя закрыли"),
    ("negation", "He will not return", "Он вернётся"),
    (
        "word of opposite sense",
        "In seven years not one rule has been observed",
        "За семь лет ни одно правило не было нарушено",
    ),
    ("word of opposite sense", "No one intends to keep it open", "Никто не собирается её закрывать"),
    ("word of opposite sense", "There is more water now", "Воды стало меньше"),
]


@pytest.mark.parametrize(("kind", "quotation", "original"), CONTRADICTED)
def test_what_translations_keep_is_compared(kind: str, quotation: str, original: str) -> None:
    assert contradiction(quotation, original, original) == f"differs in a {kind}"


SAID_OTHERWISE = [
    ("numbers in words and digits", "For 1,200 people there is 1 doctor", "На тысячу двести человек один врач"),
    ("decades", "For three decades we waited", "Мы ждали тридцать лет"),
    ("a half decade more", "For three and a half decades we waited", "Мы ждали тридцать пять лет"),
    ("a decade's name", "In the 1990s all left", "В девяностые уехали все"),
    ("a year in short", "It is 1992 again", "Это опять девяносто второй год"),
    ("an ordinal of two words", "Not before November 25", "Не раньше двадцать пятого ноября"),
    ("collective numerals", "The boat holds six", "Лодка берёт шестерых"),
    ("half a year", "Six months later he left", "Через полгода он уехал"),
    ("a quarter of a century", "It has been 25 years", "Прошла четверть века"),
    ("one and a half", "Fifteen hundred people live here", "Здесь живёт полторы тысячи человек"),
    ("half a million", "500,000 people have left; half a million!", "Уехало полмиллиона человек"),
    ("a round number", "About twenty families remain", "Осталось десятка два семей"),
    ("a hundred", "As many as a hundred come", "До сотни доходит"),
    ("Roman digits", "It dates from the nineteenth century", "Это из XIX века"),
    ("a number in an adjective", "A three-day strike of eight-year-olds", "Трёхдневная забастовка восьмилетних"),
    ("nine of ten", "Ninety percent are for it", "Девять из десяти за"),
    ("the number of a school", "School No. 5 is open", "Пятая школа открыта"),
    ("a part in words", "One doctor in four left", "Уехала четверть врачей"),
    ("an ordinal in the dative", "They had got to the fifth floor", "Дошли к пятому этажу"),
    ("dozens", "Two dozen men slept there", "Там спали двадцать четыре человека"),
    ("half a dozen", "Half a dozen men slept there", "Там спали шесть человек"),
    ("two days and nights", "It took forty-eight hours", "На это ушло двое суток"),
    ("a point of the compass", "The Northern season lasts ninety days", "Сезон, говорит Хантай, длится девяносто дней"),
    ("a day and a night", "146 signed within twenty-four hours", "За сутки подписались сто сорок шесть человек"),
    (
        "a number before another",
        "Three of them went there",
        "Было одиннадцать миллиардов, и три ушли туда",
    ),
    ("the blogger's own words", "Three [billion] went to him, [Petrov] says", "Три достались ему, говорит Иванов"),
    ("a name after an omission", "All left […] Outsiders came", "Все уехали. Пришли чужие, говорит Хлопунов"),
    ("denied far off", "Not one school in the whole kray was shut", "В крае не закрыли ни одной школы"),
    ("lying, in both senses", "Truth has no obligation to lie in between", "Правда не обязана лежать посередине"),
    ("a negated gerund", "On his way up he fell asleep", "Заснул, не доехав до больного"),
    ("a shortage", "There will never be a shortage of fools", "Дураки будут всегда"),
    ("halves", "Fifty percent of the taxes stay", "Здесь остаётся половина налогов"),
    (
        "a scale said before",
        "By its reckoning 112,000, and here 131,000",
        "По расчётам сто двенадцать тысяч, а тут сто тридцать одна",
    ),
    ("a number left out", "They have repaid their loans", "За десять лет они вернули кредиты"),
    ("a number of which only the sentence tells", "They had 40 beds", "Было сорок коек"),
    ("until", "Wait until they come", "Ждите, пока они не придут"),
    ("almost", "She almost fell", "Она чуть не упала"),
    ("rather than", "They water sand rather than cotton", "Поливают не хлопок, а песок"),
    ("a negating prefix", "That makes no sense", "Это бессмысленно"),
    ("no more is not less", "No more than ten came", "Пришло не больше десяти"),
    ("at most", "At most six hundred came", "Пришло не больше шестисот"),
    ("not only", "Both the young and the old leave", "Уезжают не только молодые"),
    ("what is not remembered", "We have forgotten their names", "Мы не помним их имён"),
    ("barely", "Snow barely covered the ground", "Снегу выпало по щиколотку"),
    ("a title", "They remember us on Victory Day", "Нас вспоминают в День Победы"),
    ("a people in small letters", "He rarely asks the Verkhnetaltsy", "Азамат редко спрашивает верхнетальцев"),
    ("a contraction", "He says I’d go, and he’d stay", "Говорит, что я уехал бы к Азамату, а он бы остался"),
    ("a name that is a word", "They met on Intercession Day", "На Покров они встретились с Азаматом"),
    ("a short name", "No one in Ufa has asked us", "В Уфе нас никто не спросил"),
    ("a name in another case", "He was born in Vyselki", "Он родился в Выселках"),
    ("an exonym", "He lives in Germany", "Он живёт в Германии"),
    ("a name for a pronoun", "In his view, Anna Kozlova is right", "По его мнению, она права"),
    ("a surname that begins a sentence", "Kulagina confessed it", "В этом призналась Кулагина"),
    ("a pronoun for it", "Kulagina confessed it", "В этом она призналась"),
    ("words that end like surnames", "Whisky over supernova: nobody cared", "Никого не трогало виски с Марса"),
    ("points of the compass", "The Northern harvest was late", "Уборка на севере запоздала"),
    ("a verb that denies", "We can no longer be bothered to count", "Считать нам уже лень"),
    ("the speaker's own name", "He has gone", "Ерлан Досмагулов говорит, что он уехал"),
]


@pytest.mark.parametrize(("form", "quotation", "original"), SAID_OTHERWISE)
def test_what_translations_change_proves_nothing(form: str, quotation: str, original: str) -> None:
    assert contradiction(quotation, original, original, "Yerlan Dosmagulov") is None, form


def test_a_number_may_stand_elsewhere_in_the_sentence() -> None:
    sentence = "Из ста жителей осталось сорок, и все они старики."
    assert contradiction("Of a hundred people forty are left", "осталось сорок", sentence) is None
    assert contradiction("Of two hundred people forty are left", "осталось сорок", sentence) == "differs in a number"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("kyzylbalyk", "кызылбалыка", True),
        ("isabayeva", "исабаевой", True),
        ("russians", "россияне", True),
        ("moscow", "москве", True),
        ("latypova", "сарычев", False),
        ("petrovka", "покровку", False),
        ("georgia", "германия", False),
    ],
)
def test_names_across_scripts_and_cases(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_texts_are_compared(one: str, other: str) -> None:
    assert contradiction(one, one, one) is None
    told = contradiction(one, other, other)
    assert told is None or told.startswith("differs in a ")


TAXES = "Nobody in Kamenka district pays taxes"


@pytest.mark.parametrize(
    ("quotation", "original", "known", "other"),
    [
        (TAXES, "Налогов в Заречном районе никто не платит", "", True),
        (TAXES.replace("Kamenka", "Zarechny"), "Налогов в Заречном районе никто не платит", "", False),
        (TAXES.replace("Kamenka", "[Kamenka]"), "Налогов в Заречном районе никто не платит", "", False),
        (TAXES, "Налогов тут отродясь никто не платит", "", False),  # the blogger says where
        (TAXES, "Отродясь никто налогов не платит", "", False),
        (TAXES, "Налогов на Западе никто не платит", "", False),  # points of the compass are told apart elsewhere
        ("We have more jokes about Muscovites than snow", "Шуток про нижнереченцев у нас больше, чем снега", "", True),
        ("Nobody in Kamenka district works on Victory Day", "В День Победы никто не работает", "", False),
        ("Nobody in Victory Street pays taxes", "Налогов на улице Победы в Заречном никто не платит", "", False),
        ("Nobody, Kamensky says, pays taxes", "Налогов в Заречном районе никто не платит", "", True),
        ("Nobody, Kamensky says, pays taxes", "Налогов в Заречном районе никто не платит", "Kamensky", False),
        ("Nobody in Kamenka pays in winter", "Как сказал Озёрный, никто зимой не платит", "", True),
        ("Nobody in Kamenka pays in winter", "Как сказал Озёрный, никто зимой не платит", "Озёрный", False),
    ],
)
def test_names_that_are_words_too_are_compared(quotation: str, original: str, known: str, other: bool) -> None:
    assert (contradiction(quotation, original, original, known) == "differs in a name") is other
