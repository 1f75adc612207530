"""Whatever a file of configuration holds, it loads or is refused in a line."""

import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from citewatch.config import fields
from citewatch.errors import ConfigError
from tests.test_config import FEED, SUITE, load, shipped

# Anything at all


def ends_well(folder: Path, data: bytes) -> None:
    """Settings, or a refusal of which every line has its place, is printable, and speaks of no library."""
    try:
        load(folder, data)
    except ConfigError as error:
        for line in str(error).split("\n"):
            assert re.match(r".*sources\.yaml(:\d+)?: .", line), line
            assert line.isprintable(), line
            assert "pydantic" not in line


KNOWN = sorted({part.strip("[]") for at in fields.DESCRIPTIONS for part in at.split(".")} | {"password"})
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["dle", "all", "https://a.example/"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KNOWN) | st.text(), inner, max_size=5),
    max_leaves=20,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@given(st.binary())
def test_any_bytes(folder: Path, data: bytes) -> None:
    ends_well(folder, data)


@given(st.text(alphabet=st.sampled_from(string.printable + "é\u2028\u0085\ufeff")))
def test_any_text(folder: Path, text: str) -> None:
    ends_well(folder, text.encode())


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KNOWN), VALUES, max_size=6))
def test_any_mapping(folder: Path, values: dict[str, object]) -> None:
    ends_well(folder, json.dumps(values).encode())
    ends_well(folder, yaml.safe_dump(values).encode(errors="surrogatepass"))


@settings(deadline=None)
@given(st.integers(0, 3000), st.integers(0, 40), st.text(alphabet="[]{}:,-#&*!|>'\"%@`\t\n x1", max_size=4))
def test_shipped_file_with_a_piece_replaced(folder: Path, start: int, length: int, piece: str) -> None:
    text = shipped()
    ends_well(folder, (text[:start] + piece + text[start + length :]).encode())


def suite() -> Iterator[bytes]:
    """The documents of yaml-test-suite; a case that gives no document of its own has its predecessor's."""
    for file in sorted(SUITE.glob("*.yaml")):
        for case in yaml.safe_load(file.read_text(encoding="utf-8")):
            if "yaml" in case:
                text = case["yaml"].replace("␣", " ").replace("↵", "").replace("∎", "").replace("←", "\r")
                yield re.sub("—*»", "\t", text).replace("⇔", "\ufeff").encode()


@pytest.mark.skipif(not SUITE.is_dir(), reason="yaml-test-suite is not beside the project")
def test_yaml_test_suite(tmp_path: Path) -> None:
    documents = list(suite())
    assert len(documents) > 300
    for document in documents:
        ends_well(tmp_path, document)
        ends_well(tmp_path, FEED.encode() + b"site:\n" + re.sub(b"(?m)^", b"  ", document))
