"""Inputs of others, where they lie beside the project: URLs of the WHATWG, robots.txt of real sites."""

import json
import re
import time
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from protego import Protego

from citewatch.fetch.addresses import closed
from citewatch.fetch.failures import FetchError
from citewatch.fetch.manners import TOKEN, read_robots
from citewatch.fetch.targets import target

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
WHATWG = CORPORA / "wpt-url" / "tests" / "wpt"
ROBOTS = CORPORA / "protego-tests" / "tests" / "test_data"


def is_inner(host: str) -> bool:
    try:
        return closed(ip_address(host.strip("[]"))) is not None
    except ValueError:
        return False


@pytest.mark.skipif(not WHATWG.is_dir(), reason="the WHATWG URL cases are not there (shared/corpora/wpt-url)")
def test_any_address_is_a_target_or_refused() -> None:
    """Both as they are written, and as the standard spells them; an inner address never is a target."""
    cases = [case for case in json.loads((WHATWG / "urltestdata.json").read_text()) if isinstance(case, dict)]
    written = [(case["input"], case.get("base")) for case in cases]
    spelled = [(case["href"], None) for case in cases if case.get("href")]
    targets = 0
    for address, base in (*written, *spelled):
        try:
            found = target(address, httpx.URL(base) if base and base.startswith("http") else None)
        except (FetchError, httpx.InvalidURL):  # the latter for a base
            continue
        targets += 1
        assert found.scheme in {"http", "https"}
        assert not is_inner(found.host), address
    assert len(cases) > 800
    assert targets > 200


@pytest.mark.skipif(not ROBOTS.is_dir(), reason="the real robots.txt are not there (shared/corpora/protego-tests)")
def test_real_robots_txt_mean_to_us_what_they_say() -> None:
    """That strangers' names are made one, for speed, changes no verdict."""
    files = sorted(path for path in ROBOTS.iterdir() if path.is_file())
    assert len(files) > 250
    judged = 0
    for file in files:
        body = file.read_bytes()
        start = time.process_time()
        ours = read_robots(body)
        assert time.process_time() - start < 2
        theirs = Protego.parse("\n".join(body.decode("utf-8-sig", "replace").splitlines()))
        for path in re.findall(r"(?im)^\s*(?:dis)?allow\s*:\s*(/\S*)", body.decode("utf-8", "replace"))[:40]:
            url = f"https://{file.name}{path.replace('*', 'x').rstrip('$')}"
            assert (ours.refusal(url) is None) == theirs.can_fetch(url, TOKEN), (file.name, url)
            judged += 1
    assert judged > 3000
