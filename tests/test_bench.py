"""The table of measures: what makes it fail, and what is written down."""

import json
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench.timing import Measure, growth

SLOW = Measure("posts read", "the parser alone", 3.2, "1 ms a post")


@pytest.mark.parametrize(
    ("measure", "before", "worse"),
    [
        (SLOW, None, False),
        (SLOW, 3.0, False),
        (SLOW, 2.2, False),
        (SLOW, 2.1, True),
        (Measure("memory", "", None, "900 MB"), None, False),
        (Measure("memory", "", None, "900 MB", kept=False), None, True),
    ],
)
def test_when_a_measure_fails(measure: Measure, before: float | None, worse: bool) -> None:
    assert bench.is_worse(measure, before) is worse
    assert ("WORSE" in bench.line(measure, before)) is worse


def test_growth_is_an_exponent() -> None:
    assert growth([10, 20, 40], [1, 3, 16]) == pytest.approx(2)
    assert growth([10, 20, 40], [5, 9, 20]) == pytest.approx(1)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A bench of one measure, with a baseline of its own."""
    monkeypatch.setattr(bench, "_measured", lambda _: [SLOW])
    monkeypatch.setattr(bench, "BASELINE", tmp_path / "baseline.json")
    return tmp_path


def test_a_run_is_compared_with_what_was_kept(measured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["posts", "--keep", "--json", str(measured / "bench.json")]) == 0
    assert json.loads(bench.BASELINE.read_text()) == {"posts read": 3.2}
    found = json.loads((measured / "bench.json").read_text())
    assert found["measures"][0]["ratio"] == 3.2
    assert {"machine", "versions"} <= found.keys()
    bench.BASELINE.write_text('{"posts read": 2.0}')
    assert bench.main(["posts"]) == 1
    assert "WORSE" in capsys.readouterr().out


def test_an_unknown_room_is_said(measured: Path) -> None:
    with pytest.raises(SystemExit):
        bench.main(["attic"])
    assert not list(measured.iterdir())
