"""A tree of Russian → its cues: the words that report, who is said to speak, and what was said."""

from collections.abc import Iterator
from functools import cache

from citewatch import inflection, rules
from citewatch.model import Token
from citewatch.quotations.cues import TERM_WORDS, Cue
from citewatch.quotations.subjects_russian import (
    DASHES,
    ENDS,
    RELATIVE,
    THAT,
    adjacent_subject,
    find_subject,
    is_somebody,
    noun_phrase,
    own_subject,
    segment,
)
from citewatch.quotations.tree import Tree

_REACH = 8  # words between a cue and what it introduces
_MARKED = 3  # marked words behind a cue that it reports without a colon: «указал на «отсутствие средств к жизни»»
_CLOSES = frozenset(["»", "”", "“", '"', "''", ",", *ENDS])
_ASKS = frozenset("как где когда кто куда откуда почему зачем какой какая какое какие сколько чей".split())
_OPENS = frozenset("но а и да же однако впрочем зато также кроме того при этом между тем правда".split())
_JOINS = frozenset(["и", "а", "но"])
_OBJECTS = frozenset(["obj", "obl", "iobj"])
_OWNERS = ("nmod", "det", "appos", "flat:name")
_POSSESSIVE = frozenset(["его", "её", "ее", "их"])
_FIRST = frozenset(["я", "мы"])
_SECOND = frozenset(["ты", "вы"])
_CITES = frozenset(
    ["приводит", "приводят", "передаёт", "передает", "передают", "цитирует", "цитируют", "привёл", "привела"]
)
_ASKING = ("спр", "переспр", "поинтерес", "интерес")


def may_report(low: str) -> bool:
    """Whether a word can be a cue at all: sentences without one, and without marks, need no parse."""
    return (
        low in rules.forms("cues-ru")
        or low in _nouns()
        or low in rules.forms("cue-clauses-ru")
        or low in rules.forms("objects-ru")
        or low in _CITES
    )


def find_cues(tree: Tree, quoted: frozenset[int]) -> Iterator[Cue]:
    """All cues of a sentence in order; words that are themselves quoted report nothing."""
    for at, token in enumerate(tree.tokens):
        if at not in quoted and (cue := _cue(tree, at, token, quoted)):
            yield cue


def _cue(tree: Tree, at: int, token: Token, quoted: frozenset[int]) -> Cue | None:
    if token.low in _nouns() and (cue := _noun(tree, at)):
        return cue
    if token.low in rules.forms("cue-clauses-ru"):
        return _noun_with_clause(tree, at, quoted)
    if token.low in _CITES and (cue := _cited(tree, at, quoted)):
        return cue
    if may_report(token.low):
        return _verb(tree, at, quoted)
    if token.low == ":":
        return _label(tree, at, quoted)
    return _deed(tree, at, quoted) if token.pos == "VERB" else None


def _cited(tree: Tree, at: int, quoted: frozenset[int]) -> Cue | None:
    """«…», приводит газета слова Иванова: the words are Ivanov's, and not the paper's."""
    near = range(at + 1, min(at + _REACH, len(tree.tokens)))
    words = next((one for one in near if tree[one].low == "слова"), None)
    named = (
        (one for one in range(words + 1, len(tree.tokens)) if tree[one].pos == "PROPN")
        if words is not None
        else iter(())
    )
    owner = next(named, None)
    if owner is None or not _is_beside_marks(tree, at, quoted):
        return None
    return Cue(at, noun_phrase(tree, owner), frozenset())


def _deed(tree: Tree, at: int, quoted: frozenset[int]) -> Cue | None:
    """«…», – улыбается Иванов; Иванов машет рукой: «…»: any verb between speech and somebody who does it."""
    subject = next((one for one in tree.children(at, "nsubj") if one not in quoted), None)
    subject = adjacent_subject(tree, at, quoted) if subject is None else subject
    if subject is None or not is_somebody(tree[subject]) or not inflection.is_told(tree[at].low):
        return None
    between = range(at + 1, _colon(tree, at) or at)
    leads = any(one in quoted for one in range(between.stop + 1, between.stop + 3))
    leads = leads and not any(tree[one].pos == "VERB" for one in between)
    if leads or (_opens_aside(tree, at) and _is_beside_marks(tree, at, quoted)):
        return Cue(at, noun_phrase(tree, subject), frozenset())
    return None


def _opens_aside(tree: Tree, at: int) -> bool:
    """Whether a verb stands first behind a dash, or second behind a pronoun or adverb."""
    return any(tree[one].low in DASHES for one in range(max(0, at - 2), at))


def _label(tree: Tree, at: int, quoted: frozenset[int]) -> Cue | None:
    """«Иван Петров, эколог: «…»»: no more than a name and what somebody is before the colon."""
    name = next((one for one in range(at) if tree[one].pos == "PROPN"), None)
    said = sum(tree[one].pos != "PUNCT" for one in range(at, len(tree.tokens)) if one in quoted)
    verbless = not any(tree[one].pos in {"VERB", "AUX", "PRON"} or one in quoted for one in range(at))
    if name is None or not verbless or said < TERM_WORDS or not {at + 1, at + 2} & quoted:
        return None
    return Cue(at, noun_phrase(tree, name), frozenset())


def _verb(tree: Tree, at: int, quoted: frozenset[int]) -> Cue | None:
    if hearsay := _hearsay(tree, at):
        return Cue(at, None, frozenset(hearsay))
    subject = find_subject(tree, at, quoted)
    if subject is not None and _is_between_us(tree[subject].low, tree[at].low):
        return None
    speaker = noun_phrase(tree, subject) if subject is not None else None
    mention = frozenset(range(speaker[0], speaker[1] + 1)) if speaker else frozenset()
    if _is_beside_marks(tree, at, quoted - mention):
        return Cue(at, speaker, frozenset())
    if tree[at].low in rules.forms("objects-ru"):
        return Cue(at, speaker, frozenset(), judged=True) if speaker and _marks_follow(tree, at, quoted) else None
    aside = _about_which(tree, at) or _set_off(tree, at, subject, quoted)
    content = aside or _behind_colon(tree, at, quoted) or _clause(tree, at, quoted)
    if content:
        return Cue(at, speaker, frozenset(content))
    return Cue(at, speaker, frozenset(), judged=True) if speaker and _marks_follow(tree, at, quoted) else None


def _hearsay(tree: Tree, at: int) -> set[int]:
    """«Говорят, вода уходит»: what nobody in particular says, to the end of the sentence."""
    opens = not any(tree[one].low.isalnum() for one in range(at)) and inflection.is_told(tree[at].low)
    behind = [token.low for token in tree.tokens[at + 1 : at + 3]]
    comma = len(behind) == len([",", "вода"]) and behind[0] == "," and behind[1] not in THAT | _ASKS
    if not (opens and comma and inflection.may_lack_subject(tree[at].low)):
        return set()
    end = next((one for one in range(at + 2, len(tree.tokens)) if tree[one].low in ENDS), len(tree.tokens))
    return set(range(at + 2, end))


def _is_between_us(subject: str, verb: str) -> bool:
    """«Мы спросили», «вы говорите»: the journalist asks, or speaks of what was just said."""
    return subject in _SECOND or (subject in _FIRST and verb.startswith(_ASKING))


def _is_beside_marks(tree: Tree, at: int, quoted: frozenset[int]) -> bool:
    """Whether marks stand before a cue, set off by a dash or comma, or behind it and a colon."""
    colon = _colon(tree, at)
    if colon is not None and any(one in quoted for one in range(colon + 1, colon + 3)):
        return True
    for one in range(at - 1, max(at - _REACH - 1, -1), -1):
        low = tree[one].low
        if low in DASHES or (low in _CLOSES and one == at - 1):
            before = one
            while before >= 0 and tree[before].low in _CLOSES | DASHES:
                before -= 1
            return before in quoted
        if low in _CLOSES - {","} or one in quoted:
            return False
    return False


def _marks_follow(tree: Tree, at: int, quoted: frozenset[int]) -> bool:
    """Whether enough marked words stand close behind a cue."""
    first = next((one for one in range(at + 1, min(at + _REACH, len(tree.tokens))) if one in quoted), None)
    if first is None:
        return False
    run = 0
    while first in quoted:
        run += tree[first].pos != "PUNCT"
        first += 1
    return run >= _MARKED


def _colon(tree: Tree, at: int) -> int | None:
    for one in range(at + 1, min(at + _REACH + 4, len(tree.tokens))):
        if tree[one].low == ":":
            return one
        if tree[one].low in THAT | ENDS or tree[one].low in DASHES:
            return None
    return None


def _behind_colon(tree: Tree, at: int, quoted: frozenset[int]) -> set[int]:
    """What follows a colon that stands close behind the cue: «он возражает: вода …»."""
    colon = _colon(tree, at)
    if colon is None or any(tree[one].pos == "VERB" and one not in quoted for one in range(at + 1, colon)):
        return set()
    return set(range(colon + 1, len(tree.tokens)))


def _set_off(tree: Tree, at: int, subject: int | None, quoted: frozenset[int]) -> set[int]:
    """The sentence around a cue between commas or at its end: «вода, говорит он, уходит», «как сказал он, вода …»."""
    first, last = segment(tree, at)
    how = any(tree[one].low == "как" for one in range(first, at))
    inverted = subject is not None and at < subject <= last and at - first <= 2
    nobody = subject is None and inflection.may_lack_subject(tree[at].low)  # «как говорят» is a saying
    relative = any(tree[one].low.startswith(RELATIVE) for one in range(first, at))  # «о котором вспомнил врач»
    if nobody or relative or not (how or inverted) or tree[last].low == ":":
        return set()
    behind = last + 1
    if behind < len(tree.tokens) and tree[behind].low in {":", "«", '"'}:
        return set()
    if behind + 1 < len(tree.tokens) and tree[behind + 1].low in THAT | _ASKS:
        return set()
    after = _behind_parenthesis(tree, behind)
    left, right = set(range(first)), set(range(after, len(tree.tokens)))
    if left and not _says(tree, right, quoted) and _says(tree, left, quoted):
        right = set()
    if not left and not (how and right):
        return set()
    left = _last_clause(tree, _behind_last_colon(tree, left), right)
    return _without_openers(tree, left | right)


def _behind_last_colon(tree: Tree, left: set[int]) -> set[int]:
    """«Он не согласен: договор, утверждает он, подписан»: what is said begins behind the colon."""
    colons = [one for one in left if tree[one].low == ":"]
    return {one for one in left if one > max(colons)} if colons else left


def _last_clause(tree: Tree, left: set[int], right: set[int]) -> set[int]:
    """«Озеро мелеет, и рыбу, считает учёный, съест мор»: what stands behind «и», if its verb comes behind the cue."""
    joins = [one for one in left if one and tree[one].low in _JOINS and tree[one - 1].low == ","]
    last = {one for one in left if joins and one > joins[-1]}
    cut = last and right and not any(tree[one].pos == "VERB" for one in last)
    return last if cut else left


def _about_which(tree: Tree, at: int) -> set[int]:
    """«Прошло испытание, о чём сообщил министр»: the sentence before."""
    first, _ = segment(tree, at)
    about = first > 0 and tree[first].low == "о" and tree[first + 1].low in {"чем", "чём"}
    return set(range(first - 1)) if about else set()


def _says(tree: Tree, words: set[int], quoted: frozenset[int]) -> bool:
    return any(one in quoted or tree[one].pos == "VERB" for one in words)


def _behind_parenthesis(tree: Tree, at: int) -> int:
    if at < len(tree.tokens) and tree[at].low == "(":
        return next((one + 1 for one in range(at, len(tree.tokens)) if tree[one].low == ")"), at)
    return at


def _without_openers(tree: Tree, words: set[int]) -> set[int]:
    """«Однако, по его версии, вода …»: the opening belongs to the sentence that reports."""
    kept = sorted(words)
    while kept and (tree[kept[0]].low in _OPENS or tree[kept[0]].pos == "PUNCT"):
        kept = kept[1:]
    return set(kept)


def _clause(tree: Tree, at: int, quoted: frozenset[int]) -> set[int]:
    """The clause with «что» or a question word behind a cue, without «что»."""
    start = _clause_start(tree, at)
    if start is None or start in quoted:
        return set()
    clauses = [one for one in tree.children(at, "ccomp", "advcl", "xcomp", "csubj") if one > start]
    content = {one for one in tree.subtrees(clauses) if one >= start}
    if not content or min(content) > start + 1:
        content = {one for one in tree.subtree(tree[start].head) if one >= start}
    if len(content) < _MARKED:
        content = set(range(start, len(tree.tokens)))
    content = set(range(start, _clause_end(tree, max(content)) + 1)) - _next_reports(tree, content, quoted)
    return content - {start} if tree[start].low in THAT else content


def _clause_end(tree: Tree, last: int) -> int:
    """«Как уходит вода и куда девается рыба»: a second question behind «и» goes with the first."""
    more = last + 2 < len(tree.tokens) and tree[last + 1].low in _JOINS and tree[last + 2].low in _ASKS
    return len(tree.tokens) - 1 if more else last


def _clause_start(tree: Tree, at: int) -> int | None:
    """Where the clause begins: at «что», or a question word behind a comma; other verbs may not come between."""
    for one in range(at + 1, min(at + 2 * _REACH, len(tree.tokens))):
        low = tree[one].low
        if tree[one - 1].low == "," and low in THAT | _ASKS:
            return one if low in THAT or tree[one].head != tree[at].head else None
        if low in ENDS or low == ":" or (tree[one].pos == "VERB" and inflection.is_finite(low)):
            return None
    return None


def _next_reports(tree: Tree, content: set[int], quoted: frozenset[int]) -> set[int]:
    """Coordinated cues that a parser hangs into the clause: «сказал, что вода уходит, и добавил, что …»."""
    found: set[int] = set()
    for one in content:
        bare = tree[one].dep == "conj" and one not in quoted and not any(tree.children(one, "nsubj"))
        if bare and tree[one].low in rules.forms("cues-ru"):
            reports = any(tree.children(one, "ccomp")) or _marks_follow(tree, one, quoted)
            first = one - (tree[one - 1].low in _JOINS)
            found |= {word for word in content if word >= first} if reports else set()
    return found


def _noun(tree: Tree, at: int) -> Cue | None:
    """«По словам историка, …»: the sentence around the phrase, or the clause on which it hangs."""
    first = next((one for one in range(at - 1, max(at - 4, -1), -1) if tree[one].low in _prepositions()), None)
    if first is None or tree[at].low not in _prepositions()[tree[first].low]:
        return None
    near = [*tree.children(at, *_OWNERS), *tree.children(tree[at].head, *_OWNERS)]  # «с точки зрения Иванова»
    owner = next((one for one in near if one > first and one not in (at, tree[at].head)), None)
    if owner is None or tree[owner].low.startswith(RELATIVE):
        return None
    speaker = noun_phrase(tree, owner)
    own = set(range(first, max(at, speaker[1]) + 1))
    clause = tree.subtree(tree[at].head)
    around = clause if 2 * len(clause) > len(tree.tokens) else set(range(len(tree.tokens)))
    return Cue(at, speaker, frozenset(_without_openers(tree, around - own - tree.subtree(owner))))


def _noun_with_clause(tree: Tree, at: int, quoted: frozenset[int]) -> Cue | None:
    """«Его слова о том, что …», «он выразил мнение, что …»: whose they are, or who says them."""
    near = range(at + 1, min(at + _REACH, len(tree.tokens) - 1))
    start = next((one for one in near if tree[one].low == "," and tree[one + 1].low == "что"), None)
    if start is None or any(tree[one].pos == "VERB" for one in range(at + 1, start)):
        return None
    owner = _owner(tree, at, start)
    speaker = own_subject(tree, tree[at].head, quoted) if owner is None and tree[at].dep in _OBJECTS else owner
    if speaker is None or speaker == at or not (owner is not None or is_somebody(tree[speaker])):
        return None
    content = {one for one in tree.subtree(tree[start + 1].head) if one > start + 1}
    return Cue(at, noun_phrase(tree, speaker), frozenset(content))


def _owner(tree: Tree, at: int, end: int) -> int | None:
    """Whose words a noun means: «его слова», «слова министра»."""
    for one in tree.children(at, "det", "nmod", "appos"):
        governed = any(tree.children(one, "case"))
        if one < end and not governed and (tree[one].dep != "det" or tree[one].low in _POSSESSIVE):
            return one
    return None


@cache
def _prepositions() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for preposition, forms in rules.pairs("cue-nouns-ru"):
        found[preposition] = found.get(preposition, frozenset()) | frozenset(forms.split())
    return found


@cache
def _nouns() -> frozenset[str]:
    return frozenset().union(*_prepositions().values())
