"""Bounds: what terms can come to at most, at least and at the earliest, before any record is there."""
