"""What is posted is what is due less what is posted: never more, never twice, in an order that comes from content."""

from hypothesis import given
from hypothesis import strategies as st

from sop_engine.ledger.due import Due, result
from sop_engine.ledger.reconcile import Change, PostedSoFar, reconcile

AMOUNTS = st.integers(0, 1_000)
PARTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(-300, 1_000).filter(bool), max_size=3)


def due(claim: str, parts: dict[str, int], reached: int = 7) -> Due:
    """What is due on a claim, as its payers share it."""
    net = sum(parts.values())
    return Due(claim, f"of {claim}", "seen", reached, 9, max(net, 0), net, tuple(sorted(parts.items())), "{}")


def posted(change: Change, number: int) -> PostedSoFar:
    """What is posted once a change is."""
    d, n = change.due, change.posted.n + 1 if change.posted else 1
    first = change.posted.first if change.posted else number
    return PostedSoFar(
        d.claim, d.subject, d.outcome, d.reached, d.known, n, first, number, 1, 1, d.gross, d.net, d.parts
    )


def after(before: dict[str, PostedSoFar], dues: list[Due]) -> dict[str, PostedSoFar]:
    """What is posted after a run."""
    changes = reconcile(dues, before)
    return before | {each.due.claim: posted(each, number) for number, each in enumerate(changes, len(before) + 1)}


DUES = st.dictionaries(st.sampled_from("pqrstuv"), st.tuples(PARTS, st.integers(0, 5)), max_size=7).map(
    lambda said: [due(claim, parts, reached) for claim, (parts, reached) in said.items()]
)


@given(DUES, DUES, DUES)
def test_after_any_runs_what_is_posted_is_what_is_due(first: list[Due], second: list[Due], third: list[Due]) -> None:
    """However what is due changes from run to run, what is posted is what the last run found due, payer by payer."""
    there = after(after(after({}, first), second), third)
    nets = {each.claim: (each.net, each.parts) for each in there.values() if each.net or each.parts}
    assert nets == {each.claim: (each.net, each.parts) for each in third if each.net or each.parts}
    assert reconcile(third, there) == []


@given(DUES, DUES)
def test_every_change_is_balanced(first: list[Due], second: list[Due]) -> None:
    """The legs of a change, two or more, add up to nothing; none is nothing, and the provider has the amount."""
    for each in reconcile(second, after({}, first)):
        legs = dict(each.legs)
        assert len(legs) == len(each.legs) >= 2
        assert sum(legs.values()) == 0 and all(legs.values())
        assert legs.get("provider", 0) == each.amount


@given(DUES, DUES, st.randoms())
def test_the_order_comes_from_content(first: list[Due], second: list[Due], chance: object) -> None:
    """In whatever order what is due is told, the changes come in the same order."""
    before = after({}, first)
    told = [*second]
    chance.shuffle(told)  # type: ignore[attr-defined]
    assert reconcile(told, before) == reconcile(second, before)
    keys = [each.due.order() for each in reconcile(second, before)]
    assert keys == sorted(keys)


def test_a_claim_that_fell_away_is_taken_back() -> None:
    """What is not due any more is taken back to nothing, and earns nothing."""
    before = after({}, [due("p", {"a": 70, "b": 30})])
    (change,) = reconcile([], before)
    assert (change.amount, change.due.gross, change.legs) == (
        -100, 0, (("payer:a", 70), ("payer:b", 30), ("provider", -100))
    )  # fmt: skip


def test_another_division_alone_is_a_change() -> None:
    """Where only the parts change, the payers settle among themselves."""
    (change,) = reconcile([due("p", {"a": 60, "b": 40})], after({}, [due("p", {"a": 70, "b": 30})]))
    assert (change.amount, change.legs) == (0, (("payer:a", 10), ("payer:b", -10)))


def test_what_is_due_has_one_hash() -> None:
    """What is due has the same hash for the same content, and another for any other."""
    one = [due("p", {"a": 70}), due("q", {"b": 30})]
    others = [one[:1], one[::-1], [one[0]._replace(known=10), one[1]], [one[0]._replace(parts=(("b", 70),)), one[1]]]
    assert result(list(one)) == result(one) == result([one[0]._replace(working="said otherwise"), one[1]])
    assert len({result(each) for each in [one, *others]}) == 5
