"""The same records give the same payments, in whatever order and in however many files they lie."""

from random import Random

import pytest

from tests.properties.shipped import NAMES, agreed, as_shipped, files, made, run_over

SEEDS = range(5)


@pytest.fixture(params=NAMES)
def name(request):
    """The name of a shipped contract."""
    return request.param


@pytest.fixture
def again(name, tmp_path):
    """Run over other files, and compare with what the shipped ones give."""

    def compared(rows):
        assert made(run_over(tmp_path / "evidence", name, rows)) == made(as_shipped(name))

    return compared


def test_a_run_twice_gives_the_same(name, again):
    """The same run twice gives equal results, whole and in every part."""
    again(files(name))
    first = as_shipped.__wrapped__(name)
    assert first.working == as_shipped(name).working
    assert first.taken.problems == as_shipped(name).taken.problems
    assert first.taken.files == as_shipped(name).taken.files


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_decides_nothing(name, again, seed):
    """Rows in another order give the same findings, claims, payments, lines, splits and standings."""
    rows = files(name)
    for each in rows.values():
        below = each[1:]
        Random(seed).shuffle(below)
        each[1:] = below
    again(rows)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_number_of_files_decides_nothing(name, again, seed):
    """Rows dealt out to several files, some of them empty, give the same."""
    chance, dealt = Random(seed), {}
    for file, (headings, *rows) in files(name).items():
        several = [[headings] for _ in range(chance.randrange(1, 6))]
        for row in rows:
            chance.choice(several).append(row)
        dealt |= {f"{file[:-4]}-{9 - i}.csv": each for i, each in enumerate(several)}
    again(dealt)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_columns_decides_nothing(name, again, seed):
    """Columns in another order, beside others that nobody reads, give the same."""
    chance, moved = Random(seed), {}
    for file, (headings, *rows) in files(name).items():
        places = list(range(len(headings)))
        chance.shuffle(places)
        moved[file] = [
            [*(row[i] for i in places), "unread"] if len(row) == len(headings) else [*row, "unread"]
            for row in [headings, *rows]
        ]
    again(moved)


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_sent_again_decide_nothing(name, tmp_path, seed):
    """Good rows that are sent again, in other files and another order, change no payment."""
    chance, rows = Random(seed), files(name)
    more = {}
    for file, (headings, *below) in rows.items():
        more[f"{file[:-4]}-again.csv"] = [headings, *chance.sample(below, len(below) // 3)]
    done = run_over(tmp_path / "evidence", name, rows | more)
    assert (done.claims, done.payments, done.lines, done.splits, done.standings) == (
        (shipped := as_shipped(name)).claims,
        shipped.payments,
        shipped.lines,
        shipped.splits,
        shipped.standings,
    )
    assert len(done.uses) > len(shipped.uses)


def test_every_good_row_is_in_the_account_once(name):
    """Every good row of the evidence is in the account exactly once, and no other row is."""
    done = as_shipped(name)
    seen = [(use.kind, use.file, use.row) for use in done.uses]
    assert len(set(seen)) == len(seen) == sum(each.good for each in done.files)
    assert {use.kind for use in done.uses} <= set(agreed(name).contract.records)
