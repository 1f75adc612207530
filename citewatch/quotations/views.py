"""«In her words, …», «by the account of the captain, …»: cues of English that are a noun with its owner."""

from functools import cache

from citewatch import rules
from citewatch.quotations.cues import Cue
from citewatch.quotations.tree import Tree

_VERBAL = frozenset(["VERB", "AUX"])
_BREAKS = frozenset([",", "”", '"', "''", "—", "–", ".", "-", ":"])
_OWN = frozenset(["poss", "det", "amod", "case", "prep"])
_WRITERS = frozenset(["my", "our", "your", "its", "whose"])  # «in my view» reports nobody's words
_DEPTH = 5  # steps from the noun up to its verb; also the guard against cycles


def may_report(low: str) -> bool:
    """Whether a word is one of the nouns."""
    return low in _nouns()


def find_view(tree: Tree, at: int, quoted: frozenset[int], reporting: frozenset[str]) -> Cue | None:
    """The sentence that somebody's words or view are the frame of; beside marks, «in her words» introduces those alone.

    A verb of `reporting` has a speaker of its own.
    """
    opening, owner = tree[at].head, _owner(tree, at)
    if owner is None or (tree[opening].low, tree[at].low) not in _views():
        return None
    frame, verb = tree.subtree(opening), _verb_above(tree, opening)
    if verb is None or tree[verb].low in reporting or not _is_set_off(tree, min(frame), max(frame)):
        return None
    marked = tree[at].low == "words" and bool(quoted)
    return Cue(at, tree.noun_phrase(owner), frozenset() if marked else frozenset(tree.subtree(verb) - frame))


def _owner(tree: Tree, at: int) -> int | None:
    """Whose words they are: «her words», «the words of the captain»; nothing else may stand beside the noun."""
    if any(tree[one].dep not in _OWN for one in tree.children(at)):
        return None
    of = [one for one in tree.children(at, "prep") if tree[one].low == "of"]
    own = next(tree.children(at, "poss"), None)
    if own is not None:
        return None if of or tree[own].low in _WRITERS else own
    the = any(tree[one].low == "the" for one in tree.children(at, "det"))
    return next(tree.children(of[0], "pobj"), None) if of and the else None


def _is_set_off(tree: Tree, first: int, last: int) -> bool:
    """Whether punctuation, or the edge of the sentence, stands on both sides."""
    return (first == 0 or tree[first - 1].low in _BREAKS) and (
        last + 1 >= len(tree.tokens) or tree[last + 1].low in _BREAKS
    )


def _verb_above(tree: Tree, at: int) -> int | None:
    """The verb of the sentence that the phrase frames."""
    for _ in range(_DEPTH):
        at = tree[at].head
        if tree[at].pos in _VERBAL:
            return at
    return None


@cache
def _views() -> frozenset[tuple[str, str]]:
    return frozenset(rules.pairs("views-en"))


@cache
def _nouns() -> frozenset[str]:
    return frozenset(noun for _, noun in rules.pairs("views-en"))
