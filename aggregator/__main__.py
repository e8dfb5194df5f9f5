"""Lets ``python -m aggregator`` be the command line."""

from aggregator.cli import main

main()
