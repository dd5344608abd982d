"""Laws that hold for every form of clause there is and will be, over claims that nobody chose."""

from fractions import Fraction
from random import Random

import pytest

from sop_engine.clauses.limit import Limit
from sop_engine.clauses.share import Share
from sop_engine.clauses.so_far import SoFar
from sop_engine.forms import FORMS
from sop_engine.library.load import load_contract
from sop_engine.records.working import Claim
from sop_engine.statements.sentences import line_sentence, split_sentence
from sop_engine.steps.settle import settle
from sop_engine.terms.contract import Contract

HEAD = """
contract: forms
title: Every form
source: Ours, for a test.
standard_terms: sop-engine-1
currency: GBP
in_force: {from: 2020-01-01, to: 2029-12-31}
parties:
  fund: {role: outcome_payer, name: Fund}
  council: {role: outcome_payer, name: Council}
claims: found_from_records
enrolled_by: start
records:
  start: {files: starts*.csv, person: Ref, dated: Day, fields: {group: {heading: Group, one_of: [a, b]}}}
  visit: {files: visits*.csv, person: Ref, dated: Day}
outcomes:
  once: {is: Once., shown_by: {record: visit}}
  often: {is: Often., shown_by: {record: visit}, repeats: {at_most: 9, apart: 1 day}}
  month: {is: A month of service., shown_by: {record: visit}, repeats: {at_most: 99, apart: 1 day}}
  audit: {is: An audit., shown_by: {record: visit}}
MEASURES
clauses:
"""
MEASURED = "measures:\n  gain: {fixed: 1}\n  days: {fixed: 1}\n  error: {fixed: 0.1}\n"
"""What the claims below carry; that they are measured so is not what is proven here."""
HEAD = HEAD.replace("MEASURES\n", MEASURED if "measures" in Contract.model_fields else "")
PRICE = (
    '- {clause: "1", kind: outcome_price, prices: {once: £700.01, often: £333.33}}\n'
    '- {clause: "2", kind: outcome_price, prices: {month: £50, audit: £0}}\n'
)
SHARE = '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 61.7%}, {payer: council, part: rest}]}\n'


def price(table):
    """The prices, with another one for what is reached once."""
    return PRICE.replace("once: £700.01", f"once: {table}")


EXAMPLES = {
    "outcome_price": [
        "",
        price("{by: group, of: start, prices: {a: £5}, otherwise: £7}"),
        price("{dated: {2020-01-01: £5, 2024-10-07: £7.77}}"),
        price("{by: gain, steps: {0.5: £500, 1.4: £1000}, below: £0}"),
        price("{by: gain, line: {0.5: £0, 1.4: £1000}, below: £0, above: £1000}"),
        price("{per: days, rate: £45.31}"),
        price("{per: days, slices: {0: £45.31, 10: £30.07, 20.5: £1}}"),
        PRICE.replace("often: £333.33", "often: {by: position, steps: {1: £100, 4: £90.01, 9: £0}}"),
        PRICE.replace("often: £333.33", "often: {by: time, steps: {1: £400, 3: £300}}"),
        price("{dated: {2020-01-01: {by: group, of: start, prices: {a: {per: days, rate: £3.33}, b: £7}}}}").replace(
            "kind: outcome_price, prices: {once", "kind: outcome_price, rounding: half_even, prices: {once"
        ),
    ],
    "supplement": [
        '- {clause: "3", kind: supplement, adds: {once: {by: group, of: start, prices: {a: £30.03}, otherwise: £0}}}\n',
        '- {clause: "3", kind: supplement, rounding: up, adds: {often: {per: gain, rate: £9.99}, once: £1}}\n',
    ],
    "deduction": [
        '- {clause: "3", kind: deduction, beyond: lost, deducts: {once: {per: days, rate: £45.31}, often: £999}}\n',
        '- {clause: "3", kind: deduction, beyond: lost, deducts: {once: {per: days, slices: {0: £45.31, 5: £99}}}}\n',
        '- {clause: "3", kind: deduction, beyond: owed_back, deducts: {once: £900, often: {per: gain, rate: £9.99}}}\n',
    ],
    "discount": [
        '- {clause: "3", kind: discount, part: 7.5%}\n',
        '- {clause: "3", kind: discount, outcomes: [often], part: {dated: {2020-01-01: 0%, 2024-10-07: 33.3%}}}\n',
        '- {clause: "3", kind: discount, parts: {once: {by: group, of: start, parts: {a: 1/3}, otherwise: 5%}, '
        "often: {by: time, steps: {1: 0%, 3: 10%}}}}\n",
        '- {clause: "3", kind: discount, part: 100%}\n',
    ],
    "deadweight": [
        '- {clause: "3", kind: deadweight, part: 1/6}\n',
        '- {clause: "3", kind: deadweight, part: 1/6, outcomes: [often], rounding: down}\n',
    ],
    "indexation": [
        '- {clause: "3", kind: indexation, factors: {dated: {2020-01-01: 1, 2024-10-07: 1.077}}}\n',
        '- {clause: "3", kind: indexation, outcomes: [once], price_day: shown, '
        "factors: {dated: {2020-01-01: 0.9751}}}\n",
    ],
    "recovery": [
        '- {clause: "3", kind: recovery, outcome: audit, measure: error}\n',
        '- {clause: "3", kind: recovery, outcome: audit, measure: error, outcomes: [once], rounding: up}\n',
    ],
    "delivery_fee": [
        '- {clause: "2", kind: delivery_fee, outcome: month, total: £1000, instalments: 3, parts: {1: 100%}}\n',
        '- {clause: "2", kind: delivery_fee, outcome: month, total: £1000.01, instalments: 4, '
        "parts: {1: 25%, 2: 75%}, remainder: largest_remainder}\n",
    ],
    "participant_cap": [
        '- {clause: "5", kind: participant_cap, at_most: "£900"}\n',
        '- {clause: "5", kind: participant_cap, at_most: 2 claims, outcomes: [often]}\n',
        '- {clause: "5", kind: participant_cap, at_most: "£900", edge: whole}\n',
    ],
    "outcome_cap": [
        '- {clause: "5", kind: outcome_cap, outcome: often, at_most: 4 claims}\n',
        '- {clause: "5", kind: outcome_cap, outcome: often, at_most: "£1,500.55"}\n',
    ],
    "contract_cap": [
        '- {clause: "5", kind: contract_cap, at_most: "£2,000.02"}\n',
        '- {clause: "5", kind: contract_cap, at_most: "£2,000.02", edge: whole, in_order_of: [person, outcome, record]}'
        "\n",
    ],
    "co_payment": [
        "",
        SHARE.replace("61.7%}", "61.7%}, {payer: trust, part: 0.3%}"),
        SHARE.replace("kind: co_payment,", "kind: co_payment, remainder: largest_remainder,"),
        *(
            f'- {{clause: "9", kind: co_payment, remainder: {remainder}, shares: {shares}}}\n'
            for remainder in ("cumulative", "largest_remainder")
            for shares in (
                "[{part: 33.3%, among: [{payer: fund, part: 50%}, {payer: trust, part: rest}]}, "
                "{payer: council, part: rest}]",
                "[{payer: trust, amount: £123.45}, {payer: fund, part: 29.6%}, {payer: council, part: rest}]",
                "[{payer: fund, part: 50%, up_to: £1000, when_empty: others_pay}, {payer: council, part: rest}]",
                "[{payer: fund, part: 50%, up_to: £1000, when_empty: unpaid}, {payer: council, part: rest}]",
                "[{payer: fund, pot: £900, up_to: £900, when_empty: others_pay}, "
                "{payer: trust, pot: £700, up_to: £700, when_empty: others_pay}, "
                "{payer: council, pot: £800, up_to: £800, when_empty: others_pay}]",
                "[{part: 50%, among: [{payer: fund, part: 50%, up_to: £300, when_empty: others_pay}, "
                "{payer: trust, part: rest, up_to: £200, when_empty: others_pay}]}, {payer: council, part: rest}]",
                "{dated: {2020-01-01: [{payer: fund, part: 70%}, {payer: council, part: rest}], "
                "2024-10-07: [{payer: council, part: 100%}]}}",
                "{by: group, of: start, shares: {a: [{payer: fund, part: 1.1%}, {payer: council, part: rest}]}, "
                "otherwise: [{payer: trust, part: 100%}]}",
            )
        ),
    ],
}
"""For every form, ways to write it; a new form has a row here, or the build is red."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A contract with each way of each form, loaded once."""
    loaded = {}

    def load(form, way):
        if (form, way) not in loaded:
            said = EXAMPLES[form][way]
            price = said if form == "outcome_price" and said else PRICE
            if form == "delivery_fee":
                price = price.replace("month: £50, ", "").replace('"2"', '"2.1"')
            share = said if form == "co_payment" and said else SHARE
            middle = said if form not in ("outcome_price", "co_payment") else ""
            head = HEAD.replace("  council:", "  trust: {role: outcome_payer, name: Trust}\n  council:")
            file = tmp_path_factory.mktemp("form") / "contract.yaml"
            file.write_text(head + price + middle + share, encoding="utf-8")
            loaded[form, way] = load_contract(file).contract
        return loaded[form, way]

    return load


BELOW_NOTHING = {
    *(("recovery", way, "audit") for way in (0, 1)),
    *(("deduction", 2, outcome) for outcome in ("once", "often")),
}
"""Where a claim can be worth less than nothing: what is owed back says so."""
WAYS = [(form, way) for form in EXAMPLES for way in range(len(EXAMPLES[form]))]


def claims(seed, people=6):
    """Claims of a few people, on days that often tie, and of the contract: months of service and an audit."""
    chance, found = Random(seed), []
    for person in range(people):
        ref, group = f"P{person}", chance.choice("ab")
        for outcome in ("once", "often"):
            days = sorted(chance.sample(range(20_000, 20_012), 1 if outcome == "once" else chance.randrange(0, 5)))
            for number, day in enumerate(days, 1):
                shown = day + chance.choice((0, 0, 3))
                name = f"{ref}/{outcome}" + (f"/{day}" if outcome == "often" else "")
                facts = {"start.group": group}
                found.append(
                    Claim(
                        *(name, ref, outcome, number, day, shown, shown + 1, (day,), facts),
                        claimed=shown + 2,
                        measured={
                            "gain": Fraction(chance.randrange(0, 20), chance.choice((7, 10))),
                            "days": Fraction(chance.randrange(0, 50), chance.choice((1, 2))),
                        },
                        cohort=chance.choice(("2024-10-01", "2024-11-01")),
                    )
                )
    facts = {"start.group": "a"}
    for number, day in enumerate(range(20_000, 20_005), 1):
        name, period = f"contract/month/{day}", (day, day)
        found.append(Claim(name, "contract", "month", number, day, day, day, (day,), facts, day, period))
    day, error = 20_006, {"error": Fraction(chance.randrange(0, 12), 100)}
    found.append(Claim("contract/audit", "contract", "audit", 1, day, day, day, (day,), facts, day, None, error))
    return found


def test_every_form_has_examples():
    """A form without a row in the table above is a form without laws."""
    assert set(EXAMPLES) == set(FORMS)


@pytest.mark.parametrize("form, way", WAYS)
@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_claims_changes_nothing(made, form, way, seed):
    """Lines and splits are the same, in whatever order the claims are given."""
    contract, found = made(form, way), claims(seed)
    lines, splits = settle(contract, found)
    mixed = found[:]
    Random(seed).shuffle(mixed)
    lines_mixed, splits_mixed = settle(contract, mixed)
    assert sorted(lines) == sorted(lines_mixed)
    assert sorted(splits) == sorted(splits_mixed)


@pytest.mark.parametrize("form, way", WAYS)
@pytest.mark.parametrize("seed", range(12))
def test_no_claim_falls_below_nothing_and_its_parts_are_the_whole(made, form, way, seed):
    """A limit never takes more than there is, and what payers pay of a claim is its net, to the penny."""
    contract, found = made(form, way), claims(seed)
    lines, splits = settle(contract, found)
    for claim in found:
        net = sum(line.amount for line in lines if line.claim == claim.ref)
        assert net >= 0 or (form, way, claim.outcome) in BELOW_NOTHING
        assert sum(split.amount for split in splits if split.claim == claim.ref) == net


@pytest.mark.parametrize("form, way", WAYS)
def test_a_clause_that_selects_nothing_adds_nothing(made, form, way):
    """Without claims there are no lines and no splits."""
    assert settle(made(form, way), []) == ([], [])


@pytest.mark.parametrize("form, way", WAYS)
@pytest.mark.parametrize("seed", range(6))
def test_a_limit_holds_where_it_stands(made, form, way, seed):
    """After a limit its group is worth no more than the limit, and a limit that is never reached takes nothing."""
    contract, found = made(form, way), claims(seed)
    so_far = SoFar(found, {name: i for i, name in enumerate(contract.outcomes)})
    for primitive in (each for clause in contract.clauses for each in clause.written_out(contract)):
        if isinstance(primitive, Share):
            continue
        added = primitive.lines(so_far)
        so_far.add(added)
        if isinstance(primitive, Limit):
            groups = {}
            for claim in found:
                if claim.outcome in primitive.outcomes and so_far.net.get(claim.ref, 0) > 0:
                    worth = so_far.net[claim.ref] if primitive.unit == "money" else 1
                    key = claim.person if primitive.per == "person" else ""
                    groups[key] = groups.get(key, 0) + worth
            assert max(groups.values(), default=0) <= primitive.at_most


@pytest.mark.parametrize("form, way", WAYS)
@pytest.mark.parametrize("seed", range(3))
def test_every_sentence_can_be_filled(made, form, way, seed):
    """Each line and each split says what it did, with nothing left open."""
    contract, found = made(form, way), claims(seed)
    lines, splits = settle(contract, found)
    by_ref = {claim.ref: claim for claim in found}
    for said in [line_sentence(contract, line, by_ref[line.claim]) for line in lines] + [
        split_sentence(contract, split) for split in splits
    ]:
        assert said
        assert "{" not in said


@pytest.mark.parametrize("seed", range(12))
def test_a_person_alone_is_worth_what_they_are_worth_in_company_under_a_persons_cap(made, seed):
    """A participant cap looks at nobody else."""
    for way in range(len(EXAMPLES["participant_cap"])):
        contract, found = made("participant_cap", way), claims(seed)
        together, _ = settle(contract, found)
        for person in {claim.person for claim in found}:
            alone, _ = settle(contract, [claim for claim in found if claim.person == person])
            assert sorted(alone) == sorted(line for line in together if line.claim.startswith(f"{person}/"))


@pytest.mark.parametrize("seed", range(12))
def test_limits_on_different_outcomes_commute(made, tmp_path, seed):
    """Two limits that look at no common claim give the same in either order."""
    first = '- {clause: "5", kind: outcome_cap, outcome: once, at_most: "£1,400"}\n'
    second = '- {clause: "6", kind: outcome_cap, outcome: often, at_most: 3 claims}\n'
    nets = []
    for number, middle in enumerate((first + second, second + first)):
        file = tmp_path / str(number) / "contract.yaml"
        file.parent.mkdir()
        file.write_text(HEAD + PRICE + middle + SHARE, encoding="utf-8")
        lines, splits = settle(load_contract(file).contract, claims(seed))
        nets.append((sorted(lines), splits))
    assert nets[0] == nets[1]
