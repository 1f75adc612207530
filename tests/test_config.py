"""Settings: what loads from the file and the environment, and that every fault has its line and its words."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from citewatch.config import fields, json_schema, load_settings
from citewatch.errors import ConfigError
from citewatch.model.settings import Feed, Fetching, Outlet, Select, Settings, Site, Smtp, Storing

ROOT = Path(__file__).parents[1]
SUITE = ROOT.parent / "shared" / "corpora" / "yaml-test-suite" / "src"

FEED = "feeds: [{url: https://steppe.example/feed, name: Steppe}]\n"
"""The least file, in one line: what is added behind it begins in line 2."""

DIGEST = "digest:\n  sender: a@steppe.example\n  to: [b@steppe.example]\n  smtp: {host: mail.steppe.example}\n"


def load(folder: Path, text: str | bytes, environ: Mapping[str, str] | None = None) -> Settings:
    path = folder / "sources.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(path, environ or {}, frozenset({"dle", "wordpress"}))


def refused(folder: Path, text: str | bytes, environ: Mapping[str, str] | None = None) -> list[str]:
    """The lines of the refusal, with the file's bare name."""
    with pytest.raises(ConfigError) as caught:
        load(folder, text, environ)
    assert caught.value.exit_status == 2
    return str(caught.value).replace(f"{folder}/", "").split("\n")


# What loads


def test_least_file_has_defaults_for_all_else(tmp_path: Path) -> None:
    assert load(tmp_path, FEED) == Settings(feeds=(Feed(url="https://steppe.example/feed", name="Steppe"),))


def test_every_setting_arrives(tmp_path: Path) -> None:
    text = """
feeds:
  - {url: "http://steppe.example/feed?x=1", name: Steppe, lang: ru, hosts: [old.steppe.example]}
outlets:
  - name: Ведомость
    hosts: [Vedomost.Example, Пример.рф, xn--e1afmkfd.example]
    lang: kk
    key: '/(\\d+)-'
    select: {title: h1, byline: .by, date: time, body: .text}
windows: [all, 30]
site: {title: "Steppe: cited", url: https://page.example/}
fetch: {contact: me@steppe.example, pause: 0, timeout: 1.5, max_bytes: 10000, first_posts: 1}
store: {keep_bodies_days: 400}
"""
    assert load(tmp_path, text) == Settings(
        feeds=(Feed("http://steppe.example/feed?x=1", "Steppe", "ru", ("old.steppe.example",)),),
        outlets=(
            Outlet(
                name="Ведомость",
                hosts=("vedomost.example", "пример.рф", "xn--e1afmkfd.example"),
                lang="kk",
                key=r"/(\d+)-",
                select=Select("h1", ".by", "time", ".text"),
            ),
        ),
        windows=("all", 30),
        site=Site("Steppe: cited", "https://page.example/"),
        fetch=Fetching("me@steppe.example", 0, 1.5, 10_000, 1),
        store=Storing(400),
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),  # Norwegian; False in YAML 1.1
        ("'en'", "en"),
        ("zh-Hant-TW", "zh-Hant-TW"),
    ],
)
def test_languages(tmp_path: Path, written: str, read: str) -> None:
    text = f"feeds: [{{url: https://steppe.example/feed, name: Steppe, lang: {written}}}]"
    assert load(tmp_path, text).feeds[0].lang == read


@pytest.mark.parametrize("name", ["Yes", "on", "3:20:10", "2026-09-14", "0x1F", "1_000", "<<", "=", "1e999", ".inf"])
def test_words_that_yaml_1_1_makes_something_else_stay_text(tmp_path: Path, name: str) -> None:
    assert load(tmp_path, f"{FEED}site: {{title: {name}}}").site.title == name


def test_leading_zero_is_no_octal(tmp_path: Path) -> None:
    assert load(tmp_path, f"{FEED}fetch: {{timeout: 010}}").fetch.timeout == 10


def test_alias_repeats_a_part(tmp_path: Path) -> None:
    outlets = """outlets:
  - {name: One, hosts: [one.example], select: &theme {body: .text}}
  - {name: Two, hosts: [two.example], select: *theme}
"""
    assert [outlet.select.body for outlet in load(tmp_path, FEED + outlets).outlets] == [".text", ".text"]


def test_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xef\xbb\xbf" + FEED.replace("\n", "\r\n").encode()).feeds[0].name == "Steppe"


@pytest.mark.parametrize("key", ["dle", "wordpress", r"(\d+)", r"(?:a|b)/(?P<id>\d+)"])
def test_key_is_a_known_name_or_a_pattern_with_one_group(tmp_path: Path, key: str) -> None:
    outlet = f"outlets: [{{name: One, hosts: [one.example], key: '{key}'}}]"
    assert load(tmp_path, FEED + outlet).outlets[0].key == key


# The environment


def test_password_comes_from_the_environment_and_is_not_shown(tmp_path: Path) -> None:
    digest = load(tmp_path, FEED + DIGEST, {"CITEWATCH_SMTP_PASSWORD": "s3cret"}).digest
    assert digest is not None
    assert digest.smtp == Smtp(host="mail.steppe.example", password="s3cret")
    assert "s3cret" not in repr(digest)


def test_recipients_replace_those_in_the_file(tmp_path: Path) -> None:
    environ = {"CITEWATCH_RECIPIENTS": "c@steppe.example, d@steppe.example,"}
    for text in (
        DIGEST,
        DIGEST.replace("[b@steppe.example]", "!x [3]"),
        DIGEST.replace("  to: [b@steppe.example]\n", ""),
    ):
        digest = load(tmp_path, FEED + text, environ).digest
        assert digest is not None
        assert digest.to == ("c@steppe.example", "d@steppe.example")


def test_environment_that_is_not_set_or_empty_changes_nothing(tmp_path: Path) -> None:
    empty = {"CITEWATCH_SMTP_PASSWORD": "", "CITEWATCH_RECIPIENTS": " , "}
    loaded = load(tmp_path, FEED + DIGEST, empty)
    assert loaded == load(tmp_path, FEED + DIGEST)
    assert loaded.digest is not None
    assert (loaded.digest.to, loaded.digest.smtp.password) == (("b@steppe.example",), None)


def test_environment_makes_no_digest(tmp_path: Path) -> None:
    assert load(tmp_path, FEED, {"CITEWATCH_RECIPIENTS": "not checked"}).digest is None


def test_wrong_recipient_is_said_of_the_variable(tmp_path: Path) -> None:
    assert refused(tmp_path, FEED + DIGEST, {"CITEWATCH_RECIPIENTS": "c@steppe.example,d"}) == [
        'CITEWATCH_RECIPIENTS: digest.to[1]: "d" is no mail address; expected one such as name@example.com'
    ]


@pytest.mark.parametrize("value", ["hunter2", "12345", "[hunter2]", "null", "!x hunter2"])
def test_password_in_the_file_is_refused_and_not_repeated(tmp_path: Path, value: str) -> None:
    text = FEED + DIGEST.replace("{host: mail.steppe.example}", f"\n    host: localhost\n    password: {value}")
    assert refused(tmp_path, text, {"CITEWATCH_SMTP_PASSWORD": "s3cret"}) == [
        "sources.yaml:7: digest.smtp.password: does not belong in this file; "
        "remove it and put it into the environment variable CITEWATCH_SMTP_PASSWORD"
    ]


# The file itself


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"", "1: the file is empty; it needs at least feeds, each with url and name"),
        (b"# only words\n", "1: the file is empty; it needs at least feeds, each with url and name"),
        (b"feeds:\n- name: \xd1\xf2\n", "2: is not UTF-8; save the file in that encoding"),
        (b"feeds:\n- name: a\x00b\n", "2: holds a control character; remove it"),
        (b"feeds:\n\t- name: a\n", "2: a tab cannot indent YAML; use spaces"),
        (
            b"feeds:\n- name: a: b\n",
            "2: a colon is not expected here; check the indentation, and put text that holds a colon into quotes",
        ),
        (b"feeds: []\n---\nfeeds: []\n", "2: a second document begins here; keep one"),
        (b"feeds: [\n", "2: this is not YAML: expected the node content, but found '<stream end>'"),
        (b"feeds: *x\n", "1: this is not YAML: found undefined alias 'x'"),
        (b'feeds: "\\z"\n', "1: this is not YAML: found unknown escape character 'z'"),
    ],
)
def test_file_that_cannot_be_read_as_yaml(tmp_path: Path, text: bytes, line: str) -> None:
    assert refused(tmp_path, text) == [f"sources.yaml:{line}"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[" * 100_000, "sources.yaml: is nested too deep; settings need five levels"),
        ('a: "\\UFFFFFFFF"', "sources.yaml: is not YAML, at a place that cannot be told"),
        ("#" * 1_048_577, "sources.yaml: is larger than 1048576 bytes; is it the right file?"),
    ],
)
def test_file_that_breaks_the_parser(tmp_path: Path, text: str, line: str) -> None:
    assert refused(tmp_path, text) == [line]


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: is not there; `citewatch init` writes a first one$"):
        load_settings(tmp_path / "none.yaml", {})


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r": cannot be read: Is a directory$"):
        load_settings(tmp_path, {})


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize("text", [BOMB, "feeds: &a [*a]", "feeds: &a {x: *a, y: *a}", "[" * 30 + "]" * 30])
def test_what_aliases_and_nesting_make_is_bounded(tmp_path: Path, text: str) -> None:
    (line,) = refused(tmp_path, text)
    assert re.fullmatch(
        r"sources.yaml:\d+: too much: more than 20 levels or 50000 values, with what aliases \(\*\) repeat", line
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("site:\n  title: a\n  title: b\n", "4: site.title: given twice, first in line 3; keep one"),
        (
            "site: !!python/name:os.system\n",
            '2: site: the tag "tag:yaml.org,2002:python/name:os.system" is not used here; remove it',
        ),
        ("site: {title: !!int 3}\n", '2: site.title: the tag "tag:yaml.org,2002:int" is not used here; remove it'),
        ('site: {title: "\\ud800"}\n', "2: site.title: holds half of a surrogate pair; write the character itself"),
        ("\n[a, b]: c\n", '3: "?": a list or mapping stands here as a key; a key is one word'),
        ('"\\ud800": 1\n', '2: "\ufffd": unknown key; known are feeds, outlets, windows, site, fetch, store, digest'),
        ("? \n", '2: "": unknown key; known are feeds, outlets, windows, site, fetch, store, digest'),
        (
            "<<: {site: {title: a}}\n",
            '2: "<<": unknown key; known are feeds, outlets, windows, site, fetch, store, digest',
        ),
    ],
)
def test_yaml_that_is_not_for_settings(tmp_path: Path, text: str, line: str) -> None:
    faults = refused(tmp_path, FEED + text)
    assert f"sources.yaml:{line}" in faults


# Structure


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("outlets: [{name: a, hosts: [a.example], hots: 1}]", '2: outlets[0].hots: unknown key; did you mean "hosts"?'),
        ("Fetch: {}", '2: Fetch: unknown key; did you mean "fetch"?'),
        ("colour: red", "2: colour: unknown key; known are feeds, outlets, windows, site, fetch, store, digest"),
        ('site: {"a\\nb": 1}', '2: site."a\\nb": unknown key; known are title, url, longest_passage'),
        (
            "outlets:\n- hosts: [a.example]",
            "3: outlets[0].name: is missing; expected the outlet's name as the page shows it",
        ),
        ("outlets: {name: a}", "2: outlets: expected a list, found a mapping"),
        (
            "outlets: [{name: a, hosts: a.example}]",
            '2: outlets[0].hosts: expected a list, found "a.example"; put it into brackets: ["a.example"]',
        ),
        (
            "outlets: [a]",
            '2: outlets[0]: expected a mapping with keys (name, hosts, lang, key, select, print, archives), found "a"',
        ),
        ("site:", "2: site: expected a mapping with keys (title, url, longest_passage), found nothing"),
        ("site: []", "2: site: expected a mapping with keys (title, url, longest_passage), found a list"),
        ("site: {title: 12}", "2: site.title: expected text, found the number 12; put it into quotes"),
        ("site: {title: true}", "2: site.title: expected text, found true; put it into quotes"),
        ("site: {title: }", "2: site.title: expected text, found nothing"),
        ("fetch: {pause: '2'}", '2: fetch.pause: expected a number, found "2"'),
        ("fetch: {timeout: 3:20:10}", '2: fetch.timeout: expected a number, found "3:20:10"'),
        ("fetch: {timeout: 1e999}", '2: fetch.timeout: expected a number, found "1e999"'),
        ("fetch: {first_posts: 2.5}", "2: fetch.first_posts: expected a whole number, found the number 2.5"),
        ("fetch: {first_posts: 10_000}", '2: fetch.first_posts: expected a whole number, found "10_000"'),
        ("windows: [7, week]", '2: windows[1]: expected a number of days or all, found "week"'),
        ("windows: [true]", "2: windows[0]: expected a number of days or all, found true"),
        (
            DIGEST.replace("{host", "{security: ssl, host"),
            '5: digest.smtp.security: expected starttls, tls or none, found "ssl"',
        ),
        (
            DIGEST.replace("smtp: {host: mail.steppe.example}", "smtp: {}"),
            "5: digest.smtp.host: is missing; expected the name of the mail server",
        ),
    ],
)
def test_wrong_structure(tmp_path: Path, text: str, line: str) -> None:
    assert refused(tmp_path, FEED + text) == [f"sources.yaml:{line}"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- a", "1: expected a mapping with keys (feeds, outlets, windows, site, fetch, store, digest), found a list"),
        ("word", '1: expected a mapping with keys (feeds, outlets, windows, site, fetch, store, digest), found "word"'),
        ("outlets: []", "1: feeds: is missing; expected the blogs to watch"),
        ("feeds: []", "1: feeds: the list is empty; expected the blogs to watch"),
        ("feeds:", "1: feeds: expected a list, found nothing"),
    ],
)
def test_wrong_whole(tmp_path: Path, text: str, line: str) -> None:
    assert refused(tmp_path, text) == [f"sources.yaml:{line}"]


# The schema, and the file that is shipped


def properties(schema: Any, part: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every property of a schema with its pattern, references followed."""
    for option in (part, *part.get("anyOf", ())):
        if "$ref" in option:
            yield from properties(schema, schema["$defs"][option["$ref"].rpartition("/")[2]], at)
    if "items" in part:
        yield from properties(schema, part["items"], f"{at}[]")
    for name, inner in part.get("properties", {}).items():
        inside = f"{at}.{name}".removeprefix(".")
        yield inside, inner
        yield from properties(schema, inner, inside)


def test_schema_describes_every_setting() -> None:
    schema = json_schema()
    found = dict(properties(schema, schema))
    assert set(found) == set(fields.DESCRIPTIONS)
    assert all(re.fullmatch(r"[A-Z][^\n]{10,}\.", part["description"]) for part in found.values())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "sources.yaml of citewatch"
    assert schema["additionalProperties"] is False
    assert json.loads(json.dumps(schema)) == schema


def test_schema_says_what_the_loader_demands() -> None:
    schema: dict[str, Any] = json_schema()
    found = dict(properties(schema, schema))
    assert (found["fetch.timeout"]["minimum"], found["fetch.timeout"]["maximum"]) == (1, 600)
    assert found["windows"]["items"]["anyOf"][0]["minimum"] == 1
    assert [at for at, part in found.items() if part.get("minItems")] == ["feeds", "outlets[].hosts", "windows"]
    assert "digest.smtp.password" not in found
    assert schema["required"] == ["feeds"]
    assert found["digest"]["anyOf"][0] == {"$ref": "#/$defs/Digest"}
    assert schema["$defs"]["Digest"]["required"] == ["sender", "smtp"]


def shipped() -> str:
    return (ROOT / "sources.yaml").read_text(encoding="utf-8")


def test_shipped_file_loads() -> None:
    loaded = load_settings(ROOT / "sources.yaml", {})
    (feed,), (monitor,) = loaded.feeds, loaded.outlets
    assert (feed.name, feed.lang) == ("Window on Eurasia", "en")
    assert feed.url == "https://windowoneurasia2.blogspot.com/feeds/posts/default"
    assert (monitor.name, monitor.hosts, monitor.key) == ("Central Asia Monitor", ("camonitor.kz",), "dle")
    assert loaded.site.title == "Window on Eurasia: most-cited statements"
    assert loaded.fetch == Fetching()
    assert loaded.digest is None


def test_what_the_shipped_file_has_as_comments_is_right_too(tmp_path: Path) -> None:
    text = re.sub(r"^( *)# ((?:  )*[a-z_]+:)", r"\1\2", shipped(), flags=re.MULTILINE)
    loaded = load(tmp_path, text)
    assert loaded.windows == Settings(feeds=()).windows
    assert loaded.fetch == Fetching(contact="name@example.org")
    assert loaded.digest is not None
    assert loaded.digest.smtp.port == 587


def paths(value: Any, at: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            inside = f"{at}.{name}".removeprefix(".")
            yield from (inside, *paths(inner, inside))
    if isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{at}[]")


def test_shipped_file_has_only_what_the_schema_has() -> None:
    schema = json_schema()
    assert set(paths(yaml.safe_load(shipped()))) <= set(dict(properties(schema, schema)))
