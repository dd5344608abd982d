"""The sentences of the features, and what each of them does."""

from pytest import fixture
from pytest_bdd import given, step, then, when

from sop_engine.records.working import CAPPED, DUE, NO_RECORD
from sop_engine.statements.explain import explain_person
from sop_engine.units.days import as_date
from tests.features.case import Case
from tests.features.words import monthly, words


@fixture
def case(tmp_path):
    """An empty case."""
    return Case(tmp_path)


# ------------------------------------------------------------------------------------------------
# What was agreed


@given(words("the contract on {contract:Contract}"))
def agreed(case, contract):
    case.agree(contract)


@given(words("the contract says at most {most} for one person (clause {clause})"))
@given(words("the contract says at most {most} in all (clause {clause})"))
@given(words("the contract says at most {most} for one outcome (clause {clause})"))
def at_most(case, most, clause):
    case.change(clause, "at_most", most)


@given(words("the contract says {price} for {outcome:Outcome} (clause {clause})"))
def price(case, price, outcome, clause):
    case.change(clause, outcome, price)


@given(
    words(
        "deed {number:d} of {signed:Day} says {price} for {outcome:Outcome} (clause {clause}), "
        "{whom:Whom} from {day:Day}"
    )
)
def varied(case, number, signed, price, outcome, clause, whom, day):
    case.vary(number, signed, day, whom, f'clauses: {{"{clause}": {{prices: {{{outcome}: "{price}"}}}}}}')


# ------------------------------------------------------------------------------------------------
# What can be said before anything has happened


@when(words("{number:d} people can take part at most"))
def take_part(case, number):
    case.people = number


@then(words("one person can cost {pounds:Pounds} at most, by clause {clause}"))
def one_person(case, pounds, clause):
    assert case.most("person") == (pounds, clause)


@then(words("before any limit one person could cost {pounds:Pounds}"))
def before_any_limit(case, pounds):
    assert case.most("card")[0] == pounds


@then(words("the whole contract can cost {pounds:Pounds} at most, by clause {clause}"))
def whole_contract(case, pounds, clause):
    assert case.most("whole") == (pounds, clause)


@then(words('"{fact}" is pointed out'))
def pointed_out(case, fact):
    assert [each.fact for each in case.agreed.warnings] == [fact]


@then(words("nothing is pointed out"))
def nothing_pointed_out(case):
    assert case.agreed.warnings == ()


# ------------------------------------------------------------------------------------------------
# What happened, as the files say it


@step(words("{who:Who} joined on {day:Day}"))
@step(words("{who:Who} joined in {day:Month}"))
def joined(case, who, day):
    case.send(case.terms.enrolled_by, who, day)


@step(words("{who:Who} moves into {home:Home} on {day:Day}"))
def moves(case, who, home, day):
    case.send("tenancy", who, day, type=home)


@step(words("{who:Who} is seen there on {days:Days}"))
def seen(case, who, days):
    for day in days:
        case.send("stay_check", who, day)


@step(words("{who:Who} is seen there every month from {first:Day} to {last:Day}"))
def seen_every_month(case, who, first, last):
    seen(case, who, monthly(first, last))


@step(words("the check of {day:Day} comes to us on {received:Day}"))
def came_to_us(case, day, received):
    case.came_to_us("stay_check", day, received)


@step(words("{who:Who} completes a wellbeing form on {days:Days}"))
def completes(case, who, days):
    for day in days:
        case.send("wellbeing", who, day, by="Client")


@step(words("{whose:Whose} key worker completes a wellbeing form on {day:Day}"))
def worker_completes(case, whose, day):
    case.send("wellbeing", whose, day, by="Key worker")


@step(words("{who:Who} finds {home:SafeHome} on {day:Day}"))
def finds(case, who, home, day):
    case.send("housing_entry", who, day, accommodation=home)


@step(words("{who:Who} still has {home:SafeHome} on {day:Day}"))
def still_has(case, who, home, day):
    case.send("housing_sustain", who, day, accommodation=home)


@step(words("{who:Who} makes a plan on {day:Day}"))
def makes_plan(case, who, day):
    case.send("integration_plan", who, day, stage="Creation")


@step(words("{whose:Whose} plan is reviewed after six months, on {day:Day}"))
def reviewed(case, whose, day):
    case.send("integration_plan", whose, day, stage="6 month")


@step(words("by {day:Day} {who:Who} has taken {steps:Steps}"))
def taken(case, day, who, steps):
    case.send("employment_intermediate", who, day, steps=steps)


@step(words("{who:Who} {route:Route} on {day:Day}"))
def starts_work(case, who, route, day):
    case.send("employment_entry", who, day, route=route)


@step(words("{who:Who} is still in work on {day:Day}"))
def still_in_work(case, who, day):
    case.send("employment_sustain", who, day)


# ------------------------------------------------------------------------------------------------
# What is due, on a day


def on_a_day(sentence):
    """A sentence that may begin with a day; without one it speaks of the same day as the sentence before."""
    def bound(function):
        for whole in (f"on {{day:Day}} {sentence}", sentence):
            then(words(whole), stacklevel=2)(function)  # bound where this is called, not here
        return function
    return bound


@on_a_day("{amount:Pounds} is due for {who:Who} {outcome:Outcome}")
def due(case, amount, who, outcome, day=None):
    case.look(day)
    stood = case.standings(who, outcome)
    assert stood, f"{who} does not take part"
    assert sum(each.net for each in stood) == amount
    if amount:
        assert {each.status for each in stood} & {DUE, CAPPED}


@on_a_day("{amount:Pounds} is due in all")
def due_in_all(case, amount, day=None):
    case.look(day)
    assert case.done.total_net == amount


@on_a_day("{who:Who} {outcome:Outcome} is {status:Status}")
def stands(case, who, outcome, status, day=None):
    case.look(day)
    assert [each.status for each in case.standings(who, outcome)] == [status]


@on_a_day("there is no record of {who:Who} {outcome:Outcome}")
def no_record(case, who, outcome, day=None):
    stands(case, who, outcome, NO_RECORD, day)


@on_a_day("{who:Who} does not take part")
def does_not_take_part(case, who, day=None):
    case.look(day)
    assert case.named(who) not in {each.person for each in case.done.standings}


@then(words("{amount:Pounds} is at stake"))
def at_stake(case, amount):
    assert [each.stake for each in case.it()] == [amount]


@then(words("it is payable when {who:Who} is seen there on or after {day:Day}"))
def payable_when(case, who, day):
    assert case.named(who) == case.it()[0].person
    assert case.found("complete") == day


@then(words("it is payable from {day:Day}"))
def payable_from(case, day):
    assert case.found("opens") == day


@then(words("the next check is due by {day:Day}"))
def next_check(case, day):
    assert case.found("next_by") == day


@then(words("it was complete on {day:Day}"))
def complete(case, day):
    assert case.it_was("reached") == day


@then(words("it was shown on {day:Day}"))
def shown(case, day):
    assert case.it_was("shown") == day


@then(words("it is paid {times:Times}"))
def times_paid(case, times):
    assert [each.status for each in case.it()].count(DUE) == times


# ------------------------------------------------------------------------------------------------
# What clauses take, and who pays


@on_a_day("clause {clause} takes {amount:Pounds} of the {earned:Pounds} earned for {who:Who} {outcome:Outcome}")
def takes(case, clause, amount, earned, who, outcome, day=None):
    case.look(day)
    (stood,) = case.standings(who, outcome)
    assert stood.gross == earned
    assert case.taken_by(clause, who, outcome) == amount
    assert stood.taken == -amount
    assert stood.status == (CAPPED if amount else DUE)


@then(words("{earned:Pounds} was earned in all"))
def earned_in_all(case, earned):
    assert case.done.total_gross == earned


@then(words("the {payer} pays {amount:Pounds} for {who:Who} {outcome:Outcome}"))
def pays_for(case, payer, amount, who, outcome):
    assert case.paid_by(payer, case.standings(who, outcome)) == amount


@then(words("the {payer} pays {amount:Pounds} in all"))
def pays_in_all(case, payer, amount):
    assert case.paid_by(payer, case.done.standings) == amount


# ------------------------------------------------------------------------------------------------
# What is said of it


@on_a_day('the explanation for {who:Who} says "{said}"')
def explained(case, who, said, day=None):
    case.look(day)
    assert said in " ".join(explain_person(case.done, case.named(who)).split())


@on_a_day('{number:Number} returned to the provider: "{said}"')
def returned(case, number, said, day=None):
    case.look(day)
    bad = case.done.bad_rows
    assert len({(each.place.file, each.place.row) for each in bad}) == number, [str(each) for each in bad]
    assert all(said in each.fact for each in bad), [str(each) for each in bad]


@then(words('the row of {day:Day} is not used: "{said}"'))
def not_used(case, day, said):
    accounts = [each.account for each in case.done.uses
                if each.person == case.who and as_date(each.day).isoformat() == day and not each.used]
    assert len(accounts) == 1
    assert said in accounts[0]


# ------------------------------------------------------------------------------------------------
# What would be, if the contract said something else


@when("nothing is changed")
def nothing_changed(case):
    case.other = case.agreed


@when(words("the contract would say {price} for {outcome:Outcome} (clause {clause})"))
def would_pay(case, price, outcome, clause):
    case.would_say(clause, outcome, price)


@when(words("the contract would say at most {most} for one person (clause {clause})"))
def would_pay_at_most(case, most, clause):
    case.would_say(clause, "at_most", most)


@when(words("the contract would say {gap} between checks for {outcome:Outcome}"))
def would_allow(case, gap, outcome):
    case.would_say_of(outcome, "gap_at_most", gap)


@on_a_day("{who:Who} would have {amount:Pounds} {way:Way}")
def would_have(case, who, amount, way, day=None):
    case.look_beside(day)
    (gain,) = [each for each in case.compared.people if each.name == case.named(who)]
    assert gain.net.difference == way * amount
    assert sum(worth for _, worth in gain.because) == way * amount


@on_a_day("nobody would have more or less")
def nobody_differs(case, day=None):
    case.look_beside(day)
    assert (case.compared.people, case.compared.claims) == ((), ())


@on_a_day("nobody would be due more or less in all")
def nobody_differs_in_all(case, day=None):
    case.look_beside(day)
    assert case.compared.due.difference == 0
    assert {each.net.difference for each in case.compared.people} == {0}


@then(words("{amount:Pounds} {way:Way} would be due in all"))
def would_be_due(case, amount, way):
    assert case.compared.due.difference == way * amount


@then(words("the {payer} would pay {amount:Pounds} {way:Way}"))
def would_pay_more(case, payer, amount, way):
    (gain,) = [each for each in case.compared.payers if each.name == payer]
    assert gain.net.difference == way * amount


@then(words('the reason for {who:Who} {outcome:Outcome} would be "{said}"'))
def reason(case, who, outcome, said):
    (claim,) = [each for each in case.compared.claims if (each.person, each.outcome) == (case.named(who), outcome)]
    assert [each for each in claim.reasons if said in each.second], claim.reasons


@then(words('the terms would differ in "{said}"'))
def terms_differ(case, said):
    assert [f"{each.part}, {each.term}: {each.first}, {each.second}" for each in case.compared.terms] == [said]
