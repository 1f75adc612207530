"""The ledger on its branch, with a bare remote: twice, with a conflict, and with nothing left here."""

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from citewatch import ledger
from citewatch.errors import RunError
from citewatch.ledger import syncing
from citewatch.model import Anchor
from citewatch.store import Store, open_store

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@b.example")
    done = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def remote(tmp_path: Path) -> str:
    """A bare repository with a branch of other files."""
    (tmp_path / "work").mkdir()
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    git(tmp_path / "work", "init", "--quiet", "--initial-branch=main")
    (tmp_path / "work" / "README").write_text("the user's own")
    git(tmp_path / "work", "add", "README")
    git(tmp_path / "work", "commit", "--quiet", "-m", "first")
    git(tmp_path / "work", "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(tmp_path / "work", "push", "--quiet", "origin", "main")
    return str(tmp_path / "remote.git")


class Machine:
    """A store and a folder for the branch."""

    def __init__(self, folder: Path, remote: str) -> None:
        self.db, self.folder, self.remote = folder / "store.db", folder / "ledger", remote

    def do(self, what: Callable[[Store], object]) -> object:
        with open_store(self.db) as store:
            return what(store)

    def note(self, name: str) -> None:
        """Something that only this store knows."""
        self.do(lambda store: store.record_anchors([Anchor(name, "tag:1", name)], NOON))

    def pull(self) -> object:
        return self.do(lambda store: ledger.pull(store, self.folder, self.remote))

    def push(self) -> object:
        return self.do(lambda store: ledger.push(store, self.folder, "What was recorded", self.remote))

    def knows(self) -> set[str]:
        with open_store(self.db) as store:
            return {one.id for one in store.anchors()}


@pytest.fixture
def one(tmp_path: Path, remote: str) -> Machine:
    return Machine(tmp_path / "one", remote)


@pytest.fixture
def other(tmp_path: Path, remote: str) -> Machine:
    return Machine(tmp_path / "other", remote)


def test_the_first_time_there_is_no_branch(one: Machine, remote: str) -> None:
    assert one.pull() == 0
    one.note("a")
    assert one.push() is True
    assert git(Path(remote), "branch", "--list", "--format=%(refname:short)").split() == ["ledger", "main"]
    assert git(Path(remote), "show", "ledger:anchors.jsonl").count('"id":"a"') == 1


def test_twice_is_once(one: Machine, remote: str) -> None:
    one.note("a")
    assert [one.push(), one.push()] == [True, False]
    assert git(Path(remote), "rev-list", "--count", "ledger") == "1"


def test_each_day_is_one_commit_of_little(one: Machine, remote: str) -> None:
    for name in "abc":
        one.note(name)
        one.push()
    assert git(Path(remote), "rev-list", "--count", "ledger") == "3"
    assert git(Path(remote), "diff", "--shortstat", "ledger~1", "ledger") == "1 file changed, 1 insertion(+)"


def test_a_ledger_that_has_moved_is_merged(one: Machine, other: Machine) -> None:
    one.note("a")
    one.push()
    other.pull()
    other.note("b")
    other.push()
    one.note("c")
    assert one.push() is True
    assert one.knows() == {"a", "b", "c"}
    other.pull()
    assert other.knows() == {"a", "b", "c"}


def test_one_that_moves_between_look_and_push_is_merged_too(
    one: Machine, other: Machine, monkeypatch: pytest.MonkeyPatch, remote: str
) -> None:
    one.note("a")
    other.note("b")
    real, quicker = syncing._Git.push, [True]

    def push(git: syncing._Git) -> bool:
        if quicker:
            quicker.clear()
            other.push()
        return real(git)

    monkeypatch.setattr(syncing._Git, "push", push)
    assert one.push() is True
    assert one.knows() == {"a", "b"}
    assert git(Path(remote), "rev-list", "--count", "ledger") == "2"


def test_one_that_always_moves_is_given_up(one: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    one.note("a")
    monkeypatch.setattr(syncing._Git, "push", lambda _: False)
    with pytest.raises(RunError, match="others were quicker 5 times"):
        one.push()


def test_all_that_is_here_is_lost(one: Machine, tmp_path: Path, remote: str) -> None:
    one.note("a")
    one.push()
    fresh = Machine(tmp_path / "fresh", remote)
    assert fresh.pull() == 1
    assert fresh.knows() == {"a"}
    assert fresh.push() is False


def test_a_remote_that_cannot_be_reached(one: Machine, tmp_path: Path) -> None:
    one.remote = str(tmp_path / "nowhere.git")
    one.note("a")
    for what in (one.pull, one.push):
        with pytest.raises(RunError, match="nowhere"):
            what()


def test_a_remote_that_takes_nothing(one: Machine, remote: str) -> None:
    hook = Path(remote) / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho no disk left >&2\nexit 1\n")
    hook.chmod(0o755)
    one.note("a")
    with pytest.raises(RunError, match="no disk left"):
        one.push()


def test_no_repository_and_no_remote(one: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store(one.db) as store, pytest.raises(RunError, match="not a git repository"):
        ledger.push(store, one.folder, "x")


def test_without_git(one: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    one.note("a")
    with pytest.raises(RunError, match="cannot be run"):
        one.push()


def test_a_token_is_given_and_stands_nowhere(tmp_path: Path) -> None:
    """As git asks for it; without a token nothing is answered."""
    ask = ["git", "-c", f"credential.helper={syncing._HELPER}", "credential", "fill"]
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_TERMINAL_PROMPT": "0"}
    told = "protocol=https\nhost=git.example\n\n"
    given = subprocess.run(
        ask, input=told, text=True, capture_output=True, check=False, env=environ | {"GITHUB_TOKEN": "s3cret"}
    )
    assert "username=x-access-token\npassword=s3cret\n" in given.stdout
    none = subprocess.run(ask, input=told, text=True, capture_output=True, check=False, env=environ)
    assert "password" not in none.stdout


def test_later_than_now_is_no_matter(one: Machine, other: Machine) -> None:
    """Who was first to name a statement is settled by the time, not by who pushed first."""
    one.do(lambda store: store.record_anchors([Anchor("a", "tag:1", "late")], NOON + timedelta(1)))
    one.push()
    other.do(lambda store: store.record_anchors([Anchor("a", "tag:1", "early")], NOON))
    other.push()
    one.pull()
    with open_store(one.db) as store:
        assert [anchor.exact for anchor in store.anchors()] == ["early"]
