"""The child process that parses: the same readings, and what happens when hostile bytes kill it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from citewatch.errors import ParseError, RunError
from citewatch.model import Page, Select
from citewatch.sandbox import Limits, Sandbox, parent
from citewatch.sandbox.direct import Direct
from tests.bombs import FEED_BOMBS, PAGE_BOMBS, mutants

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpora" / "feedparser-tests"
MUTANTS = int(os.environ.get("MUTANTS", "2000"))

NOW = datetime(2026, 9, 14, tzinfo=UTC)
ADDRESS = "https://a.example/x"

Work = Callable[[bytes], object]


def page(body: bytes, content_type: str = "") -> Page:
    headers = (("Content-Type", content_type),) if content_type else ()
    return Page(ADDRESS, ADDRESS, 200, headers, body, NOW)


GOOD = page("<h1>Заголовок</h1><p>{}</p>".format("Вода в озере опустилась на два пальца. " * 9).encode())


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=1.0, patience=20)) as sandbox:
        yield sandbox


def works(reader: Direct | Sandbox) -> dict[str, Work]:
    return {
        "feed": lambda body: reader.read_feed(page(body)),
        "post": lambda body: reader.read_post(body.decode("utf-8", "surrogateescape"), ADDRESS, "en"),
        "article": lambda body: reader.read_article(page(body), Select(title="h1")),
    }


def told(work: Work, body: bytes) -> object:
    """What is read, or why nothing is."""
    try:
        return work(body)
    except ParseError as error:
        return (error.subject, error.message)


def recorded() -> list[bytes]:
    """Feeds and pages of the recorded web."""
    files = sorted(path for path in (ROOT / "fixtures" / "web").rglob("*") if path.is_file())
    return [body for body in map(Path.read_bytes, files) if b"<" in body]


def is_well(sandbox: Sandbox) -> bool:
    return "озере" in sandbox.read_article(GOOD).text


@pytest.mark.parametrize("kind", ["feed", "post", "article"])
def test_the_child_reads_what_this_process_reads(sandbox: Sandbox, kind: str) -> None:
    there, here = works(sandbox)[kind], works(Direct())[kind]
    for body in recorded():
        assert told(there, body) == told(here, body)


@pytest.mark.skipif(not CORPUS.exists(), reason="the feedparser tests are not here")
def test_the_child_reads_feedparsers_own_tests_alike(sandbox: Sandbox) -> None:
    there, here = works(sandbox)["feed"], works(Direct())["feed"]
    files = [path for path in sorted(CORPUS.rglob("*.xml")) if path.stat().st_size < 200_000]
    assert len(files) > 2000
    for path in files:
        body = path.read_bytes()
        assert told(there, body) == told(here, body), path.name


@pytest.mark.parametrize("bomb", PAGE_BOMBS)
@pytest.mark.parametrize("kind", ["post", "article"])
def test_a_page_bomb_spoils_itself_only(sandbox: Sandbox, kind: str, bomb: str) -> None:
    told(works(sandbox)[kind], PAGE_BOMBS[bomb])
    assert is_well(sandbox)


@pytest.mark.parametrize("bomb", FEED_BOMBS)
def test_a_feed_bomb_spoils_itself_only(sandbox: Sandbox, bomb: str) -> None:
    found = told(works(sandbox)["feed"], FEED_BOMBS[bomb])
    assert "root:" not in str(found)
    assert is_well(sandbox)


@pytest.mark.parametrize("kind", ["feed", "post", "article"])
def test_mutants_are_read_or_told(sandbox: Sandbox, kind: str) -> None:
    """2,000 of them; `MUTANTS=20000` in the environment makes it as many."""
    work = works(sandbox)[kind]
    seeds = [body[:3000] for body in recorded()]
    for body in mutants(seeds, MUTANTS // 3 + 1):
        found = told(work, body)
        assert "reading it failed" not in str(found)[:200], (found, body)
    assert is_well(sandbox)


# A child that does what it is told, as one would that hostile bytes took over.

ODD = "import sys; sys.path[:] = {path!r}; from tests.odd_child import keep; keep({memory}, {seconds})"


@pytest.fixture(scope="module")
def odd() -> Iterator[Sandbox]:
    with pytest.MonkeyPatch.context() as patch, Sandbox(Limits(600 * 2**20, 2**20, 0.5, 3.0)) as sandbox:
        patch.setattr(parent, "_PROGRAM", ODD)
        patch.setenv("CITEWATCH_SMTP_PASSWORD", "secret")
        yield sandbox


def do(sandbox: Sandbox, what: str) -> str:
    """What became of it in the child: what it says, or the fault."""
    try:
        return sandbox.read_post(what, ADDRESS, "en").text
    except ParseError as error:
        return error.message if error.subject == ADDRESS else str(error)


@pytest.mark.parametrize(
    ("what", "becomes"),
    [
        ("env", "{'LC_CTYPE': 'C.UTF-8'}"),  # Python's own
        ("open /etc/passwd", "OSError"),
        ("write", "OSError"),
        ("socket", "OSError"),
        ("import", "ModuleNotFoundError"),
        ("raise", "garbled: reading it failed (RuntimeError)"),
        ("memory", "too-big: reading it takes more than 600 MiB of memory"),
        ("spin", "slow: reading it takes more than 0.5 s"),
        ("much", "slow: reading it did not end, or made too much of it"),
        ("crash", "garbled: the process that read it died of it"),
        ("exit", "garbled: the process that read it died of it"),
        ("nonsense", "garbled: reading it gave nonsense"),
        ("wrong type", "garbled: reading it gave nonsense"),
        ("deaf", "slow: reading it did not end, or made too much of it"),
    ],
)
def test_a_child_that_was_taken_over_gets_nowhere(odd: Sandbox, what: str, becomes: str) -> None:
    assert do(odd, what) == becomes
    assert do(odd, "say well") == "well"


def test_a_child_that_feigns_its_death_spoils_a_few_items_and_shifts_none(odd: Sandbox) -> None:
    assert do(odd, "dead") == "garbled: the process that read it died of it"
    for n in range(4):
        assert do(odd, f"say {n}") in {str(n), "garbled: the process that read it died of it"}
    assert do(odd, "say well") == "well"


def test_what_kills_a_child_that_has_read_others_gets_a_fresh_one(odd: Sandbox) -> None:
    do(odd, "crash")
    assert [do(odd, "count"), do(odd, "count")] == ["1", "2"]
    assert do(odd, "crash unless first") == "well"
    assert do(odd, "count") == "2"


def test_it_starts_when_needed_and_ends_with_its_context() -> None:
    with Sandbox() as sandbox:
        assert is_well(sandbox)
        group = sandbox._nursery._process.pid  # type: ignore[union-attr]
        assert living(group)
    assert not living(group)


def test_what_cannot_start_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "_PROGRAM", "exit({memory} * 0)")
    with Sandbox() as sandbox, pytest.raises(RunError, match="could not be started"):
        sandbox.read_article(GOOD)


def test_it_ends_with_its_parent() -> None:
    """Also when that is killed: the child meets the end of its input."""
    program = (
        "from tests.test_sandbox import Sandbox, GOOD\n"
        "sandbox = Sandbox(); sandbox.read_article(GOOD); print(sandbox._nursery._process.pid, flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=-1, stdout=-1, cwd=ROOT) as process:
        assert process.stdout
        group = int(process.stdout.readline())
        process.kill()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not living(group):
            return
        time.sleep(0.05)
    pytest.fail("it is still there")


def living(group: int) -> list[str]:
    """The processes of a group that have not ended."""
    stats = [path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat")]
    return [stat[0] for stat in stats if stat[2] == str(group) and stat[0] != "Z"]
