"""An open store of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from citewatch.store import Store, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as store:
        yield store
