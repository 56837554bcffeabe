"""`python -m tagrid.cli`: as `python -m tagrid`, which starts faster; schedules of before call it so."""

from tagrid.cli import main

main()
