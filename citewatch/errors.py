"""The tree of errors.

CitewatchError
 ├─ ItemError             spoils one item; the run goes on
 │   └─ ParseError        bytes or text that cannot be read as what they should be
 └─ RunError              ends the run, exit status 1
     ├─ ConfigError       a setting is wrong, exit status 2
     ├─ LockedError       another run holds the store, exit status 3
     ├─ StoreError        the store cannot be used as it is
     └─ MailError         the digest could not be handed to the mail server
         ├─ RecipientError   it takes none for this recipient; for others it may
         └─ UncertainError   nobody knows whether it has taken it

Each prints as one line: what it concerns, what is wrong and, where there is one, what to do.
"""


class CitewatchError(Exception):
    """Root of all errors that a user can mend; everything else is a bug."""

    def __init__(self, subject: str, message: str) -> None:
        super().__init__(subject, message)
        self.subject = subject
        self.message = message

    def __str__(self) -> str:
        return f"{self.subject}: {self.message}" if self.subject else self.message


class ItemError(CitewatchError):
    """One URL, feed, page or entry is bad; the run reports it and goes on."""


class ParseError(ItemError):
    """Bytes or text that cannot be read as what they should be."""


class RunError(CitewatchError):
    """The run cannot go on."""

    exit_status = 1


class ConfigError(RunError):
    """`sources.yaml`, `overrides.yaml` or an option is wrong; `message` has one line per fault."""

    exit_status = 2


class LockedError(RunError):
    """Another run holds the store."""

    exit_status = 3


class StoreError(RunError):
    """The store is foreign, newer than this program, full or damaged."""


class MailError(RunError):
    """The digest could not be handed to the mail server."""


class RecipientError(MailError):
    """The mail server takes none for this recipient; for good, when `final`."""

    def __init__(self, subject: str, message: str, *, final: bool) -> None:
        super().__init__(subject, message)
        self.final = final


class UncertainError(MailError):
    """The way to the mail server broke when it may have taken the digest."""
