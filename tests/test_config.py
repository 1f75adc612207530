"""Settings: every fault has its line and its words, and no input does anything but load or be refused."""

import json
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

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
        ('site: {"a\\nb": 1}', '2: site."a\\nb": unknown key; known are title, url'),
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
        ("site:", "2: site: expected a mapping with keys (title, url), found nothing"),
        ("site: []", "2: site: expected a mapping with keys (title, url), found a list"),
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


# Values


def outlet(hosts: str = "a.example", **more: str) -> str:
    return f"outlets: [{{name: A, hosts: [{hosts}]{''.join(f', {key}: {value}' for key, value in more.items())}}}]"


A_HOST = "is no host name; did you mean "
NO_HOST = "is no host name; expected one such as example.com"
NO_URL_HOST = "has no valid host name; expected an address such as https://example.com/feed"
NO_CONTACT = "is neither a mail address nor a web address, such as name@example.com"
KEY = "expected dle, wordpress, or a pattern with exactly one group"
USER = "holds a user name or password before the host (@); only addresses without one are asked for"


@pytest.mark.parametrize(
    ("hosts", "fault"),
    [
        ("https://a.example/x", f'"https://a.example/x" {A_HOST}"a.example"?'),
        ("HTTPS://Пример.рф/x", f'"HTTPS://Пример.рф/x" {A_HOST}"пример.рф"?'),
        ("A.example/", f'"A.example/" {A_HOST}"a.example"?'),
        ("'a.example:80'", f'"a.example:80" {A_HOST}"a.example"?'),
        ("me@a.example", f'"me@a.example" {A_HOST}"a.example"?'),
        ("'*.example'", f'"*.example" {NO_HOST}'),
        ("example", f'"example" {NO_HOST}'),
        ("a..example", f'"a..example" {NO_HOST}'),
        ("a.example.", f'"a.example." {NO_HOST}'),
        ("-a.example", f'"-a.example" {NO_HOST}'),
        ("'http://['", f'"http://[" {NO_HOST}'),
        ("xn--a.рф", f'"xn--a.рф" {NO_HOST}'),
        ("a b.example", f'"a b.example" {NO_HOST}'),
        ("''", f'"" {NO_HOST}'),
        ("a." * 127 + "kz", f'"{"a." * 39}a…" {NO_HOST}'),
    ],
)
def test_wrong_hosts(tmp_path: Path, hosts: str, fault: str) -> None:
    assert refused(tmp_path, FEED + outlet(hosts)) == [f"sources.yaml:2: outlets[0].hosts[0]: {fault}"]
    feed = FEED.replace("}", f", hosts: [{hosts}]}}")
    assert refused(tmp_path, feed) == [f"sources.yaml:1: feeds[0].hosts[0]: {fault}"]


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("page.example", '"page.example" is no web address; it begins with https:// or http://'),
        ("ftp://page.example/", '"ftp://page.example/" is no web address; it begins with https:// or http://'),
        ("https://a b", '"https://a b" holds a space or control character; a web address has none'),
        ("https://me:pw@a.example/", USER),
        ("https://@a.example/", USER),
        ("https:///x", f'"https:///x" {NO_URL_HOST}'),
        ("https://[::1/", f'"https://[::1/" {NO_URL_HOST}'),
        ("https://[::1]/", f'"https://[::1]/" {NO_URL_HOST}'),
        ("https://a.example:99999/", '"https://a.example:99999/" has no valid port; leave it out'),
        ("https://a.example:0/", '"https://a.example:0/" has no valid port; leave it out'),
    ],
)
def test_wrong_web_addresses(tmp_path: Path, url: str, fault: str) -> None:
    assert refused(tmp_path, f"{FEED}site: {{url: '{url}'}}") == [f"sources.yaml:2: site.url: {fault}"]
    feed = FEED.replace("https://steppe.example/feed", f"'{url}'")
    assert refused(tmp_path, feed) == [f"sources.yaml:1: feeds[0].url: {fault}"]


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        ("dlee", f'"dlee" has no groups; {KEY}; did you mean "dle"?'),
        ("(a)(b)", f'"(a)(b)" has 2 groups; {KEY}'),
        ("(a", f'"(a" is no regular expression (missing ), unterminated subpattern at position 0); {KEY}'),
        ("([[a])", f'"([[a])" is no regular expression (Possible nested set at position 2); {KEY}'),
        (
            "(a{99999999999})",
            f'"(a{{99999999999}})" is no regular expression (the repetition number is too large); {KEY}',
        ),
    ],
)
def test_wrong_keys(tmp_path: Path, key: str, fault: str) -> None:
    assert refused(tmp_path, FEED + outlet(key=f"'{key}'")) == [f"sources.yaml:2: outlets[0].key: {fault}"]


@pytest.mark.parametrize(
    ("text", "at", "fault"),
    [
        (
            outlet(""),
            "outlets[0].hosts",
            "the list is empty; expected the hosts at which the outlet publishes, without www.",
        ),
        (
            outlet(lang="Russian"),
            "outlets[0].lang",
            '"Russian" is no language code; expected one such as en, ru or kk',
        ),
        (outlet(select="{body: ' '}"), "outlets[0].select.body", "is empty; give a text, or remove the line"),
        (
            'site: {title: "a\\nb\\u202e"}',
            "site.title",
            'holds a line break or control character: "a\\nb\\u202e"; keep it on one line',
        ),
        ("fetch: {contact: me}", "fetch.contact", f'"me" {NO_CONTACT}'),
        ("fetch: {contact: 'https://пример.рф/'}", "fetch.contact", f'"https://пример.рф/" {NO_CONTACT}'),
        (
            "windows: []",
            "windows",
            "the list is empty; "
            "expected the rankings to make, each a number of days or all; the first is the front page's",
        ),
        ("windows: [7, all, 7]", "windows[2]", '"7" is the same as windows[0] in line 2; each may stand once'),
        (
            DIGEST.replace("mail.steppe.example", "smtp://mail"),
            "digest.smtp.host",
            '"smtp://mail" is no host name; expected one such as mail.example.com',
        ),
    ],
)
def test_wrong_value(tmp_path: Path, text: str, at: str, fault: str) -> None:
    (line,) = refused(tmp_path, FEED + text)
    assert re.sub(r"sources.yaml:\d+: ", "", line, count=1) == f"{at}: {fault}"


@pytest.mark.parametrize(
    "address",
    [
        *("me", "@a.example", "me@", "a b@c.example", ".a@b.example", "a..b@c.example", "a@b..example", "é@b.example"),
        "a@пример.рф",
        *("<a@b.example>", "a@b.example, c@d.example", "a@b.example\\nBcc: c@d.example", "x" * 65 + "@b.example"),
    ],
)
def test_wrong_mail_addresses(tmp_path: Path, address: str) -> None:
    for place, at in (("a@steppe.example", "3: digest.sender"), ("b@steppe.example", "4: digest.to[0]")):
        (line,) = refused(tmp_path, FEED + DIGEST.replace(place, f'"{address}"'))
        assert line.startswith(f"sources.yaml:{at}: ")
        assert line.endswith(" is no mail address; expected one such as name@example.com")


@pytest.mark.parametrize("line", ["", "  to: []\n"])
def test_recipients_may_be_left_to_where_it_is_mailed(tmp_path: Path, line: str) -> None:
    loaded = load(tmp_path, FEED + DIGEST.replace("  to: [b@steppe.example]\n", line))
    assert loaded.digest is not None
    assert loaded.digest.to == ()


@pytest.mark.parametrize("at", sorted(fields.BOUNDS))
def test_numbers_have_bounds(tmp_path: Path, at: str) -> None:
    section, _, name = at.rpartition(".")
    text = {
        "": "windows: [N]",
        "fetch": f"fetch: {{{name}: N}}",
        "store": f"store: {{{name}: N}}",
        "digest.smtp": DIGEST.replace("{host", f"{{{name}: N, host"),
    }[section]
    low, high = fields.BOUNDS[at]
    for number in (low, high):
        load(tmp_path, FEED + text.replace("N", str(number)))
    for number in (low - 1, high + 1):
        (line,) = refused(tmp_path, FEED + text.replace("N", str(number)))
        assert line.endswith(f"{at.replace('[]', '[0]')}: must be between {low} and {high}, found {number}")


@pytest.mark.parametrize(
    ("url", "name", "fault"),
    [
        (
            "http://WWW.steppe.example/feed/",
            "Other",
            'url: "http://WWW.steppe.example/feed/" is the same as feeds[0].url',
        ),
        ("https://other.example/feed", "STEPPE", 'name: "STEPPE" is the same as feeds[0].name'),
    ],
)
def test_feeds_differ(tmp_path: Path, url: str, name: str, fault: str) -> None:
    text = f"feeds:\n- {{url: https://steppe.example/feed, name: Steppe}}\n- {{url: {url}, name: {name}}}"
    assert refused(tmp_path, text) == [f"sources.yaml:3: feeds[1].{fault} in line 2; each may stand once"]


def test_addresses_that_differ_in_case_behind_the_host_differ(tmp_path: Path) -> None:
    text = "feeds: [{url: https://a.example/Feed, name: A}, {url: https://a.example/feed, name: B}]"
    assert len(load(tmp_path, text).feeds) == 2


@pytest.mark.parametrize(
    ("name", "hosts", "at", "same", "first"),
    [
        ("one", "b.example", "name", "one", "name"),
        ("Two", "b.example, A.example", "hosts[1]", "A.example", "hosts[0]"),
        ("Two", "www.a.example", "hosts[0]", "www.a.example", "hosts[0]"),
        ("Two", "xn--e1afmkfd.example", "hosts[0]", "xn--e1afmkfd.example", "hosts[1]"),
    ],
)
def test_outlets_differ(tmp_path: Path, name: str, hosts: str, at: str, same: str, first: str) -> None:
    text = f"{FEED}outlets:\n- {{name: One, hosts: [a.example, пример.example]}}\n- {{name: {name}, hosts: [{hosts}]}}"
    assert refused(tmp_path, text) == [
        f'sources.yaml:4: outlets[1].{at}: "{same}" is the same as outlets[0].{first} in line 3; each may stand once'
    ]


def test_all_faults_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = """outlets:
  - hots: [a.example]
    hosts: [https://a.example]
    name: A
    name: B
feeds:
  - {url: steppe.example, nmae: Steppe}
fetch:
  pause: -1
"""
    assert refused(tmp_path, text) == [
        'sources.yaml:2: outlets[0].hots: unknown key; did you mean "hosts"?',
        'sources.yaml:3: outlets[0].hosts[0]: "https://a.example" is no host name; did you mean "a.example"?',
        "sources.yaml:5: outlets[0].name: given twice, first in line 4; keep one",
        "sources.yaml:7: feeds[0].name: is missing; expected the blog's name as the page shows it",
        'sources.yaml:7: feeds[0].nmae: unknown key; did you mean "name"?',
        'sources.yaml:7: feeds[0].url: "steppe.example" is no web address; it begins with https:// or http://',
        "sources.yaml:9: fetch.pause: must be between 0 and 3600, found -1",
    ]


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
