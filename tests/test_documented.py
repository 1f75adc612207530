"""README knows every command, option, setting, variable and exit status; its line for cron works as it stands."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from citewatch import config, errors
from citewatch.cli.app import EVERY_FEED_FAILED, app
from citewatch.config.fields import DESCRIPTIONS
from citewatch.config.saying import OUTSIDE
from tests.days import ROOT, WEB

README = (ROOT / "README.md").read_text("utf-8")
# What typer adds, and what is said once for all commands.
COMMON = {"--help"}


def commands(command: object, words: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(words), command
        return
    for name, one in inner.items():
        yield from commands(one, (*words, name))


COMMANDS = dict(commands(get_command(app)))
OPTIONS = sorted({
    option for one in COMMANDS.values() for parameter in one.params for option in parameter.opts  # type: ignore[attr-defined]
    if option.startswith("--")
} - COMMON)  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command(name: str) -> None:
    assert re.search(rf"^\|.*`{name}[` ]", README, re.MULTILINE)


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option(option: str) -> None:
    assert re.search(rf"`[^`\n]*{option}\b", README)


@pytest.mark.parametrize("setting", [at for at in DESCRIPTIONS if at not in {"feeds", "outlets", "site", "fetch"}])
def test_every_setting(setting: str) -> None:
    """By its own name, or as `.name` behind a sister in the same row."""
    section, _, name = setting.rpartition(".")
    if any(other.startswith((f"{setting}.", f"{setting}[]")) for other in DESCRIPTIONS):
        return  # a section; its settings are looked for themselves
    rows = [row for row in README.splitlines() if row.startswith("|") and (not section or f"`{section}." in row)]
    assert any(f"`{setting}`" in row or f"`.{name}`" in row for row in rows)


@pytest.mark.parametrize("variable", [config.PASSWORD, config.SECRET, *OUTSIDE.values()])
def test_every_variable(variable: str) -> None:
    assert f"`{variable}`" in README


def test_every_exit_status() -> None:
    known = {one.exit_status for one in vars(errors).values() if hasattr(one, "exit_status")}
    table = README.split("| exit status |")[1].split("\n\n")[0]
    assert {int(row) for row in re.findall(r"^\| (\d) \|", table, re.MULTILINE)} == {0, *known, EVERY_FEED_FAILED}


def test_a_newcomer_can_read_it_to_its_end() -> None:
    assert len(README.splitlines()) < 500


def test_the_line_for_cron_works_as_it_stands(tmp_path: Path) -> None:
    """Run by a shell with cron's poor environment; the web, for once, is a recorded one."""
    (line,) = re.findall(r"^    \d+ \d+ \* \* \*  (.*)$", README, re.MULTILINE)
    home = tmp_path / "citewatch"
    (home / ".venv" / "bin").mkdir(parents=True)
    command = home / ".venv" / "bin" / "citewatch"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m citewatch "$@" --replay {WEB} --as-of 2026-09-14\n')
    command.chmod(0o755)
    (home / "sources.yaml").write_bytes((ROOT / "fixtures" / "sources.yaml").read_bytes())
    environ = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["/bin/sh", "-c", line], env=environ, cwd="/", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (home / "public" / "index.html").exists()
    assert (home / ".citewatch" / "store.db").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["citewatch"]
