"""Open data: the files beside the pages, against writing what is in the JSON ones alone."""

import json
from collections.abc import Iterator

from citewatch import exports
from tests.bench.timing import Measure, cpu
from tests.site_editions import many, rich


def measures() -> Iterator[Measure]:
    edition = rich(said=many(400))
    places = exports.Places("https://watch.example", frozenset())
    made = exports.files(edition, places)
    values = [json.loads(make()) for path, make in made.items() if path.endswith(".json")]
    floor = cpu(lambda: [json.dumps(value, ensure_ascii=False) for value in values])
    whole = cpu(lambda: [make() for make in exports.files(edition, places).values()])
    told = f"{whole / len(edition.statements) * 1000:.2f} ms a statement"
    yield Measure("open data", "JSON alone", whole / floor, told)
