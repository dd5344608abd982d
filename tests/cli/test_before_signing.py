"""`sop exposure`, `sop describe --expanded` and what `sop check` points out, as people call them."""

import json

from tests.cli.calling import call


def test_the_most_is_said_with_its_clauses(homes):
    """`sop exposure` says the most of each outcome, one person, each payer and the whole, and answers 0."""
    answer = call("exposure", homes)
    assert (answer.code, answer.err) == (0, "")
    assert "One person: £1,500.00 (clause 4.1).\n" in answer.out
    assert "Northshire County Council: £300,000.00 (clause 5.1).\n" in answer.out
    assert "The whole contract: £300,000.00 (clause 5.1).\n" in answer.out
    assert "The whole contract: £150,000.00 (clause 4.1).\n" in call("exposure", homes, "--people", 100).out


def test_the_most_in_json(homes):
    """With --json amounts are minor units, and null says that there is no bound, and why."""
    text = (homes / "contract.yaml").read_text(encoding="utf-8")
    cap = text[text.index('- clause: "5.1"') : text.index('- clause: "7.1"')]
    (homes / "contract.yaml").write_text(text.replace(cap, ""), encoding="utf-8")
    said = json.loads(call("exposure", homes, "--json").out)
    assert said["person"] == {"most": 150_000, "clauses": ["4.1"]}
    assert said["contract_as_a_whole"]["most"] is None
    assert "how many people" in said["contract_as_a_whole"]["why"]


def test_no_people_are_refused(homes):
    """A number of people below one is a wrong call."""
    assert call("exposure", homes, "--people", 0).code == 2


def test_what_is_pointed_out_answers_1(homes):
    """What the linter points out is said with place, fact and remedy by every command that reads the terms."""
    text = (homes / "contract.yaml").read_text(encoding="utf-8")
    more = '- clause: "5.2"\n  kind: participant_cap\n  at_most: £2,000\n'
    (homes / "contract.yaml").write_text(text.replace('- clause: "7.1"', more + '- clause: "7.1"'), encoding="utf-8")
    for words in (("check", homes), ("exposure", homes), ("describe", homes)):
        answer = call(*words)
        assert answer.code == 1
        assert "warning cap-never-reached" in answer.out + answer.err


def test_a_contract_expanded_shows_its_primitives(homes):
    """`sop describe --expanded` adds to the description each clause in primitives, term by term."""
    plain, expanded = call("describe", homes).out, call("describe", homes, "--expanded").out
    assert expanded.startswith(plain)
    added = expanded.removeprefix(plain)
    assert "\nClause 5.1, contract cap: limit. The most for a group of claims" in added
    assert "\n  most: £300,000.00\n" in added
