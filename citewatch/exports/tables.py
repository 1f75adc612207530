"""Rankings → CSV."""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

_COLUMNS = ("place", "tied", "best", "worst", "P", "Q", "P_hi", "Q_hi", "last")
_FORMULA = "=+-@＝＋－＠\t\r\n"


def table(found: Mapping[str, Any]) -> str:
    """A ranking as CSV, a line for each row; cells that a spreadsheet would take for formulas begin with an apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    rows = found["rows"]
    named = [key for key in (rows[0] if rows else ()) if key not in {*_COLUMNS, "quotations", "ranked", "why"}]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_COLUMNS, *named])
    writer.writerows([[_cell(row[key]) for key in (*_COLUMNS, *named)] for row in rows])
    return out.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, list):
        value = "; ".join(value)
    return f"'{value}" if isinstance(value, str) and value[:1] and value[0] in _FORMULA else value
