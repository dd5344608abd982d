"""Every error we raise: its code, its sentence and its remedy.

    SopError
    ├── TermsError      the contract cannot be loaded: nothing is written (exit code 2)
    └── CallError       the call cannot be carried out: nothing is written (exit code 2)

Wrong terms stop the loading, and all that is wrong is said at once.  Wrong evidence never
stops a run: it is a `Problem` on a list, and the good rows go on (exit code 1).
"""

from dataclasses import dataclass
from difflib import get_close_matches

ERROR, WARNING, REMARK = "error", "warning", "remark"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something was found: a file, and a line of it, or a row and a heading."""

    file: str
    line: int = 0
    column: int = 0
    row: int = 0
    heading: str = ""

    def __str__(self) -> str:
        file, heading = escaped(self.file), f", {escaped(self.heading)}" if self.heading else ""
        if self.row:
            return f"{file}, row {self.row}{heading}"
        return f"{file}:{self.line}" if self.line else file + heading


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: where it is, what was found there, and what to do about it."""

    place: Place
    code: str
    fact: str
    remedy: str
    excerpt: str = ""

    @property
    def gravity(self) -> str:
        """`error`, `warning` or `remark`."""
        return KINDS[self.code].gravity

    def __str__(self) -> str:
        quoted = f"    {self.place.line} | {self.excerpt}\n" if self.excerpt else ""
        label = self.code if self.gravity == ERROR else f"{self.gravity} {self.code}"
        return f"{self.place}: {label}\n{quoted}  {self.fact}\n  {self.remedy}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: a sentence for the fact, and one for the remedy."""

    code: str
    fact: str
    remedy: str
    gravity: str = ERROR


class SopError(Exception):
    """What everything raised here on purpose has in common: a list of problems."""

    def __init__(self, *problems: Problem):
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(each) for each in self.problems))


class TermsError(SopError):
    """The terms of a contract cannot be read, or do not fit together."""


class CallError(SopError):
    """What was asked for cannot be done."""


def problem(code: str, place: Place, excerpt: str = "", **facts: object) -> Problem:
    """Fill in the sentences of a kind of problem.

    Example:
        >>> print(problem("yaml-empty", Place("contract.yaml")))
        contract.yaml: yaml-empty
          The file is empty.
          Write the contract, or begin with a copy of one from contracts/.
    """
    kind = KINDS[code]
    shown = {name: escaped(str(value)) for name, value in facts.items()}
    return Problem(place, code, kind.fact.format(**shown), kind.remedy.format(**shown), excerpt)


def escaped(text: str, most: int = 400) -> str:
    """The text with control and direction characters written out, on one line, not too long.

    Example:
        >>> escaped("a\\x1b[31mb")
        'a\\\\x1b[31mb'
    """
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return safe if len(safe) <= most else safe[: most - 1] + "…"


def nearest(word: str, known: list[str] | tuple[str, ...]) -> str:
    """A remedy that names the nearest known word, or all of them.

    Example:
        >>> nearest("tarif", ["tariff", "title"])
        'Did you mean "tariff"?'
        >>> nearest("x", ["tariff", "title"])
        'Known here: tariff, title.'
    """
    close = get_close_matches(word, known, n=1, cutoff=0.7)
    if close:
        return f'Did you mean "{close[0]}"?'
    return "Known here: " + ", ".join(known) + "." if known else "There is none to name."


# ------------------------------------------------------------------------------------------------
# The catalogue.  A code is never used again for something else.
# fmt: off

_READING = [  # library/read.py: a file of terms as text
    Kind("file-too-large", "The file has {size} bytes; files of terms are limited to {most}.",
         "Split shared facts off into rules/, or remove what is not a term."),
    Kind("file-encoding", "The file is not UTF-8 text: byte {offset} cannot be read.",
         "Save the file as UTF-8."),
    Kind("character-not-allowed", "The character {character} is not allowed in a file of terms.",
         "Delete it; it cannot be seen, and may hide what the line says."),
    Kind("yaml-empty", "The file is empty.",
         "Write the contract, or begin with a copy of one from contracts/."),
    Kind("yaml-not-a-mapping", "The file holds {found} where terms and their values are expected.",
         "Begin each line at the margin with a term and a colon, such as `title: …`."),
    Kind("yaml-syntax", "This is not YAML: {detail}.",
         "Mend the line; a text with a colon, a hash or a bracket in it needs quotes."),
    Kind("yaml-tab", "The line is indented with a tab.",
         "Use spaces."),
    Kind("yaml-several-documents", "A second document begins here.",
         "Keep one contract in one file; remove the line `---`."),
    Kind("yaml-directive", "Directives such as `%YAML` or `%TAG` are not read.",
         "Remove the line."),
    Kind("yaml-repeated-key", '"{key}" stands here again; it is already on line {first}.',
         "Keep one of the two: nothing is settled by which comes last."),
    Kind("yaml-tag", "The tag `{tag}` is not read: values are text, lists and terms.",
         "Remove the tag, and put quotes around the text if it begins with `!`."),
    Kind("yaml-alias", "Anchors and aliases (`&`, `*`) are not read.",
         "Write the value out where it holds, or put quotes around the text."),
    Kind("yaml-merge", "The merge key `<<` is not read.",
         "Write the terms out where they hold."),
    Kind("yaml-too-deep", "More than {most} levels lie inside one another here.",
         "A contract needs far fewer; check the brackets."),
    Kind("yaml-too-many-values", "The file has more than {most} values.",
         "Split shared facts off into rules/."),
    Kind("yaml-comma-in-amount", '"{key}" was read on its own: inside brackets, the comma before it ends the value.',
         'An amount with a comma needs quotes here, such as "£1,500".'),
    Kind("yaml-key", "{found} stands where the name of a term is expected.",
         "Write a name, a colon and a space before each value; a name that begins with a bracket needs quotes."),
]

_TERMS = [  # library/shape.py and library/bind/: what the terms say
    Kind("unknown-key", '"{key}" is not a term of {of}.',
         "{nearest}"),
    Kind("missing-key", '{of} does not say "{key}".',
         "Add `{key}:`; {why}"),
    Kind("wrong-shape", "{found} stands where {expected} is expected.",
         "{remedy}"),
    Kind("not-a-name", '"{found}" cannot be a name.',
         "Use small letters, figures and {joined}, beginning with a letter, at most 60 characters."),
    Kind("not-one-of", '"{found}" is not a value of "{key}".',
         "{nearest}"),
    Kind("named-twice", '"{found}" is named twice.',
         "Name it once."),
    Kind("reserved-name", '"{found}" has a meaning of its own here: {meaning}.',
         "Give it another name."),
    Kind("unknown-form", 'There is no form of clause called "{found}".',
         "{nearest}"),
    Kind("not-yet", '"{found}" is part of the language, and this version does not carry it out.',
         "{remedy}"),
    Kind("unknown-check", "What shows the outcome is not of a known kind: found {found}.",
         "Say one of: record, count, held, measure, day, all_of, any_of, n_of."),
    Kind("measure-in-check", '"{found}" is a measure, and a check compares a measure by its name.',
         "Give it a name under `measures:`, and say {{measure: its name, at_least: …}} here."),
    Kind("unknown-measure", "The measure is not of a known kind: found {found}.",
         "Say one of: {known}."),
    Kind("unknown-measure-name", 'No measure is called "{found}".',
         "{nearest}"),
    Kind("measure-not-compared", 'The measure "{measure}" is named, and not compared with anything.',
         "Say what it must be: at_least, at_most, above, below, between or is."),
    Kind("not-a-number-field", '"{field}" holds {holds}, and only numbers can be measured.',
         "Name a field that holds a number, or count the records."),
    Kind("share-of-everything", 'The measure "{measure}" is a part of the records, and does not say which.',
         "Say `where:`, the part that is meant; it is measured against all of the records, or those of `among:`."),
    Kind("measure-of-people-twice", '"{found}" is already a measure of several people.',
         "Take a measure of one person here, or combine the two by ratio, difference or times."),
    Kind("circular-measure", "These measures are made of one another: {circle}.",
         "Take one of them out of the circle."),
    Kind("another-subject", '"{found}" speaks of {subject}; here it must be something that speaks of {wanted}.',
         "Name one of the same subject, or change `subject` of the outcome or `about` of the record."),
    Kind("no-cohorts", "{what} needs cohorts, and the contract has none.",
         "Say `cohorts:`, such as {{every: 3 months, from: 2012-11-01}}, {{of: 1000}} or {{by: a field}}."),
    Kind("cohort-not-always-known", '"{field}" does not say one category in every row.',
         "Name a field that is `one_of` categories and not optional."),
    Kind("people-in-no-cohort", "The first cohort begins on {first}, and people may start from {from_}: they would be in none.",
         "Begin with the first day of the contract, if everybody belongs to a cohort.", WARNING),
    Kind("never-claimed", 'No record can claim the outcome "{outcome}": "{field}" does not name it.',
         "Add it to the categories of the field.", WARNING),
    Kind("for-people-only", 'The outcome "{outcome}" is of {subject}, and `for` asks what the enrolment of a person says.',
         "Take `for:` out, or name the people in a measure: `people: {{…}}`."),
    Kind("each-and-repeats", 'The outcome "{outcome}" is looked at for each period, and repeats as well.',
         "Keep `each:` or `repeats:`."),
    Kind("no-period", '"{found}" is the day of a period, and there is none here.',
         "Say `each:` of the outcome, or name another day."),
    Kind("not-the-whole-period", "`for: period` is the whole of a period, from its first day to its last, {why}.",
         "{remedy}"),
    Kind("held-for-length-of-period", "Each period is {period}, and what is held within it lasts {length} from its first day: after a short month it is complete only when the period is over.",
         "Say `for: period`, with `after_break: ends`: from the first to the last day of its period.", WARNING),
    Kind("claims-alike", 'Two claims of one day for "{outcome}", which can be reached several times, say the same in the record "{record}", and count as one.',
         "Read what tells them apart, such as `fields: {{number: {{heading: Claim number, text: true}}}}`.", WARNING),
    Kind("days-still-running", 'The measure "{measure}" counts days of the record "{record}", which counts once it has ended: a number that is final today can still change when one that is running is closed.',
         "Say so long after its last day it is final: `settles: 3 months`.", WARNING),
    Kind("more-than-there-are", "{wanted} parts are needed, and there are {number}.",
         "Lower the number, or add parts under `these:`."),
    Kind("several-checks", "Several kinds of check stand side by side: {found}.",
         "Put each on its own under all_of (every one is needed) or any_of (one is enough)."),
    Kind("money-unreadable", '"{found}" is not an amount of money.',
         "Write £1,500, 1500.00 GBP or 1500; a thousand may have a comma, pence have two figures."),
    Kind("money-too-fine", '"{found}" has parts smaller than the smallest coin of {currency}.',
         "Round the price in the contract, which the engine never does; thousands take a comma, not a point."),
    Kind("money-currency", '"{found}" is not in {currency}, the currency of the contract.',
         "Keep one contract in one currency."),
    Kind("money-negative", '"{found}" is below zero.',
         "Prices and limits are not negative; write £0 for what is unpaid."),
    Kind("money-out-of-range", '"{found}" is too large.',
         "Amounts stay below 10,000,000,000."),
    Kind("part-unreadable", '"{found}" is not a share.',
         "Write a per cent from 0% to 100%, with at most six decimals, such as 29.6%, or a ratio such as 2/3; of what a payer takes also `rest`."),
    Kind("fraction-unreadable", '"{found}" is not a part.',
         "Write a per cent from 0% to 100%, with at most six decimals, or a ratio such as 1/6."),
    Kind("duration-unreadable", '"{found}" is not a length of time.',
         "Write a number and a unit: 35 days, 13 weeks, 6 months, 2 years, 10 working days."),
    Kind("date-unreadable", '"{found}" is not a date.',
         "Write the year, month and day, such as 2018-03-31."),
    Kind("date-impossible", '"{found}" is not in the calendar.',
         "Write a day that exists, between 1900-01-01 and 2199-12-31."),
    Kind("number-unreadable", '"{found}" is not {expected}.',
         "Write figures, such as {example}."),
    Kind("anchor-unreadable", '"{found}" does not say a day.',
         "Write an anchor (start, an outcome, a date, that <record>), or a time from one: 6 months after start."),
    Kind("currency-unknown", '"{found}" is not a currency.',
         "Write its three letters, such as GBP or EUR."),
    Kind("period-reversed", "The period ends on {to}, before it begins on {from_}.",
         "Put the earlier day first."),
    Kind("unknown-record", 'No record is called "{found}".',
         "{nearest}"),
    Kind("unknown-field", 'The record "{record}" has no field "{found}".',
         "{nearest}"),
    Kind("unknown-category", '"{found}" is not a category of {of}.',
         "{nearest}"),
    Kind("category-with-comma", '"{found}" has a comma in it, and commas part the categories of a list.',
         "Ask for the category to be written without the comma."),
    Kind("unknown-outcome", 'No outcome is called "{found}".',
         "{nearest}"),
    Kind("unknown-party", 'No party is called "{found}".',
         "{nearest}"),
    Kind("unknown-anchor", '"{found}" is neither an outcome nor `start`, the day of enrolment.',
         "{nearest}"),
    Kind("not-a-payer", 'The party "{found}" is {role}, and shares are paid by an outcome payer.',
         "Name an outcome payer, or give the party that role."),
    Kind("that-without-record", '"{found}" points at a record that does not stand before it.',
         "Under all_of, put `record: {record}` first and the part that says `that {record}` after it."),
    Kind("that-in-measure", '"{found}" points at a record that stands before it in a check, and nothing stands before a measure.',
         "Let the record {record} show an outcome of its own, at £0 if it is not paid, and write the name of that outcome here."),
    Kind("that-ambiguous", '"{found}" could be either of {number} parts that stand before it.',
         "Keep one of them before it, or let the other be an outcome of its own."),
    Kind("comparison-does-not-fit", '"{comparison}" cannot be asked of "{field}", which holds {holds}.',
         "{remedy}"),
    Kind("never-satisfied", 'No value of "{field}" can be {asked}.',
         "Check the bounds: as they stand, no record ever counts."),
    Kind("circular-after", "These outcomes wait for one another: {circle}.",
         "Take one `after`, `from` or window out of the circle."),
    Kind("after-first-only", 'The outcome "{outcome}" repeats, and "{found}" does not say which time is meant.',
         "Anchor on an outcome that is paid once, or on a record."),
    Kind("outcome-without-price", 'No clause gives a price for the outcome "{outcome}".',
         "Add a price for it, or write `{outcome}: £0` if it is meant to be unpaid."),
    Kind("price-without-evidence", 'Clause {clause} prices "{outcome}", and no outcome of that name says what shows it.',
         "{nearest} Or add the outcome, with `is` and `shown_by`."),
    Kind("outcome-without-payer", "No clause says who pays for {outcomes}.",
         "Add a co_payment, even where one party pays all: shares: [{{payer: …, part: 100%}}]."),
    Kind("decided-twice", "Clauses {first} and {second} both decide {what}.",
         "Keep it in one of them: nothing is settled by which comes last."),
    Kind("clause-repeated", 'Two clauses are numbered "{clause}"; the first is on line {first}.',
         "Give each clause its own number: lines on statements are known by it."),
    Kind("category-without-price", '{of} does not say what holds for {field} "{category}".',
         "Add it,{otherwise}."),
    Kind("category-not-always-known", '{of} looks at "{field}" of "{record}", which is not known for every claim.',
         "Price by a category that is never empty, of a record without which the outcome cannot be shown, or of the enrolment."),
    Kind("knots-out-of-order", "{later} stands after {earlier} in a table by number.",
         "Write the numbers of a table upwards, each once."),
    Kind("outside-not-stated", 'The table by "{number}" does not say what holds {side} {knot}.',
         "Add `{term}:`; nothing is assumed outside a table."),
    Kind("slices-not-from-zero", "The first slice begins at {knot}.",
         "Begin with 0; units that are not paid for are a slice at £0."),
    Kind("position-not-whole", '"{found}" can never be reached: "{number}" counts 1, 2, 3.',
         "Write whole numbers above zero."),
    Kind("unknown-number", '"{found}" is not a number that a price can look at.',
         "{nearest}"),
    Kind("date-before-first-value", "The first dated value holds from {first}, and one may be needed from {from_}.",
         "Say what held from {from_}; there is no value before the first."),
    Kind("dates-out-of-order", "{later} stands after {earlier}.",
         "Write dated values in the order of their dates."),
    Kind("cap-under-cheapest-price", "Clause {clause} allows {cap}, less than the cheapest price it limits, {price} for {outcome}.",
         "Nothing could ever be paid in full under it; check both amounts."),
    Kind("cap-under-dearest-price", "Clause {clause} allows {cap}, less than {price} for {outcome}: that outcome can never be paid in full.",
         "Check both amounts; if it is meant, nothing needs to be done.", WARNING),
    Kind("term-not-stated", '{of} moves money and does not say "{key}", and neither do the standard terms.',
         "Add `{key}:` ({values}), or name standard_terms that state it."),
    Kind("window-after-limit", "Clause {clause} takes what is claimed too late, and stands below clause {limit}, which limits it.",
         "Put the claim window above every limit: what is late must use up no room."),
    Kind("most-mixed", "The most of clause {clause} is money in one place and a number of claims in another.",
         "Write all of it in money or all in claims, and what is left in a clause of its own."),
    Kind("group-not-known", 'Clause {clause} groups people by "{field}" of the record "{record}", which is not known for everybody.',
         "Group by a field with categories (`one_of`) that is never empty."),
    Kind("group-without-most", 'Clause {clause} does not say the most for {field} "{category}".',
         "Add it; a group without a limit has a most that is never reached."),
    Kind("part-half-in-total", 'In clause {clause}, "{inside}" counts in the total, and "{outside}" of the same part does not.',
         "Let a part count in the total as a whole, or not at all; or make two parts of it."),
    Kind("waits-for-itself", 'In clause {clause}, "{outcome}" stands on both sides.',
         "Name another outcome: nothing waits for itself, or stands in its own place."),
    Kind("outcome-without-period", 'Clause {clause} looks at the period of "{outcome}", which has none.',
         "Say `each: {{period: 1 month, from: start}}` in the outcome, or name another one."),
    Kind("rest-of-nothing", "A per cent or a ratio is needed here: nobody else leaves a rest.",
         "Write it with a per cent sign, such as 10%, or as a ratio, such as 1/3."),
    Kind("limit-before-price", 'Clause {clause} limits "{outcome}", and its price stands below, in clause {price}.',
         "Put the limit after the prices: clauses are worked out in order, and it would find nothing to limit."),
    Kind("part-before-price", 'Clause {clause} looks at what is due so far on "{outcome}", and its price stands below, in clause {price}.',
         "Put it after the prices: clauses are worked out in order, and it would find nothing due."),
    Kind("fee-not-whole", "The parts of the fee of clause {clause} {detail}.",
         "Begin with instalment 1, go upwards to the last at most, and let the parts add up to 100%."),
    Kind("known-without-received", 'Clause {clause} looks at the day on which a claim was known, and the record "{record}" does not say it.',
         "Add `received:` to the record, or look at the day reached or shown."),
    Kind("pots-can-be-passed", "The pots of clause {clause} hold {pots}, and no cap in money keeps what is due within them.",
         "A pot is a weight: payers may pay more than it holds. Add a contract_cap of {pots}, if that is meant.", WARNING),
    Kind("gap-longer-than-time", 'The outcome "{outcome}" allows a gap of {gap} in a time of {length}.',
         "One record could show the whole time; check both lengths.", WARNING),
    Kind("window-never-opens", 'The window of the outcome "{outcome}" lies outside the contract, {from_} to {to}.',
         "No record could ever count; check its days, or the period of the contract.", WARNING),
    Kind("held-two-ways", 'What must be held for the outcome "{outcome}" says both `{first}` and `{second}`.',
         "Keep one: `after_break` for a time unbroken, `in_total` for one in total, `among` for one among so many; "
         "gaps and incidents are of days unbroken."),
    Kind("total-in-months", '"{key}: {found}" is not a number of days, and days are counted here.',
         "Write days or weeks, or count months as periods: `each: {{period: 1 month, …}}`."),
    Kind("among-shorter", 'The outcome "{outcome}" needs {needed} among {among}, which is less.',
         "Check both lengths: what is needed must fit among them."),
    Kind("not-whole-periods", '"{found}" is not a whole number of periods of {period}.',
         "Write a length that the periods fill, in the same unit."),
    Kind("sum-of-no-number", 'The field "{field}" of "{record}" holds {holds}, and only numbers are added up.',
         "Name a field that says `number:`, or count the records by `count: true`."),
    Kind("duration-too-long", '"{found}" is longer than a hundred years.',
         "Check the number and the unit."),
    Kind("nation-unknown", '"{found}" is not a nation whose working days are known.',
         "{nearest}"),
    Kind("working-days-of-nobody", '"{found}" counts working days, and the contract does not say of which nation.',
         "Add `working_days:` to the contract: england, wales, scotland, northern_ireland, or a country such as IE or DE-BE."),
    Kind("working-days-not-known", 'The days off of "{nation}" are known from {first} to {last}, and the contract is in force from {from_} to {to}.',
         "Check the period of the contract, or count in days or weeks."),
    Kind("time-zone-unknown", '"{found}" is no time zone that is known here.',
         "{nearest}"),
    Kind("period-end-unclear", "Periods of {every} from {from_} have no clear last day: not every month has that day.",
         "Begin them on a day from 1 to 28, such as the first of a month."),
    Kind("order-not-total", "Two claims can tie in the order of clause {clause} ({order}).",
         "Add {missing}, so that the order never depends on the order of a file."),
    Kind("shares-not-whole", "The shares of clause {clause} add up to {total}.",
         "Parts add up to exactly 100%; one of them may be `part: rest`, and takes what the others leave."),
    Kind("shares-mixed", "Clause {clause} mixes pots with parts.",
         "Give every payer a `pot`, or every payer a `part`."),
    Kind("share-unclear", "A share of clause {clause} says {found}.",
         "Say `payer` or `among`, one of `part`, `pot` and `amount`, and `when_empty` only beside a payer's `up_to`."),
    Kind("standard-terms-unknown", 'There are no standard terms called "{found}".',
         "{nearest}"),
    Kind("window-reversed", "The window closes {to}, before it opens {from_}.",
         "Put the earlier day first."),
    Kind("never-in-force", "{what} asks for {needs}, and the contract is in force from {from_} to {to}.",
         "Check the length, or the period of the contract.", WARNING),
    Kind("never-reached", 'The outcome "{outcome}" can never be reached: {why}.',
         "Check its days and numbers, the length of the contract, and what it comes after.", WARNING),
    Kind("no-time-to-repeat", 'The outcome "{outcome}" is paid {most} times, {apart} apart, and the contract has time for {number}.',
         "Check both numbers, and the period of the contract.", WARNING),
    Kind("group-left-out", 'There is no outcome for people whose "{field}" is "{category}".',
         "Name the category under `for:` of an outcome, or let those people start under another contract.", WARNING),
    Kind("paid-by-silence", 'The outcome "{outcome}" is met where there is no record "{record}" at all: then "{measure}" is nothing.',
         "Ask for a record that somebody looked as well, by all_of; or say under `not_provable` that a file that is not sent pays.", WARNING),
    Kind("personal-looked-at", 'The terms look at "{field}" of the record "{record}", which is personal: the contract cannot be adopted so.',
         "Let the file carry what decides, such as an age at the start or a group; what is personal can be erased.", WARNING),
    Kind("window-before-enrolment", '"{found}" lies before the enrolment, and evidence counts from the enrolment.',
         "Begin with `start`, or say `evidence_counts: any_day`.", WARNING),
    Kind("boundary-in-two-classes", 'A number "{number}" of exactly {bound} counts for "{first}" and for "{second}".',
         "Leave the bound out of one of them (`below:` or `above:`), or say which is paid by best_of or first_of.", WARNING),
    Kind("boundary-in-no-class", 'A number "{number}" of exactly {bound} counts neither for "{first}" nor for "{second}".',
         "Count the bound in for one of them (`at_most:` or `at_least:`).", WARNING),
    Kind("cap-never-reached", "Clause {clause} allows {cap}, and no more than {asked} can ever be asked of it: it limits nothing.",
         "Check both numbers; `sop exposure` shows what each outcome can come to.", WARNING),
    Kind("added-below-cap", "Clause {clause} adds to what is due, and stands below clause {cap}: what it adds is not limited.",
         "Put it above the cap, unless it is meant to be paid beyond it.", WARNING),
    Kind("deducted-below-cap", "Clause {clause} takes from what is due, and stands below clause {cap}: what it takes has used up room.",
         "Put it above the cap, unless the cap is meant for what was earned before.", WARNING),
    Kind("value-never-holds", "A value of clause {clause} holds from {day}, and the contract ends on {to}.",
         "Check both days; a value that never holds is left out.", WARNING),
]

_DEEDS = [  # library/deeds/: variations of a contract
    Kind("deed-file-name", "{found} lies among the deeds, and its name is not the number of a deed.",
         "Call it by the number of the deed, with two figures: 01.yaml, 02.yaml."),
    Kind("deed-number-in-name", "{found} says that it is deed {number}.",
         "Let the name of the file and the number in it be the same."),
    Kind("deed-number-missing", "This is deed {number}, and there is no deed {missing}.",
         "Deeds are numbered from 1, without a gap; a deed that is missing could change what is due."),
    Kind("deed-numbers-and-days", "Deed {number} was signed on {signed}, before deed {first}, which was signed on {day}.",
         "Deeds apply in the order of their numbers, and the later one must be the one signed later; check both."),
    Kind("deed-outside-contract", "Deed {number} holds from {day}, and the contract is in force from {from_} to {to}.",
         "Check the day; what holds from the beginning is a term of the contract."),
    Kind("deed-signed-after", "Deed {number} was signed on {signed}, and holds from {day}, an earlier day.",
         "What was due in between changes after the fact; if that is meant, nothing needs to be done.", WARNING),
    Kind("deed-changes-what-is-not-there", "Deed {number} names {what}, which is not there.",
         "{nearest} What is new stands under `adds`."),
    Kind("deed-adds-what-is-there", "Deed {number} adds {what}, which is there already.",
         "Change it under `changes`, or give what is new a name of its own."),
    Kind("deed-names-twice", "Deed {number} withdraws {what}, and changes or adds it as well.",
         "Keep one of the two."),
    Kind("deed-cannot-change", 'Deed {number} names "{found}" under `{part}`, where a deed cannot.',
         "{remedy}"),
    Kind("deed-clause-place", "Deed {number} adds a clause that does not say its number, and one clause that it stands beside.",
         "Write `clause:` with its number, and `stands_after:` or `stands_before:` with the number of another."),
    Kind("deeds-change-the-same", "Deeds {first} and {second} both change {term} {whom}, deed {second} from {when}.",
         "Deed {first} would never hold for it; let the later deed begin later, or keep one of the two."),
    Kind("deed-referral-unknown", 'The deed is for those referred from a day, and no field "{field}" of the record "{record}" always says it.',
         "Add the field to the record (`{field}: {{heading: …, day: YYYY-MM-DD}}`), or name another as `referred_by`."),
]

_CASES = [  # library/cases.py: worked examples that the parties signed
    Kind("case-unreadable", "The example cannot be read: {detail}.",
         "{remedy}"),
    Kind("case-differs", "{it} {outcome}: the example says {said}, the terms give {given}.",
         "Mend the terms or the example: both were signed."),
]

_ASKING = [  # library/asking/ and service/new.py: the answers of which `sop new` makes a contract
    Kind("answer-not-asked", '"{key}" is not asked here: it is asked {only}.',
         "Take it out, or change the answer on which it depends."),
    Kind("no-example", 'No example could be made in which "{outcome}" is reached.',
         "Check its days and lengths, and what it comes after, against the period of the contract."),
    Kind("new-exists", "{found} is already there.",
         "Give the contract another name, or another folder with --in; nothing is ever written over."),
    Kind("answers-unreadable", "The answers cannot be read: {detail}.",
         "Name a file that can be read."),
    Kind("answers-end", "The answers end before this is answered: {asks}",
         "Answer every question, or give the answers in a file with --answers."),
]

_INTAKE = [  # intake/: the consortium's own files
    Kind("no-file", 'No file matches {patterns}, which the contract reads for "{record}".',
         "Add the file, or correct `files:` in the contract; until then there are no such records.", REMARK),
    Kind("file-not-used", "No record of the contract reads this file.",
         "Rename it so that it matches, or take it out of the folder.", REMARK),
    Kind("folder-not-read", "This is a folder, and folders inside the folder are not read.",
         "Put its files beside the others.", REMARK),
    Kind("file-beside", "{other} has the same name, and is read in its place.",
         "Keep one of the two: what stands in both formats would be read twice.", REMARK),
    Kind("file-unreadable", "The file cannot be opened: {detail}.",
         "Put a file that can be read in its place, or take it away.", REMARK),
    Kind("csv-too-large", "The file has {size} bytes; a file of evidence is limited to {most}.",
         "Split it: rows may lie in several files.", REMARK),
    Kind("csv-encoding", "The file is not UTF-8 text: byte {offset} cannot be read.",
         "In a spreadsheet choose CSV UTF-8 when saving.", REMARK),
    Kind("csv-empty", "The file is empty.",
         "Send it again with its headings, even when there are no rows.", REMARK),
    Kind("csv-delimiter", "The headings look separated by {found}, not by commas.",
         "Save the file as comma-separated.", REMARK),
    Kind("csv-quote", "A quote in this row does not close where its cell ends; no row from here on is read.",
         "Close the quote, or double it where it belongs to the text.", REMARK),
    Kind("csv-heading-missing", 'There is no heading "{heading}", which the contract reads for "{record}"; rows that cannot be read: {rows}.',
         "{nearest}", REMARK),
    Kind("csv-heading-repeated", 'The heading "{heading}" stands more than once; rows that cannot be read for "{record}": {rows}.',
         "Give each column its own heading.", REMARK),
    Kind("csv-row-endless", "The row goes on for more than {most} characters; no row from here on is read.",
         "Close the quote at which it begins, or double it where it belongs to the text.", REMARK),
    Kind("workbook-kind", "The file is {found}, and not a workbook of the kind .xlsx.",
         "Open it in a spreadsheet and save it as .xlsx, or save the sheet as CSV UTF-8.", REMARK),
    Kind("workbook-encrypted", "The workbook is locked with a password.",
         "Save it without one, and send it by a way that is safe.", REMARK),
    Kind("workbook-macros", "The workbook holds macros, which are programs.",
         "Save it as .xlsx, which holds none.", REMARK),
    Kind("workbook-damaged", "The workbook cannot be opened: {detail}.",
         "Open it in a spreadsheet, save it anew as .xlsx and send it again.", REMARK),
    Kind("workbook-unsafe", "The workbook is not as a spreadsheet writes it: {detail}.",
         "Copy the rows into a new workbook and send that.", REMARK),
    Kind("workbook-too-large", "{what} has {size}; at most {most} are read.",
         "Split it, or save the sheet as CSV UTF-8, which may be longer.", REMARK),
    Kind("workbook-sheets", "Several sheets hold rows, and none says that it is the one: {sheets}.",
         "Give the one that is meant the name {record}, or keep it alone.", REMARK),
    Kind("workbook-hidden", "{what} hidden in the workbook, and {read}.",
         "Show what is hidden and look at it; delete what should not be sent.", WARNING),
    Kind("reference-as-number", "{number} references are numbers, the first in row {row}: zeros at their beginning would be lost.",
         "Format the column as text, and check the references against your own list.", WARNING),
    Kind("parquet-missing", "Parquet files are read with pyarrow, which is not installed.",
         "Install sop-engine[scale], or send the file as CSV.", REMARK),
    Kind("parquet-damaged", "The Parquet file cannot be read: {detail}.",
         "Write it again, or send the rows as CSV.", REMARK),
    Kind("parquet-column", 'The column "{heading}" holds {kind}; text, numbers, days and true or false are read.',
         "Write one value into each row of it.", REMARK),
    Kind("file-not-finished", "Reading the file took more than {memory} of memory or {seconds} seconds, or broke down.",
         "Delete what stands outside the table, split the file, or send the rows as CSV.", REMARK),
    Kind("row-formula", "The cell holds a formula, whose value may be another tomorrow.",
         "Copy the column, and paste it in its place as values.", REMARK),
    Kind("row-merged", "The cell is merged with others, so that it is not clear of which row it speaks.",
         "Unmerge the cells, and fill in each of them.", REMARK),
    Kind("row-cell-error", "The cell holds {found}, which a spreadsheet writes where it found no value.",
         "Type the value.", REMARK),
    Kind("row-quote", "A cell of this row goes on after its closing quote.",
         "Double the quotes that belong to the text, and put quotes around the whole cell.", REMARK),
    Kind("row-width", "The row has {found} for {expected}.",
         "Check for a comma that is not inside quotes, or for one that is missing.", REMARK),
    Kind("row-character", "The cell holds the character {character}, which cannot be seen.",
         "Type the cell again.", REMARK),
    Kind("row-cell-too-long", "The cell has {size} characters; at most {most} are read.",
         "Shorten it.", REMARK),
    Kind("row-person-missing", "The row does not say whom it is about.",
         "Add the person's reference.", REMARK),
    Kind("row-person-damaged", "The reference looks changed by a spreadsheet (such as 1E+05).",
         "Format the column as text and type the reference again.", REMARK),
    Kind("row-person-not-enrolled", 'No good row of the record "{start}" enrols anybody with this reference.',
         "Correct the reference, or send the record that enrols the person.", REMARK),
    Kind("people-alike", "{number} references that enrol people differ only in capitals, blanks or leading zeros: {rows}.",
         "If they are one person, write one reference; until then each takes part.", REMARK),
    Kind("row-person-held-back", 'The record "{start}" of this person is itself a bad row: {where}.',
         "Correct that row; this one is then read.", REMARK),
    Kind("row-value-missing", "The cell is empty.",
         "Fill it in, or leave the row out.", REMARK),
    Kind("row-still-going-on", "The cell of the last day is empty: what is still going on counts once it has ended.",
         "Send the row again with its last day once it has ended; if it has, write the day. To have it count so far, send one row for each month that is over, ended with that month.", REMARK),
    Kind("row-date-unreadable", "{found} is not a date written {written}.",
         "Write {written}, such as {example}.", REMARK),
    Kind("row-date-month-only", "{found} is a month, and the contract does not say which day of it is meant.",
         "Write the day, or let the contract say `month_means` for this date.", REMARK),
    Kind("row-date-impossible", "{found} is not in the calendar.",
         "Write a day that exists, between 1900-01-01 and 2199-12-31.", REMARK),
    Kind("row-period-reversed", "The row ends on {to}, before it begins on {from_}.",
         "Put the earlier day first.", REMARK),
    Kind("row-category-unknown", "{found} is not one of the categories that the contract reads here.",
         "{nearest}", REMARK),
    Kind("row-number-unreadable", "{found} is not a number.",
         "Write figures, with a point before decimals: 12.5.", REMARK),
    Kind("row-number-too-low", "{found} is below {least}, the least that the contract takes here.",
         "Correct the number; what is taken back is a record of its own, where the contract has one.", REMARK),
    Kind("row-conflict", "Row {other} says something else, and the contract allows one such record per {per}.",
         "Keep the one that is right; until then neither is used.", REMARK),
]

_CALLS = [  # doors: what was asked for
    Kind("contract-missing", 'There is no contract "{found}".',
         "{nearest}"),
    Kind("contract-unreadable", "The contract cannot be read: {detail}.",
         "Ask for the right to read the file."),
    Kind("deeds-too-many", "The contract has {number}, fewer than the {found} asked for.",
         "Ask for fewer, or for all of them by leaving it out."),
    Kind("evidence-missing", "There is no folder of evidence at {found}.",
         "Name the folder that holds the consortium's files."),
    Kind("nobody-enrolled", 'Nobody is enrolled: no good row of a record "{start}" was found in {folder}.',
         "Check the folder, and the files the contract reads: {patterns}."),
    Kind("as-at-unreadable", '"{found}" is not a day between 1900-01-01 and 2199-12-31.',
         "Write {option} with year, month and day, such as 2018-10-31."),
    Kind("person-unknown", 'Nobody with the reference "{found}" is enrolled.',
         "{nearest}"),
    Kind("currencies-differ", "{first} is in {one}, and {second} is in {other}.",
         "Compare contracts in one currency: amounts are never converted."),
    Kind("amount-out-of-range", "The price comes to {found} of the smallest coin, which is more than the engine counts.",
         "Look at the number that the price multiplies: a row of the evidence must be wrong."),
    Kind("out-exists", "{found} is already there.",
         "Name another, or say --overwrite to replace it."),
    Kind("out-not-ours", "{found} is there, and {what} was not written by a {by}.",
         "Name another folder; only the results of a {by} are replaced."),
    Kind("returned-not-xlsx", "{found} is not a name for a workbook.",
         "Let it end in .xlsx."),
    Kind("out-unwritable", "{found} cannot be written: {detail}.",
         "Name a folder that can be written."),
]

_STORE = [  # store/, service/keep.py, person.py, sample.py: what is kept
    Kind("store-url", "{found} is no database that is known here.",
         "Write a URL: sqlite:///sop.db, or postgresql://name@host/database."),
    Kind("store-not-ready", "The database has {found}, which is not what this engine expects.",
         "Run: sop store upgrade. Nothing that is there is altered."),
    Kind("store-not-there", "There is no database at {found}.",
         "Look at its name: --database, or SOP_DATABASE_URL; sop store upgrade makes a new one."),
    Kind("store-damaged", "The file is no database, or is not a whole one: {detail}.",
         "Look at its name: --database, or SOP_DATABASE_URL; if it is right, bring back a copy of the database."),
    Kind("store-full", "There is no room left where the database is kept; nothing of this was written.",
         "Make room there, and do the same again."),
    Kind("store-unavailable", "The database cannot be reached, or broke off: {detail}.",
         "Do the same again once it answers; what was written already is not written twice."),
    Kind("store-no-contract", 'No contract "{found}" is kept in the database.',
         "{nearest}"),
    Kind("store-no-version", "There is no version {found} of the contract in the database.",
         "Adopt the contract: sop adopt CONTRACT."),
    Kind("store-rules-differ", "{found} of this engine is not what was adopted with the contract.",
         "Use the engine that has the rules as they were, or adopt the contract anew."),
    Kind("adopt-periods", "Period {period} was closed as {first} to {last}; by these terms it is {now}.",
         "Leave the payment periods as they were: what is closed and stated stays, and each day belongs to one period."),
    Kind("vault-key-unwritable", "The key of the vault cannot be written: {detail}.",
         "Name a file that is not there yet, in a folder that can be written."),
    Kind("vault-key-unreadable", "The key of the vault cannot be read: {detail}.",
         "Name the file that `sop store key` has made: --vault-key FILE, or SOP_VAULT_KEY."),
    Kind("vault-key-open", "Others can read the key of the vault.",
         "Let only its owner read it: chmod 600."),
    Kind("vault-closed", "What is sealed there does not open with this key.",
         "Use the key with which it was sealed; the keys of another database do not open it."),
    Kind("vault-knows-nobody", "The vault knows nobody of this reference: they were never enrolled here, or were erased.",
         "Look at the reference; who was erased can no longer be named."),
    Kind("evidence-unchanged", "This was rejected as record {record}, and is sent again as it was.",
         "Correct what was wrong with it, or ask for the record to be looked at again."),
    Kind("evidence-of-erased", "Whoever this row is about was erased, and is not enrolled again.",
         "Take the row out, or send the others alone: --good-rows. What was paid stays as it was."),
    Kind("evidence-contradicts", "Record {record} says something else, and the contract allows one such record per {per}.",
         "{how} withdraw that record: sop review CONTRACT withdrawn --record {record}. Kept beside it, neither would count."),
    Kind("evidence-corrects-nothing", '"{found}" is no record of this kind that could be corrected.',
         "Write the number of the record as it was sent back, or leave the cell empty."),
    Kind("personal-decides", "The terms look at {field} of {record}, which is personal.",
         "Let the file carry what decides, such as an age at the start or a group; what is personal can be erased."),
    Kind("import-no-file", "There is no such file.",
         "Name the files that were sent, not their folder."),
    Kind("import-no-kind", "The file has no name that the contract asks for.",
         "{nearest}"),
    Kind("review-no-reason", "It is not said why this is rejected.",
         "Say it: --reason TEXT. Whoever sent it reads the reason."),
    Kind("review-no-state", 'Evidence is not moved to "{found}".',
         "Write in-review, accepted, rejected or withdrawn."),
    Kind("review-of-nothing", "It is not said on which records this is decided.",
         "Say it: --record N, or --file N; sop records shows the numbers of files, sop records --file N those of records."),
    Kind("review-both", "Records are named, and a file as well.",
         "Decide on the ones, then on the other: --record N, or --file N."),
    Kind("review-no-record", "There is no record {found}.",
         "Look at the number: sop records CONTRACT --file N lists those of a file."),
    Kind("review-no-submission", "No file was kept under this number, or none of its rows was new.",
         "Look at the number: sop records lists the files."),
    Kind("review-not-possible", "Record {found} is {before}, and cannot become {state}.",
         "What was withdrawn is sent again; what was decided can be looked at again: in review."),
    Kind("vault-key-missing", "It is not said where the key of the vault is.",
         "Say it: --vault-key FILE, or SOP_VAULT_KEY; `sop store key FILE` makes one."),
    Kind("erase-no-ground", "It is not said on what ground somebody is erased.",
         "Say it: --ground TEXT, such as the request and its date."),
    Kind("sample-no-seed", "A sample needs a seed, and a size of at least one.",
         "Name the seed once nothing more can be sent, such as the numbers of a public draw."),
    Kind("sample-of-nothing", "There is no accepted evidence to draw from.",
         "Look at the kinds of record that were named; sop records lists the files."),
    Kind("sample-no-kind", 'The contract has no record "{found}".',
         "{nearest}"),
    Kind("sample-days", "The first day, {first}, is after the last, {last}.",
         "Write the earlier day under --from, and the later under --to."),
    Kind("sample-not-a-sheet", "{found} is the name of no sheet.",
         "Let it end in .csv or .xlsx."),
    Kind("marks-not-a-sheet", 'The file has no heading "{heading}", or has it twice: it is not the sheet of a sample.',
         "Send the sheet as sop sample wrote it, with right or wrong in each row."),
    Kind("marks-several-samples", "The rows are of several samples: {found}.",
         "Send the sheet of each by itself."),
    Kind("marks-no-sample", 'No sample "{found}" was announced.',
         "Write the number under which sop sample announced it; what was not drawn beforehand cannot be marked."),
    Kind("marks-known", "The marks of sample {sample} were sent before: they are record {record}.",
         "If those are not right, withdraw them: sop review CONTRACT withdrawn --record {record}. Then send these."),
    Kind("marks-no-record", "No record of the contract is what the marks of a sample of {kinds} come to.",
         "Give one `marks: {{of: ..., sample: ..., checked: ..., wrong: ...}}`, or draw from the kinds that it names."),
    Kind("marks-day-to-come", "The day of the audit, {found}, has not come yet.",
         "Write under --dated the day by which the contract says what the audit looked at: today or before."),
    Kind("marks-day-elsewhere", "The sample was drawn from records dated {first} to {last}, and the audit is dated {found}.",
         "Write under --dated one of these days: it says what the audit looked at, not when."),
    Kind("marks-row-missing", "Record {record} was drawn, and is not in the sheet.",
         "Look at it too: every record that was drawn is marked, once."),
    Kind("marks-row-other", 'Record "{found}" was not drawn so in sample {sample}.',
         "Put the row back as it was written, or take it out; only right or wrong is filled in."),
    Kind("marks-row-twice", "Record {record} is marked in row {other} already.",
         "Keep one of the two."),
    Kind("marks-unmarked", '"{found}" is neither right nor wrong.',
         "Write right or wrong."),
    Kind("marks-not-sent", '"{record}" is made from the marks of a sample, and is not sent as a file.',
         "Draw the sample with sop sample, and send its sheet with sop marks."),
    Kind("act-by-nobody", "It is not said who does this.",
         "Say it: --by NAME."),
    Kind("store-newer", "The database was made by a newer engine: its tables are of revision {found}.",
         "Use that engine, or a newer one."),
]

_LEDGER = [  # service/post.py, close.py, verify.py: what is posted, and what proves it
    Kind("no-payment-periods", "The contract does not say by which periods it is paid, so nothing can be posted.",
         "Add `payment_periods:` to it, such as {{every: 3 months, from: 2018-01-01, time_zone: Europe/London}}, and adopt it anew."),
    Kind("period-unknown", "There is no period {period}.",
         "Periods are counted from 1; the next to be closed is {next_}."),
    Kind("period-closed", "Period {period} ({first} to {last}) is closed: nothing is posted in it any more.",
         "What became known since is put right in period {next_}."),
    Kind("period-not-next", "Period {period} ({first} to {last}) is not the next: period {next_} is not closed yet.",
         "Close period {next_} first."),
    Kind("period-not-over", "Period {period} goes on to {last}.",
         "Post and close it from {from_}."),
    Kind("period-not-closed", "Period {period} is not closed, so it has no statement.",
         "Close it first: sop close."),
    Kind("statement-form", "{found} is the name of no statement.",
         "Name a file in .json, for machines, or in .html, to be read."),
    Kind("verify-act", "Act {number} is the first that is not as it was told: {what}.",
         "Somebody has altered the database past its guards. Bring back a copy from before, and compare it from this act on."),
    Kind("verify-entry", "Entry {number} is the first that is not as it was posted: {what}.",
         "Somebody has altered the database past its guards. Bring back a copy from before, and compare it from this entry on."),
    Kind("verify-run", "Run {number} is the first that does not come out again: {what}.",
         "Work it out with the engine that made it ({engine}); if it differs there too, what it rests on was altered."),
    Kind("verify-statement", "The statement of period {number} is not what the ledger says: {what}.",
         "Compare it with the copies that were sent out."),
    Kind("verify-head", "No entry and no act has the hash {found}.",
         "Check the hash on the statement; if it is right, the ledger here is not the one that was stated."),
    Kind("verify-vault", "The vault no longer says who {uid} is: {what}.",
         "If the key is that of another database, use this one's; else bring the vault back from a copy. What is paid does not need it."),
    Kind("would-repost", "Engine {now} comes to other amounts than engine {before} from the same records, on {number}.",
         "Compare the two; then say --repost, and the differences are posted as adjustments."),
]

# fmt: on
KINDS = {
    kind.code: kind for kind in _READING + _TERMS + _DEEDS + _CASES + _ASKING + _INTAKE + _CALLS + _STORE + _LEDGER
}
