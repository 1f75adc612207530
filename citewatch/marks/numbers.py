"""Words and digits → the values of the numbers that they write: «two hundred and five» and «205» are one number."""

import re
from collections.abc import Iterable

DIGITS = r"\d{1,3}(?:[ ,’']\d{3})+(?![\d])(?:\.\d+)?|\d+(?:[.,]\d+)*"
SUFFIX = r"(?:s|st|nd|rd|th|-(?:е|х|й|го|м|му|я|ю|ми|ти))\b"
ROMAN = re.compile(r"[IVX]{2,}")
_ROMAN = {"I": 1, "V": 5, "X": 10}

_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ ,’']\d{3})+(?:\.\d+)?")


def value_of(digits: str, suffix: str = "", *, below_zero: bool = False) -> str:
    """One spelling for a number in digits: thousands unmarked, a point for the decimals; «#» marks ordinals."""
    if _THOUSANDS.fullmatch(digits):
        digits = re.sub(r"[ ,’']", "", digits)
    whole, *rest = re.split(r"[.,]", digits)
    plain = whole.lstrip("0") or "0"  # int() refuses more than 4,300 digits
    if len(rest) == 1:
        plain = f"{plain}.{rest[0]}".rstrip("0").rstrip(".")
    elif rest:
        plain = ".".join([whole, *rest])  # a date or a version: as written
    plain = "-" + plain if below_zero else plain
    return plain if not suffix else plain + suffix if suffix == "s" else "#" + plain


def roman(written: str) -> str:
    """The ordinal that Roman digits write: the XIX century is the 19th."""
    values = [_ROMAN[digit] for digit in written]
    return f"#{sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))}"


def compound(values: Iterable[tuple[str, str]]) -> str | None:
    """The number that adjacent words make, from (kind, value); None if they make none.

    Kinds are `scale`, `number` and `digits`. A scale multiplies the smaller parts before it; what follows must be
    smaller than the last part's lowest digit. An ordinal (#) can only be the last part: twenty-fifth.
    """
    parts: list[float] = []
    room = 0.0  # what may still be added must stay below it
    ordinal = ""
    for kind, value in values:
        if ordinal:
            return None
        if parts and value.startswith("#"):
            ordinal, value = "#", value[1:]
        if not re.fullmatch(r"\d+(\.\d+)?", value):
            return None
        number = float(value)
        if kind == "scale":
            smaller = [part for part in parts if part < number]
            parts = [part for part in parts if part >= number] + [(sum(smaller) or 1) * number]
            room = number
        elif not parts or 0 < number < room:
            parts.append(number)
            room = 0 if kind == "digits" else _lowest(number)
        else:
            return None
    return ordinal + f"{sum(parts):.6f}".rstrip("0").rstrip(".")


def _lowest(number: float) -> float:
    """The place value of the last digit that is not zero: 100 for 200; nothing may follow a digit of ones."""
    return next((place for place in (100.0, 10.0) if number >= place and number % place == 0), 0.0)
