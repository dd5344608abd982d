"""Seeded evidence for tests and benchmarks: the same seed always writes the same files."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a file of evidence as a consortium would send it: UTF-8, commas, dates as YYYY-MM-DD."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)


def day_between(chance: Random, first: date, last: date) -> date:
    """A day from `first` to `last`, both counted in."""
    return first + timedelta(days=chance.randrange((last - first).days + 1))


def references(prefix: str, number: int) -> list[str]:
    """So many references of people.

    Example:
        >>> references("GM-", 2)
        ['GM-00001', 'GM-00002']
    """
    return [f"{prefix}{i:05d}" for i in range(1, number + 1)]


def rough_sleeping(folder: Path, people: int, seed: int) -> int:
    """Write evidence under the rough-sleeping contract, about ten records a person; answers how many.

    Each person starts, moves in once or twice, is seen at the address every four weeks for a while
    (one in eight visits is missed, which breaks the stay) and completes some wellbeing assessments.
    """
    chance = Random(seed)
    starts, tenancies, checks, wellbeing = [], [], [], []
    for person in references("RS-", people):
        start = day_between(chance, date(2017, 11, 1), date(2019, 10, 31))
        starts.append((person, start))
        moved = start + timedelta(days=chance.randrange(60))
        kinds = ["PRS", "SH", "SUP", "HOS"]
        for _ in range(chance.randrange(1, 3)):
            tenancies.append((person, moved, kinds[chance.randrange(4)], moved + timedelta(days=7)))
            moved += timedelta(days=chance.randrange(10))
        seen = moved + timedelta(days=chance.randrange(20))
        for _ in range(chance.randrange(3, 10)):
            checks.append((person, seen, seen + timedelta(days=chance.randrange(15))))
            seen += timedelta(days=56 if chance.random() < 0.125 else 28)
        for position in range(chance.randrange(4)):
            day = start + timedelta(days=30 + 190 * position)
            by = "Client" if chance.random() < 0.9 else "Key worker"
            wellbeing.append((person, day, by, day + timedelta(days=10)))
    for rows in (starts, tenancies, checks, wellbeing):
        chance.shuffle(rows)
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "starts.csv", ["Client ref", "Started"], starts)
    write_csv(folder / "tenancies.csv", ["Client ref", "Start date", "Accommodation type", "Uploaded"], tenancies)
    write_csv(folder / "checks.csv", ["Client ref", "Date seen at address", "Uploaded"], checks)
    write_csv(folder / "wellbeing.csv", ["Client ref", "Completed", "Completed by", "Uploaded"], wellbeing)
    return len(starts) + len(tenancies) + len(checks) + len(wellbeing)
