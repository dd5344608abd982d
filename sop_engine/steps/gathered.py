"""Gathered: so many different days that records cover, in total or among so many."""

from sop_engine.checks.excluded import later, passed
from sop_engine.checks.gathered import covered, gathered
from sop_engine.records.working import MET
from sop_engine.steps.hold import Hold, Holds, Made
from sop_engine.units.days import NEVER


class GatheredDays(Holds):
    """What is held for so many days, whether or not they follow each other."""

    def days(self, hold: Hold) -> Made:
        """So many different days are covered: in total, or among so many."""
        check, looking, excluded, opens = hold.check, hold.looking, hold.excluded, hold.opens
        needed, among = check.periods
        since = opens - 1

        def place_of(day: int) -> int:  # days that are not excluded, numbered from the first that counts
            return passed(since, day, excluded) - 1

        sooner = place_of(max(looking.no_sooner, opens) - 1) + 1

        def look(until: int) -> tuple[list[int], int]:
            spans = [each for each in hold.records if each[1] <= until]
            days = covered([each[0] for each in spans], [each[1] for each in spans], opens, excluded)
            return days, gathered([place_of(day) for day in days], needed, among, sooner)

        days, enough = look(NEVER)
        if enough >= 0 and days[enough] <= looking.last_day:
            counting = days[enough - needed + 1 : enough + 1] if among else days[: enough + 1]
            until = self._shown(hold, days[enough], lambda until: _is_enough(look(until), days[enough]))
            said = {
                "reached": days[enough],
                "complete": days[enough],
                "shown": until,
                "known": self._known(hold, counting, until),
                "number": len(counting),
                "needed": needed,
                "begun": counting[0],
                "last": counting[-1],
                "cites": self._covering(hold, counting[0], counting[-1], until),
            }
            return Made(MET, said, days[enough], days[enough])
        open_from = place_of(max(self.as_at, opens) - 1) + 1
        places = [place for day in days if (place := place_of(day)) < open_from]
        hoped = [*places, *range(open_from, max(open_from, sooner) + needed + 1)]
        last = hoped[gathered(hoped, needed, among, sooner)]
        opened = last - among + 1 if among else 0
        counting = [day for day in days if place_of(day) >= opened]
        said = {
            "number": min(len(counting), needed),
            "needed": needed,
            "begun": counting[0] if counting else None,
            "complete": later(since, last + 1, excluded),
            "last": counting[-1] if counting else None,
            "cites": self._covering(hold, counting[0], counting[-1], NEVER) if counting else (),
        }
        if among and counting and len(counting) < needed:
            by = place_of(counting[0]) + among - (needed - len(counting))
            said["next_by"] = later(since, by + 1, excluded)
        soonest = later(since, last + 1, excluded)
        if check.held in self.lasts:  # a record that is still to come may reach back over any days
            soonest = max(later(since, needed, excluded), looking.no_sooner)
        return self._unmet(hold, said, soonest, bool(days))


def _is_enough(found: tuple[list[int], int], day: int) -> bool:
    """Whether the days that are covered are enough on a day."""
    days, enough = found
    return enough >= 0 and days[enough] == day
