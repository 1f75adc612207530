"""`python -m citewatch`."""

from citewatch.cli import main

main()
