"""Dates as pages state them: in several languages, relative to a day, and what is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch.dates import read_date

AT = datetime(2026, 9, 15, 12, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    year, month, day, hour, minute, *_ = *parts, 0, 0
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


STATED = {
    "Сегодня, 11:41": utc(2026, 9, 15, 11, 41),
    "Вчера, 11:41": utc(2026, 9, 14, 11, 41),
    "вчера в 09:05": utc(2026, 9, 14, 9, 5),
    "Бүгін, 11:41": utc(2026, 9, 15, 11, 41),
    "Кеше, 11:41": utc(2026, 9, 14, 11, 41),
    "3 часа назад": utc(2026, 9, 15, 9),
    "18-09-2019, 10:15": utc(2019, 9, 18, 10, 15),
    "7-09-2026, 09:30": utc(2026, 9, 7, 9, 30),
    "03-02-2020, 10:15": utc(2020, 2, 3, 10, 15),
    "2026-09-04": utc(2026, 9, 4),
    "2026-09-04T10:15:00+05:00": utc(2026, 9, 4, 5, 15),
    "2026-09-04T10:15:00Z": utc(2026, 9, 4, 10, 15),
    "2026-09-04 10:15": utc(2026, 9, 4, 10, 15),
    "18.09.2019": utc(2019, 9, 18),
    "18 сентября 2019": utc(2019, 9, 18),
    "18 сентября 2019 г., 10:15": utc(2019, 9, 18, 10, 15),
    "18 сен 2019": utc(2019, 9, 18),
    "Опубликовано: 18 сентября 2019": utc(2019, 9, 18),
    "Опубликовано 18-09-2019, 10:15": utc(2019, 9, 18, 10, 15),
    "18 вересня 2019": utc(2019, 9, 18),
    "18 қыркүйек 2019": utc(2019, 9, 18),
    "1 Қаңтар 2020": utc(2020, 1, 1),
    "5 наурыз 2024": utc(2024, 3, 5),
    "2019 жылғы 18 қыркүйек": utc(2019, 9, 18),
    "2019 жылдың 18 қыркүйегі": None,
    "September 18, 2019": utc(2019, 9, 18),
    "Thursday, September 10, 2026": utc(2026, 9, 10),
    "\n 18\u00a0сентября\n2019 ": utc(2019, 9, 18),
    # Refused: no whole date, or one that cannot be true.
    "18 сентября": None,
    "сентябрь 2019": None,
    "10:15": None,
    "2019": None,
    "1568801700": None,
    "2098-01-01": None,
    "2026-09-17": None,
    "завтра": utc(2026, 9, 16, 12),
    "через 3 дня": None,
    "1970-01-01": None,
    "0000-00-00": None,
    "31-02-2020": None,
    "0001-01-01T00:00:00+05:00": None,
    "Просмотров: 1098": None,
    "a word": None,
    "": None,
}


@pytest.mark.parametrize(("stated", "expected"), STATED.items())
def test_dates_as_stated(stated: str, expected: datetime | None) -> None:
    assert read_date(stated, AT) == expected


KAZAKH = "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split()
RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()


@pytest.mark.parametrize(("number", "name"), [*enumerate(KAZAKH, 1), *enumerate(RUSSIAN, 1)])
def test_every_month(number: int, name: str) -> None:
    assert read_date(f"5 {name} 2024", AT) == utc(2024, number, 5)


@pytest.mark.parametrize("stated", ["Вчера, 11:41", "yesterday", "3 hours ago", "Tuesday"])
def test_relative_words_need_their_day(stated: str) -> None:
    assert read_date(stated) is None


def test_the_future_is_only_known_with_a_day() -> None:
    assert read_date("2098-01-01") == utc(2098, 1, 1)


@given(st.text(st.characters(), max_size=80))
def test_no_words_raise(stated: str) -> None:
    found = read_date(stated, AT)
    assert found is None or found.tzinfo is UTC
