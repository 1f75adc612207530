"""What a command did, and the folder of the user who ran it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from citewatch import search
from tests.days import ROOT

needs_pagefind = pytest.mark.skipif(
    not search.program(), reason="pagefind is not installed: pip install 'pagefind[bin]'"
)
SHARED = ROOT.parent / "shared"
LAST_DAY = "2026-09-16"


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.status == 0, self.err
        return json.loads(self.out)

    def failed(self, status: int) -> str:
        """Its complaint: some lines for people, and nothing else."""
        assert self.status == status, (self.status, self.out, self.err)
        assert self.out == ""
        assert "Traceback" not in self.err
        return self.err


Run = Callable[..., Ran]


def settings(folder: Path, *names: str, more: str = "") -> None:
    feeds = "".join(f"- {{url: 'https://{name}.example/feed', name: Blog {name}}}\n" for name in names)
    (folder / "sources.yaml").write_text(f"feeds:\n{feeds}{more}", "utf-8")


def website(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = [path for path in (folder / "public").rglob("*") if path.is_file()]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def mailing(port: int, *readers: str) -> str:
    to = ", ".join(readers)
    smtp = f"{{host: 127.0.0.1, port: {port}, security: none}}"
    return f"digest:\n  sender: watch@blog.example\n  to: [{to}]\n  smtp: {smtp}\n"
