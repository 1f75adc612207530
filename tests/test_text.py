"""Sentences, normal words, keys of persons, languages, and what else is one spelling of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch import text
from citewatch.model import Span

# One name in Cyrillic, and how newspapers write it in Latin.
SAME_PERSON = [
    ("Ерлан Досмагулов", "Yerlan Dosmagulov"),
    ("Ерлан Досмағұлов", "Erlan Dosmagulov"),
    ("Сауле Жақсыбаева", "Saule Zhaqsybayeva"),
    ("Гульнара Джанабаева", "Gulnara Janabaeva"),
    ("Ғалым Шәріпов", "Galym Sharipov"),
    ("Қасым Өтепов", "Kasym Otepov"),
    ("Нұрсұлтан Әбдіров", "Nursultan Abdirov"),
    ("Юрий Щукин", "Yury Shchukin"),
    ("Юрий Щукин", "Iurii Shchukin"),
    ("Алексей Жуковский", "Aleksei Zhukovsky"),
    ("Алексей Жуковский", "Alexey Zhukovskiy"),
    ("Александр Хохлов", "Alexander Khokhlov"),
    ("Александр Хохлов", "Aleksandr Hohlov"),
    ("Мария Царёва", "Maria Tsareva"),
    ("Мария Царева", "Mariya Tsaryova"),
    ("Фёдор Ёлкин", "Fyodor Yolkin"),
    ("Федор Елкин", "Fedor Yelkin"),
    ("Наталья Зуева", "Natalya Zuyeva"),
    ("Наталья Зуева", "Natalia Zueva"),
    ("Татьяна Вяземская", "Tatiana Viazemskaia"),
    ("Григорий Цой", "Grigory Tsoy"),
    ("Евгений Чичварин", "Yevgeny Chichvarin"),
    ("Евгений Чичварин", "Evgenii Chichvarin"),
    ("Виктор Оксанов", "Victor Oksanov"),
    ("Кирилл Вяльцев", "Kiril Vyaltsev"),
    ("Илья Муравьёв", "Ilya Muravyov"),
    ("Дмитрий Быков", "Dmitrij Bykov"),
    ("Алсу Мухаметгалиева", "Alsu Mukhametgalieva"),
]

OTHER_PERSON = [
    ("Ivan Sarov", "Ivan Sharov"),
    ("Ivan Sharov", "Ivan Charov"),
    ("Ivan Charov", "Ivan Tsarov"),
    ("Ivan Gromov", "Ivan Khromov"),
    ("Ivan Lukin", "Ivan Lyukin"),
    ("Mara Petrova", "Maria Petrova"),
    ("Dara Petrova", "Daria Petrova"),
    ("Ivan Petrov", "Ivana Petrova"),
    ("Ivan Petrov", "Igor Petrov"),
]

LANGUAGES = {
    "en": "The lake is dying not from the heat but from our own reports, says the hydrologist.",
    "ru": "Озеро умирает не от жары, а от наших отчётов, говорит гидролог районной станции.",
    "kk": "Көл ыстықтан емес, біздің есептерімізден өліп жатыр, дейді гидролог мұғалім.",
    "uk": "Озеро вмирає не від спеки, а від наших звітів, каже гідролог районної станції.",
}

# Sentences of one line, in languages that are alike.
SHORT = {
    "ru": [
        "Маяк погас ночью, и рыбаки ждут",
        "Директор школы сказал правду",
        "Паром стоит у берега с весны",
        "Кто виноват, в городе не знают",
        "Озеро мелеет с каждым годом",
        "Волки подошли к самой школе",
        "Хлеб подорожал на сорок тенге",
        "На сходе говорили о дороге",
        "Мост обещают построить к осени",
        "Вода вернулась в старый канал",
        "Школу в ауле закрыли осенью",
        "Жители Кокшетау ждут автобус",
        "Суд перенесли на февраль",
        "Так сказал министр Нурлан Әбдіров",
    ],
    "uk": [
        "Маяк згас уночі, і рибалки чекають",
        "Пором стоїть біля берега з весни",
        "Хто винен, у місті не знають",
        "Озеро міліє з кожним роком",
        "Вовки підійшли до самої школи",
        "Хліб подорожчав на сорок гривень",
        "На сході говорили про дорогу",
        "Міст обіцяють збудувати до осені",
        "Вода повернулася до старого каналу",
        "Голова району підписав наказ",
        "Школу в селі закрили восени",
        "Кошти знову перенесли на лютий",
    ],
    "kk": [
        "Мектеп директоры шындықты айтты",
        "Паром көктемнен бері жағада тұр",
        "Кім кінәлі, қалада ешкім білмейді",
        "Көл жылдан жылға тартылып барады",
        "Қасқырлар мектепке жақындады",
        "Нан қырық теңгеге қымбаттады",
        "Жиында жол туралы айтылды",
        "Көпірді күзге дейін салмақ",
        "Су ескі каналға қайта оралды",
        "Аудан әкімі бұйрыққа қол қойды",
        "Ауылдағы мектеп күзде жабылды",
        "Балалар мектепке қайықпен барады",
    ],
}

SENTENCES = {
    "English": (
        "en",
        "The lake is low. It was low last year, too.",
        ["The lake is low.", "It was low last year, too."],
    ),
    "a title": ("en", "Dr. Yelkin came. He left.", ["Dr. Yelkin came.", "He left."]),
    "marks": ("en", "“It is low,” he says. Nobody asks.", ["“It is low,” he says.", "Nobody asks."]),
    "line breaks": ("en", "The lake\nis low. It was\nlow.", ["The lake\nis low.", "It was\nlow."]),
    "Russian": ("ru", "Озеро мелеет. Рыбы нет.", ["Озеро мелеет.", "Рыбы нет."]),
    "beyond the basic plane": ("en", "🐟🐟 are gone. We wait.", ["🐟🐟 are gone.", "We wait."]),
}

any_text = st.text(st.characters())


@pytest.mark.parametrize(("cyrillic", "latin"), SAME_PERSON)
def test_one_person_has_one_key(cyrillic: str, latin: str) -> None:
    assert text.person_key(cyrillic) == text.person_key(latin) is not None


@pytest.mark.parametrize(("one", "other"), OTHER_PERSON)
def test_two_persons_have_two_keys(one: str, other: str) -> None:
    assert text.person_key(one) != text.person_key(other)


@pytest.mark.parametrize("name", ["", "Иванов", "А. Б. Иванов", "—"])
def test_less_than_two_names_are_no_key(name: str) -> None:
    assert text.person_key(name) is None


def test_patronymics_and_initials_do_not_count() -> None:
    assert text.person_key("Пётр Ильич Завьялец") == text.person_key("Pyotr I. Zavyalets") == "petr zavialeц"


@pytest.mark.parametrize(("lang", "whole", "expected"), SENTENCES.values(), ids=SENTENCES)
def test_sentences(lang: str, whole: str, expected: list[str]) -> None:
    before = "Before. "
    found = text.sentences(before + whole, Span(len(before), len(before + whole)), lang)
    assert [span.cut(before + whole) for span in found] == expected


@given(any_text, st.sampled_from(["en", "ru", "kk", "xx"]))
def test_sentences_lie_inside_and_in_order(whole: str, lang: str) -> None:
    whole = whole.encode("utf-8", "ignore").decode()
    at = 0
    for span in text.sentences(whole, Span(0, len(whole)), lang):
        assert at <= span.start <= span.end <= len(whole)
        at = span.end


@pytest.mark.parametrize(("lang", "sample"), LANGUAGES.items())
def test_language(lang: str, sample: str) -> None:
    assert text.language(sample, "xx") == lang


@pytest.mark.parametrize(("lang", "sample"), [(lang, one) for lang, some in SHORT.items() for one in some])
def test_language_of_a_short_text(lang: str, sample: str) -> None:
    assert text.language(sample, "xx") == lang


def test_too_few_letters_have_no_language() -> None:
    assert text.language("Озеро 2026 — 18,5 %", "kk") == "kk"


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        ("The Lake’s “low,” isn't it?", ("the", "lake's", "low", "isn't", "it")),
        ("«Вода» — есть; воды нет…", ("вода", "есть", "воды", "нет")),
        ("far‑eastern, far-eastern", ("far-eastern", "far-eastern")),
        ("ﬁsh ＷＡＴＥＲ", ("fish", "water")),
        ("за\u0301мок и\u0306од", ("замок", "йод")),
        ("wa\u00adter\u200b", ("water",)),
        ("snake_case 1,5", ("snake", "case", "1", "5")),
        ("…", ()),
    ],
)
def test_normal_words(whole: str, expected: tuple[str, ...]) -> None:
    assert text.words(whole) == expected


@given(any_text)
def test_words_are_normal_already(whole: str) -> None:
    once = text.words(whole)
    assert text.words(" ".join(once)) == once


def test_fold() -> None:
    assert text.fold(" a\u00a0\n b\u200bc\u00ad\t") == "a bc"


@pytest.mark.parametrize(("drop", "expected"), [("", "“a”,"), (",", "“a”"), ("“”,", "a")])
def test_trim(drop: str, expected: str) -> None:
    whole = " \n“a”, "
    assert text.trim(whole, Span(0, len(whole)), drop).cut(whole) == expected


def test_digests_never_drift() -> None:
    assert text.digest("вода", "b") == "cb97cd19ff04"
    assert text.digest("a", "b") != text.digest("ab")
    assert len(text.digest("\ud800", size=32)) == 32


@pytest.mark.parametrize(
    ("whole", "expected"),
    [("Вода Жарколя: «Мы пьём»", "voda-zharkolya-my-p-em"), ("—", ""), ("a" * 60, "a" * 48), ("../../etc", "etc")],
)
def test_slug(whole: str, expected: str) -> None:
    assert text.slug(whole) == expected


@given(any_text)
def test_slugs_are_safe_in_paths(whole: str) -> None:
    assert set(text.slug(whole)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(any_text)
def test_nothing_of_this_raises(whole: str) -> None:
    text.person_key(whole)
    text.fold(whole)
    text.language(whole, "en")
