"""A day costs what it brings, not what the archive holds; counted in steps of the database, not in time."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from citewatch import pipeline
from citewatch.store import Store
from tests import days
from tests.bench.days import FEED, NEW, fill, recorded_day

_UNIT = 100  # steps that are counted as one


def steps(store: Store) -> list[int]:
    """A list that grows by one with each unit of steps that the database takes."""
    taken: list[int] = []
    store._connection.set_progress_handler(lambda: taken.append(1), _UNIT)
    return taken


def test_a_day_takes_as_many_steps_on_a_large_archive_as_on_a_small_one(tmp_path: Path) -> None:
    web, moment = recorded_day(tmp_path / "web")
    costs = []
    for size in (300, 1_500):
        archive = days.Days(tmp_path / str(size), web, days.one_feed(FEED))
        fill(archive.db, size, moment)
        archive.run(moment - timedelta(days=1))
        with archive.line(moment) as line:
            assert isinstance(line.store, Store)
            taken = steps(line.store)
            assert pipeline.run(line).posts_read == NEW
            costs.append(len(taken))
            line.store.posts()
            look = len(taken) - costs[-1]
    assert costs[1] < 1.3 * costs[0]
    assert costs[1] + look > 1.3 * costs[0], "one look at all posts would be seen"


def test_all_that_was_left_to_be_done_is_noted_again(tmp_path: Path) -> None:
    """As `derive` does where notes were lost."""
    web, moment = recorded_day(tmp_path / "web")
    archive = days.Days(tmp_path, web, days.one_feed(FEED))
    fill(archive.db, 5, moment)
    with archive.line(moment) as line:
        assert isinstance(line.store, Store)
        assert not list(line.store.faults())
        with line.store._write() as cursor:
            cursor.execute("DELETE FROM notes")
        (fault,) = line.store.faults()
        assert fault[0] == "something left to be done that is not noted: check p0 and 9 more"
        line.store.forget_readings()
        assert not [what for what, _ in line.store.faults() if "noted" in what]


def test_a_ranking_is_told_again_until_anything_changes(tmp_path: Path) -> None:
    web, moment = recorded_day(tmp_path / "web")
    archive = days.Days(tmp_path, web, days.one_feed(FEED))
    fill(archive.db, 30, moment)
    archive.run(moment)
    today = moment.date()
    with archive.line(moment) as line:
        pipeline.edition(line, today)
        for of in ("statements", "sources", "outlets", "speakers"):
            with patch.object(pipeline.ranked, "rank", side_effect=AssertionError("made anew")):
                kept = pipeline.head(line, today, 30, of, 5)
            with patch.object(Store, "kept", return_value=None):
                assert pipeline.head(line, today, 30, of, 5).lines == kept.lines[:5] != ()
        longer = replace(line, settings=days.one_feed(FEED, windows=(7, 9)))
        for one, day, most in ((line, today, 101), (line, today + timedelta(days=1), 5), (longer, today, 5)):
            with patch.object(pipeline.ranked, "rank", side_effect=AssertionError), pytest.raises(AssertionError):
                pipeline.head(one, day, 30, "speakers", most)
        before = pipeline.head(line, today, 30, "statements", 100)
        line.store.watch({"new:0": None}, {"new:0": today})
        after = pipeline.head(line, today, 30, "statements", 100)
    assert before.lines[0].row.lo.posts - 1 == after.lines[0].row.lo.posts, "a deleted post does not count"
    with archive.line(moment) as line:
        assert line.store.kept(pipeline.ranked._question(line, today, 30, "statements")) == after
