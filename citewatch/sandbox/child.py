"""The child: warms up, gives up all that it does not need, then reads one item after the other."""

import encodings
import pickle
import pkgutil
import resource
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module

from pydantic import TypeAdapter

from citewatch import dates, text, urls
from citewatch.errors import ItemError
from citewatch.model import Document, FeedReading, Page
from citewatch.sandbox.direct import Direct
from citewatch.sandbox.frames import BAD, FULL, READ, READY, receive, send

ANSWERS: dict[str, TypeAdapter[FeedReading] | TypeAdapter[Document]] = {
    "read_feed": TypeAdapter(FeedReading),
    "read_post": TypeAdapter(Document),
    "read_article": TypeAdapter(Document),
}
"""What each kind of work answers with."""

_FAULT = TypeAdapter(tuple[str, str])


def serve(memory: int, seconds: float) -> None:
    """Read what comes in on standard input until it ends, within so many bytes, and seconds of the CPU for each."""
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    direct = Direct()
    _warm_up(direct)
    _give_up(memory)
    send(told, READY)
    while (message := receive(asked)) is not None:
        signal.setitimer(signal.ITIMER_PROF, seconds)  # nobody catches it, so it ends C code too
        answer = _answer(direct, message)
        signal.setitimer(signal.ITIMER_PROF, 0)
        send(told, answer)
        if answer == FULL:
            return


def _answer(direct: Direct, message: bytes) -> bytes:
    try:
        work, args = pickle.loads(message)  # noqa: S301 - the parent made it
        return READ + ANSWERS[work].dump_json(getattr(direct, work)(*args))
    except MemoryError:
        return FULL
    except ItemError as error:
        return BAD + _FAULT.dump_json((error.subject, error.message))
    except Exception as error:  # noqa: BLE001 - libraries raise what they like at hostile input
        return BAD + _FAULT.dump_json(("", f"garbled: it could not be read ({type(error).__name__})"))


def _give_up(memory: int) -> None:
    """From here on no file, socket or process can be opened, and no more memory be had than allowed."""
    sys.meta_path.clear()  # what libraries would like to import, and do without, they shall not search for
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(kind, (most, most))


_STATED = ("5 qqqq 2024", "Вчера, 11:41", "5 марта 2024")  # the first is tried in every language
_FEED = b"""<rss version="2.0"><channel><title>A</title><item><title>b</title><link>https://a.example/x</link>
<pubDate>Mon, 14 Sep 2026 12:00:00 GMT</pubDate><description>&lt;p&gt;words</description></item></channel></rss>"""
_PAGE = "<html><head><title>a</title></head><body>%s</body></html>" % (
    "<p>Слова, которых хватит, чтобы страница была похожа на статью: "
    "<a href='https://facebook.com/sharer.php?u=x'>a</a> b.example/x</p>" * 9
)


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
