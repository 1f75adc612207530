"""A stranger's words → what may stand in one line of a mail or of its head."""

import hashlib
import re
from email.errors import MessageError
from email.headerregistry import Address

from citewatch.errors import MailError

# Line breaks of any kind break headers; lone surrogates cannot be encoded; bidirectional overrides
# would turn round the words of ours that follow them.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069]+")


def mark_of(*parts: str) -> str:
    """The same for the same words, and short enough for a header."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def one_line(text: str, limit: int) -> str:
    """One line without control characters, cut at a word when it is longer than `limit` code points."""
    whole = " ".join(_UNFIT.sub(" ", text).split())
    if len(whole) <= limit:
        return whole
    head = whole[:limit].rpartition(" ")[0]
    return (head if len(head) > limit // 2 else whole[: limit - 1]).rstrip(" ,;:.–—-") + "…"


def address_of(written: str, name: str = "") -> Address:
    """A mail address with its domain in ASCII, under `name` where it has none of its own. Raises: MailError."""
    before, _, address = one_line(written, 320).removesuffix(">").rpartition("<")  # parseaddr would guess
    local, _, domain = address.rpartition("@")
    try:
        return Address(one_line(before.strip(' "') or name, 80), addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError) as error:
        raise MailError(one_line(written, 80), "no mail address: check digest.sender and digest.to") from error
