"""The ledger on a branch of its own: brought from the remote, pushed to it, merged where others were quicker.

The branch is worked on in a repository of its own inside a folder, so that the user's files are never touched.
"""

import os
import subprocess
from pathlib import Path

from citewatch.errors import RunError
from citewatch.ledger.exchange import export, take_in
from citewatch.ports import Store

BRANCH = "ledger"
TRIES = 5  # pushes that find the branch moved; each merges what has come
_TIMEOUT = 300.0  # seconds for one command of git
_AUTHOR = ("-c", "user.name=citewatch", "-c", "user.email=citewatch@localhost", "-c", "commit.gpgsign=false")

# In a workflow, git asks for a password and is given the job's token; it stands in no file and in no list of processes.
_HELPER = '!f() { test -n "$GITHUB_TOKEN" && echo username=x-access-token && echo "password=$GITHUB_TOKEN"; }; f'


def pull(store: Store, folder: Path, remote: str | None = None) -> int:
    """Bring the ledger from the remote and merge it into the store. Returns how many records were new to it.

    None is taken from a remote that has no such branch yet. `remote`: an address; by default that of the repository in
    which the command is run. Raises: RunError.
    """
    git = _Git(folder, remote)
    return take_in(store, folder) if git.fetch() else 0


def push(store: Store, folder: Path, message: str, remote: str | None = None) -> bool:
    """Bring the store's ledger to the remote; what has come there meanwhile is merged first, into the store too.

    Returns whether there was anything to push. Raises: RunError, when nothing was pushed.
    """
    git = _Git(folder, remote)
    for _ in range(TRIES):
        there = git.fetch()
        if there:
            take_in(store, folder)
        export(store, folder)
        if git.commit(message) == there:
            return False
        if git.push():
            return True
    raise RunError(git.remote, f"the ledger was not pushed: others were quicker {TRIES} times; run this again")


class _Git:
    """The branch in a folder."""

    def __init__(self, folder: Path, remote: str | None) -> None:
        """Raises: RunError, when there is no remote."""
        self._folder = folder
        self.remote = remote or self._run("git", "remote", "get-url", "origin", cwd=Path())
        if not (folder / ".git").exists():
            folder.mkdir(parents=True, exist_ok=True)
            self._git("init", "--quiet", f"--initial-branch={BRANCH}")

    def fetch(self) -> str:
        """Make the folder what the branch is at the remote. Returns its commit, empty where there is no branch yet."""
        found = self._git("ls-remote", self.remote, f"refs/heads/{BRANCH}")
        if found:
            self._git("fetch", "--quiet", "--depth=1", self.remote, BRANCH)
            self._git("checkout", "--quiet", "--force", "-B", BRANCH, "FETCH_HEAD")
            self._git("clean", "--quiet", "-fd")
        return self._git("rev-parse", "HEAD") if found else ""

    def commit(self, message: str) -> str:
        """What has changed in the folder. Returns the commit, the one before where nothing has."""
        self._git("add", "--all")
        if self._git("status", "--porcelain"):
            self._git(*_AUTHOR, "commit", "--quiet", "-m", message)
        return self._git("rev-parse", "HEAD")

    def push(self) -> bool:
        """False, when the branch has moved. Raises: RunError for any other reason."""
        try:
            self._git("push", "--quiet", self.remote, f"HEAD:refs/heads/{BRANCH}")
        except RunError as error:
            if any(word in error.message for word in ("fetch first", "non-fast-forward", "[rejected]", "cannot lock")):
                return False
            raise
        return True

    def _git(self, *words: str) -> str:
        return self._run("git", "-c", f"credential.helper={_HELPER}", *words, cwd=self._folder)

    def _run(self, *words: str, cwd: Path) -> str:
        quiet = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}  # nobody is there to be asked
        try:
            done = subprocess.run(  # noqa: S603 - git, and words of this module
                words, cwd=cwd, env=os.environ | quiet, capture_output=True, text=True, timeout=_TIMEOUT, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RunError("git", f"cannot be run: {error}") from error
        if done.returncode:
            raise RunError("git", " ".join(done.stderr.split()) or f"`{' '.join(words)}` failed")
        return done.stdout.strip()
