"""A tree of English → its cues: the words that report, who is said to speak, and what was said."""

import re
from collections.abc import Iterator
from functools import cache

from citewatch import rules, text
from citewatch.model import Span
from citewatch.quotations.cues import Cue
from citewatch.quotations.tree import Tree

_VERBAL = frozenset(["VERB", "AUX"])
_PUTS = frozenset(["put", "puts"])
_NAMING = frozenset(["NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"])
_NOBODY = frozenset(["this", "that", "what", "which", "there"])
_COMPLEMENTS = ("dobj", "oprd", "xcomp", "prep", "dative", "acomp", "attr")
_ASKED = re.compile(r"[?!…][”\"']+\s*$")
_TAIL = re.compile(r"(?:[\w.’'-]+\s+){1,4}(\w+)[.,:]")  # a name and a verb, and no more before the punctuation
_DASHES = frozenset(["–", "—", "--", "―"])
_MARKS = frozenset(["“", "”", '"', "''", "``", "«", "»"])
_CLOSING = frozenset(["”", '"', "''", "»", "’"])
_PAST = frozenset(["was", "were", "had", "did", "said", "told", "wrote", "thought", "read", "swore", "spoke", "put"])
_CLOSE = 3  # words between a verb that is no listed cue and the marks that it leads up to by a comma
_REACH = 8  # words between a cue and what modifies it
_FEWEST = 3  # words before a cue that is set off; fewer are an opening such as «But, he says, …»
_TIME_AND_PLACE = frozenset(["in", "on", "at", "during", "after", "before"])
_SET_OFF = frozenset([",", "”", '"', "''", "—", "–", "-", "’"])


def find_cues(tree: Tree, quoted: frozenset[int]) -> Iterator[Cue]:
    """All cues of a sentence in order; words that are themselves quoted report nothing."""
    for at, token in enumerate(tree.tokens):
        if at in quoted:
            continue
        cue = None
        if token.pos in _VERBAL and (token.low in _forms() or _puts_it(tree, at)):
            cue = _as_said(tree, at) or _verb(tree, at, quoted)
        elif token.low == "according":
            cue = _according(tree, at)
        elif token.pos == "VERB":
            cue = _beside_marks(tree, at, quoted)
        elif token.pos == "NOUN" and token.low in rules.words("cue-nouns-en"):
            cue = _noun(tree, at)
        if cue is not None:
            yield cue


def find_sentences(body: str, paragraph: Span) -> tuple[Span, ...]:
    """The sentences; «…?” Ivan Petrov asked.» goes on with the question before it."""
    joined: list[Span] = []
    for one in text.sentences(body, paragraph, "en"):
        asks = joined and _ASKED.search(body, max(joined[-1].start, joined[-1].end - 4), joined[-1].end)
        cue = _TAIL.match(body, one.start, one.end) if asks else None
        if cue and cue[1].lower() in _forms():
            joined[-1] = Span(joined[-1].start, one.end)
        else:
            joined.append(one)
    return tuple(joined)


def may_report(low: str) -> bool:
    """Whether a word can be a cue at all: sentences without one, and without marks, need no parse."""
    return low in _forms() or low in _PUTS or low == "according" or low in rules.words("cue-nouns-en")


def _verb(tree: Tree, at: int, quoted: frozenset[int]) -> Cue | None:
    subject = _speaker(tree, at)
    if subject in quoted:
        subject = _between_marks_and(tree, at)
    if subject is None or tree[subject].pos not in _NAMING or tree[subject].low in _NOBODY:
        return None
    if tree[subject].low == "it" and tree[subject].head != at:  # «it is difficult to say …»
        return None
    reports_on = _has_that(tree, at) or tree[subject].low == "who" or _has_clause_next(tree, at)
    aside = set() if reports_on else _set_off(tree, at, subject)
    content = aside or _behind_colon(tree, at) or _clause(tree, at) or _around(tree, at, subject)
    judged = set() if content else _other_complements(tree, at)
    return Cue(at, tree.noun_phrase(subject), frozenset(content | judged), bool(aside), bool(judged))


def _speaker(tree: Tree, at: int) -> int | None:
    """The noun that speaks: no one for «when asked», the noun behind «…,” added a villager», else the subject."""
    own = any(tree.children(at, "nsubj", "agent"))
    if not own and _is_passive(tree, at):
        return None
    if not own and (at == 0 or tree[at - 1].low in _CLOSING):
        return next(tree.children(at, "dobj"), tree.subject(at))
    outer = _shares_subject_with(tree, at)
    return tree.subject(at if outer is None else outer)


def _between_marks_and(tree: Tree, at: int) -> int | None:
    """The name that stands between marks and a verb, where a parser takes its subject from within the marks."""
    closed = next((one for one in range(at - 1, max(at - _REACH, 0), -1) if tree[one].low in _CLOSING), at)
    names = [one for one in range(closed + 1, at) if tree[one].pos in {"PROPN", "PRON", "NOUN"}]
    return next((one for one in names if one + 1 not in names), None)


def _is_passive(tree: Tree, at: int) -> bool:
    """Whether a participle tells what is done to somebody: «when asked», «a man called»."""
    token = tree[at]
    return token.dep in {"acl", "advcl"} and _shape(token.low) == "past" and not any(tree.children(at, "aux"))


def _shares_subject_with(tree: Tree, at: int) -> int | None:
    """The cue that a coordinated one goes on from where a parser hangs it into a clause: «says he can and tells …»."""
    token, up = tree[at], tree[at].head
    if token.dep != "conj" or any(tree.children(at, "nsubj", "nsubjpass")):
        return None
    for _ in range(_REACH):
        if tree[up].head == up or tree[up].dep not in {"conj", "ccomp"}:
            return None
        inner, up = up, tree[up].head
        if tree[inner].dep == "ccomp" and tree[up].low in _forms():
            return up if _is_next_to(tree, up, token.head, at) else None
    return None


def _is_next_to(tree: Tree, cue: int, within: int, at: int) -> bool:
    """Whether a verb goes on from a cue rather than from a verb within its clause: by its form, and by a «that»."""
    shape = _shape(tree[at].low)
    if shape != _shape(tree[cue].low):
        return False
    other = _shape(tree[within].low) != shape
    return _has_that(tree, at) or (other and (shape == "present" or not any(tree.children(within, "aux"))))


def _has_that(tree: Tree, at: int) -> bool:
    return any(tree[mark].low == "that" for one in tree.children(at, "ccomp") for mark in tree.children(one, "mark"))


def _has_clause_next(tree: Tree, at: int) -> bool:
    return any(min(tree.subtree(one)) == at + 1 for one in tree.children(at, "ccomp") if one > at)


def _shape(low: str) -> str:
    if low.endswith("ing"):
        return "participle"
    if low.endswith("ed") or low in _PAST:
        return "past"
    return "present" if low.endswith("s") else "bare"


def _beside_marks(tree: Tree, at: int, quoted: frozenset[int]) -> Cue | None:
    """Any verb reports when its clause leads up to marks with a colon or comma, or stands right behind them."""
    subject = next(tree.children(at, "nsubj"), None)
    if subject is None or tree[subject].pos not in _NAMING or tree[subject].low in _NOBODY or subject in quoted:
        return None
    first, last = tree.noun_phrase(subject)
    edges = (min(first, at), max(last, at))
    if _closed_before(tree, edges[0], quoted) and edges[1] - edges[0] <= last - first + 2:
        return Cue(at, (first, last), frozenset())
    leads = next((one for one in range(at + 1, len(tree.tokens)) if one in quoted), 0)
    opened = leads > 2 and tree[leads - 1].low in _MARKS and at < leads - 1
    if opened and (tree[leads - 2].low == ":" or (tree[leads - 2].low == "," and leads - 2 - at <= _CLOSE)):
        return Cue(at, (first, last), frozenset())
    return None


def _closed_before(tree: Tree, at: int, quoted: frozenset[int]) -> bool:
    """Whether marks close right before a word, behind a comma or the end of a question."""
    if at <= _CLOSE + 2 or tree[at - 1].low not in _MARKS:
        return False
    if tree[at - 2].low not in {",", "?", "!", "…"} or not all(one in quoted for one in range(at - 2 - _CLOSE, at - 2)):
        return False
    first = next((one for one in range(at - 3, 0, -1) if one - 1 not in quoted), 0)
    return first < 2 or tree[first - 2].low in {",", ":", "."}


def _puts_it(tree: Tree, at: int) -> bool:
    return tree[at].low in _PUTS and any(tree[one].low == "it" for one in tree.children(at))


def _as_said(tree: Tree, at: int) -> Cue | None:
    """«As the hydrologist puts it, …»: the sentence on which the clause hangs."""
    token, subject = tree[at], tree.subject(at)
    if token.dep != "advcl" or subject is None or not any(tree[one].low == "as" for one in tree.children(at)):
        return None
    return Cue(at, tree.noun_phrase(subject), frozenset(tree.subtree(token.head) - tree.subtree(at)))


def _clause(tree: Tree, at: int) -> set[int]:
    """The clausal complement, without «that», and without the cue's own words where it stands in the midst of it."""
    clauses = list(tree.children(at, "ccomp")) or _hung_elsewhere(tree, at)
    content = tree.subtrees(clauses)
    for clause in clauses:
        for mark in tree.children(clause, "mark"):
            if tree[mark].low == "that":
                content -= {one for one in content if one <= mark}  # with «only» and the like before it
    own = {at} | tree.subtrees(one for one in tree.children(at) if one not in clauses and tree[one].dep != "conj")
    content -= tree.subtrees(one for one in content if _is_remark(tree, one))
    return content - (own if clauses[:1] and tree[clauses[0]].head == at else {at}) - _next_reports(tree, at, content)


def _is_remark(tree: Tree, at: int) -> bool:
    """Whether a noun behind a dash comments on what was said: «… — a proposal that he made before»."""
    first = min(tree.subtree(at))
    return tree[at].dep == "appos" and first > 0 and tree[first - 1].low in _DASHES


def _hung_elsewhere(tree: Tree, at: int) -> list[int]:
    """A clause that a parser hangs on a noun («says in a statement that …») or takes for an object («say taxing …»)."""
    if tree[at].low in _listed("cues-en"):
        for one in tree.children(at, "xcomp"):
            if one > at and tree[one].pos in _VERBAL and not any(tree[aux].low == "to" for aux in tree.children(one)):
                return [one]
    nouns = (noun for one in tree.children(at, "prep") for noun in tree.children(one, "pobj"))
    clauses = (one for noun in nouns for one in tree.children(noun, "acl", "ccomp", "relcl"))
    for one in clauses:
        if any(tree[mark].low == "that" for mark in tree.children(one, "mark")):
            return [one]
    return []


def _next_reports(tree: Tree, at: int, content: set[int]) -> set[int]:
    """Coordinated cues that a parser hangs into the clause: «said that it is late and warned that …»."""
    found: set[int] = set()
    for one in content:
        token = tree[one]
        if (
            token.dep == "conj"
            and token.pos in _VERBAL
            and _goes_on(tree, one)
            and _is_next_to(tree, at, token.head, one)
        ):
            found |= tree.subtree(one) | set(tree.children(token.head, "cc"))
    return found


def _set_off(tree: Tree, at: int, subject: int) -> set[int]:
    """The whole sentence, when the cue with its speaker stands between commas in it or closes it: «…, he says, …»."""
    clauses = {"ccomp", "xcomp", "parataxis", "conj", "advcl", "cc", "punct", "mark", "dep"}
    own = (
        {at}
        | tree.subtree(subject)
        | tree.subtrees(one for one in tree.children(at) if tree[one].dep not in clauses and abs(one - at) <= _REACH)
    )
    first, last = min(own), max(own)
    if len(own) != last - first + 1 or subject not in set(tree.children(at)):
        return set()
    before = tree[first - 1].low if first else ""
    behind = tree[last + 1].low if last + 1 < len(tree.tokens) else "."
    if before not in _SET_OFF or behind not in _SET_OFF | {".", "?", "!"} or first < _FEWEST:
        return set()
    others = (one for one in tree.children(at, "advcl", "conj") if _goes_on(tree, one))
    around = set(range(len(tree.tokens))) - set(range(first, last + 1)) - tree.subtrees(others)
    says = any(tree[one].pos in _VERBAL and any(tree.children(one, "nsubj", "nsubjpass")) for one in around)
    return around if says else set()


def _goes_on(tree: Tree, at: int) -> bool:
    """Whether a verb reports on for the same speaker: «…, he said, adding that …»."""
    return tree[at].low in _forms() and not any(tree.children(at, "nsubj", "nsubjpass"))


def _behind_colon(tree: Tree, at: int) -> set[int]:
    """What follows a colon that stands close behind the cue: «he denies this: …»."""
    near = range(at + 1, min(at + _REACH, len(tree.tokens)))
    colon = next((one for one in near if tree[one].low == ":"), None)
    return set(range(colon + 1, len(tree.tokens))) if colon else set()


def _around(tree: Tree, at: int, subject: int) -> set[int]:
    """The sentence around a cue that is set off by commas: «the lake, he says, is dying»."""
    token = tree[at]
    first = min(at, subject)
    set_off = first > 0 and tree[first - 1].low in _SET_OFF and tree[subject].head == at
    if token.dep == "parataxis" or (token.dep in {"ccomp", "advcl"} and at > token.head and set_off):
        return tree.subtree(token.head) - tree.subtree(at)
    return tree.subtrees(tree.children(at, "parataxis"))


def _other_complements(tree: Tree, at: int) -> set[int]:
    """Infinitives, objects and prepositional phrases behind the verbs that report with them."""
    low = tree[at].low
    if low in _listed("infinitives-en"):
        found = tree.subtrees(one for one in tree.children(at, "xcomp") if tree[one].pos in _VERBAL)
        if found:
            return found
    wanted = [preposition for preposition, forms in rules.pairs("prepositions-en") if low in forms.split()]
    for one in tree.children(at, "prep"):
        if tree[one].low in wanted:
            return tree.subtree(one) - {one}
    if low not in _listed("objects-en"):
        return set()
    behind = (one for one in tree.children(at, *_COMPLEMENTS) if one > at)
    return tree.subtrees(one for one in behind if tree[one].low not in _TIME_AND_PLACE)


def _according(tree: Tree, at: int) -> Cue | None:
    named = next((one for to in tree.children(at) if tree[to].low == "to" for one in tree.children(to, "pobj")), None)
    if named is None or not _can_speak(tree, named):
        return None
    head, steps = tree[at].head, 0
    while tree[head].pos not in _VERBAL and tree[head].head != head and steps < len(tree.tokens):
        head, steps = tree[head].head, steps + 1
    return Cue(at, tree.noun_phrase(named), frozenset(tree.subtree(head) - tree.subtree(at)))


def _can_speak(tree: Tree, noun: int) -> bool:
    """Whether a noun names somebody, or something that is made of words: not «according to a schedule»."""
    if tree[noun].pos == "PRON" or any(tree[one].pos == "PROPN" for one in tree.subtree(noun)):
        return True
    return tree[noun].low not in rules.words("measures-en")


def _noun(tree: Tree, at: int) -> Cue | None:
    """«His warning that …»: whose noun it is, and its clause."""
    owner = next(tree.children(at, "poss"), None)
    clauses = [
        one
        for one in tree.children(at, "acl", "ccomp", "relcl")
        if any(tree[mark].low == "that" for mark in tree.children(one, "mark"))
    ]
    if owner is None or not clauses:
        return None
    marks = {mark for one in clauses for mark in tree.children(one, "mark")}
    return Cue(at, tree.noun_phrase(owner), frozenset(tree.subtrees(clauses) - marks))


@cache
def _forms() -> frozenset[str]:
    verbs = ("cues-en", "objects-en", "infinitives-en")
    return frozenset(form for name in verbs for form in _listed(name))


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(form for line in rules.lines(name) for form in line.split())
