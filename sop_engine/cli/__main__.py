"""The command line, for `python -m sop_engine.cli`."""

from sop_engine.cli.app import main

main()
