"""Checks: the first day on which something is met and can no longer be undone, or why it is not.

Each is a plain function over one person's sorted days: integers in, integers out, so that it can
be read, stepped through, and compiled as it stands.
"""
