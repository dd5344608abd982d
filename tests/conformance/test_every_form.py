"""Laws that hold for every form of clause there is and will be, over claims that nobody chose."""

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
clauses:
"""
PRICE = '- {clause: "1", kind: outcome_price, prices: {once: £700.01, often: £333.33}}\n'
SHARE = '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 61.7%}, {payer: council, part: rest}]}\n'
EXAMPLES = {
    "outcome_price": [
        "",
        PRICE.replace("once: £700.01", "once: {by: group, of: start, prices: {a: £5}, otherwise: £7}"),
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
            share = said if form == "co_payment" and said else SHARE
            middle = said if form not in ("outcome_price", "co_payment") else ""
            head = HEAD.replace("  council:", "  trust: {role: outcome_payer, name: Trust}\n  council:")
            file = tmp_path_factory.mktemp("form") / "contract.yaml"
            file.write_text(head + price + middle + share, encoding="utf-8")
            loaded[form, way] = load_contract(file).contract
        return loaded[form, way]

    return load


WAYS = [(form, way) for form in EXAMPLES for way in range(len(EXAMPLES[form]))]


def claims(seed, people=6):
    """Claims of a few people, on days that often tie."""
    chance, found = Random(seed), []
    for person in range(people):
        ref, group = f"P{person}", chance.choice("ab")
        for outcome in ("once", "often"):
            days = sorted(chance.sample(range(20_000, 20_012), 1 if outcome == "once" else chance.randrange(0, 5)))
            for number, day in enumerate(days, 1):
                shown = day + chance.choice((0, 0, 3))
                name = f"{ref}/{outcome}" + (f"/{day}" if outcome == "often" else "")
                facts = {"start.group": group}
                found.append(Claim(name, ref, outcome, number, day, shown, shown + 1, (day,), facts))
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
        assert net >= 0
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
    so_far = SoFar(found, {"once": 0, "often": 1})
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
