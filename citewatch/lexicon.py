"""English words → the Russian words that may translate them (`rules/lexicon-en-ru.txt`; simplemma)."""

from functools import cache

import simplemma

from citewatch import rules


@cache
def translations(word: str) -> frozenset[str]:
    """The Russian words, in normal forms, that may translate an English one in any form; none for others."""
    low, listed = word.lower(), _lexicon()
    return listed.get(low, frozenset()) | listed.get(str(simplemma.lemmatize(low, lang="en")), frozenset())


@cache
def _lexicon() -> dict[str, frozenset[str]]:
    return {english: frozenset(russian.split()) for english, russian in rules.pairs("lexicon-en-ru")}
