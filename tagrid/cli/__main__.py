"""`python -m tagrid.cli`: the same as the `tagrid` command."""

from tagrid.cli import main

main()
