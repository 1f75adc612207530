"""Values of the configuration: what is refused, and in which words."""

import re
from pathlib import Path

import pytest

from citewatch.config import fields
from tests.test_config import DIGEST, FEED, load, refused

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
        "site": f"site: {{{name}: N}}",
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
