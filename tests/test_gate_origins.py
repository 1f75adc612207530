"""What README promises of origins and statements holds on the gate split of the gold."""

from collections import Counter

import pytest
import yaml

from tests import gate_origins
from tests.reading import overstated


def test_the_gate_is_passed(capsys: pytest.CaptureFixture[str]) -> None:
    passed, told = gate_origins.main(["gate"]) == 0, capsys.readouterr().out
    assert passed, told
    assert not overstated(told)


def test_the_gate_has_pairs_enough() -> None:
    read = (yaml.safe_load(path.read_text("utf-8")) for path in (gate_origins.GOLD / "origins" / "gate").glob("*.yaml"))
    russian = [gold["pairs"] for gold in read if gold["lang"] == "ru"]
    kinds = Counter(pair["kind"] for pairs in russian for pair in pairs)
    assert len(russian) >= 10
    assert kinds["full"] + kinds["partial"] >= 150
    assert min(kinds[kind] for kind in ("full", "partial", "none", "contradiction")) >= 60


def test_wrong_origins_lower_precision_and_missing_ones_recall() -> None:
    found = Counter({"full": 4, "full, sure": 3, "full, sure and right": 2, "none": 5, "none, sure": 1})
    found += Counter({"contradiction number": 4, "contradiction number, sure": 1})
    shown = gate_origins.origin_figures(found)
    assert (shown["precision"], shown["recall, full"]) == (2 / 4, 2 / 4)
    assert shown["precision with contradictions"] == 2 / 5
    assert shown["told apart: number"] == 3 / 4


def test_a_pair_that_the_guard_must_part_fails_the_gate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate_origins, "figures", lambda *_: {"guard failures": 1.0})  # the gate itself is under test
    monkeypatch.setattr(gate_origins, "minimums", dict)
    assert gate_origins.main(["gate"]) == 1
    assert "guard failures" in capsys.readouterr().out
