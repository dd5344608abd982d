"""Primitives of what is due: each reads the lines so far and adds lines; none alters any."""
