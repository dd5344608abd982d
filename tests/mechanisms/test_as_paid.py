"""Caps as paid: what was posted comes first, so that late evidence takes no room from it."""

import pytest

from sop_engine.library.load import load_contract
from sop_engine.records.posted import NOTHING_POSTED
from sop_engine.steps.settle import settle
from sop_engine.steps.stand import pay
from tests.mechanisms.settled import claim, day, terms

AS_AT = "2022-12-31"
START = {"cohort": "2020-01-01", "facts": {"start.group": "a"}}


def as_paid(contract):
    """The same contract, which allocates caps as paid."""
    return contract.model_copy(update={"cap_allocation": "as_paid"})


def posted(contract, claims, before=NOTHING_POSTED, as_at=AS_AT):
    """What is posted once a run has posted its claims."""
    lines, splits = settle(contract, claims, day(as_at), before)
    assert sum(split.amount for split in splits) == sum(line.amount for line in lines)
    return before.after(claims, pay(claims, lines))


def in_turn(contract, batches, as_at=AS_AT):
    """What is posted on each claim in whole pounds, after each batch of claims has come and was posted."""
    known, before, found = [], NOTHING_POSTED, []
    for batch in batches:
        known += batch
        before = posted(contract, known, before, as_at)
        assert posted(contract, known, before, as_at).claims == before.claims  # the same run again posts nothing
        found.append([before.claims[each.ref].net // 100 for each in known])
    return found


def cap(kind, at_most, more=""):
    """A cap as a clause."""
    return f'- {{clause: "5", kind: {kind}, at_most: {at_most}{more}}}\n'


CAPS = {
    "contract": cap("contract_cap", "£150"),
    "outcome": cap("outcome_cap", "£150", ", outcome: stay"),
    "participant": cap("participant_cap", "£150"),
    "cohort": cap("cohort_cap", "£150"),
    "group": cap("group_cap", "{by: group, groups: {a: £150, b: £900}}"),
    "period": cap("period_cap", "£150", ", every: 1 year, from: 2020-01-01"),
    "dated": cap("contract_cap", "{dated: {2020-01-01: £150, 2021-01-01: £150}}"),
    "order of a clause's own": cap("contract_cap", "£150", ", in_order_of: [reached, person, outcome, record]"),
}


@pytest.mark.parametrize("kind", CAPS)
def test_late_evidence_of_an_earlier_day_takes_no_room_from_what_was_posted(tmp_path, kind):
    """Of £150 two stays were posted £100 and £50: a third, shown before them and told later, gets what is left."""
    agreed = terms(tmp_path, {"stay": "£100"}, CAPS[kind])
    batches = (
        [claim("Ann", "stay", "2020-04-01", **START), claim("Ann", "stay", "2020-03-01", **START)],
        [claim("Ann", "stay", "2020-02-01", **START)],
    )
    assert in_turn(agreed, batches) == [[50, 100], [0, 50, 100]]
    assert in_turn(as_paid(agreed), batches) == [[50, 100], [50, 100, 0]]


def test_a_count_is_used_up_by_what_was_posted_and_what_got_nothing_keeps_its_place(tmp_path):
    """One claim of two was paid; when it goes, the one posted at nothing comes before one that is new."""
    agreed = as_paid(terms(tmp_path, {"stay": "£100"}, cap("outcome_cap", "1 claim", ", outcome: stay")))
    first, second = claim("Ann", "stay", "2020-03-01"), claim("Ben", "stay", "2020-04-01")
    before = posted(agreed, [first, second])
    assert [each.net for each in before.claims.values()] == [10_000, 0]
    new = claim("Cleo", "stay", "2020-02-01")
    after = posted(agreed, [new, second], before)
    assert {ref: each.net for ref, each in after.claims.items()} == {new.ref: 0, second.ref: 10_000}


def test_what_came_back_is_new(tmp_path):
    """A claim whose evidence went away loses its place: what was paid in the meantime stays."""
    agreed = as_paid(terms(tmp_path, {"stay": "£100"}, CAPS["contract"]))
    ann, ben = claim("Ann", "stay", "2020-03-01"), claim("Ben", "stay", "2020-04-01")
    without = posted(agreed, [ben], posted(agreed, [ann, ben]))
    assert [each.net for each in without.claims.values()] == [10_000]
    assert [each.net for each in posted(agreed, [ann, ben], without).claims.values()] == [5_000, 10_000]


def test_evidence_that_shows_a_posted_claim_sooner_moves_nobody(tmp_path):
    """Ben was posted in part, after Ann; a record that shows him before her does not put him before her."""
    agreed = terms(tmp_path, {"stay": "£100"}, CAPS["contract"])
    ann, ben = claim("Ann", "stay", "2020-03-01"), claim("Ben", "stay", "2020-04-01")
    sooner = ben._replace(reached=day("2020-02-01"), shown=day("2020-02-01"))
    before = posted(agreed, [ann, ben])
    assert [each.net for each in posted(agreed, [ann, sooner], before).claims.values()] == [5_000, 10_000]
    assert [each.net for each in posted(as_paid(agreed), [ann, sooner], before).claims.values()] == [10_000, 5_000]


def test_a_posted_claim_stays_in_the_period_it_was_posted_in(tmp_path):
    """Shown sooner, in a year that others have used up since, it neither takes their room nor loses its own."""
    agreed = terms(tmp_path, {"stay": "£100"}, cap("period_cap", "£100", ", every: 1 year, from: 2020-01-01"))
    ben, ann = claim("Ben", "stay", "2021-03-01"), claim("Ann", "stay", "2020-03-01")
    before = posted(as_paid(agreed), [ben, ann], posted(as_paid(agreed), [ben]))
    sooner = ben._replace(reached=day("2020-02-01"), shown=day("2020-02-01"))
    assert [each.net for each in posted(as_paid(agreed), [sooner, ann], before).claims.values()] == [10_000, 10_000]
    assert [each.net for each in posted(agreed, [sooner, ann], before).claims.values()] == [10_000, 0]


YEARS = {
    "to date": cap("contract_cap", "{dated: {2020-01-01: £150, 2021-01-01: £250}}"),
    "carried": cap("period_cap", "£125", ", every: 1 year, from: 2020-01-01, unused: carried"),
    "waits": cap("period_cap", "£125", ", every: 1 year, from: 2020-01-01, excess: waits"),
}
POSTED = {"Ann": "2020-03-01", "Ben": "2021-03-01", "Dan": "2021-04-01"}


@pytest.mark.parametrize(
    ("room", "recomputed"),
    [("to date", [50, 100, 0, 100]), ("carried", [25, 100, 25, 100]), ("waits", [100, 50, 0, 100])],
)
def test_late_evidence_of_an_earlier_year_finds_what_later_years_have_left(tmp_path, room, recomputed):
    """What a later year was posted stays, where room counts to date, is carried on, or is waited for."""
    agreed = terms(tmp_path, {"stay": "£100"}, YEARS[room])
    batches = ([claim(name, "stay", on) for name, on in POSTED.items()], [claim("Cleo", "stay", "2020-02-01")])
    first = [100, 100, 25] if room == "waits" else [100, 100, 50]
    assert in_turn(agreed, batches, "2021-12-31") == [first, recomputed]
    left = 25 if room == "waits" else 0
    assert in_turn(as_paid(agreed), batches, "2021-12-31") == [first, [*first, left]]


def test_what_waits_is_paid_in_posting_order_once_there_is_room(tmp_path):
    """Two wait for 2022, and the one that was posted comes first, though the other was shown before it."""
    agreed = as_paid(terms(tmp_path, {"stay": "£100"}, YEARS["waits"]))
    late = claim("Cleo", "stay", "2020-02-01")
    claims = [claim(name, "stay", on) for name, on in POSTED.items()]
    before = posted(agreed, [*claims, late], posted(agreed, claims, as_at="2021-12-31"), "2021-12-31")
    assert [each.net // 100 for each in before.claims.values()] == [100, 100, 25, 25]
    after = posted(agreed, [*claims, late], before, "2022-01-01")
    assert [each.net // 100 for each in after.claims.values()] == [100, 100, 100, 75]


def test_the_line_of_what_finds_no_room_states_the_most_that_stands_in_its_way(tmp_path):
    """£250 to date are used up by 2021: £400 were earned up to the late claim of 2020, and the most is £250."""
    agreed = as_paid(terms(tmp_path, {"stay": "£100"}, YEARS["to date"]))
    claims = [claim(name, "stay", on) for name, on in POSTED.items()]
    late = claim("Cleo", "stay", "2020-02-01")
    lines, _ = settle(agreed, [*claims, late], day(AS_AT), posted(agreed, claims))
    said = {line.claim: (line.amount, line.base, line.rate) for line in lines if line.clause == "5"}
    assert said == {claims[2].ref: (-5_000, 30_000, 25_000), late.ref: (-10_000, 40_000, 25_000)}


def test_under_a_whole_edge_a_claim_that_goes_lets_in_one_that_was_posted_before_others(tmp_path):
    """Of £100, £60 and £40 were posted, and £70 between them did not fit: without the £60 it does, not the £40."""
    prices = {"stay": "£60", "work": "£70", "talk": "£40"}
    claims = [claim("Ann", name, "2020-02-01") for name in prices]
    for edge, then in (("whole", [70, 0]), ("part", [70, 30])):
        (tmp_path / edge).mkdir()
        agreed = as_paid(terms(tmp_path / edge, prices, cap("contract_cap", "£100", f", edge: {edge}")))
        before = NOTHING_POSTED
        for number in (1, 2, 3):
            before = posted(agreed, claims[:number], before)
        assert [each.net // 100 for each in before.claims.values()] == ([60, 0, 40] if edge == "whole" else [60, 40, 0])
        after = posted(agreed, claims[1:], before)
        assert [each.net // 100 for each in after.claims.values()] == then


def test_under_a_cap_that_falls_a_claim_that_goes_gives_its_room_to_a_later_date(tmp_path):
    """£300, and £150 from 2021: without the £200 of 2020 the £100 of 2021 have room, and leave £50 for others."""
    falling = cap("contract_cap", "{dated: {2020-01-01: £300, 2021-01-01: £150}}")
    agreed = as_paid(terms(tmp_path, {"stay": "£200", "work": "£100"}, falling))
    days = {"stay": "2020-03-01", "work": "2021-03-01"}
    claims = [claim("Ann", name, on) for name, on in days.items()] + [claim("Ben", "work", "2020-05-01")]
    before = NOTHING_POSTED
    for number in (1, 2, 3):
        before = posted(agreed, claims[:number], before)
    assert [each.net // 100 for each in before.claims.values()] == [200, 0, 100]
    after = posted(agreed, claims[1:], before)
    assert [each.net // 100 for each in after.claims.values()] == [100, 50]


# ---- alternatives, parts of a total, numbers -----------------------------------------------------


def test_of_alternatives_the_one_that_was_posted_is_the_first(tmp_path):
    """A course was posted; a job that came before it and is told later is not paid under `first_of`."""
    one = '- {clause: "5", kind: first_of, outcomes: [job, course], per: person}\n'
    agreed = terms(tmp_path, {"job": "£900", "course": "£400"}, one)
    batches = ([claim("Ann", "course", "2020-03-01")], [claim("Ann", "job", "2020-02-01")])
    assert in_turn(agreed, batches)[-1] == [0, 900]
    assert in_turn(as_paid(agreed), batches)[-1] == [400, 0]


def test_of_the_highest_the_late_one_pays_the_difference(tmp_path):
    """Part time was posted at £1,900; full time before it, told later, adds £500: £2,400 under either."""
    best = '- {clause: "5", kind: best_of, outcomes: [part, full], per: person}\n'
    agreed = terms(tmp_path, {"part": "£1,900", "full": "£2,400"}, best)
    batches = ([claim("Ann", "part", "2020-03-01")], [claim("Ann", "full", "2020-02-01")])
    assert in_turn(agreed, batches)[-1] == [0, 2_400]
    assert in_turn(as_paid(agreed), batches)[-1] == [1_900, 500]


def test_a_part_of_a_total_goes_to_what_was_posted(tmp_path):
    """Half may be skills: of two at £100 beside £100 of work one was paid, and stays; a late one waits."""
    share = '- {clause: "5", kind: share_cap, parts: [{outcomes: skills, at_most: 50%}], in: money}\n'
    agreed = terms(tmp_path, {"skills": "£100", "work": "£100"}, share)
    batches = (
        [claim("Ann", "skills", "2020-03-01"), claim("Ben", "work", "2020-04-01")],
        [claim("Cleo", "skills", "2020-02-01")],
    )
    assert in_turn(agreed, batches)[-1] == [0, 100, 100]
    assert in_turn(as_paid(agreed), batches)[-1] == [100, 100, 0]


@pytest.mark.parametrize("how", ["position", "time"])
def test_a_number_that_was_posted_is_kept(tmp_path, how):
    """The first is £100, the second £60: a late one of an earlier day is the second, or by day the first."""
    order = ", in_order_of: [reached, person]" if how == "position" else ""
    price = f"{{by: {how}, steps: {{1: £100, 2: £60}}}}"
    supplement = f'- {{clause: "5", kind: supplement, adds: {{stay: {price}}}{order}}}\n'
    agreed = terms(tmp_path, {"stay": "£0"}, supplement)
    first, late = claim("Ann", "stay", "2020-03-01"), claim("Ann", "stay", "2020-02-01")
    by_day = [first._replace(occurrence=2), late]  # as they are numbered by their days
    for contract, expected in ((agreed, [6_000, 10_000]), (as_paid(agreed), [10_000, 6_000])):
        after = posted(contract, by_day, posted(contract, [first]))
        assert [each.net for each in after.claims.values()] == expected


# ---- payers --------------------------------------------------------------------------------------


def test_shares_that_count_up_count_in_posting_order(tmp_path):
    """Of pennies that do not divide, each payer keeps those that it was posted."""
    agreed = shared(tmp_path, "£0.01", "{payer: fund, part: 50%}, {payer: council, part: rest}")
    claims = [claim("Ann", "stay", "2020-03-01"), claim("Ben", "stay", "2020-04-01")]
    late = claim("Cleo", "stay", "2020-02-01")
    for contract, same in ((agreed, False), (as_paid(agreed), True)):
        before = splits_of(contract, claims)
        after = splits_of(contract, [*claims, late], posted(contract, claims))
        assert all(after[key] == amount for key, amount in before.items()) is same
        assert sum(after.values()) == 3


def test_what_a_payer_pays_at_most_goes_to_what_was_posted(tmp_path):
    """A fund of £150 has paid £100 and £50: of a late claim it pays nothing, and nobody else does."""
    agreed = shared(tmp_path, "£100", "{payer: fund, part: 100%, up_to: £150, when_empty: unpaid}")
    batches = (
        [claim("Ann", "stay", "2020-03-01"), claim("Ben", "stay", "2020-04-01")],
        [claim("Cleo", "stay", "2020-02-01")],
    )
    assert in_turn(agreed, batches)[-1] == [50, 0, 100]
    assert in_turn(as_paid(agreed), batches)[-1] == [100, 50, 0]


def shared(folder, price, shares):
    """A contract that two payers share."""
    terms(folder, {"stay": price}, "")
    file, fund = folder / "contract.yaml", "{role: outcome_payer, name: Fund}\n"
    text = file.read_text(encoding="utf-8").replace("{payer: fund, part: 100%}", shares)
    text = text.replace(fund, f"{fund}  council: {{role: outcome_payer, name: Council}}\n")
    file.write_text(text, encoding="utf-8")
    return load_contract(file).contract


def splits_of(contract, claims, before=NOTHING_POSTED):
    """What each payer pays of each claim."""
    _, splits = settle(contract, claims, day(AS_AT), before)
    return {(split.claim, split.payer): split.amount for split in splits}
