"""The figures that README promises hold on the gate split of the gold."""

from pathlib import Path

import pytest

from tests import gate, shared
from tests.reading import overstated


def test_the_gate_is_passed(capsys: pytest.CaptureFixture[str]) -> None:
    passed, told = gate.main(["gate"]) == 0, capsys.readouterr().out
    assert passed, told
    assert not overstated(told.partition("articles:")[0])


def test_a_missed_minimum_fails_the_gate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(gate, "minimums", lambda _: {"binding": 1.01})  # the gate itself is under test
    monkeypatch.setattr(shared, "SHARED", Path("nowhere"))
    assert gate.main(["gate"]) == 1
    told = capsys.readouterr().out
    assert "MISSED" in told
    assert "en-dev: left out" in told


def test_a_missed_minimum_of_a_shared_set_fails_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "KINDS", ())
    monkeypatch.setattr(shared, "records", lambda _: [{}])
    monkeypatch.setattr(shared, "figures", lambda _: {"e2e F1": 0.1})
    assert gate.main(["gate"]) == 1
