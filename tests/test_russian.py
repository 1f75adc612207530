"""Russian quotations, dialogues and speakers, on invented sentences for every form."""

import pytest

from citewatch import inflection
from citewatch.model import Parse, Span, Token
from citewatch.models import LanguageParser
from citewatch.quotations import russian
from citewatch.quotations.tree import Tree
from tests.reading import read, said, spans

WATER = "вода уходит каждый год на метр"
LEAD = "Гидролог Ерлан Досмагулов двадцать лет измеряет озеро.\n\n"

FRAMES = [
    ("«Вода уходит», – сказал Ерлан Досмагулов.", "direct", ["Вода уходит"]),
    ("«Вода, – сказал Ерлан Досмагулов, – уходит каждый год».", "direct", ["Вода", "уходит каждый год"]),
    ("«Вода уходит, – сказал Ерлан Досмагулов. – Озера скоро не будет».", "direct",
     ["Вода уходит", "Озера скоро не будет"]),
    ("Ерлан Досмагулов заявил: «Вода уходит».", "direct", ["Вода уходит"]),
    (f"Ерлан Досмагулов сообщил, что {WATER}.", "indirect", [WATER]),
    (f"По словам Ерлана Досмагулова, {WATER}.", "indirect", [WATER]),
    (f"По мнению гидролога Ерлана Досмагулова, {WATER}.", "indirect", [WATER]),
    (f"Как отметил Ерлан Досмагулов, {WATER}.", "indirect", [WATER]),
    (f"Ерлан Досмагулов уверен: {WATER}.", "indirect", [WATER]),
    ("Вода, утверждает Ерлан Досмагулов, уходит каждый год на метр.", "indirect",
     ["Вода", "уходит каждый год на метр"]),
    ("Вода уходит каждый год на метр, сказал вчера Ерлан Досмагулов.", "indirect", ["Вода уходит каждый год на метр"]),
    ("Ерлан Досмагулов полагает, что вся вода «уходит под старую плотину».", "mixed",
     ["вся вода", "уходит под старую плотину"]),
    ("– Вода уходит, – сказал Ерлан Досмагулов.", "direct", ["Вода уходит"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "kind", "expected"), FRAMES, ids=[words[:40] for words, _, _ in FRAMES])
def test_frames(words: str, kind: str, expected: list[str]) -> None:
    reading = read(LEAD + words, "ru", "article")
    assert [(one.quotation.kind.value, spans(one, reading.document)) for one in reading.quotations] == [
        (kind, expected)
    ]
    assert said(reading)[0][0] == "Ерлан Досмагулов"


@pytest.mark.parametrize(
    "words",
    [
        "Озеро «Белое» обмелело прошлой весной.",
        "Кооператив «Союз свободных рыбаков степи» закрылся осенью.",  # a name
        "Озеро, как говорят, обмелело прошлой весной.",  # nobody
        "Рыбаки говорили о воде и о старой плотине.",
    ],
)
def test_no_quotation(words: str) -> None:
    assert read(words, "ru", "article").quotations == ()


SPEAKERS = {
    "surname to full name": ("«Сети пустые», – говорит Досмагулов.", "Ерлан Досмагулов"),
    "surname in another case": (f"По словам Досмагулова, {WATER}.", "Ерлан Досмагулов"),
    "pronoun": (f"Он считает, что {WATER}.", "Ерлан Досмагулов"),
    "possessive pronoun": (f"По его словам, {WATER}.", "Ерлан Досмагулов"),
    "description": (f"Гидролог предупредил, что {WATER}.", "Ерлан Досмагулов"),
    "full name in another case only": (f"По мнению Марины Котовой, {WATER}.", "Марина Котова"),
    "role before the name": (f"Директор школы Марина Котова сообщила, что {WATER}.", "Марина Котова"),
    "pronoun by gender": (
        f"В школе работает Марина Котова. Её коллега Пётр Щеглов молчит. Она говорит, что {WATER}.",
        "Марина Котова",
    ),
    "body": (f"В областном управлении транспорта заявили, что {WATER}.", "областное управление транспорта"),
    "body with a name in marks": (f"В компании «Степной путь» объяснили, что {WATER}.", "Степной путь"),
    "anonymous source": (f"Источник в управлении сообщил, что {WATER}.", "источник в управлении"),
    "a group": (f"Рыбаки рассказали, что {WATER}.", "рыбаки"),
    "two are none": (f"Досмагулов и Марина Котова считают, что {WATER}.", None),
    "nobody in particular": (f"В посёлке говорят, что {WATER}.", None),
    "the journalist is not the speaker": (f"Я ответил, что {WATER}.", None),
}


@pytest.mark.parametrize(("words", "speaker"), SPEAKERS.values(), ids=SPEAKERS.keys())
def test_speaker(words: str, speaker: str | None) -> None:
    assert [who for who, _ in said(read(LEAD + words, "ru", "article"))] == [speaker]


def test_two_with_one_surname_are_told_apart_or_left_open() -> None:
    two = "Асхат Коржов и Марат Коржов спорят о плотине.\n\n"
    assert said(read(two + f"Коржов считает, что {WATER}.", "ru", "article"))[0][0] != "Асхат Коржов"


ONE_RUN = """Мы говорили о воде с гидрологом Ерланом Досмагуловым.

– Когда ушла вода? – Прошлой весной, за одну неделю.

– Кто виноват? – Плотина и те, кто её строил.

Беседовала Инна Погорелова"""


def test_an_answer_may_stand_in_the_paragraph_of_its_question() -> None:
    assert said(read(ONE_RUN, "ru", "article")) == [
        ("Ерлан Досмагулов", ["Прошлой весной, за одну неделю."]),
        ("Ерлан Досмагулов", ["Плотина и те, кто её строил."]),
    ]


ROUND_TABLE = """В редакции спорили о плотине.

Ерлан Досмагулов, гидролог:

– Плотину построили не там.

Это видно на любой карте.

Марина Котова, учительница:

– Дети носят воду из колодца.

Редакция: – Что же делать?

Досмагулов: – Слушать тех, кто здесь живёт."""


def test_a_round_table_names_its_speakers_and_the_editors_ask() -> None:
    assert said(read(ROUND_TABLE, "ru", "article")) == [
        ("Ерлан Досмагулов", ["Плотину построили не там.", "Это видно на любой карте."]),
        ("Марина Котова", ["Дети носят воду из колодца."]),
        ("Ерлан Досмагулов", ["Слушать тех, кто здесь живёт."]),
    ]


def test_a_quotation_goes_on_in_the_next_paragraph() -> None:
    words = "Ерлан Досмагулов вспоминает: «Сначала ушла вода, потом рыба.\n\nК осени ушли и мы, все до одного»."
    assert said(read(words, "ru", "article")) == [
        ("Ерлан Досмагулов", ["Сначала ушла вода, потом рыба", "К осени ушли и мы, все до одного"])
    ]


def test_a_cyclic_parse_is_read_once_round() -> None:
    words = ["вода", "сказал", "он", ",", "что", "уходит"]
    tokens = tuple(
        Token(Span(at * 7, at * 7 + len(low)), low, "VERB", "conj", (at + 1) % len(words))
        for at, low in enumerate(words)
    )
    assert all(cue.at == 1 for cue in russian.find_cues(Tree(Parse(tokens)), frozenset()))


def test_sentences_are_parsed_in_order_whatever_their_length() -> None:
    words = "Вода ушла, и рыба ушла за ней. Да. Озеро спит."
    sentences = [Span(0, 30), Span(31, 34), Span(35, 46)]
    parses = list(LanguageParser().parse(words, sentences, (), "ru"))
    assert [(one.tokens[0].span.start, one.tokens[-1].span.end) for one in parses] == [(0, 30), (31, 34), (35, 46)]
    assert all(token.span.cut(words).lower() == token.low for one in parses for token in one.tokens)


NAMES = [
    ("Серикбаем", "Дуйсеновым", "Серикбай Дуйсенов"),
    ("Ирины", "Котовой", "Ирина Котова"),
    ("Марком", "Якобсоном", "Марк Якобсон"),
    ("Анной", "Заварской", "Анна Заварская"),
]


@pytest.mark.parametrize(("given", "surname", "expected"), NAMES)
def test_names_are_turned_into_the_nominative(given: str, surname: str, expected: str) -> None:
    assert " ".join(inflection.nominative_name(given, surname, oblique=True)) == expected


def test_phrases_are_turned_into_the_nominative() -> None:
    assert inflection.nominative("районной больнице") == "районная больница"
    assert inflection.nominative("областном департаменте статистики") == "областной департамент статистики"
