"""Store ↔ ledger: all that a store knows without other people's pages and without addresses, as sorted JSON Lines."""

from citewatch.ledger.exchange import export, take_in
from citewatch.ledger.syncing import BRANCH, pull, push

__all__ = ["BRANCH", "export", "pull", "push", "take_in"]
