"""Bytes → text: byte order mark, header, declaration and the bytes themselves are weighed (charset-normalizer)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
# Not every codec of Python's: some are no charsets (punycode), some are slow, some run escapes.
_CHARSET = re.compile(r"(?:windows|cp|iso|latin|koi8|x-mac|mac|gb|big5|shift|sjis|euc|utf)[\w-]*$", re.IGNORECASE)
# The WHATWG's encoding standard: who writes the one means the other.
_MEANT = dict.fromkeys(["iso-8859-1", "latin1", "us-ascii"], "windows-1252")
_LETTERS = ("[а-яё]", "[А-ЯЁ]", "[А-яЁё]", "[À-ÿ]{4}", "[A-Za-z][А-яЁё]|[А-яЁё][A-Za-z]")
_GUESSES = ("windows-1251", "koi8-r", "windows-1252")
_RUBBISH = re.compile("[\x00\x7f-\x9f\u2500-\u259f\ufffd]")
_SAMPLE = 200_000  # characters are enough to tell
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the charset it was in; `sure`: it says so itself, or the bytes leave no doubt."""

    text: str
    charset: str
    sure: bool

    @property
    def guess(self) -> str | None:
        """The charset, when it was only guessed."""
        return None if self.sure else self.charset


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """A byte order mark decides, then UTF-8, then header and declaration where the bytes agree, then the bytes.

    UTF-8 comes before all claims, for other text is almost never valid UTF-8 by chance (RFC 3629, 1).
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return Decoded(body.decode(charset, "replace"), charset, sure=True)
    decoded = body.decode("utf-8", "replace")
    if _is_clean(decoded):
        return Decoded(decoded, "utf-8", sure=True)
    claimed = list(_claimed(body, content_type))
    for charset in (*claimed, *_wide(body), *_GUESSES):
        decoded = body.decode(charset, "replace")
        if _is_clean(decoded) and _is_language(decoded):
            return Decoded(decoded, charset, sure=charset in claimed)
    best = from_bytes(body[:100_000]).best()
    charset = best.encoding if best else "utf-8"
    return Decoded(body.decode(charset, "replace"), charset, sure=False)


def _claimed(body: bytes, content_type: str | None) -> Iterator[str]:
    """What header and declaration say."""
    header, declared = _HEADER.search(content_type or ""), _DECLARED.search(body[:4096])
    names = [header[1]] if header else []
    names += [(declared[1] or declared[2]).decode("ascii")] if declared else []
    return filter(_is_charset, (_MEANT.get(name.lower(), name.lower()) for name in names))


def _wide(body: bytes) -> tuple[str, ...]:
    """UTF-16 without its mark: every other byte of the markup is zero."""
    sample = body[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 10 < len(sample):
        return ()
    return ("utf-16-be",) if even > odd else ("utf-16-le",)


def _is_charset(name: str) -> bool:
    try:
        return bool(_CHARSET.match(name)) and "".encode(name) is not None
    except LookupError:
        return False


def _is_clean(decoded: str) -> bool:
    """Whether broken and control characters and lines of boxes are hardly there: a wrong charset brings many."""
    sample = decoded[:_SAMPLE]
    rubbish = len(_RUBBISH.findall(sample))
    return not rubbish or rubbish * 20 <= sum(char > "\x9f" for char in sample)


def _is_language(decoded: str) -> bool:
    """Whether the letters stand as in words: «оПХБЕР», «Ïðèâåò» and «cafй» were decoded in a wrong charset."""
    sample = decoded[:_SAMPLE]
    small, capital, cyrillic, western, mixed = (len(re.findall(letters, sample)) for letters in _LETTERS)
    return capital <= small + 20 and western <= 10 and mixed * 10 <= cyrillic + 10
