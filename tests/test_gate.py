"""The figures that README promises hold on the gate split of the gold."""

import pytest

from tests import gate


def test_the_gate_is_passed(capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main(["gate"]) == 0, capsys.readouterr().out


def test_a_missed_minimum_fails_the_gate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(gate, "minimums", lambda _: {"binding": 1.01})  # the gate itself is under test
    assert gate.main(["gate"]) == 1
    assert "MISSED" in capsys.readouterr().out
