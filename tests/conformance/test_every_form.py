"""Laws that hold for every form of clause there is and will be, over claims that nobody chose."""

import re
from collections import Counter, defaultdict
from dataclasses import fields
from fractions import Fraction
from random import Random

import pytest

from sop_engine.clauses.highest import Highest
from sop_engine.clauses.limit import Limit
from sop_engine.clauses.part_of_total import PartOfTotal
from sop_engine.clauses.share import Share
from sop_engine.forms import FORMS
from sop_engine.library.load import load_contract
from sop_engine.records.working import Claim
from sop_engine.statements.expanded import KNOWN_ALREADY, expanded
from sop_engine.statements.sentences import line_sentence, split_sentence
from sop_engine.steps.settle import begin, settle
from sop_engine.steps.stand import pay
from sop_engine.terms.clause import PAID_BY, TOLD
from sop_engine.terms.contract import Contract
from sop_engine.units.days import FIRST
from tests.properties.exposed import within

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
cohorts: {every: 1 month, from: 2020-01-01}
records:
  start: {files: starts*.csv, person: Ref, dated: Day, fields: {group: {heading: Group, one_of: [a, b]}}}
  visit: {files: visits*.csv, person: Ref, dated: Day, received: Sent}
outcomes:
  once: {is: Once., shown_by: {record: visit}}
  often: {is: Often., shown_by: {record: visit}, repeats: {at_most: 9, apart: 1 day}}
  month: {is: A month of service., shown_by: {record: visit}, repeats: {at_most: 99, apart: 1 day}}
  audit: {is: An audit., shown_by: {record: visit}}
  completes: {is: Completes., shown_by: {record: visit}}
  ready: {is: Everybody is ready., subject: contract, shown_by: {day: 2024-10-07}}
  fee: {is: A fee., subject: contract, each: {period: 10 days, from: 2020-01-01}, shown_by: {day: period_end}}
  quarter: {is: A quarter., subject: contract, each: {period: 30 days, from: 2020-01-01}, shown_by: {day: period_end}}
MEASURES
clauses:
"""
MEASURED = "measures:\n  gain: {fixed: 1}\n  days: {fixed: 1}\n  error: {fixed: 0.1}\n"
"""What the claims below carry; that they are measured so is not what is proven here."""
HEAD = HEAD.replace("MEASURES\n", MEASURED if "measures" in Contract.model_fields else "")
PRICE = (
    '- {clause: "1", kind: outcome_price, prices: {once: £700.01, often: £333.33}}\n'
    '- {clause: "2", kind: outcome_price, prices: {month: £50, audit: £0}}\n'
    '- {clause: "2.2", kind: outcome_price, prices: {completes: £0, ready: £0, fee: £50.05, quarter: £444}}\n'
)
SHARE = '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 61.7%}, {payer: council, part: rest}]}\n'
OF_PEOPLE = ", outcomes: [once, often, month, audit, completes]"
OF_ALL = "co_payment, outcomes: [ready, fee, quarter]"
"""What is about a person is shared by the person's group; what is about the contract cannot be."""


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
    "advance": [
        '- {clause: "5", kind: advance, outcomes: once, replaced_by: often, recovered: at_once}\n',
        '- {clause: "5", kind: advance, outcomes: once, replaced_by: often, recovered: as_earned}\n',
        '- {clause: "5", kind: advance, outcomes: once, replaced_by: completes, recovered: at_once, '
        "returned_by: 2024-10-12}\n",
    ],
    "best_of": [
        '- {clause: "5", kind: best_of, outcomes: [once, often], per: person}\n',
        '- {clause: "5", kind: best_of, outcomes: [often], per: cohort, in_order_of: [person, outcome, record]}\n',
        '- {clause: "5", kind: best_of, outcomes: [often, once], per: contract}\n',
    ],
    "best_route": [
        '- {clause: "5", kind: best_route, routes: [[once], [often, completes]], per: person}\n',
        '- {clause: "5", kind: best_route, routes: [once, often], per: cohort}\n',
    ],
    "claim_window": [
        '- {clause: "5", kind: claim_window, within: 5 days, after: reached}\n',
        '- {clause: "5", kind: claim_window, within: 10 days, after: shown, not_after: 20 days after start}\n',
    ],
    "cohort_cap": [
        '- {clause: "5", kind: cohort_cap, at_most: "£1,000.10"}\n',
        '- {clause: "5", kind: cohort_cap, at_most: 3 claims, excess: waits}\n',
    ],
    "deferral": [
        '- {clause: "5", kind: deferral, outcomes: fee, part: 33.3%, until: quarter}\n',
        '- {clause: "5", kind: deferral, outcomes: fee, part: 100%, until: ready, forfeited_after: 20 days}\n',
    ],
    "dispute": [
        '- {clause: "5", kind: dispute, outcomes: [once, often], part: 33.3%, raised: once, settled: completes}\n',
        '- {clause: "5", kind: dispute, outcomes: often, part: 9%, raised: once, settled: ready, upheld: completes}\n',
    ],
    "first_of": [
        '- {clause: "5", kind: first_of, outcomes: [once, often], per: person}\n',
        '- {clause: "5", kind: first_of, outcomes: [once, often], per: contract}\n',
    ],
    "grant_in_place": [
        '- {clause: "5", kind: grant_in_place, outcomes: [once, often], replaced_by: fee}\n',
    ],
    "group_cap": [
        '- {clause: "5", kind: group_cap, at_most: {by: group, groups: {a: "£800", b: {dated: '
        '{2020-01-01: "£900", 2024-10-07: "£2,000"}}}}, excess: waits}\n',
    ],
    "minimum_payment": [
        '- {clause: "5", kind: minimum_payment, at_least: £3000, carried_by: fee, every: 10 days, from: 2020-01-01}\n',
        '- {clause: "5", kind: minimum_payment, at_least: "£90,000", carried_by: ready}\n',
    ],
    "only_if_paid": [
        '- {clause: "5", kind: only_if_paid, outcomes: often, paid: once}\n',
        '- {clause: "5", kind: only_if_paid, outcomes: often, paid: [once, fee]}\n',
    ],
    "period_cap": [
        '- {clause: "5", kind: period_cap, at_most: "£500.05", every: 5 days, from: 2020-01-01, excess: waits}\n',
        '- {clause: "5", kind: period_cap, at_most: 2 claims, every: 1 week, from: 2020-01-01, excess: waits, '
        "limit_day: reached}\n",
        '- {clause: "5", kind: period_cap, at_most: "£500.05", every: 5 days, from: 2020-01-01, unused: carried}\n',
        '- {clause: "5", kind: period_cap, at_most: "£500.05", every: 5 days, from: 2020-01-01, edge: whole}\n',
    ],
    "reconciliation": [
        '- {clause: "5", kind: reconciliation, outcomes: fee, replaced_by: quarter}\n',
    ],
    "release_gate": [
        '- {clause: "5", kind: release_gate, outcomes: often, until: ready}\n',
        '- {clause: "5", kind: release_gate, outcomes: [once, often], until: [completes, ready]}\n',
    ],
    "retention": [
        '- {clause: "5", kind: retention, outcomes: [once, often], part: 33.3%, until: completes}\n',
        '- {clause: "5", kind: retention, part: 12.5%, until: 10 days after start, rounding: up}\n',
        '- {clause: "5", kind: retention, part: 50%, until: ready, forfeited_after: 3 days, outcomes: often}\n',
    ],
    "share_cap": [
        '- {clause: "5", kind: share_cap, parts: [{outcomes: often, at_most: 40%}], in: money}\n',
        '- {clause: "5", kind: share_cap, parts: [{outcomes: often, at_most: 40%}, {outcomes: [once, fee], '
        "at_most: 33.3%}], in: claims}\n",
        '- {clause: "5", kind: share_cap, parts: [{outcomes: often, at_most: 25%}], of: [once, fee], in: money}\n',
    ],
    "participant_cap": [
        '- {clause: "5", kind: participant_cap, at_most: {dated: {2020-01-01: "£900", 2024-10-08: "£400"}}}\n',
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
            f'- {{clause: "9", kind: co_payment, remainder: {remainder}, shares: {shares}'
            + (OF_PEOPLE if "by: group" in shares else "")
            + "}\n"
            + (SHARE.replace('"9"', '"9.2"').replace("co_payment", OF_ALL) if "by: group" in shares else "")
            for remainder in ("cumulative", "largest_remainder")
            for shares in (
                "{by: group, of: start, shares: {a: [{payer: fund, part: 1.1%}, {payer: council, part: rest}]}, "
                "otherwise: [{payer: trust, part: 100%}]}",
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
AS_AT = 20_040
WAYS = [(form, way) for form in EXAMPLES for way in range(len(EXAMPLES[form]))]


def claims(seed, people=6):
    """Claims of a few people, on days that often tie, and of the contract: months of service and an audit."""
    chance, found = Random(seed), []
    for person in range(people):
        ref, group, cohort = f"P{person}", chance.choice("ab"), chance.choice(("2024-10-01", "2024-11-01"))
        for outcome in ("once", "often", "completes"):
            many = {"once": 1, "often": chance.randrange(0, 5), "completes": chance.randrange(0, 2)}[outcome]
            days = sorted(chance.sample(range(20_000, 20_012), many))
            for number, day in enumerate(days, 1):
                shown = day + chance.choice((0, 0, 3))
                name = f"{ref}/{outcome}" + (f"/{day}" if outcome == "often" else "")
                facts = {"start.group": group}
                found.append(
                    Claim(
                        *(name, ref, outcome, number, day, shown, shown + 1, (day,), facts),
                        claimed=shown + chance.choice((1, 4, 12)),
                        measured={
                            "gain": Fraction(chance.randrange(0, 20), chance.choice((7, 10))),
                            "days": Fraction(chance.randrange(0, 50), chance.choice((1, 2))),
                        },
                        cohort=cohort,
                        start=19_990 + person,
                    )
                )
    facts = {"start.group": "a"}
    for number, day in enumerate(range(20_000, 20_005), 1):
        name, period = f"contract/month/{day}", (day, day)
        found.append(Claim(name, "contract", "month", number, day, day, day, (day,), facts, day, period))
    day, error = 20_006, {"error": Fraction(chance.randrange(0, 12), 100)}
    found.append(Claim("contract/audit", "contract", "audit", 1, day, day, day, (day,), facts, day, None, error))
    return found + wide(chance)


def wide(chance):
    """Claims of the contract: a fee of every ten days, what thirty days came to, and that everybody is ready."""
    found = []
    for outcome, length, last in (("fee", 10, 20_029), ("quarter", 30, 20_030), ("ready", 0, 0)):
        for number in range(1, chance.randrange(1, 5) if length == 10 else chance.randrange(1, 3)):
            first = 19_990 + length * (number - 1)
            day = first + length - 1 if length else 20_006
            period = (first, day) if length else None
            name = f"contract/{outcome}" + (f"/{day}" if length else "")
            if day <= last or not length:
                found.append(
                    Claim(
                        name,
                        "contract",
                        outcome,
                        number,
                        day,
                        day,
                        day,
                        (day,),
                        {},
                        claimed=day + chance.choice((0, 20)),
                        period=period,
                        start=18_262,
                    )
                )
    return found


def test_every_form_has_examples():
    """A form without a row in the table above is a form without laws."""
    assert set(EXAMPLES) == set(FORMS)


@pytest.mark.parametrize("form, way", WAYS)
@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_claims_changes_nothing(made, form, way, seed):
    """Lines and splits are the same, in whatever order the claims are given."""
    contract, found = made(form, way), claims(seed)
    lines, splits = settle(contract, found, AS_AT)
    mixed = found[:]
    Random(seed).shuffle(mixed)
    lines_mixed, splits_mixed = settle(contract, mixed, AS_AT)
    assert sorted(lines) == sorted(lines_mixed)
    assert sorted(splits) == sorted(splits_mixed)


@pytest.mark.parametrize("form, way", WAYS)
@pytest.mark.parametrize("seed", range(12))
def test_no_claim_falls_below_nothing_and_its_parts_are_the_whole(made, form, way, seed):
    """A limit never takes more than there is, and what payers pay of a claim is its net, to the penny."""
    contract, found = made(form, way), claims(seed)
    lines, splits = settle(contract, found, AS_AT)
    for claim in found:
        net = sum(line.amount for line in lines if line.claim == claim.ref)
        assert net >= 0 or (form, way, claim.outcome) in BELOW_NOTHING
        assert sum(split.amount for split in splits if split.claim == claim.ref) == net


@pytest.mark.parametrize("form, way", WAYS)
def test_a_clause_that_selects_nothing_adds_nothing(made, form, way):
    """Without claims there are no lines and no splits."""
    assert settle(made(form, way), [], AS_AT) == ([], [])


@pytest.mark.parametrize("form, way", WAYS)
@pytest.mark.parametrize("seed", range(6))
def test_a_limit_holds_where_it_stands(made, form, way, seed):
    """After a limit its group is worth no more than the limit, and a limit that is never reached takes nothing."""
    contract, found = made(form, way), claims(seed)
    so_far = begin(contract, found, AS_AT)
    for primitive in (each for clause in contract.clauses for each in clause.written_out(contract)):
        if isinstance(primitive, Share):
            continue
        added = primitive.lines(so_far)
        so_far.add(added)
        worth = [so_far.worth(claim) for claim in found]
        by_ref = {claim.ref: claim for claim in found}
        if isinstance(primitive, Limit):
            groups, most = Counter(), {}
            for claim, net in zip(found, worth, strict=True):
                group = primitive.group(claim)
                if claim.outcome in primitive.outcomes and net > 0 and group is not None:
                    groups[group] += net if primitive.unit == "money" else 1
                    stages = primitive.stages(so_far, primitive.most[group if primitive.field else ""])
                    mosts = [stage.most for stage in stages]
                    most[group] = sum(mosts) if primitive.every else max(mosts)
            assert all(groups[group] <= most[group] for group in groups)
        if isinstance(primitive, PartOfTotal):
            counted = {
                claim.ref: net if primitive.unit == "money" else int(net > 0)
                for claim, net in zip(found, worth, strict=True)
            }
            total = sum(much for ref, much in counted.items() if by_ref[ref].outcome in primitive.base)
            for part in primitive.parts:
                much = sum(much for ref, much in counted.items() if by_ref[ref].outcome in part.outcomes)
                assert much <= part.share * total
        if isinstance(primitive, Highest) and not primitive.routes:
            taken = {line.claim: line.amount for line in added}
            before, after = defaultdict(list), Counter()
            for claim, net in zip(found, worth, strict=True):
                if claim.outcome in primitive.outcomes:
                    group = {"person": claim.person, "cohort": claim.cohort, "contract": ""}[primitive.per]
                    before[group].append(net - taken.get(claim.ref, 0))
                    after[group] += net
            assert all(after[group] == max(nets) for group, nets in before.items())


@pytest.mark.parametrize("form, way", WAYS)
@pytest.mark.parametrize("seed", range(3))
def test_every_sentence_can_be_filled(made, form, way, seed):
    """Each line and each split says what it did, with nothing left open."""
    contract, found = made(form, way), claims(seed)
    lines, splits = settle(contract, found, AS_AT)
    by_ref = {claim.ref: claim for claim in found}
    for said in [line_sentence(contract, line, by_ref[line.claim]) for line in lines] + [
        split_sentence(contract, split) for split in splits
    ]:
        assert said
        assert "{" not in said


ALONE = {
    "participant_cap": (0, 1, 2, 3),
    "best_of": (0,),
    "best_route": (0,),
    "first_of": (0,),
    "claim_window": (0, 1),
    "retention": (0, 1),
    "only_if_paid": (0,),
    "advance": (0, 1, 2),
}
"""The ways of forms that look at one person, and at nobody else."""


@pytest.mark.parametrize("form, way", [(form, way) for form, ways in ALONE.items() for way in ways])
@pytest.mark.parametrize("seed", range(6))
def test_a_person_alone_is_worth_what_they_are_worth_in_company(made, form, way, seed):
    """What looks at one person looks at nobody else: alone, everybody has the same lines."""
    contract, found = made(form, way), claims(seed)
    together, _ = settle(contract, found, AS_AT)
    for person in {claim.person for claim in found} - {"contract"}:
        alone, _ = settle(contract, [claim for claim in found if claim.person == person], AS_AT)
        assert sorted(alone) == sorted(line for line in together if line.claim.startswith(f"{person}/"))


@pytest.mark.parametrize("form, way", WAYS)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("as_at", [20_004, 20_011, AS_AT, 25_000])
def test_what_is_held_and_what_waits_is_never_more_than_was_kept(made, form, way, seed, as_at):
    """On any day what was given back is no more than was kept back, and nothing gets room that did not wait."""
    contract, found = made(form, way), [claim for claim in claims(seed) if claim.shown <= as_at]
    lines, _ = settle(contract, found, as_at)
    for payment in pay(found, lines):
        assert payment.held <= 0
        assert payment.waiting <= 0
        assert payment.taken <= 0
        assert payment.gross + payment.taken + payment.held + payment.waiting == payment.net


NEVER_REACHED = [
    '- {clause: "5", kind: participant_cap, at_most: "£9,000,000"}\n',
    '- {clause: "5", kind: period_cap, at_most: "£9,000,000", every: 1 day, from: 2020-01-01, excess: waits}\n',
    '- {clause: "5", kind: cohort_cap, at_most: 900000 claims}\n',
    '- {clause: "5", kind: share_cap, parts: [{outcomes: often, at_most: 100%}], in: money}\n',
    '- {clause: "5", kind: retention, outcomes: often, part: 0%, until: completes}\n',
    '- {clause: "5", kind: dispute, outcomes: often, part: 0%, raised: once, settled: completes}\n',
    '- {clause: "5", kind: claim_window, within: 100 years, after: reached}\n',
    '- {clause: "5", kind: minimum_payment, at_least: £0, carried_by: fee}\n',
]


@pytest.mark.parametrize("middle", NEVER_REACHED)
def test_a_limit_that_is_never_reached_and_a_hold_of_nothing_change_nothing(tmp_path, middle):
    """Such a clause adds no line at all."""
    file = tmp_path / "contract.yaml"
    file.write_text(HEAD + PRICE + middle + SHARE, encoding="utf-8")
    lines, _ = settle(load_contract(file).contract, claims(3), AS_AT)
    assert {line.clause for line in lines} == {"1", "2", "2.2"}


PAIRS = [
    (
        '- {clause: "5", kind: outcome_cap, outcome: once, at_most: "£1,400"}\n',
        '- {clause: "6", kind: outcome_cap, outcome: often, at_most: 3 claims}\n',
    ),
    (
        '- {clause: "5", kind: period_cap, outcomes: once, at_most: "£800", every: 1 week, from: 2020-01-01, '
        "excess: waits}\n",
        '- {clause: "6", kind: best_of, outcomes: [often, completes], per: person}\n',
    ),
    (
        '- {clause: "5", kind: retention, outcomes: once, part: 33.3%, until: ready}\n',
        '- {clause: "6", kind: cohort_cap, outcomes: [often, completes], at_most: "£700", excess: waits}\n',
    ),
]


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("seed", range(4))
def test_limits_on_different_outcomes_commute(tmp_path, pair, seed):
    """Two limits that look at no common claim give the same in either order."""
    first, second = pair
    nets = []
    for number, middle in enumerate((first + second, second + first)):
        file = tmp_path / str(number) / "contract.yaml"
        file.parent.mkdir()
        file.write_text(HEAD + PRICE + middle + SHARE, encoding="utf-8")
        lines, splits = settle(load_contract(file).contract, claims(seed), AS_AT)
        nets.append((sorted(lines), splits))
    assert nets[0] == nets[1]


MEASURES = {"gain": Fraction(1), "days": Fraction(1), "error": Fraction(1, 10)}
"""What the contract agrees for each measure."""


@pytest.mark.parametrize("form, way", WAYS)
def test_what_is_due_never_exceeds_the_exposure(made, form, way):
    """Whatever a form does, no person, outcome or payer, and not the whole, costs more than its exposure."""
    contract = made(form, way)
    for seed in range(4):
        ours = [
            claim._replace(
                measured={name: MEASURES[name] for name in claim.measured}, cohort=claim.cohort or "2024-10-01"
            )
            for claim in claims(seed)
        ]
        lines, splits = settle(contract, ours, AS_AT)
        net = Counter({claim.ref: 0 for claim in ours})
        for line in lines:
            net[line.claim] += line.amount
        due = [(claim.person, claim.outcome, net[claim.ref]) for claim in ours]
        for people in (None, 7):
            within(contract, due, [(split.payer, split.amount) for split in splits], people)


@pytest.mark.parametrize("form, way", WAYS)
def test_every_form_is_said_in_words_and_written_out(made, form, way):
    """Each clause has a sentence of its own, or gives a price or payers; its primitives can be read, term by term."""
    contract = made(form, way)
    said = expanded(contract)
    for clause in contract.clauses:
        assert clause.gives_price or clause.tells == PAID_BY or clause.described or clause.in_words()
        assert clause.tells in (*TOLD, PAID_BY)
        (told,) = [each for each in said.split("\n\n") if each.startswith(f"Clause {clause.clause}, ")]
        for primitive in clause.written_out(contract):
            terms = [each.name for each in fields(primitive) if each.name not in KNOWN_ALREADY]
            empty = (None, "", 0, FIRST)
            held = {name: getattr(primitive, name) for name in terms}
            wanted = [name for name, value in held.items() if value not in empty and _holds(value)]
            assert [name for name in wanted if f"  {name.replace('_', ' ').strip()}:" not in told] == []
    assert not re.search(r"Fraction|Money|Duration|Anchor|Decimal|sop_engine|=|\{|None", said)


def _holds(value):
    """Whether a term holds anything."""
    return bool(value) if isinstance(value, tuple | dict) else True
