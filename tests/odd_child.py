"""A child of the sandbox that does what the text of a post says, as one would that hostile bytes took over."""

import os
import socket
import sys
import time
from pathlib import Path
from typing import IO, NoReturn

from citewatch.model import Document
from citewatch.sandbox import child, frames, nursery
from citewatch.sandbox.direct import Direct
from citewatch.sandbox.frames import DEAD, READ, send

met: list[str] = []
numbers: list[bytes] = []


def receive(pipe: IO[bytes], _: int | None = None) -> bytes | None:
    """As `frames.receive`; notes the number of the question."""
    message = frames.receive(pipe)
    numbers.append(message[: frames.NUMBER] if message else b"")
    return message


def keep(memory: int, seconds: float) -> None:
    """As `nursery.keep`."""
    child.receive = receive  # type: ignore[attr-defined,assignment]
    Direct.read_post = read  # type: ignore[assignment,method-assign]
    nursery.keep(memory, seconds)


def read(_: Direct, html: str, url: str | None, lang: str) -> Document:
    if html.startswith("<"):  # to warm up
        return Document("post", "", ())
    met.append(html)
    try:
        said = _do(html)
    except OSError:
        said = "OSError"
    except ImportError as error:
        said = type(error).__name__
    return Document("post", said, (), url=url, lang=lang)


def _do(what: str) -> str:
    word, _, rest = what.partition(" ")
    match word:
        case "say":
            return rest
        case "count":
            return str(len(met))
        case "env":
            return str(dict(os.environ))
        case "open":
            return Path(rest).read_text()
        case "write":
            return str(Path("/tmp/citewatch-sandbox").write_text("x"))  # noqa: S108
        case "socket":
            return str(socket.socket())
        case "import":
            import this

            return str(this)
        case "raise":
            raise RuntimeError
        case "memory":
            return str(len(b"x" * 2**31))
        case "much":
            return "x" * 2**21
        case "crash" if len(met) > 1 or not rest:
            os.abort()
        case "crash":
            return "well"
    return _misbehave(what)


def _misbehave(what: str) -> NoReturn:
    match what:
        case "spin":
            while True:
                pass
        case "nonsense":
            send(sys.stdout.buffer, READ + numbers[-1] + b"\xff{")
        case "wrong type":
            send(sys.stdout.buffer, READ + numbers[-1] + b'{"kind": "post", "text": 1, "paragraphs": []}')
        case "dead":
            send(sys.stdout.buffer, DEAD + b"all")
        case "deaf":
            sys.stdout.buffer.write(b"\0\0")
            sys.stdout.buffer.flush()
            time.sleep(60)
    os._exit(3)
