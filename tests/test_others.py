"""Ukrainian and Kazakh quotations and speakers, on invented sentences; what holds of any text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewatch import posts
from citewatch.model import Document, Parse, Span
from citewatch.quotations import find_quotations, to_parse
from citewatch.speakers import forms, resolve_speakers
from tests.reading import read, said

UKRAINIAN_LEAD = "Гідролог Остап Лемішка двадцять років міряє озеро. Йому допомагає вчителька Ганна Котик.\n\n"
KAZAKH_LEAD = "Гидролог Ерлан Досмағұлов жиырма жыл көлді өлшейді. Оған мұғалім Марина Көтенова көмектеседі.\n\n"

UKRAINIAN = [
    ("«Вода йде щороку на метр», — сказав Лемішка.",
     [("Остап Лемішка", ["Вода йде щороку на метр"])]),
    ("«Вода йде щороку», — каже гідролог.",
     [("Остап Лемішка", ["Вода йде щороку"])]),
    ("Лемішка зазначив: «Вода йде щороку на метр».",
     [("Остап Лемішка", ["Вода йде щороку на метр"])]),
    ("За словами Лемішки, вода йде щороку на метр.",
     [("Остап Лемішка", ["вода йде щороку на метр"])]),
    ("За її словами, вода йде щороку на метр.",
     [("Ганна Котик", ["вода йде щороку на метр"])]),
    ("На думку вчительки Ганни Котик, вода йде щороку на метр.",
     [("Ганна Котик", ["вода йде щороку на метр"])]),
    ("Вода йде щороку на метр, вважає Лемішка.",
     [("Остап Лемішка", ["Вода йде щороку на метр"])]),
    ("Котик розповіла, що дочка ходить по камиш.",
     [("Ганна Котик", ["дочка ходить по камиш"])]),
    ("Як заявив міністр енергетики Петро Ґалаґан, «вода нікуди не йде».",
     [("Петро Ґалаґан", ["вода нікуди не йде"])]),
    ("«Вода, — каже Котик, — була тут завжди. А тепер тут дорога».",
     [("Ганна Котик", ["Вода", "була тут завжди. А тепер тут дорога"])]),
    ("— Вода була тут завжди, — зітхає Котик. — А тепер ні.",
     [("Ганна Котик", ["Вода була тут завжди", "А тепер ні."])]),
    ('"Вода йде щороку на метр", - повідомив Лемішка.',
     [("Остап Лемішка", ["Вода йде щороку на метр"])]),
    ("У міністерстві пояснили, що заміри проводить підрядник.",
     [("міністерство", ["заміри проводить підрядник"])]),
    ("Озеро «Світле» і село «Тихе» розділяє дорога.",
     []),
    ("„Вода йде щороку на метр“, – додала вона.",
     [("Ганна Котик", ["Вода йде щороку на метр"])]),
    ("Іван Ковтун, еколог: «Вода йде щороку на метр».",
     [("Іван Ковтун", ["Вода йде щороку на метр"])]),
    ("Лемішка наголосив: вода йде щороку на метр.", [("Остап Лемішка", ["вода йде щороку на метр"])]),
]  # fmt: skip

KAZAKH = [
    ("«Су жыл сайын бір метрге кетеді», – деді Досмағұлов.",
     [("Ерлан Досмағұлов", ["Су жыл сайын бір метрге кетеді"])]),
    ("Досмағұлов: «Су жыл сайын бір метрге кетеді», – деп атап өтті.",
     [("Ерлан Досмағұлов", ["Су жыл сайын бір метрге кетеді"])]),
    ("Досмағұловтың айтуынша, су жыл сайын бір метрге кетеді.",
     [("Ерлан Досмағұлов", ["су жыл сайын бір метрге кетеді"])]),
    ("Оның сөзінше, су жыл сайын бір метрге кетеді.",
     [("Марина Көтенова", ["су жыл сайын бір метрге кетеді"])]),
    ("Көтенова «су жыл сайын бір метрге кетеді» деп мәлімдеді.",
     [("Марина Көтенова", ["су жыл сайын бір метрге кетеді"])]),
    ("Мұғалім былай деді: «Су жыл сайын бір метрге кетеді».",
     [("Марина Көтенова", ["Су жыл сайын бір метрге кетеді"])]),
    ("Досмағұлов көлдің бес жылда жоғалатынын айтты.",
     [("Ерлан Досмағұлов", ["көлдің бес жылда жоғалатынын"])]),
    ("– Су бұрын осында болған, – дейді Көтенова.",
     [("Марина Көтенова", ["Су бұрын осында болған"])]),
    ("«Жарқын» көлі мен «Тыныш» ауылын жол бөледі.",
     []),
    ('"Су жыл сайын бір метрге кетеді", - деп жауап берді гидролог.',
     [("Ерлан Досмағұлов", ["Су жыл сайын бір метрге кетеді"])]),
    ("Министрліктің мәліметінше, көл суының үштен бірін жоғалтты.",
     [("министрлік", ["көл суының үштен бірін жоғалтты"])]),
    ("Гидролог Ерлан Досмағұлов су көктемде оралады деп уәде берді.",
     [("Ерлан Досмағұлов", ["су көктемде оралады"])]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), UKRAINIAN, ids=[words[:40] for words, _ in UKRAINIAN])
def test_ukrainian(words: str, expected: list[tuple[str | None, list[str]]]) -> None:
    assert said(read(UKRAINIAN_LEAD + words, "uk", "article")) == expected


@pytest.mark.parametrize(("words", "expected"), KAZAKH, ids=[words[:40] for words, _ in KAZAKH])
def test_kazakh(words: str, expected: list[tuple[str | None, list[str]]]) -> None:
    assert said(read(KAZAKH_LEAD + words, "kk", "article")) == expected


@pytest.mark.parametrize(
    ("words", "lang", "name"),
    [
        ("Директорка бібліотеки в Лозовій Соломія Веретенник сказала: «Дах цілий».", "uk", "Соломія Веретенник"),
        ("Про дах у Лозовій Соломія Петрівна Веретенник каже: «Він цілий».", "uk", "Соломія Петрівна Веретенник"),
        ("Соломія Петрівна Веретенник сказала: «Дах цілий, як був».", "uk", "Соломія Петрівна Веретенник"),
        ("Шалқардағы Ерлан Досмағұлов былай деді: «Су жыл сайын кетеді».", "kk", "Ерлан Досмағұлов"),
    ],
)
def test_a_place_before_a_name_is_no_part_of_it(words: str, lang: str, name: str) -> None:
    ((speaker, _),) = said(read(words, lang, "article"))
    assert speaker == name


@pytest.mark.parametrize(
    ("word", "name", "lang", "same"),
    [
        ("Лемішки", "Лемішка", "uk", True),
        ("Забродського", "Забродський", "uk", True),
        ("Голобородько", "Голобородько", "uk", True),
        ("Лемішенко", "Лемішка", "uk", False),
        ("Котика", "Котик", "uk", True),
        ("Сейтқазинаның", "Сейтқазина", "kk", True),
        ("Жақсыбаевқа", "Жақсыбаев", "kk", True),
        ("Жақсыбаева", "Жақсыбаев", "kk", False),
        ("Бөкенұлынан", "Бөкенұлы", "kk", True),
    ],
)
def test_cases_of_a_name(word: str, name: str, lang: str, *, same: bool) -> None:
    assert forms.is_form(word, name, lang) == same


@pytest.mark.parametrize(
    ("phrase", "lang", "expected"),
    [
        ("управлінні водних шляхів", "uk", "управління водних шляхів"),
        ("обласної гідрометслужби", "uk", "обласна гідрометслужба"),
        ("міністерстві", "uk", "міністерство"),
        ("обласного департаменту", "uk", "обласний департамент"),
        ("Облыстық департаментінің", "kk", "облыстық департаменті"),
    ],
)
def test_bodies_in_the_nominative(phrase: str, lang: str, expected: str) -> None:
    assert forms.nominative(phrase, lang) == expected


@pytest.mark.parametrize(
    ("name", "lang", "expected"),
    [
        ("Тарасом Лихошерстом", "uk", "Тарас Лихошерст"),
        ("Іваном Забродським", "uk", "Іван Забродський"),
        ("Ганною Котик", "uk", "Ганна Котик"),
        ("Қайрат Омарбектегі", "kk", "Қайрат Омарбек"),
        ("Сәкен Рамазан", "kk", "Сәкен Рамазан"),
    ],
)
def test_names_in_the_nominative(name: str, lang: str, expected: str) -> None:
    assert forms.nominative_name(name, lang) == expected


PIECES = st.lists(
    st.sampled_from(
        ["«", "»", "„", "“", '"', "– ", "— ", "\n\n", ": ", ", ", ". ", "? ", "…", "Іван Ковтун", "Марина Котова", "ол",
         "він", "сказав", "сказал", "деді", "деп", "що ", "что ", "за словами ", "по словам ", "айтуынша", "Корр.",
         "вода уходит ", "су кетеді ", "я", "И. П.: "]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(PIECES | st.text(st.characters(codec="utf-8"), max_size=200), st.sampled_from(["ru", "uk", "kk", "ky"]))
@settings(max_examples=150, deadline=None)
def test_spans_cut_the_text_whatever_it_is(text: str, lang: str) -> None:
    document = posts.read_text(text, None, lang, "article")
    found, terms = find_quotations(document, {span: Parse(()) for span in to_parse(document)})
    for one in resolve_speakers(document, found):
        _check(document, [*one.spans, *filter(None, (one.cue_span, one.speaker_span))])
        assert list(one.spans) == sorted(one.spans)
        assert 0 <= one.paragraph < len(document.paragraphs)
    _check(document, list(terms))


def _check(document: Document, spans: list[Span]) -> None:
    assert all(0 <= span.start < span.end <= len(document.text) for span in spans)


@pytest.mark.parametrize("text", ["А" * 20_000, "«а» " * 4_000, "– Вода, " * 4_000, "сказав, " * 4_000])
@pytest.mark.parametrize("lang", ["uk", "kk", "ru"])
def test_hostile_runs_take_no_longer_than_their_length(text: str, lang: str) -> None:
    began = time.process_time()
    read(f"Іван Ковтун мовчить.\n\n{text}", lang, "article")
    assert time.process_time() - began < 10  # quadratic ones took minutes
