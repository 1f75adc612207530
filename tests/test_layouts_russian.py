"""Interviews, round-tables and news in the layouts of many newsrooms: each answer, and whose it is. Invented texts."""

from dataclasses import replace

import pytest

from citewatch import pipeline, posts
from tests.reading import PARSER, said

WHO = "Ольга Ведерникова"
ASKED = ["Трудно добираться весной?", "Кто чинит мост?", "Не собираетесь уходить?"]
ANSWERED = [
    "Снег уходит за три дня, и мост держится на одном тросе.",
    "Трос меняли в девятом году. Больше никто не приезжал.",
    "Буду ходить, пока ноги держат.",
]
LEAD = "Почтальон Ольга Ведерникова сорок лет ходит пешком."
TITLE = "Мост на одном тросе"


def lines(ask: str, answer: str, between: str = "\n\n") -> str:
    return between.join(f"{ask}{one}{between}{answer}{two}" for one, two in zip(ASKED, ANSWERED, strict=True))


def answers(title: str, byline: str | None, text: str, lang: str = "ru") -> list[tuple[str | None, list[str]]]:
    document = replace(posts.read_text(text, None, lang, "article"), title=title, byline=byline)
    return said(pipeline.read_article(document, PARSER))


DASHES = lines("– ", "– ")
LAYOUTS = {
    "an oblique lead with the journalist in it": (
        TITLE,
        None,
        f"О том, как живёт почтальон, корреспонденту «Долины» Петру Савину рассказала {WHO}.\n\n{DASHES}",
    ),
    "«with» in the lead, the journalist in the last line": (
        TITLE,
        None,
        f"С почтальоном Ольгой Ведерниковой мы встретились у моста.\n\n{DASHES}\n\nБеседовала Жанна Крымова.",
    ),
    "captions and a signature": (
        TITLE,
        "Жанна Крымова",
        f"В село Верхний Лог почту носят пешком.\n\nПочтальон {WHO} у моста. Фото автора\n\n{DASHES}\n\n"
        "Жанна Крымова, специально для «Долины»",
    ),
    "credits of text and pictures": (
        TITLE,
        None,
        f"{LEAD}\n\n{lines('', '').replace('Не собираетесь', 'Вы не собираетесь')}\n\n"
        "Текст: Зарина Мельник\n\nФото: Илья Громов",
    ),
    "a title with the role behind the name": (f"{WHO}, почтальон: «Письмо ждать не может»", None, lines("— ", "— ")),
    "a title with a role that no dictionary has": (
        f"Мираб {WHO}: «Буду ходить»",
        None,
        f"Мираба здесь знают все. Быть мирабом – не спать.\n\nЗовут её мираб.\n\n{DASHES}",
    ),
    "a title in another case": ("О мосте и письмах – с Ольгой Ведерниковой", None, lines("- ", "- ")),
    "somebody else in the lead": (
        TITLE,
        None,
        f"Мост построил инженер Павел Дробот.\n\n{DASHES}\n\nСобеседница – {WHO}, почтальон села Верхний Лог.",
    ),
    "named in the last line, with who asked": (
        TITLE,
        "Глеб Осинцев",
        f"Она зимует у моста.\n\n{lines('- ', '- ', ' ')}\n\nНа вопросы отвечала {WHO}. Вопросы задавал Глеб Осинцев",
    ),
    "dashes without spaces, lines without gaps": (
        TITLE,
        None,
        f"{lines('—', '—', chr(10))}\n\nНа снимке: {WHO}.",
    ),
    "labels of the outlet": (TITLE, None, f"{LEAD}\n\n{lines('«Долина»: ', f'{WHO}: ')}"),
    "letters of the outlet before the questions": (TITLE, None, f"{LEAD}\n\n{lines('ВД: ', '– ')}"),
    "surnames as labels": (
        TITLE,
        None,
        f"Почтальон {WHO} отвечает на вопросы Жанны Крымовой.\n\n{lines('Крымова: ', 'Ведерникова: ')}",
    ),
    "roles as labels": (TITLE, None, f"{LEAD}\n\n{lines('Журналист: ', 'Почтальон: ')}"),
    "narration between the answers": (
        TITLE,
        None,
        f"{LEAD}\n\n"
        + DASHES.replace("тросе.", "тросе.\n\nОна наливает чай и долго смотрит в окно.").replace(
            "приезжал.", "приезжал.\n\nВедерникова встаёт и снимает с гвоздя сумку."
        )
        + "\n\nМы прощаемся у моста. Почтальон уходит вниз по тропе.",
    ),
    "a caption between the answers": (
        TITLE,
        None,
        f"{LEAD}\n\n{DASHES.replace('тросе.', 'тросе.' + chr(10) * 2 + 'Фото из архива Ольги Ведерниковой')}",
    ),
}


@pytest.mark.parametrize(("title", "byline", "text"), LAYOUTS.values(), ids=LAYOUTS)
def test_an_interview_in_any_layout(title: str, byline: str | None, text: str) -> None:
    assert answers(title, byline, text) == [(WHO, [one]) for one in ANSWERED]


def test_two_in_the_lead_leave_it_open() -> None:
    text = f"{WHO} и Тимур Сагинов носят почту через один мост.\n\n{DASHES}"
    assert {who for who, _ in answers(TITLE, None, text)} == {None}


INSIDE = """Гость «Долины» – почтальон Ольга Ведерникова.

— Говорят, мост закроют.

— Закроют. (Смеётся.) Но я хожу.

— Глава района Степан Кулага обещает, что мост починят к осени.

— Дед говорил: «Обещанного ждут у воды». А дежурный, Ермек Сабырович, спросил: «Кто платит?»

— И что вы?

— Я говорю: «Платить будут письмами». Глава потом заявил, что писем больше нет."""


def test_words_of_others_inside_a_dialogue_are_theirs() -> None:
    found = answers(TITLE, None, INSIDE)
    assert [one for one in found if one[0] != WHO] == [
        (None, ["мост закроют"]),
        ("Степан Кулага", ["мост починят к осени"]),
        ("дед", ["Обещанного ждут у воды"]),
        ("Ермек Сабырович", ["Кто платит?"]),
        ("Степан Кулага", ["писем больше нет"]),
    ]
    assert (WHO, ["Закроют.", "Но я хожу."]) in found
    assert (WHO, ["Платить будут письмами"]) in found


SAID = ["Мост надо закрыть на два месяца.", "Денег на мост до осени не будет.", "За рекой школа и аптека."]
THREE = ["Павел Дробот", "Степан Кулага", WHO]
TABLES = {
    "roles behind and in parentheses": ["Павел Дробот, инженер: ", "Степан Кулага (глава района): ", f"{WHO}: "],
    "roles before": ["Инженер Павел Дробот: ", "Глава района Степан Кулага: ", f"Почтальон {WHO}: "],
    "lines of their own": [f"{one}, житель района:\n\n– " for one in THREE],
    "ages": ["Павел Дробот, 61 год, инженер:\n— ", "Степан Кулага, 34 года:\n— ", f"{WHO}:\n— "],
    "headings, the words in marks": [f"{one}, житель района\n\n«" for one in THREE],
}


@pytest.mark.parametrize("labels", TABLES.values(), ids=TABLES)
def test_a_round_table_in_any_layout(labels: list[str]) -> None:
    said_by = "\n\n".join(
        f"{one}{two}{'»' if one.endswith('«') else ''}" for one, two in zip(labels, SAID, strict=True)
    )
    found = answers("Три мнения", None, f"Мы спросили троих.\n\nЧто делать с мостом?\n\n{said_by}")
    assert [(who, [words[0].rstrip(".")]) for who, words in found] == [
        (who, [words.rstrip(".")]) for who, words in zip(THREE, SAID, strict=True)
    ]


NEWS = {
    "a paper between the cue and the name": (
        "«В цехе тепло», – рассказала «Деловому Булаку» председатель профкома Руфина Зайнетдинова.",
        [("Руфина Зайнетдинова", ["В цехе тепло"])],
    ),
    "words that a paper cites": (
        "Степан Кулага молчит.\n\n«Трос изношен», – приводит издание слова главы района Степана Кулаги.",
        [("Степан Кулага", ["Трос изношен"])],
    ),
    "a source told by what it is near": (
        "Источник, близкий к акционерам, говорит, что деньги ушли. «Знали трое», – добавил собеседник.",
        [("источник, близкий к акционерам", ["деньги ушли"]), ("источник, близкий к акционерам", ["Знали трое"])],
    ),
    "a body by another word": (
        "В министерстве труда не ответили. Ранее в ведомстве заявляли, что долга нет.",
        [("министерство труда", ["долга нет"])],
    ),
    "a firm by what it does": (
        "Подрядчик «Тросстрой» претензии отвергает. «Мы работали по проекту», – говорится в ответе компании.",
        [("Тросстрой", ["Мы работали по проекту"])],
    ),
    "a woman's name behind a genitive": (
        "Заместитель главы Лидия Прохорчук доложила, что трос заказан.",
        [("Лидия Прохорчук", ["трос заказан"])],
    ),
    "an elided subject": (
        "«Воду носили», – вспоминает садовод Аскар Турлыбеков. А потом добавляет: «Теперь воды нет».",
        [("Аскар Турлыбеков", ["Воду носили"]), ("Аскар Турлыбеков", ["Теперь воды нет"])],
    ),
}


@pytest.mark.parametrize(("text", "expected"), NEWS.values(), ids=NEWS)
def test_news(text: str, expected: list[tuple[str | None, list[str]]]) -> None:
    assert answers("Новости", None, text) == expected


UKRAINIAN = """У селі немає дороги, а пошту носять щодня.

— Важко добиратися навесні?

— Важко. Сніг сходить за три дні.

— Хто лагодить міст?

— Ніхто. Я й лагоджу.

Вона сміється і наливає чай.

— Не хочете піти?

— Ні. Поки ноги тримають.

Співрозмовниця — Ольга Ведмедчук, листоноша. Запитання ставила Жанна Кримова"""
KAZAKH = """Пошташы Қайрат Омарбек қырық жыл жаяу жүреді.

– Көктемде қиын ба?

– Қиын. Қар үш күнде ериді.

– Көпірді кім жөндейді?

– Ешкім. Өзім жөндеймін.

Сұхбаттасқан Жанна Әлімова"""


@pytest.mark.parametrize(
    ("text", "lang", "who", "first", "last"),
    [
        (UKRAINIAN, "uk", "Ольга Ведмедчук", "Важко. Сніг сходить за три дні.", "Ні. Поки ноги тримають."),
        (KAZAKH, "kk", "Қайрат Омарбек", "Қиын. Қар үш күнде ериді.", "Ешкім. Өзім жөндеймін."),
    ],
)
def test_other_languages(text: str, lang: str, who: str, first: str, last: str) -> None:
    found = answers("Көпір", None, text, lang)
    assert found[0] == (who, [first])
    assert found[-1] == (who, [last])
    assert all(len(words) == 1 for _, words in found)
