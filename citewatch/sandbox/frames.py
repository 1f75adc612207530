"""Messages on a pipe: four bytes of length, then as many bytes.

Down to the child go pickles, which only this program makes. What comes up may have been made by whoever took the child
over, so it is JSON and checked against the type that was asked for: unpickling would run what they like.
"""

from typing import IO

READ, BAD, FULL = b"+", b"-", b"!"
"""How an answer begins: a reading, why there is none, and that the memory was not enough."""

READY = b"ready"

_HEAD = 4


def send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(_HEAD, "big"))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes], longest: int | None = None) -> bytes | None:
    """The next message; None at the end of the pipe, or when the message claims to be longer than `longest`."""
    head = pipe.read(_HEAD)
    size = int.from_bytes(head, "big")
    if len(head) < _HEAD or (longest is not None and size > longest):
        return None
    message = pipe.read(size)
    return message if len(message) == size else None
