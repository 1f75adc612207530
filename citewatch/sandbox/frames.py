"""Messages on a pipe: four bytes of length, then as many bytes.

A question begins with a number, and its answer, behind its first byte, with the same: an answer too many is noticed.

Down to the child go pickles, which only this program makes. What comes up may have been made by whoever took the child
over, so it is JSON and checked against the type that was asked for: unpickling would run what they like.
"""

from typing import IO

READ, BAD, DEAD = b"+", b"-", b"!"
"""How an answer begins: a reading, why there is none, and what the child died of."""

READY = b"ready"
FULL = 70
"""The exit status of a child that had not enough memory."""

NUMBER = 4
"""Bytes of a number."""


def send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(NUMBER, "big"))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes], longest: int | None = None) -> bytes | None:
    """The next message; None at the end of the pipe, or when the message claims to be longer than `longest`."""
    head = pipe.read(NUMBER)
    size = int.from_bytes(head, "big")
    if len(head) < NUMBER or (longest is not None and size > longest):
        return None
    message = pipe.read(size)
    return message if len(message) == size else None
