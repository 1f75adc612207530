"""A real browser and a real server for the tests of pages; without Chromium they are skipped."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from citewatch.sandbox import Sandbox
from tests.remembering import reading_once, remembering

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


_SLOW = {"test_kills", "test_workflow", "test_whole", "test_runs", "test_faults", "test_demo", "test_wheel"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first, so that no worker is left with one when the others have ended."""
    items.sort(key=lambda item: item.path.stem not in _SLOW)


@pytest.fixture(scope="session", autouse=True)
def _remembering() -> Iterator[None]:
    with remembering(), Sandbox() as reader, reading_once(reader):
        yield


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address under which it is served; it lies below the host's root, as on GitHub Pages."""
    (tmp_path / "repo").mkdir()
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield tmp_path / "repo", f"http://127.0.0.1:{server.server_address[1]}/repo"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module at a time: while it is open, nothing else may run an event loop."""
    if _CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that breaks no rule of its policy."""
    made = browser.new_page()
    told: list[str] = []
    made.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    made.on("pageerror", lambda error: told.append(str(error)))
    yield made
    made.close()
    assert told == []
