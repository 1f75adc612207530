"""Ukrainian and Kazakh names and phrases → their forms, by endings: without a dictionary."""

import re

_KAZAKH = re.compile(
    r"(?:[нтд][ыі]ң|[нтд][ыі]|[ғгқк][ае]|[дт][ае]|[дтн][ае]н|[мбп]ен|[дт][ае]ғ[ыі]|[дт]ег[іi]|ға|ге|на|не|сы|сі|ынан|інен)$"
)
_GENITIVE = re.compile(r"[нтд][ыі]ң$")
_LOCATED = re.compile(r"(?:[нтд][ыі]ң|[дт]ағы|[дт]егі|[дтн][ае]н)$")
_LEAST = 4  # letters of a Kazakh name that are left when an ending is taken off
_ENDING = re.compile(r"(?:[иі]й|[аяоейьії])$")
_UKRAINIAN = frozenset(
    " а я у ю і ї е є о и ом ем єм ем ові еві єві ою ею єю ий ій ого ому им ім ої ій у ую ь й ьою".split(" ")
)
_WITH = (("ом", ""), ("им", ""), ("ою", "а"), ("ею", "я"), ("єю", "я"))
_FEMALE = ("служб", "рад", "прокуратур", "лікарн", "громад", "газет", "установ", "фірм", "прес")
_MALE = ("банк", "департамент", "інститут", "канал", "комітет", "парламент", "портал", "сайт", "союз", "суд",
         "телеканал", "університет", "уряд", "фонд", "центр", "штаб")  # fmt: skip
_MEN = frozenset("микола ілля сава лука кузьма хома данила гаврила".split())


def is_form(word: str, name: str, lang: str) -> bool:
    """Whether a word is a name in any case."""
    low, base = word.lower(), name.lower()
    if low == base:
        return True
    if lang == "kk":
        return low.startswith(base) and bool(_KAZAKH.fullmatch(low[len(base) :]))
    stem = _ENDING.sub("", base)
    return len(stem) > 2 and low.startswith(stem) and low[len(stem) :] in _UKRAINIAN


def is_genitive(phrase: str) -> bool:
    return bool(_GENITIVE.search(phrase))


def nominative_name(name: str, lang: str) -> str:
    """A full name without the ending of a case that shows: «з Тарасом Лихошерстом», «Қайрат Омарбектегі»."""
    parts = [part for part in name.split() if not part.endswith(".")]
    if lang == "kk":
        bare = _LOCATED.sub("", parts[-1])
        return " ".join([*parts[:-1], bare if len(bare) >= _LEAST else parts[-1]])
    for ending, base in _WITH[:1] + _WITH[2:]:
        if parts[0].endswith(ending) and len(parts[0]) > len(ending) + 2:
            return " ".join(_without_with(part) for part in ([parts[0].removesuffix(ending) + base, *parts[1:]]))
    return " ".join(parts)


def _without_with(part: str) -> str:
    for ending, base in (("ським", "ський"), ("цьким", "цький"), ("ською", "ська"), ("цькою", "цька"), *_WITH):
        if part.endswith(ending) and len(part) > len(ending) + 2:
            return part.removesuffix(ending) + base
    return part


def nominative(phrase: str, lang: str) -> str:
    """A noun with its adjectives in small letters; what hangs on a Ukrainian noun stays."""
    words = phrase[:1].lower() + phrase[1:]
    if lang == "kk":
        return _GENITIVE.sub("", words)
    parts = words.split()
    at = next((n for n, part in enumerate(parts) if not re.search(r"(?:ої|ій|ого|ому)$", part)), 0)
    female = at > 0 and parts[0].endswith(("ої", "ій"))
    turned = [
        re.sub(r"(?:ої|ій)$", "а", part) if female else re.sub(r"(?:ого|ому)$", "ий", part) for part in parts[:at]
    ]
    return " ".join([*turned, _noun(parts[at], female=female, male=at > 0 and not female), *parts[at + 1 :]])


def _noun(word: str, *, female: bool, male: bool) -> str:
    """A noun in the nominative, by the endings of the genitive and the locative."""
    for ending, base in (("нні", "ння"), ("стві", "ство"), ("ства", "ство"), ("ії", "ія")):
        if word.endswith(ending):
            return word.removesuffix(ending) + base
    if female or word.startswith(_FEMALE):
        return re.sub(r"[иі]$", "а", word)
    return re.sub(r"[уаі]$", "", word) if male or word.startswith(_MALE) else word


def gender(name: str, lang: str) -> str | None:
    """Of a Ukrainian by surname, else given name; Kazakh pronouns have no gender."""
    if lang == "kk":
        return None
    given, surname = name.lower().split()[0], name.lower().split()[-1]
    if re.search(r"(?:ська|цька|ова|єва|ева|іна|їна)$", surname):
        return "f"
    if re.search(r"(?:ський|цький|ов|єв|ев|ін|їн)$", surname):
        return "m"
    return "f" if given.endswith(("а", "я")) and given not in _MEN else "m"
