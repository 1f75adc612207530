"""citewatch: which statements the blogs you follow cite most, with the evidence for each place."""

__version__ = "0.1.0"
