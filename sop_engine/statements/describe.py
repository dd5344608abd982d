"""Describe: a contract in plain English, a paragraph for each outcome that is paid for.

For whom, what, shown by what, by when, how much, limited by what, paid by whom; everything is
read from the terms, and nothing is computed.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import count, takewhile
from typing import Any

from sop_engine.checks.comparison import in_words
from sop_engine.forms.claim_window import ClaimWindow
from sop_engine.forms.co_payment import CoPayment
from sop_engine.library.load import Agreed
from sop_engine.statements.deeds import deed_in_words
from sop_engine.statements.holds import hold_in_words
from sop_engine.statements.sentences import price_in_words, priced_by, words
from sop_engine.terms.check import (
    AllOf,
    AnyOf,
    Check,
    Comparison,
    CountCheck,
    DayCheck,
    HeldCheck,
    MeasureCheck,
    NOf,
    Selecting,
    Window,
    Windowed,
)
from sop_engine.terms.clause import BY_WHEN, HOW_MUCH, TOLD, Clause
from sop_engine.terms.contract import ClaimRecord, Contract
from sop_engine.terms.deed import Deed
from sop_engine.terms.measure import (
    DatedMeasure,
    DaysMeasure,
    FixedMeasure,
    MeanOf,
    Measured,
    OverPeople,
    OverRecords,
    PeopleMeasure,
    ReachedMeasure,
    Weighted,
    kind_of_measure,
)
from sop_engine.terms.outcome import COHORT, CONTRACT, PERSON, Outcome
from sop_engine.terms.share import OTHERS_PAY, Taker
from sop_engine.terms.table import Categorised, Dated
from sop_engine.terms.written import CLOSED, DAYS, PERIOD, PERIOD_END, START, Anchor
from sop_engine.units.days import Duration, corresponding, say
from sop_engine.units.numbers import many, part_in_words

FEW = 2
"""How many dates or categories of payers are said with each outcome; more stand together below."""


def describe(agreed: Agreed) -> str:
    """The whole contract in words, in its own order."""
    contract = agreed.contract.under(())
    text = [contract.title, f"In force from {say(contract.in_force.from_)} to {say(contract.in_force.to)}.", ""]
    text += [f"{words(party.role).capitalize()}: {party.name}." for party in contract.parties.values()]
    text += [_who(contract), _counting(contract), *_cohorts(contract), _claims(contract), ""]
    for name, outcome in contract.outcomes.items():
        text += [
            f"{words(name).capitalize()}. {outcome.is_}",
            *(f"  {each}" for each in _outcome(contract, name, outcome)),
            "",
        ]
    text += _who_pays(contract)
    if contract.measures:
        text += ["What is measured:", *_measures(contract), ""]
    for deed in agreed.contract.deeds:
        text += [*_deed(agreed.contract, deed), ""]
    if agreed.contract.illustrative:
        text.append(f"Illustrative, not published: {'; '.join(agreed.contract.illustrative)}.")
    if agreed.standard:
        text.append(f"What the contract leaves open is answered by {agreed.standard.title}.")
    return "\n".join(text).rstrip() + "\n"


def _deed(contract: Contract, deed: Deed) -> Iterator[str]:
    """A deed, and what it changes: outcomes in full, the rest as it was written before and after."""
    before, after = contract.under_first(deed.number - 1), contract.under_first(deed.number)
    first, *changes = deed_in_words(deed)
    yield first
    for change, said in zip(deed.changes, changes, strict=True):
        new, old = after.outcomes.get(change.name), before.outcomes.get(change.name)
        if change.what != "outcome" or new is None or change.term not in ((), ("shown_by",)):
            yield f"  {said}"
        elif old is None:
            yield f"  {words(change.name).capitalize()} is added. {new.is_}"
            yield from (f"    {each}" for each in _outcome(after, change.name, new))
        else:
            was, now = check_in_words(old.shown_by), check_in_words(new.shown_by)
            yield f"  {words(change.name).capitalize()} is shown by {now}; it was shown by {was}."


def _who(contract: Contract) -> str:
    when = "while the contract is in force" if contract.enrolled == "in_force" else "on any day"
    since = "they start" if contract.evidence_counts == "from_enrolment" else "the contract began"
    record = f"record {words(contract.enrolled_by)}"
    return f"It is for people who start {when} ({record}); their records count from the day {since}."


def _until(contract: Contract) -> str:
    shown = "reached" if contract.counts_until == "reached_in_force" else "shown"
    return f"It counts if it is {shown} by {say(contract.in_force.to)}."


def _counting(contract: Contract) -> str:
    first = "counts" if contract.first_day == "day_1" else "leaves out"
    last = "does not count" if contract.last_day == "not_counted" else "counts"
    said = f"A length of time {first} the day it is counted from; the last day of a window {last}."
    nation = contract.working_days
    if nation is None:
        return said
    return f"{said} Working days are those of {words(nation).title() if nation.islower() else nation}."


def _cohorts(contract: Contract) -> Iterator[str]:
    """How people are put into cohorts."""
    terms = contract.cohorts
    if terms is None:
        return
    if terms.every is not None and terms.from_ is not None:
        same = f"Those who start in the same {one_or_more(terms.every)}, counted from {say(terms.from_)}, are a cohort"
        firsts = [say(day) for day in _first_days(terms.every, terms.from_, contract.in_force.to)]
        yield f"{same}, named by its first day: {_few(firsts)}."
    elif terms.of is not None:
        group = f"Each {many(terms.of, 'people')}, in the order of their start, {'is' if terms.of == 1 else 'are'}"
        yield f"{group} a cohort, named by its number: 1, 2, 3, …"
    else:
        column = contract.records[contract.enrolled_by].fields[str(terms.by)]
        names = _listed([words(each) for each in column.categories])
        yield f"Those whose enrolment says the same {words(str(terms.by))} are a cohort: {names}."


def _first_days(every: Duration, from_: int, last: int) -> list[int]:
    """The first day of each cohort that begins by a last day."""
    days = (corresponding(from_, every.months * number, every.days * number) for number in count())
    return list(takewhile(lambda day: day <= last, days))


def _few(said: list[str], most: int = 4) -> str:
    """A list; of many the first two and the last."""
    return _listed(said) if len(said) <= most else f"{said[0]}, {said[1]}, … and {said[-1]} ({len(said)} in all)"


def _claims(contract: Contract) -> str:
    """Who claims what is reached, on what days, and by when."""
    windows = [clause for clause in contract.clauses if isinstance(clause, ClaimWindow)]
    if not isinstance(contract.claims, ClaimRecord):
        said = "What is reached is found from the records, and nobody needs to claim it"
        return f"{said}; the day on which it is known counts as the day of the claim." if windows else f"{said}."
    record = words(contract.claims.record)
    said = f"What a person has reached is paid for once the provider claims it, on the day reached or later ({record})"
    if not windows:
        return f"{said}; there is no last day for a claim."
    named = [name for name, outcome in contract.outcomes.items() if outcome.subject == PERSON]
    open_ = [words(name) for name in named if not any(name in each.selected(contract) for each in windows)]
    until = f"; for {_listed(open_)} there is no last day" if open_ else ""
    return f"{said}; by when is said with each outcome{until}."


def _outcome(contract: Contract, name: str, outcome: Outcome) -> Iterator[str]:
    """For whom, what shows it, by when, how much, limited by what, paid by whom."""
    yield from _for_whom(outcome)
    yield from _shown(contract, outcome)
    number, price = priced_by(contract, name)
    clauses = [clause for clause in contract.clauses if name in clause.selected(contract)]
    for place in TOLD:
        if place == HOW_MUCH:
            yield f"Its price is {price} (clause {number})."
        if place == BY_WHEN:
            yield _until(contract)
        told = [(_clause(clause, name), clause.clause) for clause in clauses if clause.tells == place]
        yield from (f"{said} (clause {number})." for said, number in told if said)
    for share in clauses:
        if isinstance(share, CoPayment):
            long = len(_by_case(contract, share)) > FEW
            yield f"{'Who pays is said below' if long else _payers(contract, share)} (clause {share.clause})."
    yield from (f"The records cannot prove: {each}" for each in outcome.not_provable)


def _clause(clause: Clause, outcome: str) -> str:
    """What a clause does to an outcome, in its own words; nothing where it prices it, or others say it."""
    if not clause.described:
        return clause.in_words()
    tables = [table for _, outcomes, table in clause.tables() if outcome in outcomes or not outcomes]
    return clause.described.format(table="; ".join(map(price_in_words, tables)))


def _for_whom(outcome: Outcome) -> Iterator[str]:
    if outcome.subject != PERSON:
        yield "It is of each cohort." if outcome.subject == COHORT else "It is of the contract as a whole."
    elif outcome.for_:
        asked = [field_in_words(field, comparison) for field, comparison in outcome.for_.items()]
        yield f"It is for people whose enrolment says {_listed(asked)}."
    else:
        yield "It is for everybody who takes part."


def _shown(contract: Contract, outcome: Outcome) -> Iterator[str]:
    """What shows it, in which periods, after what, and how often."""
    if outcome.each:
        until = f" to {anchor_in_words(outcome.each.to)}" if outcome.each.to else ""
        from_ = anchor_in_words(outcome.each.from_)
        yield f"It is looked at for each {one_or_more(outcome.each.period)} from {from_}{until}."
    yield f"It is shown by {check_in_words(outcome.shown_by, contract)}."
    if outcome.after and contract.prerequisites == "enforced":
        others = _listed([words(each) for each in outcome.after])
        yield f"It needs that {others} is reached as well; the later day counts."
    if outcome.repeats:
        times = "once" if outcome.repeats.at_most == 1 else f"{outcome.repeats.at_most} times"
        apart = f", at least {outcome.repeats.apart} apart" if outcome.repeats.at_most > 1 else ""
        yield f"It is paid at most {times} for one {outcome.subject}{apart}."
    else:
        yield f"It is paid once for {'each period' if outcome.each else _once(outcome.subject)}."


def _once(subject: str) -> str:
    return "the contract" if subject == CONTRACT else f"one {subject}"


def _who_pays(contract: Contract) -> Iterator[str]:
    """Who pays under each clause that says it for more dates or categories than a sentence can hold."""
    for share in contract.clauses:
        cases = _by_case(contract, share) if isinstance(share, CoPayment) else []
        if len(cases) > FEW:
            yield from (
                f"Who pays (clause {share.clause}):",
                *(f"  {each[:1].upper()}{each[1:]}." for each in cases),
                "",
            )


def _by_case(contract: Contract, share: CoPayment) -> list[str]:
    """Who pays from each date, or for each category; one sentence where it is the same for all."""
    said = shares_in_words(contract, share.shares)
    return said.split("; ") if isinstance(share.shares, Dated | Categorised) else [said]


def _payers(contract: Contract, share: CoPayment) -> str:
    said = shares_in_words(contract, share.shares)
    return said[:1].upper() + said[1:]


def shares_in_words(contract: Contract, shares: Any) -> str:
    """Who pays what: a list of shares, or a table of them by date or by category."""
    if isinstance(shares, Dated):
        return "; ".join(f"from {say(day)}: {shares_in_words(contract, each)}" for day, each in shares.dated.items())
    if isinstance(shares, Categorised):
        said = [f"for {words(name)}: {shares_in_words(contract, each)}" for name, each in shares.named.items()]
        rest = [f"otherwise: {shares_in_words(contract, shares.rest)}"] if shares.rest is not None else []
        return "; ".join([*said, *rest])
    return _listed([_takes(contract, taker) for taker in shares])


def _takes(contract: Contract, taker: Taker) -> str:
    """What one taker pays."""
    if taker.amount is not None:
        much = f"{taker.amount} first"
    elif taker.pot is not None:
        much = f"a part as large as its pot of {taker.pot}"
    else:
        much = part_in_words(taker.part) if isinstance(taker.part, Fraction) else "the rest"
    if taker.among:
        return f"{much} is shared ({shares_in_words(contract, taker.among)})"
    empty = "the others pay" if taker.when_empty == OTHERS_PAY else "it stays unpaid"
    up_to = f", up to {taker.up_to} (beyond that {empty})" if taker.up_to is not None else ""
    return f"{contract.parties[taker.payer or ''].name} pays {much}{up_to}"


def check_in_words(check: Check, contract: Contract | None = None) -> str:
    """What shows an outcome, as a sentence says it; with the contract, what is measured is said in full."""
    if isinstance(check, AllOf):
        dated = f", dated by the {words(check.dated_by)}" if check.dated_by else ""
        return " and ".join(_part_in_words(part, contract) for part in check.parts) + dated
    if isinstance(check, AnyOf):
        return "either " + " or ".join(check_in_words(part, contract) for part in check.parts)
    if isinstance(check, HeldCheck):
        until = f" to {anchor_in_words(check.to)}" if check.to else ""
        return hold_in_words(check, words(check.held) + _selected(check), anchor_in_words(check.from_) + until)
    if isinstance(check, NOf):
        return f"any {check.n_of} of " + ", ".join(check_in_words(part, contract) for part in check.parts)
    if isinstance(check, DayCheck):
        start = check.day == Anchor(of=START)
        return "the start itself" if start else f"the coming of {anchor_in_words(check.day)}"
    if isinstance(check, MeasureCheck):
        measured = measure_in_words(contract, check.measure) if contract else words(check.measure)
        return f"{measured} that is {in_words(check.comparison)}"
    one = not isinstance(check, CountCheck) or check.at_least == 1
    return (
        f"{'a record' if one else f'{check.at_least} records'} {words(check.reads)}{_selected(check)}{_window(check)}"
    )


def _part_in_words(part: Check, contract: Contract | None) -> str:
    """A part of several that are all needed: ways of which one is enough stand in brackets."""
    said = check_in_words(part, contract)
    return f"({said})" if isinstance(part, AnyOf | NOf) else said


def one_or_more(length: Duration) -> str:
    """A length of periods after `each`: `each month`, `each 3 months`.

    Example:
        >>> one_or_more(Duration(months=1)), one_or_more(Duration(months=3))
        ('month', '3 months')
    """
    return str(length).removeprefix("1 ")


def measure_in_words(contract: Contract, name: str) -> str:
    """What a measure measures: its name, its kind, what it reads and in which days."""
    measure = contract.measures[name]
    return f"{words(name)} ({_measured(measure)})"


def _measures(contract: Contract) -> Iterator[str]:
    """Every measure: what it is in a sentence, where the contract has one, and what it is made of."""
    for name, measure in contract.measures.items():
        said = f"{words(name).capitalize()}: {_measured(measure)}."
        yield f"  {said} {measure.is_}" if measure.is_ else f"  {said}"


def _measured(measure: Measured) -> str:
    """The kind of a measure and what it is made of, as a sentence says it."""
    unit = f", in {measure.unit}" if measure.unit else ""
    settles = f", final {measure.settles} later" if measure.settles else ""
    return f"{_made(measure)}{unit}{settles}"


def _made(measure: Measured) -> str:
    if isinstance(measure, OverRecords):
        what = {
            "count": "the number of records",
            "sum": f"the sum of {words(getattr(measure, 'field', ''))} of records",
            "days": "the days covered by records",
            "share": "the part of records",
            "mean": f"the mean of {words(getattr(measure, 'field', ''))} of records",
            "reported": f"the {getattr(measure, 'which', '')} {words(getattr(measure, 'field', ''))} of records",
        }[kind_of_measure(measure)]
        without = (
            f", without the days of {_listed([words(e) for e in measure.except_])}"
            if (isinstance(measure, DaysMeasure) and measure.except_)
            else ""
        )
        return f"{what} {words(measure.reads)}{_selected(measure)}{_window(measure)}{without}"
    if isinstance(measure, FixedMeasure):
        return f"agreed as {measure.fixed}"
    if isinstance(measure, DatedMeasure):
        return "; ".join(f"from {say(day)} {words(name)}" for day, name in measure.dated.items())
    if isinstance(measure, Weighted):
        return " plus ".join(f"{weight} times {words(name)}" for name, weight in measure.weighted_by.items())
    if isinstance(measure, OverPeople):
        return _of_people(measure)
    first, second = (words(each) for each in measure.parts())
    return {
        "difference": f"{first} less {second}",
        "ratio": f"{first} divided by {second}",
        "fall": f"by which part {second} lies below {first}",
        "times": f"{first} times {second}",
    }[kind_of_measure(measure)]


def _of_people(measure: OverPeople) -> str:
    said = [field_in_words(name, comparison) for name, comparison in measure.whom.items()]
    people = f"the people ({', '.join(said)})" if said else "the people"
    if isinstance(measure, ReachedMeasure):
        return f"how many of {people} have reached {words(measure.reached)}{_days(measure.window)}"
    if isinstance(measure, PeopleMeasure):
        having = f" with a record {words(measure.having)}{_selected(measure)}" if measure.having else ""
        starting = "" if measure.having or not measure.window.anchors() else " who start"
        return f"the number of {people}{having}{starting}{_window(measure)}"
    left_out = isinstance(measure, MeanOf) and measure.never_measured == "left_out"
    kind = "the mean" if isinstance(measure, MeanOf) else "the sum"
    return f"{kind} of {words(measure.parts()[0])} over {people}{' who were measured' if left_out else ''}"


def field_in_words(name: str, comparison: Comparison) -> str:
    """What a field must say; categories that begin with its name say it themselves.

    Example:
        >>> field_in_words("age", Comparison(is_="age_14")), field_in_words("hours", Comparison(at_least="8"))
        ('age 14', 'hours at least 8')
    """
    field, said = words(name), words(in_words(comparison))
    named = comparison.one_of or (comparison.is_ or "",)
    return said if all(words(each).split(" ")[0] == field for each in named) else f"{field} {said}"


def _selected(check: Selecting) -> str:
    said = [field_in_words(name, comparison) for name, comparison in check.where.items()]
    by = [f"completed by {' or '.join(words(each) for each in check.by)}"] if check.by else []
    return f" ({', '.join([*said, *by])})" if said or by else ""


def _window(check: Windowed) -> str:
    return _days(check.window)


def _days(window: Window) -> str:
    from_, to = window.from_, window.to
    opens = f" from {anchor_in_words(from_)}" if from_ else ""
    ends = f" ({words(window.ends)})" if window.ends else ""
    return opens + (f" to {anchor_in_words(to)}{ends}" if to else "")


def anchor_in_words(anchor: Anchor) -> str:
    """A day that is counted from, as a sentence says it."""
    if not anchor.of:
        of = say(anchor.day)
    elif anchor.of in DAYS and not anchor.that:
        of = {START: "the start", CLOSED: "the close of the cohort", PERIOD: "the period", PERIOD_END: "its end"}[
            anchor.of
        ]
    else:
        of = f"that {words(anchor.of)}" if anchor.that else f"the day of {words(anchor.of)}"
    return f"{anchor.length} {'before' if anchor.before else 'after'} {of}" if anchor.length else of


def _listed(said: list[str]) -> str:
    return " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)
