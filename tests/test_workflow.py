"""The daily workflow: what it may do, and its shell steps run for real, in order, in a repository with a remote."""

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from citewatch.cli import starting
from citewatch.errors import ConfigError
from tests.days import OF_THIS_STORE, ROOT, article, atom, cites, entry, put
from tests.test_digest_sending import Handler, serving
from tests.test_ledger_branch import git

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PUBLISH = ROOT / ".github" / "workflows" / "publish.yml"
READER = "anna@lake.example"


def loaded(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - `on` stays a word


JOBS = loaded(PUBLISH.read_text("utf-8"))["jobs"]


class TestWhatItMayDo:
    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
    def test_least_rights(self, file: Path) -> None:
        whole = loaded(file.read_text("utf-8"))
        assert whole["permissions"] == {}
        assert whole["concurrency"]
        for job in whole["jobs"].values():
            assert job["timeout-minutes"]
            assert set(job["permissions"]) <= {"contents", "pages", "id-token", "issues", "actions"}

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
    def test_actions_are_pinned(self, file: Path) -> None:
        used = re.findall(r"uses: (.*)", file.read_text("utf-8"))
        assert used
        assert all(re.fullmatch(r"actions/[a-z/-]+@[0-9a-f]{40} # v[\d.]+", one) for one in used)

    def test_only_what_writes_may_write(self) -> None:
        rights = {
            name: {what for what, how in job["permissions"].items() if how == "write"} for name, job in JOBS.items()
        }
        assert rights == {
            "build": {"contents"}, "deploy": {"pages", "id-token"}, "digest": {"contents"}, "tell": {"issues"}
        }  # fmt: skip

    def test_secrets_are_only_where_mail_is_made(self) -> None:
        """The password only in the step that sends."""
        with_secrets = [step for job in JOBS.values() for step in job["steps"] if "secrets." in str(step)]
        assert [step["run"] for step in with_secrets] == [
            "citewatch digest --intend --quiet",
            "citewatch digest --deliver --quiet",
        ]
        assert ["PASSWORD" in str(step) for step in with_secrets] == [False, True]
        assert JOBS["digest"]["environment"] == "digest"

    def test_it_runs_at_an_odd_minute_and_one_at_a_time(self) -> None:
        whole = loaded(PUBLISH.read_text("utf-8"))
        (schedule,) = whole["on"]["schedule"]
        assert int(schedule["cron"].split()[0]) % 2 == 1
        assert "workflow_dispatch" in whole["on"]
        assert whole["concurrency"] == {"group": "publish", "cancel-in-progress": "false"}

    def test_only_pages_are_cached(self) -> None:
        """What has addresses or is to last is in the ledger."""
        cached = [
            step["with"]["path"] for job in JOBS.values() for step in job["steps"] if "cache" in step.get("uses", "")
        ]
        assert cached == [".citewatch/store.db"] * 2

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
    def test_zizmor_finds_nothing(self, file: Path) -> None:
        found = shutil.which("zizmor", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        if not found:
            pytest.skip("zizmor is not installed here: pip install zizmor")
        subprocess.run([found, "--offline", "--persona", "pedantic", file], check=True, capture_output=True)

    def test_every_step_is_a_command_that_is_there(self) -> None:
        """The one that is not citewatch's own is `gh`, which has a test of its own below."""
        runs = [step["run"] for job in ("build", "digest") for step in JOBS[job]["steps"] if "run" in step]
        ours = [run for run in runs if "pip install" not in run]
        assert len(ours) == 10
        assert all(run.startswith("citewatch ") and "\n" not in run for run in ours)


# What stands in for the command of an installed package: here the web is recorded, and the day is given.
CITEWATCH = f"""#!/bin/sh
case "$1" in
  fetch) set -- "$@" --replay "$WEB" --as-of "$DAY" ;;
  render|digest|summary) set -- "$@" --as-of "$DAY" ;;
esac
exec {sys.executable} -m citewatch "$@"
"""


class Runner:
    """GitHub's machine: each job begins with a fresh checkout, and with the cache if there is one."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.web = folder, folder / "web"
        self.cache = folder / "cache.db"
        self.jobs = 0
        self.posts: list[str] = []
        bin_ = folder / "bin"
        bin_.mkdir()
        (bin_ / "citewatch").write_text(CITEWATCH)
        (bin_ / "citewatch").chmod(0o755)
        self.environ = os.environ | {
            "PATH": f"{bin_}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "WEB": str(self.web), "GITHUB_TOKEN": "t",
            "CITEWATCH_SMTP_PASSWORD": "", "CITEWATCH_RECIPIENTS": READER, "CITEWATCH_WEEKLY_RECIPIENTS": "",
            "CITEWATCH_SECRET": "made up",
        }  # fmt: skip
        (folder / "seed").mkdir()
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
        git(folder / "seed", "init", "--quiet", "--initial-branch=main")
        (folder / "seed" / "sources.yaml").write_text(
            "feeds: [{url: https://one.example/feed, name: One}]\n"
            "site: {title: Lakes, url: https://lakes.example/}\n"
            f"digest: {{sender: d@watch.example, smtp: {{host: 127.0.0.1, port: {port}, security: none}}}}\n"
        )
        git(folder / "seed", "add", ".")
        git(folder / "seed", "commit", "--quiet", "-m", "mine")
        git(folder / "seed", "push", "--quiet", str(folder / "remote.git"), "main")

    def post(self, number: int, day: str) -> None:
        """The day's post: it repeats what those before it cite, and has one statement more."""
        sources = [f"paper.example/{one}.html" for one in range(1, number + 1)]
        self.posts.insert(0, entry(f"tag:{number}", cites(*sources)))
        put(self.web, "one.example/feed", atom(*self.posts), day=day)
        put(self.web, f"paper.example/{number}.html", article(f"Paper {number}"), day=day)

    def job(self, name: str, day: str, *, before: dict[str, Any] | None = None) -> Path:
        """Run a job's shell steps in a new checkout. `before`: what to do before the step of that name."""
        self.jobs += 1
        place = self.folder / f"{self.jobs}-{name}"
        git(self.folder, "clone", "--quiet", str(self.folder / "remote.git"), str(place))
        if name == "build" and self.cache.exists():
            (place / ".citewatch").mkdir()
            shutil.copy(self.cache, place / ".citewatch" / "store.db")
        for step in JOBS[name]["steps"]:
            if "run" in step and "pip install" not in step["run"]:
                if before and step["name"] in before:
                    before[step["name"]]()
                self.step(step["run"], place, day)
        if name == "build":
            shutil.copy(place / ".citewatch" / "store.db", self.cache)
        return place

    def step(self, run: str, place: Path, day: str) -> None:
        environ = self.environ | {"DAY": day, "GITHUB_STEP_SUMMARY": str(place / "summary.md")}
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", run], cwd=place, env=environ, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{run}: {done.stderr}")


@pytest.fixture
def mailed() -> Iterator[tuple[Handler, int]]:
    handler = Handler()
    with serving(handler) as smtp:
        yield handler, smtp.port


def site(place: Path) -> dict[str, bytes]:
    folder = place / "public"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content for name, content in files.items() if name not in OF_THIS_STORE}


def forbid(remote: Path) -> None:
    """From now on the remote takes nothing."""
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho full >&2\nexit 1\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)


def test_day_after_day(tmp_path: Path, mailed: tuple[Handler, int]) -> None:
    """A first run; a ledger that moves meanwhile; a cache that is lost; a ledger that cannot be pushed."""
    handler, port = mailed
    runner, remote = Runner(tmp_path, port), tmp_path / "remote.git"
    runner.post(1, "2026-09-14")
    first = runner.job("build", "2026-09-14")
    runner.job("digest", "2026-09-14")
    assert handler.mails == []
    assert "# Lakes" in (first / "summary.md").read_text("utf-8")
    assert "| One | 1 | " in (first / "summary.md").read_text("utf-8")

    runner.post(2, "2026-09-15")
    runner.job("build", "2026-09-15")
    others: list[Path] = []
    step = "Keep that, else nothing is sent"
    runner.job("digest", "2026-09-15", before={step: lambda: others.append(runner.job("build", "2026-09-15"))})
    assert len(handler.mails) == 1

    runner.cache.unlink()
    lost = runner.job("build", "2026-09-15")
    assert site(lost) == site(others[0])
    assert len(site(lost)) > 8
    runner.job("digest", "2026-09-15")
    assert len(handler.mails) == 1, "who has got an edition gets it no more, on a new machine too"

    names = git(remote, "ls-tree", "-r", "--name-only", "ledger").split()
    whole = "".join(git(remote, "show", f"ledger:{name}") for name in names)
    assert '"state":"sent"' in whole
    assert READER not in whole
    assert not all(f"{n} fingers lower" in whole for n in range(9)), "no article, only what may be an origin"

    runner.post(3, "2026-09-16")
    runner.job("build", "2026-09-16")
    with pytest.raises(RuntimeError, match="full"):
        runner.job("digest", "2026-09-16", before={step: lambda: forbid(remote)})
    assert len(handler.mails) == 1


GH = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$1 $2" in
  "issue list") echo "$ISSUE" ;;
  "run list") echo "$FAILED" ;;
esac
"""


@pytest.mark.parametrize(
    ("results", "failed", "issue", "done"),
    [
        ("success success skipped", "0", "", []),
        ("failure skipped skipped", "1", "", []),
        ("failure skipped skipped", "2", "", ["issue create"]),
        ("success failure skipped", "2", "", ["issue create"]),
        ("success success failure", "2", "7", []),
        ("success success success", "2", "7", ["issue close 7"]),
    ],
)
def test_an_issue_is_opened_on_the_third_failure_and_closed_on_recovery(
    tmp_path: Path, results: str, failed: str, issue: str, done: list[str]
) -> None:
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    (step,) = JOBS["tell"]["steps"]
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "CALLS": str(tmp_path / "calls"), "RUN": "https://run",
               "RESULTS": results, "FAILED": failed, "ISSUE": issue}  # fmt: skip
    subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], check=True, env=environ)
    calls = (tmp_path / "calls").read_text().splitlines()
    acts = [call for call in calls if not call.split()[1].startswith("list")]
    assert [act[: len(want)] for act, want in zip(acts, done, strict=True)] == done


class TestOnesOwn:
    @pytest.mark.parametrize("spec", ["", "citewatch @ git+https://git.example/me/citewatch@v1", "dist/citewatch.whl"])
    def test_it_differs_in_what_is_installed_only(self, spec: str) -> None:
        own = starting.workflow(spec)
        assert own.count("python -m pip install") == 2
        assert f'run: python -m pip install "{spec or "citewatch=="}' in own
        jobs = loaded(own)["jobs"]
        for name, job in JOBS.items():
            assert [s for s in job["steps"] if "Install" not in s.get("name", "")] == [
                s for s in jobs[name]["steps"] if "Install" not in s.get("name", "")
            ]

    @pytest.mark.parametrize("spec", ['x"; rm -rf /', "a\nb", "$(x)", "`x`", "${{ x }}"])
    def test_nothing_else_gets_in(self, spec: str) -> None:
        with pytest.raises(ConfigError, match="nothing that pip installs"):
            starting.workflow(spec)
