"""WARC files: what is written of the recorded, and the same web replayed from it."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from citewatch import pipeline
from citewatch.errors import ConfigError, RunError
from citewatch.model import Failure, FailureKind, Page, Step, Via
from citewatch.replay import export_warc, last_moment, recorded_days
from tests.days import MORNING, WEB, Days, demo_settings

NOON = datetime(2026, 9, 14, 12, 0, 0, 5, UTC)
URL = "https://a.example/x?y=1"


def page(
    url: str = URL, body: bytes = b"<p>text", status: int = 200, *headers: tuple[str, str], **given: object
) -> Page:
    return Page(url, str(given.pop("final", url)), status, headers, body, NOON, **given)  # type: ignore[arg-type]


def written(tmp_path: Path, *answers: Page | Failure, whole: bool = True) -> list[tuple[object, ...]]:
    """Type, address, status, headers and body of each record, by another program's library."""
    path = tmp_path / "x.warc.gz"
    assert export_warc(path, [(one, whole) for one in answers], "citewatch/1") >= 0
    found: list[tuple[object, ...]] = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            if record.rec_type != "warcinfo":
                http = record.http_headers
                body = record.content_stream().read()
                about = record.rec_headers
                assert about.get_header("WARC-Date") == "2026-09-14T12:00:00.000005Z"
                found.append(
                    (record.rec_type, about.get_header("WARC-Target-URI"), http.statusline, http.headers, body)
                )
    return found


def test_a_page_is_a_response_with_the_headers_that_were_true_of_it(tmp_path: Path) -> None:
    headers = (("Content-Type", "text/html"), ("ETag", '"1"'), ("X", "\xd0\xb0"), ("Content-Encoding", "gzip"),
               ("content-length", "3"), ("Transfer-Encoding", "chunked"), ("Set-Cookie", "a=b"))  # fmt: skip
    (record,) = written(tmp_path, page(URL, b"<p>text", 200, *headers))
    kept = [("Content-Type", "text/html"), ("ETag", '"1"'), ("X", "%D0%B0"), ("Content-Length", "7")]
    assert record == ("response", URL, "200 OK", kept, b"<p>text")


def test_redirects_are_records_of_their_own(tmp_path: Path) -> None:
    hops = ("https://a.example/1", "https://a.example/2")
    records = written(tmp_path, page(hops[0], final=URL, hops=hops, moved=hops[1]))
    assert [(record[1], record[2], dict(record[3]).get("Location")) for record in records] == [  # type: ignore[call-overload]
        (hops[0], "301 Moved Permanently", hops[1]),
        (hops[1], "302 Found", URL),
        (URL, "200 OK", None),
    ]


def test_not_modified_is_a_revisit(tmp_path: Path) -> None:
    (record,) = written(tmp_path, page(URL, b"", 304, ("ETag", "x")))
    assert record == ("revisit", URL, "304 Not Modified", [("ETag", "x")], b"")


def test_failures_with_an_answer_are_responses(tmp_path: Path) -> None:
    def failed(kind: FailureKind, status: int | None, **given: object) -> Failure:
        return Failure(URL, NOON, kind, "x", status, **given)  # type: ignore[arg-type]

    records = written(
        tmp_path,
        failed(FailureKind.GONE, 404),
        failed(FailureKind.SERVER_ERROR, 503, retry_after=60.0),
        failed(FailureKind.SLOW, None),
        failed(FailureKind.SERVER_ERROR, 302),
        failed(FailureKind.GONE, 404, via=Via(Step.ARCHIVE)),
    )
    assert records == [
        ("response", URL, "404 Not Found", [], b""),
        ("response", URL, "503 Service Unavailable", [("Retry-After", "60")], b""),
    ]


def test_what_is_no_longer_kept_is_marked(tmp_path: Path) -> None:
    written(tmp_path, page(URL, b""), whole=False)
    assert b"WARC-Truncated: unspecified" in gzip.decompress((tmp_path / "x.warc.gz").read_bytes())


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    def breaking() -> object:
        yield page(), True
        raise OSError(28, "No space left on device")

    with pytest.raises(RunError, match="the export cannot be written: No space left on device"):
        export_warc(tmp_path / "x.warc", breaking(), "x")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RunError, match="No such file"):
        export_warc(tmp_path / "none" / "x.warc", [], "x")


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_the_demo_from_a_warc_file_is_the_demo(tmp_path: Path, name: str) -> None:
    """Recorded day by day, written out, replayed day by day into an empty store: the same statements and ranking."""
    first = Days(tmp_path / "first", WEB, demo_settings())
    first.db.parent.mkdir()
    for day in recorded_days(WEB):
        first.run(datetime(day.year, day.month, day.day, 6, tzinfo=UTC))
    file = tmp_path / name
    with first.line(MORNING + timedelta(days=2)) as line:
        export_warc(file, line.store.exchanges(), "citewatch/1")
        before = (line.store.statements(), ranking(line))
        states = line.store.article_states()
    assert recorded_days(file) == recorded_days(WEB)
    assert last_moment(file) == last_moment(WEB)
    again = Days(tmp_path / "again", file, demo_settings())
    again.db.parent.mkdir()
    for day in recorded_days(file):
        again.run(datetime(day.year, day.month, day.day, 6, tzinfo=UTC))
    with again.line(MORNING + timedelta(days=2)) as line:
        assert (line.store.statements(), ranking(line)) == before
        assert {url: one.title for url, one in line.store.article_states().items()} == {
            url: one.title for url, one in states.items()
        }
    assert before[0]


def ranking(line: pipeline.Line) -> object:
    return pipeline.rank(line, (MORNING + timedelta(days=2)).date(), ["all"]).rows


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no archive at all",
        gzip.compress(b"neither", mtime=0),
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b"\x1f\x8b",
    ],
)
def test_what_is_no_warc_file_is_told(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(body)
    with pytest.raises(ConfigError, match="WARC file"):
        recorded_days(path)
