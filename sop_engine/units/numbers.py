"""Numbers: exact ones, as people write them, and rounded to a whole in a named way."""

from fractions import Fraction

HALF_UP, HALF_EVEN, DOWN, UP = "half_up", "half_even", "down", "up"
ROUNDINGS = (HALF_UP, HALF_EVEN, DOWN, UP)
"""The ways to round.  Each looks at the number without its sign: what is taken back is what was given."""


def rounded(number: Fraction | int, how: str) -> int:
    """A number rounded to a whole one, in a named way.

    `half_up`: a half and more goes up.  `half_even`: a half goes to the even neighbour.  `down`:
    what is over a whole is left out.  `up`: it makes another whole.  All of it without the sign.

    Example:
        >>> [rounded(Fraction(5, 2), how) for how in ROUNDINGS], rounded(Fraction(-5, 2), "half_up")
        ([3, 2, 2, 3], -3)
    """
    if isinstance(number, int):
        return number
    exact = Fraction(number)
    if exact.denominator == 1:
        return exact.numerator
    whole, over = divmod(abs(exact.numerator), exact.denominator)
    twice = 2 * over
    if how == HALF_UP:
        lift = twice >= exact.denominator
    elif how == HALF_EVEN:
        lift = twice > exact.denominator or (twice == exact.denominator and whole % 2 == 1)
    elif how in (DOWN, UP):
        lift = how == UP
    else:
        raise ValueError(f"{how} is no way to round")
    return (-1 if exact < 0 else 1) * (whole + lift)


_ONE = {"people": "person", "children": "child", "women": "woman", "men": "man"}


def one_of(things: str) -> str:
    """What one of several things is called; a word that does not look like several stays as it is.

    Example:
        >>> [one_of(each) for each in ("claims", "care days", "entries", "boxes", "courses", "people", "£", "status")]
        ['claim', 'care day', 'entry', 'box', 'course', 'person', '£', 'status']
    """
    before, blank, last = things.rpartition(" ")
    if last.endswith(("sses", "xes", "ches", "shes")):
        last = last.removesuffix("es")
    elif last.endswith("ies"):
        last = last.removesuffix("ies") + "y"
    elif len(last) > 1 and not last.endswith(("ss", "us", "is")):
        last = _ONE.get(last, last.removesuffix("s"))
    return before + blank + last


def many(number: Fraction | int, things: str) -> str:
    """A number with what it counts: one of them, or so many.

    Example:
        >>> many(1, "claims"), many(1_200, "claims"), many(Fraction(3, 2), "hours"), many(0, "people")
        ('1 claim', '1,200 claims', '1.5 hours', '0 people')
    """
    return f"{exactly(Fraction(number))} {one_of(things) if number == 1 else things}"


def exactly(number: Fraction, places: int = 6) -> str:
    """A number as people write it; one that goes on for ever is cut, and says so.

    Example:
        >>> exactly(Fraction(12_345, 10)), exactly(Fraction(1, 3), 4)
        ('1,234.5', '0.3333…')
    """
    scaled = abs(number) * 10**places
    whole, part = divmod(int(scaled), 10**places)
    said = f"{whole:,}" + (f".{part:0{places}d}".rstrip("0") if part else "")
    return ("−" if number < 0 else "") + said + ("" if scaled.denominator == 1 else "…")


def part_in_words(part: Fraction) -> str:
    """A part as a per cent; one that no per cent of six decimals says exactly, as a ratio.

    Example:
        >>> part_in_words(Fraction(1, 8)), part_in_words(Fraction(33_333_333, 10**8)), part_in_words(Fraction(1, 3))
        ('12.5%', '33.333333%', '1/3')
    """
    per_cent = exactly(part * 100)
    return f"{part.numerator}/{part.denominator}" if per_cent.endswith("…") else f"{per_cent}%"
