"""A parse → a tree that is asked for children, subtrees and subjects."""

from collections.abc import Iterable, Iterator

from citewatch.model import Parse, Token

_GOVERNED = frozenset(["conj", "advcl", "xcomp", "ccomp", "dep", "parataxis", "pcomp"])
_VERBAL = frozenset(["VERB", "AUX"])
_BEFORE_NOUN = frozenset(["det", "amod", "compound", "poss", "nmod", "nummod", "quantmod", "case", "advmod", "predet"])
_OF_NOUN = frozenset(["of", "for", "at", "in", "from", "with"])
_DEPTH = 5  # how far up a subject is looked for; also the guard against cycles


class Tree:
    """Words by index; a broken parse with a cycle is walked once round."""

    def __init__(self, parse: Parse) -> None:
        self.tokens = parse.tokens
        self._children: list[list[int]] = [[] for _ in self.tokens]
        for at, token in enumerate(self.tokens):
            if token.head != at:
                self._children[token.head].append(at)

    def __getitem__(self, at: int) -> Token:
        return self.tokens[at]

    def children(self, at: int, *deps: str) -> Iterator[int]:
        """The words that depend on a word, in order; only those with one of the labels, if any is given."""
        return (one for one in self._children[at] if not deps or self.tokens[one].dep in deps)

    def subtree(self, at: int) -> set[int]:
        """A word with all that depends on it."""
        found: set[int] = set()
        stack = [at]
        while stack:
            one = stack.pop()
            if one not in found:
                found.add(one)
                stack += self._children[one]
        return found

    def subtrees(self, roots: Iterable[int]) -> set[int]:
        return set().union(*(self.subtree(one) for one in roots))

    def subject(self, verb: int, depth: int = 0) -> int | None:
        """The noun that does what a verb says: its subject, its agent, or that of the clause on which it hangs."""
        token = self.tokens[verb]
        for one in self.children(verb, "nsubj"):
            return one
        for one in self.children(verb, "nummod"):  # «four in ten say»
            return one
        for by in self.children(verb, "agent"):
            return next(self.children(by, "pobj"), None)
        if any(self.children(verb, "nsubjpass")) or depth > _DEPTH:
            return None
        head = self.tokens[token.head]
        if token.dep in {"acl", "relcl"} and head.pos in {"NOUN", "PROPN", "PRON"}:
            return token.head
        if token.dep in _GOVERNED and token.head != verb:
            above = token.head if head.pos in _VERBAL else head.head
            if self.tokens[above].pos in _VERBAL and above != verb:
                return self.subject(above, depth + 1)
        return None

    def noun_phrase(self, noun: int) -> tuple[int, int]:
        """First and last word of a noun with its titles, names and «of …», without clauses and far appositions."""
        kept = {noun}
        for one in self.children(noun):
            token = self.tokens[one]
            close = 0 < one - noun <= 2
            if (
                (token.dep in _BEFORE_NOUN and one < noun)
                or token.dep == "conj"
                or (close and (token.dep in {"appos", "flat"} or (token.dep == "prep" and token.low in _OF_NOUN)))
            ):
                kept |= self.subtree(one)
        first = last = noun
        while first - 1 in kept or self._is_hyphenated(first - 1, first):
            first -= 1
        while last + 1 in kept or self._is_hyphenated(last, last + 1):
            last += 1
        return first, last

    def _is_hyphenated(self, one: int, other: int) -> bool:
        """Whether two neighbours are parts of one name that a parser cut at its hyphen."""
        if one < 0 or other >= len(self.tokens):
            return False
        touching = self.tokens[one].span.end == self.tokens[other].span.start
        return touching and "-" in (self.tokens[one].low, self.tokens[other].low)
