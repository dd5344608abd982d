"""Histories: rows of evidence under a contract, and the days of a run."""

from datetime import date, timedelta

from tests.oracle.generate_chance import GROUPS, OFFSETS, Chance, Tree
from tests.oracle.plain_days import read


def a_history(chance: Chance, tree: Tree) -> tuple[dict[str, list[dict[str, str]]], date, date]:
    """Rows of evidence under a contract, and the days of a run: late, repeated, contradicting and out of time too."""
    first, last = read(tree["in_force"]["from"]), read(tree["in_force"]["to"])
    files: dict[str, list[dict[str, str]]] = {kind: [] for kind in tree["records"]}
    people = [f"P{number}" for number in range(1, chance.upto(1, 6) + 1)]

    def add(kind: str, who: str, day: date, cells: dict[str, str]) -> None:
        terms = tree["records"][kind]
        row = dict(cells)
        if "person" in terms:
            row["Ref"] = who
        if "cohort" in terms:
            row["Cohort"] = who
        if "lasts" in terms:
            row["From"], row["To"] = (day - timedelta(days=chance.one([0, 6, 1, 30, 13]))).isoformat(), day.isoformat()
        else:
            row["Day"] = day.isoformat()
        if "received" in terms:
            row["Received"] = (day + timedelta(days=chance.one([0, 0, 1, 7, 40, -3]))).isoformat()
        files[kind].append(row)
        if chance.often(12):
            again = dict(row)
            if "Received" in row and chance.often(2):
                again["Received"] = (day + timedelta(days=3)).isoformat()
            files[kind].append(again)

    for who in people:
        start = first + timedelta(days=chance.one([0, 0, 1, 5, 30, 31, 59, 13, 2, 7, -1, -20, 400]))
        start_cells = {"Group": chance.one(GROUPS), "Age": chance.one(["20", "30", "40"])}
        add("start", who, start, start_cells)
        if chance.often(15):
            add("start", who, start + timedelta(days=chance.one([0, 1])), {**start_cells, "Group": chance.one(GROUPS)})
        for kind in (each for each in ("visit", "letter", "stay", "claim") if each in files):
            for _ in range(chance.upto(1 if kind == "visit" else 0, 9 if kind in ("visit", "claim") else 4)):
                base = chance.one([start, start, start, first, last])
                day = base + timedelta(days=chance.one(OFFSETS if base != last else [0, -1, 1, 5, -30]))
                if chance.often(20):
                    day = start - timedelta(days=chance.upto(1, 5))
                add(
                    kind,
                    who,
                    day,
                    cells_of(chance, kind, day) if kind != "claim" else {"Of": chance.one(list(tree["outcomes"]))},
                )
    for kind in (each for each in ("note", "tally") if each in files):
        for _ in range(chance.upto(0, 4)):
            day = first + timedelta(days=chance.one(OFFSETS))
            who = chance.one([first.isoformat(), "1", "2", "a"]) if kind == "tally" else ""
            add(kind, who, day, cells_of(chance, kind, day))
    if chance.often(10):
        add("visit", "P99", first, cells_of(chance, "visit", first))
    within = first + timedelta(days=chance.one([*OFFSETS, -1]))
    as_at = chance.one([last, last + timedelta(days=200), within, last + timedelta(days=40), last - timedelta(days=1)])
    known_at = as_at if not chance.often(4) else as_at + timedelta(days=chance.one([30, 7, -7]))
    return files, as_at, known_at


def cells_of(chance: Chance, kind: str, day: date) -> dict[str, str]:
    """The cells of a row beside whom and when."""
    if kind == "visit":
        return {
            "Kind": chance.one(["home", "office", ""]),
            "Hours": chance.one(["1", "2", "3", "0", "0.5", "2.25", ""]),
            "Topics": chance.one(["money", "money, health", "home,money,health", ""]),
            "Signed": chance.one(["", day.isoformat(), (day - timedelta(days=3)).isoformat()]),
            "By": chance.one(["self", "worker", ""]),
        }
    if kind == "letter":
        return {"Need": chance.one(["H", "L"])}
    if kind == "stay":
        return {"Kind": chance.one(["home", "office"])}
    return {"Score": chance.one(["1", "2", "0.5", "4", *([""] if kind == "note" else [])])}
