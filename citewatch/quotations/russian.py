"""A tree of Russian → its cues: the words that report, who is said to speak, and what was said."""

from collections.abc import Iterator
from functools import cache

from citewatch import inflection, rules
from citewatch.model import Token
from citewatch.quotations.cues import Cue
from citewatch.quotations.tree import Tree

_REACH = 8  # words between a cue and what it introduces
_MARKED = 3  # marked words behind a cue that it reports without a colon: «указал на «отсутствие средств к жизни»»
_DASHES = frozenset("-–—")
_ENDS = frozenset([".", "!", "?", "…", "...", ";"])
_CLOSES = frozenset(["»", "”", "“", '"', "''", ",", *_ENDS])
_SEPARATES = frozenset([",", "(", ")", ":", "«", "»", '"', *_DASHES, *_ENDS])
_THAT = frozenset(["что", "чтобы", "будто", "якобы"])
_ASKS = frozenset("как где когда кто куда откуда почему зачем какой какая какое какие сколько чей".split())
_OPENS = frozenset("но а и да же однако впрочем зато также кроме того при этом между тем правда".split())
_RELATIVE = "котор"
_JOINS = frozenset(["и", "а", "но"])
_IN = frozenset(["в", "во", "на"])
_PHRASE = frozenset("amod det nmod appos flat flat:name flat:foreign case nummod compound conj cc".split())
_VERBAL = frozenset(["VERB", "AUX", "ADJ"])
_OBJECTS = frozenset(["obj", "obl", "iobj"])
_POSSESSIVE = frozenset(["его", "её", "ее", "их"])
_FIRST = frozenset(["я", "мы"])
_SECOND = frozenset(["ты", "вы"])
_ASKING = ("спр", "переспр", "поинтерес", "интерес")
_GOVERN = frozenset("в во на с со к ко у о об от из за для до по при через над под про".split())
_BESIDE = 5  # words behind a verb in which its subject may stand
_UP = 3  # how far up a subject is looked for; also the guard against cycles


def may_report(low: str) -> bool:
    """Whether a word can be a cue at all: sentences without one, and without marks, need no parse."""
    return low in _verbs() or low in _nouns() or low in _clause_nouns() or low in _naming()


def find_cues(tree: Tree, quoted: frozenset[int]) -> Iterator[Cue]:
    """All cues of a sentence in order; words that are themselves quoted report nothing."""
    for at, token in enumerate(tree.tokens):
        if at not in quoted and (cue := _cue(tree, at, token, quoted)):
            yield cue


def _cue(tree: Tree, at: int, token: Token, quoted: frozenset[int]) -> Cue | None:
    if token.low in _nouns() and (cue := _noun(tree, at)):
        return cue
    if token.low in _clause_nouns():
        return _noun_with_clause(tree, at, quoted)
    if may_report(token.low):
        return _verb(tree, at, quoted)
    if token.low == ":":
        return _label(tree, at, quoted)
    return _deed(tree, at, quoted) if token.pos == "VERB" else None


def _deed(tree: Tree, at: int, quoted: frozenset[int]) -> Cue | None:
    """«…», – улыбается Иванов; Иванов машет рукой: «…»: any verb between speech and somebody who does it."""
    subject = next((one for one in tree.children(at, "nsubj") if one not in quoted), None)
    subject = _adjacent(tree, at, quoted) if subject is None else subject
    if subject is None or not _is_somebody(tree[subject]) or not inflection.is_told(tree[at].low):
        return None
    between = range(at + 1, _colon(tree, at) or at)
    leads = any(one in quoted for one in range(between.stop + 1, between.stop + 3))
    leads = leads and not any(tree[one].pos == "VERB" for one in between)
    if leads or (_opens_aside(tree, at) and _is_beside_marks(tree, at, quoted)):
        return Cue(at, _noun_phrase(tree, subject), frozenset())
    return None


def _opens_aside(tree: Tree, at: int) -> bool:
    """Whether a verb stands first behind a dash, or second behind a pronoun or adverb."""
    return any(tree[one].low in _DASHES for one in range(max(0, at - 2), at))


def _is_somebody(token: Token) -> bool:
    return token.low in {"он", "она"} or token.pos == "PROPN" or inflection.is_person(token.low)


def _label(tree: Tree, at: int, quoted: frozenset[int]) -> Cue | None:
    """«Иван Петров, эколог: «…»»: no more than a name and what somebody is before the colon."""
    name = next((one for one in range(at) if tree[one].pos == "PROPN"), None)
    verbless = not any(tree[one].pos in {"VERB", "AUX", "PRON"} or one in quoted for one in range(at))
    if name is None or not verbless or not {at + 1, at + 2} & quoted:
        return None
    return Cue(at, _noun_phrase(tree, name), frozenset())


def _verb(tree: Tree, at: int, quoted: frozenset[int]) -> Cue | None:
    subject = _find_subject(tree, at, quoted)
    if subject is not None and _is_between_us(tree[subject].low, tree[at].low):
        return None
    speaker = _noun_phrase(tree, subject) if subject is not None else None
    mention = frozenset(range(speaker[0], speaker[1] + 1)) if speaker else frozenset()
    if _is_beside_marks(tree, at, quoted - mention):
        return Cue(at, speaker, frozenset())
    if tree[at].low in _naming():
        return Cue(at, speaker, frozenset(), judged=True) if speaker and _marks_follow(tree, at, quoted) else None
    aside = _about_which(tree, at) or _set_off(tree, at, subject, quoted)
    content = aside or _behind_colon(tree, at, quoted) or _clause(tree, at, quoted)
    if content:
        return Cue(at, speaker, frozenset(content))
    return Cue(at, speaker, frozenset(), judged=True) if speaker and _marks_follow(tree, at, quoted) else None


def _is_between_us(subject: str, verb: str) -> bool:
    """«Мы спросили», «вы говорите»: the journalist asks, or speaks of what was just said."""
    return subject in _SECOND or (subject in _FIRST and verb.startswith(_ASKING))


def _find_subject(tree: Tree, at: int, quoted: frozenset[int]) -> int | None:
    found = _subject(tree, at, quoted)
    if found is None:
        found = _adjacent(tree, at, quoted)
    return _nearest_subject(tree, at, quoted) if found is None else found


def _adjacent(tree: Tree, at: int, quoted: frozenset[int]) -> int | None:
    """A name beside a verb, or somebody behind it, in the nominative, where the parser did not make it the subject."""
    first, last = _segment(tree, at)
    behind = (one for one in range(at + 1, min(last, at + _BESIDE) + 1))
    before = range(at - 1, max(first, at - 2) - 1, -1)
    for one in (*behind, *before):
        if one in quoted or tree[one].pos == "VERB":
            break
        governed = any(tree[case].low in _GOVERN for case in range(max(at + 1, one - 2), one))
        if tree[one].pos == "NOUN" and one > at and not governed and inflection.is_person(tree[one].low):
            return one
        if tree[one].pos == "PROPN" and not governed and _can_act(tree[one].low):
            named = tree[one].head
            return named if tree[named].pos == "PROPN" and abs(named - one) == 1 else one
    return None


def _can_act(name: str) -> bool:
    return inflection.is_nominative(name) or not inflection.is_known(name)


def _subject(tree: Tree, at: int, quoted: frozenset[int], depth: int = 0) -> int | None:
    """Who does what a verb says: its subject, that of the verb it is joined to, or a body in which it is done."""
    for one in tree.children(at, "nsubj", "nsubj:pass"):
        colon = any(tree[between].low == ":" for between in range(at, one))
        if one not in quoted and not colon and tree[one].pos != "VERB" and tree[one].low not in _THAT | {"это"}:
            relative = tree[one].low.startswith(_RELATIVE) and tree[at].head != at
            return tree[at].head if relative else one
    body = _body(tree, at, quoted)
    if body is not None:
        return body
    above = tree[at].head
    if tree[at].dep in {"acl", "amod"} and tree[above].pos in {"NOUN", "PROPN", "PRON"} and above not in quoted:
        return above
    joined = tree[at].dep in {"conj", "advcl", "xcomp", "ccomp"} and above != at and above not in quoted
    if joined and depth < _UP and tree[above].pos in _VERBAL:
        return _subject(tree, above, quoted, depth + 1)
    return None


def _nearest_subject(tree: Tree, at: int, quoted: frozenset[int]) -> int | None:
    """The last subject before a verb in the past or a gerund whose own the parser did not find."""
    if inflection.may_lack_subject(tree[at].low):
        return None
    before = (one for one in range(at - 1, -1, -1) if tree[one].dep == "nsubj" and one not in quoted)
    return next((one for one in before if not tree[one].low.startswith(_RELATIVE)), None)


def _body(tree: Tree, at: int, quoted: frozenset[int]) -> int | None:
    """«В управлении сообщили», «говорится в ответе управления»."""
    for one in tree.children(at, "obl", "nmod"):
        if one in quoted or not any(tree[case].low in _IN for case in tree.children(one, "case")):
            continue
        for noun in (one, *tree.children(one, "nmod")):
            if _is_body(tree[noun].low) and inflection.may_lack_subject(tree[at].low):
                return noun
    return _opening_body(tree, at, quoted)


def _opening_body(tree: Tree, at: int, quoted: frozenset[int]) -> int | None:
    """«В акимате эту публикацию назвали …»: the same at the start of a sentence, whatever the parser made of it."""
    if tree[0].low not in _IN or not inflection.may_lack_subject(tree[at].low):
        return None
    near = range(1, min(at, _REACH // 2))
    return next((one for one in near if one not in quoted and _is_body(tree[one].low)), None)


def _is_body(low: str) -> bool:
    return low.startswith(rules.lines("bodies-ru"))


def _noun_phrase(tree: Tree, noun: int) -> tuple[int, int]:
    """First and last word of a noun with its titles and names, without clauses and what commas set off."""
    kept, stack = {noun}, [noun]
    while stack:
        for one in tree.children(stack.pop()):
            marks = tree[one].low in {"«", "»", '"'}
            if (tree[one].dep in _PHRASE or marks) and one not in kept:
                kept.add(one)
                stack.append(one)
    first = last = noun
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    while first < noun and tree[first].dep in {"case", "cc", "punct"}:
        first += 1
    while last > noun and tree[last].low in {"«", "и"}:
        last -= 1
    return first, last


def _is_beside_marks(tree: Tree, at: int, quoted: frozenset[int]) -> bool:
    """Whether marks stand before a cue, set off by a dash or comma, or behind it and a colon."""
    colon = _colon(tree, at)
    if colon is not None and any(one in quoted for one in range(colon + 1, colon + 3)):
        return True
    for one in range(at - 1, max(at - _REACH - 1, -1), -1):
        low = tree[one].low
        if low in _DASHES or (low in _CLOSES and one == at - 1):
            before = one
            while before >= 0 and tree[before].low in _CLOSES | _DASHES:
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
        if tree[one].low in _THAT | _ENDS or tree[one].low in _DASHES:
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
    first, last = _segment(tree, at)
    how = any(tree[one].low == "как" for one in range(first, at))
    inverted = subject is not None and at < subject <= last and at - first <= 2
    nobody = subject is None and inflection.may_lack_subject(tree[at].low)  # «как говорят» is a saying
    relative = any(tree[one].low.startswith(_RELATIVE) for one in range(first, at))  # «о котором вспомнил врач»
    if nobody or relative or not (how or inverted) or tree[last].low == ":":
        return set()
    behind = last + 1
    if behind < len(tree.tokens) and tree[behind].low in {":", "«", '"'}:
        return set()
    if behind + 1 < len(tree.tokens) and tree[behind + 1].low in _THAT | _ASKS:
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
    first, _ = _segment(tree, at)
    about = first > 0 and tree[first].low == "о" and tree[first + 1].low in {"чем", "чём"}
    return set(range(first - 1)) if about else set()


def _says(tree: Tree, words: set[int], quoted: frozenset[int]) -> bool:
    return any(one in quoted or tree[one].pos == "VERB" for one in words)


def _segment(tree: Tree, at: int) -> tuple[int, int]:
    """First and last word between the marks of punctuation around a word; a name in marks is no border."""
    first = last = at
    while first > 0 and tree[first - 1].low not in _SEPARATES:
        first -= 1
    while last + 1 < len(tree.tokens):
        name = _name_end(tree, last + 1)
        if name is None and tree[last + 1].low in _SEPARATES:
            break
        last = name or last + 1
    return first, last


def _name_end(tree: Tree, at: int) -> int | None:
    """Where a name in marks ends that begins here."""
    if tree[at].low not in {"«", '"'}:
        return None
    return next((one for one in range(at + 2, min(at + 5, len(tree.tokens))) if tree[one].low in {"»", '"'}), None)


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
    content = set(range(start, max(content) + 1)) - _next_reports(tree, content)
    return content - {start} if tree[start].low in _THAT else content


def _clause_start(tree: Tree, at: int) -> int | None:
    """Where the clause begins: at «что», or a question word behind a comma; other verbs may not come between."""
    for one in range(at + 1, min(at + 2 * _REACH, len(tree.tokens))):
        low = tree[one].low
        if tree[one - 1].low == "," and low in _THAT | _ASKS:
            return one if low in _THAT or tree[one].head != tree[at].head else None
        if low in _ENDS or low == ":" or (tree[one].pos == "VERB" and inflection.is_finite(low)):
            return None
    return None


def _next_reports(tree: Tree, content: set[int]) -> set[int]:
    """Coordinated cues that a parser hangs into the clause: «сказал, что вода уходит, и добавил, что …»."""
    found: set[int] = set()
    for one in content:
        bare = not any(tree.children(one, "nsubj"))
        if tree[one].dep == "conj" and bare and tree[one].low in _verbs() and any(tree.children(one, "ccomp")):
            found |= tree.subtree(one)
    return found


def _noun(tree: Tree, at: int) -> Cue | None:
    """«По словам историка, …»: the sentence around the phrase, or the clause on which it hangs."""
    first = next((one for one in range(at - 1, max(at - 4, -1), -1) if tree[one].low in _prepositions()), None)
    if first is None or tree[at].low not in _prepositions()[tree[first].low]:
        return None
    owner = next((one for one in tree.children(at, "nmod", "det", "appos", "flat:name") if one > first), None)
    if owner is None or tree[owner].low.startswith(_RELATIVE):
        return None
    speaker = _noun_phrase(tree, owner)
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
    speaker = _subject(tree, tree[at].head, quoted) if owner is None and tree[at].dep in _OBJECTS else owner
    if speaker is None or speaker == at or not (owner is not None or _is_somebody(tree[speaker])):
        return None
    content = {one for one in tree.subtree(tree[start + 1].head) if one > start + 1}
    return Cue(at, _noun_phrase(tree, speaker), frozenset(content))


def _owner(tree: Tree, at: int, end: int) -> int | None:
    """Whose words a noun means: «его слова», «слова министра»."""
    for one in tree.children(at, "det", "nmod", "appos"):
        governed = any(tree.children(one, "case"))
        if one < end and not governed and (tree[one].dep != "det" or tree[one].low in _POSSESSIVE):
            return one
    return None


@cache
def _clause_nouns() -> frozenset[str]:
    return frozenset(form for line in rules.lines("cue-clauses-ru") for form in line.split())


@cache
def _verbs() -> frozenset[str]:
    return frozenset(form for line in rules.lines("cues-ru") for form in line.split())


@cache
def _naming() -> frozenset[str]:
    return frozenset(form for line in rules.lines("objects-ru") for form in line.split())


@cache
def _prepositions() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for preposition, forms in rules.pairs("cue-nouns-ru"):
        found[preposition] = found.get(preposition, frozenset()) | frozenset(forms.split())
    return found


@cache
def _nouns() -> frozenset[str]:
    return frozenset().union(*_prepositions().values())
