"""The hash of an entry covers all that the entry and its legs say."""

from typing import Any

import pytest

from sop_engine.ledger.chain import entry_hash
from sop_engine.ledger.verify import first_bad
from sop_engine.store.rows import table


def row(name: str) -> dict[str, Any]:
    """A row with a different value in every column."""
    columns = table(name).columns
    return {
        each.name: number if each.type.python_type is int else f"said {number}"
        for number, each in enumerate(columns, 1)
    }


ENTRY, LEGS = row("entry"), [row("posting"), {**row("posting"), "leg": 9}]


@pytest.mark.parametrize("column", [each for each in ENTRY if each != "hash"])
def test_every_column_of_an_entry_is_in_its_hash(column: str) -> None:
    """Whatever column of an entry is altered, or is nothing, its hash is another."""
    value = ENTRY[column]
    before = entry_hash(ENTRY, LEGS)
    for other in (value + 1 if isinstance(value, int) else value + "x", None):
        assert entry_hash({**ENTRY, column: other}, LEGS) != before


@pytest.mark.parametrize("column", list(LEGS[0]))
@pytest.mark.parametrize("leg", [0, 1])
def test_every_column_of_a_leg_is_in_the_hash(column: str, leg: int) -> None:
    """Whatever column of whichever leg is altered, the hash of its entry is another."""
    value = LEGS[leg][column]
    legs = [*LEGS]
    legs[leg] = {**LEGS[leg], column: value + 1 if isinstance(value, int) else value + "x"}
    assert entry_hash(ENTRY, legs) != entry_hash(ENTRY, LEGS)


def test_legs_left_out_added_or_put_in_another_order_are_seen() -> None:
    """The hash of an entry covers how many legs it has, and in which order."""
    hashes = {entry_hash(ENTRY, legs) for legs in (LEGS, LEGS[:1], LEGS[::-1], [*LEGS, LEGS[0]], [])}
    assert len(hashes) == 5


def test_the_hash_itself_is_the_only_column_left_out() -> None:
    """An entry does not hash its own hash, and nothing else is left out."""
    assert entry_hash({**ENTRY, "hash": "another"}, LEGS) == entry_hash(ENTRY, LEGS)


# ---- what a walk finds, where somebody has made all hashes fit ------------------------------------


def entries(*changes: dict[str, Any]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Two entries of one claim, chained; each with what is said otherwise of it, and its hash made to fit."""
    made: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    before, net = "", 0
    for number, (amount, change) in enumerate(zip((500, -200), changes, strict=True), 1):
        legs_said = change.pop("legs", [("payer:a", -amount), ("provider", amount)])
        entry = {
            "number": number, "before": before, "claim": "c", "claim_n": number, "net_before": net, "amount": amount,
            "net_after": net + amount, "gross": 500, "period": number, "kind": "adjustment" if made else "payment",
            "prev_number": number - 1 or None, "prev_n": number - 1 or None, "corrects": number - 1 or None,
        } | change  # fmt: skip
        legs = [{"leg": i, "account": account, "amount": each} for i, (account, each) in enumerate(legs_said, 1)]
        entry["hash"] = before = entry_hash(entry, legs)
        net = entry["net_after"]
        made.append((entry, legs))
    return made


def test_what_fits_together_is_found_good() -> None:
    """A ledger that is as it was posted has no bad entry."""
    assert first_bad(entries({}, {})) is None


FOLLOWS = "it does not say which entries it follows, in the ledger and on its claim"
CORRECTS = "it does not say which entry it corrects, the last one of its claim"


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"number": 3}, "the entry after number 1 has number 3"),
        ({"before": "x"}, "it does not follow the hash of the entry before"),
        ({"claim_n": 3}, "it does not follow what is posted on its claim"),
        ({"net_before": 400}, "it does not follow what is posted on its claim"),
        ({"prev_number": None}, FOLLOWS),
        ({"prev_n": None}, FOLLOWS),
        ({"prev_n": 2}, FOLLOWS),
        ({"corrects": None}, CORRECTS),
        ({"corrects": 2}, CORRECTS),
        ({"kind": "payment"}, CORRECTS),
        ({"net_after": 301}, "its amount is not the difference of what is posted before and after"),
        ({"gross": 299}, "more is posted on its claim than one live claim earns"),
        ({"legs": [("provider", -200)]}, "its legs do not add up to nothing"),
        ({"legs": [("payer:a", 199), ("provider", -200)]}, "its legs do not add up to nothing"),
        ({"legs": [("payer:a", 200), ("payer:b", -200)]}, "what it adds is not the leg of the provider"),
    ],
)
def test_what_does_not_fit_together_is_named(change: dict[str, Any], fact: str) -> None:
    """Also where its hash was made to fit, an entry that breaks a rule of the ledger is named, with the rule."""
    assert first_bad(entries({}, dict(change))) == (2, fact)


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"prev_number": 1}, FOLLOWS),
        ({"prev_n": 1}, FOLLOWS),
        ({"corrects": 1}, CORRECTS),
        ({"kind": "adjustment"}, CORRECTS),
    ],
)
def test_a_first_entry_follows_and_corrects_nothing(change: dict[str, Any], fact: str) -> None:
    """The first entry of a claim names none before it."""
    assert first_bad(entries(dict(change), {})) == (1, fact)


def test_what_was_altered_after_its_hash_was_made_is_named() -> None:
    """An entry whose content is not what its hash was made of is named."""
    told = entries({}, {})
    told[0][0]["gross"] = 501
    assert first_bad(told) == (1, "its content is not what its hash was made of")
