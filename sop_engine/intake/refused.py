"""Refused: why a file cannot be read, as a code of the catalogue and its facts; raised where it is looked into."""


class Refused(Exception):
    """A file that cannot be read."""

    def __init__(self, code: str, **facts: object):
        self.code, self.facts = code, facts
        super().__init__(code)
