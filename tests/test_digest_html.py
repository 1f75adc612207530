"""Mails as pages: what their HTML shows, and their preview."""

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewatch.digest import Message, write_preview
from citewatch.errors import RunError
from citewatch.model import (
    FeedState,
    Ref,
)
from tests.test_digest import DAY, GOLDEN, RICH, Elements, composed, edition, listed, parsed, part


class TestHtml:
    def test_size_with_ten_long_statements(self) -> None:
        long = {
            "text": "ქართული სიტყვა " * 500,
            "original": "«სიტყვა» " * 900,
            "original_lang": "ka",
        }  # 3 bytes a letter
        outlets = tuple(Ref(f"o-{n}", "Outlet with a long name " * 50) for n in range(30))
        many = tuple(listed(f"s-{n}", **long, outlets=outlets, speaker=Ref("s", "Name " * 99)) for n in range(10))
        feeds = tuple(FeedState("Blog " * 99, "https://b.example/", 0, DAY, "why " * 999) for _ in range(99))
        message = composed(edition(*many, once=many, feeds=feeds))
        assert len(message.html.encode()) < 90_000

    def test_nothing_is_loaded_from_anywhere(self) -> None:
        page = composed(RICH).html
        assert not re.search(
            r"<(img|link|script|iframe|object|base|form)\b|\bsrc=|url\(|@import|@font-face", page, re.IGNORECASE
        )
        addresses = re.findall(r"https?://[^\"'<\s]+", page)
        assert all(address.startswith("https://river.example/watch/") for address in addresses)

    def test_styles_are_inline_and_know_the_dark(self) -> None:
        page = composed(RICH).html
        assert re.search(r'<h1 style="[^"]*color', page)
        assert page.count("<style>") == 1
        assert "@media (prefers-color-scheme: dark)" in page
        assert ".column {" not in page  # inlined, so not there twice

    def filled(self, words: str) -> Message:
        """A digest with these words wherever a stranger's can stand."""
        ref = Ref("x", words)
        one = listed(
            text=words, why=words, lang=words, original=words, original_lang=words, speaker=ref, outlets=(ref,)
        )
        feed = FeedState(words, "https://b.example/", 0, None, words)
        return composed(edition(one, once=(one,), feeds=(feed,), title=words))

    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "' onmouseover='alert(1)",
            "</style><script>",
            "{{ 7*7 }}{% raw %}",
            "<!-- --!> <svg/onload=alert(1)>",
            "&lt;b&gt;",
        ],
    )
    def test_hostile_words_stay_words(self, hostile: str) -> None:
        message, calm = self.filled(hostile), self.filled("calm")
        assert Elements(message.html).found == Elements(calm.html).found
        assert hostile in html.unescape(message.html)
        assert hostile in message.text

    def test_naughty_strings(self) -> None:
        """The Big List of Naughty Strings, wherever a stranger's words can stand."""
        file = Path(__file__).parents[2] / "shared" / "corpora" / "blns" / "blns.json"
        if not file.exists():
            pytest.skip(f"{file} is not here")
        calm = Elements(self.filled("calm").html).found
        for words in json.loads(file.read_text(encoding="utf-8")):
            message = self.filled(f"x {words}")  # what is empty once it is clean is not shown
            assert Elements(message.html).found == calm
            assert part(parsed(message), "plain").replace("\r\n", "\n") == message.text

    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=80))
    def test_any_words(self, words: str) -> None:
        ref = Ref("x", words)
        one = listed(text=words, why=words, original=words, speaker=ref, outlets=(ref,))
        message = composed(edition(one, title=words, feeds=(FeedState(words, "", 0, None, words),)))
        assert part(parsed(message), "plain").replace("\r\n", "\n") == message.text
        assert part(parsed(message), "html").replace("\r\n", "\n") == message.html


class TestPreview:
    def test_files(self, tmp_path: Path) -> None:
        message = composed(RICH)
        page, text, mail = write_preview(message, tmp_path / "new" / "folder")
        assert (page.name, text.name, mail.name) == ("digest.html", "digest.txt", "digest.eml")
        assert page.read_text(encoding="utf-8") == message.html
        assert text.read_text(encoding="utf-8") == GOLDEN
        assert mail.read_bytes() == message.as_bytes("digest@watch.example")

    def test_a_folder_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(RunError, match=r"file: the digest cannot be written here: File exists"):
            write_preview(composed(RICH), tmp_path / "file")
