"""A user's folder, and ways to run commands in it."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from citewatch.cli import main
from tests.cli.running import Ran, Run, settings
from tests.days import CONFIG, WEB, atom, cites, entry, put


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder, in a terminal of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("CITEWATCH_SMTP_PASSWORD", "CITEWATCH_RECIPIENTS", "CITEWATCH_WEEKLY_RECIPIENTS", "CITEWATCH_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `citewatch` with these words in the user's folder."""
    assert folder.exists()

    def run(*words: object, given: bytes = b"") -> Ran:
        streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (given, b"", b"")]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["citewatch", *map(str, words)])
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            with pytest.raises(SystemExit) as left:
                main()
            for stream in streams[1:]:
                stream.flush()
        out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, out, err)

    return run


@pytest.fixture
def small(folder: Path) -> Path:
    """Two blogs, each with a post; `folder/web` is the recorded web."""
    for name in ("one", "two"):
        html = cites("paper.example/1.html", f"{name}.press.example/2.html")
        put(folder / "web", f"{name}.example/feed", atom(entry(f"tag:{name}", html)))
    settings(folder, "one", "two")
    return folder


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the recorded web was read, to look at only."""
    path = tmp_path_factory.mktemp("filled")
    words = [
        "run",
        "--config",
        CONFIG,
        "--db",
        path / "store.db",
        "--site",
        path / "public",
        "--replay",
        WEB,
        "--quiet",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "citewatch", *map(str, words)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return path


@pytest.fixture
def look(run: Run, filled: Path) -> Run:
    """Runs a command on the recorded web's store."""
    return lambda *words, **given: run(*words, "--config", CONFIG, "--db", filled / "store.db", **given)
