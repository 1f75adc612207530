"""Derived rows: passages joined to statements, and the pairs that are only possible."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from citewatch.model import Citation, Evidence, Kind, Match, Member, Passage, Possible, Role, Statement
from citewatch.store.recorded import Recorded


class Joined(Recorded):
    """Statements."""

    def passages(self) -> tuple[Passage, ...]:
        """All passages with their citations, in the order of their ids; of copies of a post those of the first."""
        citations: dict[str, list[Citation]] = defaultdict(list)
        for passage, url, evidence, distance, role, reason in self._rows(
            "SELECT passage, url, evidence, distance, role, reason FROM citations ORDER BY passage, n"
        ):
            citations[passage].append(Citation(url, Evidence(evidence), distance, Role(role), reason))
        rows = self._rows(
            "SELECT id, passages.post, posts.day, text, lang, person, speaker, kind, cue, context,"
            " passages.post NOT IN (SELECT post FROM gone), withdrawals.day"
            " FROM passages JOIN posts ON passages.post = key LEFT JOIN withdrawals ON passage = id"
            " WHERE passages.post NOT IN (SELECT post FROM folded) ORDER BY id"
        )
        return tuple(
            Passage(number, post, date.fromisoformat(day), words, lang, person, speaker, Kind(kind), cue,
                    tuple(json.loads(context)), tuple(citations[number]), bool(live),
                    date.fromisoformat(withdrawn) if withdrawn else None)
            for number, post, day, words, lang, person, speaker, kind, cue, context, live, withdrawn in rows
        )  # fmt: skip

    def fingerprint(self) -> str:
        """Changes whenever a reading of a post does, or another post is a copy."""
        read = self._rows("SELECT key, hash, method FROM documents WHERE kind = 'post' ORDER BY key")
        return json.dumps([*read, *self._rows("SELECT post, first FROM folded ORDER BY post")])

    def joined_from(self) -> str | None:
        """The fingerprint from which the statements were joined."""
        row = self._row("SELECT fingerprint FROM joined")
        return row[0] if row else None

    def save_statements(self, statements: Sequence[Statement], possible: Sequence[Possible], fingerprint: str) -> None:
        """Statements replace the earlier ones, all or nothing."""
        with self._write() as cursor:
            cursor.execute("DELETE FROM members")
            cursor.execute("DELETE FROM possible")
            cursor.executemany(
                "INSERT INTO members VALUES (?, ?, ?, ?)",
                [
                    (member.passage.id, one.root.id, n, member.match.value)
                    for one in statements
                    for n, member in enumerate(one.members)
                ],
            )
            cursor.executemany("INSERT INTO possible VALUES (?, ?, ?)", [(p.passage, p.other, p.why) for p in possible])
            cursor.execute("INSERT OR REPLACE INTO joined VALUES (1, ?)", (fingerprint,))

    def statements(self) -> tuple[Statement, ...]:
        """The statements, ordered by their root's id."""
        passages = {one.id: one for one in self.passages()}
        members: dict[str, list[Member]] = defaultdict(list)
        for passage, root, match in self._rows("SELECT passage, root, match FROM members ORDER BY root, n"):
            members[root].append(Member(passages[passage], Match(match)))
        return tuple(Statement(tuple(group)) for group in members.values())

    def possible(self) -> tuple[Possible, ...]:
        rows = self._rows("SELECT passage, other, why FROM possible ORDER BY passage, other")
        return tuple(Possible(*row) for row in rows)
