"""What people ask for: one function for each request."""

from sop_engine.library.load import Agreed, load_contract
from sop_engine.service.compare import compare
from sop_engine.service.run import run, run_frames
from sop_engine.statements.compare import Comparison
from sop_engine.statements.done import Done

__all__ = ["Agreed", "Comparison", "Done", "compare", "load_contract", "run", "run_frames"]
