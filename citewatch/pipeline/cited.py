"""The documents that posts cite → pages and failures in the store, step by step of the ladder."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from citewatch import ladder, schedule
from citewatch.model import Failure, FailureKind, Page, Request, Step
from citewatch.pipeline.line import Line


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A source at a place where it is asked for now. `url`: its one spelling; `href`: as it was cited."""

    url: str
    href: str
    rung: ladder.Rung


def fetch_sources(line: Line) -> tuple[tuple[str, str], ...]:
    """Asks for the cited documents that were never had, each at the first place where it may be asked for now.

    What fails in one round may be due at its next place in another. Returns those that were not had, with the reasons.
    """
    missing, failed = _missing(line), dict[str, list[str]]()
    while due := _due(line, missing):
        line.notice(f"asking for {len(due)} cited sources")
        for wanted, answer in _answers(line, due):
            line.store.record(answer, "article", wanted.url)
            if isinstance(answer, Page):
                del missing[wanted.url]
                failed.pop(wanted.href, None)
            else:
                failed.setdefault(wanted.href, []).append(_told(answer))
    return tuple(sorted((href, "; ".join(reasons)) for href, reasons in failed.items()))


def _told(failure: Failure) -> str:
    why = f"{failure.kind.value}: {failure.detail}"
    return f"{failure.via}: {why}" if failure.via else why


def _missing(line: Line) -> dict[str, str]:
    """Each cited document that was not had, once: by the first spelling under which it was cited, as written."""
    line.keep_keys()
    return dict(line.store.missing())


def _due(line: Line, missing: Mapping[str, str]) -> dict[str, _Wanted]:
    """By the address to be asked for."""
    library = line.library
    places = ((url, href, _first_due(line, ladder.rungs(href, library.outlet(url)))) for url, href in missing.items())
    return {rung.url: _Wanted(url, href, rung) for url, href, rung in places if rung}


def _first_due(line: Line, rungs: Iterable[ladder.Rung]) -> ladder.Rung | None:
    """The first place that may be asked for now, where all before it give way."""
    for rung in rungs:
        if line.store.was_had(rung.url):
            continue  # and could not be read
        failures = line.store.failures(rung.url)
        if schedule.is_due(failures, line.clock.now()):
            return rung
        if not schedule.gives_way(failures):
            return None
    return None


def _answers(line: Line, due: Mapping[str, _Wanted]) -> Iterator[tuple[_Wanted, Page | Failure]]:
    """The answers of all places, those of archives after a second request; each under the address of its place."""
    copies: dict[str, _Wanted] = {}
    for answer in line.fetcher.fetch([Request(url) for url in due]):
        wanted = due[answer.url]
        if isinstance(answer, Failure) or wanted.rung.step != Step.ARCHIVE:
            yield wanted, replace(answer, via=wanted.rung.via)
            continue
        line.store.record_lookup(answer)
        if copy := ladder.copy_of(wanted.href, answer.body):
            copies[copy] = wanted
        else:
            none = Failure(answer.url, answer.fetched_at, FailureKind.GONE, "it has no copy", via=wanted.rung.via)
            yield wanted, none
    for answer in line.fetcher.fetch([Request(url) for url in copies]):
        via = ladder.archived(answer.final_url if isinstance(answer, Page) else answer.url)
        yield copies[answer.url], replace(answer, url=copies[answer.url].rung.url, via=via)
