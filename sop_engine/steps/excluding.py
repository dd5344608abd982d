"""Excluding: the days that neither count nor break what is held, for each subject."""

from collections.abc import Sequence

from sop_engine.steps.looking import Looking
from sop_engine.steps.streams import Streams
from sop_engine.terms.contract import Contract


class Excluding:
    """The days that `except` names: of calendars written in the contract, and of records."""

    def __init__(self, contract: Contract, streams: Streams):
        self.calendars, self.streams = contract.calendars, streams

    def days_of(self, names: Sequence[str], looking: Looking) -> list[int]:
        """The excluded days of a subject, sorted, each once: its own, and those for everybody."""
        days = {day for name in names for first, last in self._spans(name, looking) for day in range(first, last + 1)}
        return sorted(days)

    def _spans(self, name: str, looking: Looking) -> list[tuple[int, int]]:
        if name in self.calendars:
            return [(span.from_, span.to) for span in self.calendars[name]]
        _, rows = self.streams.of(self.streams.excepted[name], looking)
        return self.streams.spells(name, rows)
