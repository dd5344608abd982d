"""Whatever people do, a deed changes only what it names, from its day, for those it names."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_engine.terms.deed import CLAIMED, FOR, REACHED, REFERRED, STARTED
from sop_engine.units.days import as_date, day_number
from tests.mechanisms.varied import CLAUSES, OUTCOMES, deed, varied
from tests.mechanisms.varied import REFERRED as HEAD
from tests.steps.small import done

FIRST, FROM, AS_AT = date(2020, 1, 1), "2020-07-01", "2021-06-30"
REPEATS = "shown_by: {record: letter}\n    after: seen\n    repeats: {at_most: 3, apart: 1 month}"
REPEATING = OUTCOMES.replace("shown_by: {record: letter}", REPEATS)
SHARED = CLAUSES.replace("kind: co_payment,", "kind: co_payment, remainder: largest_remainder,")
SHORTER = "{held: visit, from: start, for: 3 months, gap_at_most: 40 days, after_break: restarts}"
CHANGES = {
    "nothing": "",
    "price": 'changes: {clauses: {"4.1": {prices: {works: "£2,600"}}}}',
    "shown": f"changes: {{outcomes: {{kept: {{shown_by: {SHORTER}}}}}}}",
    "cap": 'changes: {clauses: {"5.2": {at_most: "£6,000"}}}',
    "shares": 'changes: {clauses: {"7.1": {shares: [{payer: fund, part: 70%}, {payer: council, part: rest}]}}}',
    "withdrawn": "withdraws: {outcomes: [kept]}",
}
ALONE = ("price", "shown", "shares", "withdrawn")
"""The changes that concern one claim alone; room in a cap is shared by everybody."""

DAYS = st.integers(0, 545).map(lambda n: (FIRST + timedelta(n)).isoformat())


@st.composite
def people(draw):
    """A few people, with days of referral and start, and visits and letters, some of them known late."""
    said = {}
    for i in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, 400))
        referred = (FIRST + timedelta(max(0, start - draw(st.integers(0, 60))))).isoformat()
        step = draw(st.integers(15, 45))
        regular = [start + n * step for n in range(draw(st.integers(0, 12)))]
        visits = [*regular, *draw(st.lists(st.integers(0, 545), max_size=3))]
        kinds = st.sampled_from(["home", "office"])
        letters = draw(st.lists(st.integers(0, 545), max_size=4))
        said[f"P{i}"] = {
            "start": [{"Day": (FIRST + timedelta(start)).isoformat(), "Referred": referred}],
            "visit": [{"Day": (FIRST + timedelta(day)).isoformat(), "Kind": draw(kinds)} for day in visits],
            "letter": [
                {
                    "Day": (FIRST + timedelta(day)).isoformat(),
                    "Received": (FIRST + timedelta(day + draw(st.integers(0, 90)))).isoformat(),
                }
                for day in letters
            ],
        }
    return said


@pytest.fixture(scope="module")
def terms(tmp_path_factory):
    """The small contract with deeds, loaded once for each set of deeds."""
    loaded = {}

    def load(*deeds):
        if deeds not in loaded:
            texts = [deed(i, CHANGES[what], for_=for_, from_=from_) for i, (what, for_, from_) in enumerate(deeds, 1)]
            folder = tmp_path_factory.mktemp("terms")
            loaded[deeds] = varied(folder, *texts, outcomes=REPEATING, clauses=SHARED, head=HEAD)
        return loaded[deeds]

    return load


def said(made):
    """All that came of it: findings, occurrences, claims, lines, splits and accounts, but for the numbers of deeds."""
    rows = [*made.findings, *made.occurrences, *made.claims, *made.standings]
    return [
        [row._replace(deeds=()) for row in rows],
        list(made.lines),
        list(made.splits),
        list(made.payments),
        list(made.uses),
    ]


def day(text):
    return day_number(date.fromisoformat(text))


@settings(max_examples=25)
@given(people(), st.sampled_from(sorted(FOR)), DAYS)
def test_a_deed_that_changes_nothing_changes_nothing(terms, history, for_, as_at):
    """With a deed that names nothing every finding, line, split and account is as without it, on every day."""
    without, with_ = (done(terms(*deeds), as_at, history) for deeds in ((), (("nothing", for_, FROM),)))
    assert said(with_) == said(without)


@settings(max_examples=25)
@given(people(), st.sampled_from(sorted(FOR)), st.sampled_from(sorted(CHANGES)), DAYS)
def test_before_its_day_a_deed_changes_nothing(terms, history, for_, what, as_at):
    """As at a day before a deed holds, everything is as without it."""
    before = min(as_at, "2020-06-30")
    without, with_ = (done(terms(*deeds), before, history) for deeds in ((), ((what, for_, FROM),)))
    assert said(with_) == said(without)


@settings(max_examples=25)
@given(people(), st.sampled_from(sorted(FOR)), st.sampled_from(ALONE))
def test_for_those_not_named_nothing_changes(terms, history, for_, what):
    """What concerns the day of somebody else is as without the deed: line by line, split by split."""
    without, with_ = (done(terms(*deeds), AS_AT, history) for deeds in ((), ((what, for_, FROM),)))
    looked = {STARTED: "start", REFERRED: "referred", REACHED: "reached", CLAIMED: "claimed"}[for_]

    def early(claim):
        row = history[claim.person]["start"][0]
        days = {"start": day(row["Day"]), "referred": day(row["Referred"])}
        days |= {"reached": claim.reached, "claimed": claim.claimed}
        return days[looked] < day(FROM)

    def left_alone(made):
        refs = {claim.ref for claim in made.claims if early(claim)}
        lines = [line for line in made.lines if line.claim in refs and line.clause == "4.1"]
        return refs, lines, [each for each in made.payments if each.claim in refs and not each.taken]

    assert left_alone(with_)[:2] == left_alone(without)[:2]


@settings(max_examples=25)
@given(
    people(),
    st.permutations(["price", "shown", "cap", "shares"]),
    st.lists(st.sampled_from(sorted(FOR)), min_size=2, max_size=2),
    st.lists(st.sampled_from(["2020-05-01", "2020-07-01", "2020-10-01"]), min_size=2, max_size=2),
)
def test_deeds_that_touch_different_terms_commute(terms, history, order, kinds, days):
    """Whichever of two deeds has the lower number, the same is due, for the same reasons."""
    one, other = ((what, for_, from_) for what, for_, from_ in zip(order[:2], kinds, days, strict=True))
    first, second = (done(terms(*deeds), AS_AT, history) for deeds in ((one, other), (other, one)))
    assert said(first) == said(second)


@settings(max_examples=25)
@given(people(), st.sampled_from(sorted(FOR)), st.sampled_from(sorted(CHANGES)))
def test_under_deeds_every_claim_is_once_and_its_parts_are_the_whole(terms, history, for_, what):
    """No outcome is reached again under new terms on the same day, and splits and lines add up to what is due."""
    made = done(terms((what, for_, FROM)), AS_AT, history)
    assert len({claim.ref for claim in made.claims}) == len(made.claims)
    numbers = [(each.person, each.outcome, each.occurrence) for each in made.occurrences]
    assert len(set(numbers)) == len(numbers)
    for each in made.payments:
        assert sum(line.amount for line in made.lines if line.claim == each.claim) == each.net
        assert sum(split.amount for split in made.splits if split.claim == each.claim) == each.net
    for claim in made.claims:
        if for_ == REACHED and claim.deeds:
            assert as_date(claim.reached).isoformat() >= FROM
