"""What editors decide in `overrides.yaml`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verb(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    SPEAKER = "speaker"
    SOURCE = "source"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True)
class Override:
    """One decision, public and dated, with its reason.

    `of`: ids of statements (same, different: two or more; speaker: one), addresses (source: those of one document, the
    first speaks for it), or either (exclude). `name`: the speaker's full name.
    """

    verb: Verb
    of: tuple[str, ...]
    day: date
    reason: str
    name: str | None = None
