"""Claims made by the provider: what is reached is due once it is claimed, and a claim is used once."""

from datetime import date

from sop_engine.statements.explain import explain_person
from tests.steps.small import paid, statuses
from tests.steps.wide import day, wide, worked

CLAIMS = "{record: claim, outcome: outcome}"
SEEN = "  seen:\n    is: Seen.\n    shown_by: {record: arrest}\n"
START = {"start": "2020-01-10"}


def claimed(folder, claims, as_at="2021-12-31", arrests="2020-03-01", outcomes=SEEN, **given):
    """Ann, who reaches what there is, and the claims made for her."""
    agreed = wide(folder, outcomes, claims=CLAIMS)
    records = {**START, "arrest": arrests, "claim": [{"outcome": "seen", **each} for each in claims]}
    return worked(agreed, as_at, {"Ann": records}, **given)


def test_what_is_reached_is_due_once_it_is_claimed(tmp_path):
    """The day reached and the day shown are the outcome's; the day of the claim, and when it was known, are kept."""
    made = claimed(tmp_path, [{"dated": "2020-04-01", "received": "2020-04-03"}])
    assert paid(made) == {("Ann", "seen", "2020-03-01"): 10_000}
    (claim,) = made.claims
    assert (claim.shown, claim.claimed) == (day("2020-03-01"), day("2020-04-01"))
    assert "claimed on 1 April 2020" in explain_person(made, "Ann")


def test_a_claim_is_known_when_it_and_what_it_is_for_are_known(tmp_path):
    """Of the record that shows an outcome and the claim for it, what was received last says when it was known."""
    outcomes = "  seen:\n    is: Seen.\n    shown_by: {record: pay}\n"
    pay = {"dated": "2020-03-01", "received": "2020-03-02"}
    for received, known in (("2020-04-03", "2020-04-03"), ("2020-04-01", "2020-04-01")):
        claim = {"dated": "2020-04-01", "received": received, "outcome": "seen"}
        agreed = wide(tmp_path, outcomes, claims=CLAIMS)
        made = worked(agreed, "2020-12-31", {"Ann": {**START, "pay": pay, "claim": claim}})
        assert [each.known for each in made.claims] == [day(known)]


def test_what_is_never_claimed_stays_pending(tmp_path):
    """What is reached and not claimed is pending: nothing is due, and a claim can still come."""
    made = claimed(tmp_path, [])
    assert statuses(made) == {("Ann", "seen", 1): "pending"}
    told = explain_person(made, "Ann")
    assert "reached, and not claimed so far" in told
    assert "the provider claims it" in told


def test_a_claim_before_it_is_reached_is_none(tmp_path):
    """A claim dated before the day reached does not count; one of that day does."""
    made = claimed(tmp_path, [{"dated": "2020-02-29"}])
    assert statuses(made) == {("Ann", "seen", 1): "pending"}
    assert [use.account for use in made.uses if use.kind == "claim"] == [
        "a claim for what is not reached by its day, or claimed already"
    ]
    assert statuses(claimed(tmp_path, [{"dated": "2020-03-01"}])) == {("Ann", "seen", 1): "due"}


def test_a_claim_without_an_outcome_is_none(tmp_path):
    """What is claimed and not reached is not due, and stands as the outcome stands."""
    made = claimed(tmp_path, [{"dated": "2020-02-29"}], arrests=[])
    assert statuses(made) == {("Ann", "seen", 1): "no record"}
    assert not made.payments


def test_a_claim_is_used_once(tmp_path):
    """Two claims for one time are one claim; two times need two claims, each the first that fits."""
    twice = [{"dated": "2020-04-01"}, {"dated": "2020-05-01"}]
    made = claimed(tmp_path, twice)
    assert len(made.payments) == 1
    assert [use.used for use in made.uses if use.kind == "claim"] == [True, False]
    again = SEEN + "    repeats: {at_most: 3, apart: 1 month}\n"
    times = ["2020-03-01", "2020-04-15", "2020-06-01"]
    once = claimed(tmp_path, twice[1:], arrests=times[:2], outcomes=again)
    assert paid(once) == {("Ann", "seen", "2020-03-01"): 10_000}, "one claim is not one for each time before it"
    made = claimed(tmp_path, twice, arrests=times, outcomes=again)
    assert paid(made) == {("Ann", "seen", "2020-03-01"): 10_000, ("Ann", "seen", "2020-04-15"): 10_000}
    assert statuses(made)["Ann", "seen", 3] == "pending"


def test_a_claim_that_was_not_known_yet_does_not_count(tmp_path):
    """A run from what was known by a day takes no claim that was received later."""
    claims = [{"dated": "2020-04-01", "received": "2020-06-01"}]
    made = claimed(tmp_path, claims, as_at="2020-06-30", known_at=date(2020, 5, 31))
    assert statuses(made) == {("Ann", "seen", 1): "pending"}
    made = claimed(tmp_path, claims, as_at="2020-03-31")
    assert statuses(made) == {("Ann", "seen", 1): "pending"}, "a claim dated after the day of the run is none yet"


def test_where_claims_are_found_the_day_of_a_claim_is_when_it_was_known(tmp_path):
    """Without a record of claims, a claim is made when the outcome is known."""
    outcomes = "  paid_well:\n    is: Paid well.\n    shown_by: {record: pay, where: {net: {at_least: 10}}}\n"
    pay = {"dated": "2020-03-01", "net": "12", "received": "2020-04-04"}
    made = worked(wide(tmp_path, outcomes), "2020-12-31", {"Ann": {**START, "pay": pay}})
    assert [claim.claimed for claim in made.claims] == [day("2020-04-04")]
