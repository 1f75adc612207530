"""Open data: the files beside the pages, against writing what is in the JSON ones alone."""

import json

from citewatch import exports
from tests.bench.timing import seconds
from tests.site_editions import many, rich


def main() -> int:
    edition = rich(said=many(400))
    places = exports.Places("https://watch.example", frozenset())
    made = exports.files(edition, places)
    values = [json.loads(make()) for path, make in made.items() if path.endswith(".json")]
    floor = seconds(lambda: [json.dumps(value, ensure_ascii=False) for value in values])
    whole = seconds(lambda: [make() for make in exports.files(edition, places).values()])
    print(f"open data              {whole / len(edition.statements) * 1000:8.2f} ms a statement")
    print(f"  against JSON alone    {whole / floor:7.1f} times")
    return 0
