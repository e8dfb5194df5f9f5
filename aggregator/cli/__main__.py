"""``python -m aggregator.cli``: the command line without its script."""

from aggregator.cli import main

main()
