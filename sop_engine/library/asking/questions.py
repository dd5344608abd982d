"""The questions of `sop new`, in the order of the language.

For whom, what, shown by what, by when, how much, limited by what, paid by whom.  This is a table: a
new kind of answer is a new entry here, and a line in `contract.py` that writes it down.
"""

import re
from collections.abc import Callable
from typing import Annotated

from sop_engine.clauses.priced import DAYS
from sop_engine.forms.co_payment import REMAINDERS
from sop_engine.library.asking import known
from sop_engine.library.asking import reading as read
from sop_engine.library.asking.question import Group, Question, Scope, texts
from sop_engine.library.bind.records import RESERVED
from sop_engine.library.load import load_standard_terms
from sop_engine.terms.contract import ASKED, Contract
from sop_engine.terms.written import START, Amount, Day, Length, Most, Part, Whole

STANDARD = "sop-engine-1"
"""The standard terms that answer what the commissioner does not state."""
EDGES = ("part", "whole")

_YES, _NO = "yes", "no"
_CURRENCY = Contract.model_fields["currency"]
_read_currency = read.written(Annotated[_CURRENCY.annotation, *_CURRENCY.metadata])
_read_nation = read.written(Contract.model_fields["working_days"].annotation)
_read_amount, _read_most = read.written(Amount), read.written(Most)
_read_length, _read_day = read.written(Length), read.written(Day)
_read_whole, _read_part = read.written(Whole), read.written(Part)


def _said(words: str) -> Callable[[Scope], str]:
    return lambda scope: words


def _is(key: str, *words: str) -> Callable[[Scope], bool]:
    return lambda scope: scope.here.get(key) in words


def _named(key: str, of: str) -> Callable[[Scope], str]:
    return lambda scope: suggested(str(scope.here.get(key, "")), _called(scope, of))


def _called(scope: Scope, group: str) -> list[str]:
    return [each["called"] for each in scope.whole.get(group, []) if each is not scope.here and "called" in each]


def _parties(scope: Scope) -> list[str]:
    provider = scope.whole.get("provider", {})
    return [
        *_called(scope, "payers"),
        *([provider["called"]] if "called" in provider and provider is not scope.here else []),
    ]


_SMALL = frozenset(
    re.findall(
        r"[a-z]+",
        "a an and at by for from has have he her his in into is it its of on or own she the their them they to",
    )
)


def suggested(sentence: str, taken: list[str]) -> str:
    """A name that a sentence suggests: its first words that say something.

    Example:
        >>> suggested("The person moves into a home of their own.", [])
        'moves_home'
        >>> suggested("Northshire County Council", ["northshire_county_council"])
        'northshire_county_council_2'
    """
    words = [each for each in re.findall(r"[a-z0-9]+", sentence.casefold()) if each not in _SMALL]
    words = words[1:] if words[:1] in (["person"], ["participant"], ["client"]) else words
    name = re.sub(r"^[0-9_]+", "", "_".join(words[:4]))[:50].strip("_") or "one"
    name = f"{name}_one" if name == START else name
    return next(each for each in (name, *(f"{name}_{i}" for i in range(2, len(taken) + 3))) if each not in taken)


# ------------------------------------------------------------------------------------------------
# Records and their fields

FIELD = (
    Question(
        "holds",
        "What does it hold: categories, list, number, day or text?",
        "categories: one word out of several (Type of home: social, private). list: several of them in one cell, "
        "with commas. number: figures, such as hours. day: a date. text: anything else.",
        read.choice(*read.HOLDS),
        when=lambda scope: read.is_new_field(scope) and scope.here.get("field") != "by",
        only="for a field that was not described before",
    ),
    Question(
        "heading",
        "Its heading in the file?",
        "The words in the first row of the file, exactly as they stand there.",
        read.heading,
        lambda scope: known.heading(str(scope.here.get("field") or scope.here.get("by"))),
        when=read.is_new_field,
        only="for a field that was not described before",
    ),
    Question(
        "categories",
        "Its categories, with commas between them?",
        "As the file writes them. Where the contract should say it in other words: PRS = private rented, SH = social.",
        read.category,
        when=lambda scope: (
            read.is_new_field(scope) and scope.here.get("holds", known.CATEGORIES) in ("categories", "list")
        ),
        only="for a new field that holds categories, or a list of them",
        many=True,
    ),
    Question(
        "unit",
        "Its unit?",
        "What is counted, such as hours or days.",
        read.text,
        when=lambda scope: read.is_new_field(scope) and scope.here.get("holds") == known.NUMBER,
        only="for a new field that holds a number",
    ),
)

FILE = Group(
    "file",
    "The files in which these records come",
    (
        Question(
            "name",
            "The name of its files?",
            "With * for what varies, such as tenancies*.csv. No two records may have files of the same name.",
            read.file_pattern,
            lambda scope: f"{scope.get('record')}.csv",
        ),
        Question(
            "happens",
            "Is it a record of one day, or does it last from one day to another: on_a_day or lasts?",
            "What lasts counts on its last day.",
            read.choice("on_a_day", "lasts"),
            _said("on_a_day"),
            when=lambda scope: scope.get("kind") in ("record", "count", "held"),
            only="for a record that shows an outcome",
        ),
        Question(
            "dated",
            "The heading of its day?",
            "The words in the first row of the file, above the day on which it happened. Days are written 2024-05-31.",
            read.heading,
            _said("Date"),
            when=lambda scope: scope.here.get("happens") != "lasts",
            only="for a record of one day",
        ),
        Question(
            "first",
            "The heading of its first day?",
            "The words in the first row of the file, above the day on which it began.",
            read.heading,
            _said("First day"),
            when=_is("happens", "lasts"),
            only="for a record that lasts",
        ),
        Question(
            "last",
            "The heading of its last day?",
            "The words in the first row of the file, above the day on which it ended.",
            read.heading,
            _said("Last day"),
            when=_is("happens", "lasts"),
            only="for a record that lasts",
        ),
        Question(
            "received",
            "The heading of the day on which it was received, if there is one? (Enter: none)",
            "Without it, nobody can tell whether a record came late.",
            read.heading,
            _said(""),
        ),
    ),
    when=lambda scope: "record" in scope.here and scope.here["record"] not in known.files(scope.whole),
    only="for a record that was not described before",
)

FOR_WHOM = Group(
    "for_whom",
    "For whom",
    (
        Question(
            "record",
            "What is the record called that enrols a person?",
            "A word of your own in small letters, such as start or referral. On its day the person joins.",
            read.record_name,
            _said(START),
        ),
        Question(
            "person",
            "Under which heading do the files give the person's reference?",
            "The same heading in every file; it can be changed for each in contract.yaml afterwards.",
            read.heading,
            _said("Person"),
        ),
        FILE,
        Group(
            "fields",
            "Does the contract need to know more of a person at the start, such as a group?",
            (
                Question(
                    "field",
                    "The name of the field?",
                    "A word of your own in small letters, such as group.",
                    read.new_name(
                        lambda scope: [
                            str(each.get("field"))
                            for each in (scope.above.here.get("fields", ()) if scope.above else ())
                            if each is not scope.here
                        ],
                        {each: f"every record has a term `{each}`" for each in RESERVED if each != "by"},
                    ),
                ),
                *FIELD,
            ),
            help="Say yes if a price or a condition depends on it.",
            many=True,
            least=0,
            another="Another field?",
        ),
    ),
)


# ------------------------------------------------------------------------------------------------
# Shown by what, by when

WHERE = Group(
    "where",
    "Must its fields say something in particular?",
    (
        Question(
            "field",
            "Which field?",
            "A name of your own in small letters, such as type. `by` says who completed the record.",
            read.field_name,
        ),
        *FIELD,
        Question(
            "compares",
            "How is it compared?",
            "is, one_of; includes, has_at_least (of a list); at_least, at_most, above, below, between, before, after; "
            "same_as (another field of the record). at_least, at_most and between count their bounds in.",
            read.comparison,
            lambda scope: "one_of" if read.fitting(scope)[:2] in (("one_of",), ("is", "one_of")) else None,
            when=lambda scope: "field" in scope.here,
            only="once the field is known",
        ),
        Question(
            "value",
            "With what? (several with commas)",
            "A category in the contract's words, a number, a day such as 2024-05-31, or the name of another field.",
            read.operand,
            many=True,
            alone=lambda scope: scope.here.get("compares") not in ("one_of", "between"),
        ),
    ),
    help="Say yes if only some of these records count, such as tenancies of a certain type.",
    many=True,
    least=0,
    another="Another condition?",
    when=lambda scope: "record" in scope.here,
    only="where it is not made of parts",
    fit=read.condition_fits,
)

_KINDS = "record: there is one. count: there are so many. held: it is seen again and again, or lasts, for a time."
LEAF = (
    Question(
        "record",
        "Which record shows it?",
        "A word of your own in small letters, such as tenancy, or one you have named before.",
        read.record_name,
        when=_is("kind", "record", "count", "held"),
        only="where it is not made of parts",
    ),
    FILE,
    Question(
        "at_least",
        "How many of them, at least?",
        "A whole number; the outcome is reached on the day of the last one needed.",
        _read_whole,
        when=_is("kind", "count"),
        only="of a count",
    ),
    Question(
        "how",
        "Must it be held unbroken, in total, or on so many days among so many: unbroken, in_total or among?",
        "unbroken: one after the other, with no long gap. in_total: different days are added up, whenever they are. "
        "among: so many different days within any so long, such as 13 weeks among 16.",
        read.choice("unbroken", "in_total", "among"),
        _said("unbroken"),
        when=_is("kind", "held"),
        only="of what is held",
    ),
    Question(
        "for",
        "For how long must it be kept?",
        "Such as 13 weeks or 6 months; in total and among so many it is counted in days or weeks.",
        _read_length,
        when=_is("kind", "held"),
        only="of what is held",
    ),
    Question(
        "among",
        "Within how long must all of these days lie?",
        "Such as 16 weeks; in days or weeks.",
        _read_length,
        when=_is("how", "among"),
        only="of what is held among so many",
    ),
    Question(
        "gap_at_most",
        "What is the longest gap between two records that is no break?",
        "Such as 35 days; of records that last 1 day permits no day missing.",
        _read_length,
        when=_is("how", "unbroken"),
        only="of what is held unbroken",
    ),
    Question(
        "after_break",
        "After a longer gap: restarts or ends?",
        "restarts: the time counts again from the next record. ends: it can no longer be reached.",
        read.choice("restarts", "ends"),
        when=_is("how", "unbroken"),
        only="of what is held unbroken",
    ),
    WHERE,
    Question(
        "since",
        "From which day is it counted?",
        "start, an outcome named before, a date, or a time after one of them: 6 months after moves_in.",
        read.anchor,
        _said(START),
        when=_is("kind", "held"),
        only="of what is held",
    ),
    Question(
        "opens",
        "From when does it count? (Enter: from the start)",
        "The first day, counted in: a date, an outcome named before, or a time after one: 6 months after moves_in. "
        "In a part after another, `that tenancy` is the day of the record before.",
        read.anchor,
        _said(""),
        when=_is("kind", "record", "count"),
        only="of a record or a count",
    ),
    Question(
        "closes",
        "By when must it have happened? (Enter: by the end of the contract)",
        "The last day, counted in: a date, or a time after a day: 12 months after start.",
        read.anchor,
        _said(""),
        when=_is("kind", "record", "count"),
        only="of a record or a count",
    ),
)

SHOWN_BY = Group(
    "shown_by",
    "Shown by what, and by when",
    (
        Question(
            "kind",
            "What shows it: record, count, held, all_of or any_of?",
            _KINDS + " all_of: several of these together. any_of: one of several is enough.",
            read.choice("record", "count", "held", *known.PARTS),
        ),
        *LEAF,
        Group(
            "parts",
            "The parts",
            (
                Question(
                    "kind",
                    "This part: record, count or held?",
                    _KINDS,
                    read.choice("record", "count", "held"),
                ),
                *LEAF,
            ),
            many=True,
            least=2,
            another="Another part?",
            when=_is("kind", *known.PARTS),
            only="of all_of and any_of",
        ),
        Question(
            "dated_by",
            "Which part's record gives the outcome its day? (Enter: the latest of them)",
            "The name of the record; the other parts then only prove.",
            read.part_record,
            _said(""),
            when=_is("kind", "all_of"),
            only="of all_of",
        ),
    ),
)


# ------------------------------------------------------------------------------------------------
# How much

PRICE = Group(
    "price",
    "How much is paid for it",
    (
        Question(
            "kind",
            "An amount, or does it differ: amount, by_date or by_category?",
            "amount: always the same. by_date: another from a certain day on. by_category: it depends on a field.",
            read.choice("amount", "by_date", "by_category"),
            lambda scope: "amount",
        ),
        Question(
            "amount",
            "How much?",
            "Such as £1,500; what is meant to be unpaid says £0.",
            _read_amount,
            when=_is("kind", "amount"),
            only="of one amount",
        ),
        Group(
            "dates",
            "The prices, from the earliest day on",
            (
                Question(
                    "from",
                    "From which day?",
                    "Such as 2024-04-01; the first no later than the contract.",
                    read.price_day,
                ),
                Question("amount", "How much from then on?", "Such as £1,500.", _read_amount),
            ),
            many=True,
            another="Another price, from a later day?",
            when=_is("kind", "by_date"),
            only="of a price by date",
        ),
        Question(
            "of",
            "By a field of which record?",
            "The record that shows the outcome, or the one that enrols the person.",
            read.priced_record,
            lambda scope: known.always_needed(scope)[0],
            when=_is("kind", "by_category"),
            only="of a price by category",
        ),
        Question(
            "by",
            "By which field?",
            "A field that holds one of several categories.",
            read.priced_field,
            when=_is("kind", "by_category"),
            only="of a price by category",
        ),
        *(each for each in FIELD if each.key in ("heading", "categories")),
        Question(
            "prices",
            "How much for {name}?",
            "Such as £1,500; what is meant to be unpaid says £0.",
            _read_amount,
            when=_is("kind", "by_category"),
            only="of a price by category",
            each=read.category_words,
        ),
    ),
    short="amount",
)


# ------------------------------------------------------------------------------------------------
# What: the outcomes

OUTCOMES = Group(
    "outcomes",
    "What is paid for",
    (
        Question(
            "is",
            "The outcome, in a sentence?",
            "What is so when it is reached, such as: The person moves into a home of their own.",
            read.text,
        ),
        Question(
            "called",
            "Its name?",
            "A short name in small letters with underscores; statements and examples call it so.",
            read.new_name(lambda scope: _called(scope, "outcomes"), {START: "the day on which a person is enrolled"}),
            _named("is", "outcomes"),
        ),
        SHOWN_BY,
        Question(
            "after",
            "Which outcomes must be reached as well? (Enter: none)",
            "Names of outcomes you have said before, with commas between them; the later day counts.",
            read.earlier_outcome,
            _said(""),
            when=lambda scope: bool(known.outcomes(scope)),
            only="once another outcome has been named",
            many=True,
        ),
        Question(
            "times",
            "How many times can one person be paid for it?",
            "1, or more where it can be reached again.",
            _read_whole,
            _said("1"),
            when=lambda scope: "held" not in [each.get("kind") for each in known.leaves(scope.here.get("shown_by"))],
            only="where nothing has to be held",
        ),
        Question(
            "apart",
            "How long must lie between two times?",
            "Such as 6 months.",
            _read_length,
            when=lambda scope: str(scope.here.get("times", "1")) != "1",
            only="of an outcome that can be reached again",
        ),
        Question(
            "not_provable",
            "What does the contract ask for that no record can show? (Enter: nothing)",
            "It is printed wherever the outcome is paid.",
            read.text,
            _said(""),
        ),
        PRICE,
        Question(
            "at_most",
            "The most for this outcome, over everybody? (Enter: no limit)",
            "An amount such as £50,000, or a number such as 570 claims.",
            _read_most,
            _said(""),
        ),
    ),
    many=True,
    another="Another outcome?",
)


# ------------------------------------------------------------------------------------------------
# Paid by whom, and what the standard terms would answer

PAID_BY = Group(
    "paid_by",
    "Paid by whom",
    (
        Question(
            "shares",
            "Does each pay a per cent of every claim, or has each a pot: parts or pots?",
            "A pot is a weight: each pays as large a share as its pot is of all pots.",
            read.choice("parts", "pots"),
        ),
        Question(
            "parts",
            "The per cent that {name} pays?",
            "Such as 62.5%, or `rest` for what the others leave.",
            _read_part,
            when=_is("shares", "parts"),
            only="of parts",
            each=known.payers,
        ),
        Question(
            "pots",
            "The pot of {name}?",
            "Such as £500,000.",
            _read_amount,
            when=_is("shares", "pots"),
            only="of pots",
            each=known.payers,
        ),
    ),
    when=lambda scope: len(known.payers(scope)) > 1,
    only="where there are several payers",
    fit=read.parts_fit,
)


def _standard(name: str) -> Callable[[Scope], str]:
    def value(scope: Scope) -> str:
        standard = load_standard_terms(STANDARD)
        return str(standard.terms[name].value) if standard else ""

    return value


_ASKED_FOR = {
    "enrolled": "Who takes part: those who start while the contract is in force, or whenever they started?",
    "evidence_counts": "From when do a person's records count?",
    "counts_until": "By the last day, must an outcome be reached, or also shown?",
    "prerequisites": "Is it required that the outcomes named under `after` were reached?",
    "first_day": "Is a length of time counted from the day after (day_0), or is the day itself its first (day_1)?",
    "last_day": "Does the last day of a window count?",
    "price_day": "Which day of a claim picks a price by date?",
    "edge": "The claim that crosses a limit: is it paid in part, or must it fit as a whole?",
    "remainder": "The pennies that rounding leaves: are they kept right over all claims, or claim by claim?",
}
_VALUES = {**ASKED, "price_day": DAYS, "edge": EDGES, "remainder": REMAINDERS}

TERMS = Group(
    "terms",
    f"Do you want to state the terms yourself that the standard terms {STANDARD} would answer?",
    tuple(
        Question(
            name,
            f"{asks} {' or '.join(_VALUES[name])}",
            "What Enter answers is what the standard terms say; they give a reason for each.",
            read.choice(*_VALUES[name]),
            _standard(name),
        )
        for name, asks in _ASKED_FOR.items()
    ),
    help="Terms that move money and that few contracts state. The standard terms give a reason for each.",
    optional=True,
)

_PARTY = (
    Question("name", "Its name?", "As it stands in the paper contract, such as Northshire County Council.", read.text),
)

QUESTIONS: tuple[Question | Group, ...] = (
    Question("title", "The title of the contract?", "As statements are to print it.", read.text),
    Question(
        "source",
        "Where were its terms published or signed?",
        "Such as: Contract of 12 March 2024, schedule 4. Every statement prints it.",
        read.text,
    ),
    Question("currency", "Its currency?", "Three letters, such as GBP or EUR.", _read_currency),
    Question("from", "The first day of the contract?", "Counted in; such as 2024-04-01.", _read_day),
    Question("to", "The last day of the contract?", "Counted in; such as 2027-03-31.", read.last_day),
    Group(
        "payers",
        "Who pays for outcomes",
        (
            *_PARTY,
            Question(
                "called",
                "What shall we call it?",
                "A short name in small letters.",
                read.new_name(_parties),
                _named("name", "payers"),
            ),
        ),
        many=True,
        another="Another payer?",
        short="name",
    ),
    Group(
        "provider",
        "Who delivers the service",
        (
            *_PARTY,
            Question(
                "called",
                "What shall we call it?",
                "A short name in small letters.",
                read.new_name(_parties),
                lambda scope: suggested(str(scope.here.get("name", "")), _parties(scope)),
            ),
        ),
        short="name",
    ),
    FOR_WHOM,
    OUTCOMES,
    Question(
        "working_days",
        "Whose working days are meant?",
        "england, wales, scotland, northern_ireland, or another country by its two letters, such as IE.",
        _read_nation,
        when=lambda scope: any("working day" in text for text in texts(scope.whole.get("outcomes"))),
        only="where working days are counted",
    ),
    Question(
        "per_person",
        "The most for one person? (Enter: no limit)",
        "An amount such as £6,000, or a number such as 3 claims.",
        _read_most,
        _said(""),
    ),
    Question(
        "in_all",
        "The most that the contract pays? (Enter: no limit)",
        "An amount such as £600,000.",
        _read_most,
        _said(""),
    ),
    PAID_BY,
    TERMS,
)
"""Every question, in the order in which it is asked."""
