"""Audit samples: anybody can draw the same again, and nobody could know it before."""

import pytest
from sqlalchemy import Engine, text

from sop_engine.errors import CallError
from sop_engine.service.keep import review
from sop_engine.service.sample import announce, draw
from sop_engine.store.connect import reading
from tests.store.keeping import CONTRACT, EVIDENCE, adopted, doing, sent


def said(engine: Engine, sample) -> set[tuple]:
    """What the drawn records say, whatever their number."""
    return {(each.kind, each.file, each.row) for each in sample.drawn}


def test_the_same_seed_draws_the_same_again(engine: Engine) -> None:
    """A sample is drawn again from what was known then, though more was told since; another seed draws another."""
    sent(adopted(engine))
    first = announce(engine, CONTRACT, "7 12 23 31 40 44", 20, (), doing(3))
    review(engine, CONTRACT, doing(4), "rejected", "no signature", records=[first.drawn[0].record])
    assert draw(engine, CONTRACT, first.seed, 20, known_seq=first.known_seq) == first._replace(number=None)
    assert draw(engine, CONTRACT, first.seed, 20).frame == first.frame - 1
    assert said(engine, draw(engine, CONTRACT, "8", 20, known_seq=first.known_seq)) != said(engine, first)
    with reading(engine) as connection:
        content = connection.execute(text("select content from act where what = 'sample'")).scalar_one()
    assert first.frame_hash in content and first.seed in content


def test_a_sample_holds_a_smaller_one_and_no_more_than_there_is(engine: Engine) -> None:
    """A larger sample by the same seed begins with the smaller one; more than all is all; kinds narrow it."""
    sent(adopted(engine))
    small, large = (draw(engine, CONTRACT, "s", size) for size in (5, 15))
    assert large.drawn[:5] == small.drawn
    assert len(draw(engine, CONTRACT, "s", 10**6).drawn) == small.frame
    assert {each.kind for each in draw(engine, CONTRACT, "s", 9, ["person"]).drawn} == {"person"}


def test_a_sample_can_be_of_some_days_alone(engine: Engine) -> None:
    """What an audit looks at is what it is drawn from: the first and the last day count, and no other is drawn."""
    sent(adopted(engine))
    everything = draw(engine, CONTRACT, "s", 10**6, ["housing_entry"])
    with reading(engine) as connection:
        asked = text("select id, day from record where kind = 'housing_entry'")
        dated = {each.id: each.day for each in connection.execute(asked)}
    middle = sorted(dated[each.record] for each in everything.drawn)[everything.frame // 2]
    early = draw(engine, CONTRACT, "s", 10**6, ["housing_entry"], days=(0, middle))
    late = draw(engine, CONTRACT, "s", 10**6, ["housing_entry"], days=(middle + 1, 10**5))
    assert {each.record for each in early.drawn} == {number for number, day in dated.items() if day <= middle}
    assert sorted([*early.drawn, *late.drawn]) == sorted(everything.drawn)
    assert late.frame and early.frame_hash != everything.frame_hash


def test_a_sample_of_nothing_or_without_a_seed_is_refused(engine: Engine) -> None:
    """Where nothing is accepted there is nothing to draw, and no seed is made up."""
    sent(adopted(engine), EVIDENCE[-1:], state="submitted")
    with pytest.raises(CallError, match="sample-of-nothing"):
        draw(engine, CONTRACT, "s", 5)
    with pytest.raises(CallError, match="sample-no-seed"):
        draw(engine, CONTRACT, " ", 5)
