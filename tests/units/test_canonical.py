"""A value has one text that stands for it, and a text one digest."""

from fractions import Fraction
from hashlib import sha256

import pytest

from sop_engine.units.canonical import canonical, digest


def test_equal_values_have_one_text():
    """Names are sorted at every level, blanks left out, letters kept, fractions exact, lists in their order."""
    value = {"b": [1, None, (True, "é")], "a": {"d": Fraction(2, 3), "c": Fraction(4, 2)}}
    assert canonical(value) == '{"a":{"c":"2","d":"2/3"},"b":[1,null,[true,"é"]]}'
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize("value", [0.5, [0.5], (1, 0.5), {"a": 0.5}, {"a": [{"b": (1, 0.5)}]}, [{"a": float("nan")}]])
def test_a_float_has_no_text(value):
    """However deep it lies, a float is refused: it is not the number that somebody wrote."""
    with pytest.raises(TypeError, match="a float has no canonical text"):
        canonical(value)


@pytest.mark.parametrize(("value", "kind"), [({1, 2}, "set"), ([object()], "object"), ({"a": b"x"}, "bytes")])
def test_what_is_no_plain_value_has_no_text(value, kind):
    """What has no order of its own, or is no text, is refused by its kind."""
    with pytest.raises(TypeError, match=f"{kind} has no canonical text"):
        canonical(value)


def test_a_digest_is_of_the_bytes():
    """A text and its bytes have one digest; a character that is no text alone has one too."""
    assert digest("£1") == digest("£1".encode()) == sha256("£1".encode()).hexdigest()
    assert digest(b"\xff") == sha256(b"\xff").hexdigest()
    assert digest("\ud800") == sha256(b"\xed\xa0\x80").hexdigest()
