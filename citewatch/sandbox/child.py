"""The child: reads one item after the other."""

import pickle
import signal
import sys

from pydantic import TypeAdapter

from citewatch.errors import ItemError
from citewatch.model import Document, FailureKind, FeedReading
from citewatch.sandbox.direct import Direct
from citewatch.sandbox.frames import BAD, FULL, NUMBER, READ, receive, send

_ANSWERS: dict[str, TypeAdapter[FeedReading] | TypeAdapter[Document]] = {
    "read_feed": TypeAdapter(FeedReading),
    "read_post": TypeAdapter(Document),
    "read_article": TypeAdapter(Document),
}
_FAULT = TypeAdapter(tuple[str, str])


def serve(seconds: float) -> int:
    """Read what comes in on standard input until it ends, each within so many seconds of the CPU; the exit status."""
    direct = Direct()
    while (message := receive(sys.stdin.buffer)) is not None:
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds)  # nobody catches it, so it ends C code too
            kind, answer = _answer(direct, message[NUMBER:])
            signal.setitimer(signal.ITIMER_PROF, 0)
        except MemoryError:
            return FULL
        send(sys.stdout.buffer, kind + message[:NUMBER] + answer)
    return 0


def _answer(direct: Direct, message: bytes) -> tuple[bytes, bytes]:
    try:
        work, args = pickle.loads(message)  # noqa: S301 - the parent made it
        return READ, _ANSWERS[work].dump_json(getattr(direct, work)(*args))
    except MemoryError:
        raise
    except ItemError as error:
        return BAD, _FAULT.dump_json((error.subject, error.message))
    except Exception as error:  # noqa: BLE001 - libraries raise what they like at hostile input
        return BAD, _FAULT.dump_json(("", f"{FailureKind.GARBLED.value}: reading it failed ({type(error).__name__})"))
