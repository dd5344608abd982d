"""Money is read as people write it, refused with a reason, shown, and shared without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_engine.errors import KINDS
from sop_engine.units.money import MOST, Money, MoneyError, cumulative, is_currency, largest_remainder, read_money, show

NEGATIVE = ["-5", "-£5", "£-5", "−£5", "£−5", "- £5", "£ -5", "-5.00", "-5 GBP", "GBP -5", "-GBP 5", "-£1,500.00", "-0"]


@pytest.mark.parametrize(("text", "currency", "minor"), [
    ("£1,500", "GBP", 150_000),
    ("£1500", "GBP", 150_000),
    ("£1500.50", "GBP", 150_050),
    ("£1,500.50", "GBP", 150_050),
    ("1500.00 GBP", "GBP", 150_000),
    ("1500.00GBP", "GBP", 150_000),
    ("GBP 1500", "GBP", 150_000),
    ("GBP1,500.00", "GBP", 150_000),
    ("1500", "GBP", 150_000),
    ("1,500", "GBP", 150_000),
    (" £600 ", "GBP", 60_000),
    ("£0", "GBP", 0),
    ("£0.01", "GBP", 1),
    ("€20", "EUR", 2_000),
    ("20€", "EUR", 2_000),
    ("20 EUR", "EUR", 2_000),
    ("$20", "USD", 2_000),
    ("$20", "AUD", 2_000),
    ("₹1,500", "INR", 150_000),
    ("CHF 20.05", "CHF", 2_005),
    ("¥1500", "JPY", 1_500),
    ("1.250 KWD", "KWD", 1_250),
    ("£22,297,917", "GBP", 2_229_791_700),
    ("£9,999,999,999.99", "GBP", MOST - 1),
])
def test_good_spellings(text, currency, minor):
    """An amount is read to the penny, with or without its sign, its letters and the commas of its thousands."""
    assert read_money(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(("code", "text", "currency"), [
    ("money-unreadable", "", "GBP"),
    ("money-unreadable", "£", "GBP"),
    ("money-unreadable", "1,50", "GBP"),
    ("money-unreadable", "1,5000", "GBP"),
    ("money-unreadable", "1500,000", "GBP"),
    ("money-unreadable", "0,500", "GBP"),  # may be a half, written with a decimal comma
    ("money-unreadable", "1.500,00", "GBP"),
    ("money-unreadable", "£1.5", "GBP"),
    ("money-unreadable", "£1.", "GBP"),
    ("money-unreadable", "£.50", "GBP"),
    ("money-unreadable", "1e3", "GBP"),
    ("money-unreadable", "1_000", "GBP"),
    ("money-unreadable", "1 000", "GBP"),
    ("money-unreadable", "10^12", "GBP"),
    ("money-unreadable", "0x1F", "GBP"),
    ("money-unreadable", ".inf", "GBP"),
    ("money-unreadable", "nan", "GBP"),
    ("money-unreadable", "true", "GBP"),
    ("money-unreadable", "free", "GBP"),
    ("money-unreadable", "gbp 20", "GBP"),
    ("money-unreadable", "£20 GBP", "GBP"),
    ("money-unreadable", "£2£0", "GBP"),
    ("money-unreadable", "+£5", "GBP"),
    ("money-unreadable", "--5", "GBP"),
    ("money-unreadable", "-£-5", "GBP"),
    ("money-unreadable", "£１２", "GBP"),  # full-width figures
    ("money-unreadable", "£٣", "GBP"),  # Arabic-Indic figures
    ("money-too-fine", "100.005", "GBP"),
    ("money-too-fine", "£1.500", "GBP"),
    ("money-too-fine", "¥1500.00", "JPY"),
    ("money-currency", "€20", "GBP"),
    ("money-currency", "20€", "GBP"),
    ("money-currency", "£20", "EUR"),
    ("money-currency", "20 USD", "GBP"),
    ("money-currency", "$20", "GBP"),
    ("money-out-of-range", "10,000,000,000", "GBP"),
    ("money-out-of-range", "£10000000000.00", "GBP"),
    ("money-out-of-range", "1000000000000 JPY", "JPY"),
    ("money-out-of-range", "9" * 5_000, "GBP"),
    *(("money-negative", text, "GBP") for text in NEGATIVE),
])
def test_bad_spellings(code, text, currency):
    """What cannot be read for certain is refused, with a code of the catalogue that says why."""
    with pytest.raises(MoneyError) as caught:
        read_money(text, currency)
    assert caught.value.code == code
    assert code in KINDS


@given(st.integers(0, MOST - 1), st.sampled_from(["GBP", "EUR"]))
def test_what_is_shown_reads_as_the_same_amount(minor, currency):
    """An amount copied from a statement into a contract is the same amount."""
    assert read_money(show(minor, currency), currency) == Money(minor, currency)


@given(st.text(max_size=12) | st.text(alphabet="£€$GBPEUR0123456789.,-− ", max_size=12))
def test_any_text_is_an_amount_or_a_coded_refusal(text):
    """No text breaks the reader, and none is read as less than nothing."""
    try:
        assert 0 <= read_money(text, "GBP").minor < MOST
    except MoneyError as error:
        assert error.code in KINDS


@pytest.mark.parametrize(("minor", "currency", "text"), [
    (150_000, "GBP", "£1,500.00"),
    (1, "GBP", "£0.01"),
    (0, "GBP", "£0.00"),
    (-350_000, "GBP", "−£3,500.00"),
    (-1, "GBP", "−£0.01"),
    (2_005, "EUR", "€20.05"),
    (2_229_791_700, "GBP", "£22,297,917.00"),
    (MOST - 1, "GBP", "£9,999,999,999.99"),
])
def test_showing(minor, currency, text):
    """An amount is shown with its sign, commas and pence; less than nothing with a minus before all."""
    assert show(minor, currency) == text
    assert str(Money(minor, currency)) == text


def test_currencies():
    """A currency is known by the three letters of ISO 4217, in capitals."""
    assert [is_currency(code) for code in ("GBP", "EUR", "JPY", "gbp", "ZZZ", "", "£")] == [
        True, True, True, False, False, False, False]


@pytest.mark.parametrize(("amount", "weights", "parts"), [
    (100, [1, 2, 4], [14, 29, 57]),  # 14.29, 28.57, 57.14
    (100, [4, 2, 1], [57, 29, 14]),
    (10, [3, 3, 1, 3], [3, 3, 1, 3]),
    (11, [3, 3, 1, 3], [4, 3, 1, 3]),  # 3.3, 3.3, 1.1, 3.3
    (8, [3, 3, 1, 3], [3, 2, 1, 2]),  # 2.4, 2.4, 0.8, 2.4
    (5, [0, 1], [0, 5]),
])  # fmt: skip
def test_what_rounding_leaves_goes_to_the_largest_remainders(amount, weights, parts):
    """Each has the whole units of its part; what is over goes to the largest remainders, of equal ones to the first."""
    assert largest_remainder(amount, weights) == parts


@pytest.mark.parametrize(("before", "amount", "parts"), [
    (0, 1, [0, 1, 0]),  # cut at 0.4 and 0.8, which are 0 and 1
    (1, 1, [1, 0, 0]),
    (2, 1, [0, 0, 1]),
    (0, 5, [2, 2, 1]),
    (5, -5, [-2, -2, -1]),
])  # fmt: skip
def test_totals_to_date_stay_at_their_shares(before, amount, parts):
    """Of 2, 2 and 1 in five each penny goes where the totals to date are cut, and back again."""
    assert cumulative(before, amount, [2, 2, 1]) == parts


@pytest.mark.parametrize(("amount", "parts"), [
    (100, [34, 33, 33]),
    (-100, [-34, -33, -33]),
    (0, [0, 0, 0]),
    (-1, [-1, 0, 0]),
])  # fmt: skip
def test_what_is_taken_back_is_divided_as_it_was_given(amount, parts):
    """A negative amount is divided as the positive one, and each part has its sign."""
    assert largest_remainder(amount, [1, 1, 1]) == parts
