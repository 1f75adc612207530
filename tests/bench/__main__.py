"""Run all measures, or those named: `python -m tests.bench [posts quotations …]`."""

import importlib
import sys
from pathlib import Path

ROOMS = sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py") if file.stem != "timing")


def main(chosen: list[str]) -> int:
    """1 when a measure is below the least that is asked of it."""
    unknown = set(chosen) - set(ROOMS)
    if unknown:
        print(f"{', '.join(sorted(unknown))}: one of {', '.join(ROOMS)}")
        return 2
    return max(int(importlib.import_module(f"tests.bench.{room}").main()) for room in chosen or ROOMS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
