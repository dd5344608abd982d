"""The command line: write and check a contract, run it on evidence, explain a person, see a demonstration.

Exit codes: 0 done; 1 done with remarks (bad rows were listed and the good ones went on, or the
terms have warnings); 2 wrong call or wrong terms, and nothing was written; 6 what is kept is
not as it was; 70 a mistake of the engine itself.
"""

from sop_engine.cli.app import main

__all__ = ["main"]
