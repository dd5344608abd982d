"""A small contract with deeds beside it, as a test writes them."""

import textwrap
from pathlib import Path

from sop_engine.library.load import Agreed, load_contract
from tests.steps.small import HEAD, contract

OUTCOMES = """
  seen:
    is: Seen at home.
    shown_by: {record: visit, where: {kind: home}, window: {to: 6 months after start}}
  works:
    is: In work.
    shown_by: {record: letter}
  kept:
    is: Seen again and again for six months.
    shown_by: {held: visit, from: start, for: 6 months, gap_at_most: 40 days, after_break: restarts}
"""
CLAUSES = """
clauses:
- {clause: "4.1", kind: outcome_price, prices: {seen: £100, works: "£2,000", kept: £500}}
- {clause: "5.1", kind: participant_cap, at_most: "£3,000"}
- {clause: "5.2", kind: contract_cap, at_most: "£10,000"}
- {clause: "7.1", kind: co_payment, shares: [{payer: fund, part: 50%}, {payer: council, part: rest}]}
"""
REFERRED = HEAD.replace(
    "fields: {group: {heading: Group, one_of: [a, b], optional: true}}",
    "fields: {group: {heading: Group, one_of: [a, b], optional: true}, referred: {heading: Referred, day: YYYY-MM-DD}}",
)

"""People are referred on a day before they start."""


def deed(
    number: int, body: str, *, for_: str = "started_from_then", from_: str = "2020-07-01", signed: str = ""
) -> str:
    """A deed as its file says it, without what a test does not speak of."""
    head = f"deed: {number}\nsigned: {signed or '2020-06-01'}\nfrom: {from_}\nfor: {for_}\n"
    return (
        head + "because: The parties agreed it.\nsource: Ours, for a test.\n" + textwrap.dedent(body).strip("\n") + "\n"
    )


def varied(
    folder: Path, *deeds: str, outcomes: str = OUTCOMES, clauses: str = CLAUSES, head: str = HEAD, **given
) -> Agreed:
    """The small contract with these deeds beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    contract(folder, outcomes, clauses, head)
    inside = folder / "variations"
    inside.mkdir(exist_ok=True)
    for number, text in enumerate(deeds, 1):
        (inside / f"{number:02d}.yaml").write_text(text, encoding="utf-8")
    return load_contract(folder, **given)
