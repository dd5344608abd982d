"""The features of what is kept and posted: audits, and months that are closed."""

import pytest
from pytest_bdd import given, scenarios, step, then, when

from sop_engine.errors import CallError
from sop_engine.service.close import close
from sop_engine.service.sample import draw
from sop_engine.service.verify import verify
from tests.features.kept import MONTHS, Kept, leave_one_out, name_no_sample
from tests.features.words import words
from tests.store.posting import NAME, at

scenarios("an_audit_by_sample.feature", "what_is_closed_stays_closed.feature")


@given("the contract on homes that is paid by the month", target_fixture="kept")
def kept(tmp_path):
    return Kept(tmp_path)


@step(words("{number:d} people moved in in April 2024"))
def many_moved_in(kept, number):
    kept.many_moved_in(number)


@step(words("{who:Who} moved in on {day:Day}, and we are told on {told:Day}"))
def moved_in(kept, who, day, told):
    kept.moved_in(who, day, told)


# ------------------------------------------------------------------------------------------------
# What is done


@when(words("{month:w} is closed on {day:Day}"))
def closed(kept, month, day):
    kept.close(month, day)


@when(words("everything is sent again on {day:Day}"))
def sent_again(kept, day):
    kept.send_again(day)


@when(words("it is corrected on {on:Day} that {who:Who} moved in on {day:Day}"))
def corrected(kept, on, who, day):
    kept.correct(who, day, on)


@when(words("it is sent on {on:Day} that {who:Who} moved in on {day:Day}"))
def sent_otherwise(kept, on, who, day):
    kept.send_otherwise(who, day, on)


@then(words('it is refused: "{why}"'))
def it_is_refused(kept, why):
    assert why in kept.told


@when(words("the tenancy of {who:Who} is withdrawn on {day:Day}"))
def withdrawn(kept, who, day):
    kept.withdraw(who, day)


@when(words("{who:Who} is erased on {day:Day}"))
def erased(kept, who, day):
    kept.erase(who, day)


# ------------------------------------------------------------------------------------------------
# An audit


@when(words('on {day:Day} a sample of {size:d} tenancies is drawn with the seed "{seed}"'))
def drawn(kept, day, size, seed):
    kept.draw(size, seed, day)
    assert len({each.record for each in kept.sample.drawn}) == size


@when(words("the auditor finds {number:d} of them wrong"))
def found_wrong(kept, number):
    kept.wrong = number


@when("one of them is left out")
def left_out(kept):
    kept.spoil(leave_one_out)


@when("the sheet names a sample that was never announced")
def never_announced(kept):
    kept.spoil(name_no_sample)


@when(words("the marks come back on {day:Day}"))
def marks_come_back(kept, day):
    kept.marks_come(day)


@then(words('the marks are refused: "{why}"'))
def marks_are_refused(kept, why):
    assert why in kept.refused()


@then("whoever has the seed draws the same again")
def draws_the_same(kept):
    first = kept.sample
    again = draw(kept.engine, NAME, first.seed, len(first.drawn), ("tenancy",), first.known_seq)
    assert (again.drawn, again.frame_hash) == (first.drawn, first.frame_hash)


# ------------------------------------------------------------------------------------------------
# What comes of it


@then("nothing of it is new")
def nothing_new(kept):
    assert kept.again.act is None
    assert [each.good for each in kept.again.files] == [0] * len(kept.again.files) != []


@then(words("the statement of {month:w} comes to {amount:Sum}"))
def comes_to(kept, month, amount):
    assert kept.statement(month)["totals"]["amount"] == amount


@then(words('{amount:Pounds} is taken back in it: "{why}"'))
def taken_back(kept, amount, why):
    (entry,) = [each for each in kept.posted() if each["amount"] < 0]
    assert entry["amount"] == -amount
    assert [clause for clause, said, worth in entry["lines"] if (said, worth) == (why, -amount)]


@then(words('{amount:Pounds} is taken back of {who:Who} in it: "{why}"'))
def taken_back_of(kept, amount, who, why):
    (entry,) = [each for each in kept.posted() if each["subject"] == kept.uid(who)]
    assert entry["amount"] == -amount
    assert why in entry["why"]


@then(words("the {payer} pays {amount:Pounds} by it"))
def payer_pays(kept, payer, amount):
    said = kept.statement(kept.month)["balances"]
    assert [-each["movement"] for each in said if each["name"] == payer] == [amount]


@then(words("the statement of {month:w} is as it was"))
def as_it_was(kept, month):
    assert kept.unchanged(month)


@then(words("{month:w} cannot be closed again"))
def not_closed_again(kept, month):
    with pytest.raises(CallError, match="period-closed"):
        close(kept.engine, NAME, MONTHS[month], at("2024-07-20"))


@then(words("nobody is called {who:Who} any more"))
def nobody_is_called(kept, who):
    assert not kept.uid(who)


@then("everything comes out again")
def comes_out_again(kept):
    assert verify(kept.engine, NAME).problems == ()
