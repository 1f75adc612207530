"""What the invented editions tell: sources, posts, speakers, and what was said."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from citewatch.model import (
    Correction,
    Ref,
    VariantView,
)

AS_OF = date(2026, 5, 4)
GOOD = datetime(2026, 5, 4, 6, 23, tzinfo=UTC)

OUTLETS = {
    name: Ref(id_, name)
    for id_, name in {
        "steppe-monitor": "Steppe Monitor",
        "stepnoy-vestnik": "Степной вестник",
        "sarylim-daily": "Sarylim Daily",
        "al-jabal": "صحيفة الجبل",
    }.items()
}
SPEAKERS = {
    name: Ref(id_, name)
    for id_, name in {
        "damir-esenkulov": "Damir Esenkulov",
        "aigerim-tulebaeva": "Aigerim Tulebaeva",
        "pyotr-lansky": "Pyotr Lansky",
        "samir-al-hajj": "Samir al-Hajj",
    }.items()
}
SPELLED = {"Damir Esenkulov": "Дамир Есенкулов", "Samir al-Hajj": "سمير الحاج"}
VARIANT = VariantView(("Nobody has ", "refused", " us"), ("Nobody has ", "yet", " us"), "en", 1, date(2026, 4, 22))
CORRECTIONS = (
    Correction(
        "exclude", ("https://blog.example/2026/05/9.html",), None, AS_OF, "Taken down at the speaker’s request."
    ),
    Correction("speaker", ("a-line-of-rails",), "Aigerim Tulebaeva", AS_OF, "The recording names her."),
    Correction("source", ("https://one.example/a", "https://two.example/a"), None, AS_OF, "A reprint."),
)
# id: title, outlet, language, why it was not read
SOURCES = {
    "parom": (
        "Паром на Сарылиме не выйдет на линию: капитан о ремонте, который не подписали",
        "Степной вестник",
        "ru",
        "",
    ),
    "ferry": ("Captain: hull could be repaired in six weeks", "Steppe Monitor", "en", ""),
    "lake": ("Девять лет озера", "Степной вестник", "ru", ""),
    "budget": (
        "What the district paid for a bridge that nobody has seen",
        "Sarylim Daily",
        "en",
        "the server refused it (403)",
    ),
    "bees": ("Пчеловоды идут на выборы", "Степной вестник", "ru", ""),
    "jabal": ("الجبل لا يسأل عن الخريطة", "صحيفة الجبل", "ar", ""),
    "rails": ("Two views of one railway", "Steppe Monitor", "en", ""),
}
# title, days before AS_OF
POSTS = (
    ("The ferry that will not run this summer", 0),
    ("A captain and his keys: Sarylim’s left bank waits for June", 2),
    ("Bridges on paper, boats on land", 5),
    ("A lake in nine summers", 6),
    ("Round-up of the north", 12),
    ("Beekeepers look for a party", 21),
    ("What the mountain was not asked", 40),
)


@dataclass(frozen=True)
class Said:
    """A statement of the table below. `cited`: pairs of post and source, by number and id."""

    id: str
    text: str
    speaker: str | None
    cited: tuple[tuple[int, str], ...]
    original: str | None = None
    original_lang: str | None = "ru"
    lang: str = "en"
    possible: int = 0


SAID = (
    Said(
        "nobody-has-refused-us",
        "Nobody has refused us. They simply pass the paper from one table to another, "
        "and the ice does not wait for the table.",
        "Damir Esenkulov",
        ((0, "parom"), (0, "ferry"), (1, "parom"), (2, "ferry"), (4, "parom")),
        "Нам никто не отказал. Бумагу просто носят с одного стола на другой, а лёд стола не ждёт.",
        possible=1,
    ),
    Said(
        "one-ambulance",
        "four hundred and eleven families and one ambulance, which stands on the right bank",
        "Damir Esenkulov",
        ((0, "parom"), (1, "parom")),
        "четыреста одиннадцать семей и одна «скорая», которая стоит на правом берегу",
        possible=1,
    ),
    Said(
        "a-study-costs-more",
        "the district spent more on a study of a future bridge than the repair of the boat would have cost",
        "Aigerim Tulebaeva",
        ((0, "budget"), (2, "budget")),
    ),
    Said("the-lake-is-not-a-budget-line", "Озеро — не строка в бюджете.", None, ((3, "lake"), (4, "lake")), lang="ru"),
    Said(
        "the-map-is-not-the-mountain",
        "الجبل لا يقرأ الخرائط، والخريطة لا تعرف الجبل، ومن يرسم الحدود لا يمشي عليها في الشتاء",
        "Samir al-Hajj",
        ((2, "jabal"), (6, "jabal")),
        lang="ar",
    ),
    Said(
        "i-have-kept-the-keys",
        "I have kept the keys because I do not know whom to give them to.",
        "Damir Esenkulov",
        ((1, "parom"),),
        "Ключи я оставил у себя, потому что не знаю, кому их отдать.",
    ),
    Said("a-line-of-rails", "A railway is a promise that somebody made to somebody else.", None, ((2, "rails"),)),
    Said(
        "bees-vote",
        "Пчёлы голосуют каждую весну: если улей пуст, значит, они проголосовали.",
        "Pyotr Lansky",
        ((5, "bees"),),
        lang="ru",
    ),
    Said(
        "the-long-word",
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesverordnung, he said, and nobody laughed.",
        "Pyotr Lansky",
        ((3, "bees"),),
        lang="de",
    ),
    Said("no-place", "The committee will sit when it sits.", None, ()),
)


def day(post: int) -> date:
    return AS_OF - timedelta(days=POSTS[post][1])
