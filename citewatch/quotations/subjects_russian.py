"""A tree of Russian → who does what a verb says, as a word and as the phrase around it."""

from citewatch import inflection, rules
from citewatch.model import Token
from citewatch.quotations.tree import Tree

_OPENING = 4  # words at the start of a sentence in which a body stands
DASHES = frozenset("-–—")
ENDS = frozenset([".", "!", "?", "…", "...", ";"])
_SEPARATES = frozenset([",", "(", ")", ":", "«", "»", '"', *DASHES, *ENDS])
THAT = frozenset(["что", "чтобы", "будто", "якобы"])
RELATIVE = "котор"
_IN = frozenset(["в", "во", "на"])
_PHRASE = frozenset("amod det nmod appos flat flat:name flat:foreign case nummod compound conj cc".split())
_VERBAL = frozenset(["VERB", "AUX", "ADJ"])
_GOVERN = frozenset("в во на с со к ко у о об от из за для до по при через над под про".split())
_NAME = 2  # words of a name in marks
_BESIDE = 5  # words behind a verb in which its subject may stand
_UP = 3  # how far up a subject is looked for; also the guard against cycles


def find_subject(tree: Tree, at: int, quoted: frozenset[int]) -> int | None:
    found = own_subject(tree, at, quoted)
    if found is None:
        found = adjacent_subject(tree, at, quoted)
    return _nearest_subject(tree, at, quoted) if found is None else found


def adjacent_subject(tree: Tree, at: int, quoted: frozenset[int]) -> int | None:
    """A name beside a verb, or somebody behind it, in the nominative, where the parser did not make it the subject."""
    first, last = segment(tree, at)
    behind = (one for one in range(at + 1, min(last, at + _BESIDE) + 1))
    before = range(at - 1, max(first, at - 2) - 1, -1)
    near: list[int] = [*behind, *before]
    past = at
    for one in near:
        if at < one <= past:
            continue
        if one in quoted or tree[one].pos == "VERB":
            break
        if one > at and (end := _name_end(tree, one)) and not _can_act(tree[one + 1].low):
            past = end  # «рассказала «Степному вестнику» Иванова»
            continue
        governed = any(tree[case].low in _GOVERN for case in range(max(at + 1, one - 2), one))
        if tree[one].pos == "NOUN" and one > at and not governed and inflection.is_person(tree[one].low):
            return one
        if tree[one].pos == "PROPN" and not governed and _can_act(tree[one].low):
            above = tree[one].head
            return above if tree[above].pos == "PROPN" and abs(above - one) == 1 else one
    return None


def _can_act(name: str) -> bool:
    return inflection.is_nominative(name) or not inflection.is_known(name)


def own_subject(tree: Tree, at: int, quoted: frozenset[int], depth: int = 0) -> int | None:
    """Who does what a verb says: its subject, that of the verb it is joined to, or a body in which it is done."""
    for one in tree.children(at, "nsubj", "nsubj:pass"):
        colon = any(tree[between].low == ":" for between in range(at, one))
        if not _is_said(tree, one, quoted) and not colon and _can_speak(tree, one, at):
            relative = tree[one].low.startswith(RELATIVE) and tree[at].head != at
            return tree[at].head if relative else one
    body = _body(tree, at, quoted)
    if body is not None:
        return body
    above = tree[at].head
    if tree[at].dep.startswith("acl") and inflection.lemma(tree[above].low) in rules.words("papers-ru") and depth < _UP:
        return own_subject(tree, tree[above].head, quoted, depth + 1)  # «он написал письмо, в котором говорится»
    if tree[at].dep in {"acl", "amod"} and tree[above].pos in {"NOUN", "PROPN", "PRON"} and above not in quoted:
        return above
    joined = tree[at].dep in {"conj", "advcl", "xcomp", "ccomp"} and above != at and above not in quoted
    if joined and depth < _UP and tree[above].pos in _VERBAL:
        return own_subject(tree, above, quoted, depth + 1)
    return None


def _is_said(tree: Tree, noun: int, quoted: frozenset[int]) -> bool:
    """Whether a noun is among words that are quoted; a name in marks is not: «сообщает «Степной вестник»»."""
    if noun not in quoted:
        return False
    first = last = noun
    while first - 1 in quoted:
        first -= 1
    while last + 1 in quoted:
        last += 1
    return last - first + 1 > _NAME or any(tree[one].pos == "VERB" for one in range(first, last + 1))


def _can_speak(tree: Tree, noun: int, verb: int) -> bool:
    if tree[noun].pos == "VERB" or tree[noun].low in THAT | {"это"}:
        return False
    joined = any(tree.children(noun, "conj"))  # «Иванов и Петров сказали»
    return tree[noun].pos != "NOUN" or joined or inflection.agrees(tree[noun].low, tree[verb].low)


def _nearest_subject(tree: Tree, at: int, quoted: frozenset[int]) -> int | None:
    """The last subject before a verb in the past or a gerund whose own the parser did not find."""
    if inflection.may_lack_subject(tree[at].low):
        return None
    before = (one for one in range(at - 1, -1, -1) if tree[one].dep == "nsubj" and one not in quoted)
    return next((one for one in before if not tree[one].low.startswith(RELATIVE)), None)


def _body(tree: Tree, at: int, quoted: frozenset[int]) -> int | None:
    """«В управлении сообщили», «говорится в ответе управления»."""
    for one in tree.children(at, "obl", "nmod"):
        if one in quoted or not any(tree[case].low in _IN for case in tree.children(one, "case")):
            continue
        for noun in (one, *tree.children(one, "nmod")):
            paper = noun != one and inflection.lemma(tree[one].low) in rules.words("papers-ru")
            if (_is_body(tree[noun].low) or paper) and inflection.may_lack_subject(tree[at].low):
                return noun
    return _opening_body(tree, at, quoted)


def _opening_body(tree: Tree, at: int, quoted: frozenset[int]) -> int | None:
    """«В акимате эту публикацию назвали …», «сообщили в акимате»: the same, whatever the parser made of it."""
    if not inflection.may_lack_subject(tree[at].low):
        return None
    near = range(1, min(at, _OPENING)) if tree[0].low in _IN else range(0)
    if at + 1 < len(tree.tokens) and tree[at + 1].low in _IN:
        near = range(at + 2, min(at + 1 + _OPENING, len(tree.tokens)))
    return next((one for one in near if one not in quoted and _is_body(tree[one].low)), None)


def _is_body(low: str) -> bool:
    return low.startswith(rules.lines("bodies-ru"))


def noun_phrase(tree: Tree, noun: int) -> tuple[int, int]:
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


def is_somebody(token: Token) -> bool:
    return token.low in {"он", "она"} or token.pos == "PROPN" or inflection.is_person(token.low)


def segment(tree: Tree, at: int) -> tuple[int, int]:
    """First and last word between the marks of punctuation around a word; a name in marks is no border."""
    first = last = at
    while first > 0:
        name = _name_start(tree, first - 1)
        if name is None and tree[first - 1].low in _SEPARATES:
            break
        first = first - 1 if name is None else name
    while last + 1 < len(tree.tokens):
        name = _name_end(tree, last + 1)
        if name is None and tree[last + 1].low in _SEPARATES:
            break
        last = name or last + 1
    return first, last


def _name_start(tree: Tree, at: int) -> int | None:
    """Where a name in marks begins that ends here."""
    if tree[at].low not in {"»", '"'}:
        return None
    return next((one for one in range(at - 2, max(at - 5, -1), -1) if tree[one].low in {"«", '"'}), None)


def _name_end(tree: Tree, at: int) -> int | None:
    """Where a name in marks ends that begins here."""
    if tree[at].low not in {"«", '"'}:
        return None
    return next((one for one in range(at + 2, min(at + 5, len(tree.tokens))) if tree[one].low in {"»", '"'}), None)
