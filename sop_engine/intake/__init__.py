"""Intake: the consortium's own files become typed columns; what cannot be read is listed, never dropped."""
