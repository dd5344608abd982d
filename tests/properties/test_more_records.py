"""A record more never takes away what plain records have shown, nor moves it to a later day."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

import pytest

from tests.properties.shipped import as_shipped, files, run_over

SEEDS = range(5)


def reached(done, outcomes):
    """For each person and outcome the days on which it was reached, in turn."""
    days = defaultdict(list)
    for claim in done.claims:
        if claim.outcome in outcomes:
            days[claim.person, claim.outcome].append(claim.reached)
    return {key: sorted(each) for key, each in days.items()}


def never_less(before, after):
    """Nothing is gone, and each time is as early as it was, or earlier."""
    for key, days in before.items():
        assert len(after.get(key, ())) >= len(days), key
        assert all(new <= old for new, old in zip(after[key], days, strict=False)), key


@pytest.mark.parametrize("seed", SEEDS)
def test_more_tenancies_checks_and_assessments_never_undo_a_record(tmp_path, seed):
    """More tenancies, checks and assessments never undo that somebody moved in or was assessed, nor make it later."""
    chance, rows = Random(seed), files("rough-sleeping")
    people = [row[0] for row in rows["starts.csv"][1:]]
    for _ in range(150):
        day = (date(2017, 10, 1) + timedelta(days=chance.randrange(1_400))).isoformat()
        sent = (date.fromisoformat(day) + timedelta(days=chance.randrange(40))).isoformat()
        file, rest = chance.choice(
            [
                ("tenancies.csv", [chance.choice(["PRS", "SH", "HOS"]), "yes", sent]),
                ("checks.csv", ["A", sent]),
                ("wellbeing.csv", [chance.choice(["Client", "Key worker"]), sent]),
            ]
        )
        rows[file].append([chance.choice(people), day, *rest])
    outcomes = ("enters_accommodation", "wellbeing_assessed")
    before, after = (
        reached(as_shipped("rough-sleeping"), outcomes),
        reached(run_over(tmp_path / "evidence", "rough-sleeping", rows), outcomes),
    )
    never_less(before, after)
    assert before != after


@pytest.mark.parametrize("seed", SEEDS)
def test_a_first_record_never_undoes_another(tmp_path, seed):
    """Under Refugee Transitions, a record of a kind that somebody does not have yet only ever adds claims."""
    chance, rows = Random(seed), files("refugee-transitions")
    people = [row[0] for row in rows["person.csv"][1:]]
    for file, heading in (
        ("housing_entry.csv", "housing_entry_date"),
        ("employment_entry.csv", "date_employment_entry"),
        ("housing_sustain.csv", "housing_sustainment_date"),
    ):
        headings, *below = rows[file]
        have = {row[0] for row in below}
        for person in people:
            if person not in have and chance.random() < 0.5:
                row = ["" for _ in headings]
                row[0], row[headings.index(heading)] = (
                    person,
                    (date(2022, 1, 1) + timedelta(days=chance.randrange(800))).isoformat(),
                )
                if file.startswith("housing"):
                    row[headings.index(file[:-4] + "_accommodation")] = "RPC"
                else:
                    row[headings.index("employment_entry_outcome_type")] = "Employment"
                rows[file].append(row)
    done = run_over(tmp_path / "evidence", "refugee-transitions", rows)
    shipped = as_shipped("refugee-transitions")
    # Gross and not net: what more there is may use up a limit that others had.
    assert {(p.claim, p.reached, p.gross) for p in shipped.payments} < {
        (p.claim, p.reached, p.gross) for p in done.payments
    }
