"""Language models: loaded when first needed, once per process (spaCy)."""

from citewatch.models.english import EnglishParser

__all__ = ["EnglishParser"]
