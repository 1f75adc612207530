"""Writing the site: under a reader's eyes, cut off anywhere, beside files of others.

`CITEWATCH_RENDERS=1000` writes a real site as often as that under a reader, and kills the writing at a tenth of so many
points; 30 and 3 without it. Sites of a few letters are written hundreds of times always.
"""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from citewatch.errors import RunError
from citewatch.model import Edition
from citewatch.site import MANIFEST, SiteReport, Step, plan, render, write, write_site
from tests.site_editions import empty, many, rich
from tests.site_facts import SAID

ROOT = Path(__file__).parents[1]
RENDERS = int(os.environ.get("CITEWATCH_RENDERS", "30"))
Links = dict[str, set[str]]
LEFT_OUT = "nobody-has-refused-us"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_ino) for p in folder.rglob("*") if p.is_file()}


def smaller() -> Edition:
    return rich(said=tuple(said for said in SAID if said.id != LEFT_OUT))


class CutOffError(Exception):
    """The power fails."""


def cut_before(step: int | None) -> Callable[[Iterable[Step]], Iterator[Step]]:
    """A watcher that ends the write before this step, if any."""

    def watch(steps: Iterable[Step]) -> Iterator[Step]:
        for number, each in enumerate(steps):
            if number == step:
                raise CutOffError
            yield each

    return watch


# Steps


def test_new_pages_come_first_and_stale_ones_go_last() -> None:
    old = {"a.html": True, "gone.html": True, "begun.html": False, "index.html": True}
    assert plan(old, ["a.html", "new.html", "begun.html", "index.html"]) == (
        Step("add", "new.html"),
        Step("add", "begun.html"),
        Step("refresh", "a.html"),
        Step("refresh", "index.html"),
        Step("remove", "gone.html"),
    )


def test_lists_are_written_behind_what_they_list_and_the_front_page_last() -> None:
    order = list(render(rich()))
    lists = [path for path in order if re.match(r"(once|sources|outlets|speakers|graph|window|index)\b", path)]
    assert order[-len(lists) :] == lists
    assert lists[-3:] == ["window-all.html", "window-30.html", "index.html"]
    assert order[0] == "style.css"
    assert list(render(rich(said=many(60))))[-2:] == ["index-2.html", "index.html"]


# What is written


def test_the_folder_holds_the_files_and_a_list_of_them(tmp_path: Path) -> None:
    site = tmp_path / "new" / "site"
    report = write_site(rich(), site)
    files = {path: make() for path, make in render(rich()).items()}
    manifest = "".join(f"{path}\n" for path in sorted(files)).encode()
    assert tree(site) == {**files, MANIFEST: manifest}
    assert report == SiteReport(new=len(files), changed=0, unchanged=0, removed=0)
    assert files[".nojekyll"] == b""


def test_the_same_edition_again_touches_nothing(tmp_path: Path) -> None:
    write_site(rich(), tmp_path)
    before = stamps(tmp_path)
    assert write_site(rich(), tmp_path) == SiteReport(0, 0, len(before) - 1, 0)
    assert stamps(tmp_path) == before


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    edition = rich()
    write_site(edition, tmp_path)
    before = stamps(tmp_path)
    feeds = (replace(edition.feeds[0], posts=9), *edition.feeds[1:])
    assert write_site(replace(edition, feeds=feeds), tmp_path) == SiteReport(0, 2, len(before) - 3, 0)
    assert {Path(path).name for path, stamp in stamps(tmp_path).items() if before[path] != stamp} == {
        "status.html",
        "status.json",
    }


def test_pages_of_what_is_gone_go(tmp_path: Path) -> None:
    write_site(rich(), tmp_path)
    report = write_site(empty(), tmp_path)
    fresh = tmp_path.parent / "fresh"
    write_site(empty(), fresh)
    assert tree(tmp_path) == tree(fresh)
    assert report.removed > 20
    assert not (tmp_path / "statement").exists()


def test_files_of_others_stay(tmp_path: Path) -> None:
    write_site(rich(), tmp_path)
    others = {"CNAME": b"watch.example", "statement/notes.txt": b"mine", "mine.html": b"<p>"}
    for path, content in others.items():
        (tmp_path / path).write_bytes(content)
    write_site(empty(), tmp_path)
    assert others.items() <= tree(tmp_path).items()


# Whose folder


def test_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(RunError, match="it holds files that citewatch did not write; choose an empty folder"):
        write_site(rich(), tmp_path)
    assert tree(tmp_path) == {"index.html": b"mine"}


def test_a_file_of_others_is_not_overwritten(tmp_path: Path) -> None:
    write_site(smaller(), tmp_path)
    before = tree(tmp_path)
    mine = tmp_path / "statement" / f"{LEFT_OUT}.html"
    mine.write_text("mine")
    with pytest.raises(RunError, match=r"citewatch did not write this file and needs its name; move it away"):
        write_site(rich(), tmp_path)
    assert tree(tmp_path) == {**before, f"statement/{LEFT_OUT}.html": b"mine"}


def test_a_manifest_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(empty(), site)
    kept = tmp_path / "kept.html"
    kept.write_text("mine")
    (site / "CNAME").write_text("mine")
    with (site / MANIFEST).open("a") as manifest:
        manifest.write(f"../kept.html\n+../kept.html\n{kept}\nCNAME\n{MANIFEST}\nstatement/../../kept.html\n\xff\n")
    write_site(empty(), site)
    assert kept.exists()
    assert (site / "CNAME").exists()


def test_a_folder_that_cannot_be_written_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="the site cannot be written") as error:
        write_site(rich(), tmp_path / "file")
    assert "\n" not in str(error.value)


def test_a_bug_in_the_edition_leaves_the_old_site(tmp_path: Path) -> None:
    write_site(rich(), tmp_path)
    before = tree(tmp_path)
    with pytest.raises(ValueError, match="is no id"):
        write_site(replace(rich(), statements=(replace(rich().statements[0], id="../x"),)), tmp_path)
    assert tree(tmp_path) == before


# Under a reader's eyes, and cut off


def test_a_write_that_is_cut_off_anywhere_is_completed_by_the_next(tmp_path: Path) -> None:
    undisturbed = tmp_path / "undisturbed"
    old, new = render(smaller()), render(replace(rich(), title="Another title", sources=rich().sources[1:]))
    write(new, undisturbed)
    steps = len(plan(dict.fromkeys(old, True), new))
    for step in range(0, steps, 7):
        site = tmp_path / str(step)
        write(old, site)
        with pytest.raises(CutOffError):
            write(new, site, cut_before(step))
        write(new, site)
        assert tree(site) == tree(undisturbed)


def test_a_first_write_that_is_cut_off_is_completed(tmp_path: Path) -> None:
    files = render(smaller())
    for step in range(0, len(files), 9):
        site = tmp_path / str(step)
        with pytest.raises(CutOffError):
            write(files, site, cut_before(step))
        assert not (site / "index.html").exists()
        write(files, site)
        assert (site / "index.html").exists()


def test_half_a_file_of_a_write_that_was_cut_off_goes(tmp_path: Path) -> None:
    (tmp_path / ".citewatch-new").write_text("half a pa")
    write_site(empty(), tmp_path)
    before = tree(tmp_path)
    (tmp_path / ".citewatch-new").write_text("half a pa")
    write_site(empty(), tmp_path)
    assert tree(tmp_path) == before


def page(links: set[str]) -> bytes:
    return " ".join(sorted(links)).encode()


def broken(folder: Path) -> set[str]:
    """What a reader who starts at the front page is led to and does not find."""
    found, todo = set[str](), ["index.html"]
    while todo:
        for path in (folder / todo.pop()).read_text().split():
            if path not in found and (folder / path).exists():
                todo.append(path)
            found.add(path)
    return {path for path in found if not (folder / path).exists()}


def files_of(links: Links) -> dict[str, Callable[[], bytes]]:
    return {path: partial(page, links[path]) for path in sorted(links, key=lambda name: (name == "index.html", name))}


@st.composite
def sites(draw: st.DrawFn) -> Links:
    """A site of some of six pages, in which every link leads to a page that is there."""
    names = sorted({"index.html", *draw(st.sets(st.sampled_from([f"{letter}.html" for letter in "abcdef"])))})
    return {name: draw(st.sets(st.sampled_from(names))) for name in names}


def under_a_reader(site: Path, cut: int | None) -> Callable[[Iterable[Step]], Iterator[Step]]:
    def watch(steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            if (site / "index.html").exists():
                assert not broken(site), step
            yield step

    return lambda steps: cut_before(cut)(watch(steps))


def sketch(text: str) -> Links:
    """«i:ab a:b b:» is a front page that leads to a and b, and a page a that leads to b."""
    return {name(part[0]): {name(letter) for letter in part[2:]} for part in text.split()}


def name(letter: str) -> str:
    return "index.html" if letter == "i" else f"{letter}.html"


@settings(deadline=None, max_examples=40)
@given(history=st.lists(st.tuples(sites(), st.none() | st.integers(0, 8)), min_size=2, max_size=6))
# Cut off while new pages are written: c is there and leads to the missing d.
@example(history=[(sketch("i:a a:"), None), (sketch("i:c a: c:d d:"), 1), (sketch("i:a a:c c:"), None)])
# Cut off behind the lists: c is new, and a reader can come to it.
@example(history=[(sketch("i:z z:"), None), (sketch("i:c c:"), 2), (sketch("i:c c:d d:"), None)])
# Cut off while stale pages are removed: c is left and leads to b, which is gone.
@example(history=[(sketch("i:abc a: b: c:b"), None), (sketch("i:a a:"), 3), (sketch("i:a a:c c:"), None)])
def test_a_reader_never_meets_a_missing_page(
    history: list[tuple[Links, int | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    site = tmp_path_factory.mktemp("site")
    for links, cut in history:
        try:
            write(files_of(links), site, under_a_reader(site, cut))
        except CutOffError:
            continue
        assert tree(site).keys() - {MANIFEST} == links.keys()
        assert not broken(site)


@pytest.mark.parametrize(("old", "new"), [(smaller(), rich()), (rich(), smaller()), (rich(), empty())])
def test_a_reader_of_real_pages_never_meets_a_missing_one(old: Edition, new: Edition, tmp_path: Path) -> None:
    write_site(old, tmp_path)
    seen = []

    def watch(steps: Iterable[Step]) -> Iterator[Step]:
        for number, step in enumerate(steps):
            if number % 3 == 0:
                seen.append(missing(tmp_path))
            yield step

    write(render(new), tmp_path, watch)
    assert len(seen) > 10
    assert not set().union(*seen, missing(tmp_path))


@pytest.fixture(scope="module")
def turns() -> tuple[dict[str, Callable[[], bytes]], ...]:
    """The files of three editions, in turn larger, other and smaller."""
    other = replace(rich(), title="Another title", sources=rich().sources[1:])
    return tuple(
        {path: partial(bytes, make()) for path, make in render(one).items()} for one in (rich(), other, smaller())
    )


def test_many_renders_under_a_reader(tmp_path: Path, turns: tuple[dict[str, Callable[[], bytes]], ...]) -> None:
    """The reader walks the whole site while it is written again and again.

    A link of a page that was read before its target went is no fault; one that still stands there, read again, is.
    """
    write(turns[-1], tmp_path)
    seen, done = list[set[Path]](), threading.Event()

    def walk() -> None:
        while not done.is_set():
            seen.append(
                {path for path, here in walked(tmp_path).items() if path in targets(here) and not path.exists()}
            )

    reader = threading.Thread(target=walk)
    reader.start()
    for number in range(RENDERS):
        write(turns[number % 3], tmp_path)
    done.set()
    reader.join()
    assert len(seen) > RENDERS // 10
    assert not set().union(*seen)


_KILLED = """
import os, signal, sys, pathlib
from tests.site_editions import rich
from citewatch.site import write_site
left = int(sys.argv[2])
def counted(done):
    def wrapped(*given, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done(*given, **named)
    return wrapped
for name in ("write_bytes", "replace", "unlink", "rmdir"):
    setattr(pathlib.Path, name, counted(getattr(pathlib.Path, name)))
write_site(rich(), pathlib.Path(sys.argv[1]))
"""


def test_a_process_that_is_killed_while_it_writes(tmp_path: Path) -> None:
    """At points spread over all writes and renames: no reader meets a missing page, the next run completes them."""
    write_site(rich(), tmp_path / "whole")
    points = 2 * len(render(rich()))  # a write and a rename each
    for point in range(1, points, max(1, points // (RENDERS // 10))):
        site = tmp_path / str(point)
        write_site(smaller(), site)
        killed = subprocess.run([sys.executable, "-c", _KILLED, site, str(point)], check=False, cwd=ROOT)
        assert killed.returncode in (-signal.SIGKILL, 0)
        assert not missing(site)
        write_site(rich(), site)
        assert tree(site) == tree(tmp_path / "whole")


def missing(folder: Path) -> set[str]:
    """What the links of real pages, from the front page on, lead to and is not there."""
    return {str(path) for path in walked(folder)}


def walked(folder: Path) -> dict[Path, Path]:
    """What was not there when a reader came to it, each with the page that led there."""
    led, todo = dict[Path, Path](), [folder / "index.html"]
    lost = dict[Path, Path]()
    while todo:
        here = todo.pop()
        for path in targets(here) - led.keys():
            led[path] = here
            if path.exists():
                todo.append(path)
            else:
                lost[path] = here
    return lost


def targets(page: Path) -> set[Path]:
    """The pages to which a page links; none where it has just gone."""
    try:
        html = page.read_text("utf-8")
    except FileNotFoundError:
        return set()
    hrefs = re.findall(r'(?:href="|url=)([a-z0-9./-]+\.html)"', html)
    return {(page.parent / href).resolve() for href in hrefs}
