"""Measures: an exact number for one subject on one day."""
