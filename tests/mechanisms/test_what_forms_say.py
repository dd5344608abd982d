"""What each form of clause says of itself: what it decides, names, looks at and is written out as, word for word."""

import sys
from collections.abc import Iterable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from pydantic import ValidationError

from sop_engine import forms
from sop_engine.clauses.highest import Highest
from sop_engine.clauses.hold import Dispute, Hold, Paid, Until
from sop_engine.clauses.in_place_of import InPlaceOf
from sop_engine.clauses.least import Least
from sop_engine.clauses.limit import Limit
from sop_engine.clauses.part_of_total import Part, PartOfTotal
from sop_engine.clauses.price import PartOfDue, PartOfOthers, Price
from sop_engine.clauses.share import Share
from sop_engine.clauses.window import Window
from sop_engine.library.read import read
from sop_engine.records.working import DEDUCTED
from sop_engine.terms.part import EqualPart, FactorByDate
from sop_engine.terms.price import PerUnit, Steps
from sop_engine.terms.share import Taker
from sop_engine.terms.written import Anchor
from sop_engine.units.days import FIRST, Duration
from sop_engine.units.money import Money

ALL = ("once", "often", "starts_work", "fee")
"""The outcomes of the contract."""
CONTRACT = SimpleNamespace(outcomes=dict.fromkeys(ALL), enrolled_by="start", measures={})
NEW_YEAR = 18_262
"""1 January 2020."""


def pounds(number: int) -> Money:
    """So many pounds."""
    return Money(100 * number, "GBP")


def clause(written: str) -> Any:
    """Clause 5, of the form and with the terms that are written."""
    tree = read(f'{{clause: "5", kind: {written}}}'.encode(), "clause.yaml").tree
    return forms.FORMS[tree["kind"]].model_validate(tree, context={"currency": "GBP"})


class Says(NamedTuple):
    """A clause as it is written, and what it says when it is asked."""

    written: str
    out: object
    """What is carried out."""
    words: str = ""
    """What `sop describe` says of it."""
    decides: Iterable[tuple[tuple[str, ...], tuple[str | int, ...], str]] = ()
    """What it settles, and no other clause may."""
    named: tuple[str, ...] = ()
    """The outcomes that it names."""
    mentions: Iterable[tuple[tuple[str | int, ...], str]] = ()
    """Every outcome that stands in it, with its place."""
    looks: tuple[str, ...] = ()
    """The outcomes on whose due amounts it looks."""
    anchors: Iterable[tuple[str, Anchor]] = ()
    """The days that it hangs on."""
    tables: Iterable[tuple[tuple[str, ...], tuple[str, ...], object]] = ()
    """The tables that it looks something up in."""
    fields: tuple[str, ...] = ()
    """The fields of the enrolment that it looks at."""


def outcomes(*names: str) -> list[tuple[tuple[str | int, ...], str]]:
    """The place of each outcome that a clause names under `outcomes`."""
    return [(("outcomes", i), name) for i, name in enumerate(names)]


PER_DAY = PerUnit(per="days", rate=pounds(2))
RISING = FactorByDate(dated={NEW_YEAR: Fraction(1), NEW_YEAR + 366: Fraction(3, 2)})
IN_PARTS = Steps(by="time", steps={Fraction(1): pounds(10), Fraction(2): pounds(45), Fraction(4): pounds(0)})
AFTER_START = Anchor(of="start", length=Duration(days=20, unit="day"))
TEN_DAYS = Duration(days=10, unit="day")
TWO = (Taker(payer="fund", part=Fraction(3, 5)), Taker(payer="council", part="rest"))

PRICES = [
    Says(
        "outcome_price, prices: {once: £5, often: {per: days, rate: £2}}",
        Price("5", "outcome_price", {"once": pounds(5), "often": PER_DAY}, "reached"),
        "",
        [
            (("price", "once"), ("prices", "once"), "the price of once"),
            (("price", "often"), ("prices", "often"), "the price of often"),
        ],
        ("once", "often"),
        tables=[(("prices", "once"), ("once",), pounds(5)), (("prices", "often"), ("often",), PER_DAY)],
    ),
    Says(
        "supplement, adds: {once: £5}",
        Price("5", "supplement", {"once": pounds(5)}, "reached"),
        named=("once",),
        tables=[(("adds", "once"), ("once",), pounds(5))],
    ),
    *(
        Says(
            f"supplement, adds: {{once: £5}}, position: {{of: [once, starts_work], per: {per}}}",
            Price("5", "supplement", {"once": pounds(5)}, "reached", together=("once", "starts_work"), per=per),
            f"Claims of once and starts work on which something is due are counted together {where}",
            named=("once",),
            mentions=[(("position", "of", 0), "once"), (("position", "of", 1), "starts_work")],
            looks=("once", "starts_work"),
            tables=[(("adds", "once"), ("once",), pounds(5))],
        )
        for per, where in (("cohort", "in each cohort"), ("contract", "over the contract"))
    ),
    *(
        Says(
            f"deduction, beyond: {beyond}, deducts: {{once: £5, often: {{per: days, rate: £2}}}}",
            Price(
                *("5", "deduction", {"once": pounds(5), "often": PER_DAY}, "reached"),
                effect=DEDUCTED,
                down_to_nothing=looks != (),
            ),
            named=("once", "often"),
            looks=looks,
            tables=[(("deducts", "once"), ("once",), pounds(5)), (("deducts", "often"), ("often",), PER_DAY)],
        )
        for beyond, looks in (("lost", ("once", "often")), ("owed_back", ()))
    ),
    Says(
        "discount, part: 10%, rounding: down",
        PartOfDue("5", "discount", dict.fromkeys(ALL, Fraction(1, 10)), "reached", "down"),
        looks=ALL,
        tables=[(("part",), (), Fraction(1, 10))],
    ),
    Says(
        "discount, part: 10%, rounding: down, outcomes: [often, fee]",
        PartOfDue("5", "discount", dict.fromkeys(("often", "fee"), Fraction(1, 10)), "reached", "down"),
        named=("often", "fee"),
        mentions=outcomes("often", "fee"),
        looks=("often", "fee"),
        tables=[(("part",), ("often", "fee"), Fraction(1, 10))],
    ),
    Says(
        "discount, parts: {once: 10%, often: 1/3}, rounding: up",
        PartOfDue("5", "discount", {"once": Fraction(1, 10), "often": Fraction(1, 3)}, "reached", "up"),
        named=("once", "often"),
        looks=("once", "often"),
        tables=[(("parts", "once"), ("once",), Fraction(1, 10)), (("parts", "often"), ("often",), Fraction(1, 3))],
    ),
    *(
        Says(
            f"deadweight, part: 1/6, rounding: up{said}",
            PartOfDue("5", "deadweight", dict.fromkeys(of or ALL, Fraction(1, 6)), "reached", "up"),
            decides=[(("deadweight", name), (), f"the deadweight of {name}") for name in of or ALL],
            named=of,
            mentions=outcomes(*of),
            looks=of or ALL,
            tables=[(("part",), of, Fraction(1, 6))],
        )
        for said, of in (("", ()), (", outcomes: often", ("often",)))
    ),
    *(
        Says(
            f"indexation, factors: {{dated: {{2020-01-01: 1, 2021-01-01: 1.5}}}}, rounding: up{said}",
            PartOfDue("5", "indexation", dict.fromkeys(of or ALL, RISING), "reached", "up", factors=True),
            decides=[(("index", name), (), f"the factor of {name}") for name in of or ALL],
            named=of,
            mentions=outcomes(*of),
            looks=of or ALL,
            tables=[(("factors",), of, RISING)],
        )
        for said, of in (("", ()), (", outcomes: often", ("often",)))
    ),
    *(
        Says(
            f"recovery, outcome: fee, measure: error, rounding: up{said}",
            PartOfOthers("5", "recovery", "fee", of or ALL, "error", "up"),
            decides=[(("recovery", "fee"), (), "what is taken back by fee")],
            named=("fee",),
            mentions=[(("outcome", 0), "fee"), *outcomes(*of)],
            looks=of or ALL,
            tables=[(("measure",), ("fee",), EqualPart(by="error"))],
        )
        for said, of in (("", ()), (", outcomes: [once, often]", ("once", "often")))
    ),
    Says(
        "delivery_fee, outcome: fee, total: £100, instalments: 3, parts: {1: 10%, 2: 90%}, remainder: cumulative",
        Price("5", "delivery_fee", {"fee": IN_PARTS}, "reached"),
        decides=[(("price", "fee"), (), "the price of fee")],
        named=("fee",),
        mentions=[(("outcome", 0), "fee")],
        tables=[(("parts",), ("fee",), IN_PARTS)],
    ),
]

INSTEAD = [
    Says(
        "advance, outcomes: [fee, once], replaced_by: [often, starts_work], recovered: at_once",
        InPlaceOf("5", "advance", ("fee", "once"), ("often", "starts_work"), False, "at_once", None),
        "It is an advance: once often or starts work falls due, it goes back as a whole",
        [
            (("in place of", "fee"), ("outcomes", 0), "what stands in the place of fee"),
            (("in place of", "once"), ("outcomes", 1), "what stands in the place of once"),
        ],
        ("fee", "once"),
        [*outcomes("fee", "once"), (("replaced_by", 0), "often"), (("replaced_by", 1), "starts_work")],
        ("fee", "once", "often", "starts_work"),
    ),
    Says(
        "advance, outcomes: fee, replaced_by: often, recovered: as_earned, returned_by: 20 days after start",
        InPlaceOf("5", "advance", ("fee",), ("often",), False, "as_earned", AFTER_START),
        "It is an advance: once often falls due, it goes back as far as that is worth, "
        "and what is left of it on 20 days after the start",
        [(("in place of", "fee"), ("outcomes", 0), "what stands in the place of fee")],
        ("fee",),
        [*outcomes("fee"), (("replaced_by", 0), "often")],
        ("fee", "often"),
        anchors=[("returned_by", AFTER_START)],
    ),
    *(
        Says(
            f"{form}, outcomes: once, replaced_by: [often, starts_work]",
            InPlaceOf("5", form, ("once",), ("often", "starts_work"), True),
            "It is provisional: once often or starts work of its period falls due, that stands in its place",
            [(("in place of", "once"), ("outcomes", 0), "what stands in the place of once")],
            ("once",),
            [*outcomes("once"), (("replaced_by", 0), "often"), (("replaced_by", 1), "starts_work")],
            ("once", "often", "starts_work"),
        )
        for form in ("grant_in_place", "reconciliation")
    ),
    *(
        Says(
            f"best_of, outcomes: [starts_work, once], per: person{said}",
            Highest("5", "best_of", ("starts_work", "once"), "person", {}, order),
            "Of starts work and once the one that is worth most is paid for one person",
            [
                (
                    ("alternatives", "person", "once", "starts_work"),
                    (),
                    "which of once, starts_work is paid for one person",
                )
            ],
            ("starts_work", "once"),
            outcomes("starts_work", "once"),
            ("starts_work", "once"),
        )
        for said, order in (("", ()), (", in_order_of: [reached, person]", ("reached", "person")))
    ),
    *(
        Says(
            f"best_route, routes: [[starts_work, often], once], per: cohort{said}",
            Highest(
                *("5", "best_route", ("starts_work", "often", "once"), "cohort"),
                {"starts_work": 0, "often": 0, "once": 1},
                order,
            ),
            "Of the routes starts work with often or once the one that comes to most is paid for one cohort",
            [
                (
                    ("alternatives", "cohort", "often", "once", "starts_work"),
                    (),
                    "which of often, once, starts_work is paid for one cohort",
                )
            ],
            ("starts_work", "often", "once"),
            [(("routes", 0, 0), "starts_work"), (("routes", 0, 1), "often"), (("routes", 1, 0), "once")],
            ("starts_work", "often", "once"),
        )
        for said, order in (("", ()), (", in_order_of: [reached, person]", ("reached", "person")))
    ),
    *(
        Says(
            f"first_of, outcomes: [starts_work, once], per: contract{said}",
            Limit(
                *("5", "first_of", ("starts_work", "once"), "contract", {"": ((FIRST, 1),)}, "claims", order, "whole")
            ),
            "Of starts work and once only the first is paid for everybody together",
            [
                (
                    ("alternatives", "contract", "once", "starts_work"),
                    (),
                    "which of once, starts_work is paid for everybody together",
                )
            ],
            ("starts_work", "once"),
            outcomes("starts_work", "once"),
            ("starts_work", "once"),
        )
        for said, order in (("", ()), (", in_order_of: [reached, person]", ("reached", "person")))
    ),
]

HOLDS = [
    Says(
        "claim_window, within: 10 days, after: reached",
        Window("5", "claim_window", ALL, TEN_DAYS, "reached", None),
        "It must be claimed within 10 days of the day on which it is reached",
        [(("window", name), (), f"by when {name} must be claimed") for name in ALL],
        looks=ALL,
    ),
    Says(
        "claim_window, within: 10 days, after: shown, not_after: 20 days after start, outcomes: [fee, often]",
        Window("5", "claim_window", ("fee", "often"), TEN_DAYS, "shown", AFTER_START),
        "It must be claimed within 10 days of the day on which it is shown, and not after 20 days after the start",
        [(("window", name), (), f"by when {name} must be claimed") for name in ("fee", "often")],
        ("fee", "often"),
        outcomes("fee", "often"),
        ("fee", "often"),
        [("not_after", AFTER_START)],
    ),
    *(
        Says(
            f"deferral, outcomes: fee, part: 33.3%, until: starts_work{said}",
            Hold(
                *("5", "deferral", ("fee",), Fraction(333, 1000), "down"),
                Until((Anchor(of="starts_work"),), last, same_period=True),
            ),
            f"Of it 33.3% is kept back until starts work is reached in the same period{lost}",
            [
                (
                    ("deferral", "starts_work is reached in the same period", "fee"),
                    (),
                    "what is kept back of fee until starts_work is reached in the same period",
                )
            ],
            ("fee",),
            [*outcomes("fee"), (("until",), "starts_work")],
            ("fee",),
        )
        for said, last, lost in (
            ("", None, ""),
            (
                ", forfeited_after: 10 days",
                TEN_DAYS,
                "; what is not released within 10 days of the day reached is lost",
            ),
        )
    ),
    *(
        Says(
            f"dispute, outcomes: fee, part: 33.3%, raised: starts_work, settled: once{said}",
            Hold("5", "dispute", ("fee",), Fraction(333, 1000), "down", Dispute("starts_work", "once", upheld)),
            f"From the day of starts work 33.3% of it is withheld until once is reached{words}",
            [
                (
                    ("dispute", "once is reached, once starts_work is", "fee"),
                    (),
                    "what is kept back of fee until once is reached, once starts_work is",
                )
            ],
            ("fee",),
            [
                *outcomes("fee"),
                (("raised",), "starts_work"),
                (("settled",), "once"),
                *([(("upheld",), upheld)] if upheld else []),
            ],
            ("fee",),
        )
        for said, upheld, words in (
            ("", "", ""),
            (", upheld: often", "often", "; with often it is not paid at all"),
        )
    ),
    Says(
        "only_if_paid, outcomes: often, paid: [starts_work, fee]",
        Hold("5", "only_if_paid", ("often",), Fraction(1), "down", Paid(("starts_work", "fee"))),
        "It is kept back until starts work is paid and fee is paid",
        [
            (
                ("only_if_paid", "starts_work is paid", "fee is paid", "often"),
                (),
                "what is kept back of often until starts_work is paid and fee is paid",
            )
        ],
        ("often",),
        [*outcomes("often"), (("paid", 0), "starts_work"), (("paid", 1), "fee")],
        ("often", "starts_work", "fee"),
    ),
    Says(
        "release_gate, until: [starts_work, fee], outcomes: often",
        Hold(
            *("5", "release_gate", ("often",), Fraction(1), "down"),
            Until((Anchor(of="starts_work"), Anchor(of="fee"))),
        ),
        "It is kept back until starts work is reached and fee is reached",
        [
            (
                ("release_gate", "starts_work is reached", "fee is reached", "often"),
                (),
                "what is kept back of often until starts_work is reached and fee is reached",
            )
        ],
        ("often",),
        [*outcomes("often"), (("until", 0), "starts_work"), (("until", 1), "fee")],
        ("often",),
    ),
    Says(
        "retention, part: 12.5%, until: 20 days after start, rounding: up, forfeited_after: 10 days",
        Hold("5", "retention", ALL, Fraction(1, 8), "up", Until((AFTER_START,), TEN_DAYS)),
        "Of it 12.5% is kept back until 20 days after the start; "
        "what is not released within 10 days of the day reached is lost",
        [(("retention", "20 days after the start"), (), "what is kept back until 20 days after the start")],
        looks=ALL,
        anchors=[("until", AFTER_START)],
    ),
]

LIMITS = [
    Says(
        "participant_cap, at_most: {dated: {2020-01-01: £900, 2021-01-01: £400}}, outcomes: often, "
        "edge: part, excess: lost, limit_day: known",
        Limit(
            *("5", "participant_cap", ("often",), "person"),
            {"": ((NEW_YEAR, 90_000), (NEW_YEAR + 366, 40_000))},
            *("money", (), "part", "lost", "known"),
        ),
        "The most for one person is from 1 January 2020 £900.00; from 1 January 2021 £400.00, for often",
        [(("limit", "person", "money", "often"), (), "the most money for one person, counting often")],
        ("often",),
        outcomes("often"),
        ("often",),
    ),
    Says(
        'cohort_cap, at_most: "£1,000", edge: part, excess: waits',
        Limit("5", "cohort_cap", ALL, "cohort", {"": ((FIRST, 100_000),)}, "money", (), "part", "waits"),
        "The most for one cohort is £1,000.00, for all outcomes together, and what passes waits for room",
        [(("limit", "cohort", "money"), (), "the most money for one cohort")],
        looks=ALL,
    ),
    Says(
        "contract_cap, at_most: 3 claims, edge: whole, excess: lost, outcomes: [starts_work, fee], "
        "in_order_of: [reached, person]",
        Limit(
            *("5", "contract_cap", ("starts_work", "fee"), "contract", {"": ((FIRST, 3),)}),
            *("claims", ("reached", "person"), "whole", "lost"),
        ),
        "The most for everybody is 3 claims, for starts work and fee together; "
        "a claim that does not fit as a whole is not paid",
        [
            (
                ("limit", "contract", "claims", "fee", "starts_work"),
                (),
                "the most claims for everybody together, counting fee, starts_work",
            )
        ],
        ("starts_work", "fee"),
        outcomes("starts_work", "fee"),
        ("starts_work", "fee"),
    ),
    Says(
        "outcome_cap, outcome: starts_work, at_most: 4 claims, edge: part, excess: lost",
        Limit("5", "outcome_cap", ("starts_work",), "contract", {"": ((FIRST, 4),)}, "claims", (), "part"),
        "The most for starts work is 4 claims, over everybody",
        [
            (
                ("limit", "contract", "claims", "starts_work"),
                (),
                "the most claims for everybody together, counting starts_work",
            )
        ],
        ("starts_work",),
        [(("outcome", 0), "starts_work")],
        ("starts_work",),
    ),
    Says(
        "group_cap, at_most: {by: phase, groups: {late: £800, very_late: £900}}, edge: part, excess: lost",
        Limit(
            *("5", "group_cap", ALL, "group", {"late": ((FIRST, 80_000),), "very_late": ((FIRST, 90_000),)}),
            *("money", (), "part"),
            field="start.phase",
        ),
        "The most for each group, for all outcomes together: £800.00 for late, £900.00 for very late",
        [(("limit", "group", "phase", "money"), (), "the most money for each phase")],
        looks=ALL,
        fields=("phase",),
    ),
    Says(
        "group_cap, at_most: {by: phase, groups: {late: 8 claims}}, edge: part, excess: waits, outcomes: [once, fee]",
        Limit(
            *("5", "group_cap", ("once", "fee"), "group", {"late": ((FIRST, 8),)}, "claims", (), "part", "waits"),
            field="start.phase",
        ),
        "The most for each group, for once and fee together: 8 claims for late, and what passes waits for room",
        [
            (
                ("limit", "group", "phase", "claims", "fee", "once"),
                (),
                "the most claims for each phase, counting fee, once",
            )
        ],
        ("once", "fee"),
        outcomes("once", "fee"),
        ("once", "fee"),
        fields=("phase",),
    ),
    Says(
        'period_cap, at_most: "£500", every: 10 days, from: 2020-01-01, outcomes: [once, fee], unused: carried, '
        "edge: part, excess: lost, limit_day: reached",
        Limit(
            *("5", "period_cap", ("once", "fee"), "period", {"": ((FIRST, 50_000),)}, "money", (), "part", "lost"),
            *("reached", TEN_DAYS, NEW_YEAR, "carried"),
        ),
        "The most is £500.00, for once and fee together, in each period of 10 days from 1 January 2020; "
        "room that a period leaves is added to the next",
        [(("period", "10 days", "False", "fee", "once"), (), "the most for a period of 10 days, counting fee, once")],
        ("once", "fee"),
        outcomes("once", "fee"),
        ("once", "fee"),
    ),
    Says(
        "period_cap, at_most: 2 claims, every: 10 days, from: 2020-01-01, unused: lost, edge: part, excess: waits",
        Limit(
            *("5", "period_cap", ALL, "period", {"": ((FIRST, 2),)}, "claims", (), "part", "waits"),
            *("shown", TEN_DAYS, NEW_YEAR, "lost"),
        ),
        "The most is 2 claims, for all outcomes together, and what passes waits for room, "
        "in each period of 10 days from 1 January 2020",
        [(("period", "10 days", "True"), (), "the most for a period of 10 days")],
        looks=ALL,
    ),
    Says(
        "share_cap, parts: [{outcomes: often, at_most: 40%}], in: money",
        PartOfTotal("5", "share_cap", (Part(("often",), Fraction(2, 5), True),), ALL, "money", ()),
        "Of all that is paid, in money, may be: often at most 40%; what passes waits",
        [(("part", "often", "money"), ("parts", 0, "outcomes"), "the part of the total for often")],
        ("often",),
        [(("parts", 0, "outcomes", 0), "often")],
        ("often", "once", "starts_work", "fee"),
    ),
    Says(
        "share_cap, parts: [{outcomes: [often, starts_work], at_most: 40%}, {outcomes: once, at_most: 33.3%}], "
        "of: [once, fee], in: claims, in_order_of: [reached, person]",
        PartOfTotal(
            *("5", "share_cap"),
            (
                Part(("often", "starts_work"), Fraction(2, 5), False),
                Part(("once",), Fraction(333, 1000), True),
            ),
            *(("once", "fee"), "claims", ("reached", "person")),
        ),
        "Of what is paid for once and fee, in claims, may be: often with starts work at most 40%, once at most 33.3%; "
        "what passes waits",
        [
            (("part", name, "claims", "fee", "once"), ("parts", i, "outcomes"), f"the part of the total for {name}")
            for i, name in ((0, "often"), (0, "starts_work"), (1, "once"))
        ],
        ("often", "starts_work", "once"),
        [
            (("parts", 0, "outcomes", 0), "often"),
            (("parts", 0, "outcomes", 1), "starts_work"),
            (("parts", 1, "outcomes", 0), "once"),
            (("of", 0), "once"),
            (("of", 1), "fee"),
        ],
        ("often", "starts_work", "once", "fee"),
    ),
    Says(
        'minimum_payment, at_least: "£3,000", carried_by: starts_work',
        Least("5", "minimum_payment", ALL, 300_000, "starts_work", "shown", (), None, FIRST),
        "It counts towards the £3,000.00 that are paid at least under the contract; what lacks is paid on starts work",
        [(("least", "None"), (), "the least that is paid")],
        mentions=[(("carried_by",), "starts_work")],
        looks=ALL,
    ),
    Says(
        'minimum_payment, at_least: "£3,000", carried_by: fee, every: 10 days, from: 2020-01-01, '
        "outcomes: [starts_work, once], limit_day: reached, in_order_of: [reached, person]",
        Least(
            *("5", "minimum_payment", ("starts_work", "once"), 300_000, "fee", "reached", ("reached", "person")),
            *(TEN_DAYS, NEW_YEAR),
        ),
        "It counts towards the £3,000.00 that are paid at least in each period of 10 days; what lacks is paid on fee",
        [(("least", "10 days", "once", "starts_work"), (), "the least that is paid, counting once, starts_work")],
        ("starts_work", "once"),
        [*outcomes("starts_work", "once"), (("carried_by",), "fee")],
        ("starts_work", "once"),
    ),
]

PAYERS = "[{payer: fund, part: 60%}, {payer: council, part: rest}]"
SHARES = [
    Says(
        f"co_payment, shares: {PAYERS}, remainder: largest_remainder",
        Share("5", "co_payment", ALL, TWO, "reached", "largest_remainder", ()),
        decides=[(("payer", name), (), f"who pays for {name}") for name in ALL],
        tables=[(("shares",), (), TWO)],
    ),
    Says(
        f"co_payment, shares: {PAYERS}, remainder: cumulative, outcomes: [once, fee], share_day: shown, "
        "in_order_of: [reached, person]",
        Share("5", "co_payment", ("once", "fee"), TWO, "shown", "cumulative", ("reached", "person")),
        decides=[(("payer", name), (), f"who pays for {name}") for name in ("once", "fee")],
        named=("once", "fee"),
        mentions=outcomes("once", "fee"),
        tables=[(("shares",), ("once", "fee"), TWO)],
    ),
]

EVERY = [*PRICES, *INSTEAD, *HOLDS, *LIMITS, *SHARES]
each_of_them = pytest.mark.parametrize("says", EVERY, ids=[each.written.split(", ", 1)[0] for each in EVERY])


def test_every_form_stands_in_the_table():
    """A form that is not in the table above is a form that nobody has asked what it says."""
    assert {each.written.split(",")[0] for each in EVERY} == set(forms.FORMS)


@each_of_them
def test_a_clause_is_written_out_in_one_primitive(says):
    """What is carried out has the terms of the clause; where it names no outcomes it is for all of the contract."""
    assert clause(says.written).written_out(CONTRACT) == (says.out,)


@each_of_them
def test_a_clause_says_in_words_what_it_does(says):
    """Its sentence names the amounts, the outcomes and the days, and says only what the clause states."""
    assert clause(says.written).in_words() == says.words


@pytest.mark.parametrize("part", ["33.333333%", "0.000001%", "12.345678%", "99.999999%", "10%"])
def test_a_per_cent_is_said_with_every_digit_that_is_written(part):
    """Six decimals are exact: none is lost where a part is said."""
    assert part in clause(f"retention, part: {part}, until: start").in_words()
    assert part in clause(f"deferral, outcomes: fee, part: {part}, until: once").in_words()
    assert part in clause(f"dispute, part: {part}, raised: starts_work, settled: once").in_words()
    assert part in clause(f"share_cap, parts: [{{outcomes: often, at_most: {part}}}], in: money").in_words()


@each_of_them
def test_a_clause_decides_what_no_other_clause_may(says):
    """The key of a decision is what two clauses must not share; with it stand its place and how it is said."""
    assert list(clause(says.written).decides(ALL)) == list(says.decides)


@each_of_them
def test_a_clause_names_its_outcomes_and_says_where_they_stand(says):
    """Every outcome that stands in a clause is mentioned with its place: what it is for, and what it waits for."""
    made = clause(says.written)
    assert made.named() == says.named
    assert list(made.mentions()) == list(says.mentions)


@each_of_them
def test_a_clause_says_on_what_it_looks(says):
    """The outcomes whose due amounts it looks at, the days it hangs on, its tables and its fields of the enrolment."""
    made = clause(says.written)
    assert made.looks_at_due(ALL) == says.looks
    assert list(made.anchors()) == list(says.anchors)
    assert list(made.tables()) == list(says.tables)
    assert made.fields() == says.fields


NAMES = ("henry", "gail", "fred", "eve", "dora", "cora", "bob", "ann")
LISTED = f"[{', '.join(NAMES)}]"
IN_ORDER = tuple(reversed(NAMES))
THEM = ", ".join(IN_ORDER)


@pytest.mark.parametrize(
    ("written", "key", "what"),
    [
        (
            f"best_of, outcomes: {LISTED}, per: person",
            ("alternatives", "person", *IN_ORDER),
            f"which of {THEM} is paid for one person",
        ),
        (
            f"first_of, outcomes: {LISTED}, per: person",
            ("alternatives", "person", *IN_ORDER),
            f"which of {THEM} is paid for one person",
        ),
        (
            f"best_route, routes: [{LISTED}, [zoe]], per: person",
            ("alternatives", "person", *IN_ORDER, "zoe"),
            f"which of {THEM}, zoe is paid for one person",
        ),
        (
            f"participant_cap, at_most: £9, outcomes: {LISTED}",
            ("limit", "person", "money", *IN_ORDER),
            f"the most money for one person, counting {THEM}",
        ),
        (
            f"group_cap, at_most: {{by: phase, groups: {{a: £9}}}}, outcomes: {LISTED}",
            ("limit", "group", "phase", "money", *IN_ORDER),
            f"the most money for each phase, counting {THEM}",
        ),
        (
            f"period_cap, at_most: £9, every: 1 year, from: 2020-01-01, outcomes: {LISTED}",
            ("period", "1 year", "False", *IN_ORDER),
            f"the most for a period of 1 year, counting {THEM}",
        ),
        (
            f"minimum_payment, at_least: £9, carried_by: ann, outcomes: {LISTED}",
            ("least", "None", *IN_ORDER),
            f"the least that is paid, counting {THEM}",
        ),
        (
            f"retention, part: 9%, until: start, outcomes: {LISTED}",
            ("retention", "the start", *IN_ORDER),
            f"what is kept back of {THEM} until the start",
        ),
        (
            f"share_cap, parts: [{{outcomes: ann, at_most: 9%}}], in: money, of: {LISTED}",
            ("part", "ann", "money", *IN_ORDER),
            "the part of the total for ann",
        ),
    ],
)
def test_the_order_in_which_outcomes_are_named_decides_nothing(written, key, what):
    """Two clauses that name the same outcomes in another order decide the same, and are told by the same words."""
    (decision,) = clause(written).decides(ALL)
    assert (decision.key, decision.what) == (key, what)


DATED = "{dated: {2020-01-01: £9, 2021-01-01: £8}}"
PLACED = "{by: position, steps: {1: £9, 4: £8}}"
MOST = "edge: part, excess: lost"
UP_TO = "[{payer: fund, part: 60%, up_to: £9, when_empty: others_pay}, {payer: council, part: rest}]"
WITHIN = f"[{{part: 50%, among: {UP_TO}}}, {{payer: trust, part: rest}}]"


@pytest.mark.parametrize(
    ("written", "matter"),
    [
        ("outcome_price, prices: {once: £9}", {"price_day"}),
        (f"outcome_price, prices: {{once: £9, often: {PLACED}}}", {"price_day", "in_order_of"}),
        ("outcome_price, prices: {once: £9, often: {per: days, rate: £9}}", {"price_day", "rounding"}),
        ("supplement, adds: {once: £9}", set()),
        (f"supplement, adds: {{once: £9, often: {DATED}}}", {"price_day"}),
        (f"supplement, adds: {{once: £9, often: {PLACED}}}", {"in_order_of"}),
        ("deduction, deducts: {once: £9}", {"beyond"}),
        (f"deduction, deducts: {{once: £9, often: {DATED}}}", {"beyond", "price_day"}),
        ("discount, part: 9%", {"rounding"}),
        ("discount, parts: {once: 9%, often: {by: position, steps: {1: 0%, 3: 9%}}}", {"rounding", "in_order_of"}),
        ("indexation, factors: {dated: {2020-01-01: 1}}", {"rounding", "price_day"}),
        ("recovery, outcome: fee, measure: error", {"rounding"}),
        ("delivery_fee, outcome: fee, total: £9, instalments: 3, parts: {1: 100%}", {"remainder"}),
        ("best_of, outcomes: [once, often], per: person", {"in_order_of"}),
        ("retention, part: 9%, until: start", {"rounding"}),
        ("retention, part: 100%, until: start", set()),
        ("release_gate, until: fee", set()),
        ("participant_cap, at_most: £9", {"in_order_of", "edge", "excess"}),
        (f"participant_cap, at_most: {DATED}", {"in_order_of", "edge", "excess", "limit_day"}),
        ("group_cap, at_most: {by: phase, groups: {a: £9, b: £8}}", {"in_order_of", "edge", "excess"}),
        (
            f"group_cap, at_most: {{by: phase, groups: {{a: £9, b: {DATED}}}}}",
            {"in_order_of", "edge", "excess", "limit_day"},
        ),
        (
            "period_cap, at_most: £9, every: 1 year, from: 2020-01-01",
            {"in_order_of", "edge", "excess", "limit_day", "unused"},
        ),
        ("minimum_payment, at_least: £9, carried_by: fee", {"in_order_of"}),
        ("minimum_payment, at_least: £9, carried_by: fee, every: 1 year", {"in_order_of", "limit_day"}),
        (f"co_payment, shares: {PAYERS}", {"remainder"}),
        (f"co_payment, shares: {PAYERS}, remainder: largest_remainder", {"remainder"}),
        (f"co_payment, shares: {PAYERS}, remainder: cumulative", {"remainder", "in_order_of"}),
        (f"co_payment, shares: {UP_TO}, remainder: largest_remainder", {"remainder", "in_order_of"}),
        (f"co_payment, shares: {WITHIN}, remainder: largest_remainder", {"remainder", "in_order_of"}),
        (f"co_payment, shares: {{dated: {{2020-01-01: {PAYERS}}}}}", {"remainder", "share_day"}),
    ],
)
def test_a_term_is_asked_for_only_where_it_makes_a_difference(written, matter):
    """A day where something is dated or of a period, an order where it counts up, a rounding where parts arise."""
    made = clause(written)
    assert {term for term in made.asked if made.matters(term, {})} == matter


def test_an_order_is_asked_for_where_the_standard_terms_count_up():
    """A share that does not say what becomes of pennies has it from the standard terms; its own word comes first."""
    silent, own = (
        clause(f"co_payment, shares: {PAYERS}"),
        clause(f"co_payment, shares: {PAYERS}, remainder: cumulative"),
    )
    single = clause(f"co_payment, shares: {PAYERS}, remainder: largest_remainder")
    for standard, asked in (("cumulative", True), ("largest_remainder", False)):
        assert silent.matters("in_order_of", {"remainder": standard}) is asked
        assert own.matters("in_order_of", {"remainder": standard}) is True
        assert single.matters("in_order_of", {"remainder": standard}) is False


def test_every_list_of_payers_is_found_with_the_way_to_it():
    """By date and by category, and the lists within a list."""
    of_one = "[{payer: trust, part: 100%}]"
    table = f"{{dated: {{2020-01-01: {of_one}, 2020-01-02: {{by: phase, of: start, shares: {{a: {WITHIN}}}}}}}}}"
    found = [(way, [each.payer for each in those]) for way, those in clause(f"co_payment, shares: {table}").lists()]
    assert found == [
        (("dated", "18262"), ["trust"]),
        (("dated", "18263", "shares", "a"), [None, "trust"]),
        (("dated", "18263", "shares", "a", 0, "among"), ["fund", "council"]),
    ]


def facts(written: str) -> dict[str, Any]:
    """What the refusal of a clause says of it."""
    with pytest.raises(ValidationError) as refused:
        clause(written)
    (error,) = refused.value.errors()
    return error["ctx"]


FEE = "delivery_fee, outcome: fee, total: £100, instalments: {}, parts: {{{}}}"


@pytest.mark.parametrize(
    ("instalments", "parts", "detail"),
    [
        (1_201, "1: 100%", "come in more than 1,200 instalments"),
        (3, "2: 100%", "begin with instalments 2, of 3"),
        (3, "1: 50%, 3: 25%, 2: 25%", "begin with instalments 1, 3, 2, of 3"),
        (3, "1: 50%, 2: 25%, 4: 25%", "begin with instalments 1, 2, 4, of 3"),
        (2, "1: 50%, 2: 49.5%", "add up to 99.5%"),
        (2, "1: 75%, 2: 50%", "add up to 125%"),
        (2, "1: 0%", "add up to 0%"),
    ],
)
def test_a_fee_that_is_not_whole_is_refused(instalments, parts, detail):
    """Its parts begin with the first instalment, rise, end no later than the last, and are the whole fee."""
    assert facts(FEE.format(instalments, parts)) == {"clause": "5", "detail": detail}


@pytest.mark.parametrize(
    ("instalments", "parts"), [(1_200, "1: 100%"), (1, "1: 100%"), (3, "1: 50%, 2: 25%, 3: 25%"), (3, "1: 50%, 3: 50%")]
)
def test_a_fee_may_begin_another_part_with_its_last_instalment(instalments, parts):
    """1,200 instalments are not too many, and the last one may be a part by itself."""
    made = clause(FEE.format(instalments, parts))
    assert len(made.amounts()) == instalments
    assert sum(made.amounts()) == 10_000


@pytest.mark.parametrize(
    ("total", "instalments", "parts", "remainder", "steps"),
    [
        ("£1000.01", 4, "1: 25%, 2: 75%", "largest_remainder", {1: 25_001, 2: 25_000, 5: 0}),
        ("£1000.01", 4, "1: 25%, 2: 75%", "cumulative", {1: 25_000, 2: 25_001, 3: 25_000, 5: 0}),
        ("£90", 1, "1: 100%", "cumulative", {1: 9_000, 2: 0}),
        ("£90", 6, "1: 50%, 5: 50%", "cumulative", {1: 1_125, 5: 2_250, 7: 0}),
        ("£0.05", 3, "1: 100%", "cumulative", {1: 2, 2: 1, 3: 2, 4: 0}),
        ("£0.05", 3, "1: 100%", "largest_remainder", {1: 2, 3: 1, 4: 0}),
    ],
)
def test_the_instalments_of_a_fee_to_the_penny(total, instalments, parts, remainder, steps):
    """The table says where an instalment is unlike the one before; after the last of them nothing is paid."""
    made = clause(
        f"delivery_fee, outcome: fee, total: {total}, instalments: {instalments}, parts: {{{parts}}}, "
        f"remainder: {remainder}"
    )
    assert made.schedule() == Steps(
        by="time", steps={Fraction(time): Money(amount, "GBP") for time, amount in steps.items()}
    )


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("discount", "a discount that says no part"),
        ("discount, outcomes: once", "a discount that says no part"),
        ("discount, part: 9%, parts: {once: 9%}", "a discount that says its part twice"),
        ("discount, parts: {once: 9%}, outcomes: once", "a discount that says its part twice"),
    ],
)
def test_a_discount_says_its_part_in_one_way(written, found):
    """One part for all, or for those that are named, or a part for each: and not two of them, nor none."""
    assert facts(written)["found"] == found


def test_a_supplement_by_position_is_for_outcomes_that_its_position_counts():
    """The first outcome that is not counted is named, and the remedy for it."""
    said = facts("supplement, adds: {once: £9, often: £9, fee: £9}, position: {of: once, per: cohort}")
    assert said["found"] == "a supplement for often, which its position does not count"
    assert said["remedy"] == "Name often under `position: of:`, or give it a supplement of its own."


@pytest.mark.parametrize(("name", "number"), [("without_form", 0), ("two_forms", 2)])
def test_a_form_has_a_file_of_its_own(tmp_path, monkeypatch, name, number):
    """A file with no form or with two is refused by its name; what it takes from elsewhere is no form of its own."""
    taken = "from sop_engine.forms.retention import Retention\nfrom sop_engine.terms.clause import Clause\n"
    own = "".join(f"\n\nclass Form{i}(Clause):\n    pass\n" for i in range(number))
    (tmp_path / f"{name}.py").write_text(f"{taken}{own}", encoding="utf-8")
    monkeypatch.setattr(forms, "__path__", [str(tmp_path)])
    try:
        with pytest.raises(ImportError, match=rf"forms/{name}\.py has {number} forms; a form has a file of its own"):
            forms._found()
    finally:
        sys.modules.pop(f"sop_engine.forms.{name}", None)


def test_a_form_is_known_by_the_name_of_its_file():
    """Every file of the folder is one form, and the form is what the file defines."""
    assert forms._found() == forms.FORMS
    assert {name: each.__module__ for name, each in forms.FORMS.items()} == {
        name: f"sop_engine.forms.{name}" for name in forms.FORMS
    }
