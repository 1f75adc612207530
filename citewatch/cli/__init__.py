"""Arguments, wiring, printing, exit status.

Exit status: 0 done (single items may have failed: they are reported), 1 the run failed, 2 usage or configuration,
3 another run holds the lock, 4 every feed failed.
"""

import gc
import os
import sys
from io import TextIOWrapper

from citewatch.cli.app import app
from citewatch.errors import RunError

__all__ = ["app", "main"]

# An archive is millions of values that live until the end: looked through after every 700 new ones, as is the default,
# they cost a third of the time of a ranking.
_GARBAGE = 50_000, 20, 100

_INTERRUPTED = 130  # what typer makes of Ctrl-C


def main() -> None:
    """The `citewatch` command."""
    gc.set_threshold(*_GARBAGE)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # JSON is UTF-8 whatever the locale; bytes of a file's name that are not are written as escapes.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(_status())


def _status() -> int:
    """Run the command; errors that a user can mend are printed, a line each."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except RunError as error:
        return _failed(str(error), error.exit_status)
    except BrokenPipeError:  # whoever reads, such as `head`, has left; the interpreter's own flush would complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _failed(f"{error.filename}: {error.strerror}" if error.filename else str(error), 1)
    except KeyboardInterrupt:
        return _stopped()
    except SystemExit as leaving:
        return _stopped() if leaving.code == _INTERRUPTED else int(leaving.code or 0)
    return 0


def _stopped() -> int:
    return _failed("stopped; what was recorded is kept", 1)


def _failed(message: str, status: int) -> int:
    for line in message.splitlines():
        print(f"citewatch: {line}", file=sys.stderr)
    return status
