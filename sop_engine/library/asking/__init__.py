"""Asking: the questions of `sop new`, the answers to them, and the contract that they come to."""
