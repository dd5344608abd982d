"""The path from records to the net of each claim: one pure function a module.  Read evaluate.py first."""
