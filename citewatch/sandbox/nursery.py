"""The process that the parent starts: warms up, gives up all that it does not need, then has one child after the other.

It touches no hostile bytes itself. A child is made by a fork, which takes milliseconds where a new start takes seconds.
"""

import encodings
import os
import pkgutil
import resource
import sys
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module

from citewatch import dates, text, urls
from citewatch.errors import ItemError
from citewatch.model import Page
from citewatch.sandbox.child import serve
from citewatch.sandbox.direct import Direct
from citewatch.sandbox.frames import DEAD, READY, send

_STATED = ("5 qqqq 2024", "Вчера, 11:41", "5 марта 2024")  # the first is tried in every language
_FEED = b"""<rss version="2.0"><channel><title>A</title><item><title>b</title><link>https://a.example/x</link>
<pubDate>Mon, 14 Sep 2026 12:00:00 GMT</pubDate><description>&lt;p&gt;words</description></item></channel></rss>"""
_PAGE = "<html><head><title>a</title></head><body>%s</body></html>" % (
    "<p>Слова, которых хватит, чтобы страница была похожа на статью: "
    "<a href='https://facebook.com/sharer.php?u=x'>a</a> b.example/x</p>" * 9
)


def keep(memory: int, seconds: float) -> None:
    """Have children until one ends in peace, because standard input did; tells what the others died of."""
    _warm_up(Direct())
    _give_up(memory)
    send(sys.stdout.buffer, READY)
    while status := _one_child(seconds):
        send(sys.stdout.buffer, DEAD + str(status).encode())


def _one_child(seconds: float) -> int:
    """The exit status of a child, negative for the signal that killed it."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    os._exit(serve(seconds))


def _give_up(memory: int) -> None:
    """From here on no file or socket can be opened, and no more memory be had than allowed."""
    sys.meta_path.clear()  # what libraries would like to import, and do without, they shall not search for
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _warm_up(direct: Direct) -> None:
    """Have libraries load what they open late: afterwards they cannot."""
    for module in pkgutil.iter_modules(encodings.__path__):
        if module.name not in {"mbcs", "oem"}:  # only on Windows
            import_module(f"encodings.{module.name}")
    now = datetime(2026, 9, 14, tzinfo=UTC)
    for stated in _STATED:
        dates.read_date(stated, now)
    text.language("несколько слов", "ru")
    urls.registrable("a.co.uk")
    direct.read_feed(Page("https://a.example/", "https://a.example/", 200, (), _FEED, now))
    direct.read_post(_PAGE, "https://a.example/", "en")
    for body in (*map(_PAGE.encode, ("utf-8", "cp1251", "utf-16-le")), b"<p>" * 999):
        with suppress(ItemError):
            direct.read_article(Page("https://a.example/", "https://a.example/", 200, (), body, now))
