"""Text: sentences, normal forms, keys and language."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b, sha256
from heapq import nsmallest
from html import unescape
from typing import Any
from zlib import crc32

import sentencex
from anyascii import anyascii

from citewatch.model import Span

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
UPPER = r"[A-ZÀ-ÞĞİŞА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]"
_NAME = rf"{UPPER}(?:\.|[\w’'‑-]+\.?)(?:(?:(?<=\.)|\s+){UPPER}(?:\.|[\w’'‑-]+)){{0,2}}"
# A speaker's name before his words, as in interviews and at round tables. What somebody is may stand before the name,
# behind a comma or in parentheses; an outlet is a name in marks.
LABEL = re.compile(
    rf"(?:(?P<role>{UPPER}[\w-]+(?:\s[^\W\d_A-ZА-ЯЁ][\w-]*){{1,4}})\s)?(?P<name>{_NAME}|[«\"][^«»\"]{{2,40}}[»\"])"
    r"(?:,\s[^:.?!«»]{3,120}|\s\([^()]{3,120}\))?\s*:\s*(?:[–—-]\s+|$|(?=\S))"
)
_SIGN = re.compile(r"[^\w\s\x00-\x7f]")
_PARENTHESIS = re.compile(r"(\s*\([^()]*(?:\([^()]*\)[^()]*)*[.!?]\))\s+(?=[^\W\d_a-zа-яё]|[“«‘\"])")
_PIECE = 10_000  # code points that are cut into sentences at a time
_LONE = re.compile("[\ud800-\udfff]")  # halves of surrogate pairs, which no encoder takes
_ENDED = re.compile(r"[.!?…:;。！？।][”\"»’')\]]*$")  # sentencex breaks elsewhere too, as before «13th Street»
# Titles before a name: a sentence does not end there.
_ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Gov|Sen|Rep|Gen|Col|Maj|Lt|Sgt|Capt|Adm|Rev|Hon|St|Sec|Amb|Pres)\.$"
)
_NAME_PART = re.compile(r"[a-z]+")
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")

# Characters that HTML and XML forbid, and those that turn the direction of what follows: shown words must be the
# real ones.
_UNSHOWN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]+")

# The languages that citewatch tells apart; a wider choice only makes the detector err more.
_LANGUAGES = ("be", "de", "en", "es", "fr", "it", "kk", "ky", "pl", "ru", "tr", "tt", "uk", "uz")

# Letters of scientific and Turkic Latin, and a Kazakh one, before all diacritics go.
_LETTERS = {
    "ž": "zh",
    "š": "sh",
    "ş": "sh",
    "ș": "sh",
    "č": "ch",
    "ç": "ch",
    "ŝ": "shch",
    "û": "yu",
    "â": "ya",
    "ё": "е",
    "ң": "н",
}
# A Ukrainian name in Latin writes h for г, where others mean х.
_UKRAINIAN = re.compile(
    r"(?:enko|[iy]uk|chuk|ko|shyn|[st]skyi|yi|iv)$|^(?:serh|yevh|evh|ihor|oleh|olh|hann|halyn|hryh|heorh|bohd|hlib|hnat|anhel)"
)
_PLAIN_H = re.compile(r"(?<![kcszgtp])h")
_SOFT_C = re.compile(r"c(?=[eiy])")

_ALIKE = frozenset(["be", "kk", "ky", "ru", "uk"])
_SHORT = 200  # code points up to which the detector errs between languages that are alike
_KAZAKH = re.compile("[әғқңөұү]")
_KAZAKH_WORD = re.compile(r"\b(?:және|мен|бір|деп|да|де|туралы|болды|бойынша|ол)\b")

# Spellings of Russian and Turkic names that differ between newspapers, levelled: BGN/PCGN, GOST, Kazakh passports.
# Applied in this order. What differs in Cyrillic stays apart (Sarov, Sharov and Charov; Dara and Daria).
_LEVEL = (
    ("ij", "i"), ("shch", "š"), ("tsch", "č"), ("sch", "š"), ("tch", "č"),
    ("zh", "j"), ("kh", "h"), ("ch", "č"), ("sh", "š"), ("ts", "ц"),
    ("tz", "ц"), ("dj", "j"), ("gh", "g"), ("ck", "k"), ("c", "k"), ("q", "k"), ("ks", "x"), ("xander", "xandr"),
    ("w", "v"), ("ye", "e"), ("ie", "e"), ("yo", "e"), ("io", "e"), ("y", "i"),
    ("čo", "če"), ("šo", "še"), ("auir", "aur"), ("dimitr", "dmitr"), ("liudm", "ludm"),
)  # fmt: skip


def sentences(text: str, span: Span, lang: str) -> tuple[Span, ...]:
    """The sentences of a stretch of text, without the white space between them."""
    joined: list[Span] = []
    for piece in _found_sentences(text, span, lang):
        if joined and not _ends_sentence(text, joined[-1]):
            joined[-1] = Span(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return tuple(joined)


def _found_sentences(text: str, span: Span, lang: str) -> Iterator[Span]:
    """What sentencex takes for sentences; its time grows with the square of the length, so long texts go in pieces."""
    start = span.start
    while start < span.end:
        end = min(span.end, start + _PIECE)
        if end < span.end:
            end = max(text.rfind(" ", start + 1, end), text.rfind("\n", start + 1, end)) + 1 or end
        for one in sentencex.get_sentence_boundaries(lang, _LONE.sub("\ufffd", text[start:end].replace("\n", " "))):
            found = Span(start + one["start_index"], start + one["end_index"])
            yield from (trim(text, piece) for piece in _split_parenthesis(text, found))
        start = end


def _ends_sentence(text: str, span: Span) -> bool:
    """Whether a sentence can end here: it also breaks in other places, such as behind «Mr.»."""
    tail = max(span.start, span.end - 16)
    return bool(_ENDED.search(text, tail, span.end)) and not _ABBREVIATED.search(text, tail, span.end)


def _split_parenthesis(text: str, sentence: Span) -> tuple[Span, ...]:
    """A sentence in parentheses is one of its own, which sentencex leaves joined to the next: «(See a.) Then …»."""
    closed = _PARENTHESIS.match(text, sentence.start, sentence.end)
    return (Span(sentence.start, closed.end(1)), Span(closed.end(), sentence.end)) if closed else (sentence,)


def trim(text: str, span: Span, drop: str = "") -> Span:
    """The span without white space, and the characters of `drop`, at its ends."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in drop):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in drop):
        end -= 1
    return Span(start, end)


def fold(text: str) -> str:
    """White space of any kind folded to single blanks, invisible characters dropped."""
    return " ".join(_INVISIBLE.sub("", text).split())


def shown(text: str) -> str:
    """A text without the characters that a page or feed must not hold."""
    return _LONE.sub("\ufffd", _UNSHOWN.sub("", text))


def words(text: str) -> tuple[str, ...]:
    """The normal words of a text: NFKC, case-folded, without marks and punctuation."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    plain = plain.replace("’", "'").replace("\u2010", "-")  # NFKC has made it of the no-break hyphen
    # Accents that have no letter of their own are stress marks of dictionaries and interviews: за́мок.
    for mark in filter(unicodedata.combining, set(_SIGN.findall(plain))):
        plain = plain.replace(mark, "")
    return tuple(_WORD.findall(plain))


def words_of_html(html: str) -> tuple[str, ...]:
    """The normal words of some HTML, tags cut out and nothing parsed: for comparing two versions of it."""
    return words(unescape(_TAG.sub(" ", html)))


_RUN = 5  # words in a row
_LEAST = 50  # words; what is shorter is too often alike without being a copy
_SHARED = 0.9
_SHORTEST = 0.8


def same_content(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two texts, as words, are one text, but for a headline, a line on its origin or a misprint.

    At least 50 words each; the shorter has 0.8 of the length of the longer, and 0.9 of its runs of 5 words stand there.
    """
    least, most = sorted((len(one), len(other)))
    if least < _LEAST or least < _SHORTEST * most:
        return False
    fewer, more = sorted((_runs(one), _runs(other)), key=len)
    return len(fewer & more) >= _SHARED * len(fewer)


def sketch(found: Sequence[str], size: int = 8) -> tuple[int, ...]:
    """Hashes (63 bits) of those of a text's runs of words whose checksums are least: copies share most of them.

    Bottom-k of Broder 1997, by a checksum, for a long text has thousands of runs. Empty for a text that is too short to
    be known as a copy.
    """
    runs = [run.encode("utf-8", "surrogatepass") for run in _runs(found)] if len(found) >= _LEAST else []
    least = nsmallest(size, ((crc32(run), run) for run in runs))
    return tuple(sorted(int.from_bytes(blake2b(run, digest_size=8).digest()) >> 1 for _, run in least))


def _runs(found: Sequence[str]) -> set[str]:
    return set(map(" ".join, zip(*(found[at:] for at in range(_RUN)), strict=False)))


def person_key(name: str) -> str | None:
    """A key that is equal for spellings of one full name in Latin and Cyrillic; None for less than two names.

    Given name and surname count; patronymics and initials between them do not.
    """
    parts = [level(part) for part in name.split()]
    parts = [part for part in parts if len(part) > 1]
    return f"{parts[0]} {parts[-1]}" if len(parts) >= 2 else None


def level(word: str) -> str:
    """One name with the differences between its romanisations levelled."""
    lettered = "".join(_LETTERS.get(letter, letter) for letter in unicodedata.normalize("NFC", word).lower())
    plain = "".join(_NAME_PART.findall(anyascii(lettered).lower()))
    if _UKRAINIAN.search(plain):
        plain = _PLAIN_H.sub("g", plain)
    plain = _SOFT_C.sub("ц", plain)
    for spelling, levelled in _LEVEL:
        plain = plain.replace(spelling, levelled)
    return re.sub(r"(.)\1", r"\1", plain)


def language(text: str, default: str) -> str:
    """The language of a text by its letters and words; `default` for texts of under 20 letters."""
    sample = text[:4000]
    if sum(char.isalpha() for char in sample) < 20:
        return default
    code: str = _identifier().classify(sample)[0]
    return _by_letters(sample.lower(), code) if code in _ALIKE and len(sample) < _SHORT else code


def _by_letters(low: str, code: str) -> str:
    """A short text in Russian, Ukrainian or Kazakh by the letters that the others lack; else as the detector says."""
    found = _WORD.findall(low)
    kazakh = sum(bool(_KAZAKH.search(word)) for word in found)
    if 4 * kazakh >= len(found) or (code in {"kk", "ky"} and not kazakh and _KAZAKH_WORD.search(low)):
        return "kk"
    if kazakh:
        return "ru" if code == "kk" else code  # a Kazakh name in a text of another language
    if re.search("[іїєґ]", low):
        return "be" if re.search("[ўы]", low) else "uk"
    return "ru" if code in {"uk", "be"} and re.search("[ыэъё]", low) else code


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(_LANGUAGES))
    return identifier


def digest(*parts: str, size: int = 12) -> str:
    """A short stable key of some texts: `size` hexadecimal digits of their SHA-256."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:size]


def slug(text: str, size: int = 48) -> str:
    """A text as part of an address: lower-case ASCII letters, digits and hyphens; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower())[:size].strip("-")
