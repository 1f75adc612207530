"""Arguments, wiring, printing, exit status.

Exit status: 0 done (single items may have failed: they are reported), 1 the run failed, 2 usage or configuration,
3 another run holds the lock, 4 every feed failed.
"""

import sys

from citewatch.cli.app import app
from citewatch.errors import RunError

__all__ = ["app", "main"]


def main() -> None:
    """The `citewatch` command."""
    try:
        app()
    except RunError as error:
        for line in str(error).splitlines():
            print(f"citewatch: {line}", file=sys.stderr)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        print("citewatch: stopped; what was recorded is kept", file=sys.stderr)
        sys.exit(1)
