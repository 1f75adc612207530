"""Quotations and links of a post → which quotation cites which source: role, evidence, distance, reason.

The parenthesis follows its statement; what has no link of its own inherits the last source of its speaker, else of
the post (design: definitions). In round-ups nothing is carried from item to item. `outline` finds sentences and
parentheses, `roles` judges links, `groups` collects those that stand together, `evidence` binds.
"""

from collections.abc import Sequence

from citewatch.citations.evidence import Binder, surname_of
from citewatch.citations.groups import find_groups
from citewatch.citations.outline import Outline
from citewatch.citations.roles import with_roles
from citewatch.model import Bound, Document, Link, Quotation

__all__ = ["bind"]


def bind(
    document: Document, quotations: Sequence[Quotation], own_hosts: frozenset[str]
) -> tuple[tuple[Link, ...], tuple[Bound, ...]]:
    """The links with their roles, and the quotations with their citations."""
    outline = Outline(document)
    links = with_roles(outline, own_hosts)
    surnames = frozenset(surname_of(one) for one in quotations) - {""}
    groups = find_groups(outline, links, surnames)
    binder = Binder(document, groups, quotations)
    return links, tuple(Bound(one, binder.citations(one)) for one in quotations)
