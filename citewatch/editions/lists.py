"""Rows → the lines of a ranking: names, ids that are addresses, and the one line that says why."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from citewatch import text, urls
from citewatch.editions import wordings
from citewatch.editions.material import Material
from citewatch.model import Listed, Origin, Passage, Ref, Role, Row, Rows, Statement, WindowEdition

_Q_WORDS = {"source": "from", "statement": "with"}


def why(row: Row, others: str) -> str:
    """A row's place in one line. `others`: what its Q counts, in the singular: «source»."""
    place = f"{'=' if row.tied else ''}{row.place}"
    between = f" (between {row.best} and {row.worst})" if row.best != row.worst else ""
    counted = f"cited in {_number(row.lo.posts, 'post')}, {_Q_WORDS[others]} {_number(row.lo.others, others)}"
    more = row.hi.posts - row.lo.posts
    possible = f"; {more} more possible" if more > 0 else ""
    return f"{place}{between}: {counted}{possible}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


class Lists:
    """Turns keys into what is shown of them."""

    def __init__(self, material: Material) -> None:
        self.m = material
        self._lines: dict[Row, Listed] = {}

    # ------------------------------------------------------------ names and ids

    def source_ref(self, key: str) -> Ref:
        state = self.m.states.get(key)
        name = state.title if state and state.title else urls.readable(self.m.addresses.get(key, f"https://{key}"))
        return Ref(f"{text.slug(key, 40) or 'source'}-{text.digest(key, size=8)}", name)

    def outlet_ref(self, name: str) -> Ref:
        return Ref(f"{text.slug(name, 40) or 'outlet'}-{text.digest(name, size=6)}", name)

    def post_id(self, key: str) -> str:
        """The id of a post's page: its day, and a key of its own."""
        return f"{self.m.posts[key].day.isoformat()}-{text.digest(key, size=10)}"

    def head(self, words: str) -> str:
        """As much of a quotation as may be published."""
        return wordings.head(words, self.m.settings.site.longest_passage)

    def person_ref(self, person: str) -> Ref:
        """A person under the commonest spelling of the name."""
        names = self.m.persons[person]
        name = min(names, key=lambda one: (-names[one], -len(one), one))
        return Ref(f"{text.slug(person, 40) or 'speaker'}-{text.digest(person, size=6)}", name)

    def speaker(self, passage: Passage) -> Ref | None:
        """The speaker, with a page of their own only where the full name is known."""
        if passage.person:
            return self.person_ref(passage.person)
        return Ref("", passage.speaker) if passage.speaker else None

    def spelled(self, statement: Statement) -> str | None:
        """The speaker's name in the source's script, where that is another one."""
        origins = (one for member in statement.members for one in member.passage.origins)
        names = sorted({one.speaker for one in origins if one.speaker and one.speaker != statement.fullest.speaker})
        return names[0] if names else None

    # ------------------------------------------------------------ lists

    def window(self, rows: Rows) -> WindowEdition:
        cites = {row.id: row.lo.posts for row in rows.sources}
        return WindowEdition(
            window=rows.window,
            first=rows.first or self._first_day(rows.last),
            last=rows.last,
            statements=tuple(self.statement(row) for row in rows.statements if row.ranked),
            once=tuple(self.statement(row) for row in self._cited_once(rows, cites)),
            sources=tuple(self.source(row) for row in rows.sources),
            outlets=tuple(self.outlet(row) for row in rows.outlets),
            speakers=tuple(self.person(row) for row in rows.speakers),
        )

    def _first_day(self, last: date) -> date | None:
        """The first day of an unbounded window."""
        return min((post.day for post in self.m.posts.values() if post.day <= last), default=None)

    def _cited_once(self, rows: Rows, cites: dict[str, int]) -> list[Row]:
        """Those cited once: by how many posts cite their source, then the latest first."""
        once = [row for row in rows.statements if not row.ranked]
        most = {row.id: max(cites.get(one, 0) for one in self.m.sources_of(row.id)) for row in once}
        return sorted(once, key=lambda row: (-most[row.id], -(row.last or date.min).toordinal(), row.id))

    def statements(self, keys: Iterable[str]) -> tuple[Listed, ...]:
        """The lines of some statements in the widest window, best place first."""
        return tuple(self.statement(row) for row in _in_order(keys, self.m.statement_rows))

    def sources(self, keys: Iterable[str]) -> tuple[Listed, ...]:
        """The lines of some sources in the widest window, best place first."""
        return tuple(self.source(row) for row in _in_order(keys, self.m.source_rows))

    def statement(self, row: Row) -> Listed:
        if row not in self._lines:
            self._lines[row] = self._statement(row)
        return self._lines[row]

    def _statement(self, row: Row) -> Listed:
        statement = self.m.statements[row.id]
        best, origin = statement.fullest, foreign(statement)
        cited = (
            one for member in statement.members for one in member.passage.citations if one.role == Role.QUOTED_FROM
        )
        return Listed(
            row=row,
            text=self.head(best.text),
            lang=best.lang,
            why=why(row, "source"),
            original=self.head(origin.exact) if origin else None,
            original_lang=origin.lang if origin else None,
            speaker=self.speaker(best),
            speaker_original=self.spelled(statement),
            outlets=tuple(self.outlet_ref(name) for name in sorted({self.m.outlet(one.url) for one in cited})),
            cue=best.cue,
            history=self.m.histories.statements.get(row.id),
            post=self.post_id(best.post) if self.m.alone(row.id) else None,
        )

    def source(self, row: Row) -> Listed:
        ref, state = self.source_ref(row.id), self.m.states.get(row.id)
        outlet = self.outlet_ref(self.m.outlet(self.m.addresses.get(row.id, f"https://{row.id}")))
        lang = (state.lang if state and state.title else None) or "und"
        history = self.m.histories.sources.get(row.id)
        return Listed(
            replace(row, id=ref.id), ref.name, lang, why(row, "statement"), outlets=(outlet,), history=history
        )

    def outlet(self, row: Row) -> Listed:
        ref = self.outlet_ref(row.id)
        history = self.m.histories.outlets.get(row.id)
        return Listed(replace(row, id=ref.id), ref.name, "und", why(row, "source"), history=history)

    def person(self, row: Row) -> Listed:
        ref = self.person_ref(row.id)
        history = self.m.histories.speakers.get(row.id)
        return Listed(replace(row, id=ref.id), ref.name, "en", why(row, "statement"), history=history)


def foreign(statement: Statement) -> Origin | None:
    """The words that a statement was made from, where they are not its own."""
    found = statement.origin
    return found if found and text.words(found.exact) != text.words(statement.fullest.text) else None


def _in_order(keys: Iterable[str], rows: Mapping[str, tuple[int, Row]]) -> list[Row]:
    """The rows of those that have one, as they are numbered."""
    return [row for _, row in sorted((rows[key] for key in keys if key in rows), key=lambda pair: pair[0])]
